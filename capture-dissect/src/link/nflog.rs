//! Linux' netfilter log messages: family (1 byte), version (1), resource (2, big-endian), TLVs.
//!
//! ```text
//!  0        2      4
//! +--------+------+---------+----------------------------
//! | length | type | value   | padding to a multiple of 4
//! +--------+------+---------+----------------------------
//! ```
//!
//! Lengths and types are in the byte order of the host that captured, which is little-endian nearly everywhere.
//!
//! Source: registry of link-layer header types of the tcpdump group, `LINKTYPE_NFLOG`.

use crate::{
    context::Context,
    cursor::Cursor,
    net,
    show::{Table, named, out},
    stop::Outcome,
};

const HEADER: usize = 4;
const TLV: usize = 4;
/// The TLV that holds the packet.
const PAYLOAD: u16 = 9;
const IPV4: u8 = 2;
const IPV6: u8 = 10;
const FAMILIES: &Table = &[(2, "IPv4"), (10, "IPv6")];

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("nflog");
    let start = p;
    if p.len() < HEADER || !p.has(HEADER) {
        return cx.cut_in_link_header(p.captured());
    }
    let ([family, version], resource) = (p.array()?, p.be_u16()?);
    if version != 0 {
        out!(cx, "version ", version, " (unknown)");
        cx.link_len = HEADER;
        return Ok(());
    }
    let header = |cx: &mut Context<'_>, len: usize| {
        out!(cx, "version 0, resource ID ", resource, ", ");
        match cx.options.quiet {
            0 => out!(cx, "family ", named(FAMILIES, family).or_text("Unknown"), " (", family, ")"),
            _ => out!(cx, named(FAMILIES, family).or_hex("Unknown NFLOG (0x", 2, ")")),
        }
        out!(cx, ", length ", len, ": ");
    };
    if cx.options.link_header {
        header(cx, start.len());
    }
    let Some(len) = move_to_payload(&mut p) else {
        return cx.cut_in_link_header(start.captured() - p.captured());
    };
    match family {
        IPV4 => cx.call(net::ipv4::print, p)?,
        IPV6 => cx.call(net::ipv6::print, p)?,
        _ => {
            if !cx.options.link_header {
                header(cx, len);
            }
            cx.unknown_payload(p.bytes());
        }
    }
    cx.link_len = start.captured() - p.captured();
    Ok(())
}

/// Moves to the packet, or to the end where there is none; answers how long its TLV and what follows are, where all
/// before it is there.
fn move_to_payload(p: &mut Cursor<'_>) -> Option<usize> {
    while p.len() > 0 {
        let mut head = *p;
        let (Ok(len), Ok(kind)) = (head.le_u16(), head.le_u16()) else {
            return None;
        };
        let len = usize::from(len).next_multiple_of(TLV);
        if len < TLV || p.len() < len || !p.has(len) {
            return None;
        }
        if kind == PAYLOAD {
            let whole = p.len();
            *p = head;
            return Some(whole);
        }
        p.pass(len);
    }
    // As tcpdump counts it.
    Some(TLV)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_packet_is_found_among_tlvs() {
        let message = b"\x07\0\0\x05\x05\0\x0a\0P\0\0\0\x08\0\x09\0abcd";
        let blanks = " ".repeat(32);
        let text = "version 0, resource ID 5, family Unknown (7), length 8: ";
        assert_eq!(printed(print, 0, message), format!("{text}\n\t0x0000:  6162 6364{blanks}abcd"));
        assert_eq!(printed(print, 0, &message[..19]), " [|nflog]");
        assert_eq!(printed(print, 0, b"\x02\x01\0\0"), "version 1 (unknown)");
    }
}
