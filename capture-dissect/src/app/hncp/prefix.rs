//! Addresses and prefixes of HNCP: those of IPv6, in which IPv4's are mapped (RFC 7788 section 10.2).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Ipv6, Show, out},
    stop::Stop,
};

/// Bits that say that what follows is of IPv4.
const MAPPED_BITS: u8 = 96;

/// An address of IPv6, or the one of IPv4 that is mapped in it.
pub(super) struct Address(pub [u8; 16]);

impl Show for Address {
    fn show(self, cx: &mut Context<'_>) {
        match mapped(self.0) {
            Some(address) => out!(cx, address),
            None => out!(cx, Ipv6(self.0)),
        }
    }
}

const fn mapped(octets: [u8; 16]) -> Option<Ipv4> {
    match octets {
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d] => Some(Ipv4([a, b, c, d])),
        _ => None,
    }
}

/// Stops unless there is room for a prefix whose length in bits stands `offset` bytes further on.
pub(super) fn fits(p: Cursor<'_>, offset: usize) -> Result<(), Stop> {
    let bits = p.peek(offset).map_err(|_| Stop::Invalid)?;
    if offset + 1 + usize::from(bits.div_ceil(8)) > p.len() {
        return Err(Stop::Invalid);
    }
    Ok(())
}

/// Prints a prefix, a byte of length in bits before it; answers how many bytes it takes.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<usize, Stop> {
    let bits = p.u8()?;
    let len = usize::from(bits.div_ceil(8));
    let mut octets = [0; 16];
    let (Some(to), true) = (octets.get_mut(..len), len <= p.len()) else { return Err(Stop::Invalid) };
    to.copy_from_slice(p.take(len)?);
    if let (Some(last), 1..) = (to.last_mut(), bits % 8) {
        *last &= 0xff << (8 - bits % 8);
    }
    match mapped(octets) {
        Some(address) if bits >= MAPPED_BITS => out!(cx, address, "/", bits - MAPPED_BITS),
        _ => out!(cx, Ipv6(octets), "/", bits),
    }
    Ok(len)
}
