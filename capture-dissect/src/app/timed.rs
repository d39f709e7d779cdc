//! The Time Synchronization Protocol of Berkeley Unix's timed ("The Berkeley UNIX Time Synchronization
//! Protocol", 4.3BSD).
//!
//! ```text
//!  0      1         2          4                                      12
//! +------+---------+----------+--------------------------------------+---------------------
//! | type | version | sequence | seconds (4), microseconds (4) | hops | name, a zero byte
//! +------+---------+----------+--------------------------------------+---------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, Zeros, named, out},
    stop::{Outcome, Stop},
};

const MILLION: u32 = 1_000_000;

const TYPES: &Table = &[
    (0, "TSP_ANY"),
    (1, "TSP_ADJTIME"),
    (2, "TSP_ACK"),
    (3, "TSP_MASTERREQ"),
    (4, "TSP_MASTERACK"),
    (5, "TSP_SETTIME"),
    (6, "TSP_MASTERUP"),
    (7, "TSP_SLAVEUP"),
    (8, "TSP_ELECTION"),
    (9, "TSP_ACCEPT"),
    (10, "TSP_REFUSE"),
    (11, "TSP_CONFLICT"),
    (12, "TSP_RESOLVE"),
    (13, "TSP_QUIT"),
    (14, "TSP_DATE"),
    (15, "TSP_DATEREQ"),
    (16, "TSP_DATEACK"),
    (17, "TSP_TRACEON"),
    (18, "TSP_TRACEOFF"),
    (19, "TSP_MSITE"),
    (20, "TSP_MSITEREQ"),
    (21, "TSP_TEST"),
    (22, "TSP_SETDATE"),
    (23, "TSP_SETDATEREQ"),
    (24, "TSP_LOOP"),
];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("timed");
    let kind = p.u8()?;
    out!(cx, named(TYPES, kind).or_hex("(tsp_type 0x", 1, ")"));
    out!(cx, " vers ", p.u8()?);
    out!(cx, " seq ", p.be_u16()?);
    match kind {
        1 | 5 | 22 | 23 => {
            let (seconds, microseconds) = (p.be_u32()? as i32, p.be_u32()?);
            // Of a time that cannot be nothing is shown, nor of what follows.
            if microseconds > i32::MAX as u32 {
                return Ok(());
            }
            out!(cx, " time ");
            time(cx, seconds, microseconds);
        }
        24 => {
            out!(cx, " hopcnt ", p.u8()?);
            p.pass(7);
        }
        _ => p.pass(8),
    }
    out!(cx, " name ");
    let name = p.bytes();
    match name.iter().position(|byte| *byte == 0) {
        Some(len) => out!(cx, Safe(p.take(len)?)),
        None => {
            out!(cx, Safe(name));
            return Err(Stop::Truncated);
        }
    }
    Ok(())
}

/// Prints a time as a decimal number: microseconds count upwards before 1970, too.
fn time(cx: &mut Context<'_>, seconds: i32, microseconds: u32) {
    if seconds >= 0 || microseconds == 0 {
        return out!(cx, seconds, ".", Zeros(microseconds.into(), 6));
    }
    match seconds + 1 {
        0 => out!(cx, "-0."),
        seconds => out!(cx, seconds, "."),
    }
    match MILLION.checked_sub(microseconds) {
        Some(rest) => out!(cx, Zeros(rest.into(), 6)),
        // More than a second of them make no sense.
        None => out!(cx, "-", Zeros(u64::from(microseconds - MILLION), 5)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_time_is_told() {
        let message = b"\x05\x01\0\x07\0\0\0\x64\0\0\0\x05host\0";
        assert_eq!(printed(print, 0, message), "TSP_SETTIME vers 1 seq 7 time 100.000005 name host");
        assert_eq!(
            printed(print, 0, b"\x30\x01\0\x07\0\0\0\x64\0\0\0\x05\0"),
            "(tsp_type 0x30) vers 1 seq 7 name "
        );
    }
}
