//! Internet Control Message Protocol (RFC 792), with extensions (RFC 4884).
//!
//! ```text
//!  0      1      2          4                                  8
//! +------+------+----------+----------------------------------+-----------------------
//! | type | code | checksum | identifier, sequence number, or  | for errors the packet
//! |      |      |          | pointer, gateway, MTU, ...       | that caused them
//! +------+------+----------+----------------------------------+-----------------------
//! ```

use crate::{
    checksum::{Sum, should_be},
    context::Context,
    cursor::Cursor,
    net::{icmp_extension, ipv4},
    show::{Ipv4, Table, Zeros, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (0, "echo reply"),
    (3, "destination unreachable"),
    (4, "source quench"),
    (5, "redirect"),
    (8, "echo request"),
    (9, "router advertisement"),
    (10, "router solicitation"),
    (11, "time exceeded"),
    (12, "parameter problem"),
    (13, "time stamp request"),
    (14, "time stamp reply"),
    (15, "information request"),
    (16, "information reply"),
    (17, "address mask request"),
];

/// What is said of a destination that cannot be reached, before and behind its address, by code.
const UNREACHABLE: &[(u8, &str, &str)] = &[
    (0, "net ", " unreachable"),
    (1, "host ", " unreachable"),
    (5, "", " unreachable - source route failed"),
    (6, "net ", " unreachable - unknown"),
    (7, "host ", " unreachable - unknown"),
    (8, "", " unreachable - source host isolated"),
    (9, "net ", " unreachable - admin prohibited"),
    (10, "host ", " unreachable - admin prohibited"),
    (11, "net ", " unreachable - tos prohibited"),
    (12, "host ", " unreachable - tos prohibited"),
    (13, "host ", " unreachable - admin prohibited filter"),
    (14, "host ", " unreachable - host precedence violation"),
    (15, "host ", " unreachable - precedence cutoff"),
];

/// Where the packet that caused an error begins.
const QUOTED: usize = 8;

/// Where its protocol and destination stand.
const QUOTED_PROTOCOL: usize = QUOTED + 9;
const QUOTED_DESTINATION: usize = QUOTED + 16;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("icmp");
    let (kind, code) = (p.peek(0)?, p.peek(1)?);
    // A message that is cut shows nothing of itself: its words come in one piece.
    let start = cx.out.len();
    out!(cx, "ICMP ");
    if let Err(stop) = words(cx, p, kind, code) {
        cx.out.truncate(start);
        return Err(stop);
    }
    out!(cx, ", length ", p.len());
    if !cx.verbose(1) {
        return Ok(());
    }
    if !cx.ip.fragmented
        && let Some(bytes) = p.bytes().get(..p.len())
    {
        let sum = Sum::default().add(bytes).finish();
        if sum != 0 {
            let field = p.peek_u16(2)?;
            out!(cx, " (wrong icmp cksum ", hex(field, 0), " (->", hex(should_be(field, sum), 0), ")!)");
        }
    }
    if matches!(kind, 3 | 4 | 5 | 11 | 12) {
        out!(cx, "\n\t");
        let quoted = p.at(QUOTED)?;
        let len = usize::from(quoted.peek_u16(2)?);
        cx.call(ipv4::print, quoted.limit(len))?;
        cx.enter("icmp");
    }
    if matches!(kind, 3 | 11 | 12) {
        icmp_extension::print(cx, p)?;
    }
    Ok(())
}

fn words(cx: &mut Context<'_>, p: Cursor<'_>, kind: u8, code: u8) -> Outcome {
    match kind {
        0 | 8 => {
            let word = if kind == 8 { "request" } else { "reply" };
            out!(cx, "echo ", word, ", id ", p.peek_u16(4)?, ", seq ", p.peek_u16(6)?);
        }
        3 => return unreachable(cx, p, code),
        5 => {
            let (destination, gateway) = (p.at(QUOTED_DESTINATION)?.ipv4()?, p.at(4)?.ipv4()?);
            let (before, between) = match code {
                0 => ("redirect ", " to net "),
                1 => ("redirect ", " to host "),
                2 => ("redirect-tos ", " to net "),
                3 => ("redirect-tos ", " to host "),
                _ => {
                    out!(cx, "redirect-#", code, " ", destination, " to ", gateway);
                    return Ok(());
                }
            };
            out!(cx, before, destination, between, gateway);
        }
        9 => return router_advertisement(cx, p),
        11 => {
            p.need(QUOTED_DESTINATION + 4)?;
            match code {
                0 => out!(cx, "time exceeded in-transit"),
                1 => out!(cx, "ip reassembly time exceeded"),
                _ => out!(cx, "time exceeded-#", code),
            }
        }
        12 if code != 0 => out!(cx, "parameter problem - code ", code),
        12 => out!(cx, "parameter problem - octet ", p.peek(4)?),
        13 => out!(cx, "time stamp query id ", p.peek_u16(4)?, " seq ", p.peek_u16(6)?),
        14 => {
            p.need(20)?;
            let mut times = p.at(8)?;
            out!(cx, "time stamp reply id ", p.peek_u16(4)?, " seq ", p.peek_u16(6)?);
            for name in [": org ", ", recv ", ", xmit "] {
                out!(cx, name);
                time_of_day(cx, times.be_u32()?);
            }
        }
        18 => out!(cx, "address mask is 0x", hex(p.peek_u32(8)?, 8)),
        _ => out!(cx, named(TYPES, kind).or("type-#", "")),
    }
    Ok(())
}

fn unreachable(cx: &mut Context<'_>, p: Cursor<'_>, code: u8) -> Outcome {
    let destination = |p: Cursor<'_>| -> Result<Ipv4, Stop> { p.at(QUOTED_DESTINATION)?.ipv4() };
    if let Some((_, before, behind)) = UNREACHABLE.iter().find(|(it, ..)| *it == code) {
        out!(cx, *before, destination(p)?, *behind);
        return Ok(());
    }
    match code {
        2 => out!(cx, destination(p)?, " protocol ", p.peek(QUOTED_PROTOCOL)?, " unreachable"),
        3 => {
            p.need(QUOTED_PROTOCOL + 1)?;
            let protocol = p.peek(QUOTED_PROTOCOL)?;
            let header_len = usize::from(p.peek(QUOTED)? & 0xf) * 4;
            let port = p.at(QUOTED + header_len)?.peek_u16(2)?;
            let destination = destination(p)?;
            match protocol {
                6 => {
                    out!(cx, destination, " tcp port ");
                    cx.tcp_port(port);
                }
                17 => {
                    out!(cx, destination, " udp port ");
                    cx.udp_port(port);
                }
                _ => out!(cx, destination, " protocol ", protocol, " port ", port),
            }
            out!(cx, " unreachable");
        }
        4 => {
            let mtu = p.peek_u16(6)?;
            out!(cx, destination(p)?, " unreachable - need to frag");
            if mtu != 0 {
                out!(cx, " (mtu ", mtu, ")");
            }
        }
        _ => out!(cx, destination(p)?, " unreachable - #", code),
    }
    Ok(())
}

/// RFC 1256: number of addresses, 32-bit words of each, lifetime, then addresses with preferences.
fn router_advertisement(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    p.need(8)?;
    let mut p = p.at(4)?;
    let (count, words, lifetime) = (p.u8()?, p.u8()?, p.be_u16()?);
    let two = |value: u16| Zeros(value.into(), 2);
    out!(cx, "router advertisement lifetime ");
    match lifetime {
        0..60 => out!(cx, lifetime),
        60..3_600 => out!(cx, lifetime / 60, ":", two(lifetime % 60)),
        _ => out!(cx, lifetime / 3_600, ":", two(lifetime / 60 % 60), ":", two(lifetime % 60)),
    }
    out!(cx, " ", count, ":");
    if words != 2 {
        out!(cx, " [size ", words, "]");
        return Ok(());
    }
    for _ in 0..count {
        p.need(8)?;
        out!(cx, " {", p.ipv4()?, " ", p.be_u32()?, "}");
    }
    Ok(())
}

/// Milliseconds since midnight.
fn time_of_day(cx: &mut Context<'_>, millis: u32) {
    let two = |value: u32| Zeros(value.into(), 2);
    let secs = millis / 1_000;
    out!(
        cx,
        two(secs / 3_600),
        ":",
        two(secs / 60 % 60),
        ":",
        two(secs % 60),
        ".",
        Zeros((millis % 1_000).into(), 3)
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const QUOTED_UDP: &[u8] =
        b"\x45\0\0\x1c\0\x01\0\0\x40\x11\0\0\x0a\0\0\x01\x0a\0\0\x02\x03\xe8\x07\xd0\0\x08\0\0";

    fn error(kind: u8, code: u8, rest: &[u8; 4]) -> Vec<u8> {
        [&[kind, code, 0, 0], &rest[..], QUOTED_UDP].concat()
    }

    #[test]
    fn informational_messages() {
        assert_eq!(printed(print, 0, b"\x08\0\0\0\0\x01\0\x02"), "ICMP echo request, id 1, seq 2, length 8");
        assert_eq!(printed(print, 0, b"\x63\0\0\0"), "ICMP type-#99, length 4");
        assert_eq!(printed(print, 0, b"\x08\0\0\0\0\x01\0"), " [|icmp]");
        let advertisement = b"\x09\0\0\0\x01\x02\x0e\x11\x0a\0\0\x01\0\0\0\x05";
        let text = "ICMP router advertisement lifetime 1:00:01 1: {10.0.0.1 5}, length 16";
        assert_eq!(printed(print, 0, advertisement), text);
        let times = b"\x0e\0\0\0\0\x01\0\x02\0\0\x03\xe9\0\0\0\0\0\0\0\0";
        assert!(printed(print, 0, times).contains("org 00:00:01.001, recv 00:00:00.000, xmit"));
    }

    #[test]
    fn errors_are_about_the_packet_that_they_quote() {
        let text = |kind, code| printed(print, 0, &error(kind, code, &[0, 0, 0, 0]));
        assert_eq!(text(3, 1), "ICMP host 10.0.0.2 unreachable, length 36");
        assert_eq!(text(3, 3), "ICMP 10.0.0.2 udp port 2000 unreachable, length 36");
        assert_eq!(text(3, 99), "ICMP 10.0.0.2 unreachable - #99, length 36");
        assert_eq!(text(5, 2), "ICMP redirect-tos 10.0.0.2 to net 0.0.0.0, length 36");
        assert_eq!(text(11, 0), "ICMP time exceeded in-transit, length 36");
        let mtu = printed(print, 0, &error(3, 4, &[0, 0, 5, 0xdc]));
        assert_eq!(mtu, "ICMP 10.0.0.2 unreachable - need to frag (mtu 1500), length 36");
    }

    #[test]
    fn verbose_shows_the_quoted_packet() {
        let text = printed(print, 1, &error(3, 1, &[0, 0, 0, 0]));
        assert!(text.contains("length 36 (wrong icmp cksum 0 (->"), "{text}");
        assert!(text.ends_with("\n    10.0.0.1.1000 > 10.0.0.2.2000: UDP, length 0"), "{text}");
    }
}
