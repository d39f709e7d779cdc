//! Where records go: lines on standard output, savefiles, or just a count.

use std::io;

use capture_common::Record;
use thiserror::Error;

use crate::source::Interface;

pub mod count;
pub mod pcap;
pub mod print;

/// Why a sink cannot take records any more.
#[derive(Debug, Error)]
pub enum SinkError {
    /// The reader at the other end of a pipe has gone, which ends a capture in good order.
    #[error("broken pipe")]
    ClosedPipe,
    /// A file cannot be created or written.
    #[error("{name}: {cause}")]
    Io {
        /// The file's name.
        name: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// Records of different link types do not fit into one file of this format.
    #[error("{name}: a pcap file holds packets of one link type only, and these are of several")]
    LinkTypes {
        /// The file's name.
        name: String,
    },
}

impl SinkError {
    /// Tells a closed pipe from other failures to write.
    fn io(name: &str, cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Io { name: name.to_owned(), cause },
        }
    }
}

/// A receiver of records.
pub trait Sink {
    /// Called once, before the first record.
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

    /// Called once, after the last record.
    ///
    /// # Errors
    /// When what is buffered or belongs at the end cannot be written.
    fn finish(&mut self) -> Result<(), SinkError> {
        self.flush()
    }
}
