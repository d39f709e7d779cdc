//! Objects that one line or two can show (RFC 2205 appendix A, RFC 2961, RFC 3473, RFC 5063).

use super::{hop, label, route, service, tunnel, uni};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

/// Prints an object; answers whether it is known. One that is too short stops with `Truncated`.
pub(super) fn print(cx: &mut Context<'_>, class: u8, kind: u8, p: Cursor<'_>) -> Result<bool, Stop> {
    let p = p.limit(p.len());
    match (class, kind) {
        (1, _) => return tunnel::session(cx, kind, p),
        (10, _) => return tunnel::filter(cx, kind, p),
        (11, _) => return tunnel::sender(cx, kind, p),
        (63, 7) => tunnel::detour(cx, p)?,
        (205, _) => return tunnel::reroute(cx, kind, p),
        (207, 7) => tunnel::attribute(cx, p)?,
        (3, _) => return hop::hop(cx, kind, p),
        (6, _) => return hop::error(cx, kind, p),
        (16 | 34 | 35 | 129, _) => return label::label(cx, kind, p),
        (19, _) => return label::request(cx, kind, p),
        (36, 1) => label::set(cx, p)?,
        (20 | 21, 1) => route::print(cx, p)?,
        (9 | 12 | 13, 2) => service::print(cx, p)?,
        (229, 1) => return uni::print(cx, p),
        (15, _) => return address(cx, kind, p, [" Receiver Address: ", ""]),
        (195, _) => return address(cx, kind, p, [" Notify Node Address: ", ""]),
        (50, _) => return address(cx, kind, p, ["", "Sub-LSP destination address: "]),
        (5, 1) => period(cx, p)?,
        (8, 1) => style(cx, p)?,
        (22, 1 | 2) => hello(cx, p)?,
        (23..=25, 1) | (24, 2) => ids(cx, p)?,
        (66 | 125, 1) => class_type(cx, p)?,
        (131, 1) => restart(cx, p)?,
        (134, 1) => capability(cx, p)?,
        (196, 1) => status(cx, p)?,
        (204, 1) => properties(cx, p)?,
        (4, _) => integrity(cx, p)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// An address and what it is for, said behind its version or instead of it.
fn address(
    cx: &mut Context<'_>,
    kind: u8,
    mut p: Cursor<'_>,
    [behind, only]: [&str; 2],
) -> Result<bool, Stop> {
    let version = |name: &'static str| if only.is_empty() { name } else { "" };
    match kind {
        1 => out!(cx, "\n\t    ", version("IPv4"), behind, only, p.ipv4()?),
        2 => out!(cx, "\n\t    ", version("IPv6"), behind, only, p.ipv6()?),
        _ => return Ok(false),
    }
    Ok(true)
}

fn period(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Refresh Period: ", p.be_u32()?, "ms");
    Ok(())
}

const STYLES: &Table = &[(0x0a, "Fixed Filter"), (0x11, "Wildcard Filter"), (0x12, "Shared Explicit")];

/// Flags (1), style (3).
fn style(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (flags, style) = (p.u8()?, p.be_u24()?);
    out!(cx, "\n\t    Reservation Style: ", named(STYLES, style).or_text("Unknown"));
    out!(cx, ", Flags: [0x", hex(flags, 2), "]");
    Ok(())
}

/// Instances of both ends (4 each).
fn hello(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(
        cx,
        "\n\t    Source Instance: 0x",
        hex(p.be_u32()?, 8),
        ", Destination Instance: 0x",
        hex(p.be_u32()?, 8)
    );
    Ok(())
}

/// Flags (1), epoch (3), numbers of messages (4 each).
fn ids(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 8 {
        return Err(Stop::Truncated);
    }
    out!(cx, "\n\t    Flags [0x", hex(p.u8()?, 2), "], epoch: ", p.be_u24()?);
    while p.len() >= 4 {
        let id = p.be_u32()?;
        out!(cx, "\n\t      Message-ID 0x", hex(id, 8), " (", id, ")");
    }
    Ok(())
}

fn class_type(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    CT: ", p.be_u32()? & 7);
    Ok(())
}

/// Times to restart and to recover (4 each, ms).
fn restart(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Restart  Time: ", p.be_u32()?, "ms, Recovery Time: ", p.be_u32()?, "ms");
    Ok(())
}

const CAPABILITIES: &Table = &[
    (4, "RecoveryPath Transmit Enabled"),
    (2, "RecoveryPath Desired"),
    (1, "RecoveryPath Srefresh Capable"),
];

fn capability(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Flags: [", bits(CAPABILITIES, p.be_u32()?), "]");
    Ok(())
}

const STATES: &Table =
    &[(0x8000_0000, "Reflect"), (4, "Testing"), (2, "Admin-down"), (1, "Delete-in-progress")];

fn status(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Flags [", bits(STATES, p.be_u32()?), "]");
    Ok(())
}

/// How many TLVs (2), how much padding (2).
fn properties(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    TLV count: ", p.be_u16()?, ", padding bytes: ", p.be_u16()?);
    Ok(())
}

const HANDSHAKE: &Table = &[(0x80, "Handshake")];

/// Flags (1), reserved (1), key (6), sequence number (8), digest (16) (RFC 2747).
fn integrity(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let ([flags, _], key_high, key_low) = (p.array()?, p.be_u16()?, p.be_u32()?);
    let (sequence, digest) = (p.be_u64()?, p.take(16)?);
    out!(cx, "\n\t    Key-ID 0x", hex(key_high, 4), hex(key_low, 8), ", Sequence 0x", hex(sequence, 16));
    out!(cx, ", Flags [", bits(HANDSHAKE, flags), "]\n\t    MD5-sum 0x", HexBytes(digest), "  (unchecked)");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn values() {
        assert_eq!(
            printed(status, 0, &[0x80, 0, 0, 5]),
            "\n\t    Flags [Reflect, Testing, Delete-in-progress]"
        );
        assert_eq!(
            printed(style, 0, &[0, 0, 0, 0x12]),
            "\n\t    Reservation Style: Shared Explicit, Flags: [0x00]"
        );
        let text = printed(ids, 0, &[1, 0, 0, 5, 0, 0, 0, 7]);
        assert_eq!(text, "\n\t    Flags [0x01], epoch: 5\n\t      Message-ID 0x00000007 (7)");
    }
}
