//! What a network offers over its user interface (OIF UNI 1.0 section 9.3, an object of LMP).
//!
//! ```text
//! 1: signaling protocols (1), version (1), reserved (2)
//! 2: link type (1), signal type (1), transparency (1), concatenation (1), least and most
//!    components of it, least and most members of virtual concatenation (2 each), interface (4)
//! 3: reserved (3), transparency (1), reserved (3), tandem connection monitoring (1)
//! 4: reserved (3), diversity (1)
//! ```

use crate::{
    app::lmp::object::{Id, sized},
    context::Context,
    cursor::Cursor,
    show::{Table, bits, named, out},
    stop::{Outcome, Stop},
};

const PROTOCOLS: &Table = &[(1, "RSVP Supported"), (2, "LDP Supported")];

const SDH: u8 = 5;
const SONET: u8 = 6;
const LINKS: &Table = &[(5, "SDH ITU-T G.707"), (6, "SONET ANSI T1.105")];

const SDH_SIGNALS: &Table = &[
    (5, "VC-3"),
    (6, "VC-4"),
    (7, "STM-0"),
    (8, "STM-1"),
    (9, "STM-4"),
    (10, "STM-16"),
    (11, "STM-64"),
    (12, "STM-256"),
];

const SONET_SIGNALS: &Table = &[
    (5, "STS-1 SPE"),
    (6, "STS-3c SPE"),
    (7, "STS-1"),
    (8, "STM-3"),
    (9, "STM-12"),
    (10, "STM-48"),
    (11, "STM-192"),
    (12, "STM-768"),
];

const TRANSPARENCY: &Table = &[
    (1, "Path/VC Overhead Transparency Supported"),
    (2, "Line/MS Overhead Transparency Supported"),
    (4, "Section/RS Overhead Transparency Supported"),
];

const CONCATENATION: &Table = &[(1, "Contiguous Concatenation Types Supported")];

const NETWORK_TRANSPARENCY: &Table =
    &[(1, "Standard SOH/RSOH Transparency Supported"), (2, "Standard LOH/MSOH Transparency Supported")];

const MONITORING: &Table = &[(1, "Transparent Tandem Connection Monitoring Supported")];

const DIVERSITY: &Table =
    &[(1, "Node Diversity Supported"), (2, "Link Diversity Supported"), (4, "SRLG Diversity Supported")];

/// Prints the object; answers whether its type is known.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>, kind: u8) -> Result<bool, Stop> {
    match kind {
        1 => sized(cx, p, 4, protocols)?,
        2 => sized(cx, p, 16, port)?,
        3 => sized(cx, p, 8, transparency)?,
        4 => sized(cx, p, 4, diversity)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn protocols(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t Flags: ", bits(PROTOCOLS, p.u8()?), "\n\t  UNI Version: ", p.u8()?);
    Ok(())
}

fn port(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let (link, signal) = (p.u8()?, p.u8()?);
    out!(cx, "\n\t Link Type: ", named(LINKS, link).or_text("Unknown"), " (", link, ")");
    if let SDH | SONET = link {
        let signals = if link == SDH { SDH_SIGNALS } else { SONET_SIGNALS };
        out!(cx, "\n\t Signal Type: ", named(signals, signal).or_text("Unknown"), " (", signal, ")");
    }
    out!(cx, "\n\t Transparency: ", bits(TRANSPARENCY, p.u8()?));
    out!(cx, "\n\t Contiguous Concatenation Types: ", bits(CONCATENATION, p.u8()?));
    out!(cx, "\n\t Minimum NCC: ", p.be_u16()?, "\n\t Maximum NCC: ", p.be_u16()?);
    out!(cx, "\n\t Minimum NVC:", p.be_u16()?, "\n\t Maximum NVC:", p.be_u16()?);
    Id::V4.print(cx, p, "Local Interface ID")
}

fn transparency(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t Transparency Flags: ", bits(NETWORK_TRANSPARENCY, p.peek(3)?));
    out!(cx, "\n\t TCM Monitoring Flags: ", bits(MONITORING, p.peek(7)?));
    Ok(())
}

fn diversity(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t Diversity: Flags: ", bits(DIVERSITY, p.peek(3)?));
    Ok(())
}
