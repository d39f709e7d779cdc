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
    SYMANTEC_FIREWALL = 99 "SYMANTEC_FIREWALL" "Symantec Firewall"
    ATM_RFC1483 = 100 "ATM_RFC1483" "RFC 1483 LLC-encapsulated ATM"
    RAW = 101 "RAW" "Raw IP"
    SLIP_BSDOS = 102 "SLIP_BSDOS" "BSD/OS SLIP"
    PPP_BSDOS = 103 "PPP_BSDOS" "BSD/OS PPP"
    C_HDLC = 104 "C_HDLC" "Cisco HDLC"
    IEEE802_11 = 105 "IEEE802_11" "802.11"
    ATM_CLIP = 106 "ATM_CLIP" "Linux Classical IP over ATM"
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
    BACNET_MS_TP = 165 "BACNET_MS_TP" "BACnet MS/TP"
    PPP_PPPD = 166 "PPP_PPPD" "PPP for pppd, with direction flag"
    JUNIPER_PPPOE = 167 "JUNIPER_PPPOE" "Juniper PPPoE"
    JUNIPER_PPPOE_ATM = 168 "JUNIPER_PPPOE_ATM" "Juniper PPPoE/ATM"
    GPRS_LLC = 169 "GPRS_LLC" "GPRS LLC"
    GPF_T = 170 "GPF_T" "GPF-T"
    GPF_F = 171 "GPF_F" "GPF-F"
    JUNIPER_PIC_PEER = 174 "JUNIPER_PIC_PEER" "Juniper PIC Peer"
    ERF_ETH = 175 "ERF_ETH" "Ethernet with Endace ERF header"
    ERF_POS = 176 "ERF_POS" "Packet-over-SONET with Endace ERF header"
    LINUX_LAPD = 177 "LINUX_LAPD" "Linux vISDN LAPD"
    JUNIPER_ETHER = 178 "JUNIPER_ETHER" "Juniper Ethernet"
    JUNIPER_PPP = 179 "JUNIPER_PPP" "Juniper PPP"
    JUNIPER_FRELAY = 180 "JUNIPER_FRELAY" "Juniper Frame Relay"
    JUNIPER_CHDLC = 181 "JUNIPER_CHDLC" "Juniper C-HDLC"
    MFR = 182 "MFR" "FRF.16 Frame Relay"
    JUNIPER_VP = 183 "JUNIPER_VP" "Juniper Voice PIC"
    A429 = 184 "A429" "Arinc 429"
    A653_ICM = 185 "A653_ICM" "Arinc 653 Interpartition Communication"
    USB_FREEBSD = 186 "USB_FREEBSD" "USB with FreeBSD header"
    BLUETOOTH_HCI_H4 = 187 "BLUETOOTH_HCI_H4" "Bluetooth HCI UART transport layer"
    IEEE802_16_MAC_CPS = 188 "IEEE802_16_MAC_CPS" "IEEE 802.16 MAC Common Part Sublayer"
    USB_LINUX = 189 "USB_LINUX" "USB with Linux header"
    CAN20B = 190 "CAN20B" "Controller Area Network (CAN) v. 2.0B"
    IEEE802_15_4_LINUX = 191 "IEEE802_15_4_LINUX" "IEEE 802.15.4 with Linux padding"
    PPI = 192 "PPI" "Per-Packet Information"
    IEEE802_16_MAC_CPS_RADIO = 193 "IEEE802_16_MAC_CPS_RADIO" "IEEE 802.16 MAC Common Part Sublayer plus radiotap header"
    JUNIPER_ISM = 194 "JUNIPER_ISM" "Juniper Integrated Service Module"
    IEEE802_15_4_WITHFCS = 195 "IEEE802_15_4" "IEEE 802.15.4 with FCS"
    SITA = 196 "SITA" "SITA pseudo-header"
    ERF = 197 "ERF" "Endace ERF header"
    RAIF1 = 198 "RAIF1" "Ethernet with u10 Networks pseudo-header"
    IPMB_KONTRON = 199 "IPMB_KONTRON" "IPMB with Kontron pseudo-header"
    JUNIPER_ST = 200 "JUNIPER_ST" "Juniper Secure Tunnel"
    BLUETOOTH_HCI_H4_WITH_PHDR = 201 "BLUETOOTH_HCI_H4_WITH_PHDR" "Bluetooth HCI UART transport layer plus pseudo-header"
    AX25_KISS = 202 "AX25_KISS" "AX.25 with KISS header"
    IPMB_LINUX = 209 "IPMB_LINUX" "IPMB with Linux/Pigeon Point pseudo-header"
    IEEE802_15_4_NONASK_PHY = 215 "IEEE802_15_4_NONASK_PHY" "IEEE 802.15.4 with non-ASK PHY data"
    LINUX_EVDEV = 216 "LINUX_EVDEV" "Linux evdev events"
    MPLS = 219 "MPLS" "MPLS with label as link-layer header"
    USB_LINUX_MMAPPED = 220 "USB_LINUX_MMAPPED" "USB with padded Linux header"
    DECT = 221 "DECT" "DECT"
    AOS = 222 "AOS" "AOS Space Data Link protocol"
    WIHART = 223 "WIHART" "Wireless HART"
    FC_2 = 224 "FC_2" "Fibre Channel FC-2"
    FC_2_WITH_FRAME_DELIMS = 225 "FC_2_WITH_FRAME_DELIMS" "Fibre Channel FC-2 with frame delimiters"
    IPNET = 226 "IPNET" "Solaris ipnet"
    CAN_SOCKETCAN = 227 "CAN_SOCKETCAN" "CAN-bus with SocketCAN headers"
    IPV4 = 228 "IPV4" "Raw IPv4"
    IPV6 = 229 "IPV6" "Raw IPv6"
    IEEE802_15_4_NOFCS = 230 "IEEE802_15_4_NOFCS" "IEEE 802.15.4 without FCS"
    DBUS = 231 "DBUS" "D-Bus"
    JUNIPER_VS = 232 "JUNIPER_VS" "Juniper Virtual Server"
    JUNIPER_SRX_E2E = 233 "JUNIPER_SRX_E2E" "Juniper SRX E2E"
    JUNIPER_FIBRECHANNEL = 234 "JUNIPER_FIBRECHANNEL" "Juniper Fibre Channel"
    DVB_CI = 235 "DVB_CI" "DVB-CI"
    MUX27010 = 236 "MUX27010" "MUX27010"
    STANAG_5066_D_PDU = 237 "STANAG_5066_D_PDU" "STANAG 5066 D_PDUs"
    JUNIPER_ATM_CEMIC = 238 "JUNIPER_ATM_CEMIC" "Juniper ATM CEMIC"
    NFLOG = 239 "NFLOG" "Linux netfilter log messages"
    NETANALYZER = 240 "NETANALYZER" "Ethernet with Hilscher netANALYZER pseudo-header"
    NETANALYZER_TRANSPARENT = 241 "NETANALYZER_TRANSPARENT" "Ethernet with Hilscher netANALYZER pseudo-header and with preamble and SFD"
    IPOIB = 242 "IPOIB" "RFC 4391 IP-over-Infiniband"
    MPEG_2_TS = 243 "MPEG_2_TS" "MPEG-2 transport stream"
    NG40 = 244 "NG40" "ng40 protocol tester Iub/Iur"
    NFC_LLCP = 245 "NFC_LLCP" "NFC LLCP PDUs with pseudo-header"
    PFSYNC = 246 "PFSYNC" "Packet filter state syncing"
    INFINIBAND = 247 "INFINIBAND" "InfiniBand"
    SCTP = 248 "SCTP" "SCTP"
    USBPCAP = 249 "USBPCAP" "USB with USBPcap header"
    RTAC_SERIAL = 250 "RTAC_SERIAL" "Schweitzer Engineering Laboratories RTAC packets"
    BLUETOOTH_LE_LL = 251 "BLUETOOTH_LE_LL" "Bluetooth Low Energy air interface"
    NETLINK = 253 "NETLINK" "Linux netlink"
    BLUETOOTH_LINUX_MONITOR = 254 "BLUETOOTH_LINUX_MONITOR" "Bluetooth Linux Monitor"
    BLUETOOTH_BREDR_BB = 255 "BLUETOOTH_BREDR_BB" "Bluetooth Basic Rate/Enhanced Data Rate baseband packets"
    BLUETOOTH_LE_LL_WITH_PHDR = 256 "BLUETOOTH_LE_LL_WITH_PHDR" "Bluetooth Low Energy air interface with pseudo-header"
    PROFIBUS_DL = 257 "PROFIBUS_DL" "PROFIBUS data link layer"
    PKTAP = 258 "PKTAP" "Apple DLT_PKTAP"
    EPON = 259 "EPON" "Ethernet with 802.3 Clause 65 EPON preamble"
    IPMI_HPM_2 = 260 "IPMI_HPM_2" "IPMI trace packets"
    ZWAVE_R1_R2 = 261 "ZWAVE_R1_R2" "Z-Wave RF profile R1 and R2 packets"
    ZWAVE_R3 = 262 "ZWAVE_R3" "Z-Wave RF profile R3 packets"
    WATTSTOPPER_DLM = 263 "WATTSTOPPER_DLM" "WattStopper Digital Lighting Management (DLM) and Legrand Nitoo Open protocol"
    ISO_14443 = 264 "ISO_14443" "ISO 14443 messages"
    RDS = 265 "RDS" "IEC 62106 Radio Data System groups"
    USB_DARWIN = 266 "USB_DARWIN" "USB with Darwin header"
    OPENFLOW = 267 "OPENFLOW" "OpenBSD DLT_OPENFLOW"
    SDLC = 268 "SDLC" "IBM SDLC frames"
    TI_LLN_SNIFFER = 269 "TI_LLN_SNIFFER" "TI LLN sniffer frames"
    VSOCK = 271 "VSOCK" "Linux vsock"
    NORDIC_BLE = 272 "NORDIC_BLE" "Nordic Semiconductor Bluetooth LE sniffer frames"
    DOCSIS31_XRA31 = 273 "DOCSIS31_XRA31" "Excentis XRA-31 DOCSIS 3.1 RF sniffer frames"
    ETHERNET_MPACKET = 274 "ETHERNET_MPACKET" "802.3br mPackets"
    DISPLAYPORT_AUX = 275 "DISPLAYPORT_AUX" "DisplayPort AUX channel monitoring data"
    LINUX_SLL2 = 276 "LINUX_SLL2" "Linux cooked v2"
    OPENVIZSLA = 278 "OPENVIZSLA" "OpenVizsla USB"
    EBHSCR = 279 "EBHSCR" "Elektrobit High Speed Capture and Replay (EBHSCR)"
    VPP_DISPATCH = 280 "VPP_DISPATCH" "VPP graph dispatch tracer"
    DSA_TAG_BRCM = 281 "DSA_TAG_BRCM" "Broadcom tag"
    DSA_TAG_BRCM_PREPEND = 282 "DSA_TAG_BRCM_PREPEND" "Broadcom tag (prepended)"
    IEEE802_15_4_TAP = 283 "IEEE802_15_4_TAP" "IEEE 802.15.4 with pseudo-header"
    DSA_TAG_DSA = 284 "DSA_TAG_DSA" "Marvell DSA"
    DSA_TAG_EDSA = 285 "DSA_TAG_EDSA" "Marvell EDSA"
    ELEE = 286 "ELEE" "ELEE lawful intercept packets"
    Z_WAVE_SERIAL = 287 "Z_WAVE_SERIAL" "Z-Wave serial frames between host and chip"
    USB_2_0 = 288 "USB_2_0" "USB 2.0/1.1/1.0 as transmitted over the cable"
    ATSC_ALP = 289 "ATSC_ALP" "ATSC Link-Layer Protocol packets"
}

impl LinkType {
    /// The link type of a savefile's header field: some writers stored the platform's `DLT_` number
    /// there, as for raw IP (12, or 14 on OpenBSD).
    pub const fn from_savefile(number: u32) -> Self {
        match number {
            11 => Self::ATM_RFC1483,
            12 | 14 => Self::RAW,
            15 => Self::SLIP_BSDOS,
            16 => Self::PPP_BSDOS,
            19 => Self::ATM_CLIP,
            other => Self(other),
        }
    }

    /// The link type of a platform's `DLT_` number, as libpcap has it: few differ from `LINKTYPE_`.
    pub const fn from_platform(number: u32) -> Self {
        match number {
            149 if cfg!(target_vendor = "apple") => Self::PKTAP,
            other => Self::from_savefile(other),
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
    fn platforms_have_numbers_of_their_own() {
        assert_eq!(LinkType::from_platform(12), LinkType::RAW);
        assert_eq!(LinkType::from_platform(11), LinkType::ATM_RFC1483);
        assert_eq!(LinkType::from_platform(276), LinkType::LINUX_SLL2);
    }

    #[test]
    fn old_numbers_of_raw_ip_are_raw_ip() {
        assert_eq!(LinkType::from_savefile(12), LinkType::RAW);
        assert_eq!(LinkType::from_savefile(14).name(), Some("RAW"));
        assert_eq!(LinkType::from_savefile(11), LinkType::ATM_RFC1483);
        assert_eq!(LinkType::from_savefile(1).description(), Some("Ethernet"));
    }
}
