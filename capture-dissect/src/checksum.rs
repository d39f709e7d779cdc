//! The Internet checksum (RFC 1071) and other sums that printers verify.

use crate::{context::Ip, show::Addr};

/// The ones' complement sum of 16-bit words, as long as it is being made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum(u64);

impl Sum {
    /// Adds bytes, the last of an odd number padded with a zero.
    ///
    /// Only the last piece may have an odd length.
    pub fn add(mut self, bytes: &[u8]) -> Self {
        let (blocks, tail) = bytes.as_chunks::<4>();
        for block in blocks {
            self.0 += u64::from(u32::from_be_bytes(*block));
        }
        let mut last = [0; 4];
        for (to, from) in last.iter_mut().zip(tail) {
            *to = *from;
        }
        self.0 += u64::from(u32::from_be_bytes(last));
        self
    }

    /// The checksum of what was added: 0 where a correct checksum field was among it.
    pub const fn finish(self) -> u16 {
        let mut sum = self.0;
        while sum > 0xffff {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        !(sum as u16)
    }
}

/// The sum of a pseudo-header (RFC 768, RFC 793, RFC 8200 section 8.1) and what it stands before.
pub(crate) fn pseudo(ip: &Ip, proto: u8, len: usize, covered: &[u8]) -> u16 {
    let sum = match (ip.src, ip.final_dst) {
        (Addr::V4(src), Addr::V4(dst)) => Sum::default().add(&src.0).add(&dst.0),
        (Addr::V6(src), Addr::V6(dst)) => Sum::default().add(&src.0).add(&dst.0),
        _ => Sum::default(),
    };
    let len = match ip.version {
        4 => u32::from(len as u16),
        _ => len as u32,
    };
    sum.add(&len.to_be_bytes()).add(&u32::from(proto).to_be_bytes()).add(covered).finish()
}

/// What a checksum field should hold, where the sum over everything (the field included) is `sum`.
pub(crate) const fn should_be(field: u16, sum: u16) -> u16 {
    let mut shall = field as u32 + sum as u32;
    shall = (shall & 0xffff) + (shall >> 16);
    shall as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correct_header_sums_to_zero() {
        let header = [0x45, 0, 0, 0x14, 0, 1, 0, 0, 0x40, 0x11, 0x66, 0xd6, 10, 0, 0, 1, 10, 0, 0, 2];
        assert_eq!(Sum::default().add(&header).finish(), 0);
    }

    #[test]
    fn a_wrong_field_can_be_put_right() {
        let header = [0x45, 0, 0, 0x14, 0, 1, 0, 0, 0x40, 0x11, 0, 1, 10, 0, 0, 1, 10, 0, 0, 2];
        assert_eq!(should_be(1, Sum::default().add(&header).finish()), 0x66d6);
    }

    #[test]
    fn an_odd_byte_counts_as_the_high_one() {
        assert_eq!(Sum::default().add(&[0xff]).finish(), !0xff00);
        assert_eq!(Sum::default().add(&[]).finish(), 0xffff);
    }
}
