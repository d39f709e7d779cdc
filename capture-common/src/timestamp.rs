//! Points in time as savefiles and clocks give them.

/// Nanoseconds in a second.
pub const NANOS_PER_SEC: i64 = 1_000_000_000;

/// A point in Unix time with nanosecond resolution.
///
/// The two fields are kept as they were read: a damaged savefile may hold a fraction of a second
/// or more than a second, and a printer shows that rather than a time that was never recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Seconds since 1970-01-01 00:00:00 UTC.
    pub secs: i64,
    /// Nanoseconds after `secs`; 0 to 999,999,999 unless the savefile is damaged.
    pub nanos: i64,
}

impl Timestamp {
    /// A time given as nanoseconds since 1970-01-01 00:00:00 UTC.
    pub const fn from_unix_nanos(nanos: i64) -> Self {
        Self { secs: nanos.div_euclid(NANOS_PER_SEC), nanos: nanos.rem_euclid(NANOS_PER_SEC) }
    }

    /// The fraction of a second in microseconds, cut off and not rounded.
    pub const fn micros(&self) -> i64 {
        self.nanos / 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nanoseconds_before_the_epoch_keep_a_positive_fraction() {
        assert_eq!(Timestamp::from_unix_nanos(-1), Timestamp { secs: -1, nanos: 999_999_999 });
        assert_eq!(Timestamp::from_unix_nanos(1_500_000_000).micros(), 500_000);
    }
}
