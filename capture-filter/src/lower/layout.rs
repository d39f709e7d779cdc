//! Where the layers of a packet are, and what the keywords that shift them change.
//!
//! Source: the link-layer header formats of the tcpdump group's registry, and where `tcpdump -d`
//! looks for what.

use capture_common::LinkType;

use crate::value::{Offset, Slot};

/// Which rules tell the protocol that a link header carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Ethernet,
    /// IEEE 802.2 LLC directly behind the link header: FDDI, token ring, ATM, Fibre Channel.
    Llc,
    /// 802.11 with LLC in its data frames.
    Wlan,
    /// ATM cells of Solaris, LLC in some of them.
    SunAtm,
    CookedV1,
    CiscoHdlc,
    Ppp,
    /// PPP of BSD/OS, which knows two more numbers for IPv4.
    PppBsdos,
    /// The IP version's nibble at the beginning.
    IpVersion,
    /// Nothing but IPv4.
    Ip4,
    /// Nothing but IPv6.
    Ip6,
    /// An address family in the byte order of the machine that captured.
    NullHost,
    /// An address family in network byte order.
    NullNetwork,
    Pflog,
    Arcnet,
    LocalTalk,
    FrameRelay,
    Ipnet,
    /// Only a magic number is checked: its value and mask.
    Magic(u32, u32),
    /// A 16-bit protocol number at `kind`.
    Number,
    /// The protocol cannot be told.
    Unknown,
}

/// The layers as far as they are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) link_type: LinkType,
    pub(super) link: Link,
    /// The link header.
    pub(super) header: Offset,
    /// The field that tells the protocol; for LLC, where LLC begins.
    pub(super) kind: Offset,
    /// What follows the link header.
    pub(super) payload: Offset,
    /// From there to the network header: an LLC header with SNAP, MPLS labels.
    pub(super) network: u32,
    /// The same for protocols without SNAP.
    pub(super) network_no_snap: u32,
    /// Labels of MPLS so far.
    pub(super) labels: u32,
    /// Tags of 802.1Q so far.
    pub(super) tags: u32,
    /// Whether the link header is within Geneve, where it may be missing.
    pub(super) in_geneve: bool,
    /// Whether the link header is within an emulated LAN on ATM.
    pub(super) in_lane: bool,
}

/// Words of scratch memory that hold places.
pub(super) mod slots {
    use super::Slot;

    /// The link header behind a radio header.
    pub(in super::super) const HEADER: Slot = Slot(0);
    /// What follows a link header of variable length.
    pub(in super::super) const PAYLOAD: Slot = Slot(1);
    /// The length of an 802.11 header before padding.
    pub(in super::super) const UNPADDED: Slot = Slot(2);
    /// 4 where a VLAN tag is among the bytes and 0 where it is beside them.
    pub(in super::super) const TAG: Slot = Slot(2);
    /// The first of those that Geneve takes, four for each keyword.
    pub(in super::super) const GENEVE: u8 = 3;
    /// The end of those that Geneve may take; the rest is for computing.
    pub(in super::super) const GENEVE_END: u8 = 15;
}

/// What a place is where a link type has none: loads there are outside the packet.
const NOWHERE: u32 = u32::MAX;

impl Layout {
    /// The layers of a link type.
    pub(super) fn new(link_type: LinkType) -> Self {
        let (link, kind, payload, network, no_snap) = match link_type.0 {
            0 | 108 | 109 => {
                let link = if link_type == LinkType::LOOP { Link::NullNetwork } else { Link::NullHost };
                (link, 0, if link_type == LinkType::ENC { 12 } else { 4 }, 0, 0)
            }
            1 => (Link::Ethernet, 12, 14, 0, 3),
            240 => (Link::Ethernet, 16, 18, 0, 3),
            241 => (Link::Ethernet, 24, 26, 0, 3),
            6 => (Link::Llc, 14, 14, 8, 3),
            7 => (Link::Arcnet, 2, 6, 0, 0),
            129 => (Link::Arcnet, 4, 8, 0, 0),
            8 => (Link::IpVersion, 0, 16, 0, 0),
            102 => (Link::IpVersion, 0, 24, 0, 0),
            101 => (Link::IpVersion, 0, 0, 0, 0),
            228 => (Link::Ip4, 0, 0, 0, 0),
            229 => (Link::Ip6, 0, 0, 0, 0),
            9 | 50 | 166 => (Link::Ppp, 2, 4, 0, 0),
            51 => (Link::Ppp, 6, 8, 0, 0),
            103 => (Link::PppBsdos, 5, 24, 0, 0),
            104 => (Link::CiscoHdlc, 2, 4, 0, 0),
            10 => (Link::Llc, 13, 13, 8, 3),
            100 | 106 => (Link::Llc, 0, 0, 8, 3),
            122 => (Link::Llc, 16, 16, 8, 3),
            123 => (Link::SunAtm, 4, 4, 8, 3),
            105 | 119 | 127 | 163 | 192 => (Link::Wlan, 0, 0, 8, 3),
            107 => (Link::FrameRelay, 0, 0, 0, 0),
            113 => (Link::CookedV1, 14, 16, 0, 0),
            276 => (Link::Number, 0, 20, 0, 0),
            114 => (Link::LocalTalk, 0, 0, 0, 0),
            117 => (Link::Pflog, 0, 0, 0, 0),
            138 => (Link::Number, 16, 18, 0, 0),
            99 => (Link::Number, 6, 44, 0, 0),
            226 => (Link::Ipnet, 1, 24, 0, 0xffff_ffff),
            165 => (Link::Magic(0x55ff_0000, 0xffff_0000), 0, NOWHERE, NOWHERE, NOWHERE),
            130 | 131 | 134 | 179 | 180 | 181 => (JUNIPER, 0, 4, 0, u32::MAX),
            133 | 164 => (JUNIPER, 0, 12, 0, u32::MAX),
            168 => (JUNIPER, 0, 6, 0, u32::MAX),
            137 => (JUNIPER, 0, 4, 0, 10),
            135 => (JUNIPER, 0, 8, 0, 10),
            167 | 178 => (JUNIPER, 0, 32, 0, 3),
            132 | 136 | 183 | 194 | 200 | 233 | 234 | 238 => (JUNIPER, 0, NOWHERE, NOWHERE, NOWHERE),
            _ => (Link::Unknown, 0, NOWHERE, NOWHERE, NOWHERE),
        };
        let header = match link_type.0 {
            240 => 4,
            241 => 12,
            _ => 0,
        };
        Self {
            link_type,
            link,
            header: Offset::at(header),
            kind: Offset::at(kind),
            payload: Offset::at(payload),
            network,
            network_no_snap: no_snap,
            labels: 0,
            tags: 0,
            in_geneve: false,
            in_lane: false,
        }
    }

    /// The network header.
    pub(super) fn network(&self) -> Offset {
        self.payload.plus(self.network)
    }

    /// The link layer's name, for messages.
    pub(super) fn name(&self) -> String {
        match self.link {
            Link::Ethernet if self.in_geneve || self.in_lane => "Ethernet".into(),
            Link::Ppp if self.link_type == LinkType::ETHERNET => "PPP".into(),
            _ => match self.link_type.description() {
                Some(description) => description.to_owned(),
                None => format!("link type {}", self.link_type.0),
            },
        }
    }
}

const JUNIPER: Link = Link::Magic(0x4d47_4300, 0xffff_ff00);
