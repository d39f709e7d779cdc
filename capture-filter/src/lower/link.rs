//! Which protocol a link header carries, and addresses of the link layer.

use capture_common::LinkType;

use super::{Lowering, Outcome, layout::Link, transport::ip};
use crate::{
    FilterError,
    ast::{Dir, Proto},
    cfg::{Condition, TestOp},
    value::Offset,
};

/// `LINKTYPE_PPI`.
pub(super) const PPI: u32 = 192;

/// Protocol numbers of Ethernet (IANA, IEEE 802 numbers).
pub(super) mod ether {
    pub(in super::super) const IP: u32 = 0x0800;
    pub(in super::super) const ARP: u32 = 0x0806;
    pub(in super::super) const MOP_DL: u32 = 0x6001;
    pub(in super::super) const MOP_RC: u32 = 0x6002;
    pub(in super::super) const DECNET: u32 = 0x6003;
    pub(in super::super) const LAT: u32 = 0x6004;
    pub(in super::super) const SCA: u32 = 0x6007;
    pub(in super::super) const RARP: u32 = 0x8035;
    pub(in super::super) const APPLETALK: u32 = 0x809b;
    pub(in super::super) const AARP: u32 = 0x80f3;
    pub(in super::super) const VLAN: u32 = 0x8100;
    pub(in super::super) const IPX: u32 = 0x8137;
    pub(in super::super) const IPV6: u32 = 0x86dd;
    pub(in super::super) const MPLS: u32 = 0x8847;
    pub(in super::super) const PPPOE_DISCOVERY: u32 = 0x8863;
    pub(in super::super) const PPPOE_SESSION: u32 = 0x8864;
    pub(in super::super) const PROVIDER_VLAN: u32 = 0x88a8;
    pub(in super::super) const LOOPBACK: u32 = 0x9000;
    pub(in super::super) const OLD_QINQ: u32 = 0x9100;
    /// Up to here it is a length (IEEE 802.3).
    pub(in super::super) const LONGEST: u32 = 1500;
}

/// Service access points of LLC (IEEE 802.2).
pub(super) mod sap {
    pub(in super::super) const IP: u32 = 0x06;
    pub(in super::super) const STP: u32 = 0x42;
    pub(in super::super) const IPX: u32 = 0xe0;
    pub(in super::super) const NETBEUI: u32 = 0xf0;
    pub(in super::super) const ISO: u32 = 0xfe;
}

/// Numbers of ISO protocols (NLPID, ISO/IEC TR 9577).
pub(super) mod iso {
    pub(in super::super) const CLNP: u32 = 0x81;
    pub(in super::super) const ESIS: u32 = 0x82;
    pub(in super::super) const ISIS: u32 = 0x83;
}

const AF_INET: u32 = 2;
const AF_INET6_LINUX: u32 = 10;
const AF_INET6_SOLARIS: u32 = 26;

/// What `AF_INET6` is where such captures come from: the older BSDs, FreeBSD, Darwin.
const AF_INET6: [u32; 3] = [24, 28, 30];

/// What Linux cooked headers say of frames without an Ethernet type (`linux/if_ether.h`).
const COOKED_802_3: u32 = 1;
const COOKED_802_2: u32 = 4;

/// The number of a protocol that a name stands for behind `link proto`.
pub(super) fn protocol_number(name: &str) -> Option<u32> {
    Some(match name {
        "aarp" => ether::AARP,
        "arp" => ether::ARP,
        "atalk" => ether::APPLETALK,
        "decnet" => ether::DECNET,
        "ip" => ether::IP,
        "ip6" => ether::IPV6,
        "lat" => ether::LAT,
        "loopback" => ether::LOOPBACK,
        "mopdl" => ether::MOP_DL,
        "moprc" => ether::MOP_RC,
        "rarp" => ether::RARP,
        "sca" => ether::SCA,
        "iso" => sap::ISO,
        "stp" => sap::STP,
        "ipx" => sap::IPX,
        "netbeui" => sap::NETBEUI,
        _ => return None,
    })
}

/// The names that [`protocol_number`] knows.
pub(super) const PROTOCOL_NAMES: &[&str] = &[
    "aarp", "arp", "atalk", "decnet", "ip", "ip6", "ipx", "iso", "lat", "loopback", "mopdl", "moprc",
    "netbeui", "rarp", "sca", "stp",
];

impl Lowering<'_> {
    /// A protocol's keyword alone.
    pub(super) fn abbreviation(&mut self, proto: Proto) -> Outcome {
        match proto {
            Proto::Link => Err(self.error("'link' and its aliases need a qualifier, as in 'ether host'")),
            Proto::Radio => Err(self.error("'radio' is not a valid protocol type: expected 'radio[...]'")),
            Proto::Ip => self.link_proto(ether::IP),
            Proto::Ip6 => self.link_proto(ether::IPV6),
            Proto::Arp => self.link_proto(ether::ARP),
            Proto::Rarp => self.link_proto(ether::RARP),
            Proto::Atalk => self.link_proto(ether::APPLETALK),
            Proto::Aarp => self.link_proto(ether::AARP),
            Proto::Decnet => self.link_proto(ether::DECNET),
            Proto::Lat => self.link_proto(ether::LAT),
            Proto::Sca => self.link_proto(ether::SCA),
            Proto::MopRc => self.link_proto(ether::MOP_RC),
            Proto::MopDl => self.link_proto(ether::MOP_DL),
            Proto::Stp => self.link_proto(sap::STP),
            Proto::Ipx => self.link_proto(sap::IPX),
            Proto::Netbeui => self.link_proto(sap::NETBEUI),
            Proto::Iso => self.link_proto(sap::ISO),
            Proto::Tcp => self.ip_proto(ip::TCP),
            Proto::Udp => self.ip_proto(ip::UDP),
            Proto::Sctp => self.ip_proto(ip::SCTP),
            Proto::Pim => self.ip_proto(ip::PIM),
            Proto::Ah => self.ip_proto(ip::AH),
            Proto::Esp => self.ip_proto(ip::ESP),
            Proto::Icmp => self.ip4_proto(ip::ICMP),
            Proto::Igmp => self.ip4_proto(ip::IGMP),
            Proto::Igrp => self.ip4_proto(ip::IGRP),
            Proto::Vrrp | Proto::Carp => self.ip4_proto(ip::VRRP),
            Proto::Icmp6 => self.ip6_proto(ip::ICMPV6),
            Proto::Clnp => self.iso_proto(iso::CLNP),
            Proto::Esis => self.iso_proto(iso::ESIS),
            Proto::Isis => self.iso_proto(iso::ISIS),
            Proto::L1 => self.isis_any(&[0x1a, 0x18, 0x12, 0x0f, 0x11]),
            Proto::L2 => self.isis_any(&[0x1b, 0x19, 0x14, 0x10, 0x11]),
            Proto::Iih => self.isis_any(&[0x11, 0x0f, 0x10]),
            Proto::Lsp => self.isis_any(&[0x12, 0x14]),
            Proto::Snp => self.isis_any(&[0x1b, 0x1a, 0x18, 0x19]),
            Proto::Csnp => self.isis_any(&[0x18, 0x19]),
            Proto::Psnp => self.isis_any(&[0x1a, 0x1b]),
        }
    }

    /// A frame that carries a protocol: an Ethernet type, or an LLC service access point.
    pub(super) fn link_proto(&mut self, proto: u32) -> Outcome {
        if self.layout.labels > 0 {
            return self.mpls_proto(proto);
        }
        match self.layout.link {
            Link::Ethernet => {
                let frame = self.ethernet_proto(proto);
                match self.inner_link_header() {
                    // Geneve tells the protocol whether there is a link header or not.
                    Some(guard) if !self.layout.in_geneve => Ok(self.and(guard, frame)),
                    _ => Ok(frame),
                }
            }
            Link::Llc => Ok(self.llc_proto(proto)),
            Link::Wlan => {
                let data = self.wlan_data();
                let carried = self.llc_proto(proto);
                Ok(self.and(data, carried))
            }
            Link::SunAtm => {
                let is_llc = self.is_llc_cell();
                let carried = self.llc_proto(proto);
                Ok(self.and(is_llc, carried))
            }
            Link::CookedV1 => Ok(self.cooked_proto(proto)),
            Link::CiscoHdlc => {
                Ok(self.kind(if proto == sap::ISO { sap::ISO << 8 | sap::ISO } else { proto }))
            }
            Link::Ppp => Ok(self.kind(ppp_number(proto))),
            Link::PppBsdos => {
                let numbers: &[u32] =
                    if proto == ether::IP { &[0x21, 0x2d, 0x2f] } else { &[ppp_number(proto)] };
                let tests: Vec<_> = numbers.iter().map(|number| self.kind(*number)).collect();
                Ok(self.conditions.any(tests))
            }
            Link::IpVersion => {
                let header = self.header();
                Ok(match proto {
                    ether::IP => self.matches(header, 1, 0x40, 0xf0),
                    ether::IPV6 => self.matches(header, 1, 0x60, 0xf0),
                    _ => self.conditions.always(false),
                })
            }
            Link::Ip4 => Ok(self.conditions.always(proto == ether::IP)),
            Link::Ip6 => Ok(self.conditions.always(proto == ether::IPV6)),
            Link::NullHost => Ok(self.address_family(proto, u32::swap_bytes)),
            Link::NullNetwork => Ok(self.address_family(proto, |family| family)),
            Link::Pflog => Ok(match proto {
                ether::IP => self.header_byte(1, AF_INET),
                ether::IPV6 => self.header_byte(1, AF_INET6_LINUX),
                _ => self.conditions.always(false),
            }),
            Link::Ipnet => Ok(match proto {
                ether::IP => self.header_byte(1, AF_INET),
                ether::IPV6 => self.header_byte(1, AF_INET6_SOLARIS),
                _ => self.conditions.always(false),
            }),
            Link::Arcnet => {
                let numbers: &[u32] = match proto {
                    ether::IPV6 => &[0xc4],
                    ether::IP => &[0xd4, 0xf0],
                    ether::ARP => &[0xd5, 0xf1],
                    ether::RARP => &[0xd6],
                    ether::APPLETALK => &[0xdd],
                    _ => &[],
                };
                let kind = self.layout.kind;
                let tests: Vec<_> = numbers.iter().map(|number| self.equals(kind, 1, *number)).collect();
                Ok(self.conditions.any(tests))
            }
            Link::LocalTalk => Ok(self.conditions.always(proto == ether::APPLETALK)),
            Link::FrameRelay => Ok(match proto {
                ether::IP => self.frame_relay_proto(0xcc),
                ether::IPV6 => self.frame_relay_proto(0x8e),
                sap::ISO => {
                    let protos =
                        [iso::CLNP, iso::ESIS, iso::ISIS].map(|number| self.frame_relay_proto(number));
                    self.conditions.any(protos)
                }
                _ => self.conditions.always(false),
            }),
            Link::Magic(value, mask) => {
                let header = self.header();
                Ok(self.matches(header, 4, value, mask))
            }
            Link::Number => Ok(self.kind(proto)),
            Link::Unknown => {
                Err(self.error(format!("{} link-layer type filtering not implemented", self.layout.name())))
            }
        }
    }

    /// The 16-bit protocol number.
    fn kind(&mut self, wanted: u32) -> Condition {
        if self.layout.link == Link::Ethernet {
            self.uses_header = true;
        }
        self.equals(self.layout.kind, 2, wanted)
    }

    fn header_byte(&mut self, offset: u32, wanted: u32) -> Condition {
        let header = self.header();
        self.equals(header.plus(offset), 1, wanted)
    }

    fn frame_relay_proto(&mut self, number: u32) -> Condition {
        let header = self.header();
        self.equals(header.plus(2), 2, 0x0300 | number)
    }

    /// The LLC header of a link layer that has one.
    fn llc_header(&mut self) -> Offset {
        self.payload()
    }

    fn is_length(&mut self) -> Condition {
        let kind = self.load(self.layout.kind, 2);
        let is_type = self.conditions.test_constant(TestOp::Gt, kind, ether::LONGEST);
        self.not(is_type)
    }

    fn ethernet_proto(&mut self, proto: u32) -> Condition {
        match proto {
            sap::ISO | sap::IP | sap::NETBEUI => {
                let length = self.is_length();
                let llc = self.llc_header();
                let saps = self.equals(llc, 2, proto << 8 | proto);
                self.and(length, saps)
            }
            sap::IPX => {
                let kind = self.kind(ether::IPX);
                let length = self.is_length();
                let llc = self.llc_header();
                let snap = self.snap(0, ether::IPX);
                let sap = self.equals(llc, 1, sap::IPX);
                let raw = self.equals(llc, 2, 0xffff);
                let framed = self.conditions.any([snap, sap, raw]);
                let framed = self.and(length, framed);
                self.or(kind, framed)
            }
            ether::APPLETALK | ether::AARP => {
                let kind = self.kind(proto);
                let length = self.is_length();
                let snap = self.snap(if proto == ether::APPLETALK { 0x080007 } else { 0 }, proto);
                let framed = self.and(length, snap);
                self.or(kind, framed)
            }
            0..=ether::LONGEST => {
                let length = self.is_length();
                let llc = self.llc_header();
                let sap = self.equals(llc, 1, proto);
                self.and(length, sap)
            }
            _ => self.kind(proto),
        }
    }

    /// A protocol behind an LLC header; of a SNAP header only the type is looked at.
    fn llc_proto(&mut self, proto: u32) -> Condition {
        let llc = self.llc_header();
        match proto {
            sap::IP | sap::ISO | sap::NETBEUI => self.equals(llc, 2, proto << 8 | proto),
            sap::IPX => self.equals(llc, 1, sap::IPX),
            ether::APPLETALK => self.snap(0x080007, proto),
            0..=ether::LONGEST => self.equals(llc, 1, proto),
            _ => self.equals(llc.plus(6), 2, proto),
        }
    }

    /// LLC with SNAP of an organisation and type.
    fn snap(&mut self, organisation: u32, kind: u32) -> Condition {
        let llc = self.llc_header();
        let [_, a, b, c] = organisation.to_be_bytes();
        let [_, _, high, low] = kind.to_be_bytes();
        self.bytes(llc, &[0xaa, 0xaa, 0x03, a, b, c, high, low])
    }

    fn cooked_proto(&mut self, proto: u32) -> Condition {
        let llc = self.llc_header();
        match proto {
            sap::IP | sap::ISO | sap::NETBEUI => {
                let is_llc = self.kind(COOKED_802_2);
                let saps = self.equals(llc, 2, proto << 8 | proto);
                self.and(is_llc, saps)
            }
            sap::IPX => {
                let kind = self.kind(ether::IPX);
                let raw = self.kind(COOKED_802_3);
                let is_llc = self.kind(COOKED_802_2);
                let sap = self.equals(llc, 1, sap::IPX);
                let snap = self.snap(0, ether::IPX);
                let either = self.or(sap, snap);
                let framed = self.and(is_llc, either);
                self.conditions.any([kind, raw, framed])
            }
            ether::APPLETALK | ether::AARP => {
                let kind = self.kind(proto);
                let is_llc = self.kind(COOKED_802_2);
                let snap = self.snap(if proto == ether::APPLETALK { 0x080007 } else { 0 }, proto);
                let framed = self.and(is_llc, snap);
                self.or(kind, framed)
            }
            0..=ether::LONGEST => {
                let is_llc = self.kind(COOKED_802_2);
                let sap = self.equals(llc, 1, proto);
                self.and(is_llc, sap)
            }
            _ => self.kind(proto),
        }
    }

    fn address_family(&mut self, proto: u32, order: fn(u32) -> u32) -> Condition {
        let families: &[u32] = match proto {
            ether::IP => &[AF_INET],
            ether::IPV6 => &AF_INET6,
            _ => &[],
        };
        let header = self.header();
        let tests: Vec<_> = families.iter().map(|family| self.equals(header, 4, order(*family))).collect();
        self.conditions.any(tests)
    }

    /// An ISO protocol.
    pub(super) fn iso_proto(&mut self, number: u32) -> Outcome {
        if self.layout.link == Link::FrameRelay {
            return Ok(self.frame_relay_proto(number));
        }
        let carrier = self.link_proto(sap::ISO)?;
        // Cisco HDLC has a byte of padding before ISO protocols.
        let padding = u32::from(self.layout.link == Link::CiscoHdlc);
        let at = self.no_snap();
        let carried = self.equals(at.plus(padding), 1, number);
        Ok(self.and(carrier, carried))
    }

    /// A PDU of IS-IS.
    pub(super) fn isis_proto(&mut self, number: u32) -> Outcome {
        let carrier = self.iso_proto(iso::ISIS)?;
        let at = self.no_snap();
        let carried = self.equals(at.plus(4), 1, number);
        Ok(self.and(carrier, carried))
    }

    fn isis_any(&mut self, numbers: &[u32]) -> Outcome {
        let protos: Result<Vec<_>, FilterError> =
            numbers.iter().map(|number| self.isis_proto(*number)).collect();
        Ok(self.conditions.any(protos?))
    }

    /// What follows an LLC header without SNAP.
    fn no_snap(&mut self) -> Offset {
        self.payload().plus(self.layout.network_no_snap)
    }

    /// A frame from or to a link-layer address.
    pub(super) fn ether_host(&mut self, address: [u8; 6], dir: Dir) -> Outcome {
        let Some((src, dst)) = self.address_offsets() else {
            if self.is_wlan() {
                return self.wlan_host(address, dir);
            }
            return Err(self.error(
                "ethernet addresses supported only on ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel",
            ));
        };
        let guard = self.inner_link_header();
        let header = self.header();
        let matches = self.directed(
            dir,
            "link-layer addresses outside 802.11",
            |lowering| lowering.bytes(header.plus(src), &address),
            |lowering| lowering.bytes(header.plus(dst), &address),
        )?;
        Ok(match guard {
            Some(guard) => self.and(guard, matches),
            None => matches,
        })
    }

    /// Where the source and destination addresses of six bytes are.
    fn address_offsets(&self) -> Option<(u32, u32)> {
        match (self.layout.link, self.layout.link_type) {
            (Link::Ethernet, _) => Some((6, 0)),
            (Link::Llc, LinkType::FDDI) => Some((7, 1)),
            (Link::Llc, LinkType::IEEE802_5) => Some((8, 2)),
            (Link::Llc, LinkType::IP_OVER_FC) => Some((10, 2)),
            _ => None,
        }
    }

    /// A frame from or to an ARCnet address.
    pub(super) fn arcnet_host(&mut self, address: u8, dir: Dir) -> Outcome {
        if self.layout.link != Link::Arcnet {
            return Err(self.error("aid supported only on ARCnet"));
        }
        self.directed(
            dir,
            "link-layer addresses outside 802.11",
            |lowering| lowering.equals(Offset::at(0), 1, u32::from(address)),
            |lowering| lowering.equals(Offset::at(1), 1, u32::from(address)),
        )
    }

    pub(super) fn link_broadcast(&mut self) -> Outcome {
        match self.layout.link {
            Link::Arcnet => self.arcnet_host(0, Dir::Dst),
            _ if self.address_offsets().is_some() || self.is_wlan() => self.ether_host([0xff; 6], Dir::Dst),
            _ => Err(self.error("not a broadcast link")),
        }
    }

    pub(super) fn link_multicast(&mut self) -> Outcome {
        if self.layout.link == Link::Arcnet {
            return self.arcnet_host(0, Dir::Dst);
        }
        if self.is_wlan() {
            return Ok(self.wlan_multicast());
        }
        let Some((_, dst)) = self.address_offsets() else {
            return Err(self.error(
                "link-layer multicast filters supported only on ethernet/FDDI/token \
                 ring/ARCNET/802.11/ATM LANE/Fibre Channel",
            ));
        };
        let guard = self.inner_link_header();
        let header = self.header();
        let group = self.matches(header.plus(dst), 1, 1, 1);
        Ok(match guard {
            Some(guard) => self.and(guard, group),
            None => group,
        })
    }

    /// `llc`, and its PDU types (IEEE 802.2 section 5.4).
    pub(super) fn llc(&mut self, kind: Option<&str>) -> Outcome {
        const TYPES: &[(&str, u32, u32)] = &[
            ("s", 0x03, 0x01),
            ("u", 0x03, 0x03),
            ("rr", 0x0f, 0x01),
            ("rnr", 0x0f, 0x05),
            ("rej", 0x0f, 0x09),
            ("ui", 0xef, 0x03),
            ("ua", 0xef, 0x63),
            ("disc", 0xef, 0x43),
            ("dm", 0xef, 0x0f),
            ("sabme", 0xef, 0x6f),
            ("test", 0xef, 0xe3),
            ("xid", 0xef, 0xaf),
            ("frmr", 0xef, 0x87),
        ];
        let is_llc = match (self.layout.link, self.layout.link_type) {
            (Link::Ethernet, _) => {
                let length = self.is_length();
                let llc = self.llc_header();
                let raw = self.equals(llc, 2, 0xffff);
                let not_raw = self.not(raw);
                self.and(length, not_raw)
            }
            (Link::SunAtm, _) => self.is_llc_cell(),
            (Link::Wlan, _) => self.wlan_data(),
            (Link::Llc, LinkType::IEEE802_5 | LinkType::FDDI | LinkType::ATM_RFC1483) => {
                self.conditions.always(true)
            }
            _ => return Err(self.error(format!("'llc' not supported for {}", self.layout.name()))),
        };
        let Some(kind) = kind else { return Ok(is_llc) };
        let control = self.llc_header().plus(2);
        let matches = if kind == "i" {
            let other = self.matches(control, 1, 1, 1);
            self.not(other)
        } else {
            match TYPES.iter().find(|(name, ..)| *name == kind) {
                Some((_, mask, value)) => self.matches(control, 1, *value, *mask),
                None => return Err(self.unknown("LLC type", kind, TYPES.iter().map(|(name, ..)| *name))),
            }
        };
        Ok(self.and(is_llc, matches))
    }

    /// A word that is not among those that may stand here.
    pub(super) fn unknown<'a>(
        &self,
        what: &str,
        word: &str,
        known: impl Iterator<Item = &'a str> + Clone,
    ) -> FilterError {
        let hint = match crate::words::nearest(word, known.clone()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("expected one of {}", known.collect::<Vec<_>>().join(", ")),
        };
        self.error(format!("unknown {what} '{word}'; {hint}"))
    }
}

/// PPP's number of a protocol (IANA, PPP numbers), or the same number where it has none of its own.
fn ppp_number(proto: u32) -> u32 {
    match proto {
        ether::IP => 0x21,
        ether::IPV6 => 0x57,
        ether::DECNET => 0x27,
        ether::APPLETALK => 0x29,
        0x0600 => 0x25,
        sap::ISO => 0x23,
        sap::STP => 0x31,
        sap::IPX => 0x2b,
        other => other,
    }
}
