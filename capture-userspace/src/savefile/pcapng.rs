//! Reads pcapng: blocks of 12 bytes and more, each with its type and length (draft-ietf-opsawg-pcapng).

use std::collections::HashMap;

use capture_common::{Direction, LinkType, NANOS_PER_SEC, Record, Timestamp};

use super::{Packet, Part, SavefileError, effective_snaplen, endian::Endian, max_packet, read::ReadAhead};
use crate::source::Interface;

/// The type of a section header block, the same in both byte orders.
pub const SECTION_HEADER: u32 = 0x0a0d_0d0a;

/// The byte-order magic of a section (section 4.1).
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;

const INTERFACE_DESCRIPTION: u32 = 1;
const OLD_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
pub const ENHANCED_PACKET: u32 = 6;

/// Options (sections 3.5, 4.2 and 4.3).
pub const END_OF_OPTIONS: u16 = 0;
const IF_NAME: u16 = 2;
const IF_DESCRIPTION: u16 = 3;
const IF_TSRESOL: u16 = 9;
const IF_TSOFFSET: u16 = 14;
pub const EPB_FLAGS: u16 = 2;

/// Type and length of a block, and its length once more behind it.
const BLOCK_HEADER_LEN: usize = 8;
const BLOCK_TRAILER_LEN: usize = 4;

/// Longest block that is read, in bytes: a packet of the largest kind and room for its options.
const MAX_BLOCK: u32 = max_packet(LinkType::DBUS) + 1024 * 1024;

/// Most interfaces of a file, so that one which describes them without end does not fill the memory.
const MAX_INTERFACES: usize = 65_536;

/// Finest resolutions of times that fit into 64 bits.
const MAX_DECIMAL_RESOLUTION: u8 = 19;
const MAX_BINARY_RESOLUTION: u8 = 63;

/// The state of reading a pcapng file.
#[derive(Debug)]
pub struct Pcapng {
    endian: Endian,
    /// Those of all sections so far; what several sections describe alike is one interface.
    interfaces: Vec<Interface>,
    known: HashMap<Interface, u32>,
    /// The current section's, in the order in which it describes them.
    section: Vec<Described>,
}

/// An interface as a section describes it.
#[derive(Clone, Copy, Debug)]
struct Described {
    /// Position in `Pcapng::interfaces`.
    iface: u32,
    /// Units of time in a second.
    units: u64,
    /// Seconds to add to each time.
    offset: i64,
}

/// What a block begins with.
#[derive(Clone, Copy)]
struct BlockHeader {
    kind: u32,
    len: usize,
    offset: u64,
}

impl BlockHeader {
    const fn is_packet(self) -> bool {
        matches!(self.kind, OLD_PACKET | SIMPLE_PACKET | ENHANCED_PACKET)
    }

    fn damaged(self, words: impl Into<String>) -> SavefileError {
        SavefileError::Damaged { words: words.into(), offset: self.offset }
    }

    fn too_short(self) -> SavefileError {
        self.damaged(format!("block of type {} in pcapng dump file is too short", self.kind))
    }
}

impl Pcapng {
    /// Reads up to the first section's first interface, as there is no link type before.
    pub fn open(input: &mut ReadAhead) -> Result<Self, SavefileError> {
        let mut pcapng = Self {
            endian: Endian::Little,
            interfaces: Vec::new(),
            known: HashMap::new(),
            section: Vec::new(),
        };
        while pcapng.interfaces.is_empty() {
            if input.peek(1)?.is_empty() {
                let words = "the capture file has no Interface Description Blocks".into();
                return Err(SavefileError::Unsupported(words));
            }
            let header = pcapng.block_header(input)?;
            if header.is_packet() {
                let words = "the capture file has a packet block before any Interface Description Blocks";
                return Err(SavefileError::Unsupported(words.into()));
            }
            pcapng.describe(header, input)?;
        }
        Ok(pcapng)
    }

    pub fn interfaces(&self) -> &[Interface] {
        &self.interfaces
    }

    pub fn read<'a>(&'a mut self, input: &'a mut ReadAhead) -> Result<Option<Packet<'a>>, SavefileError> {
        loop {
            if input.peek(1)?.is_empty() {
                return Ok(None);
            }
            let header = self.block_header(input)?;
            if header.is_packet() {
                let body = whole_block(header, self.endian, input)?;
                return self.packet(header, body).map(Some);
            }
            self.describe(header, input)?;
        }
    }

    /// The next block's header, checked before that much is read. A section brings its own byte order.
    fn block_header(&mut self, input: &mut ReadAhead) -> Result<BlockHeader, SavefileError> {
        let offset = input.offset();
        let start = input.need(BLOCK_HEADER_LEN, 0, Part::Block)?;
        if Endian::Little.u32(start, 0) == SECTION_HEADER {
            let magic = input.need(BLOCK_HEADER_LEN + 4, BLOCK_HEADER_LEN, Part::Block)?;
            self.endian = match Endian::Big.u32(magic, BLOCK_HEADER_LEN) {
                BYTE_ORDER_MAGIC => Endian::Big,
                _ => Endian::Little,
            };
        }
        let start = input.need(BLOCK_HEADER_LEN, 0, Part::Block)?;
        let (kind, len) = (self.endian.u32(start, 0), self.endian.u32(start, 4));
        let header = BlockHeader { kind, len: len as usize, offset };
        let minimum = BLOCK_HEADER_LEN + BLOCK_TRAILER_LEN;
        if header.len < minimum {
            return Err(
                header.damaged(format!("block in pcapng dump file has a length of {len} < {minimum}"))
            );
        }
        if !len.is_multiple_of(4) {
            let words =
                format!("block in pcapng dump file has a length of {len} that is not a multiple of 4");
            return Err(header.damaged(words));
        }
        if len > MAX_BLOCK {
            return Err(header.damaged(format!("pcapng block size {len} > maximum {MAX_BLOCK}")));
        }
        Ok(header)
    }

    /// Takes a block without a packet and keeps what it describes.
    fn describe(&mut self, header: BlockHeader, input: &mut ReadAhead) -> Result<(), SavefileError> {
        let body = whole_block(header, self.endian, input)?;
        match header.kind {
            SECTION_HEADER => self.section(header, body),
            INTERFACE_DESCRIPTION => self.interface(header, body),
            _ => Ok(()),
        }
    }

    /// Section 4.1: byte-order magic, version (2 and 2 bytes), length, options.
    fn section(&mut self, header: BlockHeader, body: &[u8]) -> Result<(), SavefileError> {
        if body.len() < 16 || self.endian.u32(body, 0) != BYTE_ORDER_MAGIC {
            return Err(header.damaged("Section Header Block has neither byte order"));
        }
        let (major, minor) = (self.endian.u16(body, 4), self.endian.u16(body, 6));
        if !matches!((major, minor), (1, 0 | 2)) {
            let words = format!("unsupported pcapng savefile version {major}.{minor}");
            return Err(SavefileError::Unsupported(words));
        }
        self.section.clear();
        Ok(())
    }

    /// Section 4.2: link type (2 bytes), reserved (2), snaplen (4), options.
    fn interface(&mut self, header: BlockHeader, body: &[u8]) -> Result<(), SavefileError> {
        if body.len() < 8 {
            return Err(header.too_short());
        }
        let link_type = LinkType::from_savefile(u32::from(self.endian.u16(body, 0)));
        let snaplen = effective_snaplen(self.endian.u32(body, 4), link_type);
        let mut interface = Interface::of_savefile(link_type, snaplen, 0);
        let (mut units, mut offset) = (1_000_000, 0);
        for (code, value) in options(self.endian, body.get(8..).unwrap_or_default()) {
            match (code, value) {
                (IF_NAME, name) => interface.name = String::from_utf8_lossy(name).into_owned(),
                (IF_DESCRIPTION, text) => interface.description = String::from_utf8_lossy(text).into_owned(),
                (IF_TSRESOL, &[resolution]) => {
                    units = units_per_second(resolution).map_err(|words| header.damaged(words))?;
                }
                (IF_TSOFFSET, value) if value.len() == 8 => offset = self.endian.i64(value, 0),
                _ => (),
            }
        }
        if self.section.len() >= MAX_INTERFACES {
            return Err(header.damaged(format!("more than {MAX_INTERFACES} interfaces")));
        }
        let iface = self.number(header, interface)?;
        self.section.push(Described { iface, units, offset });
        Ok(())
    }

    fn number(&mut self, header: BlockHeader, interface: Interface) -> Result<u32, SavefileError> {
        if let Some(number) = self.known.get(&interface) {
            return Ok(*number);
        }
        if self.interfaces.len() >= MAX_INTERFACES {
            return Err(header.damaged(format!("more than {MAX_INTERFACES} interfaces")));
        }
        let number = self.interfaces.len() as u32;
        self.known.insert(interface.clone(), number);
        self.interfaces.push(interface);
        Ok(number)
    }

    /// A packet block's record (sections 4.3, 4.4 and A).
    fn packet<'a>(&'a self, header: BlockHeader, body: &'a [u8]) -> Result<Packet<'a>, SavefileError> {
        let word = |at| self.endian.u32(body, at);
        let (number, fixed_len) = match header.kind {
            SIMPLE_PACKET => (0, 4),
            // The other half of this word is a count of drops.
            OLD_PACKET => (u32::from(self.endian.u16(body, 0)), 20),
            _ => (word(0), 20),
        };
        if body.len() < fixed_len {
            return Err(header.too_short());
        }
        let Some((described, interface)) = self.described(number) else {
            return Err(header.damaged(format!(
                "a packet arrived on interface {number}, but there's no Interface Description Block for that interface"
            )));
        };
        let (ts, caplen, origlen) = match header.kind {
            SIMPLE_PACKET => (Timestamp::default(), word(0).min(interface.snaplen), word(0)),
            _ => (described.time(word(4), word(8)), word(12), word(16)),
        };
        let behind = body.get(fixed_len..).unwrap_or_default();
        let data = behind.get(..caplen as usize).ok_or_else(|| header.too_short())?;
        let direction = match header.kind {
            ENHANCED_PACKET => {
                direction(self.endian, behind.get(data.len().next_multiple_of(4)..).unwrap_or_default())
            }
            _ => Direction::Unknown,
        };
        let data = data.get(..interface.snaplen as usize).unwrap_or(data);
        Ok((Record { ts, iface: described.iface, direction, origlen, data }, interface))
    }

    fn described(&self, number: u32) -> Option<(Described, &Interface)> {
        let described = *self.section.get(number as usize)?;
        Some((described, self.interfaces.get(described.iface as usize)?))
    }
}

impl Described {
    /// A time in this interface's units, as its upper and lower half.
    fn time(self, high: u32, low: u32) -> Timestamp {
        let time = u64::from(high) << 32 | u64::from(low);
        let (seconds, rest) = (time / self.units, time % self.units);
        let nanos_per_sec = NANOS_PER_SEC as u64;
        let nanos = match rest.checked_mul(nanos_per_sec) {
            Some(product) => product / self.units,
            None => (u128::from(rest) * u128::from(nanos_per_sec) / u128::from(self.units)) as u64,
        };
        Timestamp { secs: (seconds as i64).wrapping_add(self.offset), nanos: nanos as i64 }
    }
}

/// Units of time in a second: a power of 10, or of 2 if the highest bit is set (section 4.2).
fn units_per_second(resolution: u8) -> Result<u64, String> {
    let too_high = |base, exponent| {
        Err(format!(
            "Interface Description Block if_tsresol option resolution {base}^-{exponent} is too high"
        ))
    };
    match (resolution & 0x80 != 0, resolution & 0x7f) {
        (true, exponent @ ..=MAX_BINARY_RESOLUTION) => Ok(1 << exponent),
        (true, exponent) => too_high(2, exponent),
        (false, exponent @ ..=MAX_DECIMAL_RESOLUTION) => Ok(10_u64.pow(u32::from(exponent))),
        (false, exponent) => too_high(10, exponent),
    }
}

/// Which way a packet went: the two lowest bits of `epb_flags` (section 4.3.1).
fn direction(endian: Endian, options_of_packet: &[u8]) -> Direction {
    let flags =
        options(endian, options_of_packet).find(|(code, value)| *code == EPB_FLAGS && value.len() == 4);
    match flags.map(|(_, value)| endian.u32(value, 0) & 3) {
        Some(1) => Direction::In,
        Some(2) => Direction::Out,
        _ => Direction::Unknown,
    }
}

/// Options: each has a code and a length of 2 bytes, and a value padded to 4. Ends at what is no option.
fn options(endian: Endian, mut rest: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let value = rest.get(4..)?;
        let (code, len) = (endian.u16(rest, 0), usize::from(endian.u16(rest, 2)));
        rest = value.get(len.next_multiple_of(4)..).unwrap_or_default();
        (code != END_OF_OPTIONS).then_some(())?;
        Some((code, value.get(..len)?))
    })
}

/// Takes a whole block and answers with what stands between its header and its trailer.
fn whole_block(header: BlockHeader, endian: Endian, input: &mut ReadAhead) -> Result<&[u8], SavefileError> {
    input.need(header.len, BLOCK_HEADER_LEN, Part::Block)?;
    let block = input.take(header.len);
    let trailer = header.len - BLOCK_TRAILER_LEN;
    if endian.u32(block, trailer) as usize != header.len {
        return Err(header.damaged("block total length in header and trailer don't match"));
    }
    Ok(block.get(BLOCK_HEADER_LEN..trailer).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_resolution() {
        let time = |resolution, offset, raw: u64| {
            let described = Described { iface: 0, units: units_per_second(resolution).unwrap(), offset };
            let Timestamp { secs, nanos } = described.time((raw >> 32) as u32, raw as u32);
            (secs, nanos)
        };
        assert_eq!(time(6, 0, 1_500_000), (1, 500_000_000));
        assert_eq!(time(9, -1, 3_000_000_007), (2, 7));
        assert_eq!(time(0, 10, 5), (15, 0));
        assert_eq!(time(0x8a, 0, 1024 + 512), (1, 500_000_000));
        assert_eq!(time(0xbf, 0, (1 << 63) + (1 << 62)), (1, 500_000_000));
        assert_eq!(time(19, 0, 10_000_000_000_000_000_000), (1, 0));
        assert!(units_per_second(20).is_err() && units_per_second(0xc0).is_err());
    }

    #[test]
    fn options_end_where_they_make_no_sense() {
        let all = |bytes: &'static [u8]| options(Endian::Little, bytes).collect::<Vec<_>>();
        assert_eq!(all(&[2, 0, 1, 0, b'x', 0, 0, 0, 9, 0, 1, 0, 6]), [(2, &b"x"[..]), (9, &[6])]);
        assert_eq!(all(&[0, 0, 0, 0, 2, 0, 0, 0]), []);
        assert_eq!(all(&[2, 0, 9, 0, 1]), []);
        assert_eq!(all(&[2, 0, 0]), []);
    }
}
