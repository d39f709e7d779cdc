//! Link layers whose header tells nothing but an Ethernet type, and sometimes addresses.
//!
//! ```text
//!  Symantec firewall    unknown (6), type (2), unknown (36)
//!  IEEE 1394 (Apple)    destination (8), source (8), type (2)
//! ```
//!
//! Source: registry of link-layer header types of the tcpdump group.

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet,
    show::{LinkAddr, out},
    stop::Outcome,
    tables,
};

const SYMANTEC: usize = 44;
const SYMANTEC_TYPE: usize = 6;
const FIREWIRE: usize = 18;
/// Types up to this one are none.
const MAX_LENGTH: u16 = 1_500;

/// Prints a packet of Symantec's firewall.
pub(crate) fn print_symantec(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("symantec");
    let (packet, kind) = (p.at(SYMANTEC)?, p.peek_u16(SYMANTEC_TYPE)?);
    let header = |cx: &mut Context<'_>| {
        match kind {
            ..=MAX_LENGTH => out!(cx, "invalid ethertype ", kind),
            _ => ethernet::show_type(cx, kind),
        }
        out!(cx, ", length ", p.len(), ": ");
    };
    payload(cx, packet, kind, header)?;
    cx.link_len = SYMANTEC;
    Ok(())
}

/// Prints a packet of IP over IEEE 1394, as Apple captures it.
pub(crate) fn print_firewire(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ap1394");
    p.at(FIREWIRE)?;
    let len = p.len();
    let (destination, source, kind) = (p.take(8)?, p.take(8)?, p.be_u16()?);
    let header = |cx: &mut Context<'_>| {
        out!(cx, LinkAddr(source), " > ", LinkAddr(destination), ", ");
        ethernet::show_type(cx, kind);
        out!(cx, ", length ", len, ": ");
    };
    payload(cx, p, kind, header)?;
    cx.link_len = FIREWIRE;
    Ok(())
}

fn payload(cx: &mut Context<'_>, p: Cursor<'_>, kind: u16, header: impl Fn(&mut Context<'_>)) -> Outcome {
    if cx.options.link_header {
        header(cx);
    }
    match tables::ethertype(kind) {
        Some(printer) if kind > MAX_LENGTH => cx.call(printer, p),
        _ => {
            if !cx.options.link_header {
                header(cx);
            }
            cx.unknown_payload(p.bytes());
            Ok(())
        }
    }
}

/// Prints a frame of Ethernet behind a header of Hilscher's analyzer.
pub(crate) fn print_netanalyzer(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("netanalyzer");
    behind(cx, p, 4)
}

/// Prints a frame of Ethernet behind a header of Hilscher's analyzer, a preamble and a start delimiter.
pub(crate) fn print_netanalyzer_transparent(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("netanalyzer_transparent");
    behind(cx, p, 12)
}

fn behind(cx: &mut Context<'_>, p: Cursor<'_>, len: usize) -> Outcome {
    let frame = p.at(len)?;
    cx.call(ethernet::print, frame)?;
    cx.link_len += len;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_type_tells_what_follows() {
        let mut packet = [0; SYMANTEC];
        assert_eq!(printed(print_symantec, 0, &packet), "invalid ethertype 0, length 44: ");
        packet[6] = 0x99;
        assert_eq!(printed(print_symantec, 0, &packet), "ethertype Unknown (0x9900), length 44: ");
        assert_eq!(printed(print_symantec, 0, &packet[..43]), " [|symantec]");
        let text =
            "09:00:00:00:00:00:00:02 > 00:00:00:00:00:00:00:01, ethertype Unknown (0x9999), length 18: ";
        let packet = b"\0\0\0\0\0\0\0\x01\x09\0\0\0\0\0\0\x02\x99\x99";
        assert_eq!(printed(print_firewire, 0, packet), text);
    }
}
