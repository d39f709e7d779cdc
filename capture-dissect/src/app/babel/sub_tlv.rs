//! Sub-TLVs of Babel (RFC 8966 section 4.4, RFC 9229, draft-chroboczek-babel-diversity-routing).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Float, hex, out},
    stop::Outcome,
};

const HELLO: u8 = 4;
const IHU: u8 = 5;
const UPDATE: u8 = 8;

/// Bit of types that must be understood.
const MANDATORY: u8 = 0x80;

/// Prints the sub-TLVs of a TLV of this type.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>, within: u8) -> Outcome {
    while p.len() > 0 {
        let kind = p.u8()?;
        if kind & MANDATORY != 0 {
            out!(cx, " (M)");
        }
        if kind == 0 {
            out!(cx, " sub-pad1");
            continue;
        }
        if p.len() == 0 {
            return cx.invalid();
        }
        let len = usize::from(p.u8()?);
        if len > p.len() {
            return cx.invalid();
        }
        let contents = p.split(len);
        match kind {
            1 => out!(cx, " sub-padn"),
            2 => diversity(cx, contents, within)?,
            3 => timestamp(cx, contents, within)?,
            _ => out!(cx, " sub-unknown-0x", hex(kind, 2)),
        }
    }
    Ok(())
}

/// The channels that a route takes.
fn diversity(cx: &mut Context<'_>, mut p: Cursor<'_>, within: u8) -> Outcome {
    out!(cx, " sub-diversity");
    if p.len() == 0 {
        out!(cx, " empty");
        return Ok(());
    }
    let mut separator = " ";
    while p.len() > 0 {
        out!(cx, separator, p.u8()?);
        separator = "-";
    }
    if within != UPDATE {
        out!(cx, " (bogus)");
    }
    Ok(())
}

/// When something was sent or received, in microseconds.
fn timestamp(cx: &mut Context<'_>, mut p: Cursor<'_>, within: u8) -> Outcome {
    out!(cx, " sub-timestamp");
    match within {
        HELLO if p.len() >= 4 => out!(cx, " ", seconds(p.be_u32()?), "s"),
        IHU if p.len() >= 8 => out!(cx, " ", seconds(p.be_u32()?), "s|", seconds(p.be_u32()?), "s"),
        HELLO | IHU => return cx.invalid(),
        _ => out!(cx, " (bogus)"),
    }
    Ok(())
}

fn seconds(microseconds: u32) -> Float {
    Float(f64::from(microseconds) / 1_000_000.0, 6)
}
