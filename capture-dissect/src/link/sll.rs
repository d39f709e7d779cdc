//! Linux cooked capture, version 1 (`LINKTYPE_LINUX_SLL`), and what both versions share.
//!
//! ```text
//!  0           2          4          6        14          16
//! +-----------+----------+----------+--------+-----------+---------
//! |packet type|ARPHRD_   |addr. len.| address| protocol  | payload
//! +-----------+----------+----------+--------+-----------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::{
        ethernet::{ETHERTYPES, Tag},
        llc,
    },
    net,
    show::{LinkAddr, hex, name, named, out},
    stop::Outcome,
    tables,
};

/// Bytes of the header.
const HEADER: usize = 16;

/// Protocols below this one are no Ethernet types: 1 is a frame of IPX alone, 4 an LLC frame.
const FIRST_ETHERTYPE: u16 = 0x0600;

/// What stands before the payload, for `-e` and for payloads that no printer knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header<'a> {
    /// Prints what comes before the address.
    pub begin: (fn(&mut Context<'_>, u32), u32),
    /// Length and bytes of the address field.
    pub address: (usize, &'a [u8; 8]),
    /// The protocol of the payload.
    pub protocol: u16,
    /// Bytes of the header.
    pub header: usize,
}

impl Header<'_> {
    /// Prints it, before a packet of `len` bytes.
    pub fn print(self, cx: &mut Context<'_>, len: usize) {
        (self.begin.0)(cx, self.begin.1);
        if self.address.0 == 6 {
            out!(cx, LinkAddr(self.address.1.get(..6).unwrap_or_default()), " ");
        }
        if cx.options.quiet > 0 {
            return;
        }
        match self.protocol {
            1 => out!(cx, "802.3"),
            4 => out!(cx, "802.2"),
            other => {
                out!(
                    cx,
                    "ethertype ",
                    named(ETHERTYPES, other).or_text("Unknown"),
                    " (0x",
                    hex(other, 4),
                    ")"
                );
            }
        }
        out!(cx, ", length ", len, ": ");
    }
}

/// The letters of a packet type (`linux/if_packet.h`).
pub(crate) const fn packet_type(number: u32) -> &'static str {
    match number {
        0 => "In",
        1 => "B",
        2 => "M",
        3 => "P",
        4 => "Out",
        _ => "?",
    }
}

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("sll");
    let Ok(start) = p.at(HEADER) else {
        return cx.truncated();
    };
    let (packet_type, _arphrd, address_len) = (p.be_u16()?, p.be_u16()?, p.be_u16()?);
    let address = p.array()?;
    let protocol = p.be_u16()?;
    let begin = (begin as fn(&mut Context<'_>, u32), packet_type.into());
    let header = Header { begin, address: (address_len.into(), &address), protocol, header: HEADER };
    if cx.options.link_header {
        header.print(cx, start.len() + HEADER);
    }
    payload(cx, header, start)
}

fn begin(cx: &mut Context<'_>, number: u32) {
    let letters = packet_type(number);
    for _ in letters.len()..3 {
        out!(cx, ' ');
    }
    out!(cx, letters, " ");
}

/// Prints what follows the header of either version.
pub(crate) fn payload(cx: &mut Context<'_>, header: Header<'_>, mut p: Cursor<'_>) -> Outcome {
    let mut protocol = header.protocol;
    let mut link_len = header.header;
    while protocol == 0x8100 {
        if p.len() < 4 || !p.has(4) {
            cx.enter("vlan");
            return cx.cut_in_link_header(link_len + p.captured());
        }
        let tag = Tag(p.be_u16()?);
        if cx.options.link_header {
            out!(cx, tag, ", ");
        }
        protocol = p.be_u16()?;
        if protocol <= 1_500 {
            protocol = 4;
        }
        if cx.options.quiet == 0 {
            out!(cx, "ethertype ", name(ETHERTYPES, protocol).unwrap_or("Unknown"), ", ");
        }
        link_len += 4;
    }
    match (protocol, tables::ethertype(protocol)) {
        (1, _) => cx.call(net::ipx::print, p)?,
        (4, _) => {
            cx.call(llc::print, p)?;
            if llc::is_known(p) {
                link_len += llc::header_len(p);
            }
        }
        (_, Some(printer)) if protocol >= FIRST_ETHERTYPE => {
            // A packet cut below counts as all header, as long as nobody caught the cut.
            cx.call(printer, p)?;
        }
        _ => {
            if !cx.options.link_header && protocol >= FIRST_ETHERTYPE {
                header.print(cx, p.len() + header.header);
            }
            cx.unknown_payload(p.bytes());
        }
    }
    cx.link_len = link_len;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::tests::{printed, text_with},
        options::Options,
    };

    const UNKNOWN: &[u8] = b"\0\x03\0\x01\0\x06\0\x01\x02\x03\x04\x05\0\0\x99\x99ab";

    #[test]
    fn an_unknown_protocol_shows_the_header() {
        let blanks = " ".repeat(37);
        let header = "  P 00:01:02:03:04:05 ethertype Unknown (0x9999), length 18: ";
        assert_eq!(printed(print, 0, UNKNOWN), format!("{header}\n\t0x0000:  6162{blanks}ab"));
        assert_eq!(printed(print, 0, &UNKNOWN[..15]), " [|sll]");
    }

    #[test]
    fn quiet_headers_end_with_the_address() {
        let options = Options { numeric: true, link_header: true, quiet: 1, ..Options::default() };
        let text = text_with(&options, |cx| cx.call(print, Cursor::new(UNKNOWN, 18)).unwrap());
        assert_eq!(text, "  P 00:01:02:03:04:05 ");
    }
}
