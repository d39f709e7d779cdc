//! Broadcom's shim before copies of packets for lawful interception, which go out from UDP port 49152.
//!
//! ```text
//! +-------------------+--------------+-----------------+------------+---------
//! | direction, 3 bits | type, 4 bits | subtype, 3 bits | id, 22 bits| packet
//! +-------------------+--------------+-----------------+------------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet,
    net::{ipv4, ipv6},
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const DIRECTIONS: &Table = &[(1, "unused"), (2, "egress"), (3, "ingress")];
const TYPES: &Table = &[(4, "undecided"), (5, "ipv4"), (6, "ipv6"), (7, "ethernet")];
const SUBTYPES: &Table = &[(1, "single VLAN tag"), (2, "double VLAN tag"), (3, "untagged")];

/// Prints a datagram.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("bcm_li");
    if p.len() < 4 {
        out!(cx, " (length ", p.len(), " < 4)");
        return Err(Stop::Invalid);
    }
    let word = p.be_u32()?;
    let kind = word >> 25 & 0xf;
    out!(cx, if cx.verbose(1) { "\n    " } else { "" }, "BCM-LI-SHIM: direction ");
    out!(cx, named(DIRECTIONS, word >> 29).or_text("unknown"));
    out!(cx, ", pkt-type ", named(TYPES, kind).or_text("unknown"));
    out!(cx, ", pkt-subtype ", named(SUBTYPES, word >> 22 & 7).or_text("unknown"));
    out!(cx, ", li-id ", word & 0x3f_ffff);
    if !cx.verbose(1) {
        return Ok(());
    }
    out!(cx, "\n    ");
    match kind {
        4 => match p.peek(0)? >> 4 {
            4 => cx.call(ipv4::print, p),
            6 => cx.call(ipv6::print, p),
            _ => {
                out!(cx, "unknown payload");
                Ok(())
            }
        },
        5 => cx.call(ipv4::print, p),
        6 => cx.call(ipv6::print, p),
        7 => cx.call(ethernet::print_inner, p),
        _ => Err(Stop::Invalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_shim_says_where_the_packet_was_seen() {
        let expected = "BCM-LI-SHIM: direction ingress, pkt-type ethernet, pkt-subtype untagged, li-id 5";
        let shim = [0x6e, 0xc0, 0, 5];
        assert_eq!(printed(print, 0, &shim), expected);
        assert_eq!(printed(print, 1, &shim), format!("\n    {expected}\n     [|ether]"));
        assert_eq!(printed(print, 0, &shim[..3]), " (length 3 < 4) (invalid)");
    }
}
