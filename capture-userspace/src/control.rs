//! What reaches a capture beside its packets: signals, and what else may end it.

use std::io;

use thiserror::Error;
use tokio::time::{Instant, sleep_until};

use crate::{
    cli::plan::{Ending, Process},
    diag::os_words,
    engine::End,
    signals::{Signal, Signals},
};

#[cfg(all(target_os = "linux", feature = "ebpf"))]
#[path = "control/process.rs"]
mod process;
#[cfg(not(all(target_os = "linux", feature = "ebpf")))]
#[path = "control/no_process.rs"]
mod process;

/// Why a capture cannot be controlled.
#[derive(Debug, Error)]
pub enum ControlError {
    /// The system refuses to tell of signals.
    #[error("cannot listen for signals: {}", os_words(.0))]
    Signals(#[source] io::Error),
    /// The process that was named cannot be waited for.
    #[error("cannot wait for process {pid}: {}", os_words(.cause))]
    Process {
        /// Its number.
        pid: i32,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The command cannot be run.
    #[error("cannot run {command}: {}", os_words(.cause))]
    Command {
        /// As typed.
        command: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// What is wanted of a running capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// To end.
    End(End),
    /// To say what was captured so far.
    Report,
    /// To write out what is buffered.
    Flush,
}

/// Listens.
pub struct Control {
    signals: Signals,
    ending: Ending,
    started: Option<Started>,
}

/// What runs since the capture has begun.
struct Started {
    deadline: Option<Instant>,
    process: Option<process::Watched>,
}

impl Control {
    /// Listens for signals from now on.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(ending: Ending) -> Result<Self, ControlError> {
        Ok(Self { signals: Signals::new().map_err(ControlError::Signals)?, ending, started: None })
    }

    /// The capture has begun: time counts, and the command that it lasts as long as is started.
    ///
    /// # Errors
    /// When there is no such process, or the command cannot be run.
    pub fn start(&mut self) -> Result<(), ControlError> {
        if self.started.is_none() {
            self.started = Some(Started {
                deadline: self.ending.after.map(|after| Instant::now() + after),
                process: self.ending.with.as_ref().map(process::Watched::new).transpose()?,
            });
        }
        Ok(())
    }

    /// Waits for what is wanted next. May be dropped and called anew.
    pub async fn next(&mut self) -> Request {
        let (deadline, process) = match &mut self.started {
            Some(Started { deadline, process }) => (*deadline, process.as_mut()),
            None => (None, None),
        };
        tokio::select! {
            signal = self.signals.next() => match signal {
                Signal::End => Request::End(End::Signal),
                Signal::Report => Request::Report,
                Signal::Flush => Request::Flush,
            },
            () = until(deadline) => Request::End(End::Duration),
            () = gone(process) => Request::End(End::Process),
        }
    }
}

/// Waits until then; for ever where there is no then.
pub async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

async fn gone(process: Option<&mut process::Watched>) {
    match process {
        Some(process) => process.gone().await,
        None => std::future::pending().await,
    }
}
