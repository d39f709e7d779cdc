//! Per-packet information: what a receiver knows before a packet of any link type.
//!
//! ```text
//!  0         1       2        4             8
//! +---------+-------+--------+-------------+--------+---------
//! | version | flags | length | link type   | fields | packet
//! +---------+-------+--------+-------------+--------+---------
//! ```
//!
//! Numbers are little-endian; the link type is one of the platform's (`DLT_`).
//!
//! Source: "PPI: Per-Packet Information Header Specification" 1.0.7.

use capture_common::LinkType;

use crate::{
    context::Context,
    cursor::Cursor,
    show::out,
    stop::{Outcome, Stop},
    tables,
};

const HEADER: usize = 8;
const MAX_HEADER: usize = 65_532;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ppi");
    let start = p;
    if !p.has(HEADER) {
        return cx.cut_in_link_header(p.captured());
    }
    let ([version, _flags], len) = (p.array()?, usize::from(p.le_u16()?));
    if !(HEADER..=MAX_HEADER).contains(&len) {
        out!(cx, " [length ", len, " < ", HEADER, " or > ", MAX_HEADER, "]");
        cx.link_len = start.captured();
        return Err(Stop::Invalid);
    }
    let Ok(packet) = start.at(len) else {
        return cx.cut_in_link_header(start.captured());
    };
    let number = p.le_u32()?;
    let link_type = link_type(number);
    let header = |cx: &mut Context<'_>| {
        let name = link_type.and_then(LinkType::name).unwrap_or("UNKNOWN");
        match cx.options.quiet {
            0 => out!(cx, "V.", version, " DLT ", name, " (", number, ") len ", len),
            _ => out!(cx, name),
        }
        out!(cx, ", length ", start.len(), ": ");
    };
    if cx.options.link_header {
        header(cx);
    }
    cx.link_len = 0;
    match link_type.and_then(tables::link) {
        Some(printer) => {
            cx.call(printer, packet)?;
            // tcpdump counts it twice.
            cx.link_len = len + 2 * cx.link_len;
        }
        None => {
            if !cx.options.link_header {
                header(cx);
            }
            cx.unknown_payload(packet.bytes());
            cx.link_len = len;
        }
    }
    Ok(())
}

/// The link type of a platform's number.
pub(super) const fn link_type(number: u32) -> Option<LinkType> {
    match number {
        // These are numbers of savefiles only.
        100..=103 | 106 => None,
        _ => Some(LinkType::from_platform(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_link_type_tells_what_follows() {
        assert_eq!(printed(print, 0, b"\0\0\x08\0\x01\0\0\0"), " [|ether]");
        let unknown = "V.0 DLT UNKNOWN (101) len 8, length 8: ";
        assert_eq!(printed(print, 0, b"\0\0\x08\0\x65\0\0\0"), unknown);
        assert_eq!(printed(print, 0, b"\0\0\x07\0\x65\0\0\0"), " [length 7 < 8 or > 65532] (invalid)");
        assert_eq!(printed(print, 0, b"\0\0\x09\0\x65\0\0\0"), " [|ppi]");
    }
}
