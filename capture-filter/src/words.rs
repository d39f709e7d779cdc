//! The words of the language: keywords, named numbers, and near misses.
//!
//! Source: pcap-filter(7).

use crate::ast::Proto;

/// A keyword, aliases taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Proto(Proto),
    Src,
    Dst,
    /// `addr1` to `addr4`.
    Addr(u8),
    Ra,
    Ta,
    Host,
    Net,
    Mask,
    Port,
    PortRange,
    ProtoType,
    ProtoChain,
    Gateway,
    Type,
    Subtype,
    Dir,
    Less,
    Greater,
    Byte,
    Broadcast,
    Multicast,
    And,
    Or,
    Not,
    Len,
    Inbound,
    Outbound,
    IfIndex,
    Vlan,
    Mpls,
    PppoeD,
    PppoeS,
    Geneve,
    Llc,
    IfName,
    RuleSet,
    RuleNumber,
    SubRuleNumber,
    Reason,
    Action,
    /// A kind of ATM cell.
    Atm(AtmKind),
    Vpi,
    Vci,
    /// A kind of MTP2 signal unit; whether of a high-speed link.
    SignalUnit(SignalUnit, bool),
    /// A field of MTP3; whether of a high-speed link.
    Mtp3(Mtp3Field, bool),
}

/// Kinds of cells and messages on an ATM interface of Solaris.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtmKind {
    /// LAN emulation.
    Lane,
    /// Meta signalling circuit.
    Metac,
    /// Broadcast signalling circuit.
    Bcc,
    /// End-to-end OAM F4 flow.
    OamF4Ec,
    /// Segment OAM F4 flow.
    OamF4Sc,
    /// Either OAM F4 flow.
    OamF4,
    /// Signalling circuit.
    Sc,
    /// ILMI circuit.
    Ilmic,
    /// Q.2931 connection messages on the signalling circuit.
    ConnectMsg,
    /// Q.2931 connection messages on the meta signalling circuit.
    MetaConnect,
}

/// Kinds of MTP2 signal units (ITU-T Q.703).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignalUnit {
    /// Fill-in signal unit.
    Fill,
    /// Link status signal unit.
    Status,
    /// Message signal unit.
    Message,
}

/// Fields of MTP3 (ITU-T Q.704).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mtp3Field {
    /// Service information octet.
    Sio,
    /// Originating point code.
    Opc,
    /// Destination point code.
    Dpc,
    /// Signalling link selection.
    Sls,
}

const KEYWORDS: &[(&str, Word)] = &[
    ("ether", Word::Proto(Proto::Link)),
    ("link", Word::Proto(Proto::Link)),
    ("fddi", Word::Proto(Proto::Link)),
    ("tr", Word::Proto(Proto::Link)),
    ("wlan", Word::Proto(Proto::Link)),
    ("ppp", Word::Proto(Proto::Link)),
    ("slip", Word::Proto(Proto::Link)),
    ("ip", Word::Proto(Proto::Ip)),
    ("ip6", Word::Proto(Proto::Ip6)),
    ("arp", Word::Proto(Proto::Arp)),
    ("rarp", Word::Proto(Proto::Rarp)),
    ("tcp", Word::Proto(Proto::Tcp)),
    ("udp", Word::Proto(Proto::Udp)),
    ("sctp", Word::Proto(Proto::Sctp)),
    ("icmp", Word::Proto(Proto::Icmp)),
    ("icmp6", Word::Proto(Proto::Icmp6)),
    ("igmp", Word::Proto(Proto::Igmp)),
    ("igrp", Word::Proto(Proto::Igrp)),
    ("pim", Word::Proto(Proto::Pim)),
    ("vrrp", Word::Proto(Proto::Vrrp)),
    ("carp", Word::Proto(Proto::Carp)),
    ("ah", Word::Proto(Proto::Ah)),
    ("esp", Word::Proto(Proto::Esp)),
    ("atalk", Word::Proto(Proto::Atalk)),
    ("aarp", Word::Proto(Proto::Aarp)),
    ("decnet", Word::Proto(Proto::Decnet)),
    ("lat", Word::Proto(Proto::Lat)),
    ("sca", Word::Proto(Proto::Sca)),
    ("moprc", Word::Proto(Proto::MopRc)),
    ("mopdl", Word::Proto(Proto::MopDl)),
    ("stp", Word::Proto(Proto::Stp)),
    ("ipx", Word::Proto(Proto::Ipx)),
    ("netbeui", Word::Proto(Proto::Netbeui)),
    ("iso", Word::Proto(Proto::Iso)),
    ("clnp", Word::Proto(Proto::Clnp)),
    ("esis", Word::Proto(Proto::Esis)),
    ("es-is", Word::Proto(Proto::Esis)),
    ("isis", Word::Proto(Proto::Isis)),
    ("is-is", Word::Proto(Proto::Isis)),
    ("l1", Word::Proto(Proto::L1)),
    ("l2", Word::Proto(Proto::L2)),
    ("iih", Word::Proto(Proto::Iih)),
    ("lsp", Word::Proto(Proto::Lsp)),
    ("snp", Word::Proto(Proto::Snp)),
    ("csnp", Word::Proto(Proto::Csnp)),
    ("psnp", Word::Proto(Proto::Psnp)),
    ("radio", Word::Proto(Proto::Radio)),
    ("src", Word::Src),
    ("dst", Word::Dst),
    ("addr1", Word::Addr(1)),
    ("address1", Word::Addr(1)),
    ("addr2", Word::Addr(2)),
    ("address2", Word::Addr(2)),
    ("addr3", Word::Addr(3)),
    ("address3", Word::Addr(3)),
    ("addr4", Word::Addr(4)),
    ("address4", Word::Addr(4)),
    ("ra", Word::Ra),
    ("ta", Word::Ta),
    ("host", Word::Host),
    ("net", Word::Net),
    ("mask", Word::Mask),
    ("port", Word::Port),
    ("portrange", Word::PortRange),
    ("proto", Word::ProtoType),
    ("protochain", Word::ProtoChain),
    ("gateway", Word::Gateway),
    ("type", Word::Type),
    ("subtype", Word::Subtype),
    ("dir", Word::Dir),
    ("direction", Word::Dir),
    ("less", Word::Less),
    ("greater", Word::Greater),
    ("byte", Word::Byte),
    ("broadcast", Word::Broadcast),
    ("multicast", Word::Multicast),
    ("and", Word::And),
    ("or", Word::Or),
    ("not", Word::Not),
    ("len", Word::Len),
    ("length", Word::Len),
    ("inbound", Word::Inbound),
    ("outbound", Word::Outbound),
    ("ifindex", Word::IfIndex),
    ("vlan", Word::Vlan),
    ("mpls", Word::Mpls),
    ("pppoed", Word::PppoeD),
    ("pppoes", Word::PppoeS),
    ("geneve", Word::Geneve),
    ("llc", Word::Llc),
    ("ifname", Word::IfName),
    ("on", Word::IfName),
    ("rset", Word::RuleSet),
    ("ruleset", Word::RuleSet),
    ("rnr", Word::RuleNumber),
    ("rulenum", Word::RuleNumber),
    ("srnr", Word::SubRuleNumber),
    ("subrulenum", Word::SubRuleNumber),
    ("reason", Word::Reason),
    ("action", Word::Action),
    ("lane", Word::Atm(AtmKind::Lane)),
    ("metac", Word::Atm(AtmKind::Metac)),
    ("bcc", Word::Atm(AtmKind::Bcc)),
    ("oamf4ec", Word::Atm(AtmKind::OamF4Ec)),
    ("oamf4sc", Word::Atm(AtmKind::OamF4Sc)),
    ("oamf4", Word::Atm(AtmKind::OamF4)),
    ("oam", Word::Atm(AtmKind::OamF4)),
    ("sc", Word::Atm(AtmKind::Sc)),
    ("ilmic", Word::Atm(AtmKind::Ilmic)),
    ("connectmsg", Word::Atm(AtmKind::ConnectMsg)),
    ("metaconnect", Word::Atm(AtmKind::MetaConnect)),
    ("vpi", Word::Vpi),
    ("vci", Word::Vci),
    ("fisu", Word::SignalUnit(SignalUnit::Fill, false)),
    ("lssu", Word::SignalUnit(SignalUnit::Status, false)),
    ("lsu", Word::SignalUnit(SignalUnit::Status, false)),
    ("msu", Word::SignalUnit(SignalUnit::Message, false)),
    ("hfisu", Word::SignalUnit(SignalUnit::Fill, true)),
    ("hlssu", Word::SignalUnit(SignalUnit::Status, true)),
    ("hmsu", Word::SignalUnit(SignalUnit::Message, true)),
    ("sio", Word::Mtp3(Mtp3Field::Sio, false)),
    ("opc", Word::Mtp3(Mtp3Field::Opc, false)),
    ("dpc", Word::Mtp3(Mtp3Field::Dpc, false)),
    ("sls", Word::Mtp3(Mtp3Field::Sls, false)),
    ("hsio", Word::Mtp3(Mtp3Field::Sio, true)),
    ("hopc", Word::Mtp3(Mtp3Field::Opc, true)),
    ("hdpc", Word::Mtp3(Mtp3Field::Dpc, true)),
    ("hsls", Word::Mtp3(Mtp3Field::Sls, true)),
];

/// Offsets and values of header fields that have names.
const NUMBERS: &[(&str, u32)] = &[
    ("icmptype", 0),
    ("icmpcode", 1),
    ("icmp-echoreply", 0),
    ("icmp-unreach", 3),
    ("icmp-sourcequench", 4),
    ("icmp-redirect", 5),
    ("icmp-echo", 8),
    ("icmp-routeradvert", 9),
    ("icmp-routersolicit", 10),
    ("icmp-timxceed", 11),
    ("icmp-paramprob", 12),
    ("icmp-tstamp", 13),
    ("icmp-tstampreply", 14),
    ("icmp-ireq", 15),
    ("icmp-ireqreply", 16),
    ("icmp-maskreq", 17),
    ("icmp-maskreply", 18),
    ("icmp6type", 0),
    ("icmp6code", 1),
    ("icmp6-destinationunreach", 1),
    ("icmp6-packettoobig", 2),
    ("icmp6-timeexceeded", 3),
    ("icmp6-parameterproblem", 4),
    ("icmp6-echo", 128),
    ("icmp6-echoreply", 129),
    ("icmp6-multicastlistenerquery", 130),
    ("icmp6-multicastlistenerreportv1", 131),
    ("icmp6-multicastlistenerdone", 132),
    ("icmp6-routersolicit", 133),
    ("icmp6-routeradvert", 134),
    ("icmp6-neighborsolicit", 135),
    ("icmp6-neighboradvert", 136),
    ("icmp6-redirect", 137),
    ("icmp6-routerrenum", 138),
    ("icmp6-nodeinformationquery", 139),
    ("icmp6-nodeinformationresponse", 140),
    ("icmp6-ineighbordiscoverysolicit", 141),
    ("icmp6-ineighbordiscoveryadvert", 142),
    ("icmp6-multicastlistenerreportv2", 143),
    ("icmp6-homeagentdiscoveryrequest", 144),
    ("icmp6-homeagentdiscoveryreply", 145),
    ("icmp6-mobileprefixsolicit", 146),
    ("icmp6-mobileprefixadvert", 147),
    ("icmp6-certpathsolicit", 148),
    ("icmp6-certpathadvert", 149),
    ("icmp6-multicastrouteradvert", 151),
    ("icmp6-multicastroutersolicit", 152),
    ("icmp6-multicastrouterterm", 153),
    ("tcpflags", 13),
    ("tcp-fin", 0x01),
    ("tcp-syn", 0x02),
    ("tcp-rst", 0x04),
    ("tcp-push", 0x08),
    ("tcp-ack", 0x10),
    ("tcp-urg", 0x20),
    ("tcp-ece", 0x40),
    ("tcp-cwr", 0x80),
];

/// The keyword with this spelling.
pub(crate) fn keyword(text: &str) -> Option<Word> {
    KEYWORDS.iter().find(|(spelling, _)| *spelling == text).map(|(_, word)| *word)
}

/// The named number with this spelling.
pub(crate) fn number(text: &str) -> Option<u32> {
    NUMBERS.iter().find(|(spelling, _)| *spelling == text).map(|(_, value)| *value)
}

/// The keyword or named number that somebody who typed this may have meant.
pub(crate) fn near_miss(text: &str) -> Option<&'static str> {
    let spellings = KEYWORDS.iter().map(|(s, _)| *s).chain(NUMBERS.iter().map(|(s, _)| *s));
    nearest(text, spellings)
}

/// Longer texts are no slips of the finger.
const LONGEST: usize = 40;

/// The candidate that takes fewest changes to get to, if that is few enough to be a slip.
pub(crate) fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = match text.len() {
        3..=7 => 1,
        8..=LONGEST => 2,
        _ => return None,
    };
    let lower = text.to_ascii_lowercase();
    candidates
        .filter(|candidate| candidate.len().abs_diff(lower.len()) <= most)
        .map(|candidate| (changes(lower.as_bytes(), candidate.as_bytes()), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, candidate)| (*distance, candidate.len().abs_diff(lower.len())))
        .map(|(_, candidate)| candidate)
}

/// Number of bytes to add, drop, replace or swap with their neighbour to get from one to the other.
fn changes(from: &[u8], to: &[u8]) -> usize {
    type Row = [usize; LONGEST + 3];
    let at = |row: &Row, column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
    let mut before_last: Row = [0; _];
    let mut last: Row = std::array::from_fn(|column| column);
    for (row, letter) in from.iter().enumerate() {
        let mut current: Row = [row + 1; _];
        for (column, other) in to.iter().enumerate() {
            let mut best = (at(&last, column) + usize::from(letter != other))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            let swapped = row > 0
                && column > 0
                && from.get(row - 1) == Some(other)
                && to.get(column - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            if let Some(cell) = current.get_mut(column + 1) {
                *cell = best;
            }
        }
        before_last = std::mem::replace(&mut last, current);
    }
    at(&last, to.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_has_a_near_miss() {
        assert_eq!(near_miss("prot"), Some("port"));
        assert_eq!(near_miss("hots"), Some("host"));
        assert_eq!(near_miss("TCP"), Some("tcp"));
        assert_eq!(near_miss("icmp-ehco"), Some("icmp-echo"));
        assert_eq!(near_miss("example.org"), None);
        assert_eq!(near_miss("x"), None);
    }
}
