//! Precision Time Protocol (IEEE 1588-2019).
//!
//! ```text
//!  0          1               2        4        5          6       8                16
//! +----------+---------------+--------+--------+----------+-------+----------------+----------
//! | SDO id,  | minor, major  | length | domain | reserved | flags | correction: ns | reserved,
//! | type     | version       |        |        |          |       | 48 bits, parts | ...
//! +----------+---------------+--------+--------+----------+-------+----------------+----------
//!   20               28     30         32       33
//! +----------------+-------+----------+---------+------------------+------
//! | clock identity | port  | sequence | control | log of interval  | body
//! +----------------+-------+----------+---------+------------------+------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (0, "sync msg"),
    (1, "delay req msg"),
    (2, "peer delay req msg"),
    (3, "peer delay resp msg"),
    (8, "follow up msg"),
    (9, "delay resp msg"),
    (10, "pdelay resp fup msg"),
    (11, "announce msg"),
    (12, "signalling msg"),
    (13, "management msg"),
];
const FLAGS: &Table = &[
    (0x0001, "l1 61"),
    (0x0002, "l1 59"),
    (0x0004, "utc reasonable"),
    (0x0008, "timescale"),
    (0x0010, "time tracable"),
    (0x0020, "frequency tracable"),
    (0x0100, "alternate master"),
    (0x0200, "two step"),
    (0x0400, "unicast"),
    (0x1000, "profile specific 1"),
    (0x2000, "profile specific 2"),
    (0x8000, "security mask"),
    (0x18c0, "unknown"),
];
const CONTROLS: &Table =
    &[(0, "Sync"), (1, "Delay_Req"), (2, "Follow_Up"), (3, "Delay_Resp"), (4, "Management"), (5, "Other")];
const HEADER: usize = 34;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ptp");
    if p.len() < HEADER {
        out!(cx, " [length ", p.len(), " < ", HEADER, "]");
        return Err(Stop::Invalid);
    }
    let [first, version] = p.array()?;
    let (major, minor) = (version & 0xf, version >> 4);
    out!(cx, "PTPv", major);
    match major {
        1 => out!(cx, " (not implemented)"),
        2 => {
            if minor != 0 {
                out!(cx, ".", minor);
            }
            out!(cx, ", majorSdoId: 0x", hex(first >> 4, 1));
            return version2(cx, first & 0xf, p);
        }
        _ => {}
    }
    Ok(())
}

fn version2(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    out!(cx, ", msg type: ", named(TYPES, kind).or_text("Reserved"));
    out!(cx, ", length: ", p.be_u16()?);
    out!(cx, ", domain: ", p.u8()?);
    out!(cx, ", reserved1: ", p.u8()?);
    out!(cx, ", Flags [", bits(FLAGS, p.be_u16()?), "]");
    let correction = p.be_u64()?;
    out!(cx, ", NS correction: ", correction >> 16, ", sub NS correction: ", correction & 0xffff);
    out!(cx, ", reserved2: ", p.be_u32()?);
    out!(cx, ", clock identity: 0x", hex(p.be_u64()?, 1));
    out!(cx, ", port id: ", p.be_u16()?);
    out!(cx, ", seq id: ", p.be_u16()?);
    let control = p.u8()?;
    out!(cx, ", control: ", control, " (", named(CONTROLS, control).or_text("Reserved"), ")");
    out!(cx, ", log message interval: ", p.u8()?);
    match kind {
        0 | 1 => time(cx, &mut p, ", originTimeStamp:", ","),
        2 | 10 => {
            time(cx, &mut p, ", preciseOriginTimeStamp:", ",")?;
            port(cx, &mut p)
        }
        3 | 9 => {
            time(cx, &mut p, ", receiveTimeStamp:", ",")?;
            port(cx, &mut p)
        }
        8 => time(cx, &mut p, ", preciseOriginTimeStamp:", ","),
        11 => announce(cx, p),
        12 => port(cx, &mut p),
        13 => {
            port(cx, &mut p)?;
            out!(cx, ", start boundary hops: ", p.u8()?);
            out!(cx, ", boundary hops: ", p.u8()?);
            out!(cx, ", flags: 0x", hex(p.u8()?, 1));
            out!(cx, ", reserved: 0x", hex(p.u8()?, 1));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Seconds in 48 bits, and nanoseconds.
fn time(cx: &mut Context<'_>, p: &mut Cursor<'_>, before: &str, comma: &str) -> Outcome {
    out!(cx, before);
    let high = u64::from(p.be_u16()?);
    out!(cx, " ", high << 32 | u64::from(p.be_u32()?), " seconds", comma, " ", p.be_u32()?, " nanoseconds");
    Ok(())
}

fn port(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, ", port identity: 0x", hex(p.be_u64()?, 1));
    out!(cx, ", port id: ", p.be_u16()?);
    Ok(())
}

/// What the best clock is like.
fn announce(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    time(cx, &mut p, ", originTimeStamp:", "")?;
    out!(cx, ", origin cur utc:", p.be_u16()?);
    out!(cx, ", rsvd: ", p.u8()?);
    out!(cx, ", gm priority_1: ", p.u8()?);
    out!(cx, ", gm clock class: ", p.u8()?);
    out!(cx, ", gm clock accuracy: ", p.u8()?);
    out!(cx, ", gm clock variance: ", p.be_u16()?);
    out!(cx, ", gm priority_2: ", p.u8()?);
    out!(cx, ", gm clock id: 0x", hex(p.be_u64()?, 1));
    out!(cx, ", steps removed: ", p.be_u16()?);
    out!(cx, ", time source: 0x", hex(p.u8()?, 2));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_sync_has_a_time() {
        let header = [0, 0x12, 0, 44, 0, 0, 2, 0, 0, 0, 0, 0, 0, 5, 0, 7, 0, 0, 0, 0];
        let rest = [0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 0, 2, 0, 0x7f, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4];
        let sync = [&header[..], &rest].concat();
        let expected = "PTPv2.1, majorSdoId: 0x0, msg type: sync msg, length: 44, domain: 0, reserved1: 0, \
             Flags [two step], NS correction: 5, sub NS correction: 7, reserved2: 0, clock identity: 0x9, port id: 1, \
             seq id: 2, control: 0 (Sync), log message interval: 127, originTimeStamp: 3 seconds, 4 nanoseconds";
        assert_eq!(printed(print, 0, &sync), expected);
        assert!(printed(print, 0, &sync[..40]).ends_with("originTimeStamp: [|ptp]"));
    }

    #[test]
    fn what_is_short_or_of_another_version_is_not_looked_into() {
        assert_eq!(printed(print, 0, &[0; 33]), " [length 33 < 34] (invalid)");
        assert_eq!(printed(print, 0, &[1; 34]), "PTPv1 (not implemented)");
        assert_eq!(printed(print, 0, &[3; 34]), "PTPv3");
    }
}
