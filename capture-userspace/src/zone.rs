//! Local time: `TZ`, or the system's time zone.

use std::{env, fs};

use jiff::{Timestamp, tz::TimeZone};

/// The system's time zone (tzfile(5)), as the C library has it.
const LOCAL_TIME: &str = "/etc/localtime";

/// The zone in which times are printed.
pub struct LocalZone(TimeZone);

impl LocalZone {
    /// Asks the system; UTC where it does not know.
    pub fn new() -> Self {
        Self(system_file().unwrap_or_else(TimeZone::system))
    }
}

/// What the file says: its zone's name, for which all zones' names would be read, is of no use here.
fn system_file() -> Option<TimeZone> {
    if env::var_os("TZ").is_some() {
        return None;
    }
    TimeZone::tzif("local", &fs::read(LOCAL_TIME).ok()?).ok()
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
