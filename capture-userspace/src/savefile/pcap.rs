//! Reads pcap: a header of 24 bytes, then for each packet 16 bytes and its data, in the byte order
//! of the machine that wrote it (draft-ietf-opsawg-pcap), and what older programs wrote.

use capture_common::{Direction, LinkType, Record, Timestamp};

use super::{Packet, Part, SavefileError, effective_snaplen, endian::Endian, max_packet, read::ReadAhead};
use crate::source::Interface;

/// Times in microseconds, times in nanoseconds.
const MICROSECONDS: u32 = 0xa1b2_c3d4;
const NANOSECONDS: u32 = 0xa1b2_3c4d;

/// Written by a tcpdump that Linux distributions changed in the 1990s: behind each packet's header
/// follow 8 bytes of the interface's index, the protocol and the packet's type.
const LONG_HEADERS: u32 = 0xa1b2_cd34;
const LONG_HEADER_REST: usize = 8;

/// Those programs counted an Ethernet header more than their snaplen.
const LONG_HEADER_SLACK: u32 = 14;

const FILE_HEADER_LEN: usize = 24;
const PACKET_HEADER_LEN: usize = 16;

/// The link type's number is in the lower 16 bits of its field; above stands whether frames end
/// with a checksum.
const LINK_TYPE_MASK: u32 = 0xffff;

/// What a file's first four bytes say.
#[derive(Clone, Copy, Debug)]
struct Format {
    endian: Endian,
    nanoseconds: bool,
    /// Length of what stands before a packet's data.
    header_len: usize,
}

impl Format {
    fn of(start: &[u8]) -> Option<Self> {
        [Endian::Little, Endian::Big].into_iter().find_map(|endian| {
            let (nanoseconds, header_len) = match endian.u32(start, 0) {
                MICROSECONDS => (false, PACKET_HEADER_LEN),
                NANOSECONDS => (true, PACKET_HEADER_LEN),
                LONG_HEADERS => (false, PACKET_HEADER_LEN + LONG_HEADER_REST),
                _ => return None,
            };
            Some(Self { endian, nanoseconds, header_len })
        })
    }

    const fn has_long_headers(self) -> bool {
        self.header_len > PACKET_HEADER_LEN
    }
}

/// Which of a packet's two lengths comes first, captured or on the wire: versions before 2.3 began with the length on the
/// wire, and files of version 2.3 exist in both orders.
#[derive(Clone, Copy, Debug)]
enum Lengths {
    Captured,
    Wire,
    Shorter,
}

impl Lengths {
    fn of_version(major: u16, minor: u16) -> Result<Self, SavefileError> {
        match (major, minor) {
            (0 | 1, _) => Err(SavefileError::Unsupported("archaic pcap savefile format".into())),
            (2, 0..=2) => Ok(Self::Wire),
            (2, 3) => Ok(Self::Shorter),
            // 543.0 is what tcpdump on AIX wrote.
            (2, 4) | (543, 0) => Ok(Self::Captured),
            _ => {
                Err(SavefileError::Unsupported(format!("unsupported pcap savefile version {major}.{minor}")))
            }
        }
    }

    /// The length captured and the length on the wire.
    fn in_order(self, first: u32, second: u32) -> (u32, u32) {
        match self {
            Self::Captured => (first, second),
            Self::Wire => (second, first),
            Self::Shorter => (first.min(second), first.max(second)),
        }
    }
}

/// The state of reading a pcap file.
#[derive(Debug)]
pub struct Pcap {
    format: Format,
    lengths: Lengths,
    /// No packet may be longer.
    maximum: u32,
    interface: Interface,
}

impl Pcap {
    /// Reads the file's header.
    pub fn open(input: &mut ReadAhead) -> Result<Self, SavefileError> {
        let format = Format::of(input.need(4, 0, Part::FileHeader)?).ok_or(SavefileError::Format)?;
        let header = input.need(FILE_HEADER_LEN, 0, Part::FileHeader)?;
        let Format { endian, .. } = format;
        let lengths = Lengths::of_version(endian.u16(header, 4), endian.u16(header, 6))?;
        let field = endian.u32(header, 20);
        let link_type = LinkType::from_savefile(field & LINK_TYPE_MASK);
        let slack = if format.has_long_headers() { LONG_HEADER_SLACK } else { 0 };
        let snaplen = effective_snaplen(endian.u32(header, 16), link_type) + slack;
        input.take(FILE_HEADER_LEN);
        let interface = Interface::of_savefile(link_type, snaplen, field & !LINK_TYPE_MASK);
        Ok(Self { format, lengths, maximum: max_packet(link_type), interface })
    }

    pub fn interfaces(&self) -> &[Interface] {
        std::slice::from_ref(&self.interface)
    }

    #[inline]
    pub fn read<'a>(&'a self, input: &'a mut ReadAhead) -> Result<Option<Packet<'a>>, SavefileError> {
        let Format { endian, nanoseconds, header_len } = self.format;
        if input.peek(header_len)?.is_empty() {
            return Ok(None);
        }
        let offset = input.offset();
        let header = input.need(header_len, 0, Part::PacketHeader)?;
        let [secs, fraction, first, second] = endian.words(header);
        let (caplen, origlen) = self.lengths.in_order(first, second);
        let fraction = i64::from(fraction);
        let ts =
            Timestamp { secs: i64::from(secs), nanos: if nanoseconds { fraction } else { fraction * 1000 } };
        if caplen > self.maximum {
            return Err(self.too_long(caplen, offset));
        }
        let len = header_len + caplen as usize;
        input.need(len, header_len, Part::Data)?;
        let data = input.take(len).get(header_len..).unwrap_or_default();
        let record = Record {
            ts,
            iface: 0,
            direction: Direction::Unknown,
            origlen,
            // Some writers gave a snaplen that they did not keep to.
            data: data.get(..self.interface.snaplen as usize).unwrap_or(data),
        };
        Ok(Some((record, &self.interface)))
    }

    /// A packet's length is checked before that much is read.
    #[cold]
    fn too_long(&self, caplen: u32, offset: u64) -> SavefileError {
        let (snaplen, maximum) = (self.interface.snaplen, self.maximum);
        let bound =
            if caplen > snaplen { format!("snaplen of {snaplen}") } else { format!("maximum of {maximum}") };
        let words = format!("invalid packet capture length {caplen}, bigger than {bound}");
        SavefileError::Damaged { words, offset }
    }
}
