//! Frame Relay (ITU-T Q.922 annex A), with the multiprotocol encapsulation of RFC 2427.
//!
//! ```text
//! address: 2 to 4 bytes, bit 0 set in the last     control 0x03, NLPID     or an Ethernet type (Cisco)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::{ethernet::ETHERTYPES, llc, ppp, q933},
    net::{self, iso::NLPIDS},
    show::{Table, bits, hex, named, out},
    stop::{Outcome, Stop},
    tables,
};

const FLAGS: &Table =
    &[(0x0200, "C!"), (0x0002, "DE"), (0x0004, "BECN"), (0x0008, "FECN"), (CORE, "sdlcore")];
/// The bit of a longer address's last byte that says that it holds control information.
const CORE: u32 = 0x1_0000;
/// Unnumbered information.
const UI: u8 = 3;

/// Length of the frame and of what stands before its payload, DLCI, and the bits beside it.
#[derive(Clone, Copy)]
struct Header {
    len: usize,
    header_len: usize,
    dlci: u32,
    flags: u32,
}

/// Prints a frame.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("fr");
    if !p.has(4) {
        return cx.cut_in_link_header(p.captured());
    }
    frame(cx, p)
}

/// Prints a frame, or one that another holds.
pub(super) fn frame(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("fr");
    let Some(header) = address(p)? else {
        out!(cx, "Q.922, invalid address");
        return Ok(());
    };
    let (whole, address) = (p, header.header_len);
    p.skip(address)?;
    // The first circuit is for signalling.
    let is_ui = p.peek(0)? == UI || header.dlci == 0;
    if !is_ui {
        let ethertype = p.peek_u16(0)?;
        if cx.options.link_header {
            title(cx, header, ethertype);
        }
        if let Some(printer) = tables::ethertype(ethertype) {
            cx.link_len = address + 2;
            return cx.call(printer, p.at(2)?);
        }
    }
    if !is_ui {
        // No printer knows this as an Ethernet type.
        out!(cx, "UI ", hex(p.peek(0)?, 2), "! ");
    }
    p.skip(1)?;
    multiprotocol(cx, p, whole, header)
}

/// Reads an address; `None` without an end of it.
fn address(p: Cursor<'_>) -> Result<Option<Header>, Stop> {
    if p.peek(0)? & 1 != 0 {
        return Ok(None);
    }
    let Some(count) = (2..=4).find(|count| p.peek(count - 1).is_ok_and(|byte| byte & 1 != 0)) else {
        return Ok(None);
    };
    let (first, second, last) = (p.peek(0)?, p.peek(1)?, p.peek(count - 1)?);
    let mut dlci = u32::from(first & 0xfc) << 2 | u32::from(second >> 4);
    if count > 3 {
        dlci = dlci << 7 | u32::from(p.peek(2)? >> 1);
    }
    let mut flags = u32::from(p.peek_u16(0)?);
    if count > 2 {
        dlci = dlci << 6 | u32::from(last >> 2);
        flags |= if last & 2 == 0 { 0 } else { CORE };
    }
    Ok(Some(Header { len: p.len(), header_len: count, dlci, flags }))
}

fn title(cx: &mut Context<'_>, Header { len, header_len, dlci, flags }: Header, protocol: u16) {
    if cx.options.quiet > 0 {
        return out!(cx, "Q.922, DLCI ", dlci, ", length ", len, ": ");
    }
    out!(cx, "Q.922, hdr-len ", header_len, ", DLCI ", dlci, ", Flags [", bits(FLAGS, flags), "], ");
    if protocol > 0xff {
        out!(cx, "cisco-ethertype ", named(ETHERTYPES, protocol).or_text("unknown"));
        out!(cx, " (0x", hex(protocol, 4), ")");
    } else {
        out!(cx, "NLPID ", named(NLPIDS, protocol).or_text("unknown"), " (0x", hex(protocol, 2), ")");
    }
    out!(cx, ", length ", len, ": ");
}

/// What follows the control byte: maybe a zero for an even length, NLPID, payload.
fn multiprotocol(cx: &mut Context<'_>, mut p: Cursor<'_>, whole: Cursor<'_>, header: Header) -> Outcome {
    let has_pad = p.peek(0)? == 0;
    match (has_pad, header.header_len == 3) {
        (true, false) => out!(cx, "Pad! "),
        (false, true) => out!(cx, "No pad! "),
        _ => {}
    }
    p.skip(has_pad.into())?;
    if !p.has(1) {
        return cx.truncated();
    }
    let from_nlpid = p;
    let nlpid = p.u8()?;
    cx.link_len = header.header_len + 2 + usize::from(has_pad);
    if cx.options.link_header {
        title(cx, header, nlpid.into());
    }
    match nlpid {
        0x08 => cx.call(q933::print, p),
        0xcc => cx.call(net::ipv4::print, p),
        0x8e => cx.call(net::ipv6::print, p),
        0x81..=0x83 => cx.call(net::iso::print, from_nlpid),
        0xcf => cx.call(ppp::print, p),
        0xb1 => cx.call(end_to_end, p),
        0x80 => snap(cx, p, whole, header),
        _ => {
            if !cx.options.link_header {
                title(cx, header, nlpid.into());
            }
            if cx.dumps_packets() { Ok(()) } else { dump(cx, p) }
        }
    }
}

/// Dumps bytes, and says where not all were captured.
fn dump(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.default_print(p.bytes());
    if p.captured() < p.len() { cx.truncated() } else { Ok(()) }
}

/// The protocol behind an OUI; what no printer knows is dumped from the address on.
fn snap(cx: &mut Context<'_>, p: Cursor<'_>, whole: Cursor<'_>, header: Header) -> Outcome {
    if !llc::snap(cx, p)? {
        if !cx.options.link_header {
            title(cx, Header { header_len: header.header_len + 2, ..header }, 0x80);
        }
        if cx.shows_payloads() {
            return dump(cx, whole);
        }
    }
    Ok(())
}

const FRAGMENT_FLAGS: &Table = &[(0x80, "Begin"), (0x40, "End"), (0x20, "Control")];

/// A fragment (FRF.12): bits (3), sequence number (13 bits).
fn end_to_end(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len < 2 || !p.has(2) {
        return cx.truncated();
    }
    let [flags, low] = p.array()?;
    out!(cx, "FRF.15, seq 0x", hex(u16::from(flags & 0x1e) << 7 | u16::from(low), 3));
    out!(cx, ", Flags [", bits(FRAGMENT_FLAGS, flags), "],");
    out!(cx, if flags & 1 == 0 { "End-to-End" } else { "Interface" }, " Fragmentation, length ", len);
    Ok(())
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
