//! Transmission Control Protocol (RFC 9293).
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-------------------------------+-------------------------------+
//! |          source port          |       destination port        |
//! +-------------------------------+-------------------------------+
//! |                        sequence number                        |
//! +---------------------------------------------------------------+
//! |                    acknowledgement number                     |
//! +-------+-------+---------------+-------------------------------+
//! |  / 4  | zero  |C E U A P R S F|            window             |
//! +-------+-------+---------------+-------------------------------+
//! |           checksum            |        urgent pointer         |
//! +-------------------------------+-------------------------------+
//! |                      options (tcp_options.rs)                 |
//! ```

use crate::{
    checksum::{pseudo, should_be},
    context::Context,
    cursor::Cursor,
    flows::Connection,
    show::{Safe, Table, bits, hex, out},
    stop::{Outcome, Stop},
    tables,
    transport::tcp_options,
};

/// The protocol's number.
const PROTOCOL: u8 = 6;

const HEADER: usize = 20;

const FIN: u8 = 0x01;
const SYN: u8 = 0x02;
const RST: u8 = 0x04;
const ACK: u8 = 0x10;
const URG: u8 = 0x20;

const FLAGS: &Table =
    &[(0x01, "F"), (0x02, "S"), (0x04, "R"), (0x08, "P"), (0x10, "."), (0x20, "U"), (0x40, "E"), (0x80, "W")];

/// Bytes of a reset's reason that are shown.
const MAX_RESET_TEXT: usize = 30;

/// The fields of a header.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    /// Source port.
    pub sport: u16,
    /// Destination port.
    pub dport: u16,
    /// Sequence number, relative where that is wanted.
    pub seq: u32,
    /// Acknowledgement number, relative where that is wanted.
    pub ack: u32,
    /// Bytes of the header.
    pub len: usize,
    /// The lower eight flags.
    pub flags: u8,
    /// The window as it is, not scaled.
    pub window: u16,
    /// The checksum.
    pub checksum: u16,
    /// The urgent pointer.
    pub urgent: u16,
}

/// Prints a segment.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("tcp");
    let (Ok(sport), Ok(dport)) = (p.peek_u16(0), p.peek_u16(2)) else {
        let (src, dst) = (cx.ip.src, cx.ip.dst);
        out!(cx, src, " > ", dst, ":");
        return cx.truncated();
    };
    ends(cx, PROTOCOL, sport, dport);
    let mut header = parse(p)?;
    let segment_len = p.len();
    if header.len < HEADER {
        let payload = (segment_len as u32).wrapping_sub(header.len as u32);
        out!(cx, " tcp ", payload, " [bad hdr length ", header.len, " - too short, < ", HEADER, "]");
        return Ok(());
    }
    if cx.options.quiet > 0 {
        out!(cx, "tcp ", (segment_len as u32).wrapping_sub(header.len as u32));
        if header.len > segment_len {
            out!(cx, " [bad hdr length ", header.len, " - too long, > ", segment_len, "]");
        }
        return Ok(());
    }
    show_flags(cx, header.flags);
    let base = relative(cx, &mut header);
    if header.len > segment_len {
        out!(cx, " [bad hdr length ", header.len, " - too long, > ", segment_len, "]");
        return Ok(());
    }
    if cx.verbose(1) && !cx.options.no_checksums && !cx.ip.fragmented {
        checksum(cx, &header, p);
    }
    let payload_len = segment_len - header.len;
    if cx.verbose(2) || payload_len > 0 || header.flags & (SYN | FIN | RST) != 0 {
        out!(cx, ", seq ", header.seq);
        if payload_len > 0 {
            out!(cx, ":", header.seq.wrapping_add(payload_len as u32));
        }
    }
    match (header.flags & ACK != 0, header.ack) {
        (true, ack) => out!(cx, ", ack ", ack),
        (false, 1..) if cx.verbose(2) => out!(cx, ", [ack ", header.ack, " != 0 while ACK flag not set]"),
        _ => {}
    }
    out!(cx, ", win ", header.window);
    match (header.flags & URG != 0, header.urgent) {
        (true, urgent) => out!(cx, ", urg ", urgent),
        (false, 1..) if cx.verbose(2) => out!(cx, ", [urg ", header.urgent, " != 0 while URG flag not set]"),
        _ => {}
    }
    if header.len > HEADER && !tcp_options::print(cx, p, &header, base)? {
        return Ok(());
    }
    out!(cx, ", length ", payload_len);
    if payload_len == 0 {
        return Ok(());
    }
    if !p.has(header.len) {
        return cx.header_cut(p, header.len);
    }
    let p = p.at(header.len)?;
    if header.flags & RST != 0 {
        if cx.verbose(1) {
            reset(cx, p);
        }
        return Ok(());
    }
    let printer = match cx.options.payload {
        Some(payload) => tables::tcp_payload(payload),
        None => tables::tcp(sport, dport, p),
    };
    match printer {
        Some(printer) => cx.call(printer, p),
        None => Ok(()),
    }
}

fn parse(mut p: Cursor<'_>) -> Result<Header, Stop> {
    p.need(HEADER)?;
    let [ports, seq, ack, fourth, fifth] = p.rows()?;
    Ok(Header {
        sport: (ports >> 16) as u16,
        dport: ports as u16,
        seq,
        ack,
        len: (fourth >> 28) as usize * 4,
        flags: (fourth >> 16) as u8,
        window: fourth as u16,
        checksum: (fifth >> 16) as u16,
        urgent: fifth as u16,
    })
}

/// Addresses and ports; the ports alone where another header stands between IP and this protocol.
pub(super) fn ends(cx: &mut Context<'_>, protocol: u8, sport: u16, dport: u16) {
    let is_next = cx.ip.next_header == protocol;
    let (src, dst) = (cx.ip.src, cx.ip.dst);
    if is_next {
        out!(cx, src, ".");
    }
    cx.tcp_port(sport);
    out!(cx, " > ");
    if is_next {
        out!(cx, dst, ".");
    }
    cx.tcp_port(dport);
    out!(cx, ": ");
}

fn show_flags(cx: &mut Context<'_>, flags: u8) {
    match flags {
        // The usual ones at once.
        0x10 => out!(cx, "Flags [.]"),
        0x18 => out!(cx, "Flags [P.]"),
        0x02 => out!(cx, "Flags [S]"),
        _ => out!(cx, "Flags [", bits(FLAGS, flags).with(""), "]"),
    }
}

/// Makes the numbers relative to the first ones seen; answers what the other end's blocks count from.
///
/// A connection starts with its first segment that acknowledges something, or with a SYN; that one
/// keeps its numbers.
fn relative(cx: &mut Context<'_>, header: &mut Header) -> u32 {
    if cx.options.absolute_seq || header.flags & ACK == 0 {
        return 0;
    }
    let (src, dst) = (cx.ip.src, cx.ip.dst);
    let reverse = header.sport > header.dport || (header.sport == header.dport && src > dst);
    let (this, that) = ((src, header.sport), (dst, header.dport));
    let connection = if reverse { Connection { a: that, b: this } } else { Connection { a: this, b: that } };
    let known = if header.flags & SYN != 0 { None } else { cx.flows.tcp.get(connection) };
    let bases = match known {
        Some(bases) => bases,
        None => {
            let (own, other) = (header.seq, header.ack.wrapping_sub(1));
            let bases = if reverse { (other, own) } else { (own, other) };
            cx.flows.tcp.insert(connection, bases);
            bases
        }
    };
    let (own, other) = if reverse { (bases.1, bases.0) } else { bases };
    if known.is_some() {
        header.seq = header.seq.wrapping_sub(own);
        header.ack = header.ack.wrapping_sub(other);
    }
    other
}

fn checksum(cx: &mut Context<'_>, header: &Header, p: Cursor<'_>) {
    let Some(bytes) = p.bytes().get(..p.len()) else { return };
    out!(cx, ", cksum 0x", hex(header.checksum, 4));
    match pseudo(&cx.ip, 6, bytes.len(), bytes) {
        0 => out!(cx, " (correct)"),
        sum => out!(cx, " (incorrect -> 0x", hex(should_be(header.checksum, sum), 4), ")"),
    }
}

/// A reset may carry a text that says why (RFC 9293 section 3.5.3).
fn reset(cx: &mut Context<'_>, p: Cursor<'_>) {
    out!(cx, if p.has(p.len()) { " [RST" } else { " [!RST" });
    if p.len() > MAX_RESET_TEXT {
        out!(cx, "+");
    }
    let mut text = p;
    out!(cx, " ", Safe(text.take_some(p.len().min(MAX_RESET_TEXT))), "]");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::{printed, text};

    fn segment(flags: u8, seq: u32, ack: u32, payload: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x10, 0, 0x20, 0];
        bytes.extend_from_slice(&seq.to_be_bytes());
        bytes.extend_from_slice(&ack.to_be_bytes());
        bytes.extend_from_slice(&[0x50, flags, 1, 0, 0, 0, 0, 5]);
        bytes.extend_from_slice(payload);
        bytes
    }

    #[test]
    fn numbers_are_relative_to_the_first_acknowledging_segment() {
        let shown = text(|cx| {
            for segment in
                [segment(0x18, 100, 200, b"ab"), segment(0x10, 102, 207, b""), segment(0x12, 7, 8, b"")]
            {
                let _ = cx.call(print, Cursor::new(&segment, segment.len()));
                out!(cx, "|");
            }
        });
        let lines: Vec<_> = shown.split('|').collect();
        assert_eq!(lines[0], "4096 > 8192: Flags [P.], seq 100:102, ack 200, win 256, length 2");
        assert_eq!(lines[1], "4096 > 8192: Flags [.], ack 8, win 256, length 0");
        assert_eq!(lines[2], "4096 > 8192: Flags [S.], seq 7, ack 8, win 256, length 0");
    }

    #[test]
    fn odd_headers_are_shown_as_they_are() {
        assert!(printed(print, 0, &segment(0, 1, 2, b"")).ends_with("Flags [none], win 256, length 0"));
        assert!(
            printed(print, 0, &segment(0x24, 1, 2, b""))
                .ends_with("Flags [RU], seq 1, win 256, urg 5, length 0")
        );
        let mut short = segment(0x10, 1, 2, b"");
        short[12] = 0x40;
        assert!(printed(print, 0, &short).ends_with(":  tcp 4 [bad hdr length 16 - too short, < 20]"));
        short[12] = 0x60;
        assert!(printed(print, 0, &short).ends_with("Flags [.] [bad hdr length 24 - too long, > 20]"));
        assert_eq!(printed(print, 0, &short[..19]), "4096 > 8192:  [|tcp]");
    }

    #[test]
    fn a_reset_may_say_why() {
        let reason = printed(print, 1, &segment(0x04, 1, 2, b"no\n"));
        assert!(reason.ends_with("seq 1:4, win 256, length 3 [RST no^J]"), "{reason}");
    }
}
