//! Point-to-Point Protocol (RFC 1661, 1662), and its authentication (RFC 1334, 1994).
//!
//! ```text
//!  0        1        2                4
//! +--------+--------+----------------+---------
//! | address| control| protocol (2 or 1 where odd)  payload       address and control may be left out
//! +--------+--------+----------------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ppp_control,
    net,
    show::{HexBytes, Safe, Table, bits, hex, name, named, out},
    stop::{Outcome, Stop},
};

/// Protocols (IANA PPP numbers).
pub(super) const PROTOCOLS: &Table = &[
    (0x0021, "IP"),
    (0x0023, "OSI"),
    (0x0025, "NS"),
    (0x0027, "DECNET"),
    (0x0029, "APPLE"),
    (0x002b, "IPX"),
    (0x002d, "VJC IP"),
    (0x002f, "VJNC IP"),
    (0x0031, "BRPDU"),
    (0x0033, "STII"),
    (0x0035, "VINES"),
    (0x003d, "MLPPP"),
    (0x0057, "IP6"),
    (0x00fd, "Compressed"),
    (0x0201, "HELLO"),
    (0x0231, "LUXCOM"),
    (0x0233, "SNS"),
    (0x0281, "MPLS"),
    (0x0283, "MPLS"),
    (0x8021, "IPCP"),
    (0x8023, "OSICP"),
    (0x8025, "NSCP"),
    (0x8027, "DECNETCP"),
    (0x8029, "APPLECP"),
    (0x802b, "IPXCP"),
    (0x8033, "STIICP"),
    (0x8035, "VINESCP"),
    (0x8057, "IP6CP"),
    (0x80fd, "CCP"),
    (0x8281, "MPLSCP"),
    (0xc021, "LCP"),
    (0xc023, "PAP"),
    (0xc025, "LQM"),
    (0xc027, "SPAP"),
    (0xc02b, "BACP"),
    (0xc03d, "MLPPP-CP"),
    (0xc02d, "BAP"),
    (0xc123, "Old-SPAP"),
    (0xc223, "CHAP"),
    (0xc227, "EAP"),
];

const CHAP_CODES: &Table = &[(1, "Challenge"), (2, "Response"), (3, "Success"), (4, "Fail")];
const PAP_CODES: &Table = &[(1, "Auth-Req"), (2, "Auth-ACK"), (3, "Auth-NACK")];
const FRAGMENTS: &Table = &[(0x80, "begin"), (0x40, "end")];

/// Prints a packet of a PPP link.
pub(crate) fn print_link(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ppp");
    if !p.has(4) {
        return cx.cut_in_link_header(p.captured());
    }
    cx.link_len = 4;
    print(cx, p)
}

/// Prints a packet of a PPP link in frames like those of HDLC (RFC 1662), or Cisco's.
pub(crate) fn print_serial(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ppp_hdlc");
    if !p.has(4) {
        return cx.cut_in_link_header(p.captured());
    }
    let (len, address, control) = (p.len(), p.u8()?, p.u8()?);
    if cx.options.link_header {
        out!(cx, hex(address, 2), " ", hex(control, 2), " ", len, " ");
    }
    if address != 0xff {
        cx.link_len = 2;
        out!(cx, "unknown addr ", hex(p.peek(0)?, 2), "; ctrl ", hex(p.peek(1)?, 2));
        return Ok(());
    }
    cx.link_len = 4;
    let protocol = p.be_u16()?;
    out!(cx, named(PROTOCOLS, protocol).or_hex("unknown PPP protocol (0x", 4, ")"), ": ");
    payload(cx, protocol, p)
}

/// Prints a frame in a frame of Ethernet.
pub(crate) fn print_frame(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, ": ");
    print(cx, p)
}

/// Prints a frame.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ppp");
    let len = p.len();
    if len < 2 {
        return Err(Stop::Cut);
    }
    let direction = match p.peek_u16(0)? {
        0x0003 => Some("In  "),
        0x0103 => Some("Out "),
        0xff03 => Some(""),
        _ => None,
    };
    if let Some(direction) = direction {
        if cx.options.link_header {
            out!(cx, direction);
        }
        p.skip(2)?;
    }
    if p.len() < 2 {
        return Err(Stop::Cut);
    }
    let protocol = if p.peek(0)? & 1 != 0 { u16::from(p.u8()?) } else { p.be_u16()? };
    if cx.options.link_header {
        out!(cx, named(PROTOCOLS, protocol).or_text("unknown"), " (0x", hex(protocol, 4), "), length ", len);
        if name(PROTOCOLS, protocol).is_none() {
            return Ok(());
        }
        out!(cx, ": ");
    }
    payload(cx, protocol, p)
}

/// Bytes of a frame's header: an address, where there is one, and the protocol.
pub(super) fn header_len(p: Cursor<'_>) -> usize {
    let address = if matches!(p.peek_u16(0), Ok(0x0003 | 0x0103 | 0xff03)) { 2 } else { 0 };
    let is_short = p.peek(address).is_ok_and(|byte| byte & 1 != 0);
    address + if is_short { 1 } else { 2 }
}

fn payload(cx: &mut Context<'_>, protocol: u16, p: Cursor<'_>) -> Outcome {
    match protocol {
        0x7e00..=0x7eff => unescaped(cx, p, protocol as u8),
        0xc021 | 0x8021 | 0x8023 | 0x8281 | 0x8057 | 0x80fd | 0xc02b => ppp_control::print(cx, protocol, p),
        0x003d => multilink(cx, p),
        0xc223 => chap(cx, p),
        0xc023 => pap(cx, p),
        0xc02d => Ok(()),
        0x0021 | 0x002f | 0x0800 => cx.call(net::ipv4::print, p),
        0x0057 | 0x86dd => cx.call(net::ipv6::print, p),
        0x0281 | 0x0283 => cx.call(net::mpls::print, p),
        0x0023 => cx.call(net::iso::print, p),
        0x002b | 0x8137 => cx.call(net::ipx::print, p),
        0x00fd => {
            out!(cx, "compressed PPP data");
            Ok(())
        }
        _ => {
            out!(cx, named(PROTOCOLS, protocol).or_hex("unknown PPP protocol (0x", 4, ")"), " ");
            cx.unknown_data("\n\t", p, p.len());
            Ok(())
        }
    }
}

/// Prints a frame in which some bytes are escaped (RFC 1662 section 4.2), as far as it was captured.
fn unescaped(cx: &mut Context<'_>, p: Cursor<'_>, first: u8) -> Outcome {
    if p.len() == 0 {
        return Ok(());
    }
    let mut bytes = Vec::with_capacity(p.captured() + 1);
    let mut escaped = [first].into_iter().chain(p.bytes().iter().copied());
    while let Some(byte) = escaped.next() {
        match (byte, byte == 0x7d) {
            (_, true) => bytes.extend(escaped.next().map(|byte| byte ^ 0x20)),
            (byte, false) => bytes.push(byte),
        }
    }
    cx.call(guessed, Cursor::new(&bytes, bytes.len()))
}

/// Prints a frame that may begin with a protocol or with an address.
fn guessed(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    match p.peek(0)? {
        0x21 => return cx.call(net::ipv4::print, p.at(1)?),
        0x57 => return cx.call(net::ipv6::print, p.at(1)?),
        _ => {}
    }
    let mut protocol = p.be_u16()?;
    if protocol == 0xff03 {
        protocol = p.be_u16()?;
    }
    payload(cx, protocol, p)
}

fn multilink(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if !cx.options.link_header {
        out!(cx, "MLPPP, ");
    }
    if p.len() < 2 || !p.has(2) {
        out!(cx, "[|mlppp]");
        return Ok(());
    }
    let word = p.peek_u16(0)?;
    out!(cx, "seq 0x", hex(word & 0xfff, 3), ", Flags [", bits(FRAGMENTS, word >> 8), "], length ", p.len());
    Ok(())
}

/// Says that even the header is too short; answers whether it is.
fn is_short(cx: &mut Context<'_>, p: Cursor<'_>, name: &'static str) -> Result<bool, Stop> {
    match p.len() {
        0 => out!(cx, "[|", name, "]"),
        1..4 => out!(cx, "[|", name, " 0x", hex(p.peek(0)?, 2), "]"),
        _ => return Ok(false),
    }
    Ok(true)
}

fn chap(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if is_short(cx, p, "chap")? {
        return Ok(());
    }
    let code = p.u8()?;
    out!(cx, "CHAP, ", named(CHAP_CODES, code).or_text("unknown"), " (0x", hex(code, 2), ")");
    out!(cx, ", id ", p.u8()?);
    let mut left = usize::from(p.be_u16()?).saturating_sub(4);
    match code {
        1 | 2 => {
            if p.len() < 1 {
                return Ok(());
            }
            let value = usize::from(p.u8()?);
            if p.len() < value {
                return Ok(());
            }
            out!(cx, ", Value ", HexBytes(p.take(value)?));
            left = left.saturating_sub(1 + value);
            out!(cx, ", Name ");
            characters(cx, &mut p, left)
        }
        3 | 4 => {
            out!(cx, ", Msg ");
            characters(cx, &mut p, left)
        }
        _ => Ok(()),
    }
}

/// Prints so many bytes of text, or those that are there.
fn characters(cx: &mut Context<'_>, p: &mut Cursor<'_>, len: usize) -> Outcome {
    let text = p.take_some(len);
    out!(cx, Safe(text));
    if text.len() < len { Err(Stop::Truncated) } else { Ok(()) }
}

/// Prints text behind its length and a title; nothing of it where the packet is too short.
fn counted(cx: &mut Context<'_>, p: &mut Cursor<'_>, title: &'static str) -> Result<bool, Stop> {
    if p.len() < 1 {
        return Ok(false);
    }
    let len = usize::from(p.u8()?);
    if p.len() < len {
        return Ok(false);
    }
    out!(cx, title);
    characters(cx, p, len)?;
    Ok(true)
}

fn pap(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if is_short(cx, p, "pap")? {
        return Ok(());
    }
    let whole = p.len();
    let code = p.u8()?;
    out!(cx, "PAP, ", named(PAP_CODES, code).or_text("unknown"), " (0x", hex(code, 2), ")");
    out!(cx, ", id ", p.u8()?);
    let len = usize::from(p.be_u16()?);
    if len > whole {
        out!(cx, ", length ", len, " > packet size");
        return Ok(());
    }
    if len < 4 {
        out!(cx, ", length ", len, " < PAP header length");
        return Ok(());
    }
    let mut p = p.declare(len - 4);
    match code {
        1 if len < 6 => out!(cx, "[|pap]"),
        2 | 3 if len < 5 => out!(cx, "[|pap]"),
        1 if counted(cx, &mut p, ", Peer ")? => {
            counted(cx, &mut p, ", Name ")?;
        }
        2 | 3 => {
            counted(cx, &mut p, ", Msg ")?;
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn authentication() {
        let request = b"\xff\x03\xc0\x23\x01\x07\x00\x0a\x02me\x02no";
        assert_eq!(printed(print, 0, request), "PAP, Auth-Req (0x01), id 7, Peer me, Name no");
        let challenge = b"\xc2\x23\x01\x07\x00\x09\x02\xab\xcdme";
        assert_eq!(printed(print, 0, challenge), "CHAP, Challenge (0x01), id 7, Value abcd, Name me");
        assert_eq!(printed(print, 0, b"\xc0\x23\x01\x07"), "[|pap 0x01]");
    }

    #[test]
    fn a_frame_may_be_escaped() {
        let text = printed(print_serial, 0, b"\xff\x03\x7e\xc2\x7d\x03\x01\x07\0\x04");
        assert_eq!(text, "unknown PPP protocol (0x7ec2): CHAP, Challenge (0x01), id 7");
        assert_eq!(printed(print_serial, 0, b"\x01\x02\x03\x04"), "unknown addr 03; ctrl 04");
    }
}
