//! What is in OLSR's messages (RFC 3626 sections 5, 6, 9 and 12).

use super::{HELLO, HELLO_LQ, HNA, MID, NAMES, Seconds, TC, TC_LQ, addr};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Float, Ipv4, Ipv6, Safe, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const LINKS: &Table = &[(0, "Unspecified"), (1, "Asymmetric"), (2, "Symmetric"), (3, "Lost")];
const NEIGHBORS: &Table = &[(0, "Not-Neighbor"), (1, "Symmetric"), (2, "Symmetric-MPR")];

const LINK_SPEED: u8 = 1;

/// What a gateway of olsr.org says about itself.
const GATEWAY: &Table =
    &[(1, "LINKSPEED "), (2, "IPV4 "), (4, "IPV4-NAT "), (8, "IPV6 "), (16, "IPv6-PREFIX ")];

/// Prints a body.
pub(super) fn print(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>, is_v6: bool) -> Outcome {
    match kind {
        HELLO | HELLO_LQ => hello(cx, p, kind, is_v6),
        TC | TC_LQ => {
            if p.len() < 4 {
                return Err(Stop::Cut);
            }
            p.need(4)?;
            out!(cx, "\n\t    advertised neighbor seq 0x", hex(p.be_u16()?, 4));
            p.pass(2);
            neighbors(cx, p, kind, is_v6)
        }
        MID => {
            let each = if is_v6 { 16 } else { 4 };
            while p.len() >= each {
                p.need(each)?;
                out!(cx, "\n\t  interface address ", addr(&mut p, is_v6)?);
            }
            Ok(())
        }
        HNA if is_v6 => networks6(cx, p),
        HNA => networks(cx, p),
        NAMES => names(cx, p, is_v6),
        _ => {
            cx.unknown_data("\n\t    ", p, p.len());
            Ok(())
        }
    }
}

fn hello(cx: &mut Context<'_>, mut p: Cursor<'_>, kind: u8, is_v6: bool) -> Outcome {
    if p.len() < 4 {
        return Err(Stop::Cut);
    }
    p.need(4)?;
    let [_, _, time, willingness] = p.array()?;
    out!(cx, "\n\t  hello-time ", Seconds(time), ", MPR willingness ", willingness);
    while p.len() > 0 {
        if p.len() < 4 {
            return Err(Stop::Cut);
        }
        p.need(4)?;
        let whole = p.len();
        let (code, _, len) = (p.u8()?, p.u8()?, usize::from(p.be_u16()?));
        out!(cx, "\n\t    link-type ", named(LINKS, code & 3).or_text("Unknown"), ", neighbor-type ");
        out!(cx, named(NEIGHBORS, code >> 2).or_text("Unknown"), ", len ", len);
        if len < 4 || len > whole {
            return cx.invalid();
        }
        p.need(len - 4)?;
        neighbors(cx, p.declare(len - 4), kind, is_v6)?;
        p.pass(len - 4);
    }
    Ok(())
}

fn neighbors(cx: &mut Context<'_>, mut p: Cursor<'_>, kind: u8, is_v6: bool) -> Outcome {
    if kind == HELLO_LQ || kind == TC_LQ {
        return with_quality(cx, p, is_v6);
    }
    out!(cx, "\n\t      neighbor\n\t\t");
    // Addresses of IPv6 are shown as four of IPv4.
    while p.len() >= 4 {
        out!(cx, p.ipv4()?, " ");
    }
    Ok(())
}

fn with_quality(cx: &mut Context<'_>, mut p: Cursor<'_>, is_v6: bool) -> Outcome {
    let each = if is_v6 { 20 } else { 8 };
    while p.len() >= each {
        p.need(each)?;
        let address = addr(&mut p, is_v6)?;
        let [quality, neighbor, _, _] = p.array()?;
        let percent = |quality: u8| Float(f64::from(quality) / 2.55, 2);
        out!(cx, "\n\t      neighbor ", address, ", link-quality ", percent(quality));
        out!(cx, "%, neighbor-link-quality ", percent(neighbor), "%");
    }
    Ok(())
}

/// Bits that are set at the start of a mask, or a number that no mask has.
fn prefix_len(mask: u32) -> u32 {
    if mask.leading_ones() + mask.trailing_zeros() >= 32 { mask.leading_ones() } else { u32::MAX }
}

/// Three bits of exponent to the base of ten, and a number before them that is one less than it counts.
fn speed(byte: u8) -> u32 {
    match byte {
        0 => 0,
        _ => (u32::from(byte >> 3) + 1) * 10u32.pow(u32::from(byte & 7)),
    }
}

fn networks(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t  Advertised networks (total ", p.len() / 8, ")");
    let mut column = 0u8;
    while p.len() >= 8 {
        p.need(8)?;
        let (network, mask) = (p.ipv4()?, p.array::<4>()?);
        out!(cx, if column == 0 { "\n\t    " } else { ", " });
        match (network, mask) {
            (Ipv4([0, 0, 0, 0]), [0, flags, up, down]) if flags != 0 => {
                let speed = |byte| if flags & LINK_SPEED != 0 { speed(byte) } else { 0 };
                out!(
                    cx,
                    "Smart-Gateway: ",
                    bits(GATEWAY, flags).with("").or(""),
                    speed(up),
                    "/",
                    speed(down)
                );
            }
            _ => out!(cx, network, "/", prefix_len(u32::from_be_bytes(mask))),
        }
        column = (column + 1) % 4;
    }
    Ok(())
}

fn networks6(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t  Advertised networks (total ", p.len() / 32, ")");
    while p.len() >= 32 {
        p.need(32)?;
        let (network, Ipv6(mask)) = (p.ipv6()?, p.ipv6()?);
        out!(cx, "\n\t    #0: ", network, "/", prefix_len6(mask));
    }
    Ok(())
}

/// Bits that are set at the start of a mask; a byte that no mask has counts for nothing.
fn prefix_len6(mask: [u8; 16]) -> u32 {
    let whole = mask.iter().take_while(|byte| **byte == 0xff).count();
    let part = mask.get(whole).copied().unwrap_or_default();
    let bits = if part.leading_ones() + part.trailing_zeros() >= 8 { part.leading_ones() } else { 0 };
    8 * whole as u32 + bits
}

fn names(cx: &mut Context<'_>, mut p: Cursor<'_>, is_v6: bool) -> Outcome {
    let address = if is_v6 { 16 } else { 4 };
    if p.len() < 4 {
        return Err(Stop::Cut);
    }
    let (version, entries) = (p.be_u16()?, p.be_u16()?);
    out!(cx, "\n\t  Version ", version, ", Entries ", entries);
    if entries == 0 || usize::from(entries) * (4 + address) > p.len() {
        return cx.invalid();
    }
    for at in 0..entries {
        if p.len() < 4 {
            return Ok(());
        }
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        out!(cx, "\n\t    #", at, ": type ", if kind == 0 { "00" } else { "0x" }, hex(kind, 4));
        out!(cx, ", length ", len);
        if len == 0 || address + len > p.len() {
            return cx.invalid();
        }
        p.need(address + len.next_multiple_of(4))?;
        out!(cx, ", address ", addr(&mut p, is_v6)?, ", name \"");
        out!(cx, Safe(p.limit(len).bytes()), "\"");
        p.pass(len.next_multiple_of(4).min(p.len()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn body(kind: u8, bytes: &[u8]) -> String {
        printed(|cx, p| cx.call(|cx, mut p| print(cx, p.u8()?, p, false), p), 1, &[&[kind], bytes].concat())
    }

    #[test]
    fn neighbors_have_links() {
        let text = body(HELLO, b"\0\0\x05\x03\x06\0\0\x08\x0a\0\0\x01");
        let link = "link-type Symmetric, neighbor-type Symmetric, len 8\n\t      neighbor\n\t\t10.0.0.1 ";
        assert_eq!(text, format!("\n\t  hello-time 2.000s, MPR willingness 3\n\t    {link}"));
        assert!(body(HELLO, b"\0\0\x05\x03\x06\0\0\x09\x0a\0\0\x01").ends_with("len 9 (invalid)"));
    }

    #[test]
    fn networks_and_gateways() {
        let text = body(HNA, b"\x0a\0\0\0\xff\0\0\0\0\0\0\0\0\x01\x21\x45");
        let networks = "\n\t    10.0.0.0/8, Smart-Gateway: LINKSPEED 50/900000";
        assert_eq!(text, format!("\n\t  Advertised networks (total 2){networks}"));
        assert_eq!(prefix_len(0xff00_ff00), u32::MAX);
    }
}
