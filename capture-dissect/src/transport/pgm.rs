//! Pragmatic General Multicast (RFC 3208), above IP and inside UDP.
//!
//! ```text
//!  0             2                  4      5         6          8                   14       16
//! +-------------+------------------+------+---------+----------+-------------------+--------+------
//! | source port | destination port | type | options | checksum | global source id  | length | ...
//! +-------------+------------------+------+---------+----------+-------------------+--------+------
//!
//! SPM: number, trailing edge, leading edge (4 each), path NLA
//! POLL: number (4), round, sub-type (2 each), path NLA, interval, random, mask (4 each)
//! POLR: number (4), round, zero (2 each)
//! ODATA, RDATA: number, trailing edge (4 each)
//! NAK, NNAK, NCF: number (4), source NLA, group NLA
//! ACK: number, bitmap (4 each)
//! NLA: address family (2), zero (2), address
//! ```
//!
//! tcpdump looks for the group's NLA four bytes late, and takes its first four bytes for the address's.

use crate::{
    app::zmtp,
    context::Context,
    cursor::Cursor,
    options::Payload,
    show::{Addr, HexBytes, hex, out},
    stop::{Outcome, Stop},
    transport::{pgm_options, tcp},
};

const PROTOCOL: u8 = 113;
const HEADER: usize = 16;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, packet: Cursor<'_>) -> Outcome {
    cx.enter("pgm");
    let (src, dst) = (cx.ip.src, cx.ip.dst);
    let mut p = packet;
    let (Ok(sport), Ok(dport)) = (p.be_u16(), p.be_u16()) else {
        out!(cx, src, " > ", dst, ":");
        return Err(Stop::Cut);
    };
    // The ports alone inside UDP.
    tcp::ends(cx, PROTOCOL, sport, dport);
    p.need(HEADER - 4)?;
    let (kind, options) = (p.u8()?, p.u8()?);
    p.skip(2)?;
    let source_id: [u8; 6] = p.array()?;
    let data_len = p.be_u16()?;
    out!(cx, "PGM, length ", data_len);
    if !cx.verbose(1) {
        return Ok(());
    }
    out!(cx, " 0x", HexBytes(&source_id), " ");
    let carries_data = body(cx, kind, &mut p)?;
    // Behind types that have no body tcpdump looks for options where the packet begins.
    let mut p = if p.len() + HEADER == packet.len() { packet } else { p };
    if options & 1 != 0 && !pgm_options::print(cx, &mut p)? {
        return Ok(());
    }
    out!(cx, " [", packet.len(), "]");
    if carries_data && cx.options.payload == Some(Payload::PgmZmtp) {
        return cx.call(zmtp::print_datagram, p.declare(data_len.into()));
    }
    Ok(())
}

/// Prints what a type has behind the header; answers whether data may follow.
fn body(cx: &mut Context<'_>, kind: u8, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        0 => {
            p.need(16)?;
            let [number, trail, lead] = [p.be_u32()?, p.be_u32()?, p.be_u32()?];
            let address = nla(p)?;
            out!(cx, "SPM seq ", number, " trail ", trail, " lead ", lead, " nla ", address);
        }
        1 => poll(cx, p)?,
        2 => {
            p.need(8)?;
            let (number, round) = (p.be_u32()?, p.be_u16()?);
            p.skip(2)?;
            out!(cx, "POLR seq ", number, " round ", round);
        }
        4 | 5 => {
            p.need(8)?;
            let (number, trail) = (p.be_u32()?, p.be_u32()?);
            out!(cx, if kind == 4 { "ODATA" } else { "RDATA" }, " trail ", trail, " seq ", number);
            return Ok(true);
        }
        11 => {
            p.need(8)?;
            out!(cx, "ACK seq ", p.be_u32()?);
            p.skip(4)?;
        }
        8..=10 => missing(cx, kind, p)?,
        12 => out!(cx, "SPMR"),
        _ => out!(cx, "UNKNOWN type 0x", hex(kind, 2)),
    }
    Ok(false)
}

fn poll(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.need(12)?;
    let (number, round) = (p.be_u32()?, p.be_u16()?);
    p.skip(2)?;
    let address = nla(p)?;
    let [interval, random, mask] = [p.be_u32()?, p.be_u32()?, p.be_u32()?];
    out!(cx, "POLL seq ", number, " round ", round, " nla ", address, " ivl ", interval);
    out!(cx, " rnd 0x", hex(random, 8), " mask 0x", hex(mask, 8));
    Ok(())
}

/// A packet about data that is missing.
fn missing(cx: &mut Context<'_>, kind: u8, p: &mut Cursor<'_>) -> Outcome {
    p.need(8)?;
    let number = p.be_u32()?;
    let source = nla(p)?;
    p.skip(4)?;
    let family = p.peek_u16(0)?;
    let group = address(p, family)?;
    let name = match kind {
        8 => "NAK",
        9 => "NNAK",
        _ => "NCF",
    };
    out!(cx, name, " (", source, " -> ", group, "), seq ", number);
    Ok(())
}

/// Reads an address with its family before it.
pub(super) fn nla(p: &mut Cursor<'_>) -> Result<Addr, Stop> {
    let family = p.be_u16()?;
    p.skip(2)?;
    address(p, family)
}

fn address(p: &mut Cursor<'_>, family: u16) -> Result<Addr, Stop> {
    match family {
        1 => {
            p.need(4)?;
            p.ipv4().map(Addr::V4)
        }
        2 => {
            p.need(16)?;
            p.ipv6().map(Addr::V6)
        }
        _ => Err(Stop::Cut),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn packet(kind: u8, body: &[u8]) -> Vec<u8> {
        [&[0, 4, 0, 9, kind, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 3], body].concat()
    }

    #[test]
    fn data() {
        let data = packet(4, b"\0\0\0\x07\0\0\0\x08abc");
        assert_eq!(printed(print, 0, &data), "4 > 9: PGM, length 3");
        assert_eq!(printed(print, 1, &data), "4 > 9: PGM, length 3 0x010203040506 ODATA trail 8 seq 7 [27]");
    }

    #[test]
    fn a_type_without_a_body_has_its_options_where_the_packet_begins() {
        let mut asked = packet(12, b"");
        assert!(printed(print, 1, &asked).ends_with(" SPMR [16]"));
        asked[5] = 1;
        assert!(printed(print, 1, &asked).contains(" SPMR OPTS LEN 9[Bad option, length 1 < 4]"));
    }
}
