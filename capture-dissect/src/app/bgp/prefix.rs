//! Prefixes: how many bits count, and as many bytes as hold them (RFC 4271 section 4.3).

use std::ops::RangeInclusive;

use super::route_distinguisher::RouteDistinguisher;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Ipv6, Show, out},
    stop::Stop,
};

/// An address and how many of its bits count.
#[derive(Clone, Copy)]
pub(crate) struct Prefix<A> {
    /// The address, with zeros behind these bits.
    pub address: A,
    /// How many bits.
    pub bits: u8,
}

impl<A: Show> Show for Prefix<A> {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, self.address, "/", self.bits);
    }
}

/// Reads the bytes of so many bits into an address, with zeros behind them.
pub(super) fn address<const N: usize>(p: &mut Cursor<'_>, bits: u8) -> Result<[u8; N], Stop> {
    let len = usize::from(bits).div_ceil(8);
    if len > p.len() {
        return Err(Stop::Cut);
    }
    let mut address = [0; N];
    for (to, from) in address.iter_mut().zip(p.take(len)?) {
        *to = *from;
    }
    if let (Some(last), rest @ 1..) = (len.checked_sub(1), bits % 8)
        && let Some(last) = address.get_mut(last)
    {
        *last &= !(0xff >> rest);
    }
    Ok(address)
}

/// Reads an IPv4 prefix; `None` for one with too many bits.
pub(super) fn ipv4(p: &mut Cursor<'_>) -> Result<Option<Prefix<Ipv4>>, Stop> {
    let bits = first(p)?;
    if bits > 32 {
        return Ok(None);
    }
    Ok(Some(Prefix { address: Ipv4(address(p, bits)?), bits }))
}

/// Reads an IPv6 prefix; `None` for one with too many bits.
pub(super) fn ipv6(p: &mut Cursor<'_>) -> Result<Option<Prefix<Ipv6>>, Stop> {
    let bits = first(p)?;
    if bits > 128 {
        return Ok(None);
    }
    Ok(Some(Prefix { address: Ipv6(address(p, bits)?), bits }))
}

/// Reads how many bits there are.
pub(super) fn first(p: &mut Cursor<'_>) -> Result<u8, Stop> {
    p.need(1)?;
    p.u8()
}

/// What stands before the address of a labeled prefix (RFC 8277), and of one of a VPN (RFC 4364).
pub(super) struct Label {
    /// Bits of the address.
    pub bits: u8,
    /// Distinguishes routes of different VPNs.
    pub distinguisher: Option<RouteDistinguisher>,
    label: [u8; 3],
}

impl Label {
    /// Reads it; `None` where its bits leave none for an address of up to `max` bits.
    pub fn read(p: &mut Cursor<'_>, of_vpn: bool, max: u8) -> Result<Option<Self>, Stop> {
        let bits = first(p)?;
        let before = if of_vpn { 24 + 64 } else { 24 };
        let Some(bits) = bits.checked_sub(before).filter(|bits| *bits <= max) else { return Ok(None) };
        p.need(usize::from(before / 8))?;
        if p.len() < usize::from(before / 8) {
            return Err(Stop::Cut);
        }
        let label = p.array()?;
        let distinguisher = if of_vpn { Some(RouteDistinguisher::read(p)?) } else { None };
        Ok(Some(Self { bits, distinguisher, label }))
    }

    /// Prints a prefix with its label.
    pub fn print<A: Show>(&self, cx: &mut Context<'_>, address: A) {
        out!(cx, "\n\t      ");
        if let Some(distinguisher) = self.distinguisher {
            out!(cx, "RD: ", distinguisher, ", ");
        }
        let [a, b, c] = self.label;
        let label = u32::from_be_bytes([0, a, b, c]);
        let bottom = if label & 1 != 0 { "(bottom)" } else { "(BOGUS: Bottom of Stack NOT set!)" };
        out!(cx, address, "/", self.bits, ", label:", label >> 4, " ", bottom);
    }
}

/// Whether a number stands before each prefix of up to `max` bits (RFC 7911): nothing says so, but the
/// lengths of prefixes are possible only there.
pub(super) fn has_path_ids(p: Cursor<'_>, max: u8) -> bool {
    are_lengths(p, 4, 0..=max) && !are_lengths(p, 0, 1..=max)
}

/// Whether there are possible lengths of prefixes behind so many bytes each, wherever the last one ends.
fn are_lengths(mut p: Cursor<'_>, before: usize, possible: RangeInclusive<u8>) -> bool {
    while p.len() > 0 {
        let bits = p.peek(before).unwrap_or(*possible.start());
        if p.len() < before || !possible.contains(&bits) {
            return false;
        }
        p.pass(before + 1 + usize::from(bits).div_ceil(8));
    }
    true
}
