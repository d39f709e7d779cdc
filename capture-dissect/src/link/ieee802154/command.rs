//! MAC commands (section 7.5): identifier (1 byte), fields.

use super::{Trouble, read};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, named, out},
    stop::Stop,
};

const COMMANDS: &Table = &[
    (0x01, "Association Request command"),
    (0x02, "Association Response command"),
    (0x03, "Disassociation Notification command"),
    (0x04, "Data Request command"),
    (0x05, "PAN ID Conflict Notification command"),
    (0x06, "Orphan Notification command"),
    (0x07, "Beacon Request command"),
    (0x08, "Coordinator realignment command"),
    (0x09, "GTS request command"),
    (0x0a, "TRLE Management Request command"),
    (0x0b, "TRLE Management Response command"),
    (0x13, "DSME Association Request command"),
    (0x14, "DSME Association Response command"),
    (0x15, "DSME GTS Request command"),
    (0x16, "DSME GTS Response command"),
    (0x17, "DSME GTS Notify command"),
    (0x18, "DSME Information Request command"),
    (0x19, "DSME Information Response command"),
    (0x1a, "DSME Beacon Allocation Notification command"),
    (0x1b, "DSME Beacon Collision Notification command"),
    (0x1c, "DSME Link Report command"),
    (0x20, "RIT Data Request command"),
    (0x21, "DBS Request command"),
    (0x22, "DBS Response command"),
    (0x23, "RIT Data Response command"),
];

const CAPABILITIES: &Table = &[
    (0x04, "AC powered, "),
    (0x08, "Receiver on when idle, "),
    (0x10, "Fast association, "),
    (0x40, "Security supported, "),
    (0x80, "Allocate address, "),
];
const FULL_DEVICE: u8 = 0x02;

const STATUSES: &Table = &[
    (0x00, "Association successful"),
    (0x01, "PAN at capacity"),
    (0x02, "PAN access denied"),
    (0x03, "Hooping sequence offset duplication"),
    (0x80, "Fast association successful"),
];

/// Prints a command; moves behind what it has shown of it.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(), Trouble> {
    let [command] = read(p, "Truncated before Command ID")?;
    out!(cx, "Command ID = ", named(COMMANDS, command).or_hex("Reserved 0x", 2, ""), " ");
    let fields = p.bytes();
    let invalid = match (command, fields) {
        (_, []) => None,
        (1, [capabilities]) => {
            out!(cx, if capabilities & FULL_DEVICE != 0 { "FFD, " } else { "RFD, " });
            out!(cx, bits(CAPABILITIES, *capabilities).or("").with(""));
            None
        }
        (1, _) => Some("Association request"),
        (2, [low, high, status]) => {
            out!(cx, "Short address = ", hex(u16::from_le_bytes([*low, *high]), 4), ", ");
            out!(cx, named(STATUSES, *status).or_hex("Status = 0x", 2, ""));
            None
        }
        (2, _) => Some("Association response"),
        (3, [reason]) => {
            disassociation(cx, *reason)?;
            None
        }
        (3, _) => Some("Disassociation Notification"),
        (4..=7, _) => return Ok(()),
        (8, [_, _, _, _, _, _, _] | [_, _, _, _, _, _, _, _]) => {
            realignment(cx, p)?;
            return Ok(());
        }
        (8, _) => Some("Coordinator Realignment"),
        (9, [slots]) => {
            out!(cx, "GTS Length = ", slots & 0xf);
            out!(cx, if slots & 0x10 != 0 { ", Receive-only GTS, " } else { ", Transmit-only GTS, " });
            out!(cx, if slots & 0x20 != 0 { "GTS allocation" } else { "GTS deallocations" });
            None
        }
        (9, _) => Some("GTS Request"),
        _ => {
            out!(cx, "Command Data = ");
            for byte in fields {
                out!(cx, hex(*byte, 2), " ");
            }
            return Ok(());
        }
    };
    match invalid {
        Some(what) => out!(cx, "Invalid ", what, " command length"),
        None => p.skip(fields.len())?,
    }
    Ok(())
}

fn disassociation(cx: &mut Context<'_>, reason: u8) -> Result<(), Stop> {
    match reason {
        0 => out!(cx, "Reserved"),
        1 => out!(cx, "Reason = The coordinator wishes the device to leave PAN"),
        2 => out!(cx, "Reason = The device wishes to leave the PAN"),
        // tcpdump looks for the number behind it.
        _ => return Err(Stop::Truncated),
    }
    Ok(())
}

/// PAN (2 bytes), coordinator (2), channel (1), address (2), page (1, may be missing), whose highest bit says
/// that the others belong to the channel.
fn realignment(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(), Stop> {
    let (pan, coordinator) = (p.le_u16()?, p.le_u16()?);
    let channel = p.u8()?;
    let address = p.le_u16()?;
    let page = p.u8().ok();
    out!(cx, "Pan ID = 0x", hex(pan, 4), ", Coordinator short address = ", hex(coordinator, 4));
    out!(cx, ", Channel Number = ");
    match page {
        Some(high @ 0x80..) => out!(cx, u16::from_be_bytes([high & 0x7f, channel])),
        Some(page) => out!(cx, channel, ", page = ", page),
        None => out!(cx, channel),
    }
    out!(cx, ", Short address = ", hex(address, 4));
    Ok(())
}
