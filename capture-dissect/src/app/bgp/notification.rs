//! Why a session ends (RFC 4271 section 4.5, RFC 4486, RFC 9003).

use super::family::{Family, Subsequent};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, named, out},
    stop::Outcome,
};

const MAJOR: &Table = &[
    (1, "Message Header Error"),
    (2, "OPEN Message Error"),
    (3, "UPDATE Message Error"),
    (4, "Hold Timer Expired"),
    (5, "Finite State Machine Error"),
    (6, "Cease"),
    (7, "Capability Message Error"),
];
const HEADER: &Table =
    &[(1, "Connection Not Synchronized"), (2, "Bad Message Length"), (3, "Bad Message Type")];
const OPEN: &Table = &[
    (1, "Unsupported Version Number"),
    (2, "Bad Peer AS"),
    (3, "Bad BGP Identifier"),
    (4, "Unsupported Optional Parameter"),
    (5, "Authentication Failure"),
    (6, "Unacceptable Hold Time"),
    (7, "Capability Message Error"),
];
const UPDATE: &Table = &[
    (1, "Malformed Attribute List"),
    (2, "Unrecognized Well-known Attribute"),
    (3, "Missing Well-known Attribute"),
    (4, "Attribute Flags Error"),
    (5, "Attribute Length Error"),
    (6, "Invalid ORIGIN Attribute"),
    (7, "AS Routing Loop"),
    (8, "Invalid NEXT_HOP Attribute"),
    (9, "Optional Attribute Error"),
    (10, "Invalid Network Field"),
    (11, "Malformed AS_PATH"),
];
const STATE: &Table = &[
    (0, "Unspecified Error"),
    (1, "In OpenSent State"),
    (2, "In OpenConfirm State"),
    (3, "In Established State"),
];
const CEASE: &Table = &[
    (1, "Maximum Number of Prefixes Reached"),
    (2, "Administrative Shutdown"),
    (3, "Peer Unconfigured"),
    (4, "Administrative Reset"),
    (5, "Connection Rejected"),
    (6, "Other Configuration Change"),
    (7, "Connection Collision Resolution"),
];
const CAPABILITY: &Table = &[
    (1, "Invalid Action Value"),
    (2, "Invalid Capability Length"),
    (3, "Malformed Capability Value"),
    (4, "Unsupported Capability Code"),
];

/// Prints the message's body.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.need(2)?;
    if p.len() < 2 {
        return Ok(());
    }
    let (major, minor) = (p.u8()?, p.u8()?);
    out!(cx, ", ", named(MAJOR, major).or_text("Unknown Error"), " (", major, ")");
    let (comma, table) = match major {
        1 => (",", HEADER),
        2 => (",", OPEN),
        3 => (",", UPDATE),
        5 => ("", STATE),
        6 => (",", CEASE),
        7 => ("", CAPABILITY),
        _ => return Ok(()),
    };
    out!(cx, comma, " subcode ", named(table, minor).or_text("Unknown"), " (", minor, ")");
    match (major, minor) {
        (6, 1) if p.len() >= 7 => {
            let (afi, safi) = (p.be_u16()?, p.u8()?);
            out!(cx, ", ", Family(afi), ", ", Subsequent(safi), ", Max Prefixes: ", p.be_u32()?);
        }
        (6, 2 | 4) if p.len() >= 1 => communication(cx, p)?,
        _ => {}
    }
    Ok(())
}

/// What an operator has to say (RFC 9003).
fn communication(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let mut text = p;
    let len = text.u8()?;
    if len == 0 {
        out!(cx, ", no Shutdown Communication");
    } else if usize::from(len) > text.len() {
        out!(cx, ", invalid Shutdown Communication length, Data: (length: ", p.len(), ")");
        cx.unknown_data("\n\t\t", p, p.len());
    } else {
        let said = Safe(text.take(len.into())?);
        out!(cx, ", Shutdown Communication (length: ", len, "): \"", said, "\"");
    }
    Ok(())
}
