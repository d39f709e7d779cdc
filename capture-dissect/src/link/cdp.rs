//! Cisco Discovery Protocol.
//!
//! ```text
//!  0         1              2          4
//! +---------+--------------+----------+--------------------------------------------
//! | version | time to live | checksum | TLVs: type (2), length with header (2), value
//! +---------+--------------+----------+--------------------------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Float, Ipv4, Safe, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 4;
const DEVICE_ID: u16 = 1;
/// The last of the types that may have a name; the bytes of those behind it are shown.
const LAST: u16 = 0x17;
const TLVS: &Table = &[
    (1, "Device-ID"),
    (2, "Address"),
    (3, "Port-ID"),
    (4, "Capability"),
    (5, "Version String"),
    (6, "Platform"),
    (7, "Prefixes"),
    (8, "Protocol-Hello option"),
    (9, "VTP Management Domain"),
    (10, "Native VLAN ID"),
    (11, "Duplex"),
    (14, "ATA-186 VoIP VLAN assignment"),
    (15, "ATA-186 VoIP VLAN request"),
    (16, "power consumption"),
    (17, "MTU"),
    (18, "AVVID trust bitmap"),
    (19, "AVVID untrusted ports CoS"),
    (20, "System Name"),
    (21, "System Object ID (not decoded)"),
    (22, "Management Addresses"),
    (23, "Physical Location"),
];
const CAPABILITIES: &Table = &[
    (0x01, "Router"),
    (0x02, "Transparent Bridge"),
    (0x04, "Source Route Bridge"),
    (0x08, "L2 Switch"),
    (0x10, "L3 capable"),
    (0x20, "IGMP snooping"),
    (0x40, "L1 capable"),
];
/// Protocol types and protocols of addresses: NLPID 0xcc, and IPv6's type behind LLC and SNAP.
const NLPID: u8 = 1;
const IEEE_802_2: u8 = 2;
const IPV6: [u8; 8] = [0xaa, 0xaa, 3, 0, 0, 0, 0x86, 0xdd];
const PREFIX: usize = 5;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("cdp");
    let len = p.len();
    if len < HEADER {
        out!(cx, " (packet length ", len, " < ", HEADER, ")");
        return invalid(cx, p);
    }
    out!(cx, "CDPv", p.u8()?, ", ttl: ", p.u8()?, "s");
    let checksum = p.be_u16()?;
    if cx.verbose(1) {
        out!(cx, ", checksum: 0x", hex(checksum, 4), " (unverified), length ", len);
    }
    while p.len() > 0 {
        match tlv(cx, &mut p) {
            Err(Stop::Invalid) => return invalid(cx, p),
            outcome => outcome?,
        }
    }
    if !cx.verbose(1) {
        out!(cx, ", length ", len);
    }
    Ok(())
}

/// Ends a message; what of it is not shown must be there, too.
fn invalid(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.invalid()?;
    p.need(p.len())
}

fn tlv(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let left = p.len();
    if left < HEADER {
        out!(cx, " (remaining packet length ", left, " < ", HEADER, ")");
        return Err(Stop::Invalid);
    }
    let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
    if len > left {
        out!(cx, " (TLV length ", len, " > ", left, ")");
        return Err(Stop::Invalid);
    }
    let name = named(TLVS, kind).or_text("unknown field type");
    let Some(value_len) = len.checked_sub(HEADER) else {
        match cx.verbose(1) {
            true => {
                let length = (", TLV length: ", len, " byte");
                out!(cx, "\n\t", name, " (0x", hex(kind, 2), ")", length, plural(len), " (too short)");
            }
            false => out!(cx, ", ", name, " TLV length ", len, " too short"),
        }
        return Err(Stop::Invalid);
    };
    if cx.verbose(1) {
        let text = (plural(value_len), ": ");
        out!(cx, "\n\t", name, " (0x", hex(kind, 2), "), value length: ", value_len, " byte", text);
    }
    let is_valid = match kind {
        4 | 17 => value_len == 4,
        10 => value_len == 2,
        11 | 18 | 19 => value_len == 1,
        14 => value_len == 3,
        16 => (1..=3).contains(&value_len),
        15 => (2..=3).contains(&value_len),
        22 => value_len >= 4,
        23 => value_len > 0,
        _ => true,
    };
    let whole = p.split(value_len);
    if !is_valid {
        out!(cx, " (malformed TLV)");
    } else if cx.verbose(1) {
        value(cx, kind, whole)?;
    } else if kind == DEVICE_ID {
        out!(cx, ", Device-ID ");
        quoted(cx, whole)?;
    }
    whole.need(value_len)?;
    if cx.verbose(1) && (!is_valid || kind > LAST) {
        cx.unknown_data("\n\t  ", whole, value_len);
    }
    Ok(())
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn value(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    match kind {
        1 | 3 | 6 | 9 | 20 => return quoted(cx, p),
        2 | 22 => return addresses(cx, p),
        4 => {
            let capabilities = p.be_u32()?;
            out!(cx, "(0x", hex(capabilities, 8), "): ", bits(CAPABILITIES, capabilities).or("none"));
        }
        5 => {
            for line in p.bytes().split(|byte| *byte == b'\n') {
                out!(cx, "\n\t  ", Safe(line));
            }
            return p.need(len);
        }
        7 => return prefixes(cx, p),
        10 => out!(cx, p.be_u16()?),
        11 => out!(cx, if p.u8()? == 0 { "half" } else { "full" }),
        14 => out!(cx, "app ", p.u8()?, ", vlan ", p.be_u16()?),
        15 if len == 2 => out!(cx, "unknown 0x", hex(p.be_u16()?, 4)),
        15 => out!(cx, "app ", p.u8()?, ", vlan ", p.be_u16()?),
        16 => {
            let milliwatts = p.take(len)?.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
            out!(cx, Float(f64::from(milliwatts) / 1000.0, 2), "W");
        }
        17 => out!(cx, p.be_u32()?, " bytes"),
        18 | 19 => out!(cx, "0x", hex(p.u8()?, 2)),
        23 => {
            out!(cx, "0x", hex(p.u8()?, 2));
            if len > 1 {
                out!(cx, "/", Safe(p.bytes()));
                return p.need(len - 1);
            }
        }
        _ => {}
    }
    Ok(())
}

fn quoted(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, "'", Safe(p.bytes()));
    p.need(p.len())?;
    out!(cx, "'");
    Ok(())
}

fn addresses(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 4 {
        out!(cx, " (not enough space for num)");
        return Ok(());
    }
    let count = p.be_u32()?;
    for left in (1..=count).rev() {
        if p.len() < 2 {
            out!(cx, " (not enough space for PT+PL)");
            return Ok(());
        }
        let (kind, protocol_len) = (p.u8()?, usize::from(p.u8()?));
        if p.len() < protocol_len + 2 {
            out!(cx, " (not enough space for P+AL)");
            return Ok(());
        }
        let protocol = p.take(protocol_len)?;
        let len = usize::from(p.be_u16()?);
        let has_space = len <= p.len();
        match (kind, protocol, len) {
            (NLPID, [0xcc], 4) if has_space => out!(cx, "IPv4 (", left, ") ", p.ipv4()?),
            (IEEE_802_2, protocol, 16) if protocol == IPV6 && has_space => {
                out!(cx, "IPv6 (", left, ") ", p.ipv6()?);
            }
            (NLPID, [0xcc], 4) => {}
            (IEEE_802_2, protocol, 16) if protocol == IPV6 => {}
            _ => {
                out!(cx, "pt=0x", hex(kind, 2), ", pl=", protocol_len, ", pb=");
                octets(cx, protocol);
                out!(cx, ", al=", len, ", a=");
                if has_space {
                    let address = p.split(len);
                    octets(cx, address.bytes());
                    address.need(len)?;
                }
            }
        }
        if !has_space {
            out!(cx, " (not enough space for A)");
            return Ok(());
        }
        if left > 1 {
            out!(cx, " ");
        }
    }
    if p.len() > 0 {
        out!(cx, " (", p.len(), " bytes of stray data)");
    }
    Ok(())
}

fn octets(cx: &mut Context<'_>, bytes: &[u8]) {
    for byte in bytes {
        out!(cx, " ", hex(*byte, 2));
    }
}

fn prefixes(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if !p.len().is_multiple_of(PREFIX) {
        out!(cx, " [length ", p.len(), " is not a multiple of ", PREFIX, "]");
        return Ok(());
    }
    out!(cx, " IPv4 Prefixes (", p.len() / PREFIX, "):");
    while p.len() > 0 {
        let [a, b, c, d, bits] = p.array()?;
        out!(cx, " ", Ipv4([a, b, c, d]), "/", bits);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn only_the_name_is_shown_without_verbosity() {
        let message = b"\x02\xb4\xb0\xbd\0\x01\0\x06Sw\0\x0b\0\x05\x01\0\x1a\0\x05\x07";
        assert_eq!(printed(print, 0, message), "CDPv2, ttl: 180s, Device-ID 'Sw', length 20");
        let values = ", length 20\n\tDevice-ID (0x01), value length: 2 bytes: 'Sw'\
                      \n\tDuplex (0x0b), value length: 1 byte: full\
                      \n\tunknown field type (0x1a), value length: 1 byte: \n\t  0x0000:  07";
        assert!(printed(print, 1, message).ends_with(values));
    }

    #[test]
    fn addresses_end_where_their_space_does() {
        let shown = printed(print, 1, b"\x02\xb4\0\0\0\x02\0\x11\0\0\0\x02\x01\x01\xcc\0\x04\x0a\0\0\x01");
        assert!(shown.ends_with(": IPv4 (2) 10.0.0.1  (not enough space for PT+PL)"), "{shown}");
    }
}
