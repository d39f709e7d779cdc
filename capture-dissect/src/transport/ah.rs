//! Authentication Header (RFC 4302).
//!
//! ```text
//!  0           1            2       4     8          12
//! +-----------+------------+-------+-----+----------+----------------------
//! |next header| length / 4 | zero  | SPI | sequence | integrity check value
//! |           |    - 2     |       |     |          |
//! +-----------+------------+-------+-----+----------+----------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, hex, out},
    stop::Stop,
};

/// Prints the header and passes over it; answers what comes behind it, unless that cannot be told.
pub(crate) fn header(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<Option<u8>, Stop> {
    cx.enter("ah");
    if !p.has(12) {
        cx.truncated()?;
        return Ok(None);
    }
    let next = p.peek(0)?;
    let len = usize::from(p.peek(1)?) * 4 + 8;
    out!(cx, "AH(");
    let (words, reserved) = (p.peek(1)?, p.peek_u16(2)?);
    if cx.verbose(1) {
        out!(cx, "length=", words, "(", len, "-bytes),");
    }
    if reserved != 0 {
        out!(cx, "reserved=0x", hex(reserved, 0), "[MustBeZero],");
    }
    out!(cx, "spi=0x", hex(p.peek_u32(4)?, 8), ",seq=0x", hex(p.peek_u32(8)?, 0), ",");
    out!(cx, "icv=0x", HexBytes(p.at(12)?.take(len.saturating_sub(12))?), "): ");
    p.skip(len)?;
    Ok(Some(next))
}
