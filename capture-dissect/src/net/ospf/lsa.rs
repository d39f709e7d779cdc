//! States of links (RFC 2328 appendix A.4, RFC 3101, RFC 5250).

use super::{opaque, origin, v2::OPTIONS};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Table, bits, named, out},
    stop::{Outcome, Stop},
};

/// What a link state is of.
pub(super) const TYPES: &Table = &[
    (1, "Router"),
    (2, "Network"),
    (3, "Summary"),
    (4, "ASBR Summary"),
    (5, "External"),
    (6, "Multicast Group"),
    (7, "NSSA"),
    (9, "Link Local Opaque"),
    (10, "Area Local Opaque"),
    (11, "Domain Wide Opaque"),
];
const OPAQUES: &Table = &[(1, "Traffic Engineering"), (3, "Graceful restart"), (4, "Router Information")];
const ROUTER: &Table =
    &[(0x01, "ABR"), (0x02, "ASBR"), (0x04, "Virtual"), (0x08, "Wildcard"), (0x10, "Nt"), (0x80, "Host")];
const TOPOLOGIES: &Table = &[(0, "default"), (1, "multicast"), (2, "management")];
const HEADER: usize = 20;

/// What the header of a link state says.
pub(super) struct Header {
    kind: u8,
    id: u32,
    /// Bytes behind the header.
    len: usize,
}

/// Prints all link states of an update.
pub(super) fn update(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let count = p.be_u32()?;
    out!(cx, ", ", count, " LSA", if count == 1 { "" } else { "s" });
    for number in 1..=count {
        out!(cx, "\n\t  LSA #", number);
        let header = header(cx, &mut p)?;
        let body = p.split(header.len);
        if print(cx, &header, body)? && cx.verbose(2) {
            cx.unknown_data("\n\t    ", body, header.len);
        }
    }
    Ok(())
}

/// Reads and prints a header.
pub(super) fn header(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<Header, Stop> {
    p.at(HEADER)?;
    let (age, [options, kind], id) = (p.be_u16()?, p.array()?, p.be_u32()?);
    let (router, sequence) = (p.ipv4()?, p.be_u32()?);
    // The checksum.
    p.skip(2)?;
    let len = usize::from(p.be_u16()?);
    let Some(len) = len.checked_sub(HEADER) else {
        out!(cx, "\n\t    Bogus length ", len, " < header (", HEADER, ")");
        return Err(Stop::Truncated);
    };
    origin(cx, router, sequence, age, len);
    out!(cx, "\n\t    ", named(TYPES, kind).or_text("unknown"), " LSA (", kind, ")");
    self::id(cx, kind.into(), id, " ");
    out!(cx, "\n\t    Options: [", bits(OPTIONS, options), "]");
    Ok(Header { kind, id, len })
}

/// Prints the id of a link state, which for some is a type and a number.
pub(super) fn id(cx: &mut Context<'_>, kind: u32, id: u32, separator: &'static str) {
    match kind {
        9..=11 => {
            let opaque = id >> 24;
            out!(cx, ", Opaque-Type", separator, named(OPAQUES, opaque).or_text("unknown"), " LSA (", opaque);
            out!(cx, "), Opaque-ID", separator, id & 0xff_ffff);
        }
        _ => out!(cx, ", LSA-ID: ", Ipv4(id.to_be_bytes())),
    }
}

/// Prints what is behind a header; answers whether it has to be shown in hexadecimal, too.
fn print(cx: &mut Context<'_>, header: &Header, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match header.kind {
        1 => return router(cx, p),
        2 => {
            out!(cx, "\n\t    Mask ", p.ipv4()?, "\n\t    Connected Routers:");
            while p.len() > 0 {
                out!(cx, "\n\t      ", p.ipv4()?);
            }
        }
        3 => {
            out!(cx, "\n\t    Mask ", p.ipv4()?);
            summary(cx, p)?;
        }
        4 => {
            p.skip(4)?;
            summary(cx, p)?;
        }
        5 | 7 => external(cx, p)?,
        6 => group(cx, p)?,
        9..=11 => return opaque::print(cx, (header.id >> 24) as u8, p),
        _ => {}
    }
    Ok(true)
}

fn router(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let [flags, _] = p.array()?;
    out!(cx, "\n\t    Router LSA Options: [", bits(ROUTER, flags), "]");
    for _ in 0..p.be_u16()? {
        let (id, data, [kind, topologies]) = (p.ipv4()?, p.ipv4()?, p.array()?);
        match kind {
            1 => out!(cx, "\n\t      Neighbor Router-ID: ", id, ", Interface Address: ", data),
            2 => out!(cx, "\n\t      Neighbor Network-ID: ", id, ", Interface Address: ", data),
            3 => out!(cx, "\n\t      Stub Network: ", id, ", Mask: ", data),
            4 => out!(cx, "\n\t      Virtual Link: Neighbor Router-ID: ", id, ", Interface Address: ", data),
            _ => {
                out!(cx, "\n\t      Unknown Router Link Type (", kind, ")");
                return Ok(false);
            }
        }
        out!(cx, "\n\t\ttopology default (0), metric ", p.be_u16()?);
        for _ in 0..topologies {
            let [topology, _] = p.array()?;
            out!(cx, "\n\t\ttopology ", named(TOPOLOGIES, topology).or_text("Unknown"), " (", topology);
            out!(cx, "), metric ", p.be_u16()?);
        }
    }
    Ok(true)
}

fn summary(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let word = p.be_u32()?;
        let topology = word >> 24 & 0x7f;
        out!(cx, "\n\t\ttopology ", named(TOPOLOGIES, topology).or_text("Unknown"), " (", topology);
        out!(cx, ") metric ", word & 0xff_ffff);
    }
    Ok(())
}

fn external(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Mask ", p.ipv4()?);
    while p.len() > 0 {
        let word = p.be_u32()?;
        let (topology, kind) = (word >> 24 & 0x7f, if word >> 31 != 0 { 2u8 } else { 1 });
        out!(cx, "\n\t\ttopology ", named(TOPOLOGIES, topology).or_text("Unknown"), " (", topology);
        out!(cx, "), type ", kind, ", metric ", word & 0xff_ffff);
        let forward = p.ipv4()?;
        if forward != Ipv4::default() {
            out!(cx, ", forward ", forward);
        }
        let tag = p.ipv4()?;
        if tag != Ipv4::default() {
            out!(cx, ", tag ", tag);
        }
    }
    Ok(())
}

/// Where members of a group are (RFC 1584).
fn group(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        match p.be_u32()? {
            1 => out!(cx, "\n\t    Router Router-ID ", p.ipv4()?),
            2 => out!(cx, "\n\t    Network Designated Router ", p.ipv4()?),
            kind => {
                out!(cx, "\n\t    unknown VertexType (", kind, ")");
                break;
            }
        }
    }
    Ok(())
}
