//! Enhanced Interior Gateway Routing Protocol (RFC 7868).
//!
//! ```text
//!  0         1        2          4       8          12    16               18
//! +---------+--------+----------+-------+----------+-----+----------------+----+----------------
//! | version | opcode | checksum | flags | sequence | ack | virtual router | AS | TLVs: type (2),
//! |         |        |          |       |          |     |                |    | length (2), value
//! +---------+--------+----------+-------+----------+-----+----------------+----+----------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Column, Ipv4, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const OPCODES: &Table =
    &[(1, "Update"), (3, "Query"), (4, "Reply"), (5, "Hello"), (6, "IPX SAP"), (7, "Probe")];
const FLAGS: &Table = &[(1, "Init"), (2, "Conditionally Received"), (4, "Restart"), (8, "End-of-Table")];
const TLVS: &Table = &[
    (0x0001, "General Parameters"),
    (0x0002, "Authentication"),
    (0x0003, "Sequence"),
    (0x0004, "Software Version"),
    (0x0005, "Next Multicast Sequence"),
    (0x0102, "IP Internal routes"),
    (0x0103, "IP External routes"),
    (0x0202, "AppleTalk Internal routes"),
    (0x0203, "AppleTalk External routes"),
    (0x0204, "AppleTalk Cable setup"),
    (0x0302, "IPX Internal routes"),
    (0x0303, "IPX External routes"),
];
const ORIGINS: &Table = &[
    (1, "IGRP"),
    (2, "EIGRP"),
    (3, "Static"),
    (4, "RIP"),
    (5, "Hello"),
    (6, "OSPF"),
    (7, "IS-IS"),
    (8, "EGP"),
    (9, "BGP"),
    (10, "IDRP"),
    (11, "Connected"),
];
const TLV_HEADER: usize = 4;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("eigrp");
    let len = p.len();
    p.at(20)?;
    let [version, opcode] = p.array()?;
    if version != 2 {
        out!(cx, "EIGRP version ", version, " packet not supported");
        return Ok(());
    }
    if !cx.verbose(1) {
        out!(cx, "EIGRP ", named(OPCODES, opcode).or("unknown (", ")"), ", length: ", len);
        return Ok(());
    }
    let tlv_bytes = len.checked_sub(20).ok_or(Stop::Truncated)?;
    out!(cx, "\n\tEIGRP v2, opcode: ", named(OPCODES, opcode).or("unknown, type: ", ""), " (", opcode, ")");
    out!(cx, ", chksum: 0x", hex(p.be_u16()?, 4), ", Flags: [", bits(FLAGS, p.be_u32()?), "]");
    out!(cx, "\n\tseq: 0x", hex(p.be_u32()?, 8), ", ack: 0x", hex(p.be_u32()?, 8));
    out!(cx, ", VRID: ", p.be_u16()?, ", AS: ", p.be_u16()?, ", length: ", tlv_bytes);
    while p.len() > 0 {
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        let Some(value_len) = len.checked_sub(TLV_HEADER).filter(|len| *len <= p.len()) else {
            cx.unknown_data("\n\t    ", p, p.len());
            break;
        };
        out!(
            cx,
            "\n\t  ",
            named(TLVS, kind).or_text("Unknown"),
            " TLV (0x",
            hex(kind, 4),
            "), length: ",
            len
        );
        let least = match kind {
            0x0001 | 0x0204 => 12,
            0x0004 => 8,
            0x0102 => 26,
            0x0103 => 46,
            0x0202 => 28,
            0x0203 => 44,
            _ => 0,
        };
        p.at(value_len)?;
        let value = p.split(value_len);
        if len < least {
            out!(cx, " (too short, < ", least, ")");
        } else {
            tlv(cx, kind, value)?;
        }
        if cx.verbose(2) {
            cx.unknown_data("\n\t    ", value, value_len);
        }
    }
    Ok(())
}

fn tlv(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Outcome {
    match kind {
        0x0001 => {
            let [k1, k2, k3, k4, k5, _] = p.array()?;
            out!(cx, "\n\t    holdtime: ", p.be_u16()?, "s, k1 ", k1, ", k2 ", k2, ", k3 ", k3);
            out!(cx, ", k4 ", k4, ", k5 ", k5);
        }
        0x0004 => {
            let [ios_major, ios_minor, major, minor] = p.array()?;
            out!(cx, "\n\t    IOS version: ", ios_major, ".", ios_minor);
            out!(cx, ", EIGRP version ", major, ".", minor);
        }
        0x0102 | 0x0103 => return ipv4_route(cx, kind == 0x0103, p),
        0x0202 | 0x0203 => return appletalk_route(cx, kind == 0x0203, p),
        0x0204 => {
            let (first, last) = (p.be_u16()?, p.be_u16()?);
            out!(cx, "\n\t    Cable-range: ", first, "-", last, ", Router-ID ", p.be_u32()?);
        }
        _ if !cx.verbose(2) => cx.unknown_data("\n\t    ", p, p.len()),
        _ => {}
    }
    Ok(())
}

fn ipv4_route(cx: &mut Context<'_>, is_external: bool, mut p: Cursor<'_>) -> Outcome {
    let next_hop = p.ipv4()?;
    let mut origin = p;
    if is_external {
        p.skip(20)?;
    }
    let mut metric = p;
    p.skip(16)?;
    let bits = p.u8()?;
    let len = usize::from(bits).div_ceil(8);
    if len > 4 {
        out!(cx, "\n\t    illegal prefix length ", bits);
        return Ok(());
    }
    let mut address = [0; 4];
    for (to, from) in address.iter_mut().zip(p.take(len)?) {
        *to = *from;
    }
    out!(cx, "\n\t    IPv4 prefix: ", Column(Ipv4(address)), "/", bits, ", nexthop: ");
    if next_hop == Ipv4::default() {
        out!(cx, "self");
    } else {
        out!(cx, next_hop);
    }
    if is_external {
        out!(cx, "\n\t      origin-router ", origin.ipv4()?, ", origin-as ", origin.be_u32()?);
        let (tag, metric, [_, _, proto, flags]) = (origin.be_u32()?, origin.be_u32()?, origin.array()?);
        out!(cx, ", origin-proto ", named(ORIGINS, proto).or_text("unknown"), ", flags [0x", hex(flags, 2));
        out!(cx, "], tag 0x", hex(tag, 8), ", metric ", metric);
    }
    metrics(cx, &mut metric)
}

fn appletalk_route(cx: &mut Context<'_>, is_external: bool, mut p: Cursor<'_>) -> Outcome {
    let (net, node) = (p.be_u16()?, p.be_u16()?);
    let mut origin = p;
    if is_external {
        p.skip(16)?;
    }
    let mut metric = p;
    p.skip(16)?;
    out!(cx, "\n\t     Cable-Range: ", p.be_u16()?, "-", p.be_u16()?, ", nexthop: ");
    match (net, node) {
        (0, 0) => out!(cx, "self"),
        _ => out!(cx, net, ".", node),
    }
    if is_external {
        out!(cx, "\n\t      origin-router ", origin.be_u32()?, ", origin-as ", origin.be_u32()?);
        let (tag, [proto, flags]) = (origin.be_u32()?, origin.array()?);
        out!(cx, ", origin-proto ", named(ORIGINS, proto).or_text("unknown"), ", flags [0x", hex(flags, 2));
        out!(cx, "], tag 0x", hex(tag, 8), ", metric ", origin.be_u16()?);
    }
    metrics(cx, &mut metric)
}

fn metrics(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(
        cx,
        "\n\t      delay ",
        p.be_u32()? / 100,
        " ms, bandwidth ",
        p.be_u32()?,
        " Kbps, mtu ",
        p.be_u24()?
    );
    let [hops, reliability, load] = p.array()?;
    out!(cx, ", hop ", hops, ", reliability ", reliability, ", load ", load);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn packet(opcode: u8, tlvs: &[u8]) -> Vec<u8> {
        let head = [2, opcode, 0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 100];
        [&head[..], tlvs].concat()
    }

    #[test]
    fn a_hello_has_parameters() {
        let hello = packet(5, &[0, 1, 0, 12, 1, 0, 1, 0, 0, 0, 0, 15]);
        assert_eq!(printed(print, 0, &hello), "EIGRP Hello, length: 32");
        let expected = "\n\tEIGRP v2, opcode: Hello (5), chksum: 0x1234, Flags: [Init]\
             \n\tseq: 0x00000001, ack: 0x00000000, VRID: 0, AS: 100, length: 12\
             \n\t  General Parameters TLV (0x0001), length: 12\n\t    holdtime: 15s, k1 1, k2 0, k3 1, k4 0, k5 0";
        assert_eq!(printed(print, 1, &hello), expected);
        assert_eq!(printed(print, 1, &hello[..19]), " [|eigrp]");
        assert_eq!(printed(print, 1, &[1; 20]), "EIGRP version 1 packet not supported");
    }

    #[test]
    fn a_route_has_metrics() {
        let route = [0, 0, 0, 0, 0, 0, 0x19, 0, 0, 1, 0, 0, 0, 5, 0xdc, 2, 255, 1, 0, 0, 8, 10];
        let text = printed(print, 1, &packet(1, &[&[1, 2, 0, 26], &route[..]].concat()));
        let expected = "\n\t    IPv4 prefix:        10.0.0.0/8, nexthop: self\
             \n\t      delay 64 ms, bandwidth 65536 Kbps, mtu 1500, hop 2, reliability 255, load 1";
        assert!(text.ends_with(expected), "{text}");
    }
}
