//! Packets of the Visual Audio Tool, which came before RTP; there is no specification but its use.
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +---+-----------+-+---+---------+-------------------------------+
//! |   |  speaker  |M|   | format  |          conference           |
//! +---+-----------+-+---+---------+-------------------------------+
//! |                           timestamp                           |
//! ```
//!
//! The tool "vt" has 6 and 10 bits in the first 16, of which the lower ones are a port.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, out},
    stop::Outcome,
};

/// Bits that "vat" leaves zero in the first 16.
const NOT_VAT: u16 = 0xf060;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("vat");
    let len = p.len();
    if len < 2 {
        out!(cx, "udp/va/vat, length ", len, " < 2");
        return Ok(());
    }
    let first = p.be_u16()?;
    if first & NOT_VAT != 0 {
        out!(cx, "udp/vt ", len, " ", first & 0x3ff, " / ", first >> 10);
        return Ok(());
    }
    if len < 8 {
        out!(cx, "udp/vat, length ", len, " < 8");
        return Ok(());
    }
    let (conference, timestamp) = (p.be_u16()?, p.be_u32()?);
    out!(cx, "udp/vat ", len - 8, " c", conference, " ", timestamp);
    if first & 0x80 != 0 {
        '*'.show(cx);
    }
    let (format, speaker) = (first & 0x1f, first >> 8 & 0x3f);
    if format != 0 {
        out!(cx, " f", format);
    }
    if speaker != 0 {
        out!(cx, " s", speaker);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn packets_of_both_tools() {
        assert_eq!(printed(print, 0, b"\x0f\x81\0\x01\0\0\0\x02!"), "udp/vat 1 c1 2* f1 s15");
        assert_eq!(printed(print, 0, b"\x0f\x81"), "udp/vat, length 2 < 8");
        assert_eq!(printed(print, 0, b"\x91\xbf\0"), "udp/vt 3 447 / 36");
        assert_eq!(printed(print, 0, b"\x91"), "udp/va/vat, length 1 < 2");
    }
}
