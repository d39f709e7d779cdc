//! Connectivity fault management (IEEE 802.1Q clauses 18 to 22, ITU-T Y.1731).
//!
//! ```text
//!  0             1        2       3              4
//! +-------------+--------+-------+--------------+---------------------------------------
//! |level, version| opcode| flags | first TLV at | message, then TLVs: type, length (2), value
//! +-------------+--------+-------+--------------+---------------------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    link::lldp::{FAMILIES, text},
    oui::OUIS,
    show::{Float, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const OPCODES: &Table = &[
    (1, "Continuity Check Message"),
    (2, "Loopback Reply"),
    (3, "Loopback Message"),
    (4, "Linktrace Reply"),
    (5, "Linktrace Message"),
];
const INTERVALS: [f32; 8] = [0.0, 0.003_333, 0.01, 0.1, 1.0, 10.0, 60.0, 600.0];
const DOMAINS: &Table = &[
    (0, "IEEE 802.1"),
    (1, "No MD Name present"),
    (2, "DNS string"),
    (3, "MAC + 16Bit Integer"),
    (4, "Character string"),
];
const ASSOCIATIONS: &Table = &[
    (0, "IEEE 802.1"),
    (1, "Primary VID"),
    (2, "Character string"),
    (3, "16Bit Integer"),
    (4, "RFC2685 VPN-ID"),
];
const REPLY_FLAGS: &Table = &[(0x80, "UseFDB Only"), (0x40, "FwdYes"), (0x20, "Terminal MEP")];
const ACTIONS: &Table = &[(1, "Exact Match"), (2, "Filtering DB"), (3, "MIP CCM DB")];
const TLVS: &Table = &[
    (0, "End"),
    (1, "Sender ID"),
    (2, "Port status"),
    (3, "Interface status"),
    (4, "Data"),
    (5, "Reply Ingress"),
    (6, "Reply Egress"),
    (31, "Organization Specific"),
];
const PORT_STATES: &Table = &[(1, "Blocked"), (2, "Up")];
const INTERFACE_STATES: &Table =
    &[(1, "Up"), (2, "Down"), (3, "Testing"), (5, "Dormant"), (6, "not present"), (7, "lower Layer down")];
const CHASSIS: &Table = &[
    (0, "Reserved"),
    (1, "Chassis component"),
    (2, "Interface alias"),
    (3, "Port component"),
    (4, "MAC address"),
    (5, "Network address"),
    (6, "Interface name"),
    (7, "Locally assigned"),
];

/// Bytes of names in a continuity check.
const NAMES: usize = 48;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("cfm");
    match message(cx, p) {
        Err(Stop::Invalid) => {
            out!(cx, "\n\t\t packet is too short");
            Ok(())
        }
        other => other,
    }
}

/// Prints a message; one that is too short stops with `Invalid`.
fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len < 4 {
        return Err(Stop::Invalid);
    }
    p.need(4)?;
    let [first, opcode, flags, offset] = p.array()?;
    if first & 0x1f != 0 {
        out!(cx, "CFMv", first & 0x1f, " not supported, length ", len);
        return Ok(());
    }
    out!(
        cx,
        "CFMv0 ",
        named(OPCODES, opcode).or("unknown (", ")"),
        ", MD Level ",
        first >> 5,
        ", length ",
        len
    );
    if !cx.verbose(1) {
        return Ok(());
    }
    out!(cx, "\n\tFirst TLV offset ", offset);
    let offset = usize::from(offset);
    if offset > p.len() {
        out!(cx, " (too large, must be <= ", p.len(), ")");
        return Ok(());
    }
    let (number, least) = match opcode {
        1 => ('1', 70),
        5 => ('4', 17),
        4 => ('5', 6),
        _ => ('0', 0),
    };
    if offset < least {
        out!(cx, " (too small ", number, ", must be >= ", least, ")");
        return Ok(());
    }
    p.need(least)?;
    match opcode {
        1 => {
            if !continuity(cx, flags, p)? {
                return Ok(());
            }
        }
        5 => request(cx, flags, p)?,
        4 => reply(cx, flags, p)?,
        _ => cx.unknown_data("\n\t  ", p, p.len() - offset),
    }
    p.pass(offset);
    tlvs(cx, p)
}

/// Prints a continuity check; answers whether its names are well formed.
fn continuity(cx: &mut Context<'_>, flags: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let interval = flags & 7;
    out!(cx, ", Flags [CCM Interval ", interval, (flags & 0x80 != 0).then_some(", RDI"), "]");
    if interval != 0 {
        let seconds = f64::from(*INTERVALS.get(usize::from(interval)).unwrap_or(&0.0));
        out!(cx, "\n\t  CCM Interval ", Float(seconds, 3), "s, min CCM Lifetime ", Float(seconds * 3.25, 3));
        out!(cx, "s, max CCM Lifetime ", Float(seconds * 3.5, 3), "s");
    }
    out!(cx, "\n\t  Sequence Number 0x", hex(p.be_u32()?, 8), ", MA-End-Point-ID 0x", hex(p.be_u16()?, 4));
    let mut p = p.declare(NAMES);
    let format = p.u8()?;
    out!(cx, "\n\t  MD Name Format ", named(DOMAINS, format).or_text("Unknown"), " (", format, ")");
    if format != 1 {
        let len = usize::from(p.u8()?);
        out!(cx, ", MD Name length ", len);
        if len > p.len() - 3 {
            out!(cx, " (too large, must be <= ", p.len() - 2, ")");
            return Ok(false);
        }
        out!(cx, "\n\t  MD Name: ");
        let name = p.split(len);
        match format {
            2 | 4 => text(cx, name)?,
            3 if len == 6 => out!(cx, "\n\t  MAC ", name.at(0)?.mac()?),
            3 => out!(cx, "\n\t  MAC (length invalid)"),
            _ => cx.unknown_data("\n\t    ", name, len),
        }
    }
    let (format, len) = (p.u8()?, usize::from(p.u8()?));
    out!(cx, "\n\t  MA Name-Format ", named(ASSOCIATIONS, format).or_text("Unknown"), " (", format);
    out!(cx, "), MA name length ", len);
    if len > p.len() {
        out!(cx, " (too large, must be <= ", p.len(), ")");
        return Ok(false);
    }
    out!(cx, "\n\t  MA Name: ");
    match format {
        2 => text(cx, p.split(len))?,
        _ => cx.unknown_data("\n\t    ", p, len),
    }
    Ok(true)
}

fn request(cx: &mut Context<'_>, flags: u8, mut p: Cursor<'_>) -> Outcome {
    const FLAGS: &Table = &[(0x80, "Use Forwarding-DB only")];
    out!(cx, ", Flags [", bits(FLAGS, flags), "]");
    out!(cx, "\n\t  Transaction-ID 0x", hex(p.be_u32()?, 8), ", ttl ", p.u8()?);
    out!(cx, "\n\t  Original-MAC ", p.mac()?, ", Target-MAC ", p.mac()?);
    Ok(())
}

fn reply(cx: &mut Context<'_>, flags: u8, mut p: Cursor<'_>) -> Outcome {
    out!(cx, ", Flags [", bits(REPLY_FLAGS, flags), "]");
    out!(cx, "\n\t  Transaction-ID 0x", hex(p.be_u32()?, 8), ", ttl ", p.u8()?);
    let action = p.u8()?;
    out!(cx, "\n\t  Replay-Action ", named(ACTIONS, action).or_text("Unknown"), " (", action, ")");
    Ok(())
}

fn tlvs(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let kind = p.peek(0)?;
        out!(cx, "\n\t", named(TLVS, kind).or_text("Unknown"), " TLV (0x", hex(kind, 2), ")");
        if kind == 0 {
            return Ok(());
        }
        if p.len() < 3 {
            return Err(Stop::Invalid);
        }
        p.need(3)?;
        p.skip(1)?;
        let len = usize::from(p.be_u16()?);
        out!(cx, ", length ", len);
        if p.len() < len {
            return Err(Stop::Invalid);
        }
        p.need(len)?;
        let whole = p.split(len);
        let mut value = whole;
        let least = match kind {
            2 | 3 => 1,
            31 => 4,
            _ => 0,
        };
        if len < least {
            out!(cx, " (too short, must be >= ", least, ")");
            return Ok(());
        }
        let is_known = match kind {
            1 => match sender(cx, &mut value)? {
                Some(is_known) => is_known,
                None => continue,
            },
            2 | 3 => {
                let (state, names) = (value.u8()?, if kind == 2 { PORT_STATES } else { INTERFACE_STATES });
                out!(cx, ", Status: ", named(names, state).or_text("Unknown"), " (", state, ")");
                true
            }
            31 => {
                let oui = value.be_u24()?;
                out!(
                    cx,
                    ", Vendor: ",
                    named(OUIS, oui).or_text("Unknown"),
                    " (",
                    oui,
                    "), Sub-Type ",
                    value.u8()?
                );
                false
            }
            _ => false,
        };
        if !is_known || cx.verbose(2) {
            // What was read of a sender's identity is no longer counted.
            let left = if kind == 1 { value.len() } else { len };
            cx.unknown_data("\n\t  ", whole, left);
        }
    }
    Ok(())
}

/// Prints who sent it; answers whether all is known, or nothing where it is too short.
fn sender(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<Option<bool>, Stop> {
    const SHORT: &str = "\n\t  (TLV too short)";
    if p.len() < 1 {
        out!(cx, " (too short, must be >= 1)");
        return Ok(None);
    }
    let mut is_known = true;
    let len = usize::from(p.u8()?);
    if len > 0 {
        if p.len() < 1 {
            out!(cx, SHORT);
            return Ok(None);
        }
        let kind = p.u8()?;
        out!(cx, "\n\t  Chassis-ID Type ", named(CHASSIS, kind).or_text("Unknown"), " (", kind);
        out!(cx, "), Chassis-ID length ", len);
        if p.len() < len {
            out!(cx, SHORT);
            return Ok(None);
        }
        is_known = chassis(cx, kind, p.split(len))?;
    }
    if p.len() == 0 {
        return Ok(Some(is_known));
    }
    for (title, header) in [
        ("\n\t  Management Address Domain Length ", "\n\t  Management Address Domain: "),
        ("\n\t  Management Address Length ", "\n\t  Management Address: "),
    ] {
        if p.len() < 1 {
            out!(cx, " (Management Address Length is missing)");
            return Ok(Some(false));
        }
        let len = usize::from(p.u8()?);
        out!(cx, title, len);
        if len == 0 {
            break;
        }
        if p.len() < len {
            out!(cx, SHORT);
            return Ok(None);
        }
        hex::hex(header, p.take(len)?, cx.out);
    }
    Ok(Some(is_known))
}

fn chassis(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        4 if p.len() == 6 => out!(cx, "\n\t  MAC ", p.mac()?),
        4 => {
            out!(cx, " (invalid MAC address length)");
            return Ok(false);
        }
        5 => {
            let family = p.u8()?;
            out!(
                cx,
                "\n\t  Network Address Type ",
                named(FAMILIES, family).or_text("Unknown"),
                " (",
                family,
                ")"
            );
            match (family, p.len()) {
                (1, 4) => out!(cx, ", ", p.ipv4()?),
                (2, 16) => out!(cx, ", ", p.ipv6()?),
                (1 | 2, len) => {
                    let version = if family == 1 { 4u8 } else { 6 };
                    out!(cx, "(invalid IPv", version, " address length ", len, ")");
                    return Ok(false);
                }
                _ => return Ok(false),
            }
        }
        1..=3 | 6 | 7 => text(cx, p)?,
        _ => return Ok(false),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn messages_and_tlvs() {
        assert_eq!(printed(print, 0, &[0x60, 3, 0, 4]), "CFMv0 Loopback Message, MD Level 3, length 4");
        let status = [0, 3, 0, 0, 2, 0, 1, 2, 0];
        let text = "\n\tFirst TLV offset 0\n\t  0x0000:  0200 0102 00\n\tPort status TLV (0x02), length 1, Status: Up (2)\
                    \n\tEnd TLV (0x00)";
        assert!(printed(print, 1, &status).ends_with(text));
        assert!(printed(print, 1, &[0, 3, 0, 0, 2, 0, 9]).ends_with("length 9\n\t\t packet is too short"));
        assert!(printed(print, 1, &[0, 1, 0, 4, 0, 0, 0, 0]).ends_with("(too small 1, must be >= 70)"));
    }
}
