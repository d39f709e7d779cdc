//! Local time: `TZ`, or the system's time zone.

use jiff::{Timestamp, tz::TimeZone};

/// The zone in which times are printed.
pub struct LocalZone(TimeZone);

impl LocalZone {
    /// Asks the system; UTC where it does not know.
    pub fn new() -> Self {
        Self(TimeZone::system())
    }
}

impl capture_dissect::Zone for LocalZone {
    fn utc_offset(&self, unix_secs: i64) -> i32 {
        match Timestamp::from_second(unix_secs) {
            Ok(time) => self.0.to_offset(time).seconds(),
            // Beyond the year 9999 nobody has decided on summer time.
            Err(_) => 0,
        }
    }
}
