//! Bytes of payloads that are not understood: all of them, or their ends.

use super::chain::Place;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, out},
    stop::{Outcome, Stop},
};

/// Shows bytes; where they were not all captured the payload is cut.
pub(super) fn bytes(cx: &mut Context<'_>, p: &mut Cursor<'_>, count: usize) -> Outcome {
    let bytes = p.take(count).map_err(|_| Stop::Cut)?;
    out!(cx, HexBytes(bytes));
    Ok(())
}

/// Shows the rest of a payload with `-vvv`.
pub(super) fn rest(cx: &mut Context<'_>, at: Place, mut p: Cursor<'_>) -> Outcome {
    let left = at.left(&p);
    if !cx.verbose(3) || left == 0 {
        return Ok(());
    }
    out!(cx, " ");
    bytes(cx, &mut p, left)
}

/// Shows the start and the end of long data.
pub(super) fn ends(cx: &mut Context<'_>, mut p: Cursor<'_>, count: usize) -> Outcome {
    let bytes = p.take(count).map_err(|_| Stop::Cut)?;
    let (start, rest) = bytes.split_at(bytes.len().min(10));
    out!(cx, HexBytes(start), "...", HexBytes(rest.get(rest.len().saturating_sub(20)..).unwrap_or_default()));
    Ok(())
}

/// Shows data that goes on to the end of the message: all of it with `-vvvv`, else its ends.
pub(super) fn to_end(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len == 0 {
        return Ok(());
    }
    out!(cx, " data=(");
    if cx.verbose(4) && !cx.is_long() {
        bytes(cx, &mut p, len)?;
    } else {
        ends(cx, p, len)?;
    }
    out!(cx, ")");
    Ok(())
}

/// Shows a security parameter index, if there is one.
pub(super) fn spi(cx: &mut Context<'_>, p: &mut Cursor<'_>, len: u8) -> Outcome {
    if len > 0 {
        out!(cx, " spi=");
        bytes(cx, p, len.into())?;
    }
    Ok(())
}
