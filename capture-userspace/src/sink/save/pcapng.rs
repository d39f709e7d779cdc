//! Writes pcapng (draft-ietf-opsawg-pcapng): one section a file, in the machine's byte order, times in
//! nanoseconds.

//!
//! pcap-file writes what describes a section, an interface and its statistics. Packets, of which there are
//! millions, are written here: it would allocate for the options of each.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::BufMut;
use capture_common::{Direction, NANOS_PER_SEC, Record, Timestamp};
use pcap_file::{
    DataLink, Endianness,
    pcapng::{
        Block, PcapNgWriter,
        blocks::{
            interface_description::{
                InterfaceDescriptionBlock, InterfaceDescriptionOption, InterfaceTsResolution,
            },
            interface_statistics::{InterfaceStatisticsBlock, InterfaceStatisticsOption},
            section_header::{SectionHeaderBlock, SectionHeaderOption},
        },
    },
};

use crate::{
    diag,
    savefile::pcapng::{END_OF_OPTIONS, ENHANCED_PACKET, EPB_FLAGS},
    source::{Interface, ledger::Ledger},
};

/// An option of packets (section 4.3).
const EPB_DROPCOUNT: u16 = 4;

/// Longest value of an option in bytes: its length has 16 bits (section 3.5).
const LONGEST_OPTION: usize = u16::MAX as usize;

/// The kind of filter that `if_filter` holds: text for libpcap.
const LIBPCAP_FILTER: u8 = 0;

/// The section of the current file.
pub struct Section {
    filter: Vec<u8>,
    /// When the capture began, since 1970.
    start: Duration,
    /// Of the current file; what it has written is taken away at once.
    writer: Option<PcapNgWriter<Vec<u8>>>,
    described: Vec<Described>,
    /// Positions in `described` by the source's numbers of interfaces.
    ids: Vec<Option<u32>>,
    /// Packets lost since the last one that was written.
    dropped: u64,
}

/// An interface that the file describes.
struct Described {
    interface: Interface,
    /// Packets of the whole capture that were written.
    delivered: u64,
}

impl Section {
    pub fn new(filter: &str) -> Self {
        let mut text = vec![LIBPCAP_FILTER];
        text.extend_from_slice(filter.as_bytes());
        // What is too long for an option is left out.
        if text.len() > LONGEST_OPTION {
            text.clear();
        }
        Self { filter: text, start: now(), writer: None, described: Vec::new(), ids: Vec::new(), dropped: 0 }
    }

    /// Writes a section header and what is known of the interfaces.
    pub fn begin(&mut self, interfaces: &[Interface], out: &mut Vec<u8>) {
        let program = format!("{} {}", diag::PROGRAM, env!("CARGO_PKG_VERSION"));
        let header = SectionHeaderBlock {
            endianness: Endianness::native(),
            major_version: 1,
            minor_version: 0,
            // Not known.
            section_length: -1,
            options: vec![SectionHeaderOption::UserApplication(program.into())],
        };
        // Nothing but the memory that it is written to could fail.
        self.writer = PcapNgWriter::with_section_header(Vec::new(), header).ok();
        self.writer.iter_mut().for_each(|writer| out.append(writer.get_mut()));
        for described in std::mem::take(&mut self.described) {
            self.describe(&described.interface, out);
            self.described.push(described);
        }
        for interface in interfaces {
            self.id(interface, out);
        }
    }

    /// Writes a block other than a packet's.
    fn put(&mut self, block: &Block<'_>, out: &mut Vec<u8>) {
        let Some(writer) = &mut self.writer else { return };
        if let Err(error) = writer.write_block(block) {
            diag::message(format_args!("a block of pcapng is left out: {error}"));
        }
        out.append(writer.get_mut());
    }

    /// Another source numbers its interfaces anew.
    pub fn go_on(&mut self) {
        self.ids.clear();
    }

    /// Writes an enhanced packet block (section 4.3), and before it what describes its interface.
    pub fn record(&mut self, record: &Record<'_>, interface: &Interface, out: &mut Vec<u8>) {
        let id = self.id_of_record(record.iface as usize, interface, out);
        let time = unix_nanos(record.ts);
        let dropped = std::mem::take(&mut self.dropped);
        block(ENHANCED_PACKET, out, |out| {
            out.put_u32_ne(id);
            put_time(time, out);
            out.put_u32_ne(record.caplen());
            out.put_u32_ne(record.origlen);
            out.put_slice(record.data);
            pad(out);
            let flags: u32 = match record.direction {
                Direction::In => 1,
                Direction::Out => 2,
                Direction::Unknown => 0,
            };
            if flags != 0 {
                option(EPB_FLAGS, &flags.to_ne_bytes(), out);
            }
            if dropped != 0 {
                option(EPB_DROPCOUNT, &dropped.to_ne_bytes(), out);
            }
            if flags != 0 || dropped != 0 {
                option(END_OF_OPTIONS, &[], out);
            }
        });
    }

    /// Writes an interface statistics block (section 4.6) for each interface.
    pub fn end(&mut self, ledger: &Ledger, out: &mut Vec<u8>) {
        use InterfaceStatisticsOption::{
            IsbEndTime, IsbFilterAccept, IsbIfRecv, IsbOsDrop, IsbStartTime, IsbUsrDeliv,
        };
        let timestamp = now();
        for id in 0..self.described.len() {
            let Described { interface, delivered } = &self.described[id];
            // The only one stands for all, as "any" does.
            let is_only = self.described.len() == 1;
            let tally = ledger.total_of(|entry| is_only || entry.iface == interface.name);
            let mut options = vec![IsbStartTime(self.start), IsbEndTime(timestamp)];
            options.extend(tally.seen.map(IsbIfRecv));
            options.push(IsbFilterAccept(tally.matched()));
            options.extend(tally.dropped.map(IsbOsDrop));
            options.push(IsbUsrDeliv(*delivered));
            let block = InterfaceStatisticsBlock { interface_id: id as u32, timestamp, options };
            self.put(&Block::InterfaceStatistics(block), out);
        }
    }

    pub fn count_drops(&mut self, dropped: u64) {
        self.dropped += dropped;
    }

    /// An interface's number in the file, by that in the source.
    fn id_of_record(&mut self, iface: usize, interface: &Interface, out: &mut Vec<u8>) -> u32 {
        let id = match self.ids.get(iface) {
            Some(Some(id)) => *id,
            _ => {
                let id = self.id(interface, out);
                self.ids.resize(self.ids.len().max(iface + 1), None);
                self.ids[iface] = Some(id);
                id
            }
        };
        self.described[id as usize].delivered += 1;
        id
    }

    /// An interface's number in the file, which is told about it if need be.
    fn id(&mut self, interface: &Interface, out: &mut Vec<u8>) -> u32 {
        let known = self.described.iter().position(|described| described.interface == *interface);
        let id = known.unwrap_or_else(|| {
            self.describe(interface, out);
            self.described.push(Described { interface: interface.clone(), delivered: 0 });
            self.described.len() - 1
        });
        id as u32
    }

    /// Writes an interface description block (section 4.2).
    fn describe(&mut self, interface: &Interface, out: &mut Vec<u8>) {
        use InterfaceDescriptionOption::{IfDescription, IfFilter, IfName, IfTsResol};
        let mut block =
            InterfaceDescriptionBlock::new(DataLink::from(interface.link_type.0), interface.snaplen);
        let told = |text: &str| !text.is_empty() && text.len() <= LONGEST_OPTION;
        if told(&interface.name) {
            block.options.push(IfName(Cow::Borrowed(&interface.name)));
        }
        if told(&interface.description) {
            block.options.push(IfDescription(Cow::Borrowed(&interface.description)));
        }
        block.options.push(IfTsResol(InterfaceTsResolution::NANO));
        let filter = self.filter.clone();
        if filter.len() > 1 {
            block.options.push(IfFilter(filter.into()));
        }
        self.put(&Block::InterfaceDescription(block), out);
    }
}

/// Writes a block: type, length, body, length.
fn block(kind: u32, out: &mut Vec<u8>, body: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.put_u32_ne(kind);
    out.put_u32_ne(0);
    body(out);
    pad(out);
    let len = (out.len() - start + 4) as u32;
    out.put_u32_ne(len);
    out[start + 4..start + 8].copy_from_slice(&len.to_ne_bytes());
}

/// Everything in a file begins at a multiple of 4, and so does each block's part of `out`.
fn pad(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(4), 0);
}

/// Writes an option: code, length, value (section 3.5). One that does not fit is left out.
fn option(code: u16, value: &[u8], out: &mut Vec<u8>) {
    let Ok(len) = u16::try_from(value.len()) else { return };
    out.put_u16_ne(code);
    out.put_u16_ne(len);
    out.put_slice(value);
    pad(out);
}

/// Writes a time: the upper half, then the lower one.
fn put_time(time: u64, out: &mut Vec<u8>) {
    out.put_u32_ne((time >> 32) as u32);
    out.put_u32_ne(time as u32);
}

/// A time before 1970 cannot be told, and one behind the year 2554 neither.
fn unix_nanos(ts: Timestamp) -> u64 {
    let nanos = i128::from(ts.secs) * i128::from(NANOS_PER_SEC) + i128::from(ts.nanos);
    u64::try_from(nanos.max(0)).unwrap_or(u64::MAX)
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
