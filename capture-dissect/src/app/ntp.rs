//! Network Time Protocol, versions up to 4 (RFC 5905), and its control messages (RFC 9327).
//!
//! ```text
//!  0                            1         2      3
//! +----------------------------+---------+------+-----------+
//! | leap (2), version (3), mode| stratum | poll | precision |
//! +----------------------------+---------+------+-----------+
//! 4 root delay, 8 root dispersion (16.16 bits), 12 reference, 16 reference, 24 origin, 32 receive,
//! 40 transmit timestamp (32.32 bits), 48 key, digest
//! control: 1 response, error, more (1 bit each), operation (5), 2 sequence, 4 status, 6 association,
//!          8 offset, 10 count (2 each), 12 data
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Safe, Show, Table, Zeros, hex, named, out},
    stop::{Outcome, Stop},
    time::{date, time_of_day},
};

const MODES: &Table = &[
    (0, "unspecified"),
    (1, "symmetric active"),
    (2, "symmetric passive"),
    (3, "Client"),
    (4, "Server"),
    (5, "Broadcast"),
    (6, "Control Message"),
    (7, "Reserved"),
];

const LEAPS: &Table = &[(0x00, ""), (0x40, "+1s"), (0x80, "-1s"), (0xc0, "clock unsynchronized")];

const HEADER: usize = 48;
const CONTROL_HEADER: usize = 12;

/// Seconds from 1900 to 1970.
const UNIX_EPOCH: i64 = 2_208_988_800;

/// A point in time: seconds since 1900 and their fraction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Time {
    secs: u32,
    fraction: u32,
}

impl Time {
    /// Whether it is no time at all.
    pub const fn is_zero(self) -> bool {
        self.secs == 0 && self.fraction == 0
    }

    /// Reads a time.
    pub fn read(p: &mut Cursor<'_>) -> Result<Self, Stop> {
        Ok(Self { secs: p.be_u32()?, fraction: p.be_u32()? })
    }
}

/// The fraction in billionths.
fn billionths(fraction: u32) -> u64 {
    (f64::from(fraction) / 4_294_967_296.0 * 1e9) as u64
}

impl Show for Time {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, self.secs, ".", Zeros(billionths(self.fraction), 9));
        if self.secs != 0 {
            // Seconds without the highest bit count from 2036 on (RFC 4330 section 3).
            let era = if self.secs < 0x8000_0000 { 1i64 << 32 } else { 0 };
            let unix = era + i64::from(self.secs) - UNIX_EPOCH;
            out!(cx, " (");
            date(unix.div_euclid(86_400), cx.out);
            out!(cx, "T");
            time_of_day(unix.rem_euclid(86_400), cx.out);
            out!(cx, "Z)");
        }
    }
}

/// The time between two points, or the later one where the earlier one is not given.
struct Delta(Time, Time);

impl Show for Delta {
    fn show(self, cx: &mut Context<'_>) {
        let Self(from, to) = self;
        if (from.secs, from.fraction) == (0, 0) {
            return to.show(cx);
        }
        let as_one = |time: Time| u64::from(time.secs) << 32 | u64::from(time.fraction);
        let (sign, delta) = match as_one(to).checked_sub(as_one(from)) {
            Some(delta) if delta > 0 => ("+", delta),
            _ => ("-", as_one(from) - as_one(to)),
        };
        // Equal fractions of different seconds: the sign is that of the seconds.
        out!(cx, sign, delta >> 32, ".", Zeros(billionths(delta as u32), 9));
    }
}

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ntp");
    let first = p.peek(0)?;
    let mode = first & 7;
    out!(cx, "NTPv", first >> 3 & 7);
    out!(cx, ", ", named(MODES, mode), ", length ", p.len());
    if !cx.verbose(1) {
        return Ok(());
    }
    let leap = first & 0xc0;
    out!(cx, "\n\tLeap indicator: ", named(LEAPS, leap), " (", leap, ")");
    match mode {
        0..=5 => time(cx, p),
        6 => control(cx, p),
        _ => Ok(()),
    }
}

/// A message that is shorter than it must be: invalid, and cut if it is that too.
fn too_short(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.invalid()?;
    if p.has(p.len()) { Ok(()) } else { cx.truncated() }
}

/// A number of 32 bits with the point in its middle.
struct Fixed(u16, u16);

impl Fixed {
    fn read(p: &mut Cursor<'_>) -> Result<Self, Stop> {
        p.need(4)?;
        Ok(Self(p.be_u16()?, p.be_u16()?))
    }
}

impl Show for Fixed {
    fn show(self, cx: &mut Context<'_>) {
        let Self(whole, fraction) = self;
        out!(cx, whole, ".", Zeros((f64::from(fraction) / 65_536.0 * 1e6) as u64, 6));
    }
}

fn time(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len < HEADER {
        return too_short(cx, p);
    }
    let stratum = p.peek(1)?;
    let kind = match stratum {
        0 => "unspecified",
        1 => "primary reference",
        2..=15 => "secondary reference",
        _ => "reserved",
    };
    out!(cx, ", Stratum ", stratum, " (", kind, ")");
    let poll = p.peek(2)?.cast_signed();
    out!(cx, ", poll ", poll);
    match poll {
        0..=31 => out!(cx, " (", 1u32 << poll, "s)"),
        -31..0 => out!(cx, " (1/", 1u32 << -poll, "s)"),
        _ => {}
    }
    out!(cx, ", precision ", p.peek(3)?.cast_signed());
    let mut p = p.at(4)?;
    out!(cx, "\n\tRoot Delay: ", Fixed::read(&mut p)?);
    out!(cx, ", Root dispersion: ", Fixed::read(&mut p)?);
    p.need(4)?;
    out!(cx, ", Reference-ID: ");
    match stratum {
        0 => {
            out!(cx, "(unspec)");
        }
        1 => {
            let name = p.take_some(4);
            out!(cx, Safe(name));
            if name.len() < 4 {
                return Err(Stop::Truncated);
            }
            return timestamps(cx, p, len);
        }
        62 => {
            out!(cx, p.ipv4()?, " INFO_QUERY");
            return Ok(());
        }
        63 => {
            out!(cx, p.ipv4()?, " INFO_REPLY");
            return Ok(());
        }
        _ => out!(cx, "0x", hex(p.peek_u32(0)?, 8)),
    }
    timestamps(cx, p.at(4)?, len)
}

fn timestamps(cx: &mut Context<'_>, mut p: Cursor<'_>, len: usize) -> Outcome {
    p.need(8)?;
    out!(cx, "\n\t  Reference Timestamp:  ", Time::read(&mut p)?);
    let names =
        ["\n\t  Origin Timestamp:     ", "\n\t  Receive Timestamp:    ", "\n\t  Transmit Timestamp:   "];
    let mut times = [Time { secs: 0, fraction: 0 }; 3];
    for (name, time) in names.into_iter().zip(&mut times) {
        p.need(8)?;
        *time = Time::read(&mut p)?;
        out!(cx, name, *time);
    }
    let [origin, receive, transmit] = times;
    out!(cx, "\n\t    Originator - Receive Timestamp:  ", Delta(origin, receive));
    out!(cx, "\n\t    Originator - Transmit Timestamp: ", Delta(origin, transmit));
    match len - HEADER {
        0 => {}
        4 => out!(cx, "\n\tKey id: ", p.be_u32()?),
        more @ (20 | 24) => {
            out!(cx, "\n\tKey id: ", p.be_u32()?);
            p.need(more - 4)?;
            out!(cx, "\n\tAuthentication: ", HexBytes(p.take(more - 4)?));
        }
        more => out!(cx, "\n\t(", more, " more bytes after the header)"),
    }
    Ok(())
}

fn control(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let message = p;
    if p.len() < CONTROL_HEADER {
        return too_short(cx, message);
    }
    let mut p = p.at(1)?;
    let bits = p.u8()?;
    let word = |bit: u8, set: &'static str, clear: &'static str| if bits & bit != 0 { set } else { clear };
    out!(cx, ", ", word(0x80, "Response", "Request"), ", ", word(0x40, "Error", "OK"));
    out!(cx, ", ", word(0x20, "More", "Last"), ", OpCode=", bits & 0x1f, "\n");
    out!(cx, "\tSequence=", p.be_u16()?);
    let status = p.be_u16()?;
    out!(cx, ", Status=", (status != 0).then_some("0x"), hex(status, 0));
    out!(cx, ", Assoc.=", p.be_u16()?);
    out!(cx, ", Offset=", p.be_u16()?);
    let count = usize::from(p.be_u16()?);
    out!(cx, ", Count=", count);
    if CONTROL_HEADER + count > message.len() {
        return too_short(cx, message);
    }
    if count != 0 {
        p.need(count)?;
        out!(cx, "\n\tTO-BE-DONE: data not interpreted");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::{printed, text};

    #[test]
    fn a_client_asks_for_the_time() {
        let mut message = vec![0xe3, 0, 8, 0];
        message.resize(40, 0);
        message.extend_from_slice(&[0xdd, 0x48, 0x1d, 0x74, 0x80, 0, 0, 0]);
        assert_eq!(printed(print, 0, &message), "NTPv4, Client, length 48");
        let shown = printed(print, 1, &message);
        assert!(
            shown.contains("unsynchronized (192), Stratum 0 (unspecified), poll 8 (256s), precision 0\n")
        );
        assert!(
            shown.ends_with("Transmit Timestamp: 3712490868.500000000 (2017-08-23T15:27:48Z)"),
            "{shown}"
        );
        assert!(printed(print, 1, &message[..47]).ends_with("(192) (invalid)"));
    }

    #[test]
    fn a_delta_has_a_sign() {
        let time = |secs, fraction| Time { secs, fraction };
        assert_eq!(text(|cx| out!(cx, Delta(time(5, 0x8000_0000), time(4, 0)))), "-1.500000000");
        assert_eq!(text(|cx| out!(cx, Delta(time(5, 0), time(6, 0x4000_0000)))), "+1.250000000");
    }
}
