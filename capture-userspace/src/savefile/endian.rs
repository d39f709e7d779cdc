//! Numbers in the byte order of the machine that wrote a file.

/// A byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endian {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

/// Reads a number at an offset; one that is not all there is 0, as callers check lengths before.
macro_rules! number {
    ($($name:ident)*) => {
        $(pub fn $name(self, bytes: &[u8], at: usize) -> $name {
            let field = bytes.get(at..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default();
            match self {
                Self::Little => $name::from_le_bytes(field),
                Self::Big => $name::from_be_bytes(field),
            }
        })*
    };
}

impl Endian {
    number!(u16 u32 i64);

    /// Reads the four numbers of 32 bits that a packet's header in pcap begins with; 0 where they are not all there.
    #[inline]
    pub fn words(self, bytes: &[u8]) -> [u32; 4] {
        let words = bytes.as_chunks().0.first_chunk().copied().unwrap_or_default();
        match self {
            Self::Little => words.map(u32::from_le_bytes),
            Self::Big => words.map(u32::from_be_bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_both_orders_and_never_behind_the_end() {
        let bytes = [1, 2, 3, 4];
        assert_eq!((Endian::Big.u16(&bytes, 1), Endian::Little.u16(&bytes, 1)), (0x0203, 0x0302));
        assert_eq!((Endian::Big.u32(&bytes, 0), Endian::Little.u32(&bytes, 0)), (0x0102_0304, 0x0403_0201));
        assert_eq!((Endian::Big.u32(&bytes, 1), Endian::Big.i64(&bytes, 9)), (0, 0));
        let header = [bytes, [0; 4], [9; 4], [0, 0, 0, 1]].concat();
        assert_eq!(Endian::Big.words(&header), [0x0102_0304, 0, 0x0909_0909, 1]);
        assert_eq!(Endian::Little.words(&header), [0x0403_0201, 0, 0x0909_0909, 1 << 24]);
        assert_eq!(Endian::Little.words(&header[1..]), [0; 4]);
    }
}
