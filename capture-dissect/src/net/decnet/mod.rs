//! DECnet phase IV (DNA routing layer functional specification, version 2.0.0).
//!
//! All integers are little-endian.
//!
//! ```text
//! +--------+---------+-------+------------------------------------------
//! | length | padding | flags | rest of a long, a short or a control message
//! +--------+---------+-------+------------------------------------------
//!
//!       0           2    8          10    16           17       18      19
//!       +-----------+----+----------+-----+------------+--------+-------+----------+-----
//! long  | area (2)  | to | area (2) | from| level 2 (1)| visits | class | protocol | NSP
//!       +-----------+----+----------+-----+------------+--------+-------+----------+-----
//!       0           2    4          5
//!       +-----------+----+----------+-----
//! short | to (2)    | from | visits | NSP
//!       +-----------+----+----------+-----
//! ```
//!
//! The first byte of a padding has its highest bit set and the padding's length in the others.

mod control;
mod nsp;

use crate::{
    context::Context,
    cursor::Cursor,
    show::out,
    stop::{Outcome, Stop},
};

const PADDING: u8 = 0x80;
const VERSION: u8 = 0x40;
const CONTROL: u8 = 0x01;
const FORMAT: u8 = 0x07;
const SHORT: u8 = 0x02;
const LONG: u8 = 0x06;
/// Returned as it could not be delivered, to be returned if so, and sent within one Ethernet.
const FLAGS: [(u8, &str); 3] = [(0x08, "RQR "), (0x10, "RTS "), (0x20, "IE ")];
/// The shorter header.
const LEAST: usize = 6;
/// Visits are counted in the low bits.
const VISITS: u8 = 0x3f;

/// Prints a message of the routing layer.
pub(crate) fn print(cx: &mut Context<'_>, whole: Cursor<'_>) -> Outcome {
    cx.enter("decnet");
    if whole.len() < LEAST {
        return short(cx, "length", whole.len(), LEAST);
    }
    let mut p = whole;
    let declared = usize::from(p.le_u16()?);
    let mut len = declared;
    if len < LEAST {
        return short(cx, "pktlen", len, LEAST);
    }
    if len > whole.len() {
        out!(cx, " [pktlen ", len, " > ", whole.len(), "]");
        return cx.invalid();
    }
    p = p.declare(len);
    let mut shown = whole;
    let padding = p.peek(0)?;
    if padding & PADDING != 0 {
        let padding = usize::from(padding & !PADDING);
        if cx.verbose(1) {
            out!(cx, "[pad:", padding, "] ");
        }
        if len < padding + 2 {
            return short(cx, "length", len, padding + 2);
        }
        p.skip(padding)?;
        shown.pass(padding);
        len -= padding;
    }
    let shown = shown.limit(len).bytes();
    let flags = p.peek(0)?;
    if flags & VERSION != 0 {
        out!(cx, "future-version-decnet");
        cx.default_print(shown);
        return Ok(());
    }
    if flags & CONTROL != 0 {
        return control::print(cx, p);
    }
    data(cx, flags, p, (declared, shown))
}

/// Prints a message with data of a user of the routing layer.
fn data(cx: &mut Context<'_>, flags: u8, mut p: Cursor<'_>, (declared, shown): (usize, &[u8])) -> Outcome {
    let header = match flags & FORMAT {
        LONG => 21,
        SHORT => 6,
        _ => {
            out!(cx, "unknown message flags under mask");
            cx.default_print(shown);
            return Ok(());
        }
    };
    if p.len() < header {
        return short(cx, "length", p.len(), header);
    }
    let (to, from, visits) = if flags & FORMAT == LONG {
        (p.at(7)?.le_u16()?, p.at(15)?.le_u16()?, p.peek(18)?)
    } else {
        (p.at(1)?.le_u16()?, p.at(3)?.le_u16()?, (p.peek(5)? & VISITS) + 1)
    };
    p.skip(header)?;
    node(cx, from);
    out!(cx, " > ");
    node(cx, to);
    out!(cx, " ", declared, " ");
    if cx.verbose(1) {
        for (bit, text) in FLAGS {
            out!(cx, (flags & bit != 0).then_some(text));
        }
        out!(cx, visits, " hops ");
    }
    nsp::print(cx, p)
}

/// Prints the address of a node: its area and its number.
fn node(cx: &mut Context<'_>, address: u16) {
    out!(cx, address >> 10, ".", address & 0x3ff);
}

/// Says that too few bytes were declared.
fn short(cx: &mut Context<'_>, what: &'static str, len: usize, least: usize) -> Outcome {
    out!(cx, " [", what, " ", len, " < ", least, "]");
    cx.invalid()
}

/// Stops where fewer bytes were declared.
fn room(cx: &mut Context<'_>, p: Cursor<'_>, len: usize) -> Result<bool, Stop> {
    if p.len() < len {
        cx.invalid()?;
        return Ok(false);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn headers_are_long_or_short_and_padded() {
        let message = b"\x12\0\x0a\x06\x04\x05\x04\x03\0\x01\x20\x02\x20\x09\0hello";
        assert_eq!(printed(print, 0, message), "1.5 > 1.6 18 data 8194>8193 seg 9 ");
        assert_eq!(printed(print, 1, message), "1.5 > 1.6 18 RQR 4 hops data 8194>8193 seg 9 ");
        let padded = b"\x0b\0\x82\0\x05\x05\x04\x0aabcde";
        assert_eq!(printed(print, 1, padded), "[pad:2] test src 1.5 data 12");
    }

    #[test]
    fn lengths_are_checked() {
        assert_eq!(printed(print, 0, b"\x05\0\x05\x05\x04\x04a"), " [pktlen 5 < 6] (invalid)");
        assert_eq!(printed(print, 0, b"\x09\0\x05\x05\x04\x04a"), " [pktlen 9 > 7] (invalid)");
        assert_eq!(printed(print, 1, b"\x06\0\x85\0\0\0\0\x05"), "[pad:5]  [length 6 < 7] (invalid)");
    }
}
