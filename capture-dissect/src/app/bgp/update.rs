//! Routes that come and go (RFC 4271 section 4.3).
//!
//! ```text
//! +--------+------------------+--------+-----------------+--------+
//! | length | withdrawn routes | length | path attributes | routes |
//! +--------+------------------+--------+-----------------+--------+
//! ```

use super::{attribute, prefix};
use crate::{
    context::Context,
    cursor::Cursor,
    show::out,
    stop::{Outcome, Stop},
};

/// Prints the message's body.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.need(2)?;
    let withdrawn = usize::from(p.be_u16()?);
    if withdrawn == 1 || withdrawn > p.len() {
        return Err(Stop::Cut);
    }
    if withdrawn > 0 {
        out!(cx, "\n\t  Withdrawn routes:");
        if !routes(cx, p.declare(withdrawn))? {
            return Err(Stop::Cut);
        }
        p.pass(withdrawn);
    }
    p.need(2)?;
    let attributes = usize::from(p.be_u16()?);
    if attributes > p.len() {
        return Err(Stop::Cut);
    }
    if attributes == 0 && p.len() == 0 {
        out!(cx, "\n\t  End-of-Rib Marker (empty NLRI)");
        return Ok(());
    }
    if attributes > 0 {
        attribute::all(cx, p.declare(attributes), attribute::OUTER)?;
        p.pass(attributes);
    }
    if p.len() > 0 {
        out!(cx, "\n\t  Updated routes:");
        routes(cx, p)?;
    }
    Ok(())
}

/// Prints routes; answers whether all of their lengths are possible.
fn routes(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let has_ids = prefix::has_path_ids(p, 32);
    while p.len() > 0 {
        let id = if has_ids { Some(p.be_u32()?) } else { None };
        match prefix::ipv4(&mut p)? {
            Some(prefix) => out!(cx, "\n\t    ", prefix),
            None => {
                out!(cx, "\n\t    (illegal prefix length)");
                return Ok(false);
            }
        }
        if let Some(id) = id {
            out!(cx, "   Path Id: ", id);
        }
    }
    Ok(true)
}
