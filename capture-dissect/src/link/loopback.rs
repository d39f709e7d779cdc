//! Configuration testing protocol (Ethernet version 2.0, section 8): frames that stations send on, or back.
//!
//! ```text
//!  0            2          2 + skip count
//! +------------+----------+----------+------
//! | skip count | skipped  | function | ...        numbers are little-endian
//! +------------+----------+----------+------
//! reply: 2 receipt number (2), data; forward data: 2 address to forward to (6), data
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Mac, out},
    stop::{Outcome, Stop},
};

/// Skip counts are multiples of the length of a message to forward.
const FORWARD: u16 = 8;

/// Prints a frame, and says whether all of it was captured.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("loopback");
    match message(cx, p) {
        Err(Stop::Invalid) => cx.invalid()?,
        other => other?,
    }
    p.take(p.len()).map(|_| ())
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "Loopback");
    let skipped = number(&mut p)?;
    out!(cx, ", skipCount ", skipped);
    if !skipped.is_multiple_of(FORWARD) {
        out!(cx, " (bogus)");
    }
    holds(&p, skipped.into())?;
    p.skip(skipped.into())?;
    match number(&mut p)? {
        1 => {
            out!(cx, ", Reply");
            out!(cx, ", receipt number ", number(&mut p)?, ", data (", p.len(), " octets)");
        }
        2 => {
            out!(cx, ", Forward Data");
            holds(&p, 6)?;
            out!(cx, ", forwarding address ", Mac(p.array()?), ", data (", p.len(), " octets)");
        }
        other => out!(cx, ",  invalid (", other, ")"),
    }
    Ok(())
}

fn number(p: &mut Cursor<'_>) -> Result<u16, Stop> {
    holds(p, 2)?;
    p.le_u16()
}

/// Stops unless so many bytes follow.
fn holds(p: &Cursor<'_>, count: usize) -> Outcome {
    if p.len() < count { Err(Stop::Invalid) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_frame_on_its_way_back() {
        let frame = b"\x08\0\x02\0\xaa\0\x04\0\x1d\x04\x01\0\x07\0UU";
        assert_eq!(
            printed(print, 0, frame),
            "Loopback, skipCount 8, Reply, receipt number 7, data (2 octets)"
        );
        assert_eq!(printed(print, 0, &frame[..9]), "Loopback, skipCount 8 (invalid)");
        assert_eq!(printed(print, 0, b"\x01\0\0\x09\0"), "Loopback, skipCount 1 (bogus),  invalid (9)");
    }
}
