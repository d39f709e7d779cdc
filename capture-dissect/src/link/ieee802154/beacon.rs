//! Beacons (section 7.3.1): superframe (2 bytes), guaranteed time slots, addresses for which data is waiting.

use super::{Extended, Trouble, read};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, out},
};

const FLAGS: &Table =
    &[(0x1000, ", BLE enabled"), (0x4000, ", PAN Coordinator"), (0x8000, ", Association Permit")];

/// Prints the body of a beacon, up to what an application has put there.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(), Trouble> {
    let superframe = u16::from_le_bytes(read(p, "Truncated before beacon information")?);
    if cx.verbose(1) {
        out!(cx, "\n\tBeacon order = ", superframe & 0xf, ", Superframe order = ", superframe >> 4 & 0xf);
        out!(cx, ", Final CAP Slot = ", superframe >> 8 & 0xf, bits(FLAGS, superframe).or("").with(""));
    }
    slots(cx, p)?;
    pending(cx, p)
}

/// Count (3 bits), directions (1 byte), for each slot address (2 bytes), start and length (4 bits each).
fn slots(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(), Trouble> {
    let [specification] = read(p, "Truncated before GTS info")?;
    let count = usize::from(specification & 7);
    if count == 0 {
        if cx.verbose(1) {
            out!(cx, "\n\tGTS Descriptor Count = 0, ");
        }
        return Ok(());
    }
    let Ok(list) = p.take(1 + 3 * count) else {
        out!(cx, " ");
        return Err(Trouble::Told("Truncated GTS Info List"));
    };
    if let (Some((directions, slots)), true) = (list.split_first(), cx.verbose(2)) {
        out!(
            cx,
            "GTS Descriptor Count = ",
            count,
            ", GTS Directions Mask = ",
            hex(*directions & 0x7f, 2),
            ", [ "
        );
        for [low, high, _] in slots.as_chunks::<3>().0 {
            out!(cx, "[ ", hex(u16::from_le_bytes([*low, *high]), 4), ", Start slot = ", high & 0xf);
            out!(cx, ", Length = ", high >> 4, " ] ");
        }
        out!(cx, "]");
    }
    Ok(())
}

/// Short addresses (3 bits), a reserved bit, extended addresses (3 bits), the addresses.
fn pending(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(), Trouble> {
    let [counts] = read(p, "Truncated before pending addresses")?;
    let (short, extended) = (usize::from(counts & 7), usize::from(counts >> 4 & 7));
    if cx.verbose(1) {
        out!(cx, "\n\tPending address list, # short addresses = ", short);
        out!(cx, ", # extended addresses = ", extended);
    }
    if !p.has(2 * short + 8 * extended) {
        out!(cx, " ");
        return Err(Trouble::Told("Pending address list truncated"));
    }
    let is_shown = cx.verbose(2);
    if short > 0 && is_shown {
        out!(cx, ", Short address list = [ ");
    }
    for _ in 0..short {
        let address = p.le_u16()?;
        if is_shown {
            out!(cx, hex(address, 4), " ");
        }
    }
    if short > 0 && is_shown {
        out!(cx, "]");
    }
    if extended > 0 && is_shown {
        out!(cx, ", Extended address list = [ ");
    }
    for _ in 0..extended {
        let address = Extended(p.array()?);
        if is_shown {
            out!(cx, address, " ");
        }
    }
    if extended > 0 && is_shown {
        out!(cx, "]");
    }
    Ok(())
}
