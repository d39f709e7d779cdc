//! Information elements (section 7.4): those of the header, then those of the payload.
//!
//! ```text
//!  15    14              7 6           0           15    14      11 10                   0
//! +-----+-----------------+-------------+         +-----+----------+----------------------+
//! |  0  | identifier (8)  | length (7)  |         |  1  | id. (4)  |     length (11)      |
//! +-----+-----------------+-------------+         +-----+----------+----------------------+
//! ```

use super::{Trouble, read};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, name, out},
};

const NAMES: &Table = &[
    (0x00, "Vendor Specific Header IE"),
    (0x1a, "LE CSL IE"),
    (0x1b, "LE RIT IE"),
    (0x1c, "DSME PAN descriptor IE"),
    (0x1d, "Rendezvous Time IE"),
    (0x1e, "Time Correction IE"),
    (0x21, "Extended DSME PAN descriptor IE"),
    (0x22, "Fragment Sequence Context Description IE"),
    (0x23, "Simplified Superframe Specification IE"),
    (0x24, "Simplified GTS Specification IE"),
    (0x25, "LECIM Capabilities IE"),
    (0x26, "TRLE Descriptor IE"),
    (0x27, "RCC Capabilities IE"),
    (0x28, "RCCN Descriptor IE"),
    (0x29, "Global Time IE"),
    (0x2a, "Omnibus Header IE"),
    (0x2b, "DA IE"),
    (0x7e, "Header Termination 1 IE"),
    (0x7f, "Header Termination 2 IE"),
];
const PAYLOAD_FOLLOWS: u16 = 0x7e;
const BODY_FOLLOWS: u16 = 0x7f;
/// Identifiers from here on are none.
const UNKNOWN: u16 = 0x80;

const PAYLOAD_NAMES: &Table = &[
    (0x0, "ESDU IE"),
    (0x1, "MLME IE"),
    (0x2, "Vendor Specific Nested IE"),
    (0x3, "Multiplexed IE (802.15.9)"),
    (0x4, "Omnibus Payload Group IE"),
    (0x5, "IETF IE"),
    (0xf, "List termination"),
];
const END: u16 = 0xf;

const MISSING: &str = "Truncated header IE";
const MISSING_DATA: &str = "Truncated IE data";
const OF_PAYLOAD: u16 = 0x8000;

/// Prints the elements up to the one that ends them.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(), Trouble> {
    loop {
        let word = u16::from_le_bytes(read(p, MISSING)?);
        if word & OF_PAYLOAD != 0 {
            out!(cx, "[ERROR: Header IE with type 1] ");
        }
        let (id, len) = (word >> 7 & 0xff, word & 0x7f);
        match id {
            UNKNOWN.. => {
                out!(cx, "Reserved Element ID ", hex(id, 2), ", length = ", len, " ");
                if len > 0 {
                    data(cx, p, len)?;
                }
                out!(cx, "] ");
            }
            _ => {
                element(cx, p, name(NAMES, id), id, len)?;
                out!(cx, "] ");
            }
        }
        match id {
            PAYLOAD_FOLLOWS => return payload(cx, p),
            BODY_FOLLOWS => return Ok(()),
            _ if p.bytes().is_empty() => return Ok(()),
            _ => {}
        }
    }
}

fn payload(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(), Trouble> {
    loop {
        let word = u16::from_le_bytes(read(p, MISSING)?);
        if word & OF_PAYLOAD == 0 {
            out!(cx, "[ERROR: Payload IE with type 0] ");
        }
        let (id, len) = (word >> 11 & 0xf, word & 0x3ff);
        element(cx, p, name(PAYLOAD_NAMES, id), id, len)?;
        out!(cx, "]\n\t");
        if id == END || p.bytes().is_empty() {
            return Ok(());
        }
    }
}

fn element(
    cx: &mut Context<'_>,
    p: &mut Cursor<'_>,
    name: Option<&str>,
    id: u16,
    len: u16,
) -> Result<(), Trouble> {
    match name {
        Some(name) => out!(cx, "\n\t", name, " ["),
        None => out!(cx, "\n\tReserved 0x", hex(id, 2), " ["),
    }
    if len > 0 {
        out!(cx, " length = ", len, ", ");
        data(cx, p, len)?;
    }
    Ok(())
}

fn data(cx: &mut Context<'_>, p: &mut Cursor<'_>, len: u16) -> Result<(), Trouble> {
    let data = p.take(len.into()).map_err(|_| Trouble::Told(MISSING_DATA))?;
    out!(cx, "IE Data = ");
    for byte in data {
        out!(cx, hex(*byte, 2), " ");
    }
    Ok(())
}
