//! The checksum of ISO's protocols (ISO 8473 section 6.11, RFC 1008): two sums modulo 255.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{hex, out},
};

/// Prints what a checksum of two bytes, `offset` bytes behind `p`, over `len` bytes is worth.
pub(super) fn verify(cx: &mut Context<'_>, p: Cursor<'_>, checksum: u16, offset: usize, len: usize) {
    let covered = p.bytes().get(..len).filter(|covered| checksum != 0 && offset + 2 <= covered.len());
    let Some(covered) = covered else { return out!(cx, " (unverified)") };
    let shall = sum(covered, offset);
    if shall == checksum {
        out!(cx, " (correct)");
    } else {
        out!(cx, " (incorrect should be 0x", hex(shall, 4), ")");
    }
}

/// The checksum of bytes that hold it at this offset: both sums over all of them become zero by it.
fn sum(covered: &[u8], offset: usize) -> u16 {
    let (mut c0, mut c1) = (0_i64, 0_i64);
    for (at, byte) in covered.iter().enumerate() {
        let is_checksum = at == offset || at == offset + 1;
        c0 += if is_checksum { 0 } else { i64::from(*byte) };
        c1 = (c1 + c0) % 255;
    }
    let behind = (covered.len() - offset) as i64;
    let c0 = c0 % 255;
    // Negative ones' complement; zero stands for no checksum, and is 255 in this arithmetic.
    let byte = |value: i64| match (if value < 0 { value - 1 } else { value }) % 255 {
        0 => 255,
        value => value as u8,
    };
    u16::from_be_bytes([byte(c0 * (behind - 1) - c1), byte(c1 - c0 * behind)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_makes_both_sums_zero() {
        let mut pdu = [0x82, 10, 1, 0, 4, 0, 30, 0, 0, 3, 0x49, 0, 1];
        let [x, y] = sum(&pdu, 7).to_be_bytes();
        (pdu[7], pdu[8]) = (x, y);
        let (mut c0, mut c1) = (0_u32, 0_u32);
        for byte in pdu {
            c0 += u32::from(byte);
            c1 += c0;
        }
        assert_eq!((c0 % 255, c1 % 255), (0, 0));
    }
}
