//! Turning values into text, without `core::fmt`: each value appends itself to the line.
//!
//! [`out!`](crate::out) takes the pieces of a text one after the other:
//! `out!(cx, ", length ", p.len(), ", flags [", bits(FLAGS, flags).or("none"), "]")`.

use crate::context::Context;

mod address;
mod decimal;
mod hexadecimal;
mod named;
mod text;

pub(crate) use address::{Addr, Column, Ipv4, Ipv6, LinkAddr, Mac, Macs};
pub(crate) use decimal::{Blanks, Float, General, Span, Zeros, decimal, six_digits, zero_padded};
pub(crate) use hexadecimal::{Hex, HexBytes, UpperHex, hex, hex_pair};
pub(crate) use named::{Named, Table, bits, name, named};
pub(crate) use text::{Safe, until_zero};

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

/// Appends the first `len` bytes of a text: copying all of a fixed length is faster than a part of it.
#[inline]
pub(crate) fn append<const N: usize>(text: [u8; N], len: usize, out: &mut Vec<u8>) {
    let end = out.len() + len;
    out.extend_from_slice(&text);
    out.truncate(end);
}
