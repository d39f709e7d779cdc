//! Ad hoc On-Demand Distance Vector routing (RFC 3561), over IPv6 as its drafts have it.
//!
//! ```text
//!  0      1       2          3       4                 8
//! +------+-------+----------+-------+-----------------+--------------------------------------------
//! | 1    | flags | reserved | hops  | RREQ ID         | destination, sequence number, originator,
//! |      |       |          |       |                 | sequence number
//! | 2    | flags, prefix    | hops  | destination, sequence number, originator, lifetime in ms
//! | 3    | flags | reserved | count | destinations, each with a sequence number
//! | 4    | reserved
//! +------+-------+----------+-------+-----------------+--------------------------------------------
//! ```
//!
//! Types 16 to 19 are those of draft-perkins-manet-aodv6-01, where sequence numbers come before
//! addresses. Extensions (section 9) may follow types 1 and 2: type, length, value.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Addr, hex, out},
    stop::{Outcome, Stop},
};

/// A bit of the type, where tcpdump looks for the flag D ("destination only").
const TYPE_BIT_D: u8 = 0x10;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("aodv");
    let kind = p.peek(0)?;
    out!(cx, " aodv");
    let is_v6 = cx.ip.version == 6;
    match kind {
        1 => request(cx, p, is_v6, false),
        2 => reply(cx, p, is_v6, false),
        3 => error(cx, p, is_v6),
        16 => request(cx, p, true, true),
        17 => reply(cx, p, true, true),
        18 => error(cx, p, true),
        4 | 19 => {
            out!(cx, " rrep-ack ", p.len());
            Ok(())
        }
        _ => {
            out!(cx, " type ", kind, " ", p.len());
            Ok(())
        }
    }
}

/// Reads an address of either version.
fn address(p: &mut Cursor<'_>, is_v6: bool) -> Result<Addr, Stop> {
    if is_v6 { p.ipv6().map(Addr::V6) } else { p.ipv4().map(Addr::V4) }
}

fn request(cx: &mut Context<'_>, mut p: Cursor<'_>, is_v6: bool, is_draft: bool) -> Outcome {
    let len = p.len();
    let fixed = if is_v6 { 48 } else { 24 };
    if len < fixed {
        return Err(Stop::Cut);
    }
    p.need(fixed)?;
    let kind = p.u8()?;
    p.skip(2)?;
    let (hops, id) = (p.u8()?, p.be_u32()?);
    let early = if is_draft { [p.be_u32()?, p.be_u32()?] } else { [0; 2] };
    let dst = address(&mut p, is_v6)?;
    let dst_seq = if is_draft { early[0] } else { p.be_u32()? };
    let src = address(&mut p, is_v6)?;
    let src_seq = if is_draft { early[1] } else { p.be_u32()? };
    out!(cx, if is_v6 && !is_draft { " v6 rreq " } else { " rreq " }, len, " ");
    out!(cx, if kind & TYPE_BIT_D != 0 { "[D]" } else { "" }, " hops ", hops, " id 0x", hex(id, 8));
    out!(cx, "\n\tdst ", dst, " seq ", dst_seq, " src ", src, " seq ", src_seq);
    extension(cx, p)
}

fn reply(cx: &mut Context<'_>, mut p: Cursor<'_>, is_v6: bool, is_draft: bool) -> Outcome {
    let len = p.len();
    let fixed = if is_v6 { 44 } else { 20 };
    if len < fixed {
        return Err(Stop::Cut);
    }
    p.need(fixed)?;
    p.skip(2)?;
    let (prefix, hops) = (p.u8()? & 0x1f, p.u8()?);
    let early = if is_draft { p.be_u32()? } else { 0 };
    let dst = address(&mut p, is_v6)?;
    let dst_seq = if is_draft { early } else { p.be_u32()? };
    let src = address(&mut p, is_v6)?;
    out!(cx, " rrep ", len, "  prefix ", prefix, " hops ", hops);
    out!(cx, "\n\tdst ", dst, " dseq ", dst_seq, " src ", src, " ", p.be_u32()?, " ms");
    extension(cx, p)
}

fn extension(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() == 0 {
        return Ok(());
    }
    p.need(2)?;
    let (kind, len) = (p.u8()?, p.u8()?);
    match kind {
        1 => {
            if p.len() < 4 {
                return Err(Stop::Cut);
            }
            p.need(4)?;
            match len {
                0..4 => out!(cx, "\n\text HELLO - bad length ", len),
                _ => out!(cx, "\n\text HELLO ", p.be_u32()?, " ms"),
            }
        }
        _ => out!(cx, "\n\text ", kind, " ", len),
    }
    Ok(())
}

fn error(cx: &mut Context<'_>, mut p: Cursor<'_>, is_v6: bool) -> Outcome {
    let len = p.len();
    if len < 4 {
        return Err(Stop::Cut);
    }
    p.need(4)?;
    p.skip(1)?;
    let (flags, _, count) = (p.u8()?, p.u8()?, p.u8()?);
    out!(cx, " rerr ", if flags & 0x80 != 0 { "[D]" } else { "" }, " [items ", count, "] [", len, "]:");
    let item = if is_v6 { 20 } else { 8 };
    for _ in 0..count {
        if p.len() < item {
            return Err(Stop::Cut);
        }
        p.need(item)?;
        out!(cx, " {", address(&mut p, is_v6)?, "}(", p.be_u32()?, ")");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_request_with_an_extension() {
        let bytes = b"\x01\0\0\x03\0\0\0\x04\x0a\0\0\x01\0\0\0\x06\x0a\0\0\x02\0\0\0\x07\x01\x04\0\0\0\x05";
        let shown = " aodv rreq 30  hops 3 id 0x00000004\n\tdst 10.0.0.1 seq 6 src 10.0.0.2 seq 7\
                     \n\text HELLO 5 ms";
        assert_eq!(printed(print, 0, bytes), shown);
        assert_eq!(printed(print, 0, &bytes[..23]), " aodv [|aodv]");
    }

    #[test]
    fn an_error() {
        let bytes = b"\x03\x80\0\x02\x0a\0\0\x01\0\0\0\x06\x0a\0\0\x02";
        assert_eq!(printed(print, 0, bytes), " aodv rerr [D] [items 2] [16]: {10.0.0.1}(6) [|aodv]");
        assert_eq!(printed(print, 0, b"\x04\0"), " aodv rrep-ack 2");
    }
}
