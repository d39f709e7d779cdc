//! From the kernel's monotonic clock, which the hooks read, to Unix time.

use std::time::{Duration, Instant};

use capture_common::Timestamp;
use rustix::time::{ClockId, Timespec, clock_gettime};

/// How long one reading of both clocks is good for: within it a slewed clock drifts by 0.5 us at
/// the most (500 ppm), which is below the resolution of a savefile.
const RENEW_AFTER: Duration = Duration::from_millis(1000);

/// Attempts at reading both clocks close together.
const ATTEMPTS: usize = 5;

/// The distance between `CLOCK_REALTIME` and `CLOCK_MONOTONIC`.
pub struct Clock {
    offset_ns: i64,
    renewed: Instant,
}

impl Clock {
    /// Reads both clocks.
    pub fn paired() -> Self {
        Self { offset_ns: offset_ns(), renewed: Instant::now() }
    }

    /// Reads both clocks again if the last reading has grown old, so that steps of the clock and
    /// leap seconds are followed.
    pub fn renew(&mut self) {
        if self.renewed.elapsed() >= RENEW_AFTER {
            *self = Self::paired();
        }
    }

    /// Unix time of a moment on the monotonic clock.
    pub fn unix(&self, ktime_ns: u64) -> Timestamp {
        Timestamp::from_unix_nanos(self.offset_ns.wrapping_add_unsigned(ktime_ns))
    }
}

/// Now on the monotonic clock, in nanoseconds.
pub fn monotonic_ns() -> u64 {
    nanos(clock_gettime(ClockId::Monotonic)) as u64
}

/// Brackets each reading of the one clock between two of the other and keeps the closest pair.
fn offset_ns() -> i64 {
    let pair = || {
        let before = nanos(clock_gettime(ClockId::Monotonic));
        let real = nanos(clock_gettime(ClockId::Realtime));
        let after = nanos(clock_gettime(ClockId::Monotonic));
        (after - before, real - (before + after) / 2)
    };
    (0..ATTEMPTS).map(|_| pair()).min_by_key(|(width, _)| *width).map_or(0, |(_, offset)| offset)
}

fn nanos(time: Timespec) -> i64 {
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}

#[cfg(test)]
mod tests {
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::*;

    /// Steps of an hour both ways, the end of 32-bit time, signed and not, and times before 1970.
    #[test]
    fn a_step_of_the_clock_moves_what_follows_and_nothing_else() {
        let (hour, second) = (3_600_000_000_000, 1_000_000_000);
        let starts = [1_767_225_600, i64::from(i32::MAX), i64::from(u32::MAX), -1].map(|secs| secs * second);
        for start in starts {
            let mut clock = Clock { offset_ns: start, renewed: Instant::now() };
            let before = clock.unix(5);
            for step in [hour, -hour, 2 * second] {
                clock.offset_ns = start + step;
                let after = clock.unix(7);
                let nanos = |ts: Timestamp| ts.secs * second + ts.nanos;
                assert_eq!(nanos(after) - nanos(before), step + 2, "{start} {step}");
            }
        }
    }

    #[test]
    fn now_is_what_the_system_says_it_is() {
        let ours = Clock::paired().unix(monotonic_ns());
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        assert!(system.as_secs().abs_diff(ours.secs as u64) <= 1, "{ours:?} is not {system:?}");
    }
}
