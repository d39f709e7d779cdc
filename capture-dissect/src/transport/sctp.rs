//! Stream Control Transmission Protocol (RFC 9260).
//!
//! ```text
//!  0        2        4     8          12 chunks, each filled up to 4 bytes
//! +--------+--------+-----+----------+------+-------+------------+-------
//! | source | destin.| tag | checksum | type | flags | length (2) | value
//! +--------+--------+-----+----------+------+-------+------------+-------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const CHUNKS: &Table = &[
    (0x00, "DATA"),
    (0x01, "INIT"),
    (0x02, "INIT ACK"),
    (0x03, "SACK"),
    (0x04, "HB REQ"),
    (0x05, "HB ACK"),
    (0x06, "ABORT"),
    (0x07, "SHUTDOWN"),
    (0x08, "SHUTDOWN ACK"),
    (0x09, "OP ERR"),
    (0x0a, "COOKIE ECHO"),
    (0x0b, "COOKIE ACK"),
    (0x0c, "ECN ECHO"),
    (0x0d, "ECN CWR"),
    (0x0e, "SHUTDOWN COMPLETE"),
    (0xa2, "REL REQ"),
    (0xc1, "REL CTRL"),
];

#[rustfmt::skip]
const PAYLOADS: &Table = &[
    (1, "ISDN Q.921"), (2, "M2UA"), (3, "M3UA"), (4, "SUA"), (5, "M2PA"), (6, "V5.2"), (7, "H.248"), (8, "BICC"),
    (9, "TALI"), (10, "DUA"), (11, "ASAP"), (12, "ENRP"), (13, "H.323"), (14, "Q.IPC"), (15, "SIMCO"),
    (16, "DDPSC"), (17, "DDPSSC"), (18, "S1AP"), (19, "RUA"), (20, "HNBAP"), (21, "ForCES HP"), (22, "ForCES MP"),
    (23, "ForCES LP"), (24, "SBc-AP"), (25, "NBAP"), (27, "X2AP"),
];

const HEADER: usize = 12;
const CHUNK_HEADER: usize = 4;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("sctp");
    if p.len() < HEADER {
        return Err(Stop::Invalid);
    }
    let (sport, dport) = (p.be_u16()?, p.be_u16()?);
    let (src, dst) = (cx.ip.src, cx.ip.dst);
    out!(cx, src, ".", sport, " > ", dst, ".", dport, ": sctp");
    p.skip(HEADER - 4)?;
    let mut number = 1u32;
    while p.len() > 0 {
        match (cx.verbose(2), number) {
            (true, _) => out!(cx, "\n\t", number, ") "),
            (false, 1) => out!(cx, " (1) "),
            (false, _) => out!(cx, ", (", number, ") "),
        }
        if p.len() < CHUNK_HEADER {
            return Err(Stop::Invalid);
        }
        let (kind, flags, len) = (p.u8()?, p.u8()?, usize::from(p.be_u16()?));
        let Some(value) = len.checked_sub(CHUNK_HEADER) else {
            out!(cx, "[Bad chunk length ", len, ", < size of chunk descriptor]");
            return Ok(());
        };
        if p.len() < value {
            out!(cx, "[Bad chunk length ", value, ", > remaining data in packet]");
            return Ok(());
        }
        out!(cx, "[", named(CHUNKS, kind).or_hex("Unknown chunk type: 0x", 1, ""), "] ");
        p.need(value)?;
        if !chunk(cx, kind, flags, p.declare(value))? {
            return Ok(());
        }
        p.pass(value.next_multiple_of(4));
        number += 1;
    }
    Ok(())
}

/// Prints what a chunk holds; answers whether it can be.
fn chunk(cx: &mut Context<'_>, kind: u8, flags: u8, p: Cursor<'_>) -> Result<bool, Stop> {
    let least = match kind {
        0 | 3 => 12,
        1 | 2 => 16,
        _ => 0,
    };
    if p.len() < least {
        out!(cx, "bogus chunk length ", p.len() + CHUNK_HEADER, "]");
        return Ok(false);
    }
    match kind {
        0 => data(cx, flags, p)?,
        1 | 2 => init(cx, p)?,
        3 => acknowledgement(cx, p)?,
        _ => {}
    }
    Ok(true)
}

fn data(cx: &mut Context<'_>, flags: u8, mut p: Cursor<'_>) -> Outcome {
    let part = |bit: u8, text| (flags & bit != 0).then_some(text);
    out!(cx, part(4, "(U)"), part(2, "(B)"), part(1, "(E)"), (flags & 7 != 0).then_some(" "));
    let (number, stream, sequence, payload) = (p.be_u32()?, p.be_u16()?, p.be_u16()?, p.be_u32()?);
    out!(cx, "[TSN: ", number, "] [SID: ", stream, "] [SSEQ ", sequence);
    out!(cx, "] [PPID ", named(PAYLOADS, payload).or_hex("0x", 1, ""), "] ");
    if cx.verbose(2) {
        out!(cx, "[Payload:");
        let bytes = p.limit(p.len()).bytes();
        cx.unknown_payload(bytes);
        out!(cx, "]");
    }
    Ok(())
}

fn init(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "[init tag: ", p.be_u32()?, "] [rwnd: ", p.be_u32()?, "] [OS: ", p.be_u16()?);
    out!(cx, "] [MIS: ", p.be_u16()?, "] [init TSN: ", p.be_u32()?, "] ");
    Ok(())
}

fn acknowledgement(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (number, window, gaps, duplicates) = (p.be_u32()?, p.be_u32()?, p.be_u16()?, p.be_u16()?);
    out!(cx, "[cum ack ", number, "] [a_rwnd ", window, "] [#gap acks ", gaps);
    out!(cx, "] [#dup tsns ", duplicates, "] ");
    for at in 1..=gaps {
        if p.len() < 4 {
            return Ok(());
        }
        let (start, end) = (p.be_u16()?, p.be_u16()?);
        out!(cx, "\n\t\t[gap ack block #", at, ": start = ", number.wrapping_add(start.into()));
        out!(cx, ", end = ", number.wrapping_add(end.into()), "] ");
    }
    for at in 1..=duplicates {
        if p.len() < 4 {
            return Ok(());
        }
        out!(cx, "\n\t\t[dup TSN #", at, ": ", p.be_u32()?, "] ");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn chunks_follow_each_other() {
        let packet = b"\x03\xe8\x07\xd0\0\0\0\x01\0\0\0\0\x00\x03\0\x11\0\0\0\x07\0\x08\0\x09\0\0\0\x0ah\0\0\0\x04\0\0\x04";
        let text = printed(print, 0, packet);
        assert!(
            text.ends_with("sctp (1) [DATA] (B)(E) [TSN: 7] [SID: 8] [SSEQ 9] [PPID DUA] , (2) [HB REQ] "),
            "{text}"
        );
        assert!(
            printed(print, 0, &[&packet[..12], b"\x01\0\0\x02"].concat())
                .ends_with("< size of chunk descriptor]")
        );
        assert!(
            printed(print, 0, &[&packet[..12], b"\x03\0\0\x04"].concat())
                .ends_with("[SACK] bogus chunk length 4]")
        );
    }
}
