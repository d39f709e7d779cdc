//! Queues of a port (OpenFlow 1.0 sections 5.2.2 and 5.3.4).
//!
//! ```text
//! port (2), padding (6), queues:      number (4), length (2), padding (2), properties
//! a property:                         type (2), length (2), padding (4), what the type needs
//! ```

use super::{
    super::{bogus, contained, ignore},
    port::Port,
};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, Table, named, out},
    stop::{Outcome, Stop},
};

const PROPERTIES: &Table = &[(0, "NONE"), (1, "MIN_RATE")];
const HEADER: usize = 8;
/// A tenth of a percent is the unit of rates; no more than all is a rate.
const MAX_RATE: u16 = 1000;

/// Prints the queues of a port.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t port ", Port(p.be_u16()?));
    p.skip(6)?;
    while p.len() > 0 {
        if p.len() < HEADER {
            return Err(Stop::Invalid);
        }
        out!(cx, "\n\t  queue_id ", p.be_u32()?);
        let len = usize::from(p.be_u16()?);
        out!(cx, ", len ", len);
        let Some(body_len) = len.checked_sub(HEADER).filter(|body_len| *body_len + 2 <= p.len()) else {
            return Err(Stop::Invalid);
        };
        p.skip(2)?;
        let mut body = p.split(body_len);
        match cx.verbose(2) {
            true => contained(cx, body, properties)?,
            false => ignore(&mut body)?,
        }
    }
    Ok(())
}

fn properties(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() < HEADER {
            return Err(Stop::Invalid);
        }
        let kind = p.be_u16()?;
        out!(cx, "\n\t   property ", named(PROPERTIES, kind).or_hex("invalid (0x", 4, ")"));
        let len = usize::from(p.be_u16()?);
        out!(cx, ", len ", len);
        let Some(body_len) = len.checked_sub(HEADER).filter(|body_len| *body_len + 4 <= p.len()) else {
            return Err(Stop::Invalid);
        };
        let is_possible = match kind {
            0 => len == 8,
            1 => len == 16,
            _ => true,
        };
        out!(cx, bogus(!is_possible));
        p.skip(4)?;
        let mut body = p.split(body_len);
        if (kind, len) == (1, 16) {
            out!(cx, ", rate ", Rate(body.be_u16()?));
        }
        ignore(&mut body)?;
    }
    Ok(())
}

/// A share of a port's speed.
#[derive(Clone, Copy)]
struct Rate(u16);

impl Show for Rate {
    fn show(self, cx: &mut Context<'_>) {
        match self.0 {
            0..=MAX_RATE => out!(cx, self.0 / 10, ".", self.0 % 10, "%"),
            _ => out!(cx, "disabled"),
        }
    }
}
