//! Reads pcap: a header of 24 bytes, then for each packet 16 bytes and its data, in the byte order
//! of the machine that wrote it (draft-ietf-opsawg-pcap).

use capture_common::{Direction, LinkType, Record, Timestamp};
use pcap_file::{
    Endianness,
    pcap::{PcapParser, PcapTsResolution},
};

use super::{Packet, SavefileError, effective_snaplen, max_packet, read::ReadAhead};
use crate::source::Interface;

const FILE_HEADER_LEN: usize = 24;
const PACKET_HEADER_LEN: usize = 16;

/// Where in a packet's header the number of captured bytes stands.
const CAPLEN_OFFSET: usize = 8;

/// The link type's number is in the lower 16 bits of its field; above stands whether frames end
/// with a checksum.
const LINK_TYPE_MASK: u32 = 0xffff;

/// The state of reading a pcap file.
#[derive(Debug)]
pub struct Pcap {
    parser: PcapParser,
    interface: Interface,
}

impl Pcap {
    /// Reads the file's header.
    pub fn open(input: &mut ReadAhead) -> Result<Self, SavefileError> {
        let header = input.need(FILE_HEADER_LEN, "file header")?;
        let Ok((_, parser)) = PcapParser::new(header) else { return Err(SavefileError::Format) };
        input.take(FILE_HEADER_LEN);
        let header = parser.header();
        let link_type = LinkType::from_savefile(u32::from(header.datalink) & LINK_TYPE_MASK);
        let snaplen = effective_snaplen(header.snaplen, link_type);
        Ok(Self { parser, interface: Interface { name: String::new(), link_type, snaplen } })
    }

    pub fn interfaces(&self) -> &[Interface] {
        std::slice::from_ref(&self.interface)
    }

    pub fn read<'a>(&'a self, input: &'a mut ReadAhead) -> Result<Option<Packet<'a>>, SavefileError> {
        if input.peek(1)?.is_empty() {
            return Ok(None);
        }
        let caplen = self.caplen(input)?;
        let len = PACKET_HEADER_LEN + caplen as usize;
        input.need(len, "packet")?;
        let offset = input.offset();
        let (_, raw) = self
            .parser
            .next_raw_packet(input.take(len))
            .map_err(|error| SavefileError::Damaged { offset, reason: error.to_string() })?;
        let std::borrow::Cow::Borrowed(data) = raw.data else {
            return Err(SavefileError::Damaged { offset, reason: "no data".into() });
        };
        let record = Record {
            ts: self.timestamp(raw.ts_sec, raw.ts_frac),
            iface: 0,
            direction: Direction::Unknown,
            origlen: raw.orig_len,
            // Some writers gave a snaplen that they did not keep to.
            data: data.get(..self.interface.snaplen as usize).unwrap_or(data),
        };
        Ok(Some((record, &self.interface)))
    }

    /// The next packet's length, checked before that much is read.
    fn caplen(&self, input: &mut ReadAhead) -> Result<u32, SavefileError> {
        let offset = input.offset();
        let header = input.need(PACKET_HEADER_LEN, "packet header")?;
        let field =
            header.get(CAPLEN_OFFSET..).and_then(<[u8]>::first_chunk::<4>).copied().unwrap_or_default();
        let caplen = match self.parser.header().endianness {
            Endianness::Big => u32::from_be_bytes(field),
            Endianness::Little => u32::from_le_bytes(field),
        };
        let maximum = max_packet(self.interface.link_type).max(self.interface.snaplen);
        if caplen > maximum {
            return Err(SavefileError::PacketTooLong { offset, caplen, maximum });
        }
        Ok(caplen)
    }

    fn timestamp(&self, seconds: u32, fraction: u32) -> Timestamp {
        let nanos = match self.parser.header().ts_resolution {
            PcapTsResolution::MicroSecond => i64::from(fraction) * 1000,
            PcapTsResolution::NanoSecond => i64::from(fraction),
        };
        Timestamp { secs: i64::from(seconds), nanos }
    }
}
