//! Names of savefiles: `-C` appends numbers, `-G` fills in the time.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{
    Timestamp, ZonedDateTime,
    fmt::strtime::{BrokenDownTime, Config},
    tz::TimeZone,
};

use crate::cli::save::{Rotation, SavePlan};

/// Gives each file its name.
pub struct Names {
    /// As typed.
    template: PathBuf,
    rotation: Rotation,
    /// How many files there were since the last change of the time in the name.
    number: u32,
    /// As it was at the start, where the system's files could still be read.
    zone: TimeZone,
}

impl Names {
    pub fn new(plan: &SavePlan) -> Self {
        Self { template: plan.path.clone(), rotation: plan.rotation, number: 0, zone: TimeZone::system() }
    }

    pub fn first(&self) -> PathBuf {
        self.name(&self.now())
    }

    /// The name after a file that became too large; `-W` makes a ring of them.
    pub fn next_by_size(&mut self) -> PathBuf {
        self.number += 1;
        if self.rotation.files.is_some_and(|files| self.number >= files.get()) {
            self.number = 0;
        }
        self.name(&self.now())
    }

    /// The name after a file that lasted long enough, which should have ended a moment ago: the time in it is
    /// that one, as a delay of one file and none of the next could give both the same second.
    pub fn next_by_time(&mut self, delay: Duration) -> PathBuf {
        self.number = 0;
        let now = self.now();
        self.name(&now.checked_sub(delay).unwrap_or(now))
    }

    fn now(&self) -> ZonedDateTime {
        Timestamp::now().to_zoned_datetime(self.zone.clone())
    }

    fn name(&self, now: &ZonedDateTime) -> PathBuf {
        let base =
            if self.rotation.every.is_some() { fill_in(&self.template, now) } else { self.template.clone() };
        // As many digits as the last file's number needs, so that names sort in order.
        let digits = match self.rotation.files {
            Some(files) if files.get() > 1 && self.rotation.size.is_some() => {
                (files.get() - 1).ilog10() as usize + 1
            }
            _ => 0,
        };
        if digits == 0 && self.number == 0 {
            return base;
        }
        let mut name = base.into_os_string();
        name.push(format!("{:0digits$}", self.number));
        name.into()
    }
}

/// The time in a name, as strftime(3); what is no conversion stays as it is.
fn fill_in(template: &Path, now: &ZonedDateTime) -> PathBuf {
    let Some(text) = template.to_str() else { return template.to_owned() };
    let filled = BrokenDownTime::from(now).to_string_with_config(&Config::new().lenient(true), text);
    filled.map_or_else(|_| template.to_owned(), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use super::*;

    fn names(template: &str, size: Option<u64>, every: Option<u64>, files: u32) -> Names {
        let every = every.map(Duration::from_secs);
        Names {
            template: template.into(),
            rotation: Rotation { size, every, files: NonZero::new(files) },
            number: 0,
            zone: TimeZone::UTC,
        }
    }

    /// The first file's name and those behind it.
    fn by_size(mut names: Names, count: usize) -> Vec<String> {
        let mut all = vec![names.first()];
        all.extend((1..count).map(|_| names.next_by_size()));
        all.into_iter().map(|name| name.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn numbers_are_those_of_tcpdump() {
        assert_eq!(by_size(names("x", Some(1), None, 0), 4), ["x", "x1", "x2", "x3"]);
        assert_eq!(by_size(names("x", Some(1), None, 1), 3), ["x", "x", "x"]);
        assert_eq!(by_size(names("x", Some(1), None, 2), 3), ["x0", "x1", "x0"]);
        assert_eq!(by_size(names("x", Some(1), None, 10), 2), ["x0", "x1"]);
        assert_eq!(by_size(names("x", Some(1), None, 11), 2), ["x00", "x01"]);
        assert_eq!(by_size(names("x", None, None, 11), 1), ["x"]);
        assert_eq!(by_size(names("x%Y", Some(1), None, 0), 2), ["x%Y", "x%Y1"]);
    }

    #[test]
    fn the_time_is_filled_in_as_strftime_does() {
        let now: ZonedDateTime = "2026-01-02T03:04:05+00:00[UTC]".parse().unwrap();
        let name = |template| names(template, None, Some(1), 0).name(&now).to_string_lossy().into_owned();
        assert_eq!(name("a-%Y%m%d-%H%M%S.pcap"), "a-20260102-030405.pcap");
        assert_eq!(name("%s-%%-%j"), "1767323045-%-002");
        assert_eq!(name("%"), "%");
        let mut both = names("x%Y", Some(1), Some(1), 0);
        assert_eq!(both.next_by_size().to_string_lossy().len(), "x20261".len());
        assert_eq!(both.next_by_time(Duration::ZERO).to_string_lossy().len(), "x2026".len());
    }
}
