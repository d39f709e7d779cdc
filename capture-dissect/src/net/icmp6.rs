//! ICMPv6 (RFC 4443): errors, echoes, and the way to its other protocols.
//!
//! ```text
//!  0      1      2          4                                8
//! +------+------+----------+--------------------------------+-----------------------
//! | type | code | checksum | identifier, sequence number, or| for errors the packet
//! |      |      |          | MTU, pointer, flags, ...       | that caused them
//! +------+------+----------+--------------------------------+-----------------------
//! ```

use crate::{
    checksum::{pseudo, should_be},
    context::Context,
    cursor::Cursor,
    net::{icmp6_mld, icmp6_nd, icmp6_node_info, icmp6_renumbering, icmp6_rpl},
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (1, "destination unreachable"),
    (2, "packet too big"),
    (3, "time exceeded in-transit"),
    (4, "parameter problem"),
    (128, "echo request"),
    (129, "echo reply"),
    (130, "multicast listener query"),
    (131, "multicast listener report"),
    (132, "multicast listener done"),
    (133, "router solicitation"),
    (134, "router advertisement"),
    (135, "neighbor solicitation"),
    (136, "neighbor advertisement"),
    (137, "redirect"),
    (138, "router renumbering"),
    (139, "node information query"),
    (140, "node information reply"),
    (141, "inverse neighbor solicitation"),
    (142, "inverse neighbor advertisement"),
    (143, "multicast listener report v2"),
    (144, "ha discovery request"),
    (145, "ha discovery reply"),
    (146, "mobile router solicitation"),
    (147, "mobile router advertisement"),
    (155, "RPL"),
    (200, "mtrace response"),
    (201, "mtrace message"),
];

/// A blank too many is as tcpdump has it.
const UNREACHABLE: &Table = &[
    (0, "unreachable route"),
    (1, " unreachable prohibited"),
    (2, "beyond scope"),
    (3, "unreachable address"),
    (4, "unreachable port"),
];

/// Where the packet that caused an error begins, and its addresses.
const QUOTED: usize = 8;
const QUOTED_SOURCE: usize = QUOTED + 8;
const QUOTED_DESTINATION: usize = QUOTED + 24;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("icmp6");
    let len = p.len();
    if len == 0 {
        out!(cx, "ICMP6, length 0");
        return Err(Stop::Invalid);
    }
    if cx.verbose(1)
        && !cx.ip.fragmented
        && let Some(bytes) = p.bytes().get(..len)
    {
        let field = p.peek_u16(2)?;
        match pseudo(&cx.ip, 58, len, bytes) {
            0 => out!(cx, "[icmp6 sum ok] "),
            sum => {
                out!(
                    cx,
                    "[bad icmp6 cksum 0x",
                    hex(field, 4),
                    " -> 0x",
                    hex(should_be(field, sum), 4),
                    "!] "
                );
            }
        }
    }
    let kind = p.peek(0)?;
    out!(cx, "ICMP6, ", named(TYPES, kind).or("unknown icmp6 type (", ")"));
    if cx.verbose(1) && matches!(kind, 133..=137 | 145 | 147) {
        out!(cx, ", length ", len);
    }
    let code = p.peek(1)?;
    let outcome = match kind {
        1 => match unreachable(cx, p, code)? {
            true => Ok(()),
            false => return Ok(()),
        },
        2 => {
            out!(cx, ", mtu ", p.peek_u32(4)?);
            Ok(())
        }
        3 => {
            match code {
                0 => out!(cx, " for ", p.at(QUOTED_DESTINATION)?.ipv6()?),
                1 => out!(cx, " (reassembly)"),
                _ => out!(cx, ", unknown code (", code, ")"),
            }
            Ok(())
        }
        4 => parameter_problem(cx, p, code),
        128 | 129 => {
            out!(cx, ", id ", p.peek_u16(4)?, ", seq ", p.peek_u16(6)?);
            Ok(())
        }
        130 if len >= 28 => {
            out!(cx, " v2");
            icmp6_mld::query(cx, p)
        }
        130 if len != 24 => {
            out!(cx, " unknown-version (len ", len, ") ");
            Ok(())
        }
        130..=132 => icmp6_mld::version_1(cx, p),
        133..=137 | 145 | 147 => icmp6_nd::print(cx, p, kind),
        138 => icmp6_renumbering::print(cx, p),
        139 | 140 => icmp6_node_info::print(cx, p, kind),
        141 | 142 => Ok(()),
        143 => icmp6_mld::report(cx, p),
        144 | 146 => {
            out!(cx, ", id 0x", hex(p.peek_u16(4)?, 4));
            Ok(())
        }
        155 => {
            let mut body = p;
            body.pass(4);
            icmp6_rpl::print(cx, body, code)
        }
        _ => {
            out!(cx, ", length ", len);
            if !cx.verbose(2) {
                cx.unknown_data("\n\t", p, len);
            }
            return Ok(());
        }
    };
    outcome?;
    if !cx.verbose(1) {
        out!(cx, ", length ", len);
    }
    Ok(())
}

/// Answers whether the length is still to be said.
fn unreachable(cx: &mut Context<'_>, p: Cursor<'_>, code: u8) -> Result<bool, Stop> {
    out!(cx, ", ", named(UNREACHABLE, code).or("unknown unreach code (", ")"));
    match code {
        0 | 1 | 3 => out!(cx, " ", p.at(QUOTED_DESTINATION)?.ipv6()?),
        2 => {
            out!(cx, " ", p.at(QUOTED_DESTINATION)?.ipv6()?);
            out!(cx, ", source address ", p.at(QUOTED_SOURCE)?.ipv6()?);
        }
        4 => {
            let Some((protocol, port)) = quoted_port(p.at(QUOTED)?) else {
                cx.truncated()?;
                return Ok(false);
            };
            out!(cx, ", ", p.at(QUOTED_DESTINATION)?.ipv6()?);
            match protocol {
                6 => {
                    out!(cx, " tcp port ");
                    cx.tcp_port(port);
                }
                _ => {
                    out!(cx, " udp port ");
                    cx.udp_port(port);
                }
            }
        }
        _ if !cx.verbose(2) => {
            cx.unknown_data("\n\t", p, p.len());
            return Ok(false);
        }
        _ => {}
    }
    Ok(true)
}

fn parameter_problem(cx: &mut Context<'_>, p: Cursor<'_>, code: u8) -> Outcome {
    p.need(QUOTED_DESTINATION + 16)?;
    let pointer = p.peek_u32(4)?;
    match code {
        0 => out!(cx, ", erroneous - octet ", pointer),
        1 => out!(cx, ", next header - octet ", pointer),
        2 => out!(cx, ", option - octet ", pointer),
        3 => out!(cx, ", incomplete header chain - octet ", pointer),
        _ => out!(cx, ", code-#", code),
    }
    Ok(())
}

/// Protocol and destination port of a quoted packet of TCP or UDP.
fn quoted_port(mut p: Cursor<'_>) -> Option<(u8, u16)> {
    let mut next = p.peek(6).ok()?;
    p.skip(40).ok()?;
    loop {
        let len = match next {
            6 | 17 => return Some((next, p.peek_u16(2).ok()?)),
            0 | 43 | 60 => (usize::from(p.peek(1).ok()?) + 1) * 8,
            44 if p.peek_u16(2).ok()? & 0xfff8 == 0 => 8,
            51 => (usize::from(p.peek(1).ok()?) + 2) * 4,
            _ => return None,
        };
        next = p.peek(0).ok()?;
        p.skip(len).ok()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn echoes_and_unknown_types() {
        assert_eq!(
            printed(print, 0, b"\x80\0\0\0\0\x01\0\x02"),
            "ICMP6, echo request, id 1, seq 2, length 8"
        );
        assert_eq!(printed(print, 0, b""), "ICMP6, length 0 (invalid)");
        let unknown = "ICMP6, unknown icmp6 type (99), length 4\n\t0x0000:  6300 0000";
        assert_eq!(printed(print, 0, b"\x63\0\0\0"), unknown);
        assert_eq!(printed(print, 0, b"\x80\0\0\0\0\x01\0"), "ICMP6, echo request [|icmp6]");
    }

    #[test]
    fn errors_are_about_the_packet_that_they_quote() {
        let mut packet = vec![1, 4, 0, 0, 0, 0, 0, 0, 0x60, 0, 0, 0, 0, 8, 17, 64];
        packet.extend_from_slice(&1u128.to_be_bytes());
        packet.extend_from_slice(&2u128.to_be_bytes());
        packet.extend_from_slice(&[0, 1, 0, 53, 0, 8, 0, 0]);
        let text = "ICMP6, destination unreachable, unreachable port, ::2 udp port 53, length 56";
        assert_eq!(printed(print, 0, &packet), text);
        packet[1] = 2;
        let text = "ICMP6, destination unreachable, beyond scope ::2, source address ::1, length 56";
        assert_eq!(printed(print, 0, &packet), text);
        packet[0] = 3;
        packet[1] = 0;
        assert_eq!(printed(print, 0, &packet), "ICMP6, time exceeded in-transit for ::2, length 56");
    }
}
