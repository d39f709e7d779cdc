//! Numbers in decimal, and times and the like.

use super::{Show, append, out};
use crate::context::Context;

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
        for value in
            [9, 10, 99, 100, 999, 1_000, 9_999, 10_000, 99_999_999, 100_000_000, 3_000_000_005, u32::MAX]
        {
            assert_eq!(text(|cx| out!(cx, value)), value.to_string());
        }
        assert_eq!(text(|cx| out!(cx, Float(0.125, 2), " ", Span(90_061))), "0.12 1d1h1m1s");
        let shown = text(|cx| out!(cx, General(800.0), " ", General(0.0625), " ", General(1.5e12)));
        assert_eq!(shown, "800 0.0625 1.5e+12");
    }
}
