//! ISO's network layer: the protocols that a first byte tells apart, the NLPID (ISO/IEC TR 9577).
//!
//! ```text
//!  0       1
//! +-------+------------------------------------------
//! | NLPID | the rest of the PDU, to which it belongs
//! +-------+------------------------------------------
//! ```

mod address;
mod checksum;
mod clnp;
mod esis;
mod isis;

pub(crate) use address::Nsap;

use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    link::{ppp, q933},
    net::{ipv4, ipv6},
    show::{Table, hex as hexadecimal, named, out},
    stop::{Outcome, Stop},
};

/// Names of network layer protocols.
pub(crate) const NLPIDS: &Table = &[
    (0x00, "NULL"),
    (0x08, "Q.933"),
    (0x09, "LMI"),
    (0x80, "SNAP"),
    (0x81, "CLNP"),
    (0x82, "ES-IS"),
    (0x83, "IS-IS"),
    (0x84, "CONS"),
    (0x85, "IDRP"),
    (0x8a, "X25 ES-IS"),
    (0x8e, "IPv6"),
    (0xb1, "FRF.15"),
    (0xc1, "ISIS_SPB"),
    (0xcc, "IPv4"),
    (0xcf, "PPP"),
];

/// Prints a PDU.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("isoclns");
    if p.len() == 0 && p.has(1) {
        return Err(Stop::Cut);
    }
    let nlpid = p.peek(0)?;
    let has_title = cx.options.link_header;
    if has_title {
        out!(cx, "OSI NLPID ", named(NLPIDS, nlpid).or_text("Unknown"), " (0x", hexadecimal(nlpid, 2), "): ");
    }
    let payload = p.at(1)?;
    match nlpid {
        0x08 => cx.call(q933::print, payload),
        0x81 => cx.call(clnp::print, p),
        0x82 => cx.call(esis::print, p),
        0x83 => cx.call(isis::print, p),
        0x8e => cx.call(ipv6::print, payload),
        0xcc => cx.call(ipv4::print, payload),
        0xcf => cx.call(ppp::print, payload),
        _ => {
            if !has_title && nlpid != 0 {
                out!(cx, "OSI NLPID 0x", hexadecimal(nlpid, 2), " unknown");
            }
            out!(cx, if has_title { "" } else { ", " }, "length: ", p.len());
            if nlpid != 0 && p.len() > 1 {
                hex::hex("\n\t", p.bytes(), cx.out);
            }
            Ok(())
        }
    }
}

/// Prints a PDU behind the control byte that some Ethernet frames have before it.
pub(crate) fn print_behind_control(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("isoclns");
    p.need(1)?;
    cx.call(print, p.at(1)?)
}

/// The title of a PDU, unless the NLPID has been named before it.
fn title(cx: &mut Context<'_>, name: &'static str) {
    if !cx.options.link_header {
        out!(cx, name);
    }
}

/// What stands between a title and what follows.
fn separator(cx: &Context<'_>) -> &'static str {
    if cx.options.link_header { "" } else { ", " }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_first_byte_tells_the_protocol() {
        assert_eq!(printed(print, 0, b""), " [|isoclns]");
        assert_eq!(printed(print, 0, b"\0\x01"), ", length: 2");
        assert_eq!(printed(print, 0, b"\x55\x01"), "OSI NLPID 0x55 unknown, length: 2\n\t0x0000:  5501");
        assert_eq!(printed(print, 0, b"\x81\x01"), " [|clnp]");
        assert_eq!(printed(print_behind_control, 0, b"\x03\x83"), " [|isis]");
    }
}
