//! Ports, fragments and protocols that IP carries.

use super::{Lowering, Outcome};
use crate::{
    ast::{Dir, Proto},
    cfg::{Condition, TestOp},
    value::{Chain, Offset},
};

/// Protocol numbers of IP (IANA).
pub(super) mod ip {
    pub(in super::super) const ICMP: u32 = 1;
    pub(in super::super) const IGMP: u32 = 2;
    pub(in super::super) const TCP: u32 = 6;
    pub(in super::super) const IGRP: u32 = 9;
    pub(in super::super) const UDP: u32 = 17;
    pub(in super::super) const FRAGMENT: u32 = 44;
    pub(in super::super) const ESP: u32 = 50;
    pub(in super::super) const AH: u32 = 51;
    pub(in super::super) const ICMPV6: u32 = 58;
    pub(in super::super) const PIM: u32 = 103;
    pub(in super::super) const VRRP: u32 = 112;
    pub(in super::super) const SCTP: u32 = 132;
}

/// Length of an IPv6 header without extensions.
const IPV6_LEN: u32 = 40;

impl Lowering<'_> {
    /// The header behind an IPv4 header.
    pub(super) fn transport(&mut self) -> Offset {
        let network = self.network();
        let len = self.conditions.values.header_len(network);
        self.conditions.values.behind(network, len)
    }

    /// Not a later fragment of an IPv4 packet, which has no transport header.
    pub(super) fn first_fragment(&mut self) -> Condition {
        let network = self.network();
        let flags = self.load(network.plus(6), 2);
        let later = self.conditions.test_constant(TestOp::AnyBit, flags, 0x1fff);
        self.not(later)
    }

    /// IPv4 that carries a protocol.
    pub(super) fn ip4_proto(&mut self, number: u32) -> Outcome {
        let version = self.ip_version(Proto::Ip)?;
        let network = self.network();
        let carried = self.equals(network.plus(9), 1, number);
        Ok(self.and(version, carried))
    }

    /// IPv6 that carries a protocol, directly or behind a fragment header.
    pub(super) fn ip6_proto(&mut self, number: u32) -> Outcome {
        let version = self.ip_version(Proto::Ip6)?;
        let network = self.network();
        let carried = self.equals(network.plus(6), 1, number);
        let fragment = self.equals(network.plus(6), 1, ip::FRAGMENT);
        let behind = self.equals(network.plus(IPV6_LEN), 1, number);
        let behind = self.and(fragment, behind);
        let either = self.or(carried, behind);
        Ok(self.and(version, either))
    }

    /// IP of either version that carries a protocol.
    pub(super) fn ip_proto(&mut self, number: u32) -> Outcome {
        let four = self.ip4_proto(number)?;
        let six = self.ip6_proto(number)?;
        Ok(self.or(four, six))
    }

    /// A packet of a protocol with ports, of any such where `proto` is `None`.
    pub(super) fn ports(
        &mut self,
        proto: Option<u32>,
        dir: Dir,
        matches: impl Fn(&mut Self, Offset) -> Condition,
    ) -> Outcome {
        let protos = match proto {
            Some(number) => vec![number],
            None => vec![ip::SCTP, ip::TCP, ip::UDP],
        };
        let version = self.ip_version(Proto::Ip6)?;
        let network = self.network();
        let mut six = Vec::new();
        for number in &protos {
            let carried = self.equals(network.plus(6), 1, *number);
            let ports = self.port_pair(network.plus(IPV6_LEN), dir, &matches)?;
            six.push(self.and(carried, ports));
        }
        let six = self.conditions.any(six);
        let six = self.and(version, six);

        let version = self.ip_version(Proto::Ip)?;
        let mut four = Vec::new();
        for number in &protos {
            let carried = self.equals(network.plus(9), 1, *number);
            let first = self.first_fragment();
            let carried = self.and(carried, first);
            let transport = self.transport();
            let ports = self.port_pair(transport, dir, &matches)?;
            four.push(self.and(carried, ports));
        }
        let four = self.conditions.any(four);
        let four = self.and(version, four);
        Ok(self.or(six, four))
    }

    fn port_pair(
        &mut self,
        transport: Offset,
        dir: Dir,
        matches: &impl Fn(&mut Self, Offset) -> Condition,
    ) -> Outcome {
        self.directed(
            dir,
            "ports",
            |lowering| matches(lowering, transport),
            |lowering| matches(lowering, transport.plus(2)),
        )
    }

    pub(super) fn port(&mut self, proto: Option<u32>, dir: Dir, port: u32) -> Outcome {
        self.ports(proto, dir, |lowering, at| lowering.equals(at, 2, port))
    }

    pub(super) fn port_range(&mut self, proto: Option<u32>, dir: Dir, low: u32, high: u32) -> Outcome {
        let (low, high) = (low.min(high), low.max(high));
        self.ports(proto, dir, |lowering, at| {
            let port = lowering.load(at, 2);
            let above = lowering.conditions.test_constant(TestOp::Ge, port, low);
            let beyond = lowering.conditions.test_constant(TestOp::Gt, port, high);
            let below = lowering.not(beyond);
            lowering.and(above, below)
        })
    }

    /// A protocol anywhere in the chain of headers.
    pub(super) fn protochain(&mut self, proto: Option<Proto>, wanted: u32) -> Outcome {
        let network = self.network();
        if network.base.is_some() {
            return Err(self.error("'protochain' not supported with variable length headers"));
        }
        self.follows_chains = true;
        match proto {
            None => {
                let four = self.protochain(Some(Proto::Ip), wanted)?;
                let six = self.protochain(Some(Proto::Ip6), wanted)?;
                Ok(self.or(four, six))
            }
            Some(version @ (Proto::Ip | Proto::Ip6)) => {
                let is_version = self.ip_version(version)?;
                let last = self.conditions.values.chain(Chain { version, wanted, network });
                let found = self.conditions.equals(last, wanted);
                Ok(self.and(is_version, found))
            }
            Some(other) => {
                Err(self
                    .error(format!("'{}' has no chain of protocols: expected 'ip' or 'ip6'", other.name())))
            }
        }
    }
}
