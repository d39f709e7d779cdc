//! Routes that Babel announces (RFC 8966 section 4.6.9, draft-boutier-babel-source-specific-01).
//!
//! ```text
//!             0     1       2         3         4          6        8        10
//! update    +-----+-------+---------+---------+----------+--------+--------+--------
//!           | AE  | flags | bits    | omitted | interval | number | metric | prefix
//! ss-update | AE  | bits of the     | omitted | interval | number | metric | prefix, that of the source
//!           |     | source, of it   |         |          |        |        |
//!           +-----+-------+---------+---------+----------+--------+--------+--------
//! ```

use crate::{
    app::babel::{
        prefix::{self, Defaults},
        sub_tlv,
    },
    context::Context,
    cursor::Cursor,
    show::{Zeros, out},
    stop::{Outcome, Stop},
};

const FIXED: usize = 10;

/// Prints an update's flags.
pub(super) fn flags(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if p.len() < FIXED {
        return Err(Stop::Invalid);
    }
    let flags = p.peek(1)?;
    for (bits, name) in [(0x80, "/prefix"), (0x40, "/id"), (0x3f, "/unknown")] {
        if flags & bits != 0 {
            out!(cx, name);
        }
    }
    Ok(())
}

/// Prints an update.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>, defaults: &mut Defaults) -> Outcome {
    out!(cx, "\n\tUpdate");
    if p.len() < FIXED {
        return Err(Stop::Invalid);
    }
    let (encoding, flag_bits, bits, omitted) = (p.peek(0)?, p.peek(1)?, p.peek(2)?, p.peek(3)?);
    let rest = p.at(FIXED)?;
    let read = prefix::read(encoding, bits, omitted, rest.bytes(), defaults);
    let Some((prefix, used)) = read else { return Err(Stop::Invalid) };
    flags(cx, p)?;
    out!(cx, " ");
    if encoding == 0 {
        out!(cx, "any");
    } else {
        prefix.print(cx);
    }
    route(cx, p)?;
    if flag_bits & 0x80 != 0 {
        defaults.set(encoding, prefix);
    }
    sub_tlv::print(cx, rest.at(used)?, 8)
}

/// Prints an update with a source.
pub(super) fn print_with_source(cx: &mut Context<'_>, p: Cursor<'_>, defaults: &Defaults) -> Outcome {
    out!(cx, "\n\tSS-Update");
    if p.len() < FIXED {
        return Err(Stop::Invalid);
    }
    let (encoding, source_bits, bits, omitted) = (p.peek(0)?, p.peek(1)?, p.peek(2)?, p.peek(3)?);
    let rest = p.at(FIXED)?;
    let read = prefix::read(encoding, bits, omitted, rest.bytes(), defaults);
    let Some((prefix, used)) = read else { return Err(Stop::Invalid) };
    let read = prefix::read(encoding, source_bits, 0, rest.at(used)?.bytes(), defaults);
    let Some((source, _)) = read else { return Err(Stop::Invalid) };
    out!(cx, " ");
    prefix.print(cx);
    out!(cx, " from ");
    source.print(cx);
    route(cx, p)
}

fn route(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let (interval, number, metric) = (p.peek_u16(4)?, p.peek_u16(6)?, p.peek_u16(8)?);
    out!(cx, " metric ", metric, " seqno ", number, " interval ");
    if interval == u16::MAX {
        out!(cx, "infinity");
    } else {
        time(cx, interval);
    }
    Ok(())
}

/// Prints hundredths of a second.
pub(super) fn time(cx: &mut Context<'_>, hundredths: u16) {
    match hundredths {
        0 => out!(cx, "0.0s (bogus)"),
        _ => out!(cx, hundredths / 100, ".", Zeros((hundredths % 100).into(), 2), "s"),
    }
}
