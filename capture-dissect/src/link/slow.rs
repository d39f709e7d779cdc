//! Slow protocols (IEEE 802.3 annex 57A): link aggregation (802.1AX) and operation, administration and
//! maintenance (802.3 clause 57).
//!
//! ```text
//! LACP, marker: subtype, version, then TLVs: type, length (both counted), value
//! OAM:          subtype, flags (2), code, then by code TLVs or fields
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::oam,
    show::{Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const LACP: u8 = 1;
const MARKER: u8 = 2;
const OAM: u8 = 3;

const SUBTYPES: &Table = &[(1, "LACP"), (2, "MARKER"), (3, "OAM")];
const LACP_TLVS: &Table =
    &[(0, "Terminator"), (1, "Actor Information"), (2, "Partner Information"), (3, "Collector Information")];
const MARKER_TLVS: &Table = &[(0, "Terminator"), (1, "Marker Information")];

const STATE: &Table = &[
    (0x01, "Activity"),
    (0x02, "Timeout"),
    (0x04, "Aggregation"),
    (0x08, "Synchronization"),
    (0x10, "Collecting"),
    (0x20, "Distributing"),
    (0x40, "Default"),
    (0x80, "Expired"),
];

const TOO_SHORT: &str = "\n\t\t packet is too short";

/// Prints a frame's payload.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("slow");
    let len = p.len();
    let too_short = if cx.verbose(1) { TOO_SHORT } else { " (packet is too short)" };
    if len < 1 {
        out!(cx, too_short);
        return Ok(());
    }
    let frame = p;
    let subtype = p.u8()?;
    let name = named(SUBTYPES, subtype).or("unknown (", ")");
    match subtype {
        LACP | MARKER => {
            if len < 2 {
                out!(cx, too_short);
                return Ok(());
            }
            let version = p.u8()?;
            if version != 1 {
                out!(cx, name, " version ", version, " packet not supported");
                return Ok(());
            }
            out!(cx, name, "v", version, ", length ", len);
        }
        _ => out!(cx, name, ", length ", len),
    }
    match subtype {
        LACP | MARKER | OAM if !cx.verbose(1) => Ok(()),
        LACP | MARKER => aggregation(cx, p, subtype),
        OAM => oam::print(cx, p),
        _ => {
            cx.unknown_data("\n\t", frame, len);
            Ok(())
        }
    }
}

fn aggregation(cx: &mut Context<'_>, mut p: Cursor<'_>, subtype: u8) -> Outcome {
    let names = if subtype == LACP { LACP_TLVS } else { MARKER_TLVS };
    while p.len() > 0 {
        if p.len() < 2 {
            out!(cx, TOO_SHORT);
            return Ok(());
        }
        let (kind, len) = (p.peek(0)?, usize::from(p.peek(1)?));
        out!(cx, "\n\t", named(names, kind).or_text("Unknown"), " TLV (0x", hex(kind, 2), "), length ", len);
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
        tlv(cx, value, subtype, kind)?;
        if cx.verbose(2) {
            cx.unknown_data("\n\t  ", value, len - 2);
        }
        p.skip(len)?;
    }
    Ok(())
}

fn tlv(cx: &mut Context<'_>, mut p: Cursor<'_>, subtype: u8, kind: u8) -> Outcome {
    let shall = match (subtype, kind) {
        (LACP, 1 | 2) => 18,
        (LACP, 3) | (MARKER, 1) => 14,
        _ => {
            if !cx.verbose(2) {
                cx.unknown_data("\n\t  ", p, p.len());
            }
            return Ok(());
        }
    };
    if p.len() != shall {
        out!(cx, "\n\t    ERROR: illegal length - should be ", shall + 2);
        return Ok(());
    }
    match (subtype, kind) {
        (LACP, 3) => out!(cx, "\n\t  Max Delay ", p.be_u16()?),
        (LACP, _) => {
            let (priority, system, key) = (p.be_u16()?, p.mac()?, p.be_u16()?);
            let (port_priority, port, state) = (p.be_u16()?, p.be_u16()?, p.u8()?);
            out!(cx, "\n\t  System ", system, ", System Priority ", priority, ", Key ", key, ", Port ", port);
            out!(cx, ", Port Priority ", port_priority, "\n\t  State Flags [", bits(STATE, state), "]");
        }
        _ => {
            let (port, system, transaction) = (p.be_u16()?, p.mac()?, p.be_u32()?);
            out!(cx, "\n\t  Request System ", system, ", Request Port ", port);
            out!(cx, ", Request Transaction ID 0x", hex(transaction, 8));
        }
    }
    Ok::<(), Stop>(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn aggregation_shows_its_ends_with_v() {
        let frame = b"\x01\x01\x01\x14\x80\0\x02\0\0\0\0\x01\0\x0d\x80\0\0\x16\x85\0\0\0\0\0";
        assert_eq!(printed(print, 0, frame), "LACPv1, length 24");
        let text = "LACPv1, length 24\n\tActor Information TLV (0x01), length 20\n\t  System 02:00:00:00:00:01, \
                    System Priority 32768, Key 13, Port 22, Port Priority 32768\n\t  State Flags [Activity, \
                    Aggregation, Expired]\n\tTerminator TLV (0x00), length 0";
        assert_eq!(printed(print, 1, frame), text);
    }

    #[test]
    fn other_frames_are_named_or_dumped() {
        assert_eq!(printed(print, 0, b"\x02\x02"), "MARKER version 2 packet not supported");
        assert_eq!(printed(print, 0, b"\x09\x02"), "unknown (9), length 2\n\t0x0000:  0902");
        assert_eq!(printed(print, 0, b""), " (packet is too short)");
    }
}
