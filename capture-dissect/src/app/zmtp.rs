//! ZeroMQ Message Transport Protocol 1.0 (ZeroMQ RFC 13), over TCP and over PGM.
//!
//! ```text
//!  0             1                   9
//! +--------+----------------------------+-------+------
//! | length | 64 bits of length, if 0xff | flags | body      the length counts the flags
//! +--------+----------------------------+-------+------
//!
//!  0        2
//! +--------+-----------------------------------+--------
//! | offset | end of a frame that began earlier | frames     a datagram of PGM; 0xffff: no frame begins
//! +--------+-----------------------------------+--------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    hex::hex_ascii,
    show::{Table, bits, hex, out},
    stop::{Outcome, Stop},
};

/// Bytes that `-v` shows of a body.
const SHOWN: usize = 128;

/// The offset of a datagram in which no frame begins.
const NO_FRAME: u16 = 0xffff;

const FLAGS: &Table = &[
    (0x01, "MORE"),
    (0x02, "MBZ"),
    (0x04, "MBZ"),
    (0x08, "MBZ"),
    (0x10, "MBZ"),
    (0x20, "MBZ"),
    (0x40, "MBZ"),
    (0x80, "MBZ"),
];

/// Prints the frames of a segment.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("zmtp1");
    out!(cx, ": ZMTP/1.0");
    frames(cx, p)
}

/// Prints the frames in the data of PGM.
pub(crate) fn print_datagram(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("zmtp1");
    let offset = p.be_u16()?;
    out!(cx, "\n\t frame offset 0x", hex(offset, 4));
    if offset != NO_FRAME && usize::from(offset) > p.len() {
        out!(cx, " (exceeds datagram declared length)");
        return Err(Stop::Truncated);
    }
    let part_len = if offset == NO_FRAME { p.len() } else { offset.into() };
    if part_len != 0 {
        out!(cx, "\n\t frame intermediate part, ", part_len, " bytes");
        let part = p.split(part_len);
        if part.captured() < part_len {
            out!(cx, " (", part.captured(), " captured)");
        }
        // tcpdump does not show a single byte.
        if part.captured() > 1 {
            body(cx, part, part.captured(), "");
        }
    }
    frames(cx, p)
}

fn frames(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 && p.captured() > 0 {
        frame(cx, &mut p)?;
    }
    Ok(())
}

fn frame(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t frame flags+body ");
    let mut len = u64::from(p.u8()?);
    if len == 0xff {
        out!(cx, "(64-bit) length");
        len = p.be_u64()?;
    } else {
        out!(cx, " (8-bit) length");
    }
    out!(cx, " ", len);
    if len == 0 {
        return Ok(());
    }
    let present = p.len().min(p.captured()) as u64;
    let flags = p.peek(0)?;
    if len > present {
        out!(cx, " (", present, " captured)");
    }
    let (whole_len, shown_len) = (usize::try_from(len).unwrap_or(usize::MAX), len.min(present) as usize);
    out!(cx, ", flags 0x", hex(flags, 2));
    if cx.verbose(1) {
        out!(cx, " (", bits(FLAGS, flags), ")");
    }
    body(cx, p.at(1)?, shown_len.saturating_sub(1), " of body");
    p.skip(whole_len)
}

/// Shows the beginning of a body with `-v`, all of it with more.
fn body(cx: &mut Context<'_>, p: Cursor<'_>, len: usize, what: &'static str) {
    let len = if cx.verbose(2) { len } else { len.min(SHOWN) };
    if cx.verbose(1) && len > 0 {
        out!(cx, ", first ", len, " byte(s)", what, ":");
        hex_ascii("\n\t ", p.bytes().get(..len).unwrap_or(p.bytes()), cx.out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn frames_of_both_kinds_of_length() {
        let bytes = b"\x01\x01\xff\0\0\0\0\0\0\0\x03\0ab\0";
        let shown = ": ZMTP/1.0\n\t frame flags+body  (8-bit) length 1, flags 0x01\
                     \n\t frame flags+body (64-bit) length 3, flags 0x00\
                     \n\t frame flags+body  (8-bit) length 0";
        assert_eq!(printed(print, 0, bytes), shown);
        let shown = printed(print, 1, &bytes[2..14]);
        assert!(shown.contains("length 3, flags 0x00 (none), first 2 byte(s) of body:\n\t 0x0000:  6162"));
    }

    #[test]
    fn frames_may_be_longer_than_what_is_there() {
        let shown = ": ZMTP/1.0\n\t frame flags+body  (8-bit) length 5 (2 captured), flags 0x00 [|zmtp1]";
        assert_eq!(printed(print, 0, b"\x05\0a"), shown);
        let shown = "\n\t frame offset 0x0009 (exceeds datagram declared length) [|zmtp1]";
        assert_eq!(printed(print_datagram, 0, b"\0\x09a"), shown);
    }
}
