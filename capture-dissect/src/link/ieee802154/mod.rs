//! Low-rate wireless networks (IEEE 802.15.4), with or without the checksum behind a frame.
//!
//! ```text
//!  0              2          3          5         5..13    ..15        ..23
//! +--------------+----------+----------+---------+--------+-----------+----------+----------+-------+-----
//! | frame control| sequence | dst. PAN | dst.    | src.   | src.      | security | elements | body  | FCS
//! +--------------+----------+----------+---------+ PAN    +-----------+----------+----------+-------+-----
//!  type (3 bits), security (1), pending (1), acknowledge (1), PAN compression (1), reserved (1), no
//!  sequence (1), elements (1), destination's mode (2), version (2), source's mode (2)
//! ```
//!
//! Numbers are little-endian. Addresses have 16 bits (mode 2) or 64 (mode 3). Multipurpose frames have a frame
//! control of their own of one or two bytes: type (3), long (1), modes (2 each); PAN (1), security (1), no
//! sequence (1), pending (1), version (2), acknowledge (1), elements (1).
//!
//! Source: IEEE 802.15.4-2015, section 7.

mod beacon;
mod command;
mod element;
mod header;
mod security;

use self::header::Header;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Show, hex, hex_pair, out},
    stop::{Outcome, Stop},
};

/// Why a frame is not shown further.
enum Trouble {
    /// What there is to be said of it.
    Told(&'static str),
    /// The bytes end.
    Stopped(Stop),
}

impl From<Stop> for Trouble {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

/// Reads a value, or says what is missing.
fn read<const N: usize>(p: &mut Cursor<'_>, missing: &'static str) -> Result<[u8; N], Trouble> {
    p.array().map_err(|_| Trouble::Told(missing))
}

/// An address of 64 bits, the last byte of the packet first.
struct Extended([u8; 8]);

impl Show for Extended {
    fn show(self, cx: &mut Context<'_>) {
        for (at, byte) in self.0.iter().rev().enumerate() {
            if at != 0 {
                out!(cx, ":");
            }
            cx.out.extend(hex_pair(*byte));
        }
    }
}

/// Prints a frame.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("802.15.4");
    match frame(cx, p) {
        Ok(()) => Ok(()),
        Err(Trouble::Told(what)) => {
            out!(cx, "[ERROR: ", what, "]");
            Ok(())
        }
        Err(Trouble::Stopped(stop)) => Err(stop),
    }
}

/// Prints a frame behind what a receiver says of it: version (1 byte), reserved (1), length (2), fields.
pub(crate) fn print_tap(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("802.15.4_tap");
    let mut header = p;
    let (Ok([version, _]), Ok(len)) = (header.array(), header.le_u16()) else {
        return cx.cut_in_link_header(p.captured());
    };
    let len = usize::from(len);
    if version != 0 || len < 4 {
        return Err(Stop::Invalid);
    }
    let Ok(frame) = p.at(len) else {
        return cx.cut_in_link_header(p.captured());
    };
    cx.call(print, frame)?;
    cx.link_len += len;
    Ok(())
}

fn frame(cx: &mut Context<'_>, packet: Cursor<'_>) -> Result<(), Trouble> {
    let mut p = packet.declare(packet.captured());
    if !p.has(2) {
        return Ok(cx.cut_in_link_header(packet.captured())?);
    }
    let Some(header) = Header::read(cx, &mut p)? else { return Ok(()) };
    header.addresses(cx, &mut p)?;
    let sums = Sums::of(packet.bytes());
    if sums.are_equal() && packet.has(4) {
        p = p.limit(p.captured().saturating_sub(2));
    }
    let mut code = Cursor::new(&[], 0);
    if header.has_security {
        let len = security::print(cx, &mut p)?;
        let body = p.limit(p.captured().saturating_sub(len));
        code = p.at(body.captured())?;
        p = body;
    }
    if header.has_elements {
        element::print(cx, &mut p)?;
    }
    if cx.verbose(3) {
        if !code.bytes().is_empty() {
            out!(cx, "\n\tMIC ", HexBytes(code.bytes()), " ");
        }
        sums.print(cx);
    }
    // As tcpdump has it, and nothing where one of the headers is not whole.
    cx.link_len = 1;
    match header.kind {
        header::BEACON if header.version < 2 => beacon::print(cx, &mut p)?,
        header::COMMAND => command::print(cx, &mut p)?,
        _ => {}
    }
    if !p.bytes().is_empty() {
        cx.unknown_payload(p.bytes());
    }
    Ok(())
}

/// The checksum behind a frame, which is only there where it is right.
struct Sums {
    given: u16,
    right: u16,
}

impl Sums {
    fn of(packet: &[u8]) -> Self {
        match packet {
            [frame @ .., low, high] if frame.len() >= 2 => {
                Self { given: u16::from_le_bytes([*low, *high]), right: checksum(frame) }
            }
            _ => Self { given: 0, right: 0 },
        }
    }

    const fn are_equal(&self) -> bool {
        self.given == self.right
    }

    fn print(&self, cx: &mut Context<'_>) {
        let (given, right) = (hex(self.given, 1), hex(self.right, 1));
        match self.are_equal() {
            true => out!(cx, "FCS ", given, " "),
            false => out!(cx, "wrong FCS ", given, " vs ", right, " (assume no FCS stored) "),
        }
    }
}

/// CRC-16 (x^16 + x^12 + x^5 + 1), the lowest bit first (section 7.2.10).
fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u16::from(*byte), |sum, _| if sum & 1 == 0 { sum >> 1 } else { sum >> 1 ^ 0x8408 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn addresses_may_be_left_out_or_short_or_long() {
        let text = printed(print, 0, b"\x41\x88\x05\x34\x12\x78\x56\xbc\x9a");
        assert_eq!(text, "IEEE 802.15.4 Data packet v0 1234:5678 < -:9abc ");
        let text = printed(print, 1, b"\x41\x88\x05\x34\x12\x78");
        assert_eq!(text, "IEEE 802.15.4 Data packet v0 seq 05 1234:[ERROR: Truncated before dst_addr]");
        assert_eq!(printed(print, 1, b"\x01"), " [|802.15.4]");
        let text = printed(print, 0, b"\xe5\x05\x34\x12\x01\x02\x03\x04\x05\x06\x07\x08");
        assert_eq!(text, "IEEE 802.15.4 Multipurpose packet -:1234 <  -:08:07:06:05:04:03:02:01 ");
    }

    #[test]
    fn a_right_checksum_is_no_part_of_the_body() {
        let frame = b"\x41\x88\x05\x34\x12\x78\x56\xbc\x9a\x01\x02\x03\x04\xb2\xa8";
        assert!(printed(print, 3, frame).contains("< -:9abc FCS a8b2 \n\t0x0000:  0102 0304  "));
        let text = printed(print, 3, &frame[..13]);
        assert!(text.contains("< -:9abc wrong FCS 403 vs "), "{text}");
    }
}
