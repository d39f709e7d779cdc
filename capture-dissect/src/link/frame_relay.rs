//! Frame Relay (ITU-T Q.922 annex A), with the multiprotocol encapsulation of RFC 2427.
//!
//! ```text
//! address: 2 to 4 bytes, bit 0 set in the last     control 0x03, NLPID     or an Ethernet type (Cisco)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::ETHERTYPES,
    net,
    show::{Table, bits, hex, named, out},
    stop::{Outcome, Stop},
    tables,
};

const FLAGS: &Table = &[(0x0200, "C!"), (0x0002, "DE"), (0x0004, "BECN"), (0x0008, "FECN")];
const NLPIDS: &Table =
    &[(0x80, "SNAP"), (0x81, "CLNP"), (0x82, "ES-IS"), (0x83, "ISIS"), (0x8e, "IPv6"), (0xcc, "IPv4")];

/// Prints a frame.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("fr");
    let len = p.len();
    if !p.has(4) {
        return cx.cut_in_link_header(p.captured());
    }
    let Some(address) = (2..=4).find(|count| p.peek(count - 1).is_ok_and(|byte| byte & 1 != 0)) else {
        out!(cx, "Q.922, invalid address");
        return Ok(());
    };
    let (first, second) = (p.peek(0)?, p.peek(1)?);
    let mut dlci = u32::from(first & 0xfc) << 2 | u32::from(second >> 4);
    if address > 3 {
        dlci = dlci << 7 | u32::from(p.peek(2)? >> 1);
    }
    if address > 2 {
        dlci = dlci << 6 | u32::from(p.peek(address - 1)? >> 2);
    }
    let flags = p.peek_u16(0)?.into();
    p.skip(address)?;
    if p.peek(0)? == 3 {
        return multiprotocol(cx, p, (len, address, dlci, flags));
    }
    cx.link_len = address + 2;
    let ethertype = p.be_u16()?;
    if cx.options.link_header {
        header(cx, (len, address, dlci, flags), &|cx| cisco(cx, ethertype));
    }
    match tables::ethertype(ethertype) {
        Some(printer) => cx.call(printer, p),
        None => {
            if !cx.options.link_header {
                header(cx, (len, address, dlci, flags), &|cx| {
                    cisco(cx, ethertype);
                });
            }
            cx.unknown_payload(p.bytes());
            Ok(())
        }
    }
}

fn cisco(cx: &mut Context<'_>, ethertype: u16) {
    let title = named(ETHERTYPES, ethertype).or_text("unknown");
    out!(cx, "cisco-ethertype ", title, " (0x", hex(ethertype, 4), ")");
}

/// Length of the frame and of its address, DLCI, and the bits beside it.
type Header = (usize, usize, u32, u32);

fn header(cx: &mut Context<'_>, (len, address, dlci, flags): Header, payload: &dyn Fn(&mut Context<'_>)) {
    if cx.options.quiet > 0 {
        return out!(cx, "Q.922, DLCI ", dlci, ", length ", len, ": ");
    }
    out!(cx, "Q.922, hdr-len ", address, ", DLCI ", dlci, ", Flags [", bits(FLAGS, flags), "], ");
    payload(cx);
    out!(cx, ", length ", len, ": ");
}

fn multiprotocol(cx: &mut Context<'_>, mut p: Cursor<'_>, parts: Header) -> Outcome {
    p.skip(1)?;
    // A zero may fill up to an even length.
    let pad = usize::from(p.peek(0)? == 0);
    p.skip(pad)?;
    let nlpid = p.u8()?;
    cx.link_len = parts.1 + 2 + pad;
    if cx.options.link_header {
        header(cx, parts, &|cx| {
            out!(cx, "NLPID ", named(NLPIDS, nlpid).or_text("unknown"), " (0x", hex(nlpid, 2), ")");
        });
    }
    match nlpid {
        0xcc => cx.call(net::ipv4::print, p),
        0x8e => cx.call(net::ipv6::print, p),
        0x80 => {
            let (oui, protocol) = (p.be_u24()?, p.be_u16()?);
            match tables::snap(oui, protocol) {
                Some(printer) => cx.call(printer, p),
                None => Err(Stop::Truncated),
            }
        }
        _ => {
            cx.unknown_payload(p.bytes());
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn an_address_has_an_end() {
        assert_eq!(printed(print, 0, &[0x10, 0x10, 0x10, 0x10, 3]), "Q.922, invalid address");
        assert!(printed(print, 0, &[0x18, 0x41, 3, 0xcc, 0x45]).starts_with("IP"));
        assert!(printed(print, 0, &[0x18, 0x41, 0x08, 0x00, 0x45]).starts_with("IP"));
    }
}
