//! Generic Protocol Extension for VXLAN (draft-ietf-nvo3-vxlan-gpe).
//!
//! ```text
//!  0        1                 3          4                  7
//! +--------+-----------------+----------+------------------+----------+
//! | flags  | zero            | protocol | VNI (24 bits)    | zero     |
//! +--------+-----------------+----------+------------------+----------+
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet,
    net::{ipv4, ipv6, nsh},
    show::{Table, bits, out},
    stop::{Outcome, Stop},
};

const FLAGS: &Table = &[(0x08, "I"), (0x04, "P"), (0x02, "B"), (0x01, "O")];

const HEADER: usize = 8;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("vxlan_gpe");
    out!(cx, "VXLAN-GPE, ");
    if p.len() < HEADER {
        out!(cx, " (len ", p.len(), " < ", HEADER, ")");
        return Err(Stop::Invalid);
    }
    out!(cx, "flags [", bits(FLAGS, p.u8()?).with(""), "], ");
    p.skip(2)?;
    let protocol = p.u8()?;
    let vni = p.be_u24()?;
    p.skip(1)?;
    out!(cx, "vni ", vni, if cx.verbose(1) { "\n    " } else { ": " });
    match protocol {
        1 => cx.call(ipv4::print, p),
        2 => cx.call(ipv6::print, p),
        3 => cx.call(ethernet::print_inner, p),
        4 => cx.call(nsh::print, p),
        _ => {
            out!(cx, "ERROR: unknown-next-protocol");
            Err(Stop::Invalid)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_protocol_is_in_the_header() {
        let text = "VXLAN-GPE, flags [IP], vni 100: IP  [length 0 < 20] (invalid)";
        assert_eq!(printed(print, 0, &[0x0c, 0, 0, 1, 0, 0, 100, 0]), text);
        let text = "VXLAN-GPE, flags [none], vni 100\n    ERROR: unknown-next-protocol (invalid)";
        assert_eq!(printed(print, 1, &[0, 0, 0, 9, 0, 0, 100, 0]), text);
        assert_eq!(printed(print, 0, &[0x0c]), "VXLAN-GPE,  (len 1 < 8) (invalid)");
    }
}
