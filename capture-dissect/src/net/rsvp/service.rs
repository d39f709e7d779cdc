//! What flows look like and what the network can do for them (RFC 2210, RFC 2215): words of 32 bits.
//!
//! ```text
//! message:    version (4 bits), reserved, length in words (2)
//! service:    number (1), 0x80: something did not understand it (1), length in words (2)
//! parameter:  number (1), flags (1), length in words (2), value
//! ```

use super::super::traffic;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{General, Table, hex, named, out},
    stop::{Outcome, Stop},
};

const SERVICES: &Table =
    &[(1, "Default/Global Information"), (2, "Guaranteed Service"), (5, "Controlled Load")];
const PARAMETERS: &Table = &[
    (4, "IS hop cnt"),
    (6, "Path b/w estimate"),
    (8, "Minimum path latency"),
    (10, "Composed MTU"),
    (127, "Token Bucket TSpec"),
    (130, "Guaranteed Service RSpec"),
    (133, "End-to-end composed value for C"),
    (134, "End-to-end composed value for D"),
    (135, "Since-last-reshaping point composed C"),
    (136, "Since-last-reshaping point composed D"),
];

/// Prints a message.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (version, words) = ((p.be_u16()? >> 12), p.be_u16()?);
    out!(cx, "\n\t    Msg-Version: ", version, ", length: ", u32::from(words) * 4);
    while p.len() >= 4 {
        let ([service, bits], words) = (p.array()?, p.be_u16()?);
        let len = usize::from(words) * 4;
        out!(cx, "\n\t    Service Type: ", named(SERVICES, service).or_text("unknown"), " (", service, ")");
        out!(cx, ", break bit ", if bits & 0x80 == 0 { "not " } else { "" }, "set, Service length: ", len);
        let mut left = len;
        while left >= 4 && p.len() >= 4 {
            let used = parameter(cx, p.declare(left.min(p.len())))?;
            if used == 0 {
                break;
            }
            p.skip(used)?;
            left -= used;
        }
    }
    Ok(())
}

/// Prints a parameter; answers how long it is, or 0 where it does not fit: it is read as a service then.
fn parameter(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    let ([number, flags], words) = (p.array()?, p.be_u16()?);
    let len = usize::from(words) * 4;
    out!(cx, "\n\t      Parameter ID: ", named(PARAMETERS, number).or_text("unknown"), " (", number, ")");
    out!(cx, ", length: ", len, ", Flags: [0x", hex(flags, 2), "]");
    if len > p.len() {
        return Ok(0);
    }
    value(cx, number, p.declare(len))?;
    Ok(4 + len)
}

fn value(cx: &mut Context<'_>, number: u8, mut value: Cursor<'_>) -> Outcome {
    let len = value.len();
    match number {
        4 if len == 4 => out!(cx, "\n\t\tIS hop count: ", value.be_u32()?),
        6 if len == 4 => out!(cx, "\n\t\tPath b/w estimate: ", traffic::megabits(value.be_u32()?), " Mbps"),
        8 if len == 4 => match value.be_u32()? {
            u32::MAX => out!(cx, "\n\t\tMinimum path latency: don't care"),
            latency => out!(cx, "\n\t\tMinimum path latency: ", latency),
        },
        10 if len == 4 => out!(cx, "\n\t\tComposed MTU: ", value.be_u32()?, " bytes"),
        127 if len == 20 => {
            out!(cx, "\n\t\tToken Bucket Rate: ", traffic::megabits(value.be_u32()?), " Mbps");
            out!(cx, "\n\t\tToken Bucket Size: ", General(f32::from_bits(value.be_u32()?).into()), " bytes");
            out!(cx, "\n\t\tPeak Data Rate: ", traffic::megabits(value.be_u32()?), " Mbps");
            out!(cx, "\n\t\tMinimum Policed Unit: ", value.be_u32()?, " bytes");
            out!(cx, "\n\t\tMaximum Packet Size: ", value.be_u32()?, " bytes");
        }
        130 if len == 8 => {
            out!(cx, "\n\t\tRate: ", traffic::megabits(value.be_u32()?), " Mbps");
            out!(cx, "\n\t\tSlack Term: ", value.be_u32()?);
        }
        133..=136 if len == 4 => out!(cx, "\n\t\tValue: ", value.be_u32()?),
        4 | 6 | 8 | 10 | 127 | 130 | 133..=136 => {}
        _ if !cx.verbose(2) => cx.unknown_data("\n\t\t", value, len),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_parameter() {
        let text = printed(print, 0, b"\0\0\0\x03\x01\0\0\x02\x06\0\0\x01\x4c\xbe\xbc\x20");
        let expected = "\n\t    Msg-Version: 0, length: 12\n\t    Service Type: Default/Global Information (1), \
             break bit not set, Service length: 8\n\t      Parameter ID: Path b/w estimate (6), length: 4, \
             Flags: [0x00]\n\t\tPath b/w estimate: 800 Mbps";
        assert_eq!(text, expected);
    }
}
