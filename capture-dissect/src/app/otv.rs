//! Overlay Transport Virtualization (draft-hasmit-otv).
//!
//! ```text
//!  0       1            4             7          8
//! +-------+------------+-------------+----------+----------
//! | flags | overlay ID | instance ID | reserved | Ethernet
//! +-------+------------+-------------+----------+----------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet,
    show::{hex, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 8;

/// The instance ID counts.
const INSTANCE: u8 = 0x08;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("otv");
    out!(cx, "OTV, ");
    if p.len() < HEADER {
        out!(cx, "[length ", p.len(), " < ", HEADER, "]");
        return Err(Stop::Invalid);
    }
    let flags = p.u8()?;
    out!(cx, "flags [", if flags & INSTANCE != 0 { 'I' } else { '.' }, "] (0x", hex(flags, 2), "), ");
    out!(cx, "overlay ", p.be_u24()?, ", ");
    out!(cx, "instance ", p.be_u24()?, "\n");
    p.skip(1)?;
    cx.call(ethernet::print_inner, p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_frame_is_inside() {
        let text = printed(print, 0, b"\x08\0\0\x01\0\0\x02\0\x02\0\0\0\0\x02");
        assert!(text.starts_with("OTV, flags [I] (0x08), overlay 1, instance 2\n"), "{text}");
    }
}
