//! Attributes of RADIUS (IANA RADIUS types).

use crate::{
    app::{eap, ntp},
    context::Context,
    cursor::Cursor,
    hex::hex_ascii,
    show::{Ipv6, Safe, Table, UpperHex, Zeros, bits, hex, named, out},
    stop::{Outcome, Stop},
    time::{civil, time_of_day},
};

/// How a value is shown.
#[derive(Clone, Copy, Debug)]
enum Form {
    Text,
    Nothing,
    Address,
    Number,
    /// A number with names, from 0 on.
    Values(&'static [&'static str]),
    Vendor,
    Time,
    Odd,
    Eap,
    Address6,
    Prefix6,
    Mobility,
    HomePrefix,
    Operator,
    Location,
    LocationData,
    Policy,
}
use Form::*;

/// All attributes, from 1 on.
#[rustfmt::skip]
const ATTRIBUTES: &[(&str, Form)] = &[
    ("User-Name", Text), ("User-Password", Nothing), ("CHAP-Password", Nothing), ("NAS-IP-Address", Address),
    ("NAS-Port", Number), ("Service-Type", Values(SERVICE)), ("Framed-Protocol", Values(FRAMED)),
    ("Framed-IP-Address", Address), ("Framed-IP-Netmask", Address), ("Framed-Routing", Values(ROUTING)),
    ("Filter-Id", Text), ("Framed-MTU", Number), ("Framed-Compression", Values(COMPRESSION)),
    ("Login-IP-Host", Address), ("Login-Service", Values(LOGIN)), ("Login-TCP-Port", Number),
    ("Unassigned", Nothing), ("Reply-Message", Text), ("Callback-Number", Text), ("Callback-Id", Text),
    ("Unassigned", Nothing), ("Framed-Route", Text), ("Framed-IPX-Network", Number), ("State", Text),
    ("Class", Text), ("Vendor-Specific", Vendor), ("Session-Timeout", Number), ("Idle-Timeout", Number),
    ("Termination-Action", Values(TERMINATION)), ("Called-Station-Id", Text), ("Calling-Station-Id", Text),
    ("NAS-Identifier", Text), ("Proxy-State", Text), ("Login-LAT-Service", Text), ("Login-LAT-Node", Text),
    ("Login-LAT-Group", Text), ("Framed-AppleTalk-Link", Number), ("Framed-AppleTalk-Network", Number),
    ("Framed-AppleTalk-Zone", Text), ("Acct-Status-Type", Values(STATUS)), ("Acct-Delay-Time", Number),
    ("Acct-Input-Octets", Number), ("Acct-Output-Octets", Number), ("Acct-Session-Id", Text),
    ("Acct-Authentic", Values(AUTHENTIC)), ("Acct-Session-Time", Number), ("Acct-Input-Packets", Number),
    ("Acct-Output-Packets", Number), ("Acct-Terminate-Cause", Values(CAUSE)), ("Acct-Multi-Session-Id", Text),
    ("Acct-Link-Count", Number), ("Acct-Input-Gigawords", Number), ("Acct-Output-Gigawords", Number),
    ("Unassigned", Nothing), ("Event-Timestamp", Time), ("Egress-VLANID", Number),
    ("Ingress-Filters", Values(FILTERS)), ("Egress-VLAN-Name", Text), ("User-Priority-Table", Nothing),
    ("CHAP-Challenge", Text), ("NAS-Port-Type", Values(PORT)), ("Port-Limit", Number),
    ("Login-LAT-Port", Text), ("Tunnel-Type", Values(TUNNEL)), ("Tunnel-Medium-Type", Values(MEDIUM)),
    ("Tunnel-Client-Endpoint", Text), ("Tunnel-Server-Endpoint", Text), ("Acct-Tunnel-Connection", Text),
    ("Tunnel-Password", Text), ("ARAP-Password", Odd), ("ARAP-Features", Odd),
    ("ARAP-Zone-Access", Values(ZONE)), ("ARAP-Security", Text), ("ARAP-Security-Data", Text),
    ("Password-Retry", Number), ("Prompt", Values(PROMPT)), ("Connect-Info", Text),
    ("Configuration-Token", Text), ("EAP-Message", Eap), ("Message-Authenticator", Text),
    ("Tunnel-Private-Group-ID", Text), ("Tunnel-Assignment-ID", Text), ("Tunnel-Preference", Number),
    ("ARAP-Challenge-Response", Odd), ("Acct-Interim-Interval", Number), ("Acct-Tunnel-Packets-Lost", Number),
    ("NAS-Port-Id", Text), ("Framed-Pool", Text), ("CUI", Text), ("Tunnel-Client-Auth-ID", Text),
    ("Tunnel-Server-Auth-ID", Text), ("NAS-Filter-Rule", Text), ("Unassigned", Nothing),
    ("Originating-Line-Info", Nothing), ("NAS-IPv6-Address", Address6), ("Framed-Interface-ID", Nothing),
    ("Framed-IPv6-Prefix", Prefix6), ("Login-IPv6-Host", Address6), ("Framed-IPv6-Route", Text),
    ("Framed-IPv6-Pool", Text), ("Error-Cause", Odd), ("EAP-Key-Name", Nothing), ("Digest-Response", Text),
    ("Digest-Realm", Text), ("Digest-Nonce", Text), ("Digest-Response-Auth", Text), ("Digest-Nextnonce", Text),
    ("Digest-Method", Text), ("Digest-URI", Text), ("Digest-Qop", Text), ("Digest-Algorithm", Text),
    ("Digest-Entity-Body-Hash", Text), ("Digest-CNonce", Text), ("Digest-Nonce-Count", Text),
    ("Digest-Username", Text), ("Digest-Opaque", Text), ("Digest-Auth-Param", Text), ("Digest-AKA-Auts", Text),
    ("Digest-Domain", Text), ("Digest-Stale", Text), ("Digest-HA1", Text), ("SIP-AOR", Text),
    ("Delegated-IPv6-Prefix", Prefix6), ("MIP6-Feature-Vector", Mobility),
    ("MIP6-Home-Link-Prefix", HomePrefix), ("Operator-Name", Operator), ("Location-Information", Location),
    ("Location-Data", LocationData), ("Basic-Location-Policy-Rules", Policy),
];

#[rustfmt::skip]
const SERVICE: &[&str] = &[
    "", "Login", "Framed", "Callback Login", "Callback Framed", "Outbound", "Administrative", "NAS Prompt",
    "Authenticate Only", "Callback NAS Prompt", "Call Check", "Callback Administrative", "Voice", "Fax",
    "Modem Relay", "IAPP-Register", "IAPP-AP-Check", "Authorize Only", "Framed-Management",
    "Additional-Authorization",
];
#[rustfmt::skip]
const FRAMED: &[&str] = &[
    "", "PPP", "SLIP", "ARAP", "Gandalf proprietary", "Xylogics IPX/SLIP", "X.75 Synchronous", "GPRS PDP Context",
];
const ROUTING: &[&str] = &["None", "Send", "Listen", "Send&Listen"];
const COMPRESSION: &[&str] = &["None", "VJ TCP/IP", "IPX", "Stac-LZS"];
#[rustfmt::skip]
const LOGIN: &[&str] = &[
    "Telnet", "Rlogin", "TCP Clear", "PortMaster(proprietary)", "LAT", "X.25-PAD", "X.25-T3POS", "Unassigned",
    "TCP Clear Quiet",
];
const TERMINATION: &[&str] = &["Default", "RADIUS-Request"];
const FILTERS: &[&str] = &["", "Enabled", "Disabled"];
#[rustfmt::skip]
const PORT: &[&str] = &[
    "Async", "Sync", "ISDN Sync", "ISDN Async V.120", "ISDN Async V.110", "Virtual", "PIAFS", "HDLC Clear Channel",
    "X.25", "X.75", "G.3 Fax", "SDSL", "ADSL-CAP", "ADSL-DMT", "ISDN-DSL", "Ethernet", "xDSL", "Cable",
    "Wireless - Other", "Wireless - IEEE 802.11", "Token-Ring", "FDDI", "Wireless - CDMA200", "Wireless - UMTS",
    "Wireless - 1X-EV", "IAPP", "FTTP", "Wireless - IEEE 802.16", "Wireless - IEEE 802.20",
    "Wireless - IEEE 802.22", "PPPoA", "PPPoEoA", "PPPoEoE", "PPPoEoVLAN", "PPPoEoQinQ", "xPON", "Wireless - XGP",
    "WiMAX Pre-Release 8 IWK Function", "WIMAX-WIFI-IWK", "WIMAX-SFF", "WIMAX-HA-LMA", "WIMAX-DHCP", "WIMAX-LBS",
    "WIMAX-WVS",
];
#[rustfmt::skip]
const STATUS: &[&str] = &[
    "", "Start", "Stop", "Interim-Update", "Unassigned", "Unassigned", "Unassigned", "Accounting-On",
    "Accounting-Off", "Tunnel-Start", "Tunnel-Stop", "Tunnel-Reject", "Tunnel-Link-Start", "Tunnel-Link-Stop",
    "Tunnel-Link-Reject", "Failed",
];
const AUTHENTIC: &[&str] = &["", "RADIUS", "Local", "Remote", "Diameter"];
#[rustfmt::skip]
const CAUSE: &[&str] = &[
    "", "User Request", "Lost Carrier", "Lost Service", "Idle Timeout", "Session Timeout", "Admin Reset",
    "Admin Reboot", "Port Error", "NAS Error", "NAS Request", "NAS Reboot", "Port Unneeded", "Port Preempted",
    "Port Suspended", "Service Unavailable", "Callback", "User Error", "Host Request", "Supplicant Restart",
    "Reauthentication Failure", "Port Reinitialized", "Port Administratively Disabled", "Lost Power",
];
#[rustfmt::skip]
const TUNNEL: &[&str] = &[
    "", "PPTP", "L2F", "L2TP", "ATMP", "VTP", "AH", "IP-IP", "MIN-IP-IP", "ESP", "GRE", "DVS",
    "IP-in-IP Tunneling", "VLAN",
];
#[rustfmt::skip]
const MEDIUM: &[&str] = &[
    "", "IPv4", "IPv6", "NSAP", "HDLC", "BBN 1822", "802", "E.163", "E.164", "F.69", "X.121", "IPX", "Appletalk",
    "Decnet IV", "Banyan Vines", "E.164 with NSAP subaddress",
];
const ZONE: &[&str] =
    &["", "Only access to dfl zone", "Use zone filter inc.", "Not used", "Use zone filter exc."];
const PROMPT: &[&str] = &["No Echo", "Echo"];

/// Owners of enterprise numbers (IANA "Private Enterprise Numbers").
#[rustfmt::skip]
pub(crate) const VENDORS: &Table = &[
    (0, "IETF (reserved)"), (5, "ACC"), (9, "Cisco"), (11, "Hewlett Packard"), (42, "Sun Microsystems"),
    (61, "Merit"), (74, "AT&T"), (161, "Motorola"), (166, "Shiva"), (193, "Ericsson AB"),
    (255, "Cisco VPN 5000"), (307, "Livingston"), (311, "Microsoft"), (429, "3Com"), (529, "Ascend"),
    (1584, "Bay Networks"), (1991, "Foundry"), (2180, "Versanet"), (2352, "Redback"),
    (2636, "Juniper Networks"), (2637, "Aptis"), (2937, "Deutsche Telekom AG"), (3054, "Ixia Communications"),
    (3076, "Cisco VPN 3000"), (3085, "CoSine Communications"), (3199, "Shasta"), (3224, "Netscreen"),
    (3309, "Nomadix"), (3414, "T-Mobile"), (3561, "The Broadband Forum"), (3902, "ZTE"), (4329, "Siemens"),
    (4491, "CableLabs"), (4874, "Unisphere Networks"), (5263, "Cisco BBSM"),
    (5535, "3rd Generation Partnership Project 2 (3GPP2)"), (5806, "SK Telecom"), (5925, "ipUnplugged"),
    (5948, "Issanni Communications"), (5951, "Netscaler"), (6490, "T-Mobile"), (6618, "Quintum"),
    (6728, "Interlink"), (7951, "CNCTC"), (8164, "Starent Networks"), (8744, "Colubris"), (10415, "3GPP"),
    (10529, "Gemtek-Systems"), (10704, "Barracuda Networks"), (10923, "Ericsson AB - Packet Core Networks"),
    (11665, "dacom"), (11862, "Columbia University"), (12356, "Fortinet"), (12951, "Verizon Wireless"),
    (13745, "Plixer"), (14122, "Wi-Fi Alliance"), (16787, "T-Systems Nova"),
    (20942, "China Telecom - Guangzhou Research Institute"), (26866, "Gigamon Systems"),
    (32622, "CACE Technologies"), (35632, "ntop"), (46098, "Ericsson Canada"),
];

const VLAN_TAGS: &Table = &[(0x31, "Tagged"), (0x32, "Untagged")];
const NAMESPACES: &Table = &[(0x30, "TADIG"), (0x31, "REALM"), (0x32, "E212"), (0x33, "ICC")];
const LOCATION_CODES: &Table = &[(0, "Civic"), (1, "Geospatial")];
const LOCATION_ENTITIES: &Table = &[(0, "User"), (1, "RADIUS")];

#[rustfmt::skip]
const POLICIES: &Table = &[
    (0x0001, "MBZ-15"), (0x0002, "MBZ-14"), (0x0004, "MBZ-13"), (0x0008, "MBZ-12"), (0x0010, "MBZ-11"),
    (0x0020, "MBZ-10"), (0x0040, "MBZ-9"), (0x0080, "MBZ-8"), (0x0100, "MBZ-7"), (0x0200, "MBZ-6"),
    (0x0400, "MBZ-5"), (0x0800, "MBZ-4"), (0x1000, "MBZ-3"), (0x2000, "MBZ-2"), (0x4000, "MBZ-1"),
    (0x8000, "Retransmission Allowed"),
];

#[rustfmt::skip]
const ERROR_CAUSES: &Table = &[
    (201, "Residual Session Context Removed"), (202, "Invalid EAP Packet (Ignored)"),
    (401, "Unsupported Attribute"), (402, "Missing Attribute"), (403, "NAS Identification Mismatch"),
    (404, "Invalid Request"), (405, "Unsupported Service"), (406, "Unsupported Extension"),
    (407, "Invalid Attribute Value"), (501, "Administratively Prohibited"), (502, "Request Not Routable (Proxy)"),
    (503, "Session Context Not Found"), (504, "Session Context Not Removable"),
    (505, "Other Proxy Processing Error"), (506, "Resources Unavailable"), (507, "Request Initiated"),
    (508, "Multiple Session Selection Unsupported"), (509, "Location Info Required"),
];

#[rustfmt::skip]
const MOBILITY: &[(u64, &str)] = &[
    (1, "MIP6_INTEGRATED"), (2, "LOCAL_HOME_AGENT_ASSIGNMENT"), (1 << 40, "PMIP6_SUPPORTED"),
    (1 << 41, "IP4_HOA_SUPPORTED"), (1 << 42, "LOCAL_MAG_ROUTING_SUPPORTED"), (1 << 43, "ASSIGN_LOCAL_IP"),
    (1 << 44, "MIP4_SUPPORTED"), (1 << 45, "OPTIMIZED_IDLE_MODE_MOBILITY"), (1 << 46, "GTPv2_SUPPORTED"),
    (1 << 47, "IP4_TRANSPORT_SUPPORTED"), (1 << 48, "IP4_HOA_ONLY_SUPPORTED"),
    (1 << 49, "INTER_MAG_ROUTING_SUPPORTED"),
];

fn attribute(kind: u8) -> Option<&'static (&'static str, Form)> {
    usize::from(kind).checked_sub(1).and_then(|at| ATTRIBUTES.get(at))
}

/// The name of an attribute.
pub(crate) fn attribute_name(kind: u8) -> &'static str {
    attribute(kind).map_or("Unknown", |(name, _)| name)
}

/// Prints the value of an attribute.
pub(crate) fn print(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    let Some((_, form)) = attribute(kind) else { return Ok(()) };
    let must_be = |cx: &mut Context<'_>, shall: usize| {
        out!(cx, "ERROR: length ", len, " != ", shall);
        Ok(())
    };
    match form {
        Nothing => Ok(()),
        Text => text(cx, kind, p),
        HomePrefix if len != 17 => must_be(cx, 17),
        // The next attribute says once more that the packet was cut.
        Eap | HomePrefix | Operator | Location | LocationData | Policy if !p.has(len) => cx.truncated(),
        Eap => cx.call(eap::print, p),
        Address | Number | Values(_) | Time if len != 4 => must_be(cx, 4),
        Address => {
            let address = p.ipv4()?;
            match (kind, address.0) {
                (8 | 14, [255, 255, 255, 255]) => out!(cx, "User Selected"),
                (8 | 14, [255, 255, 255, 254]) => out!(cx, "NAS Select"),
                _ => out!(cx, address),
            }
            Ok(())
        }
        Number => number(cx, kind, p),
        Values(names) => {
            let value = match kind {
                64 | 65 => {
                    tag(cx, p.u8()?);
                    p.be_u24()?
                }
                _ => p.be_u32()?,
            };
            match names.get(value as usize) {
                Some(name) if !name.is_empty() => out!(cx, *name),
                _ => out!(cx, "#", value),
            }
            Ok(())
        }
        Vendor => vendor(cx, p),
        Time => {
            let secs = i64::from(p.be_u32()?);
            date(cx, secs);
            Ok(())
        }
        Address6 if len != 16 => must_be(cx, 16),
        Address6 => {
            out!(cx, p.ipv6()?);
            Ok(())
        }
        Prefix6 => prefix(cx, p),
        HomePrefix => {
            let width = p.u8()?;
            match width {
                129.. => out!(cx, "ERROR: netmask ", width, " not in range (0..128)"),
                _ => out!(cx, p.ipv6()?, "/", width),
            }
            Ok(())
        }
        Mobility if len != 8 => must_be(cx, 8),
        Mobility => {
            out!(cx, "[");
            let features = p.be_u64()?;
            let mut separator = "";
            for (_, name) in MOBILITY.iter().filter(|(bit, _)| features & bit != 0) {
                out!(cx, separator, *name);
                separator = ", ";
            }
            out!(cx, "]");
            Ok(())
        }
        Odd => odd(cx, kind, p),
        Operator | Location | LocationData | Policy => local(cx, *form, p),
    }
}

fn tag(cx: &mut Context<'_>, tag: u8) {
    match tag {
        0 => out!(cx, "Tag[Unused] "),
        tag => out!(cx, "Tag[", tag, "] "),
    }
}

/// Text, whose other bytes are shown as dots.
fn dots(cx: &mut Context<'_>, bytes: &[u8]) {
    for byte in bytes {
        out!(cx, if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' });
    }
}

fn text(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if !p.has(len) {
        return cx.truncated();
    }
    match kind {
        69 if len < 3 => return cx.truncated(),
        69 => {
            let value = p.u8()?;
            tag(cx, if value <= 0x1f { value } else { 0 });
            out!(cx, "Salt ", p.be_u16()?, " ");
        }
        66 | 67 | 81 | 82 | 90 | 91 if p.peek(0)? <= 0x1f => tag(cx, p.u8()?),
        58 => {
            let value = p.u8()?;
            out!(cx, named(VLAN_TAGS, value).or_text("Unknown tag"), " (0x", hex(value, 2), ") ");
        }
        _ => {}
    }
    let text = p.take(p.len())?;
    dots(cx, crate::show::until_zero(text));
    Ok(())
}

fn number(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    let two = |value: u32| Zeros(value.into(), 2);
    match kind {
        83 => {
            tag(cx, p.u8()?);
            out!(cx, p.be_u24()?);
        }
        56 => {
            let value = p.u8()?;
            out!(cx, named(VLAN_TAGS, value).or_text("Unknown tag"), " (0x", hex(value, 2), ") ");
            out!(cx, p.be_u24()?);
        }
        _ => match (kind, p.be_u32()?) {
            (23, 0xffff_fffe) => out!(cx, "NAS Select"),
            (37, 0) => out!(cx, "Unnumbered"),
            (38, 0) => out!(cx, "NAS assigned"),
            (27 | 28 | 41 | 46 | 85, secs) => match secs {
                0..60 => out!(cx, two(secs), " secs"),
                60..3_600 => out!(cx, two(secs / 60), ":", two(secs % 60), " min"),
                _ => out!(cx, two(secs / 3_600), ":", two(secs / 60 % 60), ":", two(secs % 60), " hours"),
            },
            (_, value) => out!(cx, value),
        },
    }
    Ok(())
}

/// A vendor's number, then attributes of its own: type, length, value.
fn vendor(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 4 {
        return cx.truncated();
    }
    let vendor = p.be_u32()?;
    out!(cx, "Vendor: ", named(VENDORS, vendor).or_text("Unknown"), " (", vendor, ")");
    while p.len() >= 2 {
        let left = p.len();
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        if len < 2 {
            out!(cx, "\n\t    Vendor Attribute: ", kind, ", Length: ", len, " (bogus, must be >= 2)");
            return Ok(());
        }
        if len > left {
            out!(cx, "\n\t    Vendor Attribute: ", kind, ", Length: ", len);
            out!(cx, " (bogus, goes past end of vendor-specific attribute)");
            return Ok(());
        }
        if !p.has(len - 2) {
            return cx.truncated();
        }
        out!(cx, "\n\t    Vendor Attribute: ", kind, ", Length: ", len - 2, ", Value: ");
        dots(cx, p.take(len - 2)?);
    }
    Ok(())
}

/// `Fri Aug  1 22:52:17 2008`, in UTC.
fn date(cx: &mut Context<'_>, secs: i64) {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let days = secs.div_euclid(86_400);
    let (year, month, day) = civil(days);
    out!(cx, DAYS.get(days.rem_euclid(7) as usize).copied(), " ");
    out!(cx, MONTHS.get(month as usize - 1).copied(), " ", crate::show::Blanks(day, 2), " ");
    time_of_day(secs.rem_euclid(86_400), cx.out);
    out!(cx, " ", year);
}

fn prefix(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if !(2..=18).contains(&len) {
        out!(cx, "ERROR: length ", len, " not in range (2..18)");
        return Ok(());
    }
    if !p.has(len) {
        return cx.truncated();
    }
    p.skip(1)?;
    let width = p.u8()?;
    if width > 128 {
        out!(cx, "ERROR: netmask ", width, " not in range (0..128)");
        return Ok(());
    }
    let mut prefix = [0; 16];
    for (to, from) in prefix.iter_mut().zip(p.take(len - 2)?) {
        *to = *from;
    }
    out!(cx, Ipv6(prefix), "/", width);
    if usize::from(width) > 8 * (len - 2) {
        out!(cx, " (inconsistent prefix length)");
    }
    Ok(())
}

/// Attributes whose values are like no other's.
fn odd(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    match (kind, len) {
        (70, 16) => {
            out!(cx, "User_challenge (");
            upper(cx, &mut p, 8)?;
            out!(cx, ") User_resp(");
            upper(cx, &mut p, 8)?;
            out!(cx, ")");
        }
        (70, _) => out!(cx, "ERROR: length ", len, " != 16"),
        (71, 14) => {
            out!(cx, "User can", if p.u8()? == 0 { "not" } else { "" }, " change password");
            out!(cx, ", Min password length: ", p.u8()?, ", created at: ");
            upper(cx, &mut p, 4)?;
            out!(cx, ", expires in: ");
            upper(cx, &mut p, 4)?;
            out!(cx, ", Current Time: ");
            upper(cx, &mut p, 4)?;
        }
        (71, _) => out!(cx, "ERROR: length ", len, " != 14"),
        (84, 8..) => upper(cx, &mut p, 8)?,
        (84, _) => out!(cx, "ERROR: length ", len, " != 8"),
        (_, 4) => {
            let cause = p.be_u32()?;
            out!(
                cx,
                "Error cause ",
                cause,
                ": ",
                named(ERROR_CAUSES, cause).or("Error-Cause ", " not known")
            );
        }
        _ => out!(cx, "Error: length ", len, " != 4"),
    }
    Ok(())
}

/// As many of the bytes as were captured.
fn upper(cx: &mut Context<'_>, p: &mut Cursor<'_>, count: usize) -> Outcome {
    for _ in 0..count {
        out!(cx, UpperHex(&[p.u8()?]));
    }
    Ok(())
}

/// RFC 5580: where a user is, and who may know.
fn local(cx: &mut Context<'_>, form: Form, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    let least = match form {
        Operator => 2,
        Location => 21,
        LocationData => 3,
        _ => 10,
    };
    if len < least {
        out!(cx, "ERROR: length ", len, " < ", least);
        return Ok(());
    }
    match form {
        Operator => {
            out!(cx, "[", named(NAMESPACES, p.u8()?).or("unknown namespace ", ""), "] ");
            out!(cx, Safe(p.take(len - 1)?));
        }
        Location => {
            let (index, code, entity) = (p.be_u16()?, p.u8()?, p.u8()?);
            out!(cx, "index ", index, ", code ", named(LOCATION_CODES, code).or("Unknown (", ")"));
            out!(cx, ", entity ", named(LOCATION_ENTITIES, entity).or("Unknown (", ")"), ", sighting time ");
            out!(cx, ntp::Time::read(&mut p)?, ", time to live ", ntp::Time::read(&mut p)?, ", method \"");
            out!(cx, Safe(p.take(len - 20)?), "\"");
        }
        LocationData => {
            out!(cx, "index ", p.be_u16()?, ", location");
            hex_ascii("\n\t    ", p.take(len - 2)?, cx.out);
        }
        _ => {
            out!(
                cx,
                "flags [",
                bits(POLICIES, p.be_u16()?),
                "], retention expires ",
                ntp::Time::read(&mut p)?
            );
            if len > 10 {
                out!(cx, ", note well \"", Safe(p.take(len - 10)?), "\"");
            }
        }
    }
    Ok::<(), Stop>(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    fn value(kind: u8, bytes: &[u8]) -> String {
        text(|cx| print(cx, kind, Cursor::new(bytes, bytes.len())).unwrap())
    }

    #[test]
    fn values_are_shown_in_the_form_of_their_attribute() {
        assert_eq!(value(6, &[0, 0, 0, 2]), "Framed");
        assert_eq!(value(6, &[0, 0, 0, 0]), "#0");
        assert_eq!(value(8, &[255, 255, 255, 254]), "NAS Select");
        assert_eq!(value(27, &[0, 0, 0x0e, 0x11]), "01:00:01 hours");
        assert_eq!(value(55, &[0x48, 0x93, 0x92, 0x91]), "Fri Aug  1 22:47:45 2008");
        assert_eq!(value(64, &[1, 0, 0, 13]), "Tag[1] VLAN");
        assert_eq!(value(97, &[0, 64, 0x20, 1]), "2001::/64 (inconsistent prefix length)");
        assert_eq!(value(1, &[b'a', 7, b'b', 0, b'c']), "a.b");
        assert_eq!(value(5, &[1]), "ERROR: length 1 != 4");
    }

    #[test]
    fn a_vendor_has_attributes_of_its_own() {
        let text = "Vendor: Cisco (9)\n\t    Vendor Attribute: 1, Length: 2, Value: hi";
        assert_eq!(value(26, &[0, 0, 0, 9, 1, 4, b'h', b'i']), text);
    }
}
