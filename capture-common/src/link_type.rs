//! Link types: what the first byte of a captured packet belongs to.

/// A `LINKTYPE_` number, as savefiles carry it.
///
/// Source: the registry of link-layer header types of the tcpdump group. Names and descriptions
/// are those that tcpdump shows in "listening on" and "reading from file".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkType(pub u32);

macro_rules! link_types {
    ($($constant:ident = $number:literal $name:literal $description:literal)*) => {
        impl LinkType {
            $(#[doc = concat!($description, ", `LINKTYPE_` ", $number, ".")]
            pub const $constant: Self = Self($number);)*

            /// tcpdump's short name (without `DLT_`) and its description.
            const fn words(self) -> Option<(&'static str, &'static str)> {
                match self.0 {
                    $($number => Some(($name, $description)),)*
                    _ => None,
                }
            }

            /// The link type with this short name, in any case and with or without `DLT_`.
            pub fn from_name(name: &str) -> Option<Self> {
                let bare = match name.get(..4) {
                    Some(prefix) if prefix.eq_ignore_ascii_case("DLT_") => &name[4..],
                    _ => name,
                };
                $(if bare.eq_ignore_ascii_case($name) {
                    return Some(Self::$constant);
                })*
                None
            }
        }
    };
}

link_types! {
    NULL = 0 "NULL" "BSD loopback"
    ETHERNET = 1 "EN10MB" "Ethernet"
    IEEE802_5 = 6 "IEEE802" "Token ring"
    ARCNET = 7 "ARCNET" "BSD ARCNET"
    SLIP = 8 "SLIP" "SLIP"
    PPP = 9 "PPP" "PPP"
    FDDI = 10 "FDDI" "FDDI"
    PPP_SERIAL = 50 "PPP_SERIAL" "PPP over serial"
    PPP_ETHER = 51 "PPP_ETHER" "PPPoE"
    ATM_RFC1483 = 100 "ATM_RFC1483" "RFC1483 LLC-encapsulated ATM"
    RAW = 101 "RAW" "Raw IP"
    C_HDLC = 104 "C_HDLC" "Cisco HDLC"
    IEEE802_11 = 105 "IEEE802_11" "802.11"
    FRELAY = 107 "FRELAY" "Frame Relay"
    LOOP = 108 "LOOP" "OpenBSD loopback"
    ENC = 109 "ENC" "OpenBSD encapsulated IP"
    LINUX_SLL = 113 "LINUX_SLL" "Linux cooked v1"
    LTALK = 114 "LTALK" "Localtalk"
    PFLOG = 117 "PFLOG" "OpenBSD pflog file"
    PRISM_HEADER = 119 "PRISM_HEADER" "802.11 plus Prism header"
    IP_OVER_FC = 122 "IP_OVER_FC" "RFC 2625 IP-over-Fibre Channel"
    SUNATM = 123 "SUNATM" "Sun raw ATM"
    IEEE802_11_RADIO = 127 "IEEE802_11_RADIO" "802.11 plus radiotap header"
    ARCNET_LINUX = 129 "ARCNET_LINUX" "Linux ARCNET"
    JUNIPER_MLPPP = 130 "JUNIPER_MLPPP" "Juniper Multi-Link PPP"
    JUNIPER_MLFR = 131 "JUNIPER_MLFR" "Juniper Multi-Link Frame Relay"
    JUNIPER_ES = 132 "JUNIPER_ES" "Juniper Encryption Services PIC"
    JUNIPER_GGSN = 133 "JUNIPER_GGSN" "Juniper GGSN PIC"
    JUNIPER_MFR = 134 "JUNIPER_MFR" "Juniper FRF.16 Frame Relay"
    JUNIPER_ATM2 = 135 "JUNIPER_ATM2" "Juniper ATM2 PIC"
    JUNIPER_SERVICES = 136 "JUNIPER_SERVICES" "Juniper Advanced Services PIC"
    JUNIPER_ATM1 = 137 "JUNIPER_ATM1" "Juniper ATM1 PIC"
    APPLE_IP_OVER_IEEE1394 = 138 "APPLE_IP_OVER_IEEE1394" "Apple IP-over-IEEE 1394"
    MTP2_WITH_PHDR = 139 "MTP2_WITH_PHDR" "SS7 MTP2 with Pseudo-header"
    MTP2 = 140 "MTP2" "SS7 MTP2"
    MTP3 = 141 "MTP3" "SS7 MTP3"
    SCCP = 142 "SCCP" "SS7 SCCP"
    DOCSIS = 143 "DOCSIS" "DOCSIS"
    LINUX_IRDA = 144 "LINUX_IRDA" "Linux IrDA"
    IEEE802_11_RADIO_AVS = 163 "IEEE802_11_RADIO_AVS" "802.11 plus AVS radio information header"
    JUNIPER_MONITOR = 164 "JUNIPER_MONITOR" "Juniper Passive Monitor PIC"
    PPP_PPPD = 166 "PPP_PPPD" "PPP for pppd, with direction flag"
    JUNIPER_PPPOE = 167 "JUNIPER_PPPOE" "Juniper PPPoE"
    JUNIPER_PPPOE_ATM = 168 "JUNIPER_PPPOE_ATM" "Juniper PPPoE/ATM"
    GPRS_LLC = 169 "GPRS_LLC" "GPRS LLC"
    JUNIPER_ETHER = 178 "JUNIPER_ETHER" "Juniper Ethernet"
    JUNIPER_PPP = 179 "JUNIPER_PPP" "Juniper PPP"
    JUNIPER_FRELAY = 180 "JUNIPER_FRELAY" "Juniper Frame Relay"
    JUNIPER_CHDLC = 181 "JUNIPER_CHDLC" "Juniper C-HDLC"
    MFR = 182 "MFR" "FRF.16 Frame Relay"
    USB_LINUX = 189 "USB_LINUX" "USB with Linux header"
    IEEE802_15_4_WITHFCS = 195 "IEEE802_15_4" "IEEE 802.15.4 with FCS"
    BLUETOOTH_HCI_H4_WITH_PHDR = 201 "BLUETOOTH_HCI_H4_WITH_PHDR" "Bluetooth HCI UART transport layer plus pseudo-header"
    IPMB_LINUX = 209 "IPMB_LINUX" "IPMB with Linux/Pigeon Point pseudo-header"
    IEEE802_15_4_NONASK_PHY = 215 "IEEE802_15_4_NONASK_PHY" "IEEE 802.15.4 with non-ASK PHY data"
    USB_LINUX_MMAPPED = 220 "USB_LINUX_MMAPPED" "USB with padded Linux header"
    FC_2 = 224 "FC_2" "Fibre Channel FC-2"
    IPNET = 226 "IPNET" "Solaris IPNET"
    CAN_SOCKETCAN = 227 "CAN_SOCKETCAN" "CAN-bus with SocketCAN headers"
    IPV4 = 228 "IPV4" "Raw IPv4"
    IPV6 = 229 "IPV6" "Raw IPv6"
    IEEE802_15_4_NOFCS = 230 "IEEE802_15_4_NOFCS" "IEEE 802.15.4 without FCS"
    DBUS = 231 "DBUS" "D-Bus"
    NFLOG = 239 "NFLOG" "Linux netfilter log messages"
    NETANALYZER = 240 "NETANALYZER" "Ethernet with Hilscher netANALYZER pseudo-header"
    IPOIB = 242 "IPOIB" "RFC 4391 IP-over-Infiniband"
    NETLINK = 253 "NETLINK" "Linux netlink"
    BLUETOOTH_LINUX_MONITOR = 254 "BLUETOOTH_LINUX_MONITOR" "Bluetooth Linux Monitor"
    BLUETOOTH_LE_LL_WITH_PHDR = 256 "BLUETOOTH_LE_LL_WITH_PHDR" "Bluetooth Low Energy air interface with pseudo-header"
    PKTAP = 258 "PKTAP" "Apple PKTAP"
    NORDIC_BLE = 272 "NORDIC_BLE" "nRF Sniffer for Bluetooth LE"
    DSA_TAG_BRCM = 281 "DSA_TAG_BRCM" "Broadcom tag"
    DSA_TAG_BRCM_PREPEND = 282 "DSA_TAG_BRCM_PREPEND" "Broadcom tag (prepended)"
    IEEE802_15_4_TAP = 283 "IEEE802_15_4_TAP" "IEEE 802.15.4 with pseudo-header"
    DSA_TAG_DSA = 284 "DSA_TAG_DSA" "Marvell DSA"
    DSA_TAG_EDSA = 285 "DSA_TAG_EDSA" "Marvell EDSA"
    NETMON = 288 "NETMON" "Network Monitor"
    LINUX_SLL2 = 276 "LINUX_SLL2" "Linux cooked v2"
}

impl LinkType {
    /// The link type of a savefile's header field: some writers stored the platform's `DLT_` number
    /// for raw IP (12, or 14 on OpenBSD) where `LINKTYPE_RAW` belongs.
    pub const fn from_savefile(number: u32) -> Self {
        match number {
            12 | 14 => Self::RAW,
            other => Self(other),
        }
    }

    /// tcpdump's short name, such as `EN10MB`, where it has one.
    pub fn name(self) -> Option<&'static str> {
        self.words().map(|(name, _)| name)
    }

    /// tcpdump's description, such as `Ethernet`, where it has one.
    pub fn description(self) -> Option<&'static str> {
        self.words().map(|(_, description)| description)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_with_or_without_their_prefix() {
        assert_eq!(LinkType::from_name("en10mb"), Some(LinkType::ETHERNET));
        assert_eq!(LinkType::from_name("DLT_LINUX_SLL2"), Some(LinkType::LINUX_SLL2));
        assert_eq!(LinkType::from_name("no such"), None);
        assert_eq!(LinkType::from_name("\u{e9}\u{e9}\u{e9}"), None);
    }

    #[test]
    fn old_numbers_of_raw_ip_are_raw_ip() {
        assert_eq!(LinkType::from_savefile(12), LinkType::RAW);
        assert_eq!(LinkType::from_savefile(14).name(), Some("RAW"));
        assert_eq!(LinkType::from_savefile(1).description(), Some("Ethernet"));
    }
}
