//! Sessions and who sends into them, with the tunnels of traffic engineering (RFC 2205 appendix A, RFC 3209
//! section 4, RFC 4090 section 4, RFC 4875).

use super::super::traffic;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Show, Table, bits, hex, out, until_zero},
    stop::{Outcome, Stop},
};

/// What a message is about.
pub(super) fn session(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        1 => ports(cx, "IPv4", p.ipv4()?, &mut p)?,
        2 => ports(cx, "IPv6", p.ipv6()?, &mut p)?,
        7 | 11 => {
            let end = p.ipv4()?;
            p.skip(2)?;
            let (tunnel, extended) = (p.be_u16()?, p.ipv4()?);
            out!(cx, "\n\t    IPv4 Tunnel EndPoint: ", end, ", Tunnel ID: 0x", hex(tunnel, 4));
            out!(cx, ", Extended Tunnel ID: ", extended);
        }
        13 => {
            let id = p.ipv4()?;
            p.skip(2)?;
            let (tunnel, extended) = (p.be_u16()?, p.ipv4()?);
            out!(cx, "\n\t    IPv4 P2MP LSP ID: ", id, ", Tunnel ID: 0x", hex(tunnel, 4));
            out!(cx, ", Extended Tunnel ID: ", extended);
        }
        14 => {
            let id = p.ipv6()?;
            p.skip(2)?;
            let (tunnel, extended) = (p.be_u16()?, p.ipv6()?);
            out!(cx, "\n\t    IPv6 P2MP LSP ID: ", id, ", Tunnel ID: 0x", hex(tunnel, 4));
            out!(cx, ", Extended Tunnel ID: ", extended);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn ports(cx: &mut Context<'_>, version: &str, address: impl Show, p: &mut Cursor<'_>) -> Outcome {
    let ([protocol, flags], port) = (p.array()?, p.be_u16()?);
    out!(cx, "\n\t    ", version, " DestAddress: ", address, ", Protocol ID: 0x", hex(protocol, 2));
    out!(cx, "\n\t    Flags: [0x", hex(flags, 2), "], DestPort ", port);
    Ok(())
}

/// Whose packets a reservation is for.
pub(super) fn filter(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        3 => {
            let address = p.ipv6()?;
            p.skip(1)?;
            out!(cx, "\n\t    Source Address: ", address, ", Flow Label: ", p.be_u24()?);
            Ok(true)
        }
        7 => {
            let address = p.ipv4()?;
            p.skip(2)?;
            out!(cx, "\n\t    Source Address: ", address, ", LSP-ID: 0x", hex(p.be_u16()?, 4));
            Ok(true)
        }
        _ => sender(cx, kind, p),
    }
}

/// Who sends.
pub(super) fn sender(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        1 => source(cx, p.ipv4()?, &mut p)?,
        2 => source(cx, p.ipv6()?, &mut p)?,
        7 => {
            let address = p.ipv4()?;
            p.skip(2)?;
            out!(cx, "\n\t    IPv4 Tunnel Sender Address: ", address, ", LSP-ID: 0x", hex(p.be_u16()?, 4));
        }
        12 => {
            let address = p.ipv4()?;
            p.skip(2)?;
            let (lsp, origin) = (p.be_u16()?, p.ipv4()?);
            // tcpdump takes the reserved bytes for the group.
            let group = p.be_u16()?;
            p.skip(2)?;
            leaf(cx, "IPv4", [address, origin], [lsp, group]);
        }
        13 => {
            let address = p.ipv6()?;
            p.skip(2)?;
            let (lsp, origin) = (p.be_u16()?, p.ipv6()?);
            p.skip(2)?;
            leaf(cx, "IPv6", [address, origin], [lsp, p.be_u16()?]);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn source(cx: &mut Context<'_>, address: impl Show, p: &mut Cursor<'_>) -> Outcome {
    p.skip(2)?;
    out!(cx, "\n\t    Source Address: ", address, ", Source Port: ", p.be_u16()?);
    Ok(())
}

fn leaf<A: Show>(cx: &mut Context<'_>, version: &str, [address, origin]: [A; 2], [lsp, group]: [u16; 2]) {
    out!(cx, "\n\t    ", version, " Tunnel Sender Address: ", address, ", LSP ID: 0x", hex(lsp, 4));
    out!(cx, "\n\t    Sub-Group Originator ID: ", origin, ", Sub-Group ID: 0x", hex(group, 4));
}

/// Pairs of nodes.
pub(super) fn detour(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= 8 {
        out!(cx, "\n\t    PLR-ID: ", p.ipv4()?, ", Avoid-Node-ID: ", p.ipv4()?);
    }
    Ok(())
}

/// Priorities (1 each), hops (1), flags (1), bandwidth (4), groups of links (4 each).
pub(super) fn reroute(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let least = match kind {
        1 => 20,
        7 => 16,
        _ => return Ok(false),
    };
    if p.len() < least {
        return Err(Stop::Truncated);
    }
    let [setup, holding, hops, _] = p.array()?;
    out!(cx, "\n\t    Setup Priority: ", setup, ", Holding Priority: ", holding, ", Hop-limit: ", hops);
    out!(cx, ", Bandwidth: ", traffic::megabits(p.be_u32()?), " Mbps");
    let (first, second) = (hex(p.be_u32()?, 8), hex(p.be_u32()?, 8));
    if kind == 1 {
        out!(cx, "\n\t    Include-any: 0x", first, ", Exclude-any: 0x", second);
        out!(cx, ", Include-all: 0x", hex(p.be_u32()?, 8));
    } else {
        out!(cx, "\n\t    Include Colors: 0x", first, ", Exclude Colors: 0x", second);
    }
    Ok(true)
}

const ATTRIBUTES: &Table = &[
    (0x01, "Local Protection"),
    (0x02, "Label Recording"),
    (0x04, "SE Style"),
    (0x08, "Bandwidth protection"),
    (0x10, "Node protection"),
];

/// Priorities (1 each), flags (1), length of the name (1), name.
pub(super) fn attribute(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [setup, holding, flags, len] = p.array()?;
    let name = p.take(len.into())?;
    out!(cx, "\n\t    Session Name: ", Safe(until_zero(name)));
    out!(cx, "\n\t    Setup Priority: ", setup, ", Holding Priority: ", holding);
    out!(cx, ", Flags: [", bits(ATTRIBUTES, flags), "] (0x", hex(flags, 0), ")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_tunnel() {
        let one = |cx: &mut Context<'_>, p: Cursor<'_>| session(cx, 7, p).map(|_| ());
        let text = printed(one, 0, b"\x0a\0\0\x01\0\0\0\x04\x0a\0\0\x02");
        let expected =
            "\n\t    IPv4 Tunnel EndPoint: 10.0.0.1, Tunnel ID: 0x0004, Extended Tunnel ID: 10.0.0.2";
        assert_eq!(text, expected);
        let text = printed(attribute, 0, b"\x07\x07\x14\x02ab");
        assert!(text.ends_with("Flags: [SE Style, Node protection] (0x14)"), "{text}");
    }
}
