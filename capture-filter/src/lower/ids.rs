//! Ids with their qualifiers: which tests an address, name or number stands for.

use std::net::IpAddr;

use super::{Lowering, Outcome, link, transport::ip};
use crate::{
    FilterError,
    ast::{Id, Kind, Proto, Qualifier},
    cfg::Condition,
};

impl Lowering<'_> {
    pub(super) fn id(&mut self, q: Qualifier, id: &Id) -> Outcome {
        match id {
            Id::Name(name) => self.name(q, name),
            Id::Number(number) => self.number(q, *number),
            Id::Dotted { value, octets, decnet } => match (q.proto, value) {
                (Some(Proto::Decnet), _) if matches!(q.kind, Kind::Default | Kind::Host) => {
                    self.host4(*decnet, u32::MAX, q.proto, q.dir, "host")
                }
                (_, None) => Err(self.error("invalid IPv4 address: an octet is above 255")),
                (_, Some(value)) => {
                    let shift = 32 - 8 * octets;
                    self.address(q, value << shift, u32::MAX << shift)
                }
            },
            Id::Masked { address, mask } => match q.kind {
                Kind::Net => self.host4(*address, *mask, q.proto, q.dir, "net"),
                _ => Err(self.error("Mask syntax for networks only")),
            },
            Id::Ip6 { address, prefix } => self.address6(q, *address, *prefix),
            Id::Ether(address) => match (q.kind, q.proto) {
                (Kind::Default | Kind::Host, Some(Proto::Link)) => self.ether_host(*address, q.dir),
                _ => Err(self.error("ethernet address used in non-ether expression")),
            },
            Id::Arcnet(address) => match (q.kind, q.proto) {
                (Kind::Default | Kind::Host, Some(Proto::Link)) => self.arcnet_host(*address, q.dir),
                _ => Err(self.error("ARCnet address used in non-arcnet expression")),
            },
        }
    }

    fn address(&mut self, q: Qualifier, address: u32, mask: u32) -> Outcome {
        match q.kind {
            Kind::Default | Kind::Host | Kind::Net if q.proto == Some(Proto::Link) => {
                Err(self.error("illegal link layer address"))
            }
            Kind::Default | Kind::Host => self.host4(address, mask, q.proto, q.dir, "host"),
            Kind::Net => self.host4(address, mask, q.proto, q.dir, "net"),
            Kind::Gateway => Err(self.no_gateway()),
            Kind::Port | Kind::PortRange => Err(self.error("expected a port, found an address")),
            Kind::Proto | Kind::ProtoChain => Err(self.error("expected a protocol, found an address")),
        }
    }

    fn no_gateway(&self) -> FilterError {
        self.error("'gateway' is not supported: use 'ether host E and not host H'")
    }

    fn number(&mut self, q: Qualifier, number: u32) -> Outcome {
        match q.kind {
            Kind::Net if q.proto != Some(Proto::Decnet) => {
                // A short network number is what the address begins with.
                let shift = if number == 0 { 0 } else { number.leading_zeros() / 8 * 8 };
                self.address(q, number << shift, u32::MAX << shift)
            }
            Kind::Port | Kind::PortRange => {
                let proto = self.port_proto(q)?;
                self.check_port(number)?;
                self.port(proto, q.dir, number)
            }
            Kind::Proto => self.proto(q, number),
            Kind::ProtoChain => self.protochain(q.proto, number),
            _ => self.address(q, number, u32::MAX),
        }
    }

    fn check_port(&self, port: u32) -> Result<(), FilterError> {
        match port {
            0..=0xffff => Ok(()),
            _ => Err(self.error(format!("illegal port number {port} > 65535"))),
        }
    }

    fn address6(&mut self, q: Qualifier, address: u128, prefix: Option<u32>) -> Outcome {
        let prefix = prefix.unwrap_or(128);
        let mask = match prefix {
            0 => 0,
            1..=128 => u128::MAX << (128 - prefix),
            _ => return Err(self.error("mask length must be <= 128")),
        };
        if address & !mask != 0 {
            return Err(self.error(format!("non-network bits set in the address with /{prefix}")));
        }
        match q.kind {
            Kind::Default | Kind::Host if prefix != 128 => Err(self.error("Mask syntax for networks only")),
            Kind::Default | Kind::Host => self.host6(address, mask, q.proto, q.dir, "host"),
            Kind::Net => self.host6(address, mask, q.proto, q.dir, "net"),
            _ => Err(self.error("invalid qualifier against IPv6 address")),
        }
    }

    /// The protocol that a qualifier restricts ports to.
    fn port_proto(&self, q: Qualifier) -> Result<Option<u32>, FilterError> {
        match q.proto {
            None => Ok(None),
            Some(Proto::Tcp) => Ok(Some(ip::TCP)),
            Some(Proto::Udp) => Ok(Some(ip::UDP)),
            Some(Proto::Sctp) => Ok(Some(ip::SCTP)),
            Some(other) => {
                let words =
                    format!("illegal qualifier of 'port': '{}'; expected tcp, udp or sctp", other.name());
                Err(self.error(words))
            }
        }
    }

    /// `proto`: a protocol's number in its carrier.
    fn proto(&mut self, q: Qualifier, number: u32) -> Outcome {
        match q.proto {
            None => self.ip_proto(number),
            Some(Proto::Ip) => self.ip4_proto(number),
            Some(Proto::Ip6) => self.ip6_proto(number),
            Some(Proto::Link) => self.link_proto(number),
            Some(Proto::Iso) => self.iso_proto(number),
            Some(Proto::Isis) => self.isis_proto(number),
            Some(other) => Err(self.error(format!("'{} proto' is bogus", other.name()))),
        }
    }

    fn name(&mut self, q: Qualifier, name: &str) -> Outcome {
        match q.kind {
            Kind::Net => {
                let Some(mut network) = self.names.network(name) else {
                    return Err(self.error(format!("unknown network '{name}'")));
                };
                let mut mask = u32::MAX;
                while network != 0 && network & 0xff00_0000 == 0 {
                    network <<= 8;
                    mask <<= 8;
                }
                self.host4(network, mask, q.proto, q.dir, "net")
            }
            Kind::Default | Kind::Host => self.host_name(q, name),
            Kind::Port => {
                let (port, proto) = self.service(q, name)?;
                self.port(proto, q.dir, port)
            }
            Kind::PortRange => self.range_name(q, name),
            Kind::Gateway => Err(self.no_gateway()),
            Kind::Proto | Kind::ProtoChain => {
                let number = self.protocol(q, name)?;
                if q.kind == Kind::Proto { self.proto(q, number) } else { self.protochain(q.proto, number) }
            }
        }
    }

    fn host_name(&mut self, q: Qualifier, name: &str) -> Outcome {
        match q.proto {
            Some(Proto::Link) => match self.names.ether(name) {
                Some(address) => self.ether_host(address, q.dir),
                None => Err(self.error(format!("unknown ether host '{name}'"))),
            },
            Some(Proto::Decnet) => Err(self.error(format!("unknown decnet host name '{name}'"))),
            Some(Proto::Ip | Proto::Arp | Proto::Rarp | Proto::Ip6) | None => {
                let addresses = self.names.hosts(name);
                if addresses.is_empty() {
                    return Err(self.error(format!("unknown host '{name}'")));
                }
                let mut any: Option<Condition> = None;
                for address in addresses {
                    let found = match address {
                        IpAddr::V4(address) if q.proto != Some(Proto::Ip6) => {
                            self.host4(address.into(), u32::MAX, q.proto, q.dir, "host")?
                        }
                        IpAddr::V6(address) if matches!(q.proto, None | Some(Proto::Ip6)) => {
                            self.host6(address.into(), u128::MAX, q.proto, q.dir, "host")?
                        }
                        _ => continue,
                    };
                    any = Some(match any {
                        Some(before) => self.or(before, found),
                        None => found,
                    });
                }
                any.ok_or_else(|| self.error(format!("unknown host '{name}' for specified address family")))
            }
            Some(other) => Err(self.error(format!("'{}' modifier applied to host", other.name()))),
        }
    }

    /// A service's port, and its protocol where that is told by the name or the qualifier.
    fn service(&self, q: Qualifier, name: &str) -> Result<(u32, Option<u32>), FilterError> {
        let wanted = self.port_proto(q)?;
        let (port, found) = self.port_name(name)?;
        match (wanted, found) {
            (Some(wanted), Some(found)) if wanted != found => {
                let found = if found == ip::TCP { "tcp" } else { "udp" };
                Err(self.error(format!("port '{name}' is {found}")))
            }
            (Some(wanted), _) => Ok((port, Some(wanted))),
            (None, found) => Ok((port, found)),
        }
    }

    /// A port by its name: with its protocol where tcp or udp alone has it.
    fn port_name(&self, name: &str) -> Result<(u32, Option<u32>), FilterError> {
        let services = self.names.services(name);
        let port = |proto: u32| {
            services.iter().find(|(_, number)| u32::from(*number) == proto).map(|(port, _)| u32::from(*port))
        };
        match (port(ip::TCP), port(ip::UDP)) {
            (Some(tcp), Some(udp)) if tcp == udp => Ok((tcp, None)),
            (Some(tcp), _) => Ok((tcp, Some(ip::TCP))),
            (None, Some(udp)) => Ok((udp, Some(ip::UDP))),
            (None, None) => Err(self.error(format!("unknown port '{name}'"))),
        }
    }

    /// `low-high`, each a number or a name.
    fn range_name(&mut self, q: Qualifier, text: &str) -> Outcome {
        let wanted = self.port_proto(q)?;
        let end = |lowering: &Self, text: &str| -> Result<(u32, Option<u32>), FilterError> {
            match text.parse::<u32>() {
                Ok(port) => Ok((port, None)),
                Err(_) => lowering.port_name(text),
            }
        };
        let ((low, low_proto), (high, high_proto)) = match text.split_once('-') {
            Some((low, high)) if !low.is_empty() => {
                // Names may have a '-' themselves: the whole counts if it is one.
                match end(self, low).and_then(|low| end(self, high).map(|high| (low, high))) {
                    Ok(ends) => ends,
                    Err(_) if self.port_name(text).is_ok() => (end(self, text)?, end(self, text)?),
                    Err(error) => return Err(error),
                }
            }
            _ => (end(self, text)?, end(self, text)?),
        };
        self.check_port(low)?;
        self.check_port(high)?;
        let found = if low_proto == high_proto { low_proto } else { None };
        if let (Some(wanted), Some(found)) = (wanted, found)
            && wanted != found
        {
            let found = if found == ip::TCP { "tcp" } else { "udp" };
            return Err(self.error(format!("port in range '{text}' is {found}")));
        }
        self.port_range(wanted.or(found), q.dir, low, high)
    }

    fn protocol(&self, q: Qualifier, name: &str) -> Result<u32, FilterError> {
        let number = match q.proto {
            None | Some(Proto::Ip | Proto::Ip6) => self.names.protocol(name),
            Some(Proto::Link) => match link::protocol_number(name) {
                Some(number) => Some(number),
                None => {
                    return Err(self.unknown("ether proto", name, link::PROTOCOL_NAMES.iter().copied()));
                }
            },
            Some(Proto::Iso) => match name {
                "clnp" => Some(link::iso::CLNP),
                "esis" | "es-is" => Some(link::iso::ESIS),
                "isis" | "is-is" => Some(link::iso::ISIS),
                _ => None,
            },
            Some(_) => None,
        };
        number.ok_or_else(|| self.error(format!("unknown protocol: {name}")))
    }

    pub(super) fn too_large(&self, what: &str, value: u32, most: u32) -> Result<(), FilterError> {
        if value <= most {
            return Ok(());
        }
        Err(self.error(format!("{what} {value} greater than maximum {most}")))
    }
}
