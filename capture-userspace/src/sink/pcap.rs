//! Writes pcap files, as tcpdump does: in the machine's byte order, times in microseconds.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use capture_common::{LinkType, Record};
use pcap_file::{
    DataLink, Endianness,
    pcap::{PcapHeader, PcapTsResolution, PcapWriteError, PcapWriter, RawPcapPacket},
};

use super::{Sink, SinkError};
use crate::source::Interface;

/// Bytes that are handed to the system at a time.
const BLOCK: usize = 256 * 1024;

type Output = BufWriter<Box<dyn Write>>;

/// Writes records to a pcap file.
pub struct PcapSink {
    name: String,
    link_type: LinkType,
    state: State,
    /// `-U`: what is there goes out whenever nothing is coming in.
    packet_buffered: bool,
}

enum State {
    Created(Option<Output>),
    Writing(PcapWriter<Output>),
}

impl PcapSink {
    /// Creates the file, or takes standard output for `-`.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn create(path: &Path, packet_buffered: bool) -> Result<Self, SinkError> {
        let name = path.display().to_string();
        let output: Box<dyn Write> = if path.as_os_str() == "-" {
            Box::new(io::stdout())
        } else {
            Box::new(File::create(path).map_err(|cause| SinkError::io(&name, cause))?)
        };
        let output = BufWriter::with_capacity(BLOCK, output);
        Ok(Self { name, link_type: LinkType::NULL, state: State::Created(Some(output)), packet_buffered })
    }

    fn failed(&self, error: PcapWriteError) -> SinkError {
        let cause = match error {
            PcapWriteError::Io(cause) | PcapWriteError::FieldWriteFailed(_, cause) => cause,
            other => io::Error::other(other),
        };
        SinkError::io(&self.name, cause)
    }
}

impl Sink for PcapSink {
    fn start(&mut self, interfaces: &[Interface]) -> Result<(), SinkError> {
        let State::Created(output) = &mut self.state else { return Ok(()) };
        let (Some(output), Some(first)) = (output.take(), interfaces.first()) else { return Ok(()) };
        self.link_type = first.link_type;
        let header = PcapHeader {
            version_major: 2,
            version_minor: 4,
            ts_correction: 0,
            ts_accuracy: 0,
            snaplen: first.snaplen,
            datalink: DataLink::from(first.link_type.0),
            ts_resolution: PcapTsResolution::MicroSecond,
            endianness: Endianness::native(),
        };
        let writer = PcapWriter::with_header(output, header).map_err(|error| self.failed(error))?;
        self.state = State::Writing(writer);
        Ok(())
    }

    fn record(&mut self, record: &Record<'_>, interface: &Interface) -> Result<(), SinkError> {
        if interface.link_type != self.link_type {
            return Err(SinkError::LinkTypes { name: self.name.clone() });
        }
        let State::Writing(writer) = &mut self.state else { return Ok(()) };
        let packet = RawPcapPacket {
            ts_sec: record.ts.secs as u32,
            ts_frac: record.ts.micros() as u32,
            incl_len: record.caplen(),
            orig_len: record.origlen,
            data: Cow::Borrowed(record.data),
        };
        writer.write_raw_packet(&packet).map(drop).map_err(|error| self.failed(error))
    }

    fn idle(&mut self) -> Result<(), SinkError> {
        if self.packet_buffered { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        match &mut self.state {
            State::Created(_) => Ok(()),
            State::Writing(writer) => writer.flush().map_err(|error| self.failed(error)),
        }
    }
}
