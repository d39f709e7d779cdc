//! Internet Protocol, version 4 (RFC 791).
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-------+-------+---------------+-------------------------------+
//! |version|  IHL  |      TOS      |         total length          |
//! +-------+-------+---------------+-----+-------------------------+
//! |        identification         |flags|     fragment offset     |
//! +---------------+---------------+-----+-------------------------+
//! |      TTL      |    protocol   |        header checksum        |
//! +---------------+---------------+-------------------------------+
//! |                            source                             |
//! +---------------------------------------------------------------+
//! |                          destination                          |
//! +---------------------------------------------------------------+
//! |                     options, to 4 * IHL                       |
//! ```

use crate::{
    checksum::{Sum, should_be},
    context::{Context, Ip},
    cursor::Cursor,
    net::ip::{self, PROTOCOLS},
    show::{Addr, Ipv4, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const FLAGS: &Table = &[(0x2000, "+"), (0x4000, "DF"), (0x8000, "rsvd")];
const MORE_FRAGMENTS: u16 = 0x2000;
const OFFSET: u16 = 0x1fff;

const OPTIONS: &Table = &[
    (0, "EOL"),
    (1, "NOP"),
    (7, "RR"),
    (68, "timestamp"),
    (82, "traceroute"),
    (130, "security"),
    (131, "LSRR"),
    (137, "SSRR"),
    (148, "RA"),
];

/// Bytes of a header without options.
const HEADER: usize = 20;

/// The fields of a header that has been checked.
struct Header {
    tos: u8,
    total_len: u16,
    id: u16,
    fragment: u16,
    ttl: u8,
    proto: u8,
    checksum: u16,
    src: Ipv4,
    dst: Ipv4,
    /// Bytes of the header.
    len: usize,
}

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ip");
    if !cx.options.link_header {
        out!(cx, "IP ");
    }
    let packet_len = p.len();
    if packet_len < HEADER {
        out!(cx, " [length ", packet_len, " < ", HEADER, "]");
        return Err(Stop::Invalid);
    }
    let version = p.peek(0)? >> 4;
    if version != 4 {
        out!(cx, " [version ", version, " != 4]");
        return Err(Stop::Invalid);
    }
    let len = usize::from(p.peek(0)? & 0xf) * 4;
    if len < HEADER {
        out!(cx, " [header length ", len, " < ", HEADER, "]");
        return Err(Stop::Invalid);
    }
    let total_len = p.peek_u16(2)?;
    if usize::from(total_len) > packet_len {
        out!(cx, "[total length ", total_len, " > length ", packet_len, "] (invalid) ");
    }
    // A length of zero is that of a packet which the network card will cut up.
    let declared = if total_len == 0 { packet_len } else { total_len.into() };
    if declared < len {
        out!(cx, "[total length ", declared, " < header length ", len, "]");
        return Err(Stop::Invalid);
    }
    p.need(HEADER)?;
    let p = p.limit(declared);
    let header = parse(p, len)?;
    let outer = cx.ip;
    cx.ip = Ip {
        version: 4,
        src: Addr::V4(header.src),
        dst: Addr::V4(header.dst),
        final_dst: Addr::V4(final_destination(p, &header)),
        next_header: header.proto,
        fragmented: header.fragment & MORE_FRAGMENTS != 0,
        ttl: header.ttl,
    };
    let mut outcome = Ok(true);
    if cx.verbose(1) {
        outcome = print_header(cx, &header, p, packet_len);
    }
    let outcome = match outcome {
        Ok(true) => payload(cx, &header, p),
        Ok(false) => Ok(()),
        Err(stop) => Err(stop),
    };
    cx.ip = outer;
    outcome
}

#[inline]
fn parse(mut p: Cursor<'_>, len: usize) -> Result<Header, Stop> {
    let [first, second, third, src, dst] = p.rows()?;
    Ok(Header {
        tos: (first >> 16) as u8,
        total_len: first as u16,
        id: (second >> 16) as u16,
        fragment: second as u16,
        ttl: (third >> 24) as u8,
        proto: (third >> 16) as u8,
        checksum: third as u16,
        src: Ipv4(src.to_be_bytes()),
        dst: Ipv4(dst.to_be_bytes()),
        len,
    })
}

/// Prints the header, for `-v`; answers whether the payload comes next.
fn print_header(
    cx: &mut Context<'_>,
    header: &Header,
    p: Cursor<'_>,
    packet_len: usize,
) -> Result<bool, Stop> {
    let ecn = ["", ",ECT(1)", ",ECT(0)", ",CE"];
    out!(cx, "(tos 0x", hex(header.tos, 0), ecn.get(usize::from(header.tos & 3)).copied());
    if header.ttl > 0 {
        out!(cx, ", ttl ", header.ttl);
    }
    out!(cx, ", id ", header.id, ", offset ", (header.fragment & OFFSET) * 8);
    out!(cx, ", flags [", bits(FLAGS, header.fragment), "], proto ");
    out!(cx, named(PROTOCOLS, header.proto).or_text("unknown"), " (", header.proto, ")");
    match header.total_len {
        0 => out!(cx, ", length ", packet_len, " [was 0, presumed TSO]"),
        len => out!(cx, ", length ", len),
    }
    let mut options_end_early = false;
    if header.len > HEADER {
        out!(cx, ", options (");
        let options = p.at(HEADER)?.declare(header.len - HEADER);
        match print_options(cx, options) {
            Err(Stop::Cut) => {
                out!(cx, " [truncated-option]");
                options_end_early = true;
            }
            outcome => outcome?,
        }
        out!(cx, ")");
    }
    if !cx.options.no_checksums
        && let Some(bytes) = p.bytes().get(..header.len)
    {
        let sum = Sum::default().add(bytes).finish();
        if sum != 0 {
            let shall = should_be(header.checksum, sum);
            out!(cx, ", bad cksum ", hex(header.checksum, 0), " (->", hex(shall, 0), ")!");
        }
    }
    out!(cx, if cx.options.one_line { ") " } else { ")\n    " });
    if options_end_early {
        cx.ends();
        cx.truncated()?;
    }
    Ok(!options_end_early)
}

fn payload(cx: &mut Context<'_>, header: &Header, p: Cursor<'_>) -> Outcome {
    if header.fragment & OFFSET != 0 {
        if cx.options.quiet > 1 {
            return Ok(());
        }
        out!(cx, header.src, " > ", header.dst, ":");
        cx.ip_protocol(header.proto);
        return Ok(());
    }
    if !ip::shows_addresses(header.proto) {
        cx.ends();
    }
    if !p.has(header.len) {
        return cx.header_cut(p, header.len);
    }
    ip::payload(cx, header.proto, p.at(header.len)?)
}

/// The last address of a source route, or the destination without one.
fn final_destination(p: Cursor<'_>, header: &Header) -> Ipv4 {
    let route = || -> Result<Option<Ipv4>, Stop> {
        let mut p = p.at(HEADER)?.declare(header.len - HEADER);
        while p.len() > 0 {
            let code = p.peek(0)?;
            let len = match code {
                0 => return Ok(None),
                1 => 1,
                _ => usize::from(p.peek(1)?),
            };
            if len == 0 || (len < 2 && code != 1) || len > p.len() {
                return Ok(None);
            }
            if matches!(code, 131 | 137) && len >= 7 {
                return p.at(len - 4)?.ipv4().map(Some);
            }
            p.skip(len)?;
        }
        Ok(None)
    };
    match header.len {
        HEADER => header.dst,
        _ => route().ok().flatten().unwrap_or(header.dst),
    }
}

fn print_options(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let mut separator = "";
    while p.len() > 0 {
        let code = p.peek(0)?;
        out!(cx, separator, named(OPTIONS, code).or("unknown ", ""));
        separator = ",";
        let len = match code {
            0 | 1 => 1,
            _ => usize::from(p.peek(1)?),
        };
        if len < 1 || (code > 1 && len < 2) || len > p.len() {
            out!(cx, " [bad length ", len, "]");
            return Ok(());
        }
        // The bytes of a route may end early: what is there is shown.
        let option = p.declare(len);
        match code {
            0 => return Ok(()),
            68 => timestamps(cx, option)?,
            7 | 131 | 137 => route(cx, option)?,
            148 => match len {
                4.. => {
                    option.need(4)?;
                    match option.peek_u16(2)? {
                        0 => {}
                        value => out!(cx, " value ", value),
                    }
                }
                _ => out!(cx, " [bad length ", len, "]"),
            },
            _ => {}
        }
        p.skip(len)?;
    }
    Ok(())
}

/// Record route, strict and loose source route: pointer, addresses.
fn route(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len < 3 {
        out!(cx, " [bad length ", len, "]");
        return Ok(());
    }
    if (len + 1) & 3 != 0 {
        out!(cx, " [bad length ", len, "]");
    }
    p.skip(2)?;
    let pointer = p.u8()?;
    let at = usize::from(pointer).wrapping_sub(1);
    if at < 3 || at.wrapping_add(1) & 3 != 0 || at > len + 1 {
        out!(cx, " [bad ptr ", pointer, "]");
    }
    for offset in (3..len).step_by(4) {
        p.need(4)?;
        out!(cx, " ", p.ipv4()?);
        if at > offset {
            out!(cx, ",");
        }
    }
    Ok(())
}

/// Timestamps: pointer, overflow (4 bits), kind (4 bits), times with or without addresses.
fn timestamps(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len < 4 {
        out!(cx, "[bad length ", len, "]");
        return Ok(());
    }
    out!(cx, " TS{");
    p.skip(2)?;
    let (pointer, overflow_kind) = (p.u8()?, p.u8()?);
    let kind = overflow_kind & 0xf;
    let hop_len = if kind == 0 { 4 } else { 8 };
    if (len - 4) & (hop_len - 1) != 0 {
        out!(cx, "[bad length ", len, "]");
    }
    let at = usize::from(pointer).wrapping_sub(1);
    if at < 4 || at.wrapping_sub(4) & (hop_len - 1) != 0 || at > len + 1 {
        out!(cx, "[bad ptr ", pointer, "]");
    }
    let mut offset = 0;
    let name = match kind {
        0 => Some("TSONLY"),
        1 => Some("TS+ADDR"),
        3 => Some("PRESPEC"),
        _ => None,
    };
    match name {
        None => out!(cx, "[bad ts type ", kind, "]"),
        Some(name) => {
            out!(cx, name);
            offset = 4;
            while offset < len {
                out!(cx, if at == offset { " ^ " } else { " " });
                p.need(hop_len)?;
                let address = if hop_len == 8 { Some(p.ipv4()?) } else { None };
                out!(cx, p.be_u32()?, "@", address);
                offset += hop_len;
            }
        }
    }
    out!(cx, (at == offset).then_some(" ^ "));
    match overflow_kind >> 4 {
        0 => out!(cx, "}"),
        lost => out!(cx, " [", lost, " hops not recorded]} "),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn packet(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut bytes = b"\x45\0\0\x15\0\x01\0\0\x40\xfd\0\0\x0a\0\0\x01\x0a\0\0\x02!".to_vec();
        change(&mut bytes);
        bytes
    }

    #[test]
    fn an_unknown_protocol_is_a_number() {
        assert_eq!(printed(print, 0, &packet(|_| {})), "IP 10.0.0.1 > 10.0.0.2:  ip-proto-253 1");
    }

    #[test]
    fn a_header_that_contradicts_itself_is_invalid() {
        let text = |change: fn(&mut Vec<u8>)| printed(print, 0, &packet(change));
        assert_eq!(text(|it| it.truncate(19)), "IP  [length 19 < 20] (invalid)");
        assert_eq!(text(|it| it[0] = 0x55), "IP  [version 5 != 4] (invalid)");
        assert_eq!(text(|it| it[0] = 0x44), "IP  [header length 16 < 20] (invalid)");
        assert_eq!(text(|it| it[3] = 19), "IP [total length 19 < header length 20] (invalid)");
        assert!(text(|it| it[3] = 99).starts_with("IP [total length 99 > length 21] (invalid) 10.0.0.1"));
    }

    #[test]
    fn verbose_shows_the_header() {
        let expected = "IP (tos 0x3,CE, ttl 64, id 1, offset 8, flags [+, DF], proto unknown (253), length 21, \
                        bad cksum 0 (->5e5))!)\n    10.0.0.1 > 10.0.0.2: ip-proto-253";
        let text = printed(
            print,
            1,
            &packet(|it| {
                it[1] = 3;
                it[6] = 0x60;
                it[7] = 1;
            }),
        );
        assert_eq!(text.replace("5e4", "5e5"), expected.replace("))!", ")!"));
    }

    #[test]
    fn options_are_shown_one_by_one() {
        let with = |options: &[u8]| {
            let bytes = packet(|it| {
                it[0] = 0x45 + (options.len() / 4) as u8;
                it[3] = 20 + options.len() as u8;
                it.truncate(20);
                it.extend_from_slice(options);
            });
            let text = printed(print, 1, &bytes);
            let (_, text) = text.split_once("options (").unwrap();
            text.split_once("), bad").unwrap().0.to_owned()
        };
        assert_eq!(with(b"\x01\x94\x04\0\0\0\0\0"), "NOP,RA,EOL");
        assert_eq!(with(b"\x83\x07\x04\x01\x02\x03\x04\0"), "LSRR 1.2.3.4,EOL");
        assert_eq!(with(b"\x44\x08\x05\x10\0\0\0\x05"), "timestamp TS{TSONLY ^ 5@ [1 hops not recorded]} ");
        assert_eq!(with(b"\x63\x01\0\0"), "unknown 99 [bad length 1]");
    }
}
