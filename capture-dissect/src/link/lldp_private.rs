//! Values of LLDP that organizations define: IEEE 802.1 (802.1Q annex D) and 802.3 (802.3 clause 79), and
//! IANA (RFC 8520). Those of TIA and of the data centre are in files of their own.
//!
//! ```text
//! 0 OUI (3), 3 subtype, 4 value
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::{lldp::text, lldp_dcbx, lldp_med},
    show::{Show, Table, bits, hex, name, named, out},
    stop::{Outcome, Stop},
};

const BRIDGE_TYPES: &Table = &[
    (1, "Port VLAN Id"),
    (2, "Port and Protocol VLAN ID"),
    (3, "VLAN name"),
    (4, "Protocol Identity"),
    (7, "Link aggregation"),
    (8, "Congestion Notification"),
    (9, "ETS Configuration"),
    (10, "ETS Recommendation"),
    (11, "Priority Flow Control Configuration"),
    (12, "Application Priority"),
    (13, "EVB"),
    (14, "CDCP"),
];

const ETHERNET_TYPES: &Table = &[
    (1, "MAC/PHY configuration/status"),
    (2, "Power via MDI"),
    (3, "Link aggregation"),
    (4, "Max frame size"),
];

const PPVID: &Table = &[(2, "supported"), (4, "enabled")];
const SUPPORTED: &Table = &[(1, "supported"), (2, "enabled")];
const POWER: &Table = &[(1, "PSE"), (2, "supported"), (4, "enabled"), (8, "can be controlled")];
const PAIRS: &Table = &[(1, "signal"), (2, "spare")];
const CLASSES: &Table = &[(1, "class0"), (2, "class1"), (3, "class2"), (4, "class3"), (5, "class4")];
const EVB_MODES: &Table = &[
    (0, "Not Supported"),
    (1, "EVB Bridge"),
    (2, "EVB Station"),
    (3, "Reserved for future Standardization"),
];

const ABILITIES: &Table = &[
    (1 << 14, "10BASE-T hdx"),
    (1 << 13, "10BASE-T fdx"),
    (1 << 12, "100BASE-T4"),
    (1 << 11, "100BASE-TX hdx"),
    (1 << 10, "100BASE-TX fdx"),
    (1 << 9, "100BASE-T2 hdx"),
    (1 << 8, "100BASE-T2 fdx"),
    (1 << 7, "Pause for fdx links"),
    (1 << 6, "Asym PAUSE for fdx"),
    (1 << 5, "Sym PAUSE for fdx"),
    (1 << 4, "Asym and Sym PAUSE for fdx"),
    (1 << 3, "1000BASE-{X LX SX CX} hdx"),
    (1 << 2, "1000BASE-{X LX SX CX} fdx"),
    (1 << 1, "1000BASE-T hdx"),
    (1, "1000BASE-T fdx"),
];

/// Media (RFC 3636 dot3MauType), in the order of their numbers.
const MEDIA: &[&str] = &[
    "Unknown",
    "AUI",
    "10BASE_5",
    "FOIRL",
    "10BASE2",
    "10BASET duplex mode unknown",
    "10BASEFP",
    "10BASEFB",
    "10BASEFL duplex mode unknown",
    "10BROAD36",
    "10BASET hdx",
    "10BASET fdx",
    "10BASEFL hdx",
    "10BASEFL fdx",
    "100BASET4",
    "100BASETX hdx",
    "100BASETX fdx",
    "100BASEFX hdx",
    "100BASEFX fdx",
    "100BASET2 hdx",
    "100BASET2 fdx",
    "1000BASEX hdx",
    "1000BASEX fdx",
    "1000BASELX hdx",
    "1000BASELX fdx",
    "1000BASESX hdx",
    "1000BASESX fdx",
    "1000BASECX hdx",
    "1000BASECX fdx",
    "1000BASET hdx",
    "1000BASET fdx",
    "10GBASEX",
    "10GBASELX4",
    "10GBASER",
    "10GBASEER",
    "10GBASELR",
    "10GBASESR",
    "10GBASEW",
    "10GBASEEW",
    "10GBASELW",
    "10GBASESW",
];

/// Prints a value of an organization's own; answers whether its meaning is known.
///
/// A value too short for its subtype counts as known: tcpdump shows nothing of it.
pub(super) fn print(cx: &mut Context<'_>, oui: u32, p: Cursor<'_>) -> Result<bool, Stop> {
    match oui {
        0x00_80c2 => values(cx, p, BRIDGE_TYPES, 1, bridge),
        0x00_120f => values(cx, p, ETHERNET_TYPES, 1, ethernet),
        0x00_005e => values(cx, p, &[(1, "MUD-URL")], 5, iana),
        0x00_12bb => values(cx, p, lldp_med::TYPES, 1, lldp_med::print),
        0x00_1b21 => values(cx, p, lldp_dcbx::TYPES, 1, lldp_dcbx::print),
        _ => Ok(false),
    }
}

/// Prints the value behind the subtype; answers whether its meaning is known.
type Value = fn(&mut Context<'_>, u8, Cursor<'_>) -> Result<bool, Stop>;

fn values(
    cx: &mut Context<'_>,
    mut p: Cursor<'_>,
    types: &Table,
    least: usize,
    value: Value,
) -> Result<bool, Stop> {
    if p.len() < least {
        return Ok(true);
    }
    let subtype = p.u8()?;
    out!(cx, "\n\t  ", name(types, subtype).unwrap_or("unknown"), " Subtype (", subtype, ")");
    value(cx, subtype, p)
}

fn iana(cx: &mut Context<'_>, subtype: u8, p: Cursor<'_>) -> Result<bool, Stop> {
    if subtype != 1 {
        return Ok(false);
    }
    out!(cx, "\n\t  MUD-URL=", crate::show::Safe(p.bytes()));
    Ok(true)
}

/// A decimal number and blanks, of so many characters together.
#[derive(Clone, Copy)]
struct Column(u8, usize);

impl Show for Column {
    fn show(self, cx: &mut Context<'_>) {
        let end = cx.out.len() + self.1;
        out!(cx, self.0);
        while cx.out.len() < end {
            out!(cx, ' ');
        }
    }
}

/// One bit for each priority, the lowest first.
fn priorities(cx: &mut Context<'_>, bits: u8) {
    out!(cx, "\n\t     Priority : 0  1  2  3  4  5  6  7\n\t     Value    : ");
    for at in 0..8 {
        out!(cx, Column(bits >> at & 1, 3));
    }
}

/// Eight numbers in columns of four; none behind the last.
fn row(cx: &mut Context<'_>, numbers: [u8; 8]) {
    for (at, number) in numbers.into_iter().enumerate() {
        out!(cx, Column(number, 3), (at < 7).then_some(' '));
    }
}

fn traffic_classes(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [a, b, c, d] = p.array()?;
    out!(cx, "\n\t    Priority Assignment Table\n\t     Priority : 0   1   2   3   4   5   6   7");
    out!(cx, "\n\t     Value    : ");
    row(cx, [a >> 4, a & 15, b >> 4, b & 15, c >> 4, c & 15, d >> 4, d & 15]);
    out!(cx, "\n\t    TC Bandwidth Table\n\t     TC%   : 0   1   2   3   4   5   6   7\n\t     Value : ");
    row(cx, p.array()?);
    out!(cx, "\n\t    TSA Assignment Table\n\t     Traffic Class: 0   1   2   3   4   5   6   7");
    out!(cx, "\n\t     Value        : ");
    row(cx, p.array()?);
    Ok(())
}

fn bridge(cx: &mut Context<'_>, subtype: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let least = match subtype {
        1 | 3 | 8 | 11 => 2,
        2 => 3,
        4 | 12 => 1,
        7 | 13 => 5,
        9 | 10 => 21,
        14 => 4,
        _ => return Ok(false),
    };
    if p.len() < least {
        return Ok(true);
    }
    match subtype {
        1 => out!(cx, "\n\t    port vlan id (PVID): ", p.be_u16()?),
        2 => {
            let (flags, id) = (p.u8()?, p.be_u16()?);
            out!(cx, "\n\t    port and protocol vlan id (PPVID): ", id, ", flags [", bits(PPVID, flags));
            out!(cx, "] (0x", hex(flags, 2), ")");
        }
        3 => {
            out!(cx, "\n\t    vlan id (VID): ", p.be_u16()?);
            counted(cx, "\n\t    vlan name: ", p)?;
        }
        4 => counted(cx, "\n\t    protocol identity: ", p)?,
        7 => aggregation(cx, p)?,
        8 => {
            out!(cx, "\n\t    Pre-Priority CNPV Indicator");
            priorities(cx, p.u8()?);
            out!(cx, "\n\t    Pre-Priority Ready Indicator");
            priorities(cx, p.u8()?);
        }
        9 => {
            let flags = p.u8()?;
            out!(cx, "\n\t    Willing:", flags >> 7, ", CBS:", flags >> 6 & 2, ", RES:", flags >> 3 & 7);
            out!(cx, ", Max TCs:", flags & 7);
            traffic_classes(cx, p)?;
        }
        10 => {
            out!(cx, "\n\t    RES: ", p.u8()?);
            traffic_classes(cx, p)?;
        }
        11 => {
            let flags = p.u8()?;
            out!(cx, "\n\t    Willing: ", flags >> 7, ", MBC: ", flags >> 6 & 1, ", RES: ", flags >> 4 & 3);
            out!(cx, ", PFC cap:", flags & 15, " \n\t    PFC Enable");
            priorities(cx, p.u8()?);
        }
        12 => applications(cx, p)?,
        13 => virtual_bridging(cx, p)?,
        _ => channels(cx, p)?,
    }
    Ok(true)
}

/// Text behind its length.
fn counted(cx: &mut Context<'_>, before: &'static str, mut p: Cursor<'_>) -> Outcome {
    if p.len() > 0 {
        let len = usize::from(p.u8()?);
        if len <= p.len() {
            out!(cx, before);
            text(cx, p.limit(len))?;
        }
    }
    Ok(())
}

fn aggregation(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(
        cx,
        "\n\t    aggregation status [",
        bits(SUPPORTED, p.u8()?),
        "], aggregation port ID ",
        p.be_u32()?
    );
    Ok(())
}

fn applications(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    RES: ", p.u8()?);
    if p.len() == 0 || !p.len().is_multiple_of(3) {
        return Ok(());
    }
    out!(cx, "\n\t    Application Priority Table");
    while p.len() > 0 {
        let flags = p.u8()?;
        out!(cx, "\n\t      Priority: ", flags >> 5, ", RES: ", flags >> 3 & 3, ", Sel: ", flags & 7);
        out!(cx, ", Protocol ID: ", p.be_u16()?);
    }
    Ok(())
}

fn virtual_bridging(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [bridge, station, retries, mode, reinit] = p.array()?;
    out!(cx, "\n\t    EVB Bridge Status\n\t      RES: ", bridge >> 3, ", BGID: ", bridge >> 2 & 1);
    out!(cx, ", RRCAP: ", bridge >> 1 & 1, ", RRCTR: ", bridge & 1);
    out!(cx, "\n\t    EVB Station Status\n\t      RES: ", station >> 4, ", SGID: ", station >> 3 & 1);
    out!(cx, ", RRREQ: ", station >> 2 & 1, ",RRSTAT: ", station & 3);
    out!(cx, "\n\t    R: ", retries >> 5, ", RTE: ", retries & 0x1f);
    out!(cx, ", EVB Mode: ", named(EVB_MODES, mode >> 6).or_text("unknown"), " [", mode >> 6, "]");
    out!(cx, "\n\t    ROL: ", mode >> 5 & 1, ", RWD: ", mode & 0x1f);
    out!(cx, ", RES: ", reinit >> 6, ", ROL: ", reinit >> 5 & 1, ", RKA: ", reinit & 0x1f);
    Ok(())
}

fn channels(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (flags, _, capability) = (p.u8()?, p.u8()?, p.be_u16()?);
    out!(cx, "\n\t    Role: ", flags >> 7, ", RES: ", flags >> 4 & 7, ", Scomp: ", flags >> 3 & 1);
    out!(cx, " ChnCap: ", capability & 0xfff);
    if p.len().is_multiple_of(3) {
        while p.len() > 0 {
            let channel = p.be_u24()?;
            out!(cx, "\n\t    SCID: ", channel >> 12, ", SVID: ", channel & 0xfff);
        }
    }
    Ok(())
}

fn ethernet(cx: &mut Context<'_>, subtype: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match subtype {
        1 if p.len() >= 5 => {
            let (negotiation, abilities, medium) = (p.u8()?, p.be_u16()?, p.be_u16()?);
            out!(cx, "\n\t    autonegotiation [", bits(SUPPORTED, negotiation), "] (0x", hex(negotiation, 2));
            out!(cx, ")\n\t    PMD autoneg capability [", bits(ABILITIES, abilities).or("unknown"), "] (0x");
            out!(cx, hex(abilities, 4), ")\n\t    MAU type ");
            out!(cx, *MEDIA.get(usize::from(medium)).unwrap_or(&"unknown"), " (0x", hex(medium, 4), ")");
        }
        2 if p.len() >= 3 => {
            let [support, pair, class] = p.array()?;
            out!(cx, "\n\t    MDI power support [", bits(POWER, support), "], power pair ");
            out!(cx, named(PAIRS, pair).or_text("unknown"), ", power class ");
            out!(cx, named(CLASSES, class).or_text("unknown"));
        }
        3 if p.len() >= 5 => aggregation(cx, p)?,
        4 if p.len() >= 2 => out!(cx, "\n\t    MTU size ", p.be_u16()?),
        1..=4 => {}
        _ => return Ok(false),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    fn shown(oui: u32, bytes: &[u8]) -> (String, bool) {
        let mut is_known = false;
        let text = text(|cx| is_known = print(cx, oui, Cursor::new(bytes, bytes.len())).unwrap());
        (text, is_known)
    }

    #[test]
    fn values_of_ieee() {
        assert_eq!(
            shown(0x80c2, b"\x01\0\x05").0,
            "\n\t  Port VLAN Id Subtype (1)\n\t    port vlan id (PVID): 5"
        );
        assert_eq!(shown(0x120f, b"\x04\x05\xee").0, "\n\t  Max frame size Subtype (4)\n\t    MTU size 1518");
        let flow = "\n\t     Priority : 0  1  2  3  4  5  6  7\n\t     Value    : 1  0  0  0  0  0  0  0  ";
        assert!(shown(0x80c2, b"\x0b\0\x01").0.ends_with(flow));
    }

    #[test]
    fn a_short_value_is_not_shown_and_an_odd_one_is_not_known() {
        assert_eq!(shown(0x80c2, b"\x01\0"), ("\n\t  Port VLAN Id Subtype (1)".to_owned(), true));
        assert_eq!(shown(0x80c2, b"\x63\0"), ("\n\t  unknown Subtype (99)".to_owned(), false));
        assert!(!shown(0x123456, b"\x01\0").1);
    }
}
