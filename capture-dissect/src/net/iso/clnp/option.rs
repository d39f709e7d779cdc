//! Options of a header (ISO 8473-1 section 7.5): code, length, value.

use super::super::Nsap;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, name, named, out},
    stop::{Outcome, Stop},
};

const DISCARD_REASON: u8 = 193;
const QOS_MAINTENANCE: u8 = 195;
const SECURITY: u8 = 197;
const SOURCE_ROUTING: u8 = 200;
const ROUTE_RECORDING: u8 = 203;
const PADDING: u8 = 204;
const PRIORITY: u8 = 205;
const OPTIONS: &Table = &[
    (193, "Discard Reason"),
    (195, "QoS Maintenance"),
    (197, "Security"),
    (200, "Source Routing"),
    (203, "Route Recording"),
    (204, "Padding"),
    (205, "Priority"),
];

const ROUTINGS: &Table = &[(0, "partial source routing"), (1, "complete source routing")];
const RECORDINGS: &Table =
    &[(0, "partial recording of route in progress"), (1, "complete recording of route in progress")];

/// The two highest bits of a value that can have several forms.
const FORMATS: &Table = &[
    (0, "Reserved"),
    (1, "Source Address Specific"),
    (2, "Destination Address Specific"),
    (3, "Globally unique"),
];
const GLOBALLY_UNIQUE: u8 = 3;

const QOS_FLAGS: &Table = &[
    (0x20, "reserved"),
    (0x10, "sequencing vs. delay"),
    (0x08, "congested"),
    (0x04, "delay vs. cost"),
    (0x02, "error vs. delay"),
    (0x01, "error vs. cost"),
];

const CLASSES: &Table = &[
    (0, "General"),
    (8, "Address"),
    (9, "Source Routeing"),
    (10, "Lifetime"),
    (11, "PDU Discarded"),
    (12, "Reassembly"),
];

/// Class and reason, four bits each.
const REASONS: &Table = &[
    (0x00, "Reason not specified"),
    (0x01, "Protocol procedure error"),
    (0x02, "Incorrect checksum"),
    (0x03, "PDU discarded due to congestion"),
    (0x04, "Header syntax error (cannot be parsed)"),
    (0x05, "Segmentation needed but not permitted"),
    (0x06, "Incomplete PDU received"),
    (0x07, "Duplicate option"),
    (0x80, "Destination address unreachable"),
    (0x81, "Destination address unknown"),
    (0x90, "Unspecified source routeing error"),
    (0x91, "Syntax error in source routeing field"),
    (0x92, "Unknown address in source routeing field"),
    (0x93, "Path not acceptable"),
    (0xa0, "Lifetime expired while data unit in transit"),
    (0xa1, "Lifetime expired during reassembly"),
    (0xb0, "Unsupported option not specified"),
    (0xb1, "Unsupported protocol version"),
    (0xb2, "Unsupported security option"),
    (0xb3, "Unsupported source routeing option"),
    (0xb4, "Unsupported recording of route option"),
    (0xc0, "Reassembly interference"),
];

/// Prints all options; answers whether they make sense.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    while p.len() > 0 {
        if p.len() < 2 {
            out!(cx, ", bad opts/li");
            return Ok(false);
        }
        let (code, len) = (p.u8()?, usize::from(p.u8()?));
        if len > p.len() {
            out!(cx, ", opt (", code, ") too long");
            return Ok(false);
        }
        p.need(len)?;
        out!(cx, "\n\t  ", named(OPTIONS, code).or_text("Unknown"), " Option #", code, ", length ", len);
        out!(cx, ", value: ");
        if !option(cx, code, p.declare(len))? {
            out!(cx, ", bad opt len");
            return Ok(false);
        }
        if cx.verbose(2) {
            cx.unknown_data("\n\t  ", *p, len);
        }
        p.skip(len)?;
    }
    Ok(true)
}

/// Prints a value; answers whether it is long enough.
fn option(cx: &mut Context<'_>, code: u8, p: Cursor<'_>) -> Result<bool, Stop> {
    let least = match code {
        SOURCE_ROUTING | ROUTE_RECORDING | SECURITY => 2,
        PRIORITY | QOS_MAINTENANCE | DISCARD_REASON => 1,
        _ => 0,
    };
    if p.len() < least {
        return Ok(false);
    }
    match code {
        SOURCE_ROUTING => {
            out!(cx, named(ROUTINGS, p.peek(0)?).or_text("Unknown source routing"));
            route(cx, p)?;
        }
        ROUTE_RECORDING => {
            out!(cx, named(RECORDINGS, p.peek(0)?).or_text("Unknown recording of route in progress"));
            route(cx, p)?;
        }
        PADDING => out!(cx, "padding data"),
        PRIORITY => out!(cx, "0x", hex(p.peek(0)? & 0xf, 1)),
        QOS_MAINTENANCE => {
            if format(cx, p)? == GLOBALLY_UNIQUE && p.peek(0)? & 0x3f != 0 {
                out!(cx, "\n\t    QoS Flags [", bits(QOS_FLAGS, p.peek(0)? & 0x3f), "]");
            }
        }
        SECURITY => {
            format(cx, p)?;
            out!(cx, ", Security-Level ", p.peek(1)?);
        }
        DISCARD_REASON => {
            let value = p.peek(0)?;
            let (class, reason) = (value >> 4, value & 0xf);
            out!(cx, "\n\t    Class: ", named(CLASSES, class).or_text("Unknown"), " Error (0x");
            out!(cx, hex(class, 1), "), ", name(REASONS, value).unwrap_or("Unknown"));
            out!(cx, " (0x", hex(reason, 1), ")");
        }
        _ => cx.unknown_data("\n\t  ", p, p.len()),
    }
    Ok(true)
}

fn format(cx: &mut Context<'_>, p: Cursor<'_>) -> Result<u8, Stop> {
    let format = p.peek(0)? >> 6;
    out!(cx, "\n\t    Format Code: ", named(FORMATS, format));
    Ok(format)
}

/// Addresses from the next one on: where it stands is counted from the option's code on.
fn route(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let next = usize::from(p.peek(1)?);
    if next == 0 {
        out!(cx, " Bad NSAP offset (0)");
        return Ok(());
    }
    let offset = next - 1;
    if offset > p.len() {
        out!(cx, " Bad NSAP offset (past end of option)");
        return Ok(());
    }
    // tcpdump counts the addresses off, but shows the first one each time.
    let mut left = p.len() - offset;
    while left > 0 {
        let mut address = p.at(offset)?;
        let len = usize::from(address.u8()?);
        if len >= left {
            out!(cx, "\n\t    NSAP address goes past end of option");
            break;
        }
        out!(cx, "\n\t    NSAP address (length ", len, "): ", Nsap(address.take(len)?));
        left -= 1 + len;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn all(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
        let makes_sense = print(cx, &mut p)?;
        out!(cx, if makes_sense { "" } else { "!" });
        Ok(())
    }

    #[test]
    fn values_have_forms_of_their_own() {
        let text = printed(all, 0, b"\xcd\x01\xf1\xc3\x01\xc8");
        let expected = "\n\t  Priority Option #205, length 1, value: 0x1\
             \n\t  QoS Maintenance Option #195, length 1, value: \n\t    Format Code: Globally unique\
             \n\t    QoS Flags [congested]";
        assert_eq!(text, expected);
        let text = printed(all, 0, b"\xc8\x06\0\x03\x03\x49\0\x01");
        assert!(text.ends_with("partial source routing\n\t    NSAP address (length 3): 49.0001"), "{text}");
        assert!(printed(all, 0, b"\xc1\x01\x81").ends_with("(0x8), Destination address unknown (0x1)"));
        assert!(printed(all, 0, b"\xcd\0").ends_with("value: , bad opt len!"));
        assert_eq!(printed(all, 0, b"\xcd\x02\x01"), ", opt (205) too long!");
    }
}
