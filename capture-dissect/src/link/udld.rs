//! Unidirectional Link Detection (RFC 5171).
//!
//! ```text
//!  0                1       2        4
//! +----------------+-------+--------+--------------------------------------------
//! | version, opcode| flags | checksum| TLVs: type (2), length with header (2), value
//! +----------------+-------+--------+--------------------------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, bits, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const CODES: &Table = &[(0, "Reserved"), (1, "Probe message"), (2, "Echo message"), (3, "Flush message")];
const FLAGS: &Table = &[
    (0x01, "RT"),
    (0x02, "RSY"),
    (0x04, "MBZ-2"),
    (0x08, "MBZ-3"),
    (0x10, "MBZ-4"),
    (0x20, "MBZ-5"),
    (0x40, "MBZ-6"),
    (0x80, "MBZ-7"),
];
const TLVS: &Table = &[
    (1, "Device-ID TLV"),
    (2, "Port-ID TLV"),
    (3, "Echo TLV"),
    (4, "Message Interval TLV"),
    (5, "Timeout Interval TLV"),
    (6, "Device Name TLV"),
    (7, "Sequence Number TLV"),
];
const HEADER: usize = 4;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("udld");
    let len = p.len();
    if len < HEADER {
        return Err(Stop::Invalid);
    }
    let (first, flags) = (p.u8()?, p.u8()?);
    let code = first & 0x1f;
    out!(cx, "UDLDv", first >> 5, ", Code ", named(CODES, code).or_text("Reserved"), " (", hex(code, 1));
    out!(cx, "), Flags [", bits(FLAGS, flags), "] (0x", hex(flags, 2), "), length ", len);
    if cx.verbose(1) {
        out!(cx, "\n\tChecksum 0x", hex(p.be_u16()?, 4), " (unverified)");
        if let Err(stop) = tlvs(cx, &mut p) {
            if stop != Stop::Invalid {
                return Err(stop);
            }
            cx.invalid()?;
        }
    }
    // What is not shown must be there, too.
    p.skip(p.len())
}

fn tlvs(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() < HEADER {
            return Err(Stop::Invalid);
        }
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        out!(cx, "\n\t", named(TLVS, kind).or_text("Unknown"), " (0x", hex(kind, 4), ") TLV, length ", len);
        let value_len = len.saturating_sub(HEADER);
        if value_len == 0 || p.len() < value_len {
            return Err(Stop::Invalid);
        }
        let is_whole = p.has(value_len);
        let mut value = p.split(value_len);
        match kind {
            1..=3 | 6 => {
                let text = if kind == 3 { value.bytes() } else { until_zero(value.bytes()) };
                out!(cx, ", ", Safe(text));
            }
            4 | 5 if value_len == 1 => out!(cx, ", ", value.u8()?, "s"),
            7 if value_len == 4 => out!(cx, ", ", value.be_u32()?),
            4 | 5 | 7 => return Err(Stop::Invalid),
            _ => {}
        }
        if !is_whole {
            return Err(Stop::Truncated);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn values_by_their_type() {
        let message = b"\x21\x01\x39\x56\0\x01\0\x06ab\0\x04\0\x05\x0f\0\x07\0\0";
        let text = "UDLDv1, Code Probe message (1), Flags [RT] (0x01), length 19";
        assert_eq!(printed(print, 0, message), text);
        let values = "\n\tDevice-ID TLV (0x0001) TLV, length 6, ab\n\tMessage Interval TLV (0x0004) TLV, length 5, 15s\
                      \n\tSequence Number TLV (0x0007) TLV, length 0 (invalid)";
        assert!(printed(print, 1, message).ends_with(values));
    }
}
