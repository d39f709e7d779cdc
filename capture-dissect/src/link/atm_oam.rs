//! Cells for operation and maintenance of ATM (ITU-T I.610), without the header's checksum.
//!
//! ```text
//!  0              4                           5
//! +--------------+---------------------------+-------------------------+----------------------
//! | cell header  | cell (4), function (4 bit)| 45 bytes                | reserved (6), CRC-10
//! +--------------+---------------------------+-------------------------+----------------------
//!  VPI (12 bits), VCI (16), payload type (3), loss priority (1)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::Outcome,
};

const PAYLOADS: &Table = &[
    (0, "user data, uncongested, SDU 0"),
    (1, "user data, uncongested, SDU 1"),
    (2, "user data, congested, SDU 0"),
    (3, "user data, congested, SDU 1"),
    (4, "VCC OAM F5 flow segment"),
    (5, "VCC OAM F5 flow end-to-end"),
    (6, "Traffic Control and resource Mgmt"),
];
const CELLS: &Table = &[
    (FAULT, "Fault Management"),
    (2, "Performance Management"),
    (8, "activate/deactivate"),
    (15, "System Management"),
];
const FAULT: u32 = 1;
const FAULTS: &Table = &[(0, "AIS"), (1, "RDI"), (4, "Continuity Check"), (8, "Loopback")];
const PERFORMANCE: &Table =
    &[(0, "Forward Monitoring"), (1, "Backward Reporting"), (2, "Monitoring and Reporting")];
const ACTIVATION: &Table = &[(0, "Performance Monitoring"), (1, "Continuity Check")];
/// Bytes of a cell behind its header.
const CELL: usize = 48;

/// Prints a cell before whose header its checksum stands.
pub(super) fn print_with_checksum(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("oam");
    print(cx, p.at(1)?.declare(p.len()))
}

/// Prints a cell.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("oam");
    let len = p.len();
    let header = p.be_u32()?;
    let cell = p.bytes().first_chunk::<CELL>();
    let kinds = p.u8()?;
    out!(cx, "OAM F5, vpi ", header >> 20 & 0xff, ", vci ", header >> 4 & 0xffff);
    out!(cx, ", payload [ ", named(PAYLOADS, header >> 1 & 7).or_text("Unknown"), " ], clp ", header & 1);
    out!(cx, ", length ", len);
    if !cx.verbose(1) {
        return Ok(());
    }
    let (kind, function) = (kinds >> 4, kinds & 0xf);
    out!(cx, "\n\tcell-type ", named(CELLS, kind).or_text("unknown"), " (", kind, ")");
    let functions = match kind {
        1 => Some(FAULTS),
        2 => Some(PERFORMANCE),
        8 => Some(ACTIVATION),
        _ => None,
    };
    match functions {
        Some(functions) => out!(cx, ", func-type ", named(functions, function).or_text("none")),
        None => out!(cx, ", func-type unknown"),
    }
    out!(cx, " (", function, ")");
    p.at(CELL - 1)?;
    match (kind, function) {
        (1, 8) => loopback(cx, &mut p)?,
        (1, 0 | 1) => defect(cx, &mut p)?,
        _ => {}
    }
    if let Some([.., high, low]) = cell {
        let given = u16::from_be_bytes([*high, *low]) & 0x3ff;
        let is_right = cell.is_some_and(|cell| checksum(cell) == 0);
        out!(cx, "\n\tcksum 0x", hex(given, 3), " (", if is_right { "" } else { "in" }, "correct)");
    }
    Ok(())
}

/// Request or reply (1), tag (4), a byte that is passed over, where it shall be looped (12), who sent it (12).
fn loopback(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let what = if p.u8()? & 1 != 0 { "Request" } else { "Reply" };
    out!(cx, "\n\tLoopback-Indicator ", what, ", Correlation-Tag 0x", hex(p.be_u32()?, 8));
    p.skip(1)?;
    out!(cx, "\n\tLocation-ID ");
    words(cx, p, 6)?;
    out!(cx, "\n\tSource-ID   ");
    words(cx, p, 6)
}

/// Type of the failure (1), a byte that is passed over, its place (16).
fn defect(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\tFailure-type 0x", hex(p.u8()?, 2));
    p.skip(1)?;
    out!(cx, "\n\tLocation-ID ");
    words(cx, p, 8)
}

fn words(cx: &mut Context<'_>, p: &mut Cursor<'_>, count: usize) -> Outcome {
    for _ in 0..count {
        out!(cx, hex(p.be_u16()?, 4), " ");
    }
    Ok(())
}

/// CRC-10 (x^10 + x^9 + x^5 + x^4 + x + 1) of a cell that ends with one: zero where it is right.
fn checksum(cell: &[u8]) -> u16 {
    cell.iter().fold(0, |sum, byte| {
        (0..8).rev().fold(sum, |sum: u16, bit| {
            let next = sum << 1 | u16::from(byte >> bit & 1);
            if next & 0x400 == 0 { next } else { next ^ 0x633 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_cell_ends_with_its_checksum() {
        let mut cell = [0; 4 + CELL];
        cell[..6].copy_from_slice(&[0, 0x10, 0, 0x2a, 0x18, 1]);
        let head = "OAM F5, vpi 1, vci 2, payload [ VCC OAM F5 flow end-to-end ], clp 0, length 52";
        assert_eq!(printed(print, 0, &cell), head);
        let sum = checksum(&cell[4..]);
        cell[50..].copy_from_slice(&sum.to_be_bytes());
        let text = printed(print, 1, &cell);
        assert!(text.contains("\n\tLoopback-Indicator Request, Correlation-Tag 0x00000000\n\t"), "{text}");
        assert!(text.ends_with(" (correct)"), "{text}");
        assert!(printed(print, 1, &cell[..20]).ends_with("func-type Loopback (8) [|oam]"));
    }
}
