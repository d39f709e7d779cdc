//! Turning values into text, without `core::fmt`: each value appends itself to the line.
//!
//! [`out!`](crate::out) takes the pieces of a text one after the other:
//! `out!(cx, ", length ", p.len(), ", flags [", bits(FLAGS, flags).or("none"), "]")`.

use std::ops::Range;

use crate::context::Context;

/// Appends values to the text of a packet, in order.
///
/// All values are there before the first one is appended: where reading one of them stops with `?`,
/// nothing of this piece of text is shown, as tcpdump has it.
macro_rules! out {
    ($cx:expr, $($piece:expr),+ $(,)?) => {
        $crate::show::Show::show(($($piece,)+), &mut *$cx)
    };
}
pub(crate) use out;

/// A value that can be part of a line.
pub(crate) trait Show {
    /// Appends itself.
    fn show(self, cx: &mut Context<'_>);
}

impl Show for &str {
    #[inline]
    fn show(self, cx: &mut Context<'_>) {
        cx.out.extend_from_slice(self.as_bytes());
    }
}

/// A printable ASCII character.
impl Show for char {
    #[inline]
    fn show(self, cx: &mut Context<'_>) {
        cx.out.push(self as u8);
    }
}

macro_rules! tuples {
    ($($letter:ident)+) => {
        impl<$($letter: Show),+> Show for ($($letter,)+) {
            #[allow(non_snake_case, reason = "the letters are types and values")]
            #[inline(always)]
            fn show(self, cx: &mut Context<'_>) {
                let ($($letter,)+) = self;
                $($letter.show(cx);)+
            }
        }
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);

impl<T: Show> Show for Option<T> {
    fn show(self, cx: &mut Context<'_>) {
        if let Some(value) = self {
            value.show(cx);
        }
    }
}

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

/// All numbers of four decimal digits, the first one in the highest byte.
#[allow(clippy::indexing_slicing, reason = "computed while compiling")]
static FOUR_DIGITS: [u32; 10_000] = {
    let mut numbers = [0; 10_000];
    let mut value = 0;
    while value < 10_000 {
        let [a, b, c, d] = [value / 1_000, value / 100 % 10, value / 10 % 10, value % 10];
        numbers[value] = 0x3030_3030 | (a << 24 | b << 16 | c << 8 | d) as u32;
        value += 1;
    }
    numbers
};

/// The last four digits of a number, the first one in the highest byte.
#[inline]
fn four_digits(value: u32) -> u32 {
    FOUR_DIGITS.get(value as usize % 10_000).copied().unwrap_or_default()
}

/// The last eight digits of a number, the first one in the highest byte.
#[inline]
fn eight_digits(value: u32) -> u64 {
    u64::from(four_digits(value / 10_000)) << 32 | u64::from(four_digits(value % 10_000))
}

/// The last six digits of a number.
#[inline]
pub(crate) fn six_digits(value: u32) -> [u8; 6] {
    let [_, _, digits @ ..] = eight_digits(value).to_be_bytes();
    digits
}

/// Appends the first `len` bytes of a text: copying all of a fixed length is faster than a part of it.
#[inline]
pub(crate) fn append<const N: usize>(text: [u8; N], len: usize, out: &mut Vec<u8>) {
    let end = out.len() + len;
    out.extend_from_slice(&text);
    out.truncate(end);
}

/// Appends a number of up to eight digits.
#[inline]
fn short_decimal(value: u32, out: &mut Vec<u8>) {
    if value < 10_000 {
        let zeros = usize::from(value < 1_000) + usize::from(value < 100) + usize::from(value < 10);
        append((four_digits(value) << (8 * zeros)).to_be_bytes(), 4 - zeros, out);
    } else {
        let zeros = 7 - value.ilog10() as usize;
        append((eight_digits(value) << (8 * zeros)).to_be_bytes(), 8 - zeros, out);
    }
}

macro_rules! decimals {
    ($($integer:ty)*) => {
        $(impl Show for $integer {
            #[inline]
            fn show(self, cx: &mut Context<'_>) {
                match u32::try_from(self) {
                    Ok(value @ 0..100_000_000) => short_decimal(value, cx.out),
                    Ok(value) => {
                        short_decimal(value / 100_000_000, cx.out);
                        cx.out.extend_from_slice(&eight_digits(value).to_be_bytes());
                    }
                    _ => decimal(self, cx.out),
                }
            }
        })*
    };
}
decimals!(u8 u16 u32 u64 usize i8 i16 i32 i64);

/// Appends an integer in decimal.
#[inline]
pub(crate) fn decimal(value: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Appends a decimal number of at least `width` digits.
pub(crate) fn zero_padded(value: u64, width: usize, out: &mut Vec<u8>) {
    let mut digits = itoa::Buffer::new();
    let digits = digits.format(value);
    for _ in digits.len()..width {
        out.push(b'0');
    }
    out.extend_from_slice(digits.as_bytes());
}

/// A decimal number of at least so many characters, filled with zeros on the left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Zeros(pub u64, pub usize);

impl Show for Zeros {
    fn show(self, cx: &mut Context<'_>) {
        zero_padded(self.0, self.1, cx.out);
    }
}

/// A decimal number of at least so many characters, filled with blanks on the left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blanks(pub u64, pub usize);

impl Show for Blanks {
    fn show(self, cx: &mut Context<'_>) {
        let mut digits = itoa::Buffer::new();
        let digits = digits.format(self.0);
        for _ in digits.len()..self.1 {
            cx.out.push(b' ');
        }
        cx.out.extend_from_slice(digits.as_bytes());
    }
}

/// The hexadecimal digit of the lowest four bits.
const fn hex_digit(value: u8) -> u8 {
    let value = value & 0xf;
    value + if value < 10 { b'0' } else { b'a' - 10 }
}

/// All bytes as two hexadecimal digits.
#[allow(clippy::indexing_slicing, reason = "computed while compiling")]
static HEX_PAIRS: [[u8; 2]; 256] = {
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        pairs[byte] = [hex_digit(byte as u8 >> 4), hex_digit(byte as u8)];
        byte += 1;
    }
    pairs
};

/// A byte as two hexadecimal digits.
#[inline]
pub(crate) fn hex_pair(byte: u8) -> [u8; 2] {
    HEX_PAIRS.get(usize::from(byte)).copied().unwrap_or_default()
}

/// A hexadecimal number of at least so many digits, without `0x`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hex(pub u64, pub usize);

/// A value in hexadecimal with at least `width` digits.
pub(crate) fn hex(value: impl Into<u64>, width: usize) -> Hex {
    Hex(value.into(), width)
}

impl Show for Hex {
    fn show(self, cx: &mut Context<'_>) {
        let digits = (64 - self.0.leading_zeros() as usize).div_ceil(4).max(self.1).max(1);
        for at in (0..digits).rev() {
            let digit = if at < 16 { (self.0 >> (4 * at)) as u8 } else { 0 };
            cx.out.push(hex_digit(digit));
        }
    }
}

/// Bytes as pairs of hexadecimal digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HexBytes<'a>(pub &'a [u8]);

impl Show for HexBytes<'_> {
    fn show(self, cx: &mut Context<'_>) {
        for byte in self.0 {
            cx.out.extend_from_slice(&hex_pair(*byte));
        }
    }
}

/// Bytes as pairs of hexadecimal digits in upper case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UpperHex<'a>(pub &'a [u8]);

impl Show for UpperHex<'_> {
    fn show(self, cx: &mut Context<'_>) {
        let digits = self.0.iter().flat_map(|byte| hex_pair(*byte));
        cx.out.extend(digits.map(|digit| digit.to_ascii_uppercase()));
    }
}

/// Bytes that should be text: what is not printable ASCII becomes `^A`, `M-a` or `M-^A`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Safe<'a>(pub &'a [u8]);

impl Show for Safe<'_> {
    fn show(self, cx: &mut Context<'_>) {
        let mut rest = self.0;
        while let Some(at) = rest.iter().position(|byte| !matches!(byte, b' '..=b'~')) {
            let Some((plain, [odd, behind @ ..])) = rest.split_at_checked(at) else { break };
            cx.out.extend_from_slice(plain);
            if *odd >= 0x80 {
                cx.out.extend_from_slice(b"M-");
            }
            match odd & 0x7f {
                plain @ b' '..=b'~' => cx.out.push(plain),
                control => cx.out.extend_from_slice(&[b'^', control ^ 0x40]),
            }
            rest = behind;
        }
        cx.out.extend_from_slice(rest);
    }
}

/// Text up to its first zero byte.
pub(crate) fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

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

/// Names of the values of a field.
pub(crate) type Table = [(u32, &'static str)];

/// The name of a value, where the table has one.
pub(crate) fn name(table: &Table, value: impl Into<u32>) -> Option<&'static str> {
    let value = value.into();
    table.iter().find(|(it, _)| *it == value).map(|(_, name)| *name)
}

/// A value shown by its name, or by a number between two texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    name: Option<&'static str>,
    value: u32,
    before: &'static str,
    after: &'static str,
    /// Hexadecimal digits; 0 for decimal.
    width: usize,
}

/// A value shown by its name in a table; without one as `#5` unless told otherwise.
pub(crate) fn named(table: &Table, value: impl Into<u32>) -> Named {
    let value = value.into();
    Named { name: name(table, value), value, before: "#", after: "", width: 0 }
}

impl Named {
    /// Without a name: the number in decimal between these texts.
    pub const fn or(mut self, before: &'static str, after: &'static str) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    /// Without a name: the number in hexadecimal of at least `width` digits between these texts.
    pub const fn or_hex(mut self, before: &'static str, width: usize, after: &'static str) -> Self {
        (self.before, self.width, self.after) = (before, width, after);
        self
    }

    /// Without a name: this text.
    pub const fn or_text(mut self, text: &'static str) -> Self {
        if self.name.is_none() {
            self.name = Some(text);
        }
        self
    }
}

impl Show for Named {
    fn show(self, cx: &mut Context<'_>) {
        match self {
            Self { name: Some(name), .. } => out!(cx, name),
            Self { value, before, after, width: 0, .. } => out!(cx, before, value, after),
            Self { value, before, after, width, .. } => out!(cx, before, hex(value, width), after),
        }
    }
}

/// The bits of a field by their names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits {
    table: &'static Table,
    value: u32,
    separator: &'static str,
    none: &'static str,
}

/// The bits that are set, by their names, with commas between; `none` without any.
pub(crate) fn bits(table: &'static Table, value: impl Into<u32>) -> Bits {
    Bits { table, value: value.into(), separator: ", ", none: "none" }
}

impl Bits {
    /// Without a named bit: this text.
    pub const fn or(mut self, none: &'static str) -> Self {
        self.none = none;
        self
    }

    /// This text between names.
    pub const fn with(mut self, separator: &'static str) -> Self {
        self.separator = separator;
        self
    }
}

impl Show for Bits {
    fn show(self, cx: &mut Context<'_>) {
        let mut any = false;
        for (bit, name) in self.table {
            // A bit of zero stands for "none of the others" and never matches.
            if *bit != 0 && self.value & bit == *bit {
                if any {
                    out!(cx, self.separator);
                }
                out!(cx, *name);
                any = true;
            }
        }
        if !any {
            out!(cx, self.none);
        }
    }
}

/// Seconds as years, weeks, days, hours, minutes and seconds: `1d2h5s`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span(pub u32);

impl Show for Span {
    fn show(self, cx: &mut Context<'_>) {
        if self.0 == 0 {
            return out!(cx, "0s");
        }
        let mut left = self.0;
        let units = [(31_536_000, 'y'), (604_800, 'w'), (86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];
        for (seconds, letter) in units {
            if left >= seconds {
                out!(cx, left / seconds, letter);
                left %= seconds;
            }
        }
    }
}

/// A number with so many decimal places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Float(pub f64, pub usize);

impl Show for Float {
    fn show(self, cx: &mut Context<'_>) {
        use std::io::Write;
        if self.0.is_nan() {
            return out!(cx, if self.0.is_sign_negative() { "-nan" } else { "nan" });
        }
        // Writing to a `Vec` does not fail.
        let _ = write!(cx.out, "{:.*}", self.1, self.0);
    }
}

/// A number of up to ten digits that count, without zeros behind them; with an exponent where it is large or
/// small (`%.10g` of C).
#[derive(Clone, Copy, Debug)]
pub(crate) struct General(pub f64);

impl Show for General {
    fn show(self, cx: &mut Context<'_>) {
        use std::io::Write;
        const DIGITS: i32 = 10;
        if self.0 == 0.0 || !self.0.is_finite() {
            return Float(self.0, 0).show(cx);
        }
        let start = cx.out.len();
        // Writing to a `Vec` does not fail.
        let _ = write!(cx.out, "{:.*e}", (DIGITS - 1) as usize, self.0);
        let shown = cx.out.get(start..).unwrap_or_default();
        let at = shown.iter().position(|byte| *byte == b'e').unwrap_or(shown.len());
        let digits = shown.get(at + 1..).and_then(|digits| std::str::from_utf8(digits).ok());
        let exponent = digits.and_then(|digits| digits.parse::<i32>().ok()).unwrap_or_default();
        if (-4..DIGITS).contains(&exponent) {
            cx.out.truncate(start);
            let _ = write!(cx.out, "{:.*}", (DIGITS - 1 - exponent) as usize, self.0);
            without_zeros(cx.out, start);
        } else {
            cx.out.truncate(start + at);
            without_zeros(cx.out, start);
            out!(cx, if exponent < 0 { "e-" } else { "e+" }, Zeros(exponent.unsigned_abs().into(), 2));
        }
    }
}

/// Takes away zeros behind a point, and the point where nothing is left behind it.
fn without_zeros(out: &mut Vec<u8>, start: usize) {
    if out.get(start..).is_some_and(|shown| shown.contains(&b'.')) {
        while out.last() == Some(&b'0') {
            out.pop();
        }
        if out.last() == Some(&b'.') {
            out.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    #[test]
    fn numbers() {
        let shown = text(|cx| out!(cx, 0u8, " ", 65_535u16, " ", -5i32, " ", Blanks(7, 5), " ", Zeros(7, 3)));
        assert_eq!(shown, "0 65535 -5     7 007");
        assert_eq!(
            text(|cx| out!(cx, hex(0u8, 0), " ", hex(0xabu8, 4), " ", hex(0x12345u32, 4))),
            "0 00ab 12345"
        );
        assert_eq!(text(|cx| out!(cx, Float(0.125, 2), " ", Span(90_061))), "0.12 1d1h1m1s");
        let shown = text(|cx| out!(cx, General(800.0), " ", General(0.0625), " ", General(1.5e12)));
        assert_eq!(shown, "800 0.0625 1.5e+12");
    }

    #[test]
    fn bytes_that_are_not_text_cannot_reach_a_terminal() {
        assert_eq!(text(|cx| out!(cx, Safe(b"a\x1b[\x7f\x80\xe9\n~"))), "a^[[^?M-^@M-i^J~");
    }

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

    #[test]
    fn values_have_names() {
        const TABLE: &Table = &[(1, "one"), (2, "two"), (4, "four")];
        assert_eq!(text(|cx| out!(cx, named(TABLE, 2u8), named(TABLE, 9u8))), "two#9");
        assert_eq!(text(|cx| out!(cx, named(TABLE, 9u8).or_hex("[0x", 4, "]"))), "[0x0009]");
        assert_eq!(text(|cx| out!(cx, bits(TABLE, 5u8), " ", bits(TABLE, 8u8))), "one, four none");
    }
}
