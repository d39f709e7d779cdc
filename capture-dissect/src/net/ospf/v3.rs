//! Packets of OSPF version 3 (RFC 5340 appendix A.3), with the trailer of RFC 7166.

use super::{designated, router, start, v3_lsa};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

/// What a router can do (RFC 5340 appendix A.2).
pub(super) const OPTIONS: &Table = &[
    (0x000001, "V6"),
    (0x000002, "External"),
    (0x000004, "Deprecated"),
    (0x000008, "NSSA"),
    (0x000010, "Router"),
    (0x000020, "Demand Circuit"),
    (0x000100, "AFs Support"),
    (0x000200, "LLS"),
    (0x000400, "Authentication Trailer"),
];
const LLS: u32 = 0x200;
const DESCRIPTION: &Table = &[(4, "Init"), (2, "More"), (1, "Master"), (8, "IPv6 MTU")];
const AUTHENTICATION: &Table = &[(1, "HMAC")];
/// Bytes of the trailer before its data.
const TRAILER_HEADER: usize = 16;

/// Prints a packet.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let Some(kind) = start(cx, p, ("unknown packet type (", ")"))? else { return Ok(()) };
    let len = usize::from(p.peek_u16(2)?);
    if p.len() < len {
        out!(cx, " [len ", len, "]");
        return Ok(());
    }
    let version = p.peek(0)?;
    let (mut body, mut behind) = (p.declare(len), p);
    behind.pass(len);
    router(cx, &mut body)?;
    if version != 3 {
        return Ok(());
    }
    let [instance, _] = body.array()?;
    if instance != 0 {
        out!(cx, ", Instance ", instance);
    }
    let options = match kind {
        1 => hello(cx, body)?,
        2 => description(cx, body)?,
        _ => {
            if cx.verbose(2) {
                match kind {
                    3 => request(cx, body)?,
                    4 => v3_lsa::update(cx, body)?,
                    _ => v3_lsa::headers(cx, body)?,
                }
            }
            0
        }
    };
    appended(cx, options, behind)
}

fn hello(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<u32, Stop> {
    let (interface, priority) = (p.ipv4()?, p.u8()?);
    let options = p.be_u24()?;
    out!(cx, "\n\tOptions [", bits(OPTIONS, options), "]");
    out!(cx, "\n\t  Hello Timer ", p.be_u16()?, "s, Dead Timer ", p.be_u16()?, "s");
    out!(cx, ", Interface-ID ", interface, ", Priority ", priority);
    designated(cx, &mut p)?;
    if cx.verbose(2) {
        out!(cx, "\n\t  Neighbor List:");
        while p.len() > 0 {
            out!(cx, "\n\t    ", p.ipv4()?);
        }
    }
    Ok(options)
}

fn description(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<u32, Stop> {
    let options = p.be_u32()? & 0xff_ffff;
    out!(cx, "\n\tOptions [", bits(OPTIONS, options), "]");
    let (mtu, [_, flags]) = (p.be_u16()?, p.array()?);
    out!(cx, ", DD Flags [", bits(DESCRIPTION, flags), "]");
    out!(cx, ", MTU ", mtu, ", DD-Sequence 0x", hex(p.be_u32()?, 8));
    if cx.verbose(2) {
        v3_lsa::headers(cx, p)?;
    }
    Ok(options)
}

fn request(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        p.skip(2)?;
        let (kind, id, router) = (p.be_u16()?, p.ipv4()?, p.ipv4()?);
        out!(cx, "\n\t  Advertising Router ", router);
        v3_lsa::name(cx, kind, id);
    }
    Ok(())
}

/// What stands behind the packet, which its length does not count.
fn appended(cx: &mut Context<'_>, options: u32, mut p: Cursor<'_>) -> Outcome {
    if options & LLS != 0 && p.len() > 0 {
        let (checksum, words) = (p.be_u16()?, p.be_u16()?);
        out!(cx, "\n\tLLS Checksum 0x", hex(checksum, 4), ", Data Length ", words);
        p.skip(4 * usize::from(words))?;
    }
    if p.len() > 0 { trailer(cx, p) } else { Ok(()) }
}

fn trailer(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
    p.skip(2)?;
    out!(cx, "\n\tAuthentication Type ", named(AUTHENTICATION, kind).or_hex("unknown (0x", 4, ")"));
    out!(cx, ", Length ", len);
    if len < TRAILER_HEADER {
        return cx.truncated();
    }
    p.at(len - 6)?;
    out!(cx, ", SAID ", p.be_u16()?, ", CSN 0x", hex(p.be_u32()?, 8), ":", hex(p.be_u32()?, 8));
    let data = Cursor::new(p.take(len - TRAILER_HEADER)?, len - TRAILER_HEADER);
    if cx.verbose(2) {
        cx.unknown_data("\n\tAuthentication Data ", data, data.len());
    }
    Ok(())
}
