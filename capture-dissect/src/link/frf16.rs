//! Multilink frame relay (FRF.16.1): fragments of frames, and messages between the ends of a link.
//!
//! ```text
//! fragment:  begin, end, control (1 bit each), sequence number (4 and 8 bits), 1 in the lowest bit of the first
//!            byte; a part of a frame
//! message:   0xe0 or more, 0, type, elements: type (1), length of all (1), value
//! ```

use super::frame_relay;
use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    show::{Safe, Table, bits, hex as hexadecimal, named, out, until_zero},
    stop::{Outcome, Stop},
};

const FLAGS: &Table = &[(0x80, "Begin"), (0x40, "End"), (CONTROL, "Control")];
const CONTROL: u32 = 0x20;
const BEGIN: u8 = 0x80;
const MESSAGES: &Table = &[
    (1, "Add Link"),
    (2, "Add Link ACK"),
    (3, "Add Link Reject"),
    (4, "Hello"),
    (5, "Hello ACK"),
    (6, "Remove Link"),
    (7, "Remove Link ACK"),
];
const ELEMENTS: &Table = &[
    (1, "Bundle ID"),
    (2, "Link ID"),
    (3, "Magic Number"),
    (5, "Timestamp"),
    (6, "Vendor Extension"),
    (7, "Cause"),
];
const MAGIC_NUMBER: u8 = 3;
const ELEMENT_HEADER: usize = 2;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("mfr");
    let len = p.len();
    if !p.has(2) {
        return cx.cut_in_link_header(p.captured());
    }
    if len < 4 {
        cx.link_len = p.captured();
        out!(cx, "[length ", len, " < 4]");
        return Err(Stop::Invalid);
    }
    p.at(4)?;
    let (first, second) = (p.peek(0)?, p.peek(1)?);
    if first & 0xe0 == 0xe0 && second == 0 {
        return message(cx, p, first);
    }
    let sequence = u16::from(first & 0x1e) << 7 | u16::from(second);
    out!(cx, "FRF.16 Frag, seq ", sequence, ", Flags [", bits(FLAGS, first), "]");
    if first & (BEGIN | CONTROL as u8) == BEGIN {
        out!(cx, ", ");
        let outcome = cx.call(frame_relay::frame, p.at(2)?);
        cx.link_len = 2;
        return outcome;
    }
    hex::hex("\n\t", p.bytes(), cx.out);
    Ok(())
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>, flags: u8) -> Outcome {
    let len = p.len();
    p.skip(2)?;
    let kind = p.u8()?;
    cx.link_len = 3;
    out!(cx, "FRF.16 Control, Flags [", bits(FLAGS, flags), "], ");
    out!(cx, named(MESSAGES, kind).or_hex("Unknown Message (0x", 2, ")"), ", length ", len);
    if !cx.verbose(1) {
        return Ok(());
    }
    while p.len() > ELEMENT_HEADER {
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        out!(cx, "\n\tIE ", named(ELEMENTS, kind).or_text("Unknown"), " (", kind, "), length ", len, ": ");
        let Some(value_len) = len.checked_sub(ELEMENT_HEADER).filter(|len| kind != 0 && *len > 0) else {
            break;
        };
        let value = p.split(value_len);
        value.at(value_len)?;
        element(cx, kind, value)?;
    }
    Ok(())
}

fn element(cx: &mut Context<'_>, kind: u8, mut value: Cursor<'_>) -> Outcome {
    let bytes = value.bytes();
    let is_known = matches!(kind, 1..=3);
    match kind {
        1 | 2 => out!(cx, Safe(until_zero(bytes))),
        MAGIC_NUMBER if bytes.len() != 4 => {
            out!(cx, "[IE data length ", bytes.len(), " != 4]");
            cx.invalid()?;
        }
        MAGIC_NUMBER => out!(cx, "0x", hexadecimal(value.be_u32()?, 8)),
        _ => {}
    }
    if !is_known || cx.verbose(2) {
        hex::hex("\n\t  ", bytes, cx.out);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_message_has_elements() {
        let message = b"\xe0\0\x01\x03\x06\0\0\0\x01\x01\x04AB";
        let head = "FRF.16 Control, Flags [Begin, End, Control], Add Link, length 13";
        assert_eq!(printed(print, 0, message), head);
        let elements = "\n\tIE Magic Number (3), length 6: 0x00000001\n\tIE Bundle ID (1), length 4: AB";
        assert_eq!(printed(print, 1, message), format!("{head}{elements}"));
        assert_eq!(printed(print, 0, &message[..3]), "[length 3 < 4] (invalid)");
    }

    #[test]
    fn only_the_first_fragment_begins_with_an_address() {
        let text = "FRF.16 Frag, seq 514, Flags [End]\n\t0x0000:  4402 4142";
        assert_eq!(printed(print, 0, b"\x44\x02AB"), text);
    }
}
