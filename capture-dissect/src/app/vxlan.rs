//! Virtual eXtensible Local Area Network (RFC 7348).
//!
//! ```text
//!  0       1        4       7      8
//! +-------+--------+-------+------+----------------
//! | flags | zero   | VNI   | zero | Ethernet frame
//! +-------+--------+-------+------+----------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet,
    show::{hex, out},
    stop::{Outcome, Stop},
};

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("vxlan");
    out!(cx, "VXLAN");
    if p.len() < 8 {
        return Err(Stop::Invalid);
    }
    let flags = p.u8()?;
    out!(cx, ", flags [", if flags & 8 != 0 { "I" } else { "invalid" }, "] (0x", hex(flags, 2), "), ");
    p.skip(3)?;
    out!(cx, "vni ", p.be_u24()?, "\n");
    p.skip(1)?;
    cx.call(ethernet::print_inner, p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_frame_stands_on_a_line_of_its_own() {
        assert_eq!(
            printed(print, 0, &[8, 0, 0, 0, 0, 0, 100, 0]),
            "VXLAN, flags [I] (0x08), vni 100\n [|ether]"
        );
        assert_eq!(printed(print, 0, &[8, 0, 0]), "VXLAN (invalid)");
    }
}
