//! Options of DCCP (RFC 4340 section 5.8).
//!
//! ```text
//!  0      1        2
//! +------+--------+-------
//! | type | length | value     types below 32 are a single byte
//! +------+--------+-------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Table, name, named, out},
    stop::{Outcome, Stop},
};

const OPTIONS: &Table = &[
    (0, "nop"),
    (1, "mandatory"),
    (2, "slowreceiver"),
    (32, "change_l"),
    (33, "confirm_l"),
    (34, "change_r"),
    (35, "confirm_r"),
    (36, "initcookie"),
    (37, "ndp_count"),
    (38, "ack_vector0"),
    (39, "ack_vector1"),
    (40, "data_dropped"),
    (41, "timestamp"),
    (42, "timestamp_echo"),
    (43, "elapsed_time"),
    (44, "data_checksum"),
];

const FEATURES: &Table = &[
    (0, "reserved"),
    (1, "ccid"),
    (2, "allow_short_seqno"),
    (3, "sequence_window"),
    (4, "ecn_incapable"),
    (5, "ack_ratio"),
    (6, "send_ack_vector"),
    (7, "send_ndp_count"),
    (8, "minimum checksum coverage"),
    (9, "check data checksum"),
];

/// Prints options to the end of the header.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, " <");
    loop {
        match option(cx, &mut p) {
            Err(Stop::Cut) => {
                cx.truncated()?;
                break;
            }
            outcome => {
                if !outcome? {
                    break;
                }
            }
        }
        if p.len() == 0 {
            break;
        }
        out!(cx, ", ");
    }
    out!(cx, ">");
    Ok(())
}

/// Prints an option; answers whether another one may follow.
fn option(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    let kind = p.peek(0)?;
    let len = if kind < 32 { 1 } else { usize::from(p.peek(1)?) };
    if len <= p.len() {
        p.need(len)?;
    }
    match kind {
        128.. => out!(cx, "CCID option ", kind),
        _ => out!(cx, named(OPTIONS, kind).or("Option ", "")),
    }
    if kind >= 32 && len < 2 {
        out!(cx, " optlen too short");
        return Ok(false);
    }
    if len > p.len() {
        out!(cx, " optlen goes past header length");
        return Ok(false);
    }
    let mut option = p.split(len);
    if kind >= 32 {
        option.skip(2)?;
        value(cx, kind, option)?;
    }
    Ok(true)
}

fn value(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    match (kind, p.len()) {
        (32..=35, 0) => out!(cx, " optlen too short"),
        (32..=35, _) => {
            if let Some(feature) = name(FEATURES, p.u8()?) {
                out!(cx, " ", feature);
                numbers(cx, p);
            }
        }
        (36 | 38..=40, 1..) => out!(cx, " 0x", HexBytes(p.bytes())),
        (37, _) => numbers(cx, p),
        (41, 4) => out!(cx, " ", p.be_u32()?),
        (41, _) => out!(cx, " [optlen != 6]"),
        (42, 4) => out!(cx, " ", p.be_u32()?),
        (42, 6) => out!(cx, " ", p.be_u32()?, " (elapsed time ", p.be_u16()?, ")"),
        (42, 8) => out!(cx, " ", p.be_u32()?, " (elapsed time ", p.be_u32()?, ")"),
        (42, _) => out!(cx, " [optlen != 6 or 8 or 10]"),
        (43, 2) => out!(cx, " ", p.be_u16()?),
        (43, 4) => out!(cx, " ", p.be_u32()?),
        (43, _) => out!(cx, " [optlen != 4 or 6]"),
        (44, 1..) => out!(cx, " ", HexBytes(p.bytes())),
        (128.., 2) => out!(cx, " ", p.be_u16()?),
        (128.., 4) => out!(cx, " ", p.be_u32()?),
        _ => {}
    }
    Ok(())
}

fn numbers(cx: &mut Context<'_>, p: Cursor<'_>) {
    for byte in p.bytes() {
        out!(cx, " ", *byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn options_have_values() {
        assert_eq!(printed(print, 2, b"\x20\x04\x05\x02\0\x01"), " <change_l ack_ratio 2, nop, mandatory>");
        assert_eq!(
            printed(print, 2, b"\x2b\x04\0\x07\x2b\x03\0"),
            " <elapsed_time 7, elapsed_time [optlen != 4 or 6]>"
        );
        assert_eq!(printed(print, 2, b"\xc0\x04\0\x07"), " <CCID option 192 7>");
    }

    #[test]
    fn a_length_may_lie() {
        assert_eq!(printed(print, 2, b"\x20\x01\0\0"), " <change_l optlen too short>");
        assert_eq!(printed(print, 2, b"\x20\x05\0\0"), " <change_l optlen goes past header length>");
    }
}
