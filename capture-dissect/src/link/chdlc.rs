//! Cisco's HDLC framing, with SLARP (Cisco, "Cisco-HDLC"; no RFC defines it).
//!
//! ```text
//!  0          1         2               4
//! +----------+---------+---------------+---------
//! | address  | control | Ethernet type | payload
//! | 0x0f one | 0x00    |               |
//! | 0x8f all |         |               |
//! +----------+---------+---------------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::ETHERTYPES,
    net::iso,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
    tables,
};

const ADDRESSES: &Table = &[(0x0f, "unicast"), (0x8f, "bcast")];
const HEADER: usize = 4;
const SLARP: u16 = 0x8035;
const OSI: u16 = 0xfefe;

/// Prints a frame.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("chdlc");
    let len = p.len();
    if len < HEADER || !p.has(HEADER) {
        return cx.cut_in_link_header(p.captured());
    }
    let (address, _, protocol) = (p.u8()?, p.u8()?, p.be_u16()?);
    cx.link_len = HEADER;
    if cx.options.link_header {
        match address {
            0x0f | 0x8f => out!(cx, named(ADDRESSES, address), ", "),
            _ => out!(cx, "0x", hex(address, 2), ", "),
        }
        out!(cx, "ethertype ", named(ETHERTYPES, protocol).or_text("Unknown"));
        out!(cx, " (0x", hex(protocol, 4), "), length ", len, ": ");
    }
    match protocol {
        0x0800 | 0x86dd | 0x8847 | 0x8848 => {
            tables::ethertype(protocol).map_or(Ok(()), |printer| cx.call(printer, p))
        }
        SLARP => cx.call(slarp, p),
        OSI => {
            if p.len() < 2 || !p.has(2) {
                return cx.truncated();
            }
            // A byte may stand before the NLPID, as in an LLC header.
            let before = usize::from(matches!(p.peek(1)?, 0x81..=0x83));
            cx.call(iso::print, p.at(before)?)
        }
        _ => {
            if !cx.options.link_header {
                out!(cx, "unknown CHDLC protocol (0x", hex(protocol, 4), ")");
            }
            Ok(())
        }
    }
}

/// Length of what all messages have, and of all with an uptime.
const SLARP_LEN: usize = 14;
const SLARP_MAX_LEN: usize = 18;

/// Code (4): request, reply with address (4) and mask (4), or keepalive with sequence numbers (4 each),
/// reliability (2) and, maybe, milliseconds since the link came up (4).
fn slarp(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("chdlc_slarp");
    out!(cx, "SLARP (length: ", p.len(), "), ");
    if p.len() < SLARP_LEN {
        return Err(Stop::Cut);
    }
    match p.be_u32()? {
        0 => out!(cx, "request"),
        1 => {
            out!(cx, "reply ", p.ipv4()?);
            out!(cx, "/", p.ipv4()?);
        }
        2 => {
            let has_uptime = p.len() + 4 >= SLARP_MAX_LEN;
            out!(cx, "keepalive: mineseen=0x", hex(p.be_u32()?, 8));
            out!(cx, ", yourseen=0x", hex(p.be_u32()?, 8));
            out!(cx, ", reliability=0x", hex(p.be_u16()?, 4));
            if has_uptime {
                let seconds = p.be_u32()? / 1000;
                let (minutes, hours) = (seconds / 60, seconds / 3_600);
                out!(
                    cx,
                    ", link uptime=",
                    hours / 24,
                    "d",
                    hours % 24,
                    "h",
                    minutes % 60,
                    "m",
                    seconds % 60,
                    "s"
                );
            }
        }
        code => {
            out!(cx, "0x", hex(code, 2), " unknown");
            if !cx.verbose(2) {
                cx.unknown_data("\n\t", p, p.len());
            }
        }
    }
    if cx.verbose(2) {
        cx.unknown_data("\n\t", p, p.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_link_is_kept_alive() {
        let frame = b"\x0f\0\x80\x35\0\0\0\x02\0\0\0\x01\0\0\0\x02\xff\xff\x05\x26\x5c\0";
        let expected = "SLARP (length: 18), keepalive: mineseen=0x00000001, yourseen=0x00000002, \
             reliability=0xffff, link uptime=1d0h0m0s";
        assert_eq!(printed(print, 0, frame), expected);
        assert_eq!(printed(print, 0, &frame[..3]), " [|chdlc]");
        assert_eq!(printed(print, 0, b"\x0f\0\x12\x34"), "unknown CHDLC protocol (0x1234)");
    }

    #[test]
    fn iso_may_have_a_byte_before_it() {
        assert_eq!(printed(print, 0, b"\x0f\0\xfe\xfe\x03\x83"), " [|isis]");
        assert_eq!(printed(print, 0, b"\x0f\0\xfe\xfe\x83\x01"), " [|isis]");
    }
}
