//! Writes pcapng (draft-ietf-opsawg-pcapng): one section a file, in the machine's byte order, times in
//! nanoseconds.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::BufMut;
use capture_common::{Direction, NANOS_PER_SEC, Record, Timestamp};

use crate::{
    diag,
    savefile::pcapng::{
        BYTE_ORDER_MAGIC, END_OF_OPTIONS, ENHANCED_PACKET, EPB_FLAGS, IF_NAME, IF_TSRESOL,
        INTERFACE_DESCRIPTION, SECTION_HEADER,
    },
    source::{Interface, ledger::Ledger},
};

const INTERFACE_STATISTICS: u32 = 5;

/// Options (sections 4.1 to 4.3 and 4.6).
const SHB_USERAPPL: u16 = 4;
const IF_FILTER: u16 = 11;
const EPB_DROPCOUNT: u16 = 4;
const ISB_STARTTIME: u16 = 2;
const ISB_ENDTIME: u16 = 3;
const ISB_IFRECV: u16 = 4;
const ISB_FILTERACCEPT: u16 = 6;
const ISB_OSDROP: u16 = 7;
const ISB_USRDELIV: u16 = 8;

/// The kind of filter that `if_filter` holds: text for libpcap.
const LIBPCAP_FILTER: u8 = 0;

/// Nanoseconds, as a power of ten.
const NANOSECONDS: u8 = 9;

/// The section of the current file.
pub struct Section {
    filter: Vec<u8>,
    /// When the capture began, in nanoseconds.
    start: u64,
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
        Self { filter: text, start: now(), described: Vec::new(), ids: Vec::new(), dropped: 0 }
    }

    /// Writes a section header and what is known of the interfaces.
    pub fn begin(&mut self, interfaces: &[Interface], out: &mut Vec<u8>) {
        block(SECTION_HEADER, out, |out| {
            out.put_u32_ne(BYTE_ORDER_MAGIC);
            out.put_u16_ne(1);
            out.put_u16_ne(0);
            // The section's length is not known.
            out.put_i64_ne(-1);
            let program = format!("{} {}", diag::PROGRAM, env!("CARGO_PKG_VERSION"));
            option(SHB_USERAPPL, program.as_bytes(), out);
            option(END_OF_OPTIONS, &[], out);
        });
        self.described.iter().for_each(|described| describe(&described.interface, &self.filter, out));
        for interface in interfaces {
            self.id(interface, out);
        }
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
    pub fn end(&self, ledger: &Ledger, out: &mut Vec<u8>) {
        let time = now();
        for (id, Described { interface, delivered }) in (0_u32..).zip(&self.described) {
            // The only one stands for all, as "any" does.
            let is_only = self.described.len() == 1;
            let tally = ledger.total_of(|entry| is_only || entry.iface == interface.name);
            block(INTERFACE_STATISTICS, out, |out| {
                out.put_u32_ne(id);
                put_time(time, out);
                timed_option(ISB_STARTTIME, self.start, out);
                timed_option(ISB_ENDTIME, time, out);
                let counts = [
                    (ISB_IFRECV, tally.seen),
                    (ISB_FILTERACCEPT, Some(tally.matched())),
                    (ISB_OSDROP, Some(tally.dropped)),
                    (ISB_USRDELIV, Some(*delivered)),
                ];
                for (code, count) in counts {
                    if let Some(count) = count {
                        option(code, &count.to_ne_bytes(), out);
                    }
                }
                option(END_OF_OPTIONS, &[], out);
            });
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
            describe(interface, &self.filter, out);
            self.described.push(Described { interface: interface.clone(), delivered: 0 });
            self.described.len() - 1
        });
        id as u32
    }
}

/// Writes an interface description block (section 4.2).
fn describe(interface: &Interface, filter: &[u8], out: &mut Vec<u8>) {
    block(INTERFACE_DESCRIPTION, out, |out| {
        out.put_u16_ne(interface.link_type.0 as u16);
        out.put_u16_ne(0);
        out.put_u32_ne(interface.snaplen);
        if !interface.name.is_empty() {
            option(IF_NAME, interface.name.as_bytes(), out);
        }
        option(IF_TSRESOL, &[NANOSECONDS], out);
        if filter.len() > 1 {
            option(IF_FILTER, filter, out);
        }
        option(END_OF_OPTIONS, &[], out);
    });
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

fn timed_option(code: u16, time: u64, out: &mut Vec<u8>) {
    out.put_u16_ne(code);
    out.put_u16_ne(8);
    put_time(time, out);
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

fn now() -> u64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_epoch.as_nanos()).unwrap_or(u64::MAX)
}
