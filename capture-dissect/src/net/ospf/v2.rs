//! Packets of OSPF version 2 (RFC 2328 appendix A.3).

use super::{designated, lls, lsa, router, start};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, bits, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

/// What a router can do (RFC 2328 appendix A.2).
pub(super) const OPTIONS: &Table = &[
    (0x01, "MultiTopology"),
    (0x02, "External"),
    (0x04, "Multicast"),
    (0x08, "NSSA"),
    (0x10, "LLS"),
    (0x20, "Demand Circuit"),
    (0x40, "Opaque"),
    (0x80, "Up/Down"),
];
const LLS: u8 = 0x10;
const AUTHENTICATION: &Table = &[(0, "none"), (1, "simple"), (2, "MD5")];
const MD5: u16 = 2;
/// Bytes of a digest behind a packet.
const DIGEST: usize = 16;
const DESCRIPTION: &Table = &[(4, "Init"), (2, "More"), (1, "Master"), (8, "OOBResync")];

/// Prints a packet.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    p.need(16)?;
    let (version, authentication) = (p.peek(0)?, p.peek_u16(14)?);
    let digest = if authentication == MD5 { DIGEST } else { 0 };
    let p = p.declare(p.len().saturating_sub(digest));
    let Some(kind) = start(cx, p, ("unknown LS-type ", ""))? else { return Ok(()) };
    let len = usize::from(p.peek_u16(2)?);
    if p.len() != len {
        out!(cx, " [len ", len, "]");
    }
    let mut p = p.declare(len.min(p.len()));
    router(cx, &mut p)?;
    p.at(10)?;
    p.skip(2)?;
    out!(cx, ", Authentication Type: ", named(AUTHENTICATION, authentication).or_text("unknown"));
    out!(cx, " (", authentication, ")");
    match authentication {
        1 => {
            let password = Safe(until_zero(p.take(8)?));
            out!(cx, "\n\tSimple text password: ", password);
        }
        MD5 => {
            p.skip(2)?;
            let [key, len] = p.array()?;
            out!(cx, "\n\tKey-ID: ", key, ", Auth-Length: ", len);
            out!(cx, ", Crypto Sequence Number: 0x", hex(p.be_u32()?, 8));
        }
        0 => p.skip(8)?,
        _ => return Ok(()),
    }
    if version != 2 {
        out!(cx, " ospf [version ", version, "]");
        return Ok(());
    }
    match kind {
        1 => hello(cx, p),
        2 => description(cx, p),
        3 => request(cx, p),
        4 => lsa::update(cx, p),
        _ => loop {
            // tcpdump looks for more until there is none.
            lsa::header(cx, &mut p)?;
        },
    }
}

fn hello(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (mask, interval, [options, priority]) = (p.ipv4()?, p.be_u16()?, p.array()?);
    out!(cx, "\n\tOptions [", bits(OPTIONS, options), "]");
    out!(cx, "\n\t  Hello Timer ", interval, "s, Dead Timer ", p.be_u32()?, "s, Mask ", mask);
    out!(cx, ", Priority ", priority);
    designated(cx, &mut p)?;
    if p.len() > 0 {
        out!(cx, "\n\t  Neighbor List:");
    }
    while p.len() > 0 {
        out!(cx, "\n\t    ", p.ipv4()?);
    }
    if options & LLS != 0 { lls::print(cx, p) } else { Ok(()) }
}

fn description(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (mtu, [options, flags]) = (p.be_u16()?, p.array()?);
    out!(cx, "\n\tOptions [", bits(OPTIONS, options), "], DD Flags [", bits(DESCRIPTION, flags));
    out!(cx, "], MTU: ", mtu, ", Sequence: 0x", hex(p.be_u32()?, 8));
    while p.len() > 0 {
        lsa::header(cx, &mut p)?;
    }
    if options & LLS != 0 { lls::print(cx, p) } else { Ok(()) }
}

fn request(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let (kind, id, router) = (p.be_u32()?, p.be_u32()?, p.ipv4()?);
        out!(cx, "\n\t  Advertising Router: ", router);
        out!(cx, ", ", named(lsa::TYPES, kind).or_text("unknown"), " LSA (", kind, ")");
        lsa::id(cx, kind, id, ": ");
    }
    Ok(())
}

/// Stops where bytes are missing.
pub(super) fn within(p: &Cursor<'_>, len: usize) -> Result<(), Stop> {
    if p.len() < len { Err(Stop::Truncated) } else { Ok(()) }
}
