//! Where records go: lines on standard output, savefiles, or just a count.

use std::{io, time::Instant};

use capture_common::Record;
use thiserror::Error;

use crate::{
    diag::os_words,
    source::{Interface, ledger::Ledger},
};

mod color;
pub mod count;
pub mod print;
pub mod save;
#[cfg(target_os = "linux")]
pub mod service;

/// Why a sink cannot take records any more.
#[derive(Debug, Error)]
pub enum SinkError {
    /// The reader at the other end of a pipe has gone, which ends a capture in good order.
    #[error("broken pipe")]
    ClosedPipe,
    /// A file cannot be created or written.
    #[error("{name}: {}", os_words(.cause))]
    Io {
        /// The file's name.
        name: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The last file that was wanted (`-W`) is complete, which ends a capture in good order; tcpdump's words.
    #[error("Maximum file limit reached: {0}")]
    LastFile(u32),
    /// Records of different link types do not fit into one file of this format.
    #[error("{name}: a pcap file holds packets of one link type only, and these are of several")]
    LinkTypes {
        /// The file's name.
        name: String,
    },
}

impl SinkError {
    /// Tells a closed pipe from other failures to write.
    pub(crate) fn io(name: &str, cause: io::Error) -> Self {
        // What Windows says too where nobody is at a pipe's other end.
        const PIPE_NOT_CONNECTED: i32 = 233;
        let is_unconnected = cfg!(windows) && cause.raw_os_error() == Some(PIPE_NOT_CONNECTED);
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ if is_unconnected => Self::ClosedPipe,
            _ => Self::Io { name: name.to_owned(), cause },
        }
    }
}

/// A receiver of records.
pub trait Sink {
    /// Called before the first record of each source.
    ///
    /// # Errors
    /// When what has to be written first cannot be.
    fn start(&mut self, interfaces: &[Interface]) -> Result<(), SinkError>;

    /// Takes one record.
    ///
    /// # Errors
    /// When it cannot be written.
    fn record(&mut self, record: &Record<'_>, interface: &Interface) -> Result<(), SinkError>;

    /// Called when there is nothing to do for a while: what is buffered and somebody may be waiting
    /// for goes out.
    ///
    /// # Errors
    /// When it cannot be written.
    fn idle(&mut self) -> Result<(), SinkError>;

    /// Writes out all that is buffered.
    ///
    /// # Errors
    /// When it cannot be written.
    fn flush(&mut self) -> Result<(), SinkError>;

    /// When [`Self::tick`] is wanted, however busy or idle the source is.
    fn due(&self) -> Option<Instant> {
        None
    }

    /// Does what has become due.
    ///
    /// # Errors
    /// When something cannot be written, or that was all that was wanted.
    fn tick(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    /// Whether to call [`Self::ledger`].
    fn wants_ledger(&self) -> bool {
        false
    }

    /// Takes what became of packets so far: every now and then, and before [`Self::finish`].
    fn ledger(&mut self, _: &Ledger) {}

    /// Called once, after the last record.
    ///
    /// # Errors
    /// When what is buffered or belongs at the end cannot be written.
    fn finish(&mut self) -> Result<(), SinkError> {
        self.flush()
    }
}

/// All receivers of records, in the order in which they get each one.
#[derive(Default)]
pub struct Sinks(Vec<Box<dyn Sink>>);

impl Sinks {
    /// Adds a receiver.
    pub fn push(&mut self, sink: impl Sink + 'static) {
        self.0.push(Box::new(sink));
    }

    /// Does something with every one, and answers with the first failure.
    ///
    /// # Errors
    /// The first one's.
    pub fn each(
        &mut self,
        mut action: impl FnMut(&mut dyn Sink) -> Result<(), SinkError>,
    ) -> Result<(), SinkError> {
        let mut first = None;
        for sink in &mut self.0 {
            if let Err(error) = action(sink.as_mut()) {
                first.get_or_insert(error);
            }
        }
        first.map_or(Ok(()), Err)
    }

    /// When the next [`Sink::tick`] is wanted.
    pub fn due(&self) -> Option<Instant> {
        self.0.iter().filter_map(|sink| sink.due()).min()
    }

    /// Whether any of them wants the ledger.
    pub fn want_ledger(&self) -> bool {
        self.0.iter().any(|sink| sink.wants_ledger())
    }

    /// Gives every one what became of packets so far.
    pub fn tell(&mut self, ledger: &Ledger) {
        self.0.iter_mut().for_each(|sink| sink.ledger(ledger));
    }
}
