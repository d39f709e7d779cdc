//! Reading a packet: the only way to its bytes, and one that cannot panic.
//!
//! Two lengths limit a layer, and they differ whenever a packet was cut by the snaplen or lies about
//! itself:
//!
//! ```text
//! |<------- captured: bytes that are there ------>|
//! |<------------- declared: what the layer above says ----------->|
//! ^ position
//! ```
//!
//! Reading past the captured bytes is [`Stop::Truncated`]. Reading past the declared length is not an
//! error by itself, for a header that lies is shown as it is: a printer that cares compares
//! [`Cursor::len`] first. A printer that asks with [`Cursor::need`] ends alone where bytes are missing;
//! one that just reads ends the line.

use crate::{
    show::{Ipv4, Ipv6, Mac},
    stop::Stop,
};

/// A position in a packet; copying it is how a printer looks ahead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    len: usize,
}

macro_rules! integers {
    ($($name:ident: $integer:ty = $from:ident;)*) => {
        $(#[doc = concat!("Reads a `", stringify!($integer), "` (`", stringify!($from), "`).")]
        #[inline]
        pub fn $name(&mut self) -> Result<$integer, Stop> {
            self.array().map(<$integer>::$from)
        })*
    };
}

impl<'a> Cursor<'a> {
    /// A layer of `len` bytes of which `bytes` were captured.
    pub const fn new(bytes: &'a [u8], len: usize) -> Self {
        Self { bytes, len }
    }

    /// Declared bytes from here on.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Captured bytes from here on, whatever was declared.
    pub const fn captured(&self) -> usize {
        self.bytes.len()
    }

    /// All captured bytes from here on.
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Whether `count` bytes from here on were captured.
    pub const fn has(&self, count: usize) -> bool {
        count <= self.bytes.len()
    }

    /// Stops with [`Stop::Cut`] unless `count` bytes from here on were captured.
    pub fn need(&self, count: usize) -> Result<(), Stop> {
        if self.has(count) { Ok(()) } else { Err(Stop::Cut) }
    }

    /// Reads an array.
    #[inline(always)]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Stop> {
        let (head, rest) = self.bytes.split_first_chunk().ok_or(Stop::Truncated)?;
        self.bytes = rest;
        self.len = self.len.saturating_sub(N);
        Ok(*head)
    }

    integers! {
        u8: u8 = from_be_bytes;
        be_u16: u16 = from_be_bytes;
        be_u32: u32 = from_be_bytes;
        be_u64: u64 = from_be_bytes;
        le_u16: u16 = from_le_bytes;
        le_u32: u32 = from_le_bytes;
        le_u64: u64 = from_le_bytes;
    }

    /// Reads rows of 32 bits, as headers are drawn, the most significant byte first.
    #[inline]
    pub fn rows<const N: usize>(&mut self) -> Result<[u32; N], Stop> {
        let (rows, _) = self.bytes.as_chunks();
        let rows = rows.first_chunk().ok_or(Stop::Truncated)?.map(u32::from_be_bytes);
        self.skip(4 * N)?;
        Ok(rows)
    }

    /// Reads three bytes, the most significant first.
    pub fn be_u24(&mut self) -> Result<u32, Stop> {
        self.array().map(|[a, b, c]| u32::from_be_bytes([0, a, b, c]))
    }

    /// Reads an IPv4 address.
    #[inline]
    pub fn ipv4(&mut self) -> Result<Ipv4, Stop> {
        self.array().map(Ipv4)
    }

    /// Reads an IPv6 address.
    pub fn ipv6(&mut self) -> Result<Ipv6, Stop> {
        self.array().map(Ipv6)
    }

    /// Reads a MAC address.
    pub fn mac(&mut self) -> Result<Mac, Stop> {
        self.array().map(Mac)
    }

    /// Reads `count` bytes.
    #[inline]
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Stop> {
        let (head, rest) = self.bytes.split_at_checked(count).ok_or(Stop::Truncated)?;
        self.bytes = rest;
        self.len = self.len.saturating_sub(count);
        Ok(head)
    }

    /// Reads `count` bytes, or as many of them as were captured.
    pub fn take_some(&mut self, count: usize) -> &'a [u8] {
        self.take(count.min(self.captured())).unwrap_or_default()
    }

    /// Passes over `count` bytes.
    pub fn skip(&mut self, count: usize) -> Result<(), Stop> {
        self.take(count).map(|_| ())
    }

    /// Passes over `count` bytes, or as many of them as were captured; the declared length shrinks by
    /// `count` all the same.
    pub fn pass(&mut self, count: usize) {
        let len = self.len.saturating_sub(count);
        self.take_some(count);
        self.len = len;
    }

    /// The position `count` bytes further on.
    #[inline]
    pub fn at(mut self, count: usize) -> Result<Self, Stop> {
        self.skip(count)?;
        Ok(self)
    }

    /// The byte `offset` bytes further on.
    #[inline]
    pub fn peek(&self, offset: usize) -> Result<u8, Stop> {
        self.bytes.get(offset).copied().ok_or(Stop::Truncated)
    }

    /// The 16 bits `offset` bytes further on, the most significant byte first.
    pub fn peek_u16(self, offset: usize) -> Result<u16, Stop> {
        self.at(offset)?.be_u16()
    }

    /// The 32 bits `offset` bytes further on, the most significant byte first.
    pub fn peek_u32(self, offset: usize) -> Result<u32, Stop> {
        self.at(offset)?.be_u32()
    }

    /// The same position in a layer of `len` bytes; what was captured behind it stays readable.
    pub const fn declare(self, len: usize) -> Self {
        Self { bytes: self.bytes, len }
    }

    /// The same position in a layer of `len` bytes, and nothing behind it readable.
    #[inline]
    pub fn limit(self, len: usize) -> Self {
        Self { bytes: self.bytes.get(..len).unwrap_or(self.bytes), len }
    }

    /// The next `len` bytes as a layer of their own, which is passed over here.
    pub fn split(&mut self, len: usize) -> Self {
        let part = self.limit(len);
        self.pass(len);
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_past_the_captured_bytes_stops_and_moves_nothing() {
        let mut p = Cursor::new(&[1, 2, 3], 10);
        assert_eq!(p.be_u16(), Ok(0x0102));
        assert_eq!(p.be_u16(), Err(Stop::Truncated));
        assert_eq!((p.captured(), p.len()), (1, 8));
        assert_eq!(p.u8(), Ok(3));
        assert_eq!(p.u8(), Err(Stop::Truncated));
    }

    #[test]
    fn the_declared_length_does_not_limit_reading() {
        let mut p = Cursor::new(&[1, 2, 3], 1);
        assert_eq!(p.be_u24(), Ok(0x01_0203));
        assert_eq!(p.len(), 0);
    }

    #[test]
    fn a_layer_of_its_own_ends_where_it_was_declared_to() {
        let mut p = Cursor::new(&[1, 2, 3, 4], 4);
        let mut part = p.split(2);
        assert_eq!(part.be_u16(), Ok(0x0102));
        assert_eq!(part.u8(), Err(Stop::Truncated));
        assert_eq!((p.u8(), p.len()), (Ok(3), 1));
        p.pass(9);
        assert_eq!((p.captured(), p.len()), (0, 0));
    }
}
