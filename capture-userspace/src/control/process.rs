//! Waiting for the end of another process.

use std::{
    os::fd::OwnedFd,
    process::{Child, Command},
};

use super::{ControlError, Process};
use crate::sys::readiness;
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// A process whose end is waited for.
pub struct Watched {
    descriptor: readiness::Watched<OwnedFd>,
    /// Where it was started here, so that it is collected.
    child: Option<Child>,
}

impl Watched {
    /// Starts the command, or finds the process.
    ///
    /// # Errors
    /// When it cannot be run, or there is none.
    pub fn new(process: &Process) -> Result<Self, ControlError> {
        let (pid, child) = match process {
            Process::Running(pid) => (*pid, None),
            Process::Command(words) => {
                let child = Command::new(&words[0]).args(&words[1..]).spawn();
                let child =
                    child.map_err(|cause| ControlError::Command { command: words.join(" "), cause })?;
                (child.id().cast_signed(), Some(child))
            }
        };
        let no_such = rustix::io::Errno::SRCH;
        let descriptor =
            Pid::from_raw(pid).ok_or(no_such).and_then(|pid| pidfd_open(pid, PidfdFlags::empty()));
        let descriptor = descriptor.map_err(Into::into).and_then(readiness::Watched::new);
        let descriptor = descriptor.map_err(|cause| ControlError::Process { pid, cause })?;
        Ok(Self { descriptor, child })
    }

    /// Waits for its end.
    pub async fn gone(&mut self) {
        self.descriptor.readable(|_| ()).await;
        if let Some(child) = &mut self.child {
            let _ = child.try_wait();
        }
    }
}
