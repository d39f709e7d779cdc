//! Link Layer Discovery Protocol (IEEE 802.1AB).
//!
//! ```text
//! +--------------------------+------
//! | type (7 bits), length (9)| value     type 127: OUI (3), subtype, value (lldp_private.rs)
//! +--------------------------+------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::lldp_private,
    oui::OUIS,
    show::{Ipv4, Safe, Table, bits, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (0, "End"),
    (1, "Chassis ID"),
    (2, "Port ID"),
    (3, "Time to Live"),
    (4, "Port Description"),
    (5, "System Name"),
    (6, "System Description"),
    (7, "System Capabilities"),
    (8, "Management Address"),
    (127, "Organization specific"),
];

const CHASSIS: &Table = &[
    (1, "Chassis component"),
    (2, "Interface alias"),
    (3, "Port component"),
    (4, "MAC address"),
    (5, "Network address"),
    (6, "Interface name"),
    (7, "Local"),
];

const PORTS: &Table = &[
    (1, "Interface alias"),
    (2, "Port component"),
    (3, "MAC address"),
    (4, "Network Address"),
    (5, "Interface Name"),
    (6, "Agent circuit ID"),
    (7, "Local"),
];

const CAPABILITIES: &Table = &[
    (0x01, "Other"),
    (0x02, "Repeater"),
    (0x04, "Bridge"),
    (0x08, "WLAN AP"),
    (0x10, "Router"),
    (0x20, "Telephone"),
    (0x40, "Docsis"),
    (0x80, "Station Only"),
];

const NUMBERINGS: &Table = &[(2, "Interface Index"), (3, "System Port Number")];

/// Address families (IANA), as far as an address of theirs may be met here.
pub(crate) const FAMILIES: &Table = &[
    (0, "Reserved"),
    (1, "IPv4"),
    (2, "IPv6"),
    (3, "NSAP"),
    (4, "HDLC"),
    (5, "BBN 1822"),
    (6, "802"),
    (7, "E.163"),
    (8, "E.164"),
    (9, "F.69"),
    (10, "X.121"),
    (11, "Novell IPX"),
    (12, "AppleTalk"),
    (13, "Decnet IV"),
    (14, "Banyan Vines"),
    (15, "E.164 with NSAP subaddress"),
    (16, "DNS"),
    (17, "Distinguished name"),
    (18, "AS Number"),
    (19, "XTP over IPv4"),
    (20, "XTP over IPv6"),
    (21, "XTP"),
    (22, "Fibre Channel World-Wide Port Name"),
    (23, "Fibre Channel World-Wide Node Name"),
    (24, "GWID"),
    (25, "L2VPN"),
];

/// Prints text up to its first zero byte.
pub(crate) fn text(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    let bytes = p.take_some(len);
    let text = until_zero(bytes);
    out!(cx, Safe(text));
    if text.len() == bytes.len() && bytes.len() < len { Err(Stop::Truncated) } else { Ok(()) }
}

/// Prints a frame's payload.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("lldp");
    out!(cx, "LLDP, length ", p.len());
    match tlvs(cx, p) {
        Err(Stop::Invalid) => cx.truncated(),
        other => other,
    }
}

/// Prints all TLVs; a value too short for its type stops with `Invalid`.
fn tlvs(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= 2 {
        p.need(2)?;
        let tlv = p.be_u16()?;
        let (kind, len) = (tlv >> 9, usize::from(tlv & 0x1ff));
        if cx.verbose(1) {
            out!(cx, "\n\t", named(TYPES, kind).or_text("Unknown"), " TLV (", kind, "), length ", len);
        }
        if kind == 0 || len == 0 {
            break;
        }
        if !p.has(len) || p.len() < len {
            return Err(Stop::Invalid);
        }
        let value = p.limit(len);
        let is_known = match cx.verbose(1) {
            true => verbose(cx, kind, value)?,
            false => {
                if kind == 5 {
                    out!(cx, ": ");
                    text(cx, value)?;
                }
                true
            }
        };
        if cx.verbose(2) || (cx.verbose(1) && !is_known) {
            cx.unknown_data("\n\t  ", value, len);
        }
        p.skip(len)?;
    }
    Ok(())
}

/// Prints a value; answers whether its meaning is known.
fn verbose(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let len = p.len();
    let at_least = |bytes: usize| if len < bytes { Err(Stop::Invalid) } else { Ok(()) };
    match kind {
        1 | 2 => {
            at_least(2)?;
            return identity(cx, kind, p);
        }
        3 => {
            at_least(2)?;
            out!(cx, ": TTL ", p.be_u16()?, "s");
        }
        4 | 5 => {
            out!(cx, ": ");
            text(cx, p)?;
        }
        6 => {
            out!(cx, "\n\t  ");
            text(cx, p)?;
        }
        7 => {
            at_least(4)?;
            let (capabilities, enabled) = (p.be_u16()?, p.be_u16()?);
            out!(
                cx,
                "\n\t  System  Capabilities [",
                bits(CAPABILITIES, capabilities),
                "] (0x",
                hex(capabilities, 4)
            );
            out!(
                cx,
                ")\n\t  Enabled Capabilities [",
                bits(CAPABILITIES, enabled),
                "] (0x",
                hex(enabled, 4),
                ")"
            );
        }
        8 => management(cx, p)?,
        127 => {
            at_least(3)?;
            let oui = p.be_u24()?;
            out!(cx, ": OUI ", named(OUIS, oui).or_text("Unknown"), " (0x", hex(oui, 6), ")");
            return lldp_private::print(cx, oui, p);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Who sends, or through which port.
fn identity(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let subtype = p.u8()?;
    let (names, mac, network) = if kind == 1 { (CHASSIS, 4, 5) } else { (PORTS, 3, 4) };
    out!(cx, "\n\t  Subtype ", named(names, subtype).or_text("Unknown"), " (", subtype, "): ");
    match subtype {
        _ if subtype == mac && p.len() < 6 => return Err(Stop::Invalid),
        _ if subtype == mac => out!(cx, p.mac()?),
        _ if subtype == network => address(cx, p, "")?,
        1..=7 => text(cx, p)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Prints a network address behind a text.
fn address(cx: &mut Context<'_>, mut p: Cursor<'_>, before: &'static str) -> Outcome {
    if p.len() < 1 {
        return Err(Stop::Invalid);
    }
    let family = p.u8()?;
    let least = match family {
        1 => 4,
        2 => 16,
        6 => 6,
        _ => 0,
    };
    if p.len() < least {
        return Err(Stop::Invalid);
    }
    out!(cx, before, "AFI ", named(FAMILIES, family).or_text("Unknown"), " (", family, ")");
    match family {
        1 => {
            let Ipv4(octets) = p.ipv4()?;
            out!(cx, ": ", Ipv4(octets));
        }
        2 => out!(cx, ": ", p.ipv6()?),
        6 => out!(cx, ": ", p.mac()?),
        _ => out!(cx, ", no AF printer !"),
    }
    Ok(())
}

/// Length and address, how interfaces are numbered, the interface, and an object identifier.
fn management(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 1 {
        return Err(Stop::Invalid);
    }
    let len = usize::from(p.u8()?);
    if p.len() < len {
        return Err(Stop::Invalid);
    }
    let start = cx.out.len();
    out!(cx, "\n\t  Management Address length ", len, ", ");
    if let Err(stop) = address(cx, p.declare(len), "") {
        cx.out.truncate(start);
        return Err(stop);
    }
    p.skip(len)?;
    if p.len() < 5 {
        return Err(Stop::Invalid);
    }
    let numbering = p.u8()?;
    out!(
        cx,
        "\n\t  ",
        named(NUMBERINGS, numbering).or_text("Unknown"),
        " Interface Numbering (",
        numbering,
        "): "
    );
    out!(cx, p.be_u32()?);
    if p.len() > 0 {
        let len = usize::from(p.u8()?);
        if p.len() < len {
            return Err(Stop::Invalid);
        }
        if len > 0 {
            out!(cx, "\n\t  OID length ", len);
            text(cx, p.declare(len))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_name_is_always_shown() {
        let frame = b"\x02\x07\x04\x02\0\0\0\0\x01\x06\x02\0\x78\x0a\x02sw\0\0";
        assert_eq!(printed(print, 0, frame), "LLDP, length 19: sw");
        let text = "LLDP, length 19\n\tChassis ID TLV (1), length 7\n\t  Subtype MAC address (4): 02:00:00:00:00:01\
                    \n\tTime to Live TLV (3), length 2: TTL 120s\n\tSystem Name TLV (5), length 2: sw\n\tEnd TLV (0), \
                    length 0";
        assert_eq!(printed(print, 1, frame), text);
    }

    #[test]
    fn a_value_too_short_for_its_type_ends_the_list() {
        assert!(printed(print, 1, b"\x06\x01\x05").ends_with("length 1 [|lldp]"));
        let address = b"\x10\x0c\x05\x01\x0a\0\0\x01\x02\0\0\0\x07\0";
        let text = "Management Address length 5, AFI IPv4 (1): 10.0.0.1\n\t  Interface Index Interface Numbering (2): 7";
        assert!(printed(print, 1, address).ends_with(text));
    }
}
