//! The time before a packet.

use capture_common::Timestamp;

use crate::{
    options::{TimestampStyle, Zone},
    show::{append, decimal, six_digits, zero_padded},
};

/// Seconds in a day.
const DAY: i64 = 86_400;

/// No date and time of day is longer, whatever the year.
const MAX_TEXT: usize = 32;

/// Prints times, and remembers what they are relative to.
pub(crate) struct Clock {
    style: TimestampStyle,
    nanoseconds: bool,
    zone: Box<dyn Zone>,
    reference: Option<(i64, i64)>,
    /// The last second that was printed: most packets come in the same one.
    second: Option<i64>,
    /// Its text, filled up to [`MAX_TEXT`] bytes.
    text: Vec<u8>,
    text_len: usize,
}

impl Clock {
    /// A clock that has seen no packet.
    pub fn new(style: TimestampStyle, nanoseconds: bool, zone: Box<dyn Zone>) -> Self {
        Self { style, nanoseconds, zone, reference: None, second: None, text: Vec::new(), text_len: 0 }
    }

    /// Appends the time and the blank behind it.
    pub fn print(&mut self, ts: Timestamp, out: &mut Vec<u8>) {
        // A savefile's fraction has 32 bits with a sign, whatever it means.
        let fraction = if self.nanoseconds { ts.nanos } else { i64::from(ts.micros() as i32) };
        match self.style {
            TimestampStyle::None => return,
            _ if ts.secs < 0 => out.extend_from_slice(b" (invalid)"),
            TimestampStyle::Default | TimestampStyle::Date => {
                self.local(ts.secs, out);
                self.fraction(fraction, out);
            }
            TimestampStyle::Unix => {
                decimal(ts.secs, out);
                self.fraction(fraction, out);
            }
            TimestampStyle::Delta | TimestampStyle::SinceFirst => self.relative(ts.secs, fraction, out),
        }
        out.push(b' ');
    }

    fn local(&mut self, secs: i64, out: &mut Vec<u8>) {
        if self.second != Some(secs) {
            self.second = Some(secs);
            let local = secs.saturating_add(self.zone.utc_offset(secs).into());
            self.text.clear();
            if self.style == TimestampStyle::Date {
                date(local.div_euclid(DAY), &mut self.text);
                self.text.push(b' ');
            }
            time_of_day(local.rem_euclid(DAY), &mut self.text);
            self.text_len = self.text.len();
            self.text.resize(MAX_TEXT, 0);
        }
        if let Some(text) = self.text.first_chunk::<MAX_TEXT>() {
            append(*text, self.text_len, out);
        }
    }

    fn relative(&mut self, secs: i64, fraction: i64, out: &mut Vec<u8>) {
        let this = (secs, fraction);
        let that = *self.reference.get_or_insert(this);
        out.push(if this < that { b'-' } else { b' ' });
        let (late, early) = (this.max(that), this.min(that));
        let (mut secs, mut fraction) = (late.0 - early.0, late.1 - early.1);
        if fraction < 0 {
            secs -= 1;
            fraction += if self.nanoseconds { 1_000_000_000 } else { 1_000_000 };
        }
        if secs < 0 {
            out.extend_from_slice(b" (invalid)");
        } else {
            time_of_day(secs.rem_euclid(DAY), out);
            self.fraction(fraction, out);
        }
        if self.style == TimestampStyle::Delta {
            self.reference = Some(this);
        }
    }

    fn fraction(&self, fraction: i64, out: &mut Vec<u8>) {
        match fraction as u32 {
            fraction @ 0..1_000_000 if !self.nanoseconds => {
                let [a, b, c, d, e, f] = six_digits(fraction);
                out.extend_from_slice(&[b'.', a, b, c, d, e, f]);
            }
            fraction => {
                out.push(b'.');
                zero_padded(fraction.into(), if self.nanoseconds { 9 } else { 6 }, out);
            }
        }
    }
}

/// `13:05:59` for the seconds of a day.
pub(crate) fn time_of_day(secs: i64, out: &mut Vec<u8>) {
    let two = |value: i64| [b'0' + (value / 10) as u8, b'0' + (value % 10) as u8];
    let [h, m, s] = [two(secs / 3_600), two(secs / 60 % 60), two(secs % 60)];
    out.extend_from_slice(&[h[0], h[1], b':', m[0], m[1], b':', s[0], s[1]]);
}

/// `2026-11-24` for the days since 1970, in the Gregorian calendar.
pub(crate) fn date(days: i64, out: &mut Vec<u8>) {
    let (year, month, day) = civil(days);
    if year < 0 {
        out.push(b'-');
    }
    // As strftime does: a year is not padded.
    decimal(year.unsigned_abs(), out);
    out.push(b'-');
    zero_padded(month, 2, out);
    out.push(b'-');
    zero_padded(day, 2, out);
}

/// Year, month and day for the days since 1970.
///
/// Counts in eras of 400 years that begin in March, so that the leap day comes last.
pub(crate) fn civil(days: i64) -> (i64, u64, u64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = 400 * era + year_of_era + i64::from(month <= 2);
    (year, month as u64, day as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(i32);

    impl Zone for Fixed {
        fn utc_offset(&self, _: i64) -> i32 {
            self.0
        }
    }

    fn print(style: TimestampStyle, offset: i32, times: &[(i64, i64)]) -> String {
        let mut clock = Clock::new(style, false, Box::new(Fixed(offset)));
        let mut out = Vec::new();
        for (secs, micros) in times {
            clock.print(Timestamp { secs: *secs, nanos: micros * 1_000 }, &mut out);
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn dates_reach_beyond_2038_and_2106() {
        let date = |secs| print(TimestampStyle::Date, 0, &[(secs, 0)]);
        assert_eq!(date(0), "1970-01-01 00:00:00.000000 ");
        assert_eq!(date(951_782_400), "2000-02-29 00:00:00.000000 ");
        assert_eq!(date(2_147_483_648), "2038-01-19 03:14:08.000000 ");
        assert_eq!(date(4_294_967_296), "2106-02-07 06:28:16.000000 ");
        assert_eq!(date(253_402_300_800), "10000-01-01 00:00:00.000000 ");
    }

    #[test]
    fn local_time_is_ahead_of_utc_by_the_offset() {
        assert_eq!(print(TimestampStyle::Default, -3_600, &[(0, 5)]), "23:00:00.000005 ");
        assert_eq!(print(TimestampStyle::Date, -3_600, &[(0, 5)]), "1969-12-31 23:00:00.000005 ");
    }

    #[test]
    fn impossible_fractions_are_shown_as_they_are() {
        assert_eq!(print(TimestampStyle::Unix, 0, &[(10, 1_000_000)]), "10.1000000 ");
        assert_eq!(print(TimestampStyle::Unix, 0, &[(10, -1)]), "10.4294967295 ");
        assert_eq!(print(TimestampStyle::Unix, 0, &[(-1, 0)]), " (invalid) ");
    }

    #[test]
    fn relative_times_may_go_back() {
        let times = [(10, 999_999), (5, 2), (5, 3)];
        assert_eq!(
            print(TimestampStyle::Delta, 0, &times),
            " 00:00:00.000000 -00:00:05.999997  00:00:00.000001 "
        );
        assert_eq!(
            print(TimestampStyle::SinceFirst, 0, &times),
            " 00:00:00.000000 -00:00:05.999997 -00:00:05.999996 "
        );
    }
}
