//! The same for a system that cannot wait for processes.

use std::io;

use super::{ControlError, Process};

/// Never made.
pub enum Watched {}

impl Watched {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub fn new(process: &Process) -> Result<Self, ControlError> {
        let cause = io::ErrorKind::Unsupported.into();
        match process {
            Process::Running(pid) => Err(ControlError::Process { pid: *pid, cause }),
            Process::Command(words) => Err(ControlError::Command { command: words.join(" "), cause }),
        }
    }

    /// Never called.
    pub async fn gone(&mut self) {
        match *self {}
    }
}
