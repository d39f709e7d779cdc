//! The network that an interface belongs to: what is in it is not foreign (`-f`).

use std::net::Ipv4Addr;

/// An IPv4 network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv4Network {
    address: Ipv4Addr,
    mask: Ipv4Addr,
}

impl Ipv4Network {
    /// The network of `address`, whose first `prefix_len` bits (32 at most) it shares.
    pub fn new(address: Ipv4Addr, prefix_len: u8) -> Self {
        let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix_len.into())).unwrap_or(0);
        let mask = Ipv4Addr::from_bits(mask);
        Self { address: address & mask, mask }
    }

    /// Whether an address is in it.
    pub fn contains(self, address: Ipv4Addr) -> bool {
        address & self.mask == self.address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_prefix_are_in_it() {
        let network = |prefix_len| Ipv4Network::new(Ipv4Addr::new(10, 1, 2, 3), prefix_len);
        let contains = |prefix_len, address: [u8; 4]| network(prefix_len).contains(address.into());
        assert!(contains(8, [10, 9, 9, 9]) && !contains(8, [11, 1, 2, 3]));
        assert!(contains(31, [10, 1, 2, 2]) && !contains(31, [10, 1, 2, 4]));
        assert!(contains(32, [10, 1, 2, 3]) && !contains(32, [10, 1, 2, 2]));
        assert!(contains(0, [192, 0, 2, 1]));
    }
}
