//! Traffic engineering in link states (RFC 3630, RFC 4124, RFC 4203).

use crate::{
    context::Context,
    cursor::Cursor,
    net::traffic::{self, ENCODINGS, MODELS, PROTECTION, SWITCHING},
    show::{Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const TLVS: &Table = &[(1, "Router Address"), (2, "Link")];
const LINK: u16 = 2;
const RISK_GROUP: u16 = 16;
const SUBTLVS: &Table = &[
    (1, "Link Type"),
    (2, "Link ID"),
    (3, "Local Interface IP address"),
    (4, "Remote Interface IP address"),
    (5, "Traffic Engineering Metric"),
    (6, "Maximum Bandwidth"),
    (7, "Maximum Reservable Bandwidth"),
    (8, "Unreserved Bandwidth"),
    (9, "Administrative Group"),
    (11, "Link Local/Remote Identifier"),
    (14, "Link Protection Type"),
    (15, "Interface Switching Capability"),
    (16, "Shared Risk Link Group"),
    (17, "Bandwidth Constraints"),
];
const LINK_TYPES: &Table = &[(1, "Point-to-point"), (2, "Multi-Access")];
/// Prints TLVs, up to one that makes no sense.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() < 4 {
            out!(cx, "\n\t    Remaining LS length ", p.len(), " < 4");
            return Ok(());
        }
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        out!(cx, "\n\t    ", named(TLVS, kind).or_text("unknown"), " TLV (", kind, "), length: ", len);
        if len > p.len() {
            out!(cx, "\n\t    Bogus length ", len, " > ", p.len());
            return Ok(());
        }
        match kind {
            1 if len < 4 => {
                out!(cx, "\n\t    TLV length ", len, " < 4");
                return Ok(());
            }
            1 => out!(cx, ", ", p.at(0)?.ipv4()?),
            LINK => {
                let makes_sense = link(cx, p.declare(len))?;
                if !makes_sense {
                    return Ok(());
                }
            }
            _ if !cx.verbose(2) => {
                p.at(len)?;
                cx.unknown_data("\n\t      ", p, len);
            }
            _ => {}
        }
        p.pass(len.next_multiple_of(4));
    }
    Ok(())
}

fn link(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    while p.len() > 0 {
        if p.len() < 4 {
            out!(cx, "\n\t    Remaining TLV length ", p.len(), " < 4");
            return Ok(false);
        }
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        if len == 0 {
            break;
        }
        out!(
            cx,
            "\n\t      ",
            named(SUBTLVS, kind).or_text("unknown"),
            " subTLV (",
            kind,
            "), length: ",
            len
        );
        if len > p.len() {
            out!(cx, "\n\t    Remaining TLV length ", p.len() + 4, " < ", len + 4);
            return Ok(false);
        }
        p.at(len)?;
        if !is_possible(cx, kind, len) {
            cx.invalid()?;
            return Ok(false);
        }
        subtlv(cx, kind, p.declare(len))?;
        if kind == RISK_GROUP {
            // What follows is looked for as if the groups stood there twice.
            p = p.at(len)?.declare(p.len());
        }
        p.pass(len.next_multiple_of(4));
    }
    Ok(true)
}

/// Whether a value may be so long; says how long it must be.
fn is_possible(cx: &mut Context<'_>, kind: u16, len: usize) -> bool {
    let (possible, shall) = match kind {
        1 => (len == 1, " != 1"),
        2 | 11 => (matches!(len, 4 | 8), " != 4 && != 8"),
        3..=7 | 9 | 14 => (len == 4, " != 4"),
        8 => (len == 32, " != 32"),
        15 => (len >= 36, " < 36"),
        RISK_GROUP => (len.is_multiple_of(4), " != N x 4"),
        17 => (len >= 4, " < 4"),
        _ => (true, ""),
    };
    if !possible {
        out!(cx, shall);
    }
    possible
}

fn subtlv(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Outcome {
    match kind {
        1 => {
            let kind = p.u8()?;
            out!(cx, ", ", named(LINK_TYPES, kind).or_text("unknown"), " (", kind, ")");
        }
        2 | 11 => {
            while p.len() > 0 {
                let word = p.peek_u32(0)?;
                out!(cx, ", ", p.ipv4()?, " (0x", hex(word, 8), ")");
            }
        }
        3 | 4 => out!(cx, ", ", p.ipv4()?),
        5 => out!(cx, ", Metric ", p.be_u32()?),
        6 | 7 => {
            out!(cx, ", ");
            traffic::bandwidth(cx, &mut p)?;
        }
        8 => traffic::bandwidths(cx, p, 8, "\n\t\tTE-Class ")?,
        9 => out!(cx, ", 0x", hex(p.be_u32()?, 8)),
        14 => out!(cx, ", ", bits(PROTECTION, p.u8()?)),
        15 => {
            let [switching, encoding, ..]: [u8; 4] = p.array()?;
            out!(
                cx,
                "\n\t\tInterface Switching Capability: ",
                named(SWITCHING, switching).or_text("Unknown")
            );
            out!(cx, "\n\t\tLSP Encoding: ", named(ENCODINGS, encoding).or_text("Unknown"));
            out!(cx, "\n\t\tMax LSP Bandwidth:");
            traffic::bandwidths(cx, p, 8, "\n\t\t  priority level ")?;
        }
        RISK_GROUP => {
            let mut separator = "\n\t\t  Shared risk group: ";
            while p.len() > 0 {
                out!(cx, separator, p.be_u32()?);
                separator = ", ";
            }
        }
        17 => {
            let len = p.len();
            let [model, ..]: [u8; 4] = p.array()?;
            out!(cx, "\n\t\tBandwidth Constraints Model ID: ", named(MODELS, model).or_text("unknown"));
            out!(cx, " (", model, ")");
            if len > 36 {
                out!(cx, "\n\t\tlength ", len, " > 36");
                return cx.invalid();
            }
            traffic::bandwidths(cx, p, p.len() / 4, "\n\t\t  Bandwidth constraint CT")?;
        }
        _ if !cx.verbose(2) => cx.unknown_data("\n\t\t", p, p.len()),
        _ => {}
    }
    Ok(())
}
