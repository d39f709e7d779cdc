//! Addresses of ISO's network layer (ISO 8348) and of IS-IS (ISO 10589 section 7.1).

use crate::{
    context::Context,
    show::{Show, hex_pair, out},
};

/// An NSAP address or a part of one: 1 to 20 bytes, shown as `49.0001.1921.6800.1001.00`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nsap<'a>(pub &'a [u8]);

impl Show for Nsap<'_> {
    fn show(self, cx: &mut Context<'_>) {
        if !(1..=20).contains(&self.0.len()) {
            return out!(cx, "isonsap_string: illegal length");
        }
        for (at, byte) in self.0.iter().enumerate() {
            if at % 2 == 1 {
                cx.out.push(b'.');
            }
            cx.out.extend_from_slice(&hex_pair(*byte));
        }
    }
}

/// A system of IS-IS: 6 bytes, with a circuit 7, with a fragment 8; shown as `1921.6800.1001.00-00`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Id<'a>(pub &'a [u8]);

impl Show for Id<'_> {
    fn show(self, cx: &mut Context<'_>) {
        for (at, byte) in self.0.iter().enumerate() {
            match at {
                2 | 4 | 6 => cx.out.push(b'.'),
                7 => cx.out.push(b'-'),
                _ => {}
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
    fn addresses_have_dots_between_pairs() {
        assert_eq!(text(|cx| out!(cx, Nsap(&[0x49]), " ", Nsap(&[0x49, 0, 1, 2]))), "49 49.0001.02");
        assert_eq!(text(|cx| out!(cx, Nsap(&[]))), "isonsap_string: illegal length");
        assert_eq!(text(|cx| out!(cx, Id(&[1, 2, 3, 4, 5, 6]))), "0102.0304.0506");
        assert_eq!(text(|cx| out!(cx, Id(&[1, 2, 3, 4, 5, 6, 7, 8]))), "0102.0304.0506.07-08");
    }
}
