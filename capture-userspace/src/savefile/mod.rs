//! Savefiles: pcap and pcapng, told apart by their first bytes.
#![deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{fs::File, io, path::Path};

use capture_common::{LinkType, Record, abi::MAX_SNAPLEN};
use thiserror::Error;

use crate::source::Interface;

mod pcap;
mod pcapng;
mod read;

use read::ReadAhead;

/// Largest packet of D-Bus, whose messages are up to 128 MiB (D-Bus specification, "Message
/// format"), and of USB with its headers.
const MAX_LARGE_PACKET: u32 = 128 * 1024 * 1024;

/// Why a savefile cannot be read, or not any further.
#[derive(Debug, Error)]
pub enum SavefileError {
    /// The file cannot be opened.
    #[error("{name}: {}", os_words(.cause))]
    Open {
        /// The file's name.
        name: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The system refused to read on.
    #[error("error reading dump file at byte {offset}: {}", os_words(.cause))]
    Read {
        /// Where in the file.
        offset: u64,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The file starts like no format that is known.
    #[error("unknown file format")]
    Format,
    /// The file ends within a packet or block.
    #[error("truncated dump file; tried to read {wanted} bytes of {what} at byte {offset}, only got {got}")]
    Truncated {
        /// What was being read.
        what: &'static str,
        /// Where in the file it starts.
        offset: u64,
        /// Its length in bytes.
        wanted: usize,
        /// How many of them are there.
        got: usize,
    },
    /// A packet cannot be that long.
    #[error("invalid packet capture length {caplen} at byte {offset}, bigger than maximum of {maximum}")]
    PacketTooLong {
        /// Where in the file the packet starts.
        offset: u64,
        /// The length that the file gives.
        caplen: u32,
        /// The most that it may be.
        maximum: u32,
    },
    /// A field makes no sense.
    #[error("damaged dump file at byte {offset}: {reason}")]
    Damaged {
        /// Where in the file the packet or block starts.
        offset: u64,
        /// What is wrong with it.
        reason: String,
    },
}

impl SavefileError {
    /// Whether a signal interrupted the reading, which can go on.
    pub fn is_interruption(&self) -> bool {
        matches!(self, Self::Read { cause, .. } if cause.kind() == io::ErrorKind::Interrupted)
    }
}

/// An error as `strerror` says it, without Rust's "(os error 2)".
fn os_words(error: &io::Error) -> String {
    let words = error.to_string();
    match words.split_once(" (os error") {
        Some((bare, _)) => bare.to_owned(),
        None => words,
    }
}

/// A packet and the interface that it came from.
pub type Packet<'a> = (Record<'a>, &'a Interface);

/// A savefile that is open for reading.
#[derive(Debug)]
pub struct Reader {
    input: ReadAhead,
    format: Format,
}

#[derive(Debug)]
enum Format {
    Pcap(pcap::Pcap),
    Pcapng(pcapng::Pcapng),
}

impl Reader {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// When it cannot be opened, or is no savefile.
    pub fn open(path: &Path) -> Result<Self, SavefileError> {
        let input: Box<dyn io::Read> = if path.as_os_str() == "-" {
            Box::new(io::stdin())
        } else {
            let name = path.display().to_string();
            Box::new(File::open(path).map_err(|cause| SavefileError::Open { name, cause })?)
        };
        Self::new(input)
    }

    /// Reads a savefile from a stream.
    ///
    /// # Errors
    /// When it does not start as a savefile does.
    pub fn new(input: Box<dyn io::Read>) -> Result<Self, SavefileError> {
        let mut input = ReadAhead::new(input);
        let magic = input.peek(4)?.first_chunk::<4>().copied().ok_or(SavefileError::Format)?;
        let format = if magic == pcapng::SECTION_HEADER {
            Format::Pcapng(pcapng::Pcapng::open(&mut input)?)
        } else {
            Format::Pcap(pcap::Pcap::open(&mut input)?)
        };
        Ok(Self { input, format })
    }

    /// The interfaces known so far: a pcapng file may name more of them further on.
    pub fn interfaces(&self) -> &[Interface] {
        match &self.format {
            Format::Pcap(pcap) => pcap.interfaces(),
            Format::Pcapng(pcapng) => pcapng.interfaces(),
        }
    }

    /// The next packet and its interface, or `None` at the end.
    ///
    /// # Errors
    /// Where the file is damaged or cut off; all packets before have been handed out.
    pub fn read(&mut self) -> Result<Option<Packet<'_>>, SavefileError> {
        match &mut self.format {
            Format::Pcap(pcap) => pcap.read(&mut self.input),
            Format::Pcapng(pcapng) => pcapng.read(&mut self.input),
        }
    }
}

/// Most bytes that a packet of a link type may have.
const fn max_packet(link_type: LinkType) -> u32 {
    match link_type {
        LinkType::DBUS | LinkType::USB_LINUX | LinkType::USB_LINUX_MMAPPED => MAX_LARGE_PACKET,
        _ => MAX_SNAPLEN,
    }
}

/// A file's snaplen as it is meant: 0 and absurd values stand for "no limit".
const fn effective_snaplen(snaplen: u32, link_type: LinkType) -> u32 {
    if snaplen == 0 || snaplen > i32::MAX as u32 { max_packet(link_type) } else { snaplen }
}
