//! Apple's tap of packets, whose header tells of their link type.
//!
//! ```text
//!  0         4                8           12
//! +---------+----------------+-----------+---------------------------------------------+---------
//! | length  | what follows   | link type | interface, flags, process, ... (96 or more) | packet
//! +---------+----------------+-----------+---------------------------------------------+---------
//! ```
//!
//! All of it is little-endian.

use capture_common::LinkType;

use crate::{
    context::Context,
    cursor::Cursor,
    link::ppi,
    show::out,
    stop::{Outcome, Stop},
    tables,
};

const HEADER: usize = 108;
const NOTHING: u32 = 0;
const PACKET: u32 = 1;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("pktap");
    let start = p;
    if p.len() < HEADER {
        out!(cx, " (packet too short, ", p.len(), " < ", HEADER, ")");
        return Err(Stop::Invalid);
    }
    let (len, next, number) = (p.le_u32()?, p.le_u32()?, p.le_u32()?);
    let len = len as usize;
    if len < HEADER {
        out!(cx, " (pkt_len too small, ", len, " < ", HEADER, ")");
        return Err(Stop::Invalid);
    }
    if len > start.len() {
        out!(cx, " (pkt_len too big, ", len, " > ", start.len(), ")");
        return Err(Stop::Invalid);
    }
    let packet = start.at(len)?;
    let link_type = ppi::link_type(number);
    let header = |cx: &mut Context<'_>| {
        let name = link_type.and_then(LinkType::name).unwrap_or("UNKNOWN");
        match cx.options.quiet {
            0 => out!(cx, "DLT ", name, " (", number, ") len ", len),
            _ => out!(cx, name),
        }
        out!(cx, ", length ", start.len(), ": ");
    };
    if cx.options.link_header {
        header(cx);
    }
    cx.link_len = 0;
    match (next, link_type.and_then(tables::link)) {
        (NOTHING, _) => out!(cx, "no data"),
        (PACKET, Some(printer)) => {
            cx.call(printer, packet)?;
            // tcpdump counts it twice.
            cx.link_len *= 2;
        }
        (PACKET, None) => {
            if !cx.options.link_header {
                header(cx);
            }
            cx.unknown_payload(packet.bytes());
        }
        _ => {}
    }
    cx.link_len += len;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_header_has_a_least_and_a_most_length() {
        assert_eq!(printed(print, 0, &[0; 107]), " (packet too short, 107 < 108) (invalid)");
        let mut packet = [0; 108];
        assert_eq!(printed(print, 0, &packet), " (pkt_len too small, 0 < 108) (invalid)");
        packet[0] = 109;
        assert_eq!(printed(print, 0, &packet), " (pkt_len too big, 109 > 108) (invalid)");
        packet[0] = 108;
        assert_eq!(printed(print, 0, &packet), "no data");
        (packet[4], packet[8]) = (1, 101);
        assert_eq!(printed(print, 0, &packet), "DLT UNKNOWN (101) len 108, length 108: ");
    }
}
