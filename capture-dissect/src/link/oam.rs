//! Operation, administration and maintenance of Ethernet (IEEE 802.3 clause 57).
//!
//! ```text
//! 0 flags (2), 2 code, 3 information: TLVs: type, length, version, revision (2), state, configuration,
//!   size (2), OUI (3), vendor's own (4); events: sequence (2), TLVs; loopback: command
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    oui::OUIS,
    show::{Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const CODES: &Table = &[
    (0x00, "Information"),
    (0x01, "Event Notification"),
    (0x02, "Variable Request"),
    (0x03, "Variable Response"),
    (0x04, "Loopback Control"),
    (0xfe, "Vendor Private"),
];

const FLAGS: &Table = &[
    (0x01, "Link Fault"),
    (0x02, "Dying Gasp"),
    (0x04, "Critical Event"),
    (0x08, "Local Evaluating"),
    (0x10, "Local Stable"),
    (0x20, "Remote Evaluating"),
    (0x40, "Remote Stable"),
];

const INFORMATION: &Table =
    &[(0x00, "End of TLV marker"), (0x01, "Local"), (0x02, "Remote"), (0xfe, "Organization specific")];
const PARSERS: &Table = &[(0, "forwarding"), (1, "looping back"), (2, "discarding"), (3, "reserved")];
const MULTIPLEXERS: &Table = &[(0, "forwarding"), (4, "discarding")];
const CONFIGURATION: &Table = &[
    (0x01, "Active"),
    (0x02, "Unidirectional"),
    (0x04, "Remote-Loopback"),
    (0x08, "Link-Events"),
    (0x10, "Variable-Retrieval"),
];
const EVENTS: &Table = &[
    (0x00, "End of TLV marker"),
    (0x01, "Errored Symbol Period Event"),
    (0x02, "Errored Frame Event"),
    (0x03, "Errored Frame Period Event"),
    (0x04, "Errored Frame Seconds Summary Event"),
    (0xfe, "Organization specific"),
];
const LOOPBACK: &Table = &[(0x01, "Enable OAM Remote Loopback"), (0x02, "Disable OAM Remote Loopback")];

const TOO_SHORT: &str = "\n\t\t packet is too short";

/// Prints what follows the subtype.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 3 {
        out!(cx, TOO_SHORT);
        return Ok(());
    }
    let (flags, code) = (p.be_u16()?, p.u8()?);
    out!(
        cx,
        "\n\tCode ",
        named(CODES, code).or("Unknown (", ")"),
        " OAM PDU, Flags [",
        bits(FLAGS, flags),
        "]"
    );
    match code {
        0x00 => tlvs(cx, p, "Information", INFORMATION),
        0x01 => {
            if p.len() < 2 {
                out!(cx, TOO_SHORT);
                return Ok(());
            }
            let sequence = p.be_u16()?;
            out!(cx, "\n\t  Sequence Number ", sequence);
            tlvs(cx, p, "Link Event", EVENTS)
        }
        0x04 => {
            if p.len() < 1 {
                out!(cx, TOO_SHORT);
                return Ok(());
            }
            let command = p.u8()?;
            out!(cx, "\n\t  Command ", named(LOOPBACK, command).or_text("Unknown"), " (", command, ")");
            Ok(())
        }
        _ => {
            if !cx.verbose(2) {
                cx.unknown_data("\n\t  ", p, p.len());
            }
            Ok(())
        }
    }
}

fn tlvs(cx: &mut Context<'_>, mut p: Cursor<'_>, what: &'static str, names: &'static Table) -> Outcome {
    while p.len() > 0 {
        if p.len() < 2 {
            out!(cx, TOO_SHORT);
            return Ok(());
        }
        let (kind, len) = (p.peek(0)?, usize::from(p.peek(1)?));
        out!(
            cx,
            "\n\t  ",
            named(names, kind).or_text("Reserved"),
            " ",
            what,
            " Type (",
            kind,
            "), length ",
            len
        );
        if kind == 0 {
            return Ok(());
        }
        if len < 2 {
            out!(cx, "\n\t    ERROR: illegal length - should be >= 2");
            return Ok(());
        }
        if p.len() < len {
            out!(cx, TOO_SHORT);
            return Ok(());
        }
        p.at(len)?;
        let value = p.at(2)?.declare(len - 2);
        let is_known = match (what, kind) {
            ("Information", 1 | 2) => information(cx, value, len)?,
            ("Link Event", 1..=4) => event(cx, value, kind, len)?,
            _ => false,
        };
        if cx.verbose(2) || !is_known {
            cx.unknown_data("\n\t  ", p, len);
        }
        p.skip(len)?;
    }
    Ok(())
}

fn illegal(cx: &mut Context<'_>, shall: usize) {
    out!(cx, "\n\t    ERROR: illegal length - should be ", shall);
}

/// Prints who sends; answers whether it has the length that it must have.
fn information(cx: &mut Context<'_>, mut p: Cursor<'_>, len: usize) -> Result<bool, Stop> {
    if len != 16 {
        illegal(cx, 16);
        return Ok(false);
    }
    let (version, revision, state) = (p.u8()?, p.be_u16()?, p.u8()?);
    let (configuration, size, oui, vendor) = (p.u8()?, p.be_u16()?, p.be_u24()?, p.be_u32()?);
    out!(cx, "\n\t    OAM-Version ", version, ", Revision ", revision);
    out!(cx, "\n\t    State-Parser-Action ", named(PARSERS, state & 3).or_text("unknown"));
    out!(cx, ", State-MUX-Action ", named(MULTIPLEXERS, state & 4).or_text("unknown"));
    out!(
        cx,
        "\n\t    OAM-Config Flags [",
        bits(CONFIGURATION, configuration),
        "], OAM-PDU-Config max-PDU size "
    );
    out!(cx, size & 0x7ff);
    out!(cx, "\n\t    OUI ", named(OUIS, oui).or_text("Unknown"), " (0x", hex(oui, 6));
    out!(cx, "), Vendor-Private 0x", hex(vendor, 8));
    Ok(true)
}

/// Prints an event; answers whether it has the length that it must have.
fn event(cx: &mut Context<'_>, mut p: Cursor<'_>, kind: u8, len: usize) -> Result<bool, Stop> {
    // Symbols are counted in 64 bits, frames in 32 or 16.
    let (window, threshold, errors, total) = match kind {
        1 => (8, 8, 8, 8),
        2 => (2, 4, 4, 8),
        3 => (4, 4, 4, 8),
        _ => (2, 2, 2, 4),
    };
    let shall = 2 + 2 + window + threshold + errors + total + 4;
    if len != shall {
        illegal(cx, 40);
        return Ok(false);
    }
    let stamp = p.be_u16()?;
    let mut number = |width: usize| {
        p.take(width).map(|bytes| bytes.iter().fold(0u64, |value, byte| value << 8 | u64::from(*byte)))
    };
    out!(cx, "\n\t    Timestamp ", u32::from(stamp) * 100, " ms, Errored Window ", number(window)?);
    out!(cx, "\n\t    Errored Threshold ", number(threshold)?, "\n\t    Errors ", number(errors)?);
    out!(cx, "\n\t    Error Running Total ", number(total)?, "\n\t    Event Running Total ", number(4)?);
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn information_and_loopback() {
        let text = printed(print, 1, b"\0\x50\0\x01\x10\x01\0\0\0\x1d\x05\xdc\0\0\x0c\0\0\0\x01");
        assert!(
            text.starts_with("\n\tCode Information OAM PDU, Flags [Local Stable, Remote Stable]\n\t  Local"),
            "{text}"
        );
        assert!(text.ends_with("\n\t    OUI Cisco (0x00000c), Vendor-Private 0x00000001"), "{text}");
        let text = printed(print, 1, b"\0\0\x04\x01");
        assert!(text.ends_with("\n\t  Command Enable OAM Remote Loopback (1)"), "{text}");
        assert_eq!(printed(print, 1, b"\0\0"), TOO_SHORT);
    }
}
