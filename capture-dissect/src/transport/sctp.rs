//! Stream Control Transmission Protocol (RFC 9260).
//!
//! ```text
//!  0        2        4     8          12 chunks, each filled up to 4 bytes
//! +--------+--------+-----+----------+------+-------+------------+-------
//! | source | destin.| tag | checksum | type | flags | length (2) | value
//! +--------+--------+-----+----------+------+-------+------------+-------
//! ```

use crate::{
    app::forces,
    context::Context,
    cursor::Cursor,
    show::{Table, name, named, out},
    stop::{Outcome, Stop},
    tables,
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
    (0xc0, "FOR CUM TSN"),
    (0xc1, "REL CTRL"),
    (0xc2, "REL CTRL ACK"),
];

#[rustfmt::skip]
const PAYLOADS: &Table = &[
    (1, "ISDN Q.921"), (2, "M2UA"), (3, "M3UA"), (4, "SUA"), (5, "M2PA"), (6, "V5.2"), (7, "H.248"), (8, "BICC"),
    (9, "TALI"), (10, "DUA"), (11, "ASAP"), (12, "ENRP"), (13, "H.323"), (14, "Q.IPC"), (15, "SIMCO"),
    (16, "DDPSC"), (17, "DDPSSC"), (18, "S1AP"), (19, "RUA"), (20, "HNBAP"), (21, "ForCES HP"), (22, "ForCES MP"),
    (23, "ForCES LP"), (24, "SBc-AP"), (25, "NBAP"), (27, "X2AP"),
];

/// Ports of ForCES' channels, of high, medium and low priority.
const FORCES: &Table = &[(6704, "ForCES HP"), (6705, "ForCES MP"), (6706, "ForCES LP")];

const HEADER: usize = 12;
const CHUNK_HEADER: usize = 4;
const DATA_HEADER: usize = 16;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("sctp");
    if let Some(missing @ 1..) = HEADER.checked_sub(p.len()) {
        out!(cx, "truncated-sctp - ", missing, " bytes missing!");
        return Ok(());
    }
    p.need(HEADER)?;
    let (sport, dport) = (p.be_u16()?, p.be_u16()?);
    let (src, dst) = (cx.ip.src, cx.ip.dst);
    out!(cx, src, ".", sport, " > ", dst, ".", dport, ": sctp");
    cx.ports = (sport, dport);
    if let Some(channel) = forces_port(cx.ports) {
        out!(cx, "[", channel, "]");
    }
    p.skip(HEADER - 4)?;
    let mut number = 1u32;
    while p.len() > 0 {
        let before = match (cx.verbose(2), number) {
            (true, _) => "\n\t",
            (false, 1) => " (",
            (false, _) => ", (",
        };
        if p.len() < CHUNK_HEADER {
            out!(cx, before, number, ") [chunk descriptor cut off at end of packet]");
            return Ok(());
        }
        p.need(CHUNK_HEADER)?;
        let (kind, flags, len) = (p.u8()?, p.u8()?, usize::from(p.be_u16()?));
        let Some(value) = len.checked_sub(CHUNK_HEADER) else {
            out!(cx, before, number, ") [Bad chunk length ", len, ", < size of chunk descriptor]");
            return Ok(());
        };
        p.need(value)?;
        out!(cx, before, number, ") [", named(CHUNKS, kind).or_hex("Unknown chunk type: 0x", 1, ""), "] ");
        if !chunk(cx, kind, flags, p.declare(value))? {
            return Ok(());
        }
        let padded = value.next_multiple_of(4);
        p.need(padded)?;
        p.pass(padded);
        number += 1;
    }
    Ok(())
}

/// The channel of ForCES between these ports (RFC 5811 section 4.2).
fn forces_port((sport, dport): (u16, u16)) -> Option<&'static str> {
    name(FORCES, sport).or_else(|| name(FORCES, dport))
}

/// Prints what a chunk holds; answers whether it can be.
fn chunk(cx: &mut Context<'_>, kind: u8, flags: u8, p: Cursor<'_>) -> Result<bool, Stop> {
    if kind == 0 {
        let part = |bit: u8, text| (flags & bit != 0).then_some(text);
        out!(cx, part(4, "(U)"), part(2, "(B)"), part(1, "(E)"), part(7, " "));
    }
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
        0 => return data(cx, p),
        1 | 2 => init(cx, p)?,
        3 => return acknowledgement(cx, p),
        _ => {}
    }
    Ok(true)
}

/// Answers whether there is any payload.
fn data(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let (number, stream, sequence, payload) = (p.be_u32()?, p.be_u16()?, p.be_u16()?, p.be_u32()?);
    out!(cx, "[TSN: ", number, "] [SID: ", stream, "] [SSEQ ", sequence);
    out!(cx, "] [PPID ", named(PAYLOADS, payload).or_hex("0x", 1, ""), "] ");
    if p.len() == 0 {
        out!(cx, "bogus chunk length ", DATA_HEADER, "]");
        return Ok(false);
    }
    if forces_port(cx.ports).is_some() || (21..=23).contains(&payload) {
        cx.call(forces::print, p)?;
        cx.enter("sctp");
        return Ok(true);
    }
    if !cx.verbose(2) {
        return Ok(true);
    }
    match tables::sctp(payload) {
        Some(printer) => {
            cx.call(printer, p)?;
            cx.enter("sctp");
        }
        None => {
            out!(cx, if cx.shows_payloads() { "[Payload:" } else { "[Payload" });
            let bytes = p.limit(p.len()).bytes();
            cx.unknown_payload(bytes);
            out!(cx, "]");
        }
    }
    Ok(true)
}

fn init(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "[init tag: ", p.be_u32()?, "] [rwnd: ", p.be_u32()?, "] [OS: ", p.be_u16()?);
    out!(cx, "] [MIS: ", p.be_u16()?, "] [init TSN: ", p.be_u32()?, "] ");
    Ok(())
}

/// Answers whether there is room for all that was counted.
fn acknowledgement(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let len = p.len() + CHUNK_HEADER;
    let ends_early = |cx: &mut Context<'_>, left: usize| {
        if left > 0 {
            out!(cx, "bogus chunk length ", len, "]");
        }
        Ok(left == 0)
    };
    let (number, window, gaps, duplicates) = (p.be_u32()?, p.be_u32()?, p.be_u16()?, p.be_u16()?);
    out!(cx, "[cum ack ", number, "] [a_rwnd ", window, "] [#gap acks ", gaps);
    out!(cx, "] [#dup tsns ", duplicates, "] ");
    for at in 1..=gaps {
        if p.len() < 4 {
            return ends_early(cx, p.len());
        }
        let (start, end) = (p.be_u16()?, p.be_u16()?);
        out!(cx, "\n\t\t[gap ack block #", at, ": start = ", number.wrapping_add(start.into()));
        out!(cx, ", end = ", number.wrapping_add(end.into()), "] ");
    }
    for at in 1..=duplicates {
        if p.len() < 4 {
            return ends_early(cx, p.len());
        }
        out!(cx, "\n\t\t[dup TSN #", at, ": ", p.be_u32()?, "] ");
    }
    Ok(true)
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
