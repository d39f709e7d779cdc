//! Prefixes and addresses of Babel (RFC 8966 section 4.1.4): without the bytes that an earlier update
//! has told.

use crate::{
    context::Context,
    show::{Ipv4, Ipv6, out},
};

/// Address encodings.
const WILDCARD: u8 = 0;
const IPV4: u8 = 1;
const IPV6: u8 = 2;
const LINK_LOCAL: u8 = 3;

/// Bits before an IPv4 address in one of IPv6.
const MAPPED_BITS: u16 = 96;
const MAPPED: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/// A prefix.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prefix {
    bytes: [u8; 16],
    bits: u16,
}

impl Prefix {
    /// Prints the prefix.
    pub fn print(self, cx: &mut Context<'_>) {
        match self.bytes {
            [head @ .., a, b, c, d] if self.bits >= MAPPED_BITS && head == MAPPED => {
                out!(cx, Ipv4([a, b, c, d]), "/", self.bits - MAPPED_BITS);
            }
            bytes => out!(cx, Ipv6(bytes), "/", self.bits),
        }
    }
}

/// What updates leave out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defaults {
    v4: [u8; 16],
    v6: [u8; 16],
}

impl Default for Defaults {
    fn default() -> Self {
        Self { v4: mapped([0; 4]), v6: [0; 16] }
    }
}

impl Defaults {
    /// Remembers a prefix.
    pub fn set(&mut self, encoding: u8, prefix: Prefix) {
        match encoding {
            IPV4 => self.v4 = prefix.bytes,
            _ => self.v6 = prefix.bytes,
        }
    }
}

fn mapped(address: [u8; 4]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(MAPPED.into_iter().chain(address)).for_each(|(to, from)| *to = from);
    bytes
}

/// Reads a prefix from the beginning of `bytes`; answers it with the number of bytes that it takes.
pub(super) fn read(
    encoding: u8,
    bits: u8,
    omitted: u8,
    bytes: &[u8],
    defaults: &Defaults,
) -> Option<(Prefix, usize)> {
    let (len, omitted) = (usize::from(bits).div_ceil(8), usize::from(omitted));
    let (mut address, begin, end) = match encoding {
        WILDCARD if len <= 16 => return Some((Prefix { bytes: [0; 16], bits: bits.into() }, 0)),
        IPV4 if omitted <= 4 && len <= 4 => {
            let known = if omitted > 0 { defaults.v4 } else { mapped([0; 4]) };
            (keep(known, 12 + omitted), 12 + omitted, 12 + len)
        }
        IPV6 if omitted <= 16 && len <= 16 => (keep(defaults.v6, omitted), omitted, len),
        LINK_LOCAL if len <= 16 => {
            let mut link_local = [0; 16];
            [link_local[0], link_local[1]] = [0xfe, 0x80];
            (link_local, 8, len)
        }
        _ => return None,
    };
    let used = end.saturating_sub(begin);
    let from = bytes.get(..used)?;
    if let Some(to) = address.get_mut(begin..begin + used) {
        to.copy_from_slice(from);
    }
    let bits = u16::from(bits) + if encoding == IPV4 { MAPPED_BITS } else { 0 };
    Some((Prefix { bytes: address, bits }, used))
}

/// The first bytes, and zeros.
fn keep(mut bytes: [u8; 16], count: usize) -> [u8; 16] {
    bytes.iter_mut().skip(count).for_each(|byte| *byte = 0);
    bytes
}

/// Reads an address from the beginning of `bytes`.
pub(super) fn address(encoding: u8, bytes: &[u8]) -> Option<Prefix> {
    let address = match encoding {
        WILDCARD => [0; 16],
        IPV4 => mapped(*bytes.first_chunk()?),
        IPV6 => *bytes.first_chunk()?,
        LINK_LOCAL => {
            let [a, b, c, d, e, f, g, h] = *bytes.first_chunk()?;
            [0xfe, 0x80, 0, 0, 0, 0, 0, 0, a, b, c, d, e, f, g, h]
        }
        _ => return None,
    };
    Some(Prefix { bytes: address, bits: 128 })
}

/// Prints an address, or `any` for the wildcard.
pub(super) fn print_address(cx: &mut Context<'_>, encoding: u8, address: Prefix) {
    match (encoding, address.bytes) {
        (WILDCARD, _) => out!(cx, "any"),
        (_, [head @ .., a, b, c, d]) if head == MAPPED => out!(cx, Ipv4([a, b, c, d])),
        (_, bytes) => out!(cx, Ipv6(bytes)),
    }
}
