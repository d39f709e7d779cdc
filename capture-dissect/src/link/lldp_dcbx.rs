//! Data Center Bridging Capability Exchange before it became part of IEEE 802.1 (DCBX 1.01), inside LLDP.
//!
//! ```text
//! type (7 bits), length (9 bits), value: operating version, highest version, and
//!   control: sequence (4), acknowledgement (4)     feature: flags, subtype, data
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, hex_pair, out},
    stop::{Outcome, Stop},
};

pub(super) const TYPES: &Table =
    &[(1, "DCB Capability Exchange Protocol Rev 1"), (2, "DCB Capability Exchange Protocol Rev 1.01")];

/// Prints the value; answers whether its meaning is known.
pub(super) fn print(cx: &mut Context<'_>, subtype: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let mut is_known = subtype != 1;
    while subtype != 1 && p.len() >= 2 {
        let tlv = p.be_u16()?;
        let (kind, len) = (tlv >> 9, usize::from(tlv & 0x1ff));
        is_known = true;
        if kind == 0 || len == 0 {
            break;
        }
        if p.len() < len {
            break;
        }
        p.need(len)?;
        let least = match kind {
            1 => 10,
            2 => 17,
            3 => 6,
            4 => 4,
            _ => 0,
        };
        if len < least {
            break;
        }
        let value = p.split(len);
        match kind {
            1 => control(cx, value)?,
            2..=4 => feature(cx, kind, value)?,
            _ => is_known = false,
        }
        if cx.verbose(2) || (cx.verbose(1) && !is_known) {
            cx.unknown_data("\n\t    ", value, len);
        }
    }
    Ok(is_known)
}

fn control(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Control - Protocol Control (type 0x1, length ", p.len(), ")");
    versions(cx, &mut p)?;
    out!(cx, "\n\t      Sequence Number: ", p.be_u32()?);
    out!(cx, "\n\t      Acknowledgement Number: ", p.be_u32()?);
    Ok(())
}

fn versions(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t      Oper_Version: ", p.u8()?);
    out!(cx, "\n\t      Max_Version: ", p.u8()?);
    Ok(())
}

/// A byte as two capital hexadecimal digits.
fn capitals(cx: &mut Context<'_>, byte: u8) {
    cx.out.extend(hex_pair(byte).map(|digit| digit.to_ascii_uppercase()));
}

fn feature(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Outcome {
    let name = match kind {
        2 => "Priority Group",
        3 => "Priority Flow Control",
        _ => "Application",
    };
    out!(cx, "\n\t    Feature - ", name, " (type 0x", hex(kind, 1), ", length ", p.len(), ")");
    versions(cx, &mut p)?;
    let flags = p.u8()?;
    out!(cx, "\n\t      Info block(0x");
    capitals(cx, flags);
    out!(
        cx,
        "): Enable bit: ",
        flags >> 7,
        ", Willing bit: ",
        flags >> 6 & 1,
        ", Error Bit: ",
        flags >> 5 & 1
    );
    out!(cx, "\n\t      SubType: ", p.u8()?);
    match kind {
        2 => groups(cx, p),
        3 => flow_control(cx, p),
        _ => applications(cx, p),
    }
}

fn groups(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let groups = p.be_u32()?;
    out!(cx, "\n\t      Priority Allocation");
    for at in 0..8u32 {
        out!(cx, "\n\t          PgId_", at, ": ", groups >> (28 - 4 * at) & 15);
    }
    out!(cx, "\n\t      Priority Group Allocation");
    for at in 0..8u8 {
        out!(cx, "\n\t          Pg percentage[", at, "]: ", p.u8()?);
    }
    out!(cx, "\n\t      NumTCsSupported: ", p.u8()?);
    Ok(())
}

fn flow_control(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let priorities = p.u8()?;
    out!(cx, "\n\t      PFC Config (0x");
    capitals(cx, priorities);
    out!(cx, ")");
    for at in 0..8u8 {
        let state = if priorities >> at & 1 != 0 { "Enabled" } else { "Disabled" };
        out!(cx, "\n\t          Priority Bit ", at, ": ", state);
    }
    out!(cx, "\n\t      NumTCPFCSupported: ", p.u8()?);
    Ok(())
}

fn applications(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= 6 {
        let (protocol, oui, priorities) = (p.be_u16()?, p.be_u24()?, p.u8()?);
        out!(cx, "\n\t      Application Value\n\t          Application Protocol ID: 0x", hex(protocol, 4));
        let selector = oui >> 22;
        let kind = if selector == 0 { "L2 EtherType" } else { "Socket Number" };
        out!(cx, "\n\t          SF (0x", hex(selector, 1), ") Application Protocol ID is ", kind);
        out!(cx, "\n\t          OUI: 0x", hex(oui & 0x3f_ffff, 6));
        out!(cx, "\n\t          User Priority Map: 0x", hex(priorities, 2));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    #[test]
    fn flow_control_and_an_unknown_feature() {
        let bytes = b"\x06\x06\0\0\xc0\0\x08\x08\x20\x01\x55";
        let mut is_known = true;
        let text = text(|cx| is_known = print(cx, 2, Cursor::new(bytes, bytes.len())).unwrap());
        assert!(text.contains("Info block(0xC0): Enable bit: 1, Willing bit: 1, Error Bit: 0"), "{text}");
        assert!(text.contains("Priority Bit 3: Enabled"), "{text}");
        assert!(!is_known);
    }
}
