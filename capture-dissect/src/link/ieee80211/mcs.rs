//! Modulation and coding schemes of 802.11n and 802.11ac, as radiotap has them.

use crate::{
    context::Context,
    show::{Table, named, out},
};

/// Bits of 802.11n's field that say what is known.
const HAS_BANDWIDTH: u8 = 0x01;
const HAS_INDEX: u8 = 0x02;
const HAS_GUARD: u8 = 0x04;
const HAS_FORMAT: u8 = 0x08;
const HAS_CODING: u8 = 0x10;
const HAS_STBC: u8 = 0x20;
/// What is known, by these bits.
const IS_SHORT: u8 = 0x04;
const IS_GREENFIELD: u8 = 0x08;
const IS_LDPC: u8 = 0x10;

const BANDWIDTHS: [&str; 4] = ["20 MHz ", "40 MHz ", "20 MHz (L) ", "20 MHz (U) "];
const MHZ_40: u8 = 1;

/// Half bits for each subcarrier of 802.11n's schemes up to 7; those up to 31 are the same for more streams.
const HALF_BITS: [u32; 8] = [1, 2, 3, 4, 6, 8, 9, 10];
/// The only scheme for 40 MHz alone.
const DUPLICATE: u8 = 32;
/// Half bits of the schemes from 33 on, whose streams differ.
const UNEQUAL: [u32; 44] = [
    6, 8, 10, 9, 12, 15, 8, 10, 10, 12, 14, 14, 16, 12, 15, 15, 18, 21, 21, 24, 10, 12, 14, 12, 14, 16, 18,
    16, 18, 20, 20, 22, 15, 18, 21, 18, 21, 24, 27, 24, 27, 30, 30, 33,
];

/// Prints 802.11n's field: what is known (1 byte), flags (1), scheme (1).
pub(super) fn print_ht(cx: &mut Context<'_>, [known, flags, index]: [u8; 3]) {
    let (bandwidth, is_short) = (flags & 3, flags & IS_SHORT != 0);
    if known & HAS_INDEX != 0 {
        let rate = tenths(index, bandwidth == MHZ_40, is_short);
        if let (Some(tenths), true) = (rate, known & (HAS_BANDWIDTH | HAS_GUARD) != 0) {
            out!(cx, tenths / 10, ".", tenths % 10, " Mb/s ");
        }
        out!(cx, "MCS ", index, " ");
    }
    if known & HAS_BANDWIDTH != 0 {
        out!(cx, BANDWIDTHS.get(usize::from(bandwidth)).copied());
    }
    if known & HAS_GUARD != 0 {
        out!(cx, guard(is_short));
    }
    if known & HAS_FORMAT != 0 {
        out!(cx, if flags & IS_GREENFIELD != 0 { "greenfield " } else { "mixed " });
    }
    if known & HAS_CODING != 0 {
        out!(cx, if flags & IS_LDPC != 0 { "LDPC" } else { "BCC" }, " FEC ");
    }
    if known & HAS_STBC != 0 {
        out!(cx, "RX-STBC", flags >> 5 & 3, " ");
    }
}

const fn guard(is_short: bool) -> &'static str {
    if is_short { "short GI " } else { "long GI " }
}

/// The rate of a scheme in units of 100 kbit/s (section 19.5).
fn tenths(index: u8, is_40: bool, is_short: bool) -> Option<u32> {
    if index == DUPLICATE {
        return is_40.then_some(if is_short { 67 } else { 60 });
    }
    let half_bits = match index {
        0..DUPLICATE => HALF_BITS.get(usize::from(index % 8))? * u32::from(index / 8 + 1),
        _ => *UNEQUAL.get(usize::from(index - DUPLICATE - 1))?,
    };
    // Half a bit on each of 52 or 108 subcarriers, in 4 us, or in 3.6 us.
    Some(match (is_40, is_short) {
        (false, false) => half_bits * 65,
        (false, true) => (half_bits * 650 + 4) / 9,
        (true, false) => half_bits * 135,
        (true, true) => half_bits * 150,
    })
}

const VHT_HAS_GUARD: u16 = 0x04;
const VHT_HAS_BANDWIDTH: u16 = 0x40;
const VHT_IS_SHORT: u8 = 0x04;

/// Widths of 802.11ac's channels, and which part of it was used.
const VHT_BANDWIDTHS: &Table = &[
    (0, "20 MHz"),
    (1, "40 MHz"),
    (2, "20 MHz (L)"),
    (3, "20 MHz (U)"),
    (4, "80 MHz"),
    (5, "80 MHz (L)"),
    (6, "80 MHz (U)"),
    (7, "80 MHz (LL)"),
    (8, "80 MHz (LU)"),
    (9, "80 MHz (UL)"),
    (10, "80 MHz (UU)"),
    (11, "160 MHz"),
    (12, "160 MHz (L)"),
    (13, "160 MHz (U)"),
    (14, "160 MHz (LL)"),
    (15, "160 MHz (LU)"),
    (16, "160 MHz (UL)"),
    (17, "160 MHz (UU)"),
    (18, "160 MHz (LLL)"),
    (19, "160 MHz (LLU)"),
    (20, "160 MHz (LUL)"),
    (21, "160 MHz (UUU)"),
    (22, "160 MHz (ULL)"),
    (23, "160 MHz (ULU)"),
    (24, "160 MHz (UUL)"),
    (25, "160 MHz (UUU)"),
];

/// Prints 802.11ac's field: what is known (2 bytes); flags (1), bandwidth (1), scheme and number of streams of
/// four users (1 each), coding (1), group (1), partial association (2).
pub(super) fn print_vht(cx: &mut Context<'_>, known: u16, fields: [u8; 10]) {
    let [flags, bandwidth, users @ .., coding, _, _, _] = fields;
    for (user, scheme) in users.iter().enumerate() {
        if scheme & 0xf != 0 {
            out!(cx, "User ", user, " MCS ", scheme >> 4, " ");
            out!(cx, if coding >> user & 1 != 0 { "LDPC" } else { "BCC" }, " FEC ");
        }
    }
    if known & VHT_HAS_BANDWIDTH != 0 {
        out!(cx, named(VHT_BANDWIDTHS, bandwidth & 0x1f).or("unknown (", ")"), " ");
    }
    if known & VHT_HAS_GUARD != 0 {
        out!(cx, guard(flags & VHT_IS_SHORT != 0));
    }
}
