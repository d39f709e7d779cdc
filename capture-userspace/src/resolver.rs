//! Names for addresses and numbers, as they are printed without `-n`.

use std::net::IpAddr;

use crate::{
    interface_names::{InterfaceNames, KnownNames},
    names::Databases,
};

/// The machine's names.
pub struct Resolver {
    databases: Databases,
    interfaces: KnownNames,
}

impl Resolver {
    /// Knows these interfaces; those of a savefile have been another machine's.
    pub fn new(interfaces: InterfaceNames) -> Self {
        Self { databases: Databases::default(), interfaces: KnownNames::of(interfaces) }
    }

    fn service(&self, port: u16, protocol: u8) -> Option<&str> {
        let fits = |it: &&crate::names::Service| it.official && it.port == port && it.protocol == protocol;
        self.databases.services().iter().find(fits).map(|it| it.name.as_str())
    }
}

impl capture_dissect::Names for Resolver {
    fn host(&mut self, _: IpAddr) -> Option<&str> {
        None
    }

    fn tcp_port(&mut self, port: u16) -> Option<&str> {
        self.service(port, 6)
    }

    fn udp_port(&mut self, port: u16) -> Option<&str> {
        self.service(port, 17)
    }

    fn ip_protocol(&mut self, _: u8) -> Option<&str> {
        None
    }

    fn mac(&mut self, _: [u8; 6]) -> Option<&str> {
        None
    }

    fn interface(&mut self, ifindex: u32) -> Option<&str> {
        self.interfaces.name(ifindex)
    }
}
