//! The first message (OpenFlow 1.3 section 7.5.1): elements of type (2), length (2), bits of the versions spoken.

use super::super::{bogus, flags, ignore};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[(1, "VERSIONBITMAP")];
const VERSION_BITMAP: u16 = 1;
/// tcpdump takes the lowest bit for the first version; that of the standard is the second.
const VERSIONS: &Table =
    &[(1 << 0, "1.0"), (1 << 1, "1.1"), (1 << 2, "1.2"), (1 << 3, "1.3"), (1 << 4, "1.4"), (1 << 5, "1.5")];
const HEADER: usize = 4;

/// Prints all elements.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() < HEADER {
            return Err(Stop::Invalid);
        }
        let kind = p.be_u16()?;
        out!(cx, "\n\t type ", named(TYPES, kind).or_hex("unknown (0x", 4, ")"));
        let len = usize::from(p.be_u16()?);
        out!(cx, ", length ", len);
        let Some(body_len) = len.checked_sub(HEADER).filter(|body_len| *body_len <= p.len()) else {
            return Err(Stop::Invalid);
        };
        let mut body = p.split(body_len);
        if kind == VERSION_BITMAP {
            out!(cx, bogus(body_len != 4));
            if body_len == 4 {
                out!(cx, ", bitmap ", flags(VERSIONS, body.be_u32()?));
            }
        }
        ignore(&mut body)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn versions_are_bits() {
        let text = "\n\t type VERSIONBITMAP, length 8, bitmap 0x00000012 (1.1, 1.4)";
        assert_eq!(printed(print, 0, b"\0\x01\0\x08\0\0\0\x12"), text);
        assert_eq!(printed(print, 0, b"\0\x02\0\x03"), "\n\t type unknown (0x0002), length 3 (invalid)");
    }
}
