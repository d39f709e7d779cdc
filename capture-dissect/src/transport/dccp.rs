//! Datagram Congestion Control Protocol (RFC 4340 section 5).
//!
//! ```text
//!  0        2        4             5               6          8               9
//! +--------+--------+-------------+---------------+----------+---------------+-----------------
//! | source | destin.| data offset | CCVal | CsCov | checksum | Res | Type | X | sequence number
//! +--------+--------+-------------+---------------+----------+---------------+-----------------
//! ```
//!
//! The data offset counts words of 4 bytes. With X set a zero byte and 48 bits of sequence number make
//! the header 16 bytes long, otherwise 24 bits make it 12. The fields of the type follow, then options
//! ([`dccp_options`]) up to the data offset.

use crate::{
    checksum::{pseudo, should_be},
    context::Context,
    cursor::Cursor,
    show::{Table, hex, name, named, out},
    stop::Outcome,
    transport::dccp_options,
};

const PROTOCOL: u8 = 33;

const REQUEST: u8 = 0;
const RESPONSE: u8 = 1;
const DATA: u8 = 2;
const RESET: u8 = 7;

const TYPES: &Table = &[
    (0, "DCCP-Request"),
    (1, "DCCP-Response"),
    (2, "DCCP-Data"),
    (3, "DCCP-Ack"),
    (4, "DCCP-DataAck"),
    (5, "DCCP-CloseReq"),
    (6, "DCCP-Close"),
    (7, "DCCP-Reset"),
    (8, "DCCP-Sync"),
    (9, "DCCP-SyncAck"),
];

const RESETS: &Table = &[
    (0, "unspecified"),
    (1, "closed"),
    (2, "aborted"),
    (3, "no_connection"),
    (4, "packet_error"),
    (5, "option_error"),
    (6, "mandatory_error"),
    (7, "connection_refused"),
    (8, "bad_service_code"),
    (9, "too_busy"),
    (10, "bad_init_cookie"),
    (11, "aggression_penalty"),
];

/// A header with a short sequence number.
const SHORT: usize = 12;

/// What every header says.
struct Header {
    len: usize,
    coverage: usize,
    checksum: u16,
    kind: u8,
    /// Bytes before the fields of the type; 16 with a long sequence number.
    fixed: usize,
}

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("dccp");
    if p.len() < SHORT {
        return cx.truncated();
    }
    p.need(SHORT)?;
    let fixed = if p.peek(8)? & 1 != 0 { 16 } else { SHORT };
    if let Some(missing @ 1..) = fixed.checked_sub(p.len()) {
        out!(cx, "truncated-dccp - ", missing, " bytes missing!");
        return Ok(());
    }
    p.need(fixed)?;
    let mut fields = p;
    let (sport, dport, offset, control) = (fields.be_u16()?, fields.be_u16()?, fields.u8()?, fields.u8()?);
    let header = Header {
        len: usize::from(offset) * 4,
        coverage: usize::from(control & 0xf),
        checksum: fields.be_u16()?,
        kind: fields.u8()? >> 1 & 0xf,
        fixed,
    };
    let (src, dst) = (cx.ip.src, cx.ip.dst);
    out!(cx, src, ".", sport, " > ", dst, ".", dport, ": DCCP");
    if cx.options.quiet > 0 {
        out!(cx, " ", (p.len() as u32).wrapping_sub(header.len as u32));
        if header.len > p.len() {
            out!(cx, " [bad hdr length ", header.len, " - too long, > ", p.len(), "]");
        }
        return Ok(());
    }
    if cx.verbose(1) {
        out!(cx, " (CCVal ", control >> 4, ", CsCov ", header.coverage);
        checksum(cx, &header, p);
        out!(cx, ")");
    }
    out!(cx, " ");
    body(cx, &header, p)
}

/// Verifies what is covered: all, or the header and so many words behind it, less one.
fn checksum(cx: &mut Context<'_>, header: &Header, p: Cursor<'_>) {
    let Some(packet) = p.bytes().get(..p.len()) else { return };
    let covered = match header.coverage {
        0 => packet.len(),
        words => packet.len().min(header.len + 4 * (words - 1)),
    };
    let covered = packet.get(..covered).unwrap_or_default();
    out!(cx, ", cksum 0x", hex(header.checksum, 4));
    match pseudo(&cx.ip, PROTOCOL, packet.len(), covered) {
        0 => out!(cx, " (correct)"),
        sum => out!(cx, " (incorrect -> 0x", hex(should_be(header.checksum, sum), 4), ")"),
    }
}

/// The type, its fields, the sequence number and the options.
fn body(cx: &mut Context<'_>, header: &Header, p: Cursor<'_>) -> Outcome {
    let fixed = header.fixed;
    let Some(kind) = name(TYPES, header.kind) else {
        out!(cx, "unknown-type-", header.kind, " ");
        return ends(cx, header, p, fixed);
    };
    let len = fixed
        + match header.kind {
            REQUEST => 4,
            DATA => 0,
            RESPONSE | RESET => 12,
            _ => 8,
        };
    if let Some(missing @ 1..) = len.checked_sub(p.len()) {
        out!(cx, "truncated-", kind, " - ", missing, " bytes missing!");
        return Ok(());
    }
    if matches!(header.kind, REQUEST | RESPONSE | RESET) {
        p.need(len)?;
    }
    match header.kind {
        REQUEST => out!(cx, kind, " (service=", p.peek_u32(fixed)?, ") "),
        RESPONSE => out!(cx, kind, " (service=", p.peek_u32(fixed + 8)?, ") "),
        RESET => out!(cx, kind, " (code=", named(RESETS, p.peek(fixed + 8)?).or_text("invalid"), ") "),
        _ => out!(cx, kind, " "),
    }
    ends(cx, header, p, len)
}

/// The acknowledged number, where the type has one, and what `-vv` adds.
fn ends(cx: &mut Context<'_>, header: &Header, p: Cursor<'_>, options: usize) -> Outcome {
    let is_long = header.fixed != SHORT;
    if !matches!(header.kind, REQUEST | DATA) {
        let mut number = p.at(header.fixed)?;
        let acknowledged = if is_long {
            number.be_u64()? & 0xffff_ffff_ffff
        } else {
            u64::from(number.be_u32()? & 0xff_ffff)
        };
        out!(cx, "(ack=", acknowledged, ") ");
    }
    if !cx.verbose(2) {
        return Ok(());
    }
    let mut number = p.at(SHORT - 4)?;
    let sequence =
        if is_long { number.be_u64()? & 0xffff_ffff_ffff } else { u64::from(number.be_u32()? & 0xff_ffff) };
    out!(cx, "seq ", sequence);
    match header.len.checked_sub(options) {
        Some(len @ 1..) => dccp_options::print(cx, p.at(options)?.declare(len)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const ACK: &[u8] = b"\x03\xe8\x07\xd0\x06\0\0\0\x07\0\0\0\0\0\0\x09\0\0\0\0\0\0\0\x08";

    #[test]
    fn an_acknowledgement() {
        let text = printed(print, 2, ACK);
        assert!(text.ends_with("DCCP-Ack (ack=8) seq 9"), "{text}");
        assert!(printed(print, 0, ACK).ends_with(": DCCP DCCP-Ack (ack=8) "));
        let short = [&ACK[..4], b"\x04\0\0\0\x06\0\0\x09\0\0\0\x08\0\0\0\0"].concat();
        assert!(printed(print, 2, &short).ends_with("DCCP-Ack (ack=8) seq 9"));
    }

    #[test]
    fn a_packet_may_be_short() {
        assert_eq!(printed(print, 0, &ACK[..11]), " [|dccp]");
        assert_eq!(printed(print, 0, &ACK[..13]), "truncated-dccp - 3 bytes missing!");
        assert!(printed(print, 0, &ACK[..20]).ends_with("truncated-DCCP-Ack - 4 bytes missing!"));
    }
}
