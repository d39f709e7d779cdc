//! The lightweight resolver protocol of BIND 9 (its documentation, "lwresd").
//!
//! ```text
//!  0        4         6       8        12          16       20               24          26       28
//! +--------+---------+-------+--------+-----------+--------+----------------+-----------+--------+------
//! | length | version | flags | serial | operation | result | receive length | auth type | length | body
//! +--------+---------+-------+--------+-----------+--------+----------------+-----------+--------+------
//! ```

use crate::{
    app::dns_record::{CLASSES, TYPES},
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Ipv4, Ipv6, Safe, Span, Table, hex, named, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 28;
const RESPONSE: u16 = 1;

const NOOP: u32 = 0;
const ADDRESSES: u32 = 0x1_0001;
const NAMES: u32 = 0x1_0002;
const RECORDS: u32 = 0x1_0003;
const OPERATIONS: &Table =
    &[(NOOP, "noop"), (ADDRESSES, "getaddrsbyname"), (NAMES, "getnamebyaddr"), (RECORDS, "getrdatabyname")];

const FAMILIES: &Table = &[(1, " IPv4"), (2, " IPv6"), (3, " IPv4/6")];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("lwres");
    p.at(HEADER)?;
    let start = p;
    let mut p = p;
    let whole = p.be_u32()?;
    let version = p.be_u16()?;
    out!(cx, " lwres");
    if cx.verbose(1) || version != 0 {
        out!(cx, " v", version);
    }
    if version != 0 {
        start.at(whole as usize)?;
        lengths(cx, whole, start);
        return Ok(());
    }
    let (flags, serial, operation, result) = (p.be_u16()?, p.be_u32()?, p.be_u32()?, p.be_u32()?);
    out!(cx, " ", named(OPERATIONS, operation).or_hex("#0x", 1, ""));
    out!(cx, (flags & RESPONSE == 0).then_some("?"));
    if flags & !RESPONSE != 0 {
        out!(cx, "[0x", hex(flags, 1), "]");
    }
    if cx.verbose(2) {
        out!(cx, " (serial:0x", hex(serial, 1), " result:0x", hex(result, 1), " recvlen:", p.be_u32()?);
        if cx.verbose(3) {
            out!(cx, " authtype:0x", hex(p.be_u16()?, 1), " authlen:", p.be_u16()?);
        }
        out!(cx, ")");
    }
    let mut body = start.at(HEADER)?;
    match (flags & RESPONSE != 0, operation) {
        (_, NOOP) => {}
        (false, ADDRESSES | NAMES | RECORDS) => query(cx, operation, &mut body)?,
        (true, ADDRESSES | NAMES | RECORDS) => response(cx, operation, &mut body)?,
        _ => {
            lengths(cx, whole, start);
            return Ok(());
        }
    }
    lengths(cx, whole, start);
    let read = start.captured() - body.captured();
    out!(cx, (read < whole as usize).then_some("[extra]"));
    Ok(())
}

/// Says where the length differs from what was received.
fn lengths(cx: &mut Context<'_>, whole: u32, p: Cursor<'_>) {
    if whole as usize != p.len() {
        out!(cx, " [len: ", whole, " != ", p.len(), "]");
    }
}

/// The flags in front of a body.
fn body_flags(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let flags = p.be_u32()?;
    if cx.verbose(3) {
        out!(cx, " flags:0x", hex(flags, 1));
    }
    Ok(())
}

fn query(cx: &mut Context<'_>, operation: u32, p: &mut Cursor<'_>) -> Outcome {
    p.at(if operation == NAMES { 4 } else { 10 })?;
    body_flags(cx, p)?;
    match operation {
        ADDRESSES => {
            let families = p.be_u32()?;
            out!(cx, named(FAMILIES, families & 3).or_text(""));
            if families & !3 != 0 {
                out!(cx, "[0x", hex(families, 1), "]");
            }
            let len = usize::from(p.be_u16()?);
            name(cx, p, len)
        }
        NAMES => address(cx, p),
        _ => {
            kind(cx, p)?;
            let len = usize::from(p.be_u16()?);
            name(cx, p, len)
        }
    }
}

fn response(cx: &mut Context<'_>, operation: u32, p: &mut Cursor<'_>) -> Outcome {
    p.at(match operation {
        ADDRESSES => 10,
        NAMES => 8,
        _ => 16,
    })?;
    body_flags(cx, p)?;
    match operation {
        ADDRESSES => {
            let (aliases, addresses) = (p.be_u16()?, p.be_u16()?);
            out!(cx, " ", aliases, "/", addresses);
            for _ in 0..=aliases {
                let len = usize::from(p.be_u16()?);
                name(cx, p, len)?;
            }
            for _ in 0..addresses {
                address(cx, p)?;
            }
        }
        NAMES => {
            let aliases = p.be_u16()?;
            out!(cx, " ", aliases);
            for _ in 0..=aliases {
                let len = usize::from(p.be_u16()?);
                name(cx, p, len)?;
            }
        }
        _ => {
            kind(cx, p)?;
            out!(cx, " TTL ", Span(p.be_u32()?));
            let (records, signatures) = (p.be_u16()?, p.be_u16()?);
            out!(cx, " ", records, "/", signatures);
            let len = usize::from(p.be_u16()?);
            name(cx, p, len)?;
            for _ in 0..u32::from(records) + u32::from(signatures) {
                let len = usize::from(p.be_u16()?);
                bytes(cx, p, len)?;
            }
        }
    }
    Ok(())
}

/// The class and the type of a record.
fn kind(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let (class, kind) = (p.be_u16()?, p.be_u16()?);
    out!(cx, " ", named(TYPES, kind).or("Type", ""));
    if class != 1 {
        out!(cx, " ", named(CLASSES, class).or("Class", ""));
    }
    Ok(())
}

/// A name, and a zero byte behind it.
fn name(cx: &mut Context<'_>, p: &mut Cursor<'_>, len: usize) -> Outcome {
    out!(cx, " ");
    for _ in 0..len {
        out!(cx, Safe(&[p.u8()?]));
    }
    if p.u8()? != 0 {
        out!(cx, " (not NUL-terminated!)");
    }
    Ok(())
}

fn bytes(cx: &mut Context<'_>, p: &mut Cursor<'_>, len: usize) -> Outcome {
    for _ in 0..len {
        out!(cx, HexBytes(&[p.u8()?]));
    }
    Ok(())
}

fn address(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let (family, len) = (p.be_u32()?, usize::from(p.be_u16()?));
    p.at(len)?;
    match (family, len) {
        (1, 4) => out!(cx, " ", Ipv4(p.array()?)),
        (2, 16) => out!(cx, " ", Ipv6(p.array()?)),
        (1 | 2, _) => return Err(Stop::Invalid),
        _ => {
            out!(cx, " ", family, "/");
            bytes(cx, p, len)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const HEAD: &[u8] = b"\0\0\0\x2b\0\0\0\0\0\0\0\x07\0\x01\0\x01\0\0\0\0\0\0\x40\0\0\0\0\0";

    #[test]
    fn a_question_for_addresses() {
        let question = [HEAD, b"\0\0\0\0\0\0\0\x03\0\x04host\0"].concat();
        assert_eq!(printed(print, 0, &question), " lwres getaddrsbyname? IPv4/6 host");
        assert!(
            printed(print, 2, &question)
                .contains(" v0 getaddrsbyname? (serial:0x7 result:0x0 recvlen:16384)")
        );
        let longer = [&question[..], b"xx"].concat();
        assert!(printed(print, 0, &longer).ends_with("host [len: 43 != 45]"));
    }
}
