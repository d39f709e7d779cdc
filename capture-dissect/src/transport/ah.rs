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
    show::{hex, out},
    stop::Stop,
};

/// Prints the header and passes over it; answers what comes behind it.
pub(crate) fn header(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<u8, Stop> {
    cx.enter("ah");
    let next = p.u8()?;
    out!(cx, "AH");
    let words = p.u8()?;
    let len = usize::from(words) * 4 + 8;
    out!(cx, "(");
    if cx.verbose(1) {
        out!(cx, "length=", words, "(", len, "-bytes),");
    }
    let reserved = p.be_u16()?;
    if reserved != 0 {
        out!(cx, "reserved=0x", hex(reserved, 0), "[MustBeZero],");
    }
    out!(cx, "spi=0x", hex(p.be_u32()?, 8), ",");
    out!(cx, "seq=0x", hex(p.be_u32()?, 0), ",icv=0x");
    for _ in 12..len {
        out!(cx, hex(p.u8()?, 2));
    }
    out!(cx, "): ");
    Ok(next)
}
