//! Options with which routers that speak PIM greet each other (RFC 7761 section 4.9.2).

use super::pim_address::Addresses;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Span, Table, hex, named, out},
    stop::{Outcome, Stop},
};

const OPTIONS: &Table = &[
    (1, "Hold Time"),
    (2, "LAN Prune Delay"),
    (18, "DR Priority (Old)"),
    (19, "DR Priority"),
    (20, "Generation ID"),
    (21, "State Refresh Capability"),
    (22, "Bi-Directional Capability"),
    (24, "Address List"),
    (65001, "Address List (Old)"),
];

/// Prints options.
pub(super) fn print(cx: &mut Context<'_>, addresses: Addresses, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() < 4 {
            return Err(Stop::Truncated);
        }
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        out!(cx, "\n\t  ", named(OPTIONS, kind).or_text("Unknown"), " Option (", kind, "), length ", len);
        out!(cx, ", Value: ");
        if len > p.len() {
            return Err(Stop::Truncated);
        }
        p.at(len)?;
        let shall = match kind {
            1 => 2,
            2 | 18..=21 => 4,
            _ => len,
        };
        if len != shall {
            out!(cx, "[option length ", len, " != ", shall, "]");
            return cx.invalid();
        }
        let value = p.split(len);
        option(cx, kind, addresses, value.limit(len))?;
        if cx.verbose(2) {
            cx.unknown_data("\n\t    ", value, len);
        }
    }
    Ok(())
}

fn option(cx: &mut Context<'_>, kind: u16, addresses: Addresses, mut p: Cursor<'_>) -> Outcome {
    match kind {
        1 => out!(cx, Span(p.be_u16()?.into())),
        2 => {
            let word = p.be_u16()?;
            out!(cx, "\n\t    T-bit=", word >> 15, ", LAN delay ", word & 0x7fff, "ms, Override interval ");
            out!(cx, p.be_u16()?, "ms");
        }
        18 | 19 => out!(cx, p.be_u32()?),
        20 => out!(cx, "0x", hex(p.be_u32()?, 8)),
        21 => {
            out!(cx, "v", p.u8()?);
            let interval = p.u8()?;
            if interval != 0 {
                out!(cx, ", interval ", Span(interval.into()));
            }
            let reserved = p.be_u16()?;
            if reserved != 0 {
                out!(cx, " ?0x", hex(reserved, 4), "?");
            }
        }
        22 => {}
        24 | 65001 => {
            while cx.verbose(2) && p.len() > 0 {
                out!(cx, "\n\t    ");
                addresses.unicast(cx, &mut p)?;
            }
        }
        _ if !cx.verbose(2) => cx.unknown_data("\n\t    ", p, p.len()),
        _ => {}
    }
    Ok(())
}
