//! What an LSP is for: forwarding equivalence classes, type (2), length (2), value, padded to four bytes
//! (RFC 8029 section 3.2).

use super::value_too_short;
use crate::{
    app::bgp::{Prefix, RouteDistinguisher},
    context::Context,
    cursor::Cursor,
    net::pseudowire,
    show::{Show, Table, hex, named, out},
    stop::{Outcome, Stop},
};

const CLASSES: &Table = &[
    (1, "LDP IPv4 prefix"),
    (2, "LDP IPv6 prefix"),
    (3, "RSVP IPv4 Session Query"),
    (4, "RSVP IPv6 Session Query"),
    (5, "Reserved"),
    (6, "VPN IPv4 prefix"),
    (7, "VPN IPv6 prefix"),
    (8, "L2 VPN endpoint"),
    (9, "FEC 128 pseudowire (old)"),
    (10, "FEC 128 pseudowire"),
    (12, "BGP labeled IPv4 prefix"),
    (13, "BGP labeled IPv6 prefix"),
];

/// Prints all classes; answers whether all of it could be shown.
pub(super) fn stack(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    while p.len() > 0 {
        if p.len() < 4 {
            return value_too_short(cx);
        }
        let whole = p;
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        let padded = len.next_multiple_of(4);
        if p.len() < len {
            return value_too_short(cx);
        }
        out!(cx, "\n\t    ", named(CLASSES, kind).or_text("Unknown"), " subTLV (", kind, "), length: ", len);
        let value = p.declare(len);
        let is_shown = match length(kind) {
            Some(shall) if shall != len => {
                out!(cx, "\n\t      invalid subTLV length, should be ", shall);
                false
            }
            Some(_) => {
                class(cx, kind, value)?;
                true
            }
            None => false,
        };
        if !is_shown || cx.verbose(2) {
            cx.unknown_data("\n\t      ", value, len);
        }
        if p.len() < padded {
            return value_too_short(cx);
        }
        // tcpdump counts the header off, but goes on as if there were none.
        p = whole.declare(p.len());
        p.pass(padded);
    }
    Ok(true)
}

const fn length(kind: u16) -> Option<usize> {
    Some(match kind {
        1 | 12 => 5,
        2 | 13 => 17,
        3 => 20,
        4 => 56,
        6 => 13,
        7 => 25,
        8 | 10 => 14,
        9 => 10,
        _ => return None,
    })
}

fn class(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Outcome {
    match kind {
        1 | 12 => out!(cx, "\n\t      ", Prefix { address: p.ipv4()?, bits: p.u8()? }),
        2 | 13 => out!(cx, "\n\t      ", Prefix { address: p.ipv6()?, bits: p.u8()? }),
        3 => {
            let (end, tunnel, extended, sender) = (p.ipv4()?, p.be_u32()?, p.ipv4()?, p.ipv4()?);
            session(cx, [end, sender, extended], [tunnel, p.be_u32()?]);
        }
        4 => {
            let (end, tunnel, extended, sender) = (p.ipv6()?, p.be_u32()?, p.ipv6()?, p.ipv6()?);
            session(cx, [end, sender, extended], [tunnel, p.be_u32()?]);
        }
        6 => {
            out!(cx, "\n\t      RD: ", RouteDistinguisher::read(&mut p)?, ", ");
            out!(cx, Prefix { address: p.ipv4()?, bits: p.u8()? });
        }
        7 => {
            out!(cx, "\n\t      RD: ", RouteDistinguisher::read(&mut p)?, ", ");
            out!(cx, Prefix { address: p.ipv6()?, bits: p.u8()? });
        }
        8 => {
            out!(cx, "\n\t      RD: ", RouteDistinguisher::read(&mut p)?);
            out!(cx, ", Sender VE ID: ", p.be_u16()?, ", Receiver VE ID: ", p.be_u16()?);
            let kind = p.be_u16()?;
            out!(cx, "\n\t      Encapsulation Type: ", named(pseudowire::TYPES, kind).or_text("unknown"));
            out!(cx, " (", kind, ")");
        }
        9 => {
            out!(cx, "\n\t      Remote PE: ", p.ipv4()?);
            wire(cx, &mut p)?;
        }
        _ => {
            out!(cx, "\n\t      Sender PE: ", p.ipv4()?, ", Remote PE: ", p.ipv4()?);
            wire(cx, &mut p)?;
        }
    }
    Ok(())
}

/// End point, tunnel id (4, two of them reserved), extended tunnel id, sender, LSP id (the same).
fn session<A: Show>(cx: &mut Context<'_>, [end, sender, extended]: [A; 3], [tunnel, lsp]: [u32; 2]) {
    out!(cx, "\n\t      tunnel end-point ", end, ", tunnel sender ", sender);
    out!(cx, ", lsp-id 0x", hex(lsp & 0xffff, 4));
    out!(cx, "\n\t      tunnel-id 0x", hex(tunnel & 0xffff, 4), ", extended tunnel-id ", extended);
}

fn wire(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let (id, kind) = (p.be_u32()?, p.be_u16()?);
    out!(cx, "\n\t      PW ID: 0x", hex(id, 8));
    out!(cx, ", PW Type: ", named(pseudowire::TYPES, kind).or_text("unknown"), " (", kind, ")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn all(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
        stack(cx, p).map(|_| ())
    }

    #[test]
    fn a_prefix_and_a_wire() {
        let text = printed(all, 0, b"\0\x01\0\x05\x0a\0\0\0\x18\0\0\0");
        assert_eq!(text, "\n\t    LDP IPv4 prefix subTLV (1), length: 5\n\t      10.0.0.0/24");
        let text = printed(all, 0, b"\0\x09\0\x0a\x0a\0\0\x01\0\0\0\x07\0\x05\0\0");
        let expected = "\n\t    FEC 128 pseudowire (old) subTLV (9), length: 10\n\t      Remote PE: 10.0.0.1\
             \n\t      PW ID: 0x00000007, PW Type: Ethernet (5)";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_length_has_to_fit_the_class() {
        let text = printed(all, 0, b"\0\x01\0\x01\x0a\0\0\0");
        assert!(
            text.ends_with("\n\t      invalid subTLV length, should be 5\n\t      0x0000:  0a"),
            "{text}"
        );
    }
}
