//! Names for addresses and numbers, as they are printed without `-n`.

use std::net::IpAddr;

use crate::names::Databases;

/// The machine's names.
#[derive(Default)]
pub struct Resolver {
    databases: Databases,
}

impl Resolver {
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

    fn interface(&mut self, _: u32) -> Option<&str> {
        None
    }
}
