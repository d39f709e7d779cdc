//! Arista's timestamps, which a switch puts before a frame's type.
//!
//! ```text
//!  0         2          3        3.5        4
//! +---------+----------+--------+----------+---------------------
//! | subtype | timescale| format | hardware | timestamp (8 or 6)
//! +---------+----------+--------+----------+---------------------
//!  format 1: seconds (4 bytes), nanoseconds (4); 2: seconds (2), nanoseconds (4)
//! ```
//!
//! Source: Arista, "EOS: Timestamping on the 7500R, 7280R and 7280R2 series".

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, Zeros, hex, named, out},
    stop::Stop,
    time,
};

/// The Ethernet type before it.
pub(super) const ETHERTYPE: u16 = 0xd28b;

const TIMESTAMP: u16 = 1;
const TIMESCALES: &Table = &[(0, "TAI"), (1, "UTC")];
const FORMATS: &Table = &[(1, "64-bit"), (2, "48-bit")];
const HARDWARE: &Table = &[(0, "R/R2"), (1, "R3")];
const DAY: i64 = 86_400;
/// In nanoseconds.
const SECOND: u32 = 1_000_000_000;

/// Prints what is before the type, and moves behind it; answers whether it knows how long that is.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    let start = *p;
    let subtype = p.be_u16()?;
    out!(cx, "SubType ", named(&[(TIMESTAMP.into(), "Timestamp")], subtype).or_text("Unknown"));
    out!(cx, " (0x", hex(subtype, 4), "), ");
    if subtype == TIMESTAMP && timestamp(cx, p)? {
        out!(cx, ": ");
        return Ok(true);
    }
    *p = start;
    Ok(false)
}

fn timestamp(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    let timescale = p.u8()?;
    out!(cx, "Timescale ", named(TIMESCALES, timescale).or_text("Unknown"), " (", timescale, "), ");
    let kinds = p.u8()?;
    let (format, hardware) = (kinds >> 4, kinds & 0xf);
    out!(cx, "Format ", named(FORMATS, format).or_text("Unknown"), " (", format, "), ");
    out!(cx, "HwInfo ", named(HARDWARE, hardware).or_text("Unknown"), " (", hardware, "), Timestamp ");
    match format {
        1 => {
            let (seconds, nanoseconds) = carried(p.be_u32()?, p.be_u32()?);
            let seconds = i64::from(seconds);
            time::date(seconds.div_euclid(DAY), cx.out);
            out!(cx, " ");
            time::time_of_day(seconds.rem_euclid(DAY), cx.out);
            out!(cx, ".", Zeros(nanoseconds.into(), 9));
        }
        2 => {
            let (seconds, nanoseconds) = carried(p.be_u16()?.into(), p.be_u32()?);
            out!(cx, seconds, ".", Zeros(nanoseconds.into(), 9));
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Seconds and less than one.
const fn carried(seconds: u32, nanoseconds: u32) -> (u32, u32) {
    (seconds.wrapping_add(nanoseconds / SECOND), nanoseconds % SECOND)
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::printed, link::ethernet};

    #[test]
    fn a_timestamp_stands_before_the_type() {
        let frame =
            b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\xd2\x8b\0\x01\x01\x10\x5c\xee\xed\x57\x38\x4f\x59\xc8\x99\x99";
        let text = "ethertype Arista Vendor Specific Protocol (0xd28b), length 28: SubType Timestamp (0x0001), \
                    Timescale UTC (1), Format 64-bit (1), HwInfo R/R2 (0), Timestamp 2019-05-29 20:36:39.944724424: \
                    02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype Unknown (0x9999), length 28: ";
        assert_eq!(printed(ethernet::print, 0, frame), text);
        assert!(printed(ethernet::print, 0, &frame[..20]).ends_with(", Timestamp  [|arista]"));
    }
}
