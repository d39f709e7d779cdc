//! States of links of OSPF version 3 (RFC 5340 appendix A.4).

use super::{origin, v3::OPTIONS};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Ipv6, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (1, "Router"),
    (2, "Network"),
    (3, "Inter-Area Prefix"),
    (4, "Inter-Area Router"),
    (5, "External"),
    (6, "Deprecated"),
    (7, "NSSA"),
    (8, "Link"),
    (9, "Intra-Area Prefix"),
    (10, "Intra-Area TE"),
    (11, "Grace"),
    (12, "Router Information"),
    (13, "Inter-AS-TE"),
];
const SCOPES: &Table = &[(0x0000, "Link Local"), (0x2000, "Area Local"), (0x4000, "Domain Wide")];
const ROUTER: &Table = &[
    (0x01, "ABR"),
    (0x02, "External"),
    (0x04, "Virtual-Link Endpoint"),
    (0x08, "Deprecated"),
    (0x10, "NSSA Translator"),
];
const EXTERNAL: &Table = &[(0x2, "Forwarding"), (0x1, "Tag")];
const FORWARDING: u32 = 0x2;
const TAG: u32 = 0x1;
const PREFIX: &Table = &[
    (0x01, "No Unicast"),
    (0x02, "Local address"),
    (0x04, "Deprecated"),
    (0x08, "Propagate"),
    (0x10, "Down"),
    (0x20, "N-bit"),
];
const HEADER: usize = 20;

/// Prints all link states of an update.
pub(super) fn update(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    for _ in 0..p.be_u32()? {
        let (kind, len) = header(cx, &mut p)?;
        // A length that does not even count the header is shown as it wraps around.
        if len > usize::from(u16::MAX) {
            return Err(Stop::Truncated);
        }
        print(cx, kind, p.split(len))?;
    }
    Ok(())
}

/// Prints headers up to the end.
pub(super) fn headers(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        header(cx, &mut p)?;
    }
    Ok(())
}

/// Reads and prints a header; answers with the type, and the number of bytes behind it.
fn header(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(u16, usize), Stop> {
    p.at(HEADER)?;
    let (age, kind, id) = (p.be_u16()?, p.be_u16()?, p.ipv4()?);
    let (router, sequence) = (p.ipv4()?, p.be_u32()?);
    // The checksum.
    p.skip(2)?;
    let len = usize::from(p.be_u16()?).wrapping_sub(HEADER);
    origin(cx, router, sequence, age, len);
    name(cx, kind, id);
    Ok((kind, len))
}

/// Prints what a link state is.
pub(super) fn name(cx: &mut Context<'_>, kind: u16, id: Ipv4) {
    let number = kind & 0x1fff;
    out!(cx, "\n\t    ", named(TYPES, number).or_text("Unknown"), " LSA (", number, "), ");
    out!(cx, named(SCOPES, kind & 0x6000).or_text("Unknown"), " Scope");
    out!(cx, if kind & 0x8000 != 0 { ", transitive" } else { "" }, ", LSA-ID ", id);
}

fn print(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Outcome {
    match kind {
        0x2001 => router(cx, p),
        0x2002 => {
            out!(cx, "\n\t      Options [", bits(OPTIONS, p.be_u32()? & 0xff_ffff), "]");
            out!(cx, "\n\t      Connected Routers:");
            while p.len() > 0 {
                out!(cx, "\n\t\t", p.ipv4()?);
            }
            Ok(())
        }
        0x2003 => {
            out!(cx, ", metric ", p.be_u32()? & 0xff_ffff);
            while p.len() > 0 {
                prefix(cx, &mut p)?;
            }
            Ok(())
        }
        0x4005 => external(cx, p),
        0x0008 => link(cx, p),
        0x2009 => {
            let count = p.be_u16()?;
            let (kind, id) = (p.be_u16()?, p.ipv4()?);
            name(cx, kind, id);
            p.skip(4)?;
            out!(cx, "\n\t      Prefixes ", count, ":");
            for _ in 0..count {
                prefix(cx, &mut p)?;
            }
            Ok(())
        }
        _ => {
            let bytes = p.take(p.len())?;
            if !bytes.is_empty() {
                cx.unknown_data("\n\t      ", Cursor::new(bytes, bytes.len()), bytes.len());
            }
            Ok(())
        }
    }
}

fn router(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let word = p.be_u32()?;
    out!(
        cx,
        "\n\t      Options [",
        bits(OPTIONS, word & 0xff_ffff),
        "], RLA-Flags [",
        bits(ROUTER, word >> 24),
        "]"
    );
    while p.len() > 0 {
        let ([kind, _], metric) = (p.array()?, p.be_u16()?);
        let (interface, neighbor_interface, neighbor) = (p.ipv4()?, p.ipv4()?, p.ipv4()?);
        match kind {
            1 => out!(cx, "\n\t      Neighbor Router-ID ", neighbor),
            2 => out!(cx, "\n\t      Neighbor Network-ID ", neighbor),
            4 => out!(cx, "\n\t      Virtual Link: Neighbor Router-ID ", neighbor),
            _ => {
                out!(cx, "\n\t      Unknown Router Links Type 0x", hex(kind, 2));
                return Ok(());
            }
        }
        out!(cx, "\n\t      Neighbor Interface-ID ", neighbor_interface, ", Interface ", interface);
        out!(cx, ", metric ", metric);
    }
    Ok(())
}

fn external(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let word = p.be_u32()?;
    let flags = word >> 24;
    out!(cx, "\n\t     Flags [", bits(EXTERNAL, flags), "] metric ", word & 0xff_ffff);
    let reference = prefix(cx, &mut p)?;
    if flags & FORWARDING != 0 {
        out!(cx, " forward ", p.ipv6()?);
    }
    if flags & TAG != 0 {
        out!(cx, " tag ", p.ipv4()?);
    }
    if reference != 0 {
        out!(cx, " RefLSID: ", p.ipv4()?);
    }
    Ok(())
}

fn link(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let word = p.be_u32()?;
    out!(cx, "\n\t      Options [", bits(OPTIONS, word & 0xff_ffff), "]");
    let (address, count) = (p.ipv6()?, p.be_u32()?);
    out!(cx, "\n\t      Priority ", word >> 24, ", Link-local address ", address, ", Prefixes ", count, ":");
    for _ in 0..count {
        prefix(cx, &mut p)?;
    }
    Ok(())
}

/// Reads and prints a prefix; answers with its metric, which stands for other things elsewhere.
fn prefix(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<u16, Stop> {
    if p.len() < 4 {
        return Err(Stop::Truncated);
    }
    let ([len, options], metric) = (p.array()?, p.be_u16()?);
    if len > 128 {
        out!(cx, " bogus prefixlen /", len);
        return Err(Stop::Truncated);
    }
    let bytes = usize::from(len).div_ceil(32) * 4;
    if bytes > p.len() {
        return Err(Stop::Truncated);
    }
    let mut address = [0; 16];
    for (to, from) in address.iter_mut().zip(p.take(bytes)?) {
        *to = *from;
    }
    out!(cx, "\n\t\t", Ipv6(address), "/", len);
    if options != 0 {
        out!(cx, ", Options [", bits(PREFIX, options), "]");
    }
    out!(cx, ", metric ", metric);
    Ok(metric)
}
