//! How records become bytes of a savefile: pcap as tcpdump writes it, in the machine's byte order, or
//! pcapng.

use bytes::BufMut;
use capture_common::{LinkType, Record};

use super::pcapng::Section;
use crate::{
    cli::save::{Format, SavePlan},
    source::{Interface, ledger::Ledger},
};

/// The magic numbers of pcap (draft-ietf-opsawg-pcap): times in microseconds, in nanoseconds.
const MICROSECONDS: u32 = 0xa1b2_c3d4;
const NANOSECONDS: u32 = 0xa1b2_3c4d;

/// The version of pcap.
const VERSION: (u16, u16) = (2, 4);

/// What is kept while a file is written.
pub enum Encoder {
    /// pcap
    Pcap {
        /// Whether times have nanoseconds.
        nanoseconds: bool,
        /// What all packets start with.
        link_type: LinkType,
    },
    /// pcapng
    Pcapng(Box<Section>),
}

impl Encoder {
    pub fn new(plan: &SavePlan, filter: &str) -> Self {
        match plan.format {
            Format::Pcap => Self::Pcap { nanoseconds: plan.nanoseconds, link_type: LinkType::NULL },
            Format::Pcapng => Self::Pcapng(Box::new(Section::new(filter))),
        }
    }

    /// Writes what a file begins with.
    pub fn begin(&mut self, interfaces: &[Interface], out: &mut Vec<u8>) {
        match self {
            Self::Pcap { nanoseconds, link_type } => {
                let Some(first) = interfaces.first() else { return };
                *link_type = first.link_type;
                out.put_u32_ne(if *nanoseconds { NANOSECONDS } else { MICROSECONDS });
                out.put_u16_ne(VERSION.0);
                out.put_u16_ne(VERSION.1);
                // Of no meaning any more: an offset from UTC and the accuracy of times.
                out.put_u64_ne(0);
                out.put_u32_ne(first.snaplen);
                out.put_u32_ne(first.link_flags | first.link_type.0);
            }
            Self::Pcapng(section) => section.begin(interfaces, out),
        }
    }

    /// The same file goes on with another source.
    pub fn go_on(&mut self) {
        if let Self::Pcapng(section) = self {
            section.go_on();
        }
    }

    /// Writes a record; answers whether the format has room for one of this interface.
    pub fn record(&mut self, record: &Record<'_>, interface: &Interface, out: &mut Vec<u8>) -> bool {
        match self {
            Self::Pcap { link_type, .. } if *link_type != interface.link_type => return false,
            Self::Pcap { nanoseconds, .. } => {
                let fraction = if *nanoseconds { record.ts.nanos } else { record.ts.micros() };
                out.put_u32_ne(record.ts.secs as u32);
                out.put_u32_ne(fraction as u32);
                out.put_u32_ne(record.caplen());
                out.put_u32_ne(record.origlen);
                out.extend_from_slice(record.data);
            }
            Self::Pcapng(section) => section.record(record, interface, out),
        }
        true
    }

    /// Writes what a file ends with.
    pub fn end(&mut self, ledger: Option<&Ledger>, out: &mut Vec<u8>) {
        if let (Self::Pcapng(section), Some(ledger)) = (self, ledger) {
            section.end(ledger, out);
        }
    }

    /// Whether the format tells what became of packets.
    pub const fn wants_ledger(&self) -> bool {
        matches!(self, Self::Pcapng(_))
    }

    /// Between two ledgers packets were lost, perhaps.
    pub fn count_drops(&mut self, before: Option<&Ledger>, now: &Ledger) {
        if let Self::Pcapng(section) = self {
            let dropped = |ledger: &Ledger| ledger.total().dropped.unwrap_or(0);
            section.count_drops(dropped(now).saturating_sub(before.map_or(0, dropped)));
        }
    }
}
