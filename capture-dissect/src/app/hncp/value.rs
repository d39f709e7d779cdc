//! Values of HNCP's TLVs (RFC 7787 section 7, RFC 7788 section 10).
//!
//! Where there is too little of one it is [`Stop::Invalid`], for a value is there as a whole.

use super::{dhcp, prefix, records};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Hex, HexBytes, LinkAddr, Safe, Zeros, hex, out, until_zero},
    stop::{Outcome, Stop},
};

/// The longest label of a domain name.
const MAX_LABEL: usize = 63;

/// An endpoint's identifier.
fn endpoint(p: &mut Cursor<'_>) -> Result<Hex, Stop> {
    Ok(hex(p.be_u32()?, 8))
}

/// Milliseconds, shown as seconds.
struct Milliseconds(u32);

impl crate::show::Show for Milliseconds {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, self.0 / 1000, ".", Zeros(u64::from(self.0 % 1000), 3), "s");
    }
}

/// Text to the end of a value, or to a zero byte.
fn text(p: Cursor<'_>) -> Safe<'_> {
    Safe(until_zero(p.limit(p.len()).bytes()))
}

/// Prints a value and the TLVs in it.
pub(super) fn print(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>, level: u8) -> Outcome {
    let exactly = match kind {
        1 => Some(0),
        2 => Some(4),
        3 | 4 => Some(8),
        8 => Some(12),
        _ => None,
    };
    let least = match kind {
        9 => 8,
        5 | 36 => 20,
        10 => 37,
        32 => 5,
        37 => 1,
        38 => 4,
        39 => 17,
        40 | 43 => 1,
        41 => 17,
        42 => 32,
        _ => 0,
    };
    if exactly.is_some_and(|len| p.len() != len) || p.len() < least {
        return Err(Stop::Invalid);
    }
    match kind {
        2 => out!(cx, " NID: ", LinkAddr(p.take(4)?)),
        3 => out!(cx, " NID: ", LinkAddr(p.take(4)?), " EPID: ", endpoint(&mut p)?),
        4 => out!(cx, " hash: ", HexBytes(p.take(8)?)),
        5 => {
            out!(cx, " NID: ", LinkAddr(p.take(4)?), " seqno: ", p.be_u32()?, " ");
            out!(cx, Milliseconds(p.be_u32()?), " hash: ", HexBytes(p.take(8)?));
            records(cx, p, level + 1)?;
        }
        8 => {
            out!(cx, " Peer-NID: ", LinkAddr(p.take(4)?), " Peer-EPID: ", endpoint(&mut p)?);
            out!(cx, " Local-EPID: ", endpoint(&mut p)?);
        }
        9 => out!(cx, " EPID: ", endpoint(&mut p)?, " Interval: ", Milliseconds(p.be_u32()?)),
        10 => {
            let [verdict, _, _, _] = p.array()?;
            out!(cx, " Verdict: ", verdict, " Fingerprint: ", HexBytes(p.take(32)?));
            out!(cx, " Common Name: ", text(p));
        }
        32 => version(cx, p)?,
        33 => records(cx, p, level + 1)?,
        34 => delegated_prefix(cx, p, level)?,
        35 => assigned_prefix(cx, p, level)?,
        36 => {
            out!(cx, " EPID: ", endpoint(&mut p)?, " IP Address: ", prefix::Address(p.array()?));
            records(cx, p, level + 1)?;
        }
        37 => dhcp::print_v4(cx, p, level + 1)?,
        38 => dhcp::print_v6(cx, p, level + 1)?,
        39 => zone(cx, p, level)?,
        40 => {
            out!(cx, " Domain: ");
            // A name that has no end is not said to be invalid.
            let _ = domain_name(cx, &mut p);
        }
        41 => node_name(cx, p, level)?,
        42 => {
            out!(cx, " PSK: ", HexBytes(p.take(32)?));
            records(cx, p, level + 1)?;
        }
        43 => policy(cx, p)?,
        _ => {}
    }
    Ok(())
}

fn version(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [_, _, m_and_p, h_and_l] = p.array()?;
    out!(cx, " M: ", m_and_p >> 4, " P: ", m_and_p & 0xf, " H: ", h_and_l >> 4, " L: ", h_and_l & 0xf);
    out!(cx, " User-agent: ", text(p));
    Ok(())
}

fn delegated_prefix(cx: &mut Context<'_>, mut p: Cursor<'_>, level: u8) -> Outcome {
    prefix::fits(p, 8)?;
    out!(cx, " VLSO: ", Milliseconds(p.be_u32()?), " PLSO: ", Milliseconds(p.be_u32()?), " Prefix: ");
    let len = prefix::print(cx, &mut p)?;
    nested(cx, p, 9 + len, level)
}

fn assigned_prefix(cx: &mut Context<'_>, mut p: Cursor<'_>, level: u8) -> Outcome {
    prefix::fits(p, 5)?;
    out!(cx, " EPID: ", endpoint(&mut p)?, " Prty: ", p.u8()? & 0xf, " Prefix: ");
    let len = prefix::print(cx, &mut p)?;
    nested(cx, p, 6 + len, level)
}

/// TLVs behind a field that ends after `len` bytes, and what fills it up.
fn nested(cx: &mut Context<'_>, mut p: Cursor<'_>, len: usize, level: u8) -> Outcome {
    p.pass(len.next_multiple_of(4) - len);
    records(cx, p, level + 1)
}

fn zone(cx: &mut Context<'_>, mut p: Cursor<'_>, level: u8) -> Outcome {
    out!(cx, " IP-Address: ", prefix::Address(p.array()?), " ");
    let flags = p.u8()?;
    let flag = |bit: u8, letter| if flags & bit != 0 { letter } else { '-' };
    out!(cx, flag(4, 'l'), flag(2, 'b'), flag(1, 's'), " ");
    let whole = p.len();
    domain_name(cx, &mut p)?;
    nested(cx, p, 17 + whole - p.len(), level)
}

/// Prints labels with dots between them, up to one of no length.
fn domain_name(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let mut is_first = true;
    while p.len() > 0 {
        let len = usize::from(p.u8()?);
        if len == 0 {
            return Ok(());
        }
        if !is_first {
            out!(cx, ".");
        }
        is_first = false;
        let is_whole = len <= p.len();
        out!(cx, Safe(until_zero(p.take_some(len.min(p.len())))));
        if !is_whole {
            break;
        }
    }
    out!(cx, "[|DNS]");
    Err(Stop::Invalid)
}

fn node_name(cx: &mut Context<'_>, mut p: Cursor<'_>, level: u8) -> Outcome {
    let address = prefix::Address(p.array()?);
    let len = usize::from(p.u8()?);
    if len > p.len() {
        return Err(Stop::Invalid);
    }
    let name = p.take(len)?;
    out!(cx, " IP-Address: ", address, " Name: ");
    if len > MAX_LABEL {
        cx.invalid()?;
    } else {
        out!(cx, "\"", Safe(until_zero(name)), "\"");
    }
    nested(cx, p, 17 + len, level)
}

fn policy(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, " type: ");
    match (p.peek(0)?, p.len()) {
        (0, 1) => out!(cx, "Internet connectivity"),
        (1..=128, _) => {
            out!(cx, "Dest-Prefix: ");
            prefix::print(cx, &mut p)?;
        }
        (129, _) => {
            p.skip(1)?;
            out!(cx, "DNS domain: ");
            let _ = domain_name(cx, &mut p);
        }
        (130, _) => {
            p.skip(1)?;
            out!(cx, "Opaque UTF-8: ", text(p));
        }
        (131, 1) => out!(cx, "Restrictive assignment"),
        (kind @ 132.., _) => out!(cx, "Unknown (", kind, ")"),
        _ => return Err(Stop::Invalid),
    }
    Ok(())
}
