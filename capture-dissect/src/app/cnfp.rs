//! Cisco NetFlow, export datagrams of versions 1, 5 and 6 (Cisco, "NetFlow Export Datagram Format").
//!
//! ```text
//!  0         2       4             8      12            16          20       21     22
//! +---------+-------+-------------+------+-------------+-----------+--------+------+----------+-----
//! | version | count | uptime, ms  | s    | ns          | sequence  | engine's      | zero     | re-
//! |         |       |             |      |             | number    | type   | id   |          | cords
//! +---------+-------+-------------+------+-------------+-----------+--------+------+----------+-----
//!                                                       not in version 1
//!  0     4     8      12     14      16    20      24      28     32      34
//! +-----+-----+------+------+-------+-----+-------+-------+------+-------+-------+--------
//! | src | dst | next | interface    | pa- | bytes | first | last | port  | port  | byte 36:
//! |     |     | hop  | in   | out   | ckets       | ms    | ms   | src   | dst   | by version
//! +-----+-----+------+------+-------+-----+-------+-------+------+-------+-------+--------
//! version 1:    36 unused (2)  38 protocol  39 tos  40 flags  41 unused (7)
//! version 5, 6: 36 unused  37 flags  38 protocol  39 tos  40 AS of source, of destination
//!               44 mask of source, of destination  46 unused (2)
//! version 6:    46 encapsulations in, out  48 address of the peer
//! ```
//!
//! tcpdump takes the count for 32 bits, the upper half of the uptime's being among them, and goes on
//! until the bytes end.

use crate::{
    context::Context,
    cursor::Cursor,
    net::ip_protocol,
    show::{Blanks, Table, Zeros, bits, hex, named, out},
    stop::Outcome,
};

/// Bytes of a header before the sequence number, and with what follows that.
const HEADER: usize = 16;
const LONG_HEADER: usize = 24;

/// Bytes of a record of version 1, and of those that tcpdump takes for the others.
const RECORD_V1: usize = 48;
const RECORD: usize = 52;

const TCP: u8 = 6;
const TCP_FLAGS: &Table = &[(1, "F"), (2, "S"), (4, "R"), (8, "P"), (16, "A"), (32, "U")];

/// Prints a datagram.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("cnfp");
    let version = p.peek_u16(0)?;
    if !matches!(version, 1 | 5 | 6) {
        out!(cx, "NetFlow v", hex(version, 0));
        return Ok(());
    }
    p.need(if version == 1 { HEADER } else { LONG_HEADER })?;
    let records = p.peek_u32(2)?;
    p.skip(4)?;
    let (uptime, seconds, nanos) = (p.be_u32()?, p.be_u32()?, p.be_u32()?);
    out!(cx, "NetFlow v", hex(version, 0), ", ", uptime / 1_000, ".", Zeros((uptime % 1_000).into(), 3));
    out!(cx, " uptime, ", seconds, ".", Zeros(nanos.into(), 9), ", ");
    if version != 1 {
        out!(cx, "#", p.be_u32()?, ", ");
        p.skip(4)?;
    }
    out!(cx, Blanks(records.into(), 2), " recs");
    let record_len = if version == 1 { RECORD_V1 } else { RECORD };
    for _ in 0..records {
        p.need(record_len)?;
        record(cx, p, version)?;
        p.skip(record_len)?;
    }
    Ok(())
}

fn record(cx: &mut Context<'_>, mut p: Cursor<'_>, version: u16) -> Outcome {
    let (protocol, tos, flags) = (p.peek(38)?, p.peek(39)?, p.peek(if version == 1 { 40 } else { 37 })?);
    let more = p.at(40)?;
    let (src, dst, hop) = (p.ipv4()?, p.ipv4()?, p.ipv4()?);
    p.skip(4)?;
    let (packets, bytes) = (p.be_u32()?, p.be_u32()?);
    let (first, last) = (u64::from(p.be_u32()?), u64::from(p.be_u32()?));
    let (sport, dport) = (p.be_u16()?, p.be_u16()?);
    out!(cx, "\n  started ", first / 1_000, ".", Zeros(first % 1_000, 3));
    out!(cx, ", last ", last / 1_000, ".", Zeros(last % 1_000, 3));
    if version == 1 {
        out!(cx, "\n    ", src, ":", sport, " > ", dst, ":", dport, " >> ", hop, "\n    ");
    } else {
        let [src_mask, dst_mask] = [more.peek(4)?, more.peek(5)?];
        out!(cx, "\n    ", src, "/", src_mask, ":", more.peek_u16(0)?, ":", sport);
        out!(cx, " > ", dst, "/", dst_mask, ":", more.peek_u16(2)?, ":", dport, " >> ", hop, "\n    ");
    }
    let names = if cx.options.numeric { &[] } else { ip_protocol::NAMES };
    out!(cx, named(names, protocol).or("", ""), " ");
    if protocol == TCP && flags & 0x3f != 0 {
        out!(cx, bits(TCP_FLAGS, flags).with(""), " ");
    }
    out!(cx, "tos ", tos, ", ", packets, " (", bytes, " octets) ");
    if version == 6 {
        out!(cx, "(", more.peek(6)?, "<>", more.peek(7)?, " encaps)");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const BYTES: &[u8] = b"\x0a\0\0\x01\x0a\0\0\x02\x0a\0\0\x03\0\x01\0\x02\0\0\0\x05\0\0\0\x06\
        \0\0\x03\xe8\0\0\x27\x10\x03\xe8\0\x50\0\x12\x06\x02\0\x01\0\x02\x18\x10\x03\x04\0\0\0\0";

    #[test]
    fn a_record_of_version_6() {
        let header = b"\0\x06\0\0\0\x01\x03\xe8\0\0\0\x05\0\0\0\x06\0\0\0\x07\0\0\0\0";
        let shown = "NetFlow v6, 66.536 uptime, 5.000000006, #7,  1 recs\n  started 1.000, last 10.000\n    \
                     10.0.0.1/24:1:1000 > 10.0.0.2/16:2:80 >> 10.0.0.3\n    \
                     6 SA tos 2, 5 (6 octets) (3<>4 encaps)";
        assert_eq!(printed(print, 0, &[header, BYTES].concat()), shown);
        assert!(printed(print, 0, header).ends_with(",  1 recs [|cnfp]"));
    }

    #[test]
    fn other_versions_and_short_headers() {
        assert_eq!(printed(print, 0, b"\0\x09\0\0"), "NetFlow v9");
        assert_eq!(printed(print, 0, b"\0\x01\0\0"), " [|cnfp]");
    }
}
