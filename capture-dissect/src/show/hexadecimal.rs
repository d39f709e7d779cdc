//! Numbers and bytes in hexadecimal.

use super::Show;
use crate::context::Context;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::tests::text, show::out};

    #[test]
    fn hexadecimal_numbers() {
        assert_eq!(
            text(|cx| out!(cx, hex(0u8, 0), " ", hex(0xabu8, 4), " ", hex(0x12345u32, 4))),
            "0 00ab 12345"
        );
    }
}
