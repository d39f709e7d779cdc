//! Extensions behind the packet that an ICMP error quotes (RFC 4884), such as MPLS labels
//! (RFC 4950).
//!
//! ```text
//!  0         2          4        6       7        8
//! +---------+----------+--------+-------+--------+------
//! | version | checksum | length | class | c-type | value    from "length" on for each object
//! | 4 bits  |          |        |       |        |
//! +---------+----------+--------+-------+--------+------
//! ```

use crate::{
    checksum::Sum,
    context::Context,
    cursor::Cursor,
    net::mpls::Label,
    show::{Table, hex, named, out},
    stop::Outcome,
};

/// Where extensions begin behind a quoted packet whose length is not told: 8 + 128 bytes.
const OFFSET: usize = 136;

/// A message that is no longer has none.
const MIN_LEN: usize = OFFSET;

const CLASSES: &Table = &[(1, "MPLS Stack Entry"), (2, "Interface Identification")];

/// Prints the extensions of a message, if it has any.
pub(crate) fn print(cx: &mut Context<'_>, message: Cursor<'_>) -> Outcome {
    if message.len() <= MIN_LEN {
        return Ok(());
    }
    message.need(OFFSET + 5)?;
    let len = message.len() - OFFSET;
    let mut p = message.at(OFFSET)?.declare(len);
    let sum = p.bytes().get(..len).map(|bytes| Sum::default().add(bytes).finish());
    let quoted_words = message.peek(5)?;
    if quoted_words == 0 && sum.is_some_and(|sum| sum != 0) {
        // Neither a length says that there are extensions, nor a checksum.
        return Ok(());
    }
    let version = p.peek(0)? >> 4;
    out!(cx, "\n\tICMP Multi-Part extension v", version);
    if version != 2 {
        out!(cx, " packet not supported");
        return Ok(());
    }
    if let Some(sum) = sum {
        let correct = if sum == 0 { "" } else { "in" };
        out!(cx, ", checksum 0x", hex(p.peek_u16(2)?, 4), " (", correct, "correct), length ", len);
    }
    p.skip(4)?;
    while p.len() > 4 {
        p.need(4)?;
        let (len, class, kind) = (usize::from(p.be_u16()?), p.u8()?, p.u8()?);
        out!(
            cx,
            "\n\t  ",
            named(CLASSES, class).or_text("unknown"),
            " Object (",
            class,
            "), Class-Type: ",
            kind
        );
        out!(cx, ", length ", len);
        let Some(value_len) = len.checked_sub(4).filter(|_| class != 0) else {
            return Ok(());
        };
        match (class, kind) {
            (1, 1) => out!(cx, "\n\t    ", Label(p.peek_u32(0)?)),
            _ => cx.unknown_data("\n\t    ", p, value_len),
        }
        if p.len() < value_len || !p.has(value_len) {
            break;
        }
        p.skip(value_len)?;
    }
    Ok(())
}
