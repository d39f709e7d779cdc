//! Internet Protocol, version 6 (RFC 8200), and the loop over its extension headers.
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-------+---------------+---------------------------------------+
//! |version| traffic class |              flow label               |
//! +-------+---------------+-------+---------------+---------------+
//! |        payload length         |  next header  |   hop limit   |
//! +-------------------------------+---------------+---------------+
//! |                      source (16 bytes)                        |
//! +---------------------------------------------------------------+
//! |                    destination (16 bytes)                     |
//! +---------------------------------------------------------------+
//! ```

use crate::{
    context::{Context, Ip},
    cursor::Cursor,
    net::{
        ip::{self, PROTOCOLS},
        ipv6_ext::{self, Jumbo},
    },
    show::{Addr, hex, named, out},
    stop::{Outcome, Stop},
};

/// Bytes of the fixed header.
const HEADER: usize = 40;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ip6");
    if !cx.options.link_header {
        out!(cx, "IP6 ");
    }
    let packet_len = p.len();
    if packet_len < HEADER {
        out!(cx, " [length ", packet_len, " < ", HEADER, "]");
        return Err(Stop::Invalid);
    }
    let version = p.peek(0)? >> 4;
    if version != 6 {
        out!(cx, " [version ", version, " != 6]");
        return Err(Stop::Invalid);
    }
    let payload_len = usize::from(p.peek_u16(4)?);
    if payload_len != 0 {
        exceeds(cx, payload_len, packet_len);
    }
    let next_header = p.peek(6)?;
    if cx.verbose(1) {
        let flow = p.peek_u32(0)?;
        out!(cx, "(");
        if flow & 0x0ff0_0000 != 0 {
            out!(cx, "class 0x", hex(flow >> 20 & 0xff, 2), ", ");
        }
        if flow & 0x000f_ffff != 0 {
            out!(cx, "flowlabel 0x", hex(flow & 0x000f_ffff, 5), ", ");
        }
        out!(cx, "hlim ", p.peek(7)?, ", next-header ");
        out!(cx, named(PROTOCOLS, next_header).or_text("unknown"), " (", next_header);
        out!(cx, "), payload length ", payload_len, ") ");
    }
    let mut addresses = p.at(8)?;
    let (src, dst) = (Addr::V6(addresses.ipv6()?), Addr::V6(addresses.ipv6()?));
    let outer = cx.ip;
    let ttl = p.peek(7)?;
    cx.ip = Ip { version: 6, src, dst, final_dst: dst, next_header, fragmented: false, ttl };
    let outcome = headers(cx, p, payload_len, next_header);
    cx.ip = outer;
    outcome
}

/// Complains where the header and its payload are longer than the packet.
fn exceeds(cx: &mut Context<'_>, payload_len: usize, packet_len: usize) {
    if payload_len + HEADER > packet_len {
        out!(cx, "[header+payload length ", payload_len + HEADER, " > length ", packet_len, "] (invalid) ");
    }
}

/// Prints the extension headers and the payload.
fn headers(cx: &mut Context<'_>, packet: Cursor<'_>, payload_len: usize, mut next: u8) -> Outcome {
    // Without a payload length there may be a jumbo payload, whose length an option tells.
    let declared = if payload_len == 0 { packet.len() } else { payload_len + HEADER };
    let mut p = packet.limit(declared).at(HEADER)?;
    let mut jumbo = Jumbo { may_be: payload_len == 0, len: None };
    let mut passed = HEADER;
    if !ip::shows_addresses(next) {
        cx.ends();
    }
    loop {
        let len = match next {
            0 => {
                if passed != HEADER {
                    let what = match packet.peek(6)? {
                        0 => "was already found",
                        _ => "don't follow the IPv6 header",
                    };
                    out!(cx, "[The Hop-by-Hop Options header ", what, "]");
                    return Err(Stop::Invalid);
                }
                ipv6_ext::hop_by_hop(cx, p, &mut jumbo)?
            }
            60 => ipv6_ext::destination(cx, p)?,
            43 => ipv6_ext::routing(cx, p)?,
            44 => {
                let behind = (payload_len + HEADER).checked_sub(passed + 8);
                match ipv6_ext::fragment(cx, p, behind)? {
                    Some(len) if p.captured() > len => {
                        cx.ip.fragmented = true;
                        len
                    }
                    _ => return Ok(()),
                }
            }
            _ => break,
        };
        next = p.peek(0)?;
        p.skip(len)?;
        passed += len;
        cx.enter("ip6");
    }
    let p = match (jumbo.len, payload_len) {
        (Some(len), _) => {
            exceeds(cx, len, packet.len());
            packet.limit(len + HEADER).at(passed)?
        }
        (None, 0) if passed > HEADER => {
            out!(cx, "[No valid Jumbo Payload Hop-by-Hop option found]");
            return Err(Stop::Invalid);
        }
        (None, 0) => p.limit(0),
        (None, _) => p,
    };
    ip::payload(cx, next, p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    /// A packet with this next header and payload, from ::1 to ::2.
    fn packet(next: u8, payload: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x60, 0, 0, 0, 0, payload.len() as u8, next, 64];
        bytes.extend_from_slice(&1u128.to_be_bytes());
        bytes.extend_from_slice(&2u128.to_be_bytes());
        bytes.extend_from_slice(payload);
        bytes
    }

    #[test]
    fn an_unknown_protocol_is_a_number() {
        assert_eq!(printed(print, 0, &packet(253, b"ab")), "IP6 ::1 > ::2:  ip-proto-253 2");
        let verbose = "IP6 (hlim 64, next-header unknown (253), payload length 2) ::1 > ::2:  ip-proto-253 2";
        assert_eq!(printed(print, 1, &packet(253, b"ab")), verbose);
    }

    #[test]
    fn a_header_that_contradicts_itself_is_invalid() {
        assert_eq!(printed(print, 0, &packet(6, b"")[..39]), "IP6  [length 39 < 40] (invalid)");
        let mut bytes = packet(59, b"");
        bytes[0] = 0;
        assert_eq!(printed(print, 0, &bytes), "IP6  [version 0 != 6] (invalid)");
        let mut bytes = packet(59, b"ab");
        bytes[5] = 9;
        let text = "IP6 [header+payload length 49 > length 42] (invalid) ::1 > ::2: no next header";
        assert_eq!(printed(print, 0, &bytes), text);
    }

    #[test]
    fn extension_headers_come_before_the_payload() {
        let text = printed(print, 1, &packet(0, b"\x3b\0\x05\x02\0\0\x01\0"));
        assert!(text.ends_with("::1 > ::2: HBH (rtalert: 0x0000) (padn) no next header"));
        let text = printed(print, 0, &packet(44, b"\x3b\0\0\x08\0\0\0\x01ab"));
        assert_eq!(text, "IP6 ::1 > ::2: frag (8|2)");
        let text = printed(print, 0, &packet(60, b"\0\0\x01\x04\0\0\0\0\0"));
        assert!(text.contains("DSTOPT [The Hop-by-Hop Options header"));
    }
}
