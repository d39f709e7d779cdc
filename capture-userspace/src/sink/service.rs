//! Tells a service manager how the capture is (sd_notify(3)): that it has begun, that it is alive, that
//! it ends. It takes no records; that it is asked what is due shows that records go on being taken.

use std::{
    env,
    time::{Duration, Instant},
};

use capture_common::Record;
use sd_notify::NotifyState;

use super::{Sink, SinkError};
use crate::source::Interface;

/// Tells.
pub struct ServiceSink {
    /// How often the manager wants to hear that the capture is alive.
    every: Option<Duration>,
    due: Option<Instant>,
}

impl ServiceSink {
    /// For the manager that started this process, if one did that wants to know.
    pub fn of_environment() -> Option<Self> {
        env::var_os("NOTIFY_SOCKET")?;
        // Twice in the time after which the manager loses patience, as sd_watchdog_enabled(3) has it.
        Some(Self { every: sd_notify::watchdog_enabled().map(|patience| patience / 2), due: None })
    }
}

/// A manager that does not listen is no reason to end a capture.
fn tell(state: NotifyState<'_>) {
    let _ = sd_notify::notify(&[state]);
}

impl Sink for ServiceSink {
    fn start(&mut self, _: &[Interface]) -> Result<(), SinkError> {
        tell(NotifyState::Ready);
        self.due = self.every.map(|every| Instant::now() + every);
        Ok(())
    }

    fn record(&mut self, _: &Record<'_>, _: &Interface) -> Result<(), SinkError> {
        Ok(())
    }

    fn idle(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn due(&self) -> Option<Instant> {
        self.due
    }

    fn tick(&mut self) -> Result<(), SinkError> {
        if self.due.is_some_and(|due| due <= Instant::now()) {
            tell(NotifyState::Watchdog);
            self.due = self.every.map(|every| Instant::now() + every);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        tell(NotifyState::Stopping);
        Ok(())
    }
}
