//! Names that only the system knows.

use std::net::IpAddr;

/// Where names in an expression are looked up.
pub trait Names {
    /// Ports of a service, each with the number of its protocol in IP (services(5)).
    fn services(&self, name: &str) -> Vec<(u16, u8)>;

    /// The number of a protocol in IP (protocols(5)).
    fn protocol(&self, name: &str) -> Option<u32>;

    /// All addresses of a host.
    fn hosts(&self, name: &str) -> Vec<IpAddr>;

    /// The number of a network, without the zeroes that follow it (networks(5)).
    fn network(&self, name: &str) -> Option<u32>;

    /// The link-layer address of a host (ethers(5)).
    fn ether(&self, name: &str) -> Option<[u8; 6]>;
}

/// Knows no names.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn services(&self, _: &str) -> Vec<(u16, u8)> {
        Vec::new()
    }

    fn protocol(&self, _: &str) -> Option<u32> {
        None
    }

    fn hosts(&self, _: &str) -> Vec<IpAddr> {
        Vec::new()
    }

    fn network(&self, _: &str) -> Option<u32> {
        None
    }

    fn ether(&self, _: &str) -> Option<[u8; 6]> {
        None
    }
}
