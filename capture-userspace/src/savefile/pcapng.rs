//! Reads pcapng: blocks of 12 bytes and more, each with its type and length (draft-ietf-opsawg-pcapng).
//!
//! pcap-file keeps the sections and interfaces; the packet blocks are read here, as what they hold
//! is wanted even where a field of theirs is odd.

use bytes::Buf;
use capture_common::{Direction, LinkType, Record, Timestamp};
use pcap_file::{Endianness, pcapng::PcapNgParser};

use super::{Packet, SavefileError, effective_snaplen, max_packet, read::ReadAhead};
use crate::source::Interface;

/// The type of a section header block, the same in both byte orders.
pub const SECTION_HEADER: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

/// The byte-order magic of a section that starts here, in big-endian order (section 4.1).
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;

const BLOCK_HEADER_LEN: usize = 8;
const PACKET_BLOCK: u32 = 2;
const SIMPLE_PACKET_BLOCK: u32 = 3;
const ENHANCED_PACKET_BLOCK: u32 = 6;

/// Longest block that is read, in bytes: a packet of the largest kind and room for its options.
const MAX_BLOCK: u32 = max_packet(LinkType::DBUS) + 1024 * 1024;

/// The state of reading a pcapng file.
#[derive(Debug)]
pub struct Pcapng {
    parser: PcapNgParser,
    /// Those of all sections so far, in their order.
    interfaces: Vec<Interface>,
    /// Position in `interfaces` of the current section's first.
    section_start: usize,
}

/// A packet block's fields.
struct PacketBlock<'a> {
    interface: u32,
    timestamp: Option<(u32, u32)>,
    origlen: u32,
    data: &'a [u8],
}

impl Pcapng {
    /// Reads up to the first section's first interface, as there is no link type before.
    pub fn open(input: &mut ReadAhead) -> Result<Self, SavefileError> {
        let len = block_len(input, None)?;
        let block = input.need(len, "section header")?;
        let Ok((_, parser)) = PcapNgParser::new(block) else { return Err(SavefileError::Format) };
        input.take(len);
        let mut pcapng = Self { parser, interfaces: Vec::new(), section_start: 0 };
        while pcapng.interfaces.is_empty() {
            let offset = input.offset();
            if input.peek(BLOCK_HEADER_LEN)?.is_empty() {
                let reason = "the file ends before any interface is described".into();
                return Err(SavefileError::Damaged { offset, reason });
            }
            if is_packet(pcapng.next_block(input)?) {
                let reason = "a packet comes before any interface is described".into();
                return Err(SavefileError::Damaged { offset, reason });
            }
        }
        Ok(pcapng)
    }

    pub fn interfaces(&self) -> &[Interface] {
        &self.interfaces
    }

    pub fn read<'a>(&'a mut self, input: &'a mut ReadAhead) -> Result<Option<Packet<'a>>, SavefileError> {
        // The borrow of a block must not outlive a round of this loop, so the loop looks at types
        // and the block is read once more behind it.
        let (offset, len) = loop {
            if input.peek(1)?.is_empty() {
                return Ok(None);
            }
            let len = block_len(input, Some(&self.parser))?;
            let kind = self.u32(input.need(BLOCK_HEADER_LEN, "block header")?);
            if is_packet(kind) {
                input.need(len, "packet block")?;
                break (input.offset(), len);
            }
            self.next_block(input)?;
        };
        let block = input.take(len);
        let kind = self.u32(block);
        let body = block.get(BLOCK_HEADER_LEN..len.saturating_sub(4)).unwrap_or_default();
        let damaged = |reason: &str| SavefileError::Damaged { offset, reason: reason.into() };
        let packet = self.packet(kind, body).ok_or_else(|| damaged("a packet is longer than its block"))?;
        self.record(&packet)
            .map(Some)
            .ok_or_else(|| damaged("a packet of an interface that is not described"))
    }

    fn record<'a>(&'a self, packet: &PacketBlock<'a>) -> Option<Packet<'a>> {
        let iface = self.section_start + packet.interface as usize;
        let interface = self.interfaces.get(iface)?;
        let ts = match packet.timestamp {
            Some((high, low)) => self.timestamp(packet.interface, high, low),
            None => Timestamp::default(),
        };
        let record = Record {
            ts,
            iface: iface as u32,
            direction: Direction::Unknown,
            origlen: packet.origlen,
            data: packet.data.get(..interface.snaplen as usize).unwrap_or(packet.data),
        };
        Some((record, interface))
    }

    /// A time out of range is shown as the epoch.
    fn timestamp(&self, interface: u32, high: u32, low: u32) -> Timestamp {
        let since_epoch = self.parser.state().decode_timestamp(interface, high, low).unwrap_or_default();
        Timestamp {
            secs: i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX),
            nanos: i64::from(since_epoch.subsec_nanos()),
        }
    }

    /// The fields of a packet block's body (sections 4.3, 4.4 and A).
    fn packet<'a>(&self, kind: u32, mut body: &'a [u8]) -> Option<PacketBlock<'a>> {
        let fixed = match kind {
            SIMPLE_PACKET_BLOCK => 4,
            _ => 20,
        };
        if body.len() < fixed {
            return None;
        }
        let mut packet = PacketBlock { interface: 0, timestamp: None, origlen: 0, data: &[] };
        let caplen = if kind == SIMPLE_PACKET_BLOCK {
            packet.origlen = self.take_u32(&mut body);
            let snaplen = self.interfaces.get(self.section_start)?.snaplen;
            packet.origlen.min(snaplen)
        } else {
            let interface = self.take_u32(&mut body);
            // The old packet block has a drop count in the other half of this word.
            packet.interface = match (kind, self.parser.section().endianness) {
                (PACKET_BLOCK, Endianness::Big) => interface >> 16,
                (PACKET_BLOCK, Endianness::Little) => interface & 0xffff,
                _ => interface,
            };
            packet.timestamp = Some((self.take_u32(&mut body), self.take_u32(&mut body)));
            let caplen = self.take_u32(&mut body);
            packet.origlen = self.take_u32(&mut body);
            caplen
        };
        packet.data = body.get(..caplen as usize)?;
        Some(packet)
    }

    /// Reads any block, keeps what it says about sections and interfaces, and answers with its type.
    fn next_block(&mut self, input: &mut ReadAhead) -> Result<u32, SavefileError> {
        let offset = input.offset();
        let len = block_len(input, Some(&self.parser))?;
        input.need(len, "block")?;
        let (_, block) = self
            .parser
            .next_raw_block(input.take(len))
            .map_err(|error| SavefileError::Damaged { offset, reason: error.to_string() })?;
        let kind = block.type_;
        if kind.to_be_bytes() == SECTION_HEADER {
            self.section_start = self.interfaces.len();
        }
        let described = self.parser.interfaces().get(self.interfaces.len() - self.section_start..);
        for interface in described.unwrap_or_default() {
            let link_type = LinkType::from_savefile(u32::from(interface.linktype));
            self.interfaces.push(Interface {
                name: String::new(),
                link_type,
                snaplen: effective_snaplen(interface.snaplen, link_type),
            });
        }
        Ok(kind)
    }

    fn u32(&self, bytes: &[u8]) -> u32 {
        endian_u32(self.parser.section().endianness, bytes)
    }

    fn take_u32(&self, body: &mut &[u8]) -> u32 {
        match self.parser.section().endianness {
            Endianness::Big => body.try_get_u32(),
            Endianness::Little => body.try_get_u32_le(),
        }
        .unwrap_or_default()
    }
}

const fn is_packet(kind: u32) -> bool {
    matches!(kind, PACKET_BLOCK | SIMPLE_PACKET_BLOCK | ENHANCED_PACKET_BLOCK)
}

fn endian_u32(endianness: Endianness, bytes: &[u8]) -> u32 {
    let word = bytes.first_chunk::<4>().copied().unwrap_or_default();
    match endianness {
        Endianness::Big => u32::from_be_bytes(word),
        Endianness::Little => u32::from_le_bytes(word),
    }
}

/// The length of the next block, checked before that much is read. A section header brings its own
/// byte order.
fn block_len(input: &mut ReadAhead, parser: Option<&PcapNgParser>) -> Result<usize, SavefileError> {
    let offset = input.offset();
    let header = input.need(BLOCK_HEADER_LEN, "block header")?;
    let endianness = match parser {
        Some(parser) if !header.starts_with(&SECTION_HEADER) => parser.section().endianness,
        _ => {
            let header = input.need(BLOCK_HEADER_LEN + 4, "section header")?;
            let magic = header.get(BLOCK_HEADER_LEN..).unwrap_or_default();
            match endian_u32(Endianness::Big, magic) {
                BYTE_ORDER_MAGIC => Endianness::Big,
                _ => Endianness::Little,
            }
        }
    };
    let header = input.need(BLOCK_HEADER_LEN, "block header")?;
    let len = endian_u32(endianness, header.get(4..).unwrap_or_default());
    if len < 12 || !len.is_multiple_of(4) {
        return Err(SavefileError::Damaged { offset, reason: format!("a block cannot be {len} bytes long") });
    }
    if len > MAX_BLOCK {
        return Err(SavefileError::PacketTooLong { offset, caplen: len, maximum: MAX_BLOCK });
    }
    Ok(len as usize)
}
