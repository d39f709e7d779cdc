//! Reading savefiles: pcap and pcapng, compressed or not, told apart by their first bytes.
#![deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use std::{fs::File, io, path::Path, thread};

use capture_common::{LinkType, Record, abi::MAX_SNAPLEN};
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use thiserror::Error;

use crate::{diag::os_words, source::Interface};

mod compression;
mod endian;
mod list;
mod pcap;
pub(crate) mod pcapng;
mod read;
mod stream;
mod unread;

pub use self::list::FileList;
use self::{
    endian::Endian,
    read::ReadAhead,
    stream::{Pace, Stream},
};

/// Largest packet of D-Bus, whose messages are up to 128 MiB (D-Bus specification, "Message
/// format"), and of USB with its headers.
const MAX_LARGE_PACKET: u32 = 128 * 1024 * 1024;

/// Bytes of a file whose reading takes so long that somebody wants to know how far it is.
const LARGE: u64 = 64 * 1024 * 1024;

/// Why a savefile cannot be read, or not any further: libpcap's words, and where it is.
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
    /// The system refused to read on, or what is compressed is damaged or cut off.
    #[error("error reading dump file: {}, at byte {offset}", os_words(.cause))]
    Read {
        /// Where in the file, once it is unpacked.
        offset: u64,
        /// What the system or the unpacker said.
        #[source]
        cause: io::Error,
    },
    /// The file starts like no format that is known.
    #[error("unknown file format")]
    Format,
    /// The file is of a kind that cannot be read.
    #[error("{0}")]
    Unsupported(String),
    /// The file ends within a packet or block.
    #[error(transparent)]
    Truncated(Truncated),
    /// A field makes no sense.
    #[error("{words}, at byte {offset}")]
    Damaged {
        /// What is wrong.
        words: String,
        /// Where in the file the packet or block starts.
        offset: u64,
    },
}

/// The file ends within a packet or block.
#[derive(Clone, Copy, Debug, Error)]
#[error("truncated {part}bytes, only got {got}, at byte {offset}", part = .part.words(*.wanted))]
pub struct Truncated {
    /// What was being read.
    pub part: Part,
    /// Its length.
    pub wanted: usize,
    /// How many of them are there.
    pub got: usize,
    /// Where in the file the packet or block starts.
    pub offset: u64,
}

/// A part of a savefile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What a pcap file begins with.
    FileHeader,
    /// What stands before a packet in pcap.
    PacketHeader,
    /// A packet's bytes in pcap.
    Data,
    /// A piece of a block of pcapng.
    Block,
}

impl Part {
    fn words(self, wanted: usize) -> String {
        let (file, part) = match self {
            Self::FileHeader => ("dump file", "file header "),
            Self::PacketHeader => ("dump file", "header "),
            Self::Data => ("dump file", "captured "),
            Self::Block => ("pcapng dump file", ""),
        };
        format!("{file}; tried to read {wanted} {part}")
    }
}

impl SavefileError {
    /// Whether there is only nothing to read yet.
    pub fn is_pause(&self) -> bool {
        let pauses = [io::ErrorKind::WouldBlock, io::ErrorKind::Interrupted];
        matches!(self, Self::Read { cause, .. } if pauses.contains(&cause.kind()))
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
    /// Opens a file, or standard input for `-`; with `progress`, a terminal at standard error shows how
    /// far the reading of a large one is.
    ///
    /// # Errors
    /// When it cannot be opened, or is no savefile.
    pub fn open(path: &Path, progress: bool) -> Result<Self, SavefileError> {
        if path.as_os_str() == "-" {
            return Self::new(Box::new(io::stdin()), false);
        }
        let failed = |cause| SavefileError::Open { name: path.display().to_string(), cause };
        let file = File::open(path).map_err(failed)?;
        let facts = file.metadata().map_err(failed)?;
        let pace = match facts.is_file() {
            true if gains_from_a_thread() => Pace::Ahead,
            true => Pace::Ready,
            false => Pace::Waiting,
        };
        if progress && facts.is_file() && facts.len() >= LARGE {
            return Self::paced(Box::new(progress_bar(facts.len()).wrap_read(file)), pace);
        }
        Self::paced(Box::new(file), pace)
    }

    /// Reads a savefile from a stream, which is `always_ready` when reading it never has to wait.
    ///
    /// # Errors
    /// When it does not start as a savefile does.
    pub fn new(input: Box<dyn io::Read + Send>, always_ready: bool) -> Result<Self, SavefileError> {
        Self::paced(input, if always_ready { Pace::Ready } else { Pace::Waiting })
    }

    fn paced(input: Box<dyn io::Read + Send>, pace: Pace) -> Result<Self, SavefileError> {
        let stream = Stream::new(input, pace).map_err(|cause| SavefileError::Read { offset: 0, cause })?;
        let mut input = ReadAhead::new(stream);
        let start = input.need(4, 0, Part::FileHeader)?;
        let format = if Endian::Little.u32(start, 0) == pcapng::SECTION_HEADER {
            Format::Pcapng(pcapng::Pcapng::open(&mut input)?)
        } else {
            Format::Pcap(pcap::Pcap::open(&mut input)?)
        };
        input.stop_waiting();
        Ok(Self { input, format })
    }

    /// Waits until [`Self::read`] can go on.
    pub async fn ready(&mut self) {
        self.input.ready().await;
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
    /// Where the file is damaged or cut off; all packets before have been handed out. One that
    /// [`SavefileError::is_pause`] is none: more may come.
    #[inline]
    pub fn read(&mut self) -> Result<Option<Packet<'_>>, SavefileError> {
        match &mut self.format {
            Format::Pcap(pcap) => pcap.read(&mut self.input),
            Format::Pcapng(pcapng) => pcapng.read(&mut self.input),
        }
    }
}

/// Whether a thread that reads ahead has a CPU of its own. On Windows nobody has measured it.
fn gains_from_a_thread() -> bool {
    cfg!(unix) && thread::available_parallelism().is_ok_and(|cpus| cpus.get() > 1)
}

/// A bar that vanishes when the reading ends; nothing is shown but on a terminal.
fn progress_bar(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {bytes} of {total_bytes}, {eta} left");
    let bar = ProgressBar::new(bytes).with_finish(ProgressFinish::AndClear);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
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
