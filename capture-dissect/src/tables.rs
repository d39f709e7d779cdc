//! Which printer comes next: one line for each protocol.
//!
//! The order of a table is its precedence: the first line that fits is taken.

use std::ops::RangeInclusive;

use capture_common::LinkType;

use crate::{app, context::Printer, cursor::Cursor, link, net, options::Payload, transport};

/// The printer of a link type.
pub(crate) fn link(link_type: LinkType) -> Option<Printer> {
    const LINKS: &[(LinkType, Printer)] = &[
        (LinkType::ETHERNET, link::ethernet::print),
        (LinkType::LINUX_SLL, link::sll::print),
        (LinkType::LINUX_SLL2, link::sll2::print),
        (LinkType::RAW, link::raw::print),
        (LinkType::IPV4, link::raw::print),
        (LinkType::IPV6, link::raw::print),
        (LinkType::NULL, link::null::print),
        (LinkType::LOOP, link::null::print),
        (LinkType::SLIP, link::slip::print),
        (LinkType::PPP, link::ppp::print_link),
        (LinkType::PPP_SERIAL, link::ppp::print_serial),
        (LinkType::PPP_ETHER, link::pppoe::print_link),
        (LinkType::C_HDLC, link::chdlc::print),
        (LinkType::FRELAY, link::frame_relay::print),
        (LinkType::VSOCK, link::vsock::print),
        (LinkType::DSA_TAG_DSA, link::dsa::print),
        (LinkType::DSA_TAG_EDSA, link::dsa::print_edsa),
        (LinkType::IEEE802_11, link::ieee80211::print),
        (LinkType::IEEE802_11_RADIO, link::ieee80211::print_radiotap),
        (LinkType::PRISM_HEADER, link::ieee80211::print_prism),
        (LinkType::IEEE802_11_RADIO_AVS, link::ieee80211::print_avs),
        (LinkType::IEEE802_15_4_WITHFCS, link::ieee802154::print),
        (LinkType::IEEE802_15_4_NOFCS, link::ieee802154::print),
        (LinkType::IEEE802_15_4_TAP, link::ieee802154::print_tap),
        (LinkType::LTALK, net::appletalk::print_localtalk),
        (LinkType::IPNET, link::ipnet::print),
        (LinkType::IPOIB, link::ipoib::print),
        (LinkType::DSA_TAG_BRCM, link::brcm_tag::print),
        (LinkType::DSA_TAG_BRCM_PREPEND, link::brcm_tag::print_prepended),
        (LinkType::ATM_RFC1483, link::atm::print_rfc1483),
        (LinkType::SUNATM, link::atm::print_sun),
        (LinkType::ATM_CLIP, link::atm::print_clip),
        (LinkType::FDDI, link::rings::print_fddi),
        (LinkType::IEEE802_5, link::rings::print_token_ring),
        (LinkType::IP_OVER_FC, link::rings::print_fibre_channel),
        (LinkType::ARCNET, link::arcnet::print),
        (LinkType::ARCNET_LINUX, link::arcnet::print_linux),
        (LinkType::NFLOG, link::nflog::print),
        (LinkType::PFLOG, link::pflog::print),
        (LinkType::USB_LINUX, link::usb::print),
        (LinkType::USB_LINUX_MMAPPED, link::usb::print_mapped),
        (LinkType::BLUETOOTH_HCI_H4_WITH_PHDR, link::bluetooth::print),
        (LinkType::PPI, link::ppi::print),
        (LinkType::PKTAP, link::pktap::print),
        (LinkType::ENC, link::enc::print),
        (LinkType::SYMANTEC_FIREWALL, link::typed::print_symantec),
        (LinkType::APPLE_IP_OVER_IEEE1394, link::typed::print_firewire),
        (LinkType::NETANALYZER, link::typed::print_netanalyzer),
        (LinkType::NETANALYZER_TRANSPARENT, link::typed::print_netanalyzer_transparent),
        (LinkType::SLIP_BSDOS, link::slip::print_bsdos),
        (LinkType::PPP_PPPD, link::ppp::print_link),
        (LinkType::MFR, link::frf16::print),
        (LinkType::JUNIPER_MLPPP, link::juniper::print_mlppp),
        (LinkType::JUNIPER_MLFR, link::juniper::print_mlfr),
        (LinkType::JUNIPER_MFR, link::juniper::print_mfr),
        (LinkType::JUNIPER_ES, link::juniper::print_es),
        (LinkType::JUNIPER_GGSN, link::juniper::print_ggsn),
        (LinkType::JUNIPER_ATM1, link::juniper::print_atm1),
        (LinkType::JUNIPER_ATM2, link::juniper::print_atm2),
        (LinkType::JUNIPER_SERVICES, link::juniper::print_services),
        (LinkType::JUNIPER_MONITOR, link::juniper::print_monitor),
        (LinkType::JUNIPER_PPPOE, link::juniper::print_pppoe),
        (LinkType::JUNIPER_PPPOE_ATM, link::juniper::print_pppoe_atm),
        (LinkType::JUNIPER_ETHER, link::juniper::print_ether),
        (LinkType::JUNIPER_PPP, link::juniper::print_ppp),
        (LinkType::JUNIPER_FRELAY, link::juniper::print_frelay),
        (LinkType::JUNIPER_CHDLC, link::juniper::print_chdlc),
    ];
    LINKS.iter().find(|(it, _)| *it == link_type).map(|(_, printer)| *printer)
}

/// The printer of an Ethernet type (IEEE 802 numbers).
pub(crate) fn ethertype(ethertype: u16) -> Option<Printer> {
    Some(match ethertype {
        0x0800 => net::ipv4::print,
        0x86dd => net::ipv6::print,
        0x0806 | 0x8035 => net::arp::print,
        0x8808 => link::mpcp::print,
        0x8809 => link::slow::print,
        0x88a2 => link::aoe::print,
        0x88cc => link::lldp::print,
        0x888e => link::eapol::print,
        0x8947 | 0x0707 => net::geonet::print,
        0x1111 => net::calm_fast::print,
        0x8137 => net::ipx::print_ethernet,
        0x809b => net::appletalk::print_ethertalk,
        0x80f3 => net::aarp::print,
        0x894f => net::nsh::print,
        0x886f => link::msnlb::print,
        0x88e5 => link::macsec::print,
        0x88f7 => app::ptp::print,
        0x6003 => net::decnet::print,
        0x8902 | 0xabcd => link::cfm::print,
        // PPPoE as 3Com had it, too.
        0x8863 | 0x8864 | 0x3c12 | 0x3c13 => link::pppoe::print,
        0x880b => link::ppp::print_frame,
        0x8847 | 0x8848 => net::mpls::print,
        0x9000 => link::loopback::print,
        0xfefe => net::iso::print_behind_control,
        _ => return None,
    })
}

/// The printer of an LLC frame's payload, by the SAP at both ends.
pub(crate) fn llc(sap: u8) -> Option<Printer> {
    Some(match sap {
        0x42 => link::stp::print,
        0x06 => net::ipv4::print,
        0xfe => net::iso::print,
        _ => return None,
    })
}

/// The printer of a SNAP payload, by its OUI and protocol.
pub(crate) fn snap(oui: u32, protocol: u16) -> Option<Printer> {
    match (oui, protocol) {
        (0x00_0000 | 0x00_00f8, _) => ethertype(protocol),
        (0x00_000c, 0x010b | 0x010c) | (0x00_80c2, 0x000e) => Some(link::stp::print),
        (0x08_0007, 0x809b) => Some(net::appletalk::print_ethertalk),
        (0x00_000c, 0x0111) => Some(link::udld::print),
        (0x00_000c, 0x2000) => Some(link::cdp::print),
        (0x00_000c, 0x2003) => Some(link::vtp::print),
        (0x00_000c, 0x2004) => Some(link::dtp::print),
        (0x00_80c2, 0x0003 | 0x0009) => Some(link::rings::print_bridged_token_ring),
        (0x00_80c2, 0x0004 | 0x000a) => Some(link::rings::print_bridged_fddi),
        (0x00_80c2, 0x0001 | 0x0007) => Some(link::ethernet::print_bridged),
        _ => None,
    }
}

/// The printer of a protocol above IP (IANA protocol numbers).
pub(crate) fn ip(proto: u8) -> Option<Printer> {
    Some(match proto {
        1 => net::icmp::print,
        2 => net::igmp::print,
        4 => net::ipv4::print,
        6 => transport::tcp::print,
        17 => transport::udp::print,
        33 => transport::dccp::print,
        41 => net::ipv6::print,
        50 => transport::esp::print,
        47 => net::gre::print,
        46 => net::rsvp::print,
        58 => net::icmp6::print,
        132 => transport::sctp::print,
        108 => net::ipcomp::print,
        8 => net::egp::print,
        9 => net::igrp::print,
        55 => net::minimal_encapsulation::print,
        88 => net::eigrp::print,
        89 => net::ospf::print,
        103 => net::pim::print,
        112 => net::vrrp::print_or_carp,
        113 => transport::pgm::print,
        143 => link::ethernet::print_inner,
        _ => return None,
    })
}

/// The printer of SCTP's payload (IANA payload protocol identifiers).
pub(crate) fn sctp(payload: u32) -> Option<Printer> {
    Some(match payload {
        3 => app::m3ua::print,
        _ => return None,
    })
}

/// Which of a packet's ports a line is about.
enum Ports {
    /// The source or the destination.
    Either(u16),
    /// The source.
    From(u16),
    /// The destination.
    To(u16),
    /// The source or the destination, of several.
    Among(RangeInclusive<u16>),
}
use Ports::{Among, Either, From, To};

/// Printers by a packet's ports; the first that fits is taken.
struct ByPorts {
    printers: &'static [(Ports, Printer)],
    /// A bit for each port, set where a line names it: most packets have none of them.
    named: [u64; 1024],
}

impl ByPorts {
    #[allow(clippy::indexing_slicing, reason = "computed while compiling")]
    const fn new(printers: &'static [(Ports, Printer)]) -> Self {
        let mut named = [0; 1024];
        let mut at = 0;
        while at < printers.len() {
            let (mut port, last) = match &printers[at].0 {
                Either(port) | From(port) | To(port) => (*port, *port),
                Among(ports) => (*ports.start(), *ports.end()),
            };
            while port <= last {
                named[port as usize / 64] |= 1 << (port % 64);
                port += 1;
            }
            at += 1;
        }
        Self { printers, named }
    }

    fn find(&self, sport: u16, dport: u16) -> Option<Printer> {
        let is_named = |port: u16| {
            self.named.get(usize::from(port / 64)).is_some_and(|bits| bits >> (port % 64) & 1 != 0)
        };
        if !is_named(sport) && !is_named(dport) {
            return None;
        }
        let fits = |ports: &Ports| match ports {
            Either(port) => sport == *port || dport == *port,
            From(port) => sport == *port,
            To(port) => dport == *port,
            Among(ports) => ports.contains(&sport) || ports.contains(&dport),
        };
        self.printers.iter().find(|(ports, _)| fits(ports)).map(|(_, printer)| *printer)
    }
}

/// The printer of a UDP payload that shows the addresses itself.
pub(crate) fn shows_own_ends(payload: Option<Payload>) -> Option<Printer> {
    match payload? {
        Payload::Rpc => Some(app::rpc::print),
        // Nothing at all is shown of a datagram that cannot be one of these.
        Payload::Carp | Payload::Resp | Payload::ZmtpTcp => Some(|_, _| Ok(())),
        _ => None,
    }
}

/// The printer of a UDP payload that `-T` names.
pub(crate) fn udp_payload(payload: Payload) -> Option<Printer> {
    Some(match payload {
        Payload::Aodv => app::aodv::print,
        Payload::Cnfp => app::cnfp::print,
        Payload::Lmp => app::lmp::print,
        Payload::Pgm | Payload::PgmZmtp => transport::pgm::print,
        Payload::Rtp => app::rtp::print,
        Payload::Rtcp => app::rtcp::print,
        Payload::Someip => app::someip::print,
        Payload::Vat => app::vat::print,
        Payload::Wb => app::wb::print,
        Payload::Domain => app::dns::print,
        Payload::Snmp => app::snmp::print,
        Payload::Tftp => app::tftp::print,
        Payload::Radius => app::radius::print,
        Payload::Vxlan => app::vxlan::print,
        Payload::Ptp => app::ptp::print,
        _ => return None,
    })
}

/// The printer of a TCP payload that `-T` names.
pub(crate) fn tcp_payload(payload: Payload) -> Option<Printer> {
    Some(match payload {
        Payload::Domain => app::dns::print_tcp,
        Payload::Resp => app::resp::print,
        Payload::ZmtpTcp => app::zmtp::print,
        _ => return None,
    })
}

/// The printer of a UDP payload before which no checksum is verified.
pub(crate) fn udp_without_checksum(sport: u16, dport: u16, p: Cursor<'_>) -> Option<Printer> {
    app::nfs::udp(sport, dport, p)
}

/// The printer of a UDP payload.
pub(crate) fn udp(sport: u16, dport: u16, _: Cursor<'_>) -> Option<Printer> {
    static UDP: ByPorts = ByPorts::new(&[
        // Those below 1024 in their order.
        (Either(53), app::dns::print),
        (Either(67), app::dhcp::print),
        (Either(68), app::dhcp::print),
        (Either(69), app::tftp::print),
        (Either(88), app::kerberos::print),
        (Either(123), app::ntp::print),
        (Either(161), app::snmp::print),
        (Either(162), app::snmp::print),
        (Either(319), app::ptp::print),
        (Either(320), app::ptp::print),
        (Either(496), net::auto_rp::print),
        (Either(500), app::isakmp::print),
        (Either(514), app::syslog::print),
        (Either(520), app::rip::print),
        (Either(521), app::ripng::print),
        (Either(525), app::timed::print),
        (Either(546), app::dhcp6::print),
        (Either(547), app::dhcp6::print),
        (Either(646), app::ldp::print),
        (Either(654), app::aodv::print),
        (Either(698), app::olsr::print),
        (Either(701), app::lmp::print),
        (Either(750), app::kerberos::print),
        (Either(921), app::lwres::print),
        (To(4567), app::wb::print),
        (Either(8231), app::hncp::print),
        (Either(1812), app::radius::print),
        (Either(1813), app::radius::print),
        (Either(1645), app::radius::print),
        (Either(1646), app::radius::print),
        (Either(3799), app::radius::print),
        (Either(1700), app::radius::print),
        (Either(1701), app::l2tp::print),
        (Either(1589), app::vqp::print),
        (Either(2103), app::zephyr::print),
        (Either(2104), app::zephyr::print),
        (To(1985), app::hsrp::print),
        (Either(7500), app::isakmp::print),
        (Either(8500), app::isakmp::print),
        (Either(4500), transport::esp::print_udp),
        (Either(5353), app::dns::print_mdns),
        (To(3784), app::bfd::control),
        (To(3785), app::bfd::echo),
        (To(4784), app::bfd::multihop),
        (To(6784), app::bfd::lag),
        (From(49152), app::bcm_li::print),
        (To(3456), app::vat::print),
        (Either(4342), app::lisp::print),
        (Either(4789), app::vxlan::print),
        (Either(4790), app::vxlan_gpe::print),
        (Either(8472), app::otv::print),
        (Either(5060), app::text::sip),
        (Either(6081), app::geneve::print),
        (Either(3503), app::lsp_ping::print),
        (Among(7000..=7009), app::rx::print),
        (Either(6635), net::mpls::print),
        (Either(5359), app::ahcp::print),
        (Either(6343), app::sflow::print),
        (Either(6696), app::babel::print),
        (Either(6697), app::babel::print),
        (Either(30490), app::someip::print),
    ]);
    UDP.find(sport, dport)
}

/// The printer of a TCP payload.
pub(crate) fn tcp(sport: u16, dport: u16, p: Cursor<'_>) -> Option<Printer> {
    static TCP: ByPorts = ByPorts::new(&[
        // Those below 1024 in their order.
        (Either(21), app::text::ftp),
        (Either(22), app::ssh::print),
        (Either(23), app::telnet::print),
        (Either(25), app::text::smtp),
        (Either(43), app::text::whois),
        (Either(53), app::dns::print_tcp),
        (Either(80), app::text::http),
        (Either(179), app::bgp::print),
        (Either(323), app::rpki_rtr::print),
        (Either(554), app::text::rtsp),
        (Either(639), app::msdp::print),
        (Either(646), app::ldp::print),
        (Either(8080), app::text::http),
        (Either(8554), app::text::rtsp),
        (Either(1723), app::pptp::print),
        (Either(10288), app::beep::print),
        (Either(6379), app::resp::print),
        (Either(6653), app::openflow::print),
        (Either(6633), app::openflow::print),
    ]);
    TCP.find(sport, dport).or_else(|| app::nfs::tcp(sport, dport, p))
}
