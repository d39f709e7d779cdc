//! Addresses of hosts and interfaces.

use std::ops::Range;

use super::{Show, append, hex_pair, out};
use crate::context::Context;

/// All bytes in decimal with a dot behind, and how many characters that takes.
#[allow(clippy::indexing_slicing, reason = "computed while compiling")]
static OCTETS: [([u8; 4], usize); 256] = {
    let mut octets = [([b'.'; 4], 0); 256];
    let mut value = 0;
    while value < 256 {
        let hundreds = b'0' + (value / 100) as u8;
        let (tens, ones) = (b'0' + (value / 10 % 10) as u8, b'0' + (value % 10) as u8);
        octets[value] = match value {
            0..10 => ([ones, b'.', 0, 0], 2),
            10..100 => ([tens, ones, b'.', 0], 3),
            _ => ([hundreds, tens, ones, b'.'], 4),
        };
        value += 1;
    }
    octets
};

/// An IPv4 address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ipv4(pub [u8; 4]);

impl Ipv4 {
    /// Appends the address as numbers.
    pub fn number(self, out: &mut Vec<u8>) {
        let (mut text, mut len) = ([0; 16], 0);
        for octet in self.0 {
            let (digits, digits_len) = OCTETS.get(usize::from(octet)).copied().unwrap_or_default();
            if let Some(to) = text.get_mut(len..len + 4) {
                to.copy_from_slice(&digits);
            }
            len += digits_len;
        }
        append(text, len - 1, out);
    }
}

impl Show for Ipv4 {
    fn show(self, cx: &mut Context<'_>) {
        if cx.options.numeric {
            self.number(cx.out);
        } else {
            cx.named_ipv4(self);
        }
    }
}

/// An IPv4 address in a column of 15 characters, filled up with blanks on the left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column(pub Ipv4);

impl Show for Column {
    fn show(self, cx: &mut Context<'_>) {
        let start = cx.out.len();
        out!(cx, self.0);
        for _ in cx.out.len() - start..15 {
            cx.out.insert(start, b' ');
        }
    }
}

/// An IPv6 address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ipv6(pub [u8; 16]);

impl Ipv6 {
    /// Appends the address as numbers: the longest run of zeros is `::`, and an address that only
    /// holds an IPv4 address ends in it.
    pub fn number(self, out: &mut Vec<u8>) {
        let (words, _) = self.0.as_chunks::<2>();
        let gap = longest_gap(words);
        let holds_ipv4 = gap == (0..6) || (gap == (0..5) && words.get(5) == Some(&[0xff; 2]));
        let mut text = Ipv6Text { bytes: [0; 48], len: 0 };
        text.words(words.get(..gap.start));
        match gap.start {
            0 => text.put(*b"::      ", 2),
            8 => {}
            // The word before has brought the first colon.
            _ => text.put(*b":       ", 1),
        }
        text.words(words.get(gap.end..if holds_ipv4 { 6 } else { 8 }));
        if !holds_ipv4 && (gap.is_empty() || gap.end < 8) {
            text.len -= 1;
        }
        append(text.bytes, text.len, out);
        if holds_ipv4 {
            let [.., a, b, c, d] = self.0;
            Ipv4([a, b, c, d]).number(out);
        }
    }
}

/// An IPv6 address while it is put together. Eight bytes are copied at a time, of which the next ones overwrite those
/// that are too many.
struct Ipv6Text {
    bytes: [u8; 48],
    len: usize,
}

impl Ipv6Text {
    #[inline]
    fn put(&mut self, bytes: [u8; 8], count: usize) {
        if let Some(to) = self.bytes.get_mut(self.len..self.len + 8) {
            to.copy_from_slice(&bytes);
        }
        self.len += count;
    }

    /// Puts words, each with a colon behind it.
    #[inline]
    fn words(&mut self, words: Option<&[[u8; 2]]>) {
        for word in words.unwrap_or_default() {
            let [[a, b], [c, d]] = word.map(hex_pair);
            let zeros = (u16::from_be_bytes(*word).leading_zeros() / 4).min(3);
            let digits = u64::from_be_bytes([a, b, c, d, b':', 0, 0, 0]) << (8 * zeros);
            self.put(digits.to_be_bytes(), 5 - zeros as usize);
        }
    }
}

/// The first of the longest runs of two or more words of zero; an empty range without one.
fn longest_gap(words: &[[u8; 2]]) -> Range<usize> {
    // A bit for each word that is zero.
    let mut zeros = words.iter().rev().fold(0_u32, |zeros, word| zeros << 1 | u32::from(*word == [0; 2]));
    let (mut best, mut best_len) = (8, 1);
    while zeros != 0 {
        let start = zeros.trailing_zeros();
        let len = (zeros >> start).trailing_ones();
        if len > best_len {
            (best, best_len) = (start, len);
        }
        zeros &= zeros + (1 << start);
    }
    best as usize..(best + best_len) as usize - usize::from(best_len == 1)
}

impl Show for Ipv6 {
    fn show(self, cx: &mut Context<'_>) {
        if cx.options.numeric {
            self.number(cx.out);
        } else {
            cx.named_ipv6(self);
        }
    }
}

/// An address of either version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Addr {
    /// Version 4.
    V4(Ipv4),
    /// Version 6.
    V6(Ipv6),
}

impl Default for Addr {
    fn default() -> Self {
        Self::V4(Ipv4::default())
    }
}

impl Show for Addr {
    fn show(self, cx: &mut Context<'_>) {
        match self {
            Self::V4(addr) => addr.show(cx),
            Self::V6(addr) => addr.show(cx),
        }
    }
}

/// A MAC address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Mac(pub [u8; 6]);

impl Mac {
    /// Appends the address as numbers.
    pub fn number(self, out: &mut Vec<u8>) {
        let mut text = [b':'; 18];
        for (to, byte) in text.as_chunks_mut::<3>().0.iter_mut().zip(self.0) {
            let [high, low] = hex_pair(byte);
            *to = [high, low, b':'];
        }
        let [mac @ .., _] = text;
        out.extend_from_slice(&mac);
    }
}

/// The two addresses with which a frame begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Macs(pub [u8; 12]);

impl Macs {
    /// As a frame would have them.
    pub fn new(src: Mac, dst: Mac) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (dst.0, src.0);
        Self([a, b, c, d, e, f, g, h, i, j, k, l])
    }

    /// The source and the destination, which stands first.
    pub fn src_dst(self) -> (Mac, Mac) {
        let [a, b, c, d, e, f, src @ ..] = self.0;
        (Mac(src), Mac([a, b, c, d, e, f]))
    }
}

impl Show for Mac {
    fn show(self, cx: &mut Context<'_>) {
        if cx.options.numeric {
            self.number(cx.out);
        } else {
            cx.named_mac(self);
        }
    }
}

/// An address of the link layer of any length: bytes in hexadecimal with colons between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkAddr<'a>(pub &'a [u8]);

impl Show for LinkAddr<'_> {
    fn show(self, cx: &mut Context<'_>) {
        if self.0.is_empty() {
            return "<empty>".show(cx);
        }
        if let Ok(mac) = self.0.try_into() {
            return Mac(mac).show(cx);
        }
        for (at, byte) in self.0.iter().enumerate() {
            if at != 0 {
                cx.out.push(b':');
            }
            cx.out.extend_from_slice(&hex_pair(*byte));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    #[test]
    fn addresses() {
        assert_eq!(text(|cx| out!(cx, Ipv4([192, 0, 2, 255]))), "192.0.2.255");
        assert_eq!(text(|cx| out!(cx, Mac([0, 1, 0xab, 3, 4, 0xff]))), "00:01:ab:03:04:ff");
        assert_eq!(text(|cx| out!(cx, LinkAddr(&[1, 2]), LinkAddr(&[]))), "01:02<empty>");
    }

    #[test]
    fn an_ipv6_address_is_as_short_as_can_be() {
        for address in
            ["::", "::1", "fe80::1", "2001:db8::1:0:0:1", "1:0:0:4::", "::ffff:1.2.3.4", "::1.2.3.4"]
        {
            let octets = address.parse::<std::net::Ipv6Addr>().unwrap().octets();
            assert_eq!(text(|cx| out!(cx, Ipv6(octets))), address);
        }
        let ends_in_one_zero = "1:2:3:4:5:6:7:0".parse::<std::net::Ipv6Addr>().unwrap().octets();
        assert_eq!(text(|cx| out!(cx, Ipv6(ends_in_one_zero))), "1:2:3:4:5:6:7:0");
    }
}
