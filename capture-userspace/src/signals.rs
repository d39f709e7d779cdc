//! Signals that a capture reacts to.

use std::io;

/// What somebody wants of a running capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, SIGTERM, SIGHUP: finish the files, say what was captured, end. A second one, a second later or
    /// more, ends the process at once.
    End,
    /// SIGUSR1: say what was captured so far.
    Report,
    /// SIGUSR2: write out what is buffered.
    Flush,
}

#[cfg(unix)]
mod platform {
    use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

    use super::{Signal, io};

    /// The signals of this process, from when it is made.
    pub struct Signals {
        interrupt: Stream,
        terminate: Stream,
        hangup: Stream,
        user1: Stream,
        user2: Stream,
    }

    impl Signals {
        /// Begins to listen.
        ///
        /// # Errors
        /// When the system refuses.
        pub fn new() -> io::Result<Self> {
            #[cfg(all(target_os = "linux", feature = "ebpf"))]
            crate::sys::forced_end::at_second(&[libc::SIGINT, libc::SIGTERM, libc::SIGHUP])?;
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hangup: signal(SignalKind::hangup())?,
                user1: signal(SignalKind::user_defined1())?,
                user2: signal(SignalKind::user_defined2())?,
            })
        }

        /// Waits for the next signal.
        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.interrupt.recv() => Signal::End,
                _ = self.terminate.recv() => Signal::End,
                _ = self.hangup.recv() => Signal::End,
                _ = self.user1.recv() => Signal::Report,
                _ = self.user2.recv() => Signal::Flush,
            }
        }
    }
}

#[cfg(not(unix))]
mod platform {
    use super::{Signal, io};

    /// Ctrl-C.
    pub struct Signals;

    impl Signals {
        /// Begins to listen.
        ///
        /// # Errors
        /// Never: the system is asked when waiting.
        pub fn new() -> io::Result<Self> {
            Ok(Self)
        }

        /// Waits for the next Ctrl-C.
        pub async fn next(&mut self) -> Signal {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            Signal::End
        }
    }
}

pub use platform::Signals;
