//! Addresses of the network layer, broadcast and multicast.

use super::{Lowering, Outcome, layout::Link, link::ether};
use crate::ast::{ArithOp, Dir, Proto};

impl Lowering<'_> {
    /// A packet from or to an IPv4 address under a mask; `what` is `host` or `net`.
    pub(super) fn host4(
        &mut self,
        address: u32,
        mask: u32,
        proto: Option<Proto>,
        dir: Dir,
        what: &str,
    ) -> Outcome {
        match proto {
            None => {
                let ip = self.address4(ether::IP, (12, 16), address, mask, dir)?;
                if self.layout.labels > 0 {
                    return Ok(ip);
                }
                let arp = self.address4(ether::ARP, (14, 24), address, mask, dir)?;
                let rarp = self.address4(ether::RARP, (14, 24), address, mask, dir)?;
                let either = self.or(ip, arp);
                Ok(self.or(either, rarp))
            }
            Some(Proto::Ip) => self.address4(ether::IP, (12, 16), address, mask, dir),
            Some(Proto::Arp) => self.address4(ether::ARP, (14, 24), address, mask, dir),
            Some(Proto::Rarp) => self.address4(ether::RARP, (14, 24), address, mask, dir),
            Some(Proto::Link) => Err(self.error(format!("link-layer modifier applied to {what}"))),
            Some(Proto::Decnet) => self.decnet(address, dir),
            Some(other) => Err(self.error(format!("'{}' modifier applied to {what}", other.name()))),
        }
    }

    fn address4(&mut self, proto: u32, (src, dst): (u32, u32), address: u32, mask: u32, dir: Dir) -> Outcome {
        let carrier = self.link_proto(proto)?;
        let network = self.network();
        self.directed(
            dir,
            "addresses other than 802.11 MAC addresses",
            |lowering| {
                let found = lowering.matches(network.plus(src), 4, address, mask);
                lowering.and(carrier, found)
            },
            |lowering| {
                let found = lowering.matches(network.plus(dst), 4, address, mask);
                lowering.and(carrier, found)
            },
        )
    }

    /// A packet from or to an IPv6 address under a mask.
    pub(super) fn host6(
        &mut self,
        address: u128,
        mask: u128,
        proto: Option<Proto>,
        dir: Dir,
        what: &str,
    ) -> Outcome {
        match proto {
            None | Some(Proto::Ip6) => {}
            Some(Proto::Link) => return Err(self.error(format!("link-layer modifier applied to ip6 {what}"))),
            Some(other) => {
                return Err(self.error(format!("'{}' modifier applied to ip6 {what}", other.name())));
            }
        }
        let carrier = self.link_proto(ether::IPV6)?;
        let network = self.network();
        let words = |at: u32, lowering: &mut Self| {
            let mut all = carrier;
            for word in 0..4 {
                let shift = 96 - 32 * word;
                let (wanted, mask) = ((address >> shift) as u32, (mask >> shift) as u32);
                let found = lowering.matches(network.plus(at + 4 * word), 4, wanted, mask);
                all = lowering.and(all, found);
            }
            all
        };
        self.directed(
            dir,
            "addresses other than 802.11 MAC addresses",
            |lowering| words(8, lowering),
            |lowering| words(24, lowering),
        )
    }

    /// A DECnet packet (DNA Phase IV routing): short or long header, padded with a byte or not.
    fn decnet(&mut self, address: u32, dir: Dir) -> Outcome {
        const SHORT: u32 = 0x02;
        const LONG: u32 = 0x06;
        const PADDED: u32 = 0x8100;
        let wanted = u32::from((address as u16).swap_bytes());
        let carrier = self.link_proto(ether::DECNET)?;
        let network = self.network();
        let address = |lowering: &mut Self, short: u32, long: u32| {
            let mut found = Vec::new();
            for (kind, at) in [(SHORT, short), (LONG, long)] {
                let plain = lowering.matches(network.plus(2), 1, kind, 0x07);
                let here = lowering.equals(network.plus(at), 2, wanted);
                found.push(lowering.and(plain, here));
                let padded = lowering.matches(network.plus(2), 2, PADDED | kind, 0xff07);
                let here = lowering.equals(network.plus(at + 1), 2, wanted);
                found.push(lowering.and(padded, here));
            }
            let found = lowering.conditions.any(found);
            lowering.and(carrier, found)
        };
        self.directed(
            dir,
            "addresses other than 802.11 MAC addresses",
            |lowering| address(lowering, 5, 17),
            |lowering| address(lowering, 3, 9),
        )
    }

    pub(super) fn broadcast(&mut self, proto: Option<Proto>) -> Outcome {
        match proto {
            None | Some(Proto::Link) => self.link_broadcast(),
            Some(Proto::Ip) => {
                let Some(netmask) = self.options.netmask else {
                    return Err(self.error("netmask not known, so 'ip broadcast' not supported"));
                };
                let ip = self.ip_version(Proto::Ip)?;
                let network = self.network();
                let zeroes = self.matches(network.plus(16), 4, 0, !netmask);
                let ones = self.matches(network.plus(16), 4, !netmask, !netmask);
                let either = self.or(zeroes, ones);
                Ok(self.and(ip, either))
            }
            Some(_) => Err(self.error("only link-layer/IP broadcast filters supported")),
        }
    }

    pub(super) fn multicast(&mut self, proto: Option<Proto>) -> Outcome {
        match proto {
            None | Some(Proto::Link) => self.link_multicast(),
            Some(Proto::Ip) => {
                let ip = self.ip_version(Proto::Ip)?;
                let network = self.network();
                let group = self.matches(network.plus(16), 1, 0xe0, 0xf0);
                Ok(self.and(ip, group))
            }
            Some(Proto::Ip6) => {
                let ip6 = self.ip_version(Proto::Ip6)?;
                let network = self.network();
                let group = self.equals(network.plus(24), 1, 0xff);
                Ok(self.and(ip6, group))
            }
            Some(_) => Err(self.error("only IP multicast filters supported on ethernet/FDDI")),
        }
    }

    /// The protocol behind MPLS labels, told by the version's nibble, below the last label.
    pub(super) fn mpls_proto(&mut self, proto: u32) -> Outcome {
        let network = self.network();
        let bottom = self.matches(network.plus(u32::MAX - 1), 1, 1, 1);
        let version = match proto {
            ether::IP => 0x40,
            ether::IPV6 => 0x60,
            _ => return Err(self.error("unsupported protocol over mpls")),
        };
        let version = self.matches(network, 1, version, 0xf0);
        Ok(self.and(bottom, version))
    }

    /// `inbound` and `outbound`.
    pub(super) fn direction(&mut self, inbound: bool) -> Outcome {
        /// `PACKET_OUTGOING` of `linux/if_packet.h`.
        const OUTGOING: u32 = 4;
        use capture_common::LinkType;
        let header = self.header();
        let (condition, is_outbound) = match (self.layout.link, self.layout.link_type) {
            // A direction byte, 0 for what was received.
            (Link::IpVersion, LinkType::SLIP | LinkType(102)) => (self.equals(header, 1, 0), false),
            (_, LinkType::LINUX_SLL) => (self.equals(header, 2, OUTGOING), true),
            (_, LinkType::LINUX_SLL2) => (self.equals(header.plus(10), 1, OUTGOING), true),
            (_, LinkType::PFLOG) => return Ok(self.equals(header.plus(60), 1, if inbound { 1 } else { 2 })),
            (_, LinkType::PPP_PPPD) => return Ok(self.equals(header, 1, u32::from(!inbound))),
            (_, LinkType::IPNET) => return Ok(self.equals(header.plus(2), 2, if inbound { 2 } else { 1 })),
            (Link::Magic(0x4d47_4300, _), _) => {
                return Ok(self.matches(header.plus(3), 1, u32::from(inbound), 1));
            }
            _ if self.options.live => {
                let kind = self.ancillary(crate::cbpf::ancillary::PACKET_TYPE);
                (self.conditions.equals(kind, OUTGOING), true)
            }
            _ => {
                let name = self.layout.name();
                let words = format!("inbound/outbound not supported on {name} when reading savefiles");
                return Err(self.error(words));
            }
        };
        Ok(if is_outbound == inbound { self.not(condition) } else { condition })
    }

    pub(super) fn ifindex(&mut self, index: u32) -> Outcome {
        use capture_common::LinkType;
        if self.layout.link_type == LinkType::LINUX_SLL2 {
            return Ok(self.equals(crate::value::Offset::at(4), 4, index));
        }
        if self.options.live {
            let value = self.ancillary(crate::cbpf::ancillary::IFINDEX);
            return Ok(self.conditions.equals(value, index));
        }
        Err(self.error(format!("ifindex not supported on {} when reading savefiles", self.layout.name())))
    }

    /// A fact that Linux keeps beside a packet.
    pub(super) fn ancillary(&mut self, offset: u32) -> crate::value::ValueId {
        let size = crate::cbpf::ancillary::size(offset);
        self.load(crate::value::Offset::at(offset), size)
    }

    /// The 802.1Q tag's number within 16 bits.
    pub(super) fn tag_number(&mut self, value: crate::value::ValueId, id: u32) -> crate::cfg::Condition {
        let number = self.conditions.values.with_constant(ArithOp::And, value, 0x0fff);
        self.conditions.equals(number, id)
    }
}
