//! TLVs of Babel with `-v` (RFC 8966 section 4.6).

use crate::{
    app::babel::{
        prefix::{self, Defaults},
        sub_tlv, update,
    },
    context::Context,
    cursor::Cursor,
    show::{HexBytes, LinkAddr, hex, out},
    stop::{Outcome, Stop},
};

/// Prints a TLV's contents.
pub(super) fn print(cx: &mut Context<'_>, kind: u8, p: Cursor<'_>, defaults: &mut Defaults) -> Outcome {
    let len = p.len();
    match kind {
        1 => out!(cx, "\n\tPad ", len + 2),
        2 => return acknowledgment_request(cx, p),
        3 => return acknowledgment(cx, p),
        4 => return hello(cx, p),
        5 => return heard(cx, p),
        6 => return router_id(cx, p),
        7 => return next_hop(cx, p),
        8 => return update::print(cx, p, defaults),
        9 => return route_request(cx, p, defaults),
        10 => return number_request(cx, p, defaults),
        11 => return time_and_counter(cx, p),
        12 => return digest(cx, p),
        13 => return update::print_with_source(cx, p, defaults),
        14 => return source_request(cx, p, defaults),
        15 => return source_number_request(cx, p, defaults),
        16 => out!(cx, "\n\tMAC len ", len),
        17 => return counter(cx, p),
        18 => out!(cx, "\n\tChallenge Request len ", len),
        19 => out!(cx, "\n\tChallenge Reply len ", len),
        _ => out!(cx, "\n\tUnknown message type ", kind),
    }
    Ok(())
}

/// Stops where the contents are shorter than that.
fn at_least(p: Cursor<'_>, len: usize) -> Outcome {
    if p.len() < len { Err(Stop::Invalid) } else { Ok(()) }
}

fn acknowledgment_request(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tAcknowledgment Request ");
    at_least(p, 6)?;
    p.skip(2)?;
    out!(cx, hex(p.be_u16()?, 4), " ");
    update::time(cx, p.be_u16()?);
    Ok(())
}

fn acknowledgment(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tAcknowledgment ");
    at_least(p, 2)?;
    out!(cx, hex(p.be_u16()?, 4));
    Ok(())
}

fn hello(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tHello ");
    at_least(p, 6)?;
    if p.be_u16()? & 0x8000 != 0 {
        out!(cx, "(Unicast) ");
    }
    out!(cx, "seqno ", p.be_u16()?, " ");
    match p.be_u16()? {
        0 => out!(cx, "unscheduled"),
        interval => {
            out!(cx, "interval ");
            update::time(cx, interval);
        }
    }
    sub_tlv::print(cx, p, 4)
}

fn heard(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tIHU ");
    at_least(p, 6)?;
    let encoding = p.u8()?;
    p.skip(1)?;
    let (cost, interval) = (p.be_u16()?, p.be_u16()?);
    let Some(address) = prefix::address(encoding, p.bytes()) else {
        return cx.truncated();
    };
    prefix::print_address(cx, encoding, address);
    out!(cx, " rxcost ", cost, " interval ");
    update::time(cx, interval);
    let used = match encoding {
        1 => 4,
        2 => 16,
        3 => 8,
        _ => 0,
    };
    sub_tlv::print(cx, p.at(used)?, 5)
}

fn router_id(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tRouter Id");
    at_least(p, 10)?;
    p.skip(2)?;
    out!(cx, " ", LinkAddr(p.take(8)?));
    Ok(())
}

fn next_hop(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tNext Hop");
    at_least(p, 2)?;
    let encoding = p.u8()?;
    p.skip(1)?;
    let Some(address) = prefix::address(encoding, p.bytes()) else { return Err(Stop::Invalid) };
    out!(cx, " ");
    if encoding == 0 {
        out!(cx, "invalid AE 0");
    } else {
        prefix::print_address(cx, encoding, address);
    }
    Ok(())
}

fn route_request(cx: &mut Context<'_>, p: Cursor<'_>, defaults: &Defaults) -> Outcome {
    out!(cx, "\n\tRoute Request ");
    at_least(p, 2)?;
    let (encoding, bits) = (p.peek(0)?, p.peek(1)?);
    let read = prefix::read(encoding, bits, 0, p.at(2)?.bytes(), defaults);
    let Some((prefix, _)) = read else { return Err(Stop::Invalid) };
    out!(cx, "for ");
    if encoding == 0 {
        out!(cx, "any");
    } else {
        prefix.print(cx);
    }
    Ok(())
}

fn number_request(cx: &mut Context<'_>, mut p: Cursor<'_>, defaults: &Defaults) -> Outcome {
    out!(cx, "\n\tSeqno Request ");
    at_least(p, 14)?;
    let (encoding, bits, number, hops) = (p.u8()?, p.u8()?, p.be_u16()?, p.u8()?);
    p.skip(1)?;
    let id = p.take(8)?;
    let read = prefix::read(encoding, bits, 0, p.bytes(), defaults);
    let Some((prefix, _)) = read else { return Err(Stop::Invalid) };
    out!(cx, "(", hops, " hops) for ");
    if encoding == 0 {
        out!(cx, "invalid AE 0");
    } else {
        prefix.print(cx);
    }
    out!(cx, " seqno ", number, " id ", LinkAddr(id));
    Ok(())
}

fn time_and_counter(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tTS/PC ");
    at_least(p, 6)?;
    let counter = p.be_u16()?;
    out!(cx, "timestamp ", p.be_u32()?, " packetcounter ", counter);
    Ok(())
}

fn digest(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tHMAC ");
    at_least(p, 18)?;
    let key = p.be_u16()?;
    out!(cx, "key-id ", key, " digest-", p.len(), " ", HexBytes(p.take(p.len())?));
    Ok(())
}

fn source_request(cx: &mut Context<'_>, mut p: Cursor<'_>, defaults: &Defaults) -> Outcome {
    out!(cx, "\n\tSS-Request ");
    at_least(p, 3)?;
    let (encoding, bits, source_bits) = (p.u8()?, p.u8()?, p.u8()?);
    let read = prefix::read(encoding, bits, 0, p.bytes(), defaults);
    let Some((prefix, used)) = read else { return Err(Stop::Invalid) };
    if encoding == 0 {
        out!(cx, "for any");
        return Ok(());
    }
    let read = prefix::read(encoding, source_bits, 0, p.at(used)?.bytes(), defaults);
    let Some((source, _)) = read else { return Err(Stop::Invalid) };
    out!(cx, "for (");
    prefix.print(cx);
    out!(cx, ", ");
    source.print(cx);
    out!(cx, ")");
    Ok(())
}

fn source_number_request(cx: &mut Context<'_>, mut p: Cursor<'_>, defaults: &Defaults) -> Outcome {
    out!(cx, "\n\tSS-MH-Request ");
    at_least(p, 14)?;
    let (encoding, bits, number, hops, source_bits) = (p.u8()?, p.u8()?, p.be_u16()?, p.u8()?, p.u8()?);
    let id = p.take(8)?;
    let read = prefix::read(encoding, bits, 0, p.bytes(), defaults);
    let Some((prefix, used)) = read else { return Err(Stop::Invalid) };
    let read = prefix::read(encoding, source_bits, 0, p.at(used)?.bytes(), defaults);
    let Some((source, _)) = read else { return Err(Stop::Invalid) };
    out!(cx, "(", hops, " hops) for (");
    prefix.print(cx);
    out!(cx, ", ");
    source.print(cx);
    out!(cx, ") seqno ", number, " id ", LinkAddr(id));
    Ok(())
}

fn counter(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tPC");
    at_least(p, 4)?;
    out!(cx, " value ", p.be_u32()?, " index len ", p.len());
    Ok(())
}
