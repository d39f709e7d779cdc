//! Signals that a capture reacts to.

use std::io;

/// What somebody wants of a running capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has signals to ask by"))]
pub enum Signal {
    /// SIGINT, SIGTERM, SIGHUP, on Windows Ctrl-C, Ctrl-Break and the console's end: finish the files, say what was captured, end. A second one, a second later or
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

#[cfg(windows)]
mod platform {
    use tokio::signal::windows::{
        CtrlBreak, CtrlC, CtrlClose, CtrlLogoff, CtrlShutdown, ctrl_break, ctrl_c, ctrl_close, ctrl_logoff,
        ctrl_shutdown,
    };

    use super::{Signal, io};

    /// What the console tells this process, from when it is made. Where the console is closed, the system leaves
    /// it a few seconds to end.
    pub struct Signals {
        interrupt: CtrlC,
        terminate: CtrlBreak,
        close: CtrlClose,
        logoff: CtrlLogoff,
        shutdown: CtrlShutdown,
    }

    impl Signals {
        /// Begins to listen.
        ///
        /// # Errors
        /// When the system refuses.
        pub fn new() -> io::Result<Self> {
            Ok(Self {
                interrupt: ctrl_c()?,
                terminate: ctrl_break()?,
                close: ctrl_close()?,
                logoff: ctrl_logoff()?,
                shutdown: ctrl_shutdown()?,
            })
        }

        /// Waits for the next signal.
        pub async fn next(&mut self) -> Signal {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
                _ = self.close.recv() => {}
                _ = self.logoff.recv() => {}
                _ = self.shutdown.recv() => {}
            }
            Signal::End
        }
    }
}

pub use platform::Signals;
