//! Path attributes (RFC 4271 section 4.3, RFC 1997, RFC 4456, RFC 6368, RFC 6514, RFC 7311, RFC 8092).
//!
//! ```text
//! +-------+------+--------------+-------
//! | flags | type | length, 1 or | value
//! |       |      | 2 bytes      |
//! +-------+------+--------------+-------
//! ```

use super::{as_number::As, community, multiprotocol};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (1, "Origin"),
    (2, "AS Path"),
    (3, "Next Hop"),
    (4, "Multi Exit Discriminator"),
    (5, "Local Preference"),
    (6, "Atomic Aggregate"),
    (7, "Aggregator"),
    (8, "Community"),
    (9, "Originator ID"),
    (10, "Cluster List"),
    (11, "DPA"),
    (12, "Advertisers"),
    (13, "RCID Path / Cluster ID"),
    (14, "Multi-Protocol Reach NLRI"),
    (15, "Multi-Protocol Unreach NLRI"),
    (16, "Extended Community"),
    (17, "AS4 Path"),
    (18, "Aggregator4"),
    (22, "PMSI Tunnel"),
    (23, "Tunnel Encapsulation"),
    (24, "Traffic Engineering"),
    (25, "IPv6 Extended Community"),
    (26, "Accumulated IGP Metric"),
    (27, "PE Distinguisher Label"),
    (28, "Entropy Label"),
    (32, "Large Community"),
    (128, "Attribute Set"),
    (255, "Reserved for development"),
];
const ORIGINS: &Table = &[(0, "IGP"), (1, "EGP"), (2, "Incomplete")];
const PMSI: &Table = &[
    (1, "RSVP-TE P2MP LSP"),
    (2, "LDP P2MP LSP"),
    (3, "PIM-SSM Tree"),
    (4, "PIM-SM Tree"),
    (5, "PIM-Bidir Tree"),
    (6, "Ingress Replication"),
    (7, "LDP MP2MP LSP"),
];
const AS4_PATH: u8 = 17;
const LARGE_COMMUNITY: u8 = 32;
const SET: u8 = 128;
/// Blanks before the attributes of a message.
pub(super) const OUTER: usize = 2;
/// Sets within sets bound their nesting by it.
const MAX_INDENT: usize = 40;
/// The flag of a length of two bytes.
const EXTENDED: u8 = 0x10;

/// Prints attributes, so many blanks behind the margin; answers with what is left behind one that is too
/// long.
pub(super) fn all<'a>(cx: &mut Context<'_>, mut p: Cursor<'a>, indent: usize) -> Result<Cursor<'a>, Stop> {
    while p.len() > 0 {
        p.need(2)?;
        if cx.is_long() {
            return Err(Stop::Cut);
        }
        let header = if p.peek(0)? & EXTENDED != 0 { 4 } else { 3 };
        if p.len() < header {
            out!(cx, if indent == OUTER { "\n\t  [path attrs too short]" } else { " [path attr too short]" });
            return Ok(p);
        }
        let (flags, kind) = (p.u8()?, p.u8()?);
        let len = if flags & EXTENDED != 0 { usize::from(p.be_u16()?) } else { usize::from(p.u8()?) };
        out!(cx, "\n\t");
        for _ in 0..indent {
            out!(cx, ' ');
        }
        out!(cx, named(TYPES, kind).or_text("Unknown Attribute"), " (", kind, "), length: ", len);
        if flags != 0 {
            out!(cx, ", Flags [");
            for (bit, letter) in [(0x80, "O"), (0x40, "T"), (0x20, "P"), (EXTENDED, "E")] {
                out!(cx, if flags & bit != 0 { letter } else { "" });
            }
            if flags & 0xf != 0 {
                out!(cx, "+", hex(flags & 0xf, 1));
            }
            out!(cx, "]: ");
        } else if indent > OUTER {
            out!(cx, ": ");
        }
        if len > p.len() {
            out!(cx, if indent == OUTER { " [path attrs too short]" } else { " [path attr too short]" });
            return Ok(p);
        }
        let value = p.declare(len);
        p.need(len)?;
        p.skip(len)?;
        let shown = match kind {
            SET => {
                let left = set(cx, value, indent)?.len();
                value.limit(left)
            }
            _ => {
                one(cx, kind, value)?;
                value
            }
        };
        if cx.verbose(2) && shown.len() > 0 && kind != LARGE_COMMUNITY {
            cx.unknown_data("\n\t    ", shown, shown.len());
        }
    }
    Ok(p)
}

/// Prints an attribute's value.
fn one(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    match kind {
        1 if len == 1 => out!(cx, named(ORIGINS, p.u8()?).or_text("Unknown Origin Typecode")),
        2 | AS4_PATH if len.is_multiple_of(2) => return path(cx, kind, p),
        3 | 9 if len == 4 => out!(cx, p.ipv4()?),
        4 | 5 if len == 4 => out!(cx, p.be_u32()?),
        6 if len == 0 => {}
        7 | 18 if len == 6 => out!(cx, " AS #", As(p.be_u16()?.into()), ", origin ", p.ipv4()?),
        7 | 18 if len == 8 => out!(cx, " AS #", As(p.be_u32()?), ", origin ", p.ipv4()?),
        8 if len.is_multiple_of(4) => return community::plain(cx, p),
        10 if len.is_multiple_of(4) => {
            while p.len() > 0 {
                out!(cx, p.ipv4()?, if p.len() > 0 { ", " } else { "" });
            }
        }
        14 => return multiprotocol::reach(cx, p),
        15 => return multiprotocol::unreach(cx, p),
        16 if len.is_multiple_of(8) => return community::extended(cx, p),
        22 => return pmsi_tunnel(cx, p),
        26 => return igp_metric(cx, p),
        LARGE_COMMUNITY if len > 0 && len.is_multiple_of(12) => return community::large(cx, p),
        1..=10 | 16..=18 | 32 => out!(cx, "invalid len"),
        _ => {
            out!(cx, "\n\t    no Attribute ", kind, " decoder");
            if !cx.verbose(2) {
                cx.unknown_data("\n\t    ", p, len);
            }
        }
    }
    Ok(())
}

/// Prints attributes of another network (RFC 6368).
fn set<'a>(cx: &mut Context<'_>, mut p: Cursor<'a>, indent: usize) -> Result<Cursor<'a>, Stop> {
    p.need(4)?;
    if p.len() < 4 || indent > MAX_INDENT {
        return Err(Stop::Cut);
    }
    out!(cx, "\n\t    Origin AS: ", As(p.be_u32()?));
    all(cx, p, indent + 4)
}

/// Autonomous systems that a route has come through.
fn path(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    if p.len() == 0 {
        out!(cx, "empty");
    }
    let size = if kind == AS4_PATH { 4 } else { number_size(p) };
    while p.len() > 0 {
        let (before, after) = match p.peek(0)? {
            1 => ("{ ", "}"),
            2 => ("", ""),
            3 => ("( ", ")"),
            4 => ("({ ", "})"),
            _ => ("?", "?"),
        };
        out!(cx, before);
        p.skip(1)?;
        for _ in 0..p.u8()? {
            let number = if size == 2 { p.be_u16()?.into() } else { p.be_u32()? };
            out!(cx, As(number), " ");
        }
        out!(cx, after);
    }
    Ok(())
}

/// How many bytes each number of a path takes: that depends on what both ends can do (RFC 6793). Where the
/// segments do not fit numbers of two bytes, they are of four.
fn number_size(mut p: Cursor<'_>) -> usize {
    while p.len() > 0 {
        let (Ok(kind), Ok(count)) = (p.peek(0), p.peek(1)) else { break };
        let len = 2 + 2 * usize::from(count);
        if !(1..=4).contains(&kind) || len > p.len() {
            return 4;
        }
        p.pass(len);
    }
    2
}

/// The tunnel of multicast traffic (RFC 6514 section 5).
fn pmsi_tunnel(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.need(5)?;
    let (flags, kind, label) = (p.u8()?, p.u8()?, p.be_u24()?);
    out!(cx, "\n\t    Tunnel-type ", named(PMSI, kind).or_text("Unknown"), " (", kind, "), Flags [");
    out!(cx, if flags & 1 != 0 { "Leaf Information required" } else { "none" }, "], MPLS Label ", label >> 4);
    match kind {
        1 => out!(cx, "\n\t      Extended-Tunnel-ID ", p.ipv4()?, ", P2MP-ID 0x", hex(p.be_u32()?, 8)),
        2 | 7 => out!(cx, "\n\t      Root-Node ", p.ipv4()?, ", LSP-ID 0x", hex(p.be_u32()?, 8)),
        3 => out!(cx, "\n\t      Root-Node ", p.ipv4()?, ", P-Group ", p.ipv4()?),
        4 | 5 => out!(cx, "\n\t      Sender ", p.ipv4()?, ", P-Group ", p.ipv4()?),
        6 => out!(cx, "\n\t      Tunnel-Endpoint ", p.ipv4()?),
        _ if !cx.verbose(2) => cx.unknown_data("\n\t      ", p, p.len()),
        _ => {}
    }
    Ok(())
}

/// What the way costs inside of networks (RFC 7311).
fn igp_metric(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    const AIGP: u8 = 1;
    while p.len() > 0 {
        p.need(3)?;
        if p.len() < 3 {
            return Err(Stop::Cut);
        }
        let (kind, len) = (p.u8()?, usize::from(p.be_u16()?));
        out!(
            cx,
            "\n\t    ",
            if kind == AIGP { "AIGP" } else { "Unknown" },
            " TLV (",
            kind,
            "), length ",
            len
        );
        let value = len.checked_sub(3).filter(|len| *len <= p.len()).ok_or(Stop::Cut)?;
        let mut value = p.split(value);
        match kind {
            AIGP if value.len() >= 8 => out!(cx, ", metric ", value.be_u64()?),
            AIGP => return Err(Stop::Cut),
            _ => cx.unknown_data("\n\t      ", value, value.len()),
        }
    }
    Ok(())
}
