//! ARCNET (ANSI/ATA 878.1), with the headers of RFC 1201 and of RFC 1051 before it.
//!
//! ```text
//!  0        1             2      3        4          6
//! +--------+-------------+------+--------+----------+---------
//! | source | destination | type | flag   | sequence | payload      RFC 1051 has neither flag nor sequence
//! +--------+-------------+------+--------+----------+---------
//!  a flag of 0xff: 3 bytes of padding follow, then flag and sequence again
//!  Linux: two bytes more stand before the type
//! ```

use crate::{
    context::{Context, Printer},
    cursor::Cursor,
    net,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

const OLD_IP: u8 = 0xf0;
const OLD_ARP: u8 = 0xf1;
const DIAGNOSTIC: u8 = 0x80;
const EXTENDED: u8 = 0xff;
const TYPES: &Table = &[
    (0xf0, "oldip"),
    (0xf1, "oldarp"),
    (0xd4, "ip"),
    (0xc4, "ipv6"),
    (0xd5, "arp"),
    (0xd6, "rarp"),
    (0xdd, "atalk"),
    (0xfa, "ipx"),
    (0xf7, "banyan"),
    (0x80, "diag"),
];

/// Prints a frame as BSD captures it.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("arcnet");
    let start = p;
    let [source, destination, kind] = p.array()?;
    let header = |cx: &mut Context<'_>, what: What| {
        if cx.options.link_header || matches!(what, What::Cut) {
            out!(cx, hex(source, 2), " ", hex(destination, 2), " ");
            if cx.options.quiet == 0 {
                out!(cx, named(TYPES, kind).or_hex("", 2, ""));
                what.print(cx);
                out!(cx, " ");
            }
            out!(cx, start.len(), ": ");
        }
    };
    let mut flag = 0;
    if is_old(kind) {
        header(cx, What::Old);
    } else {
        if !p.has(3) {
            header(cx, What::Cut);
            return cut(cx, "phds");
        }
        flag = p.u8()?;
        if flag == EXTENDED {
            if !p.has(6) {
                header(cx, What::Cut);
                return cut(cx, "phds extended");
            }
            p.skip(3)?;
            flag = p.u8()?;
        }
        header(cx, What::New { flag, sequence: p.be_u16()? });
    }
    let len = start.captured() - p.captured();
    // Only the first fragment begins with a header of its own.
    if flag == 0 || flag & 1 != 0 {
        payload(cx, kind, p)?;
    }
    cx.link_len = len;
    Ok(())
}

fn cut(cx: &mut Context<'_>, place: &str) -> Outcome {
    out!(cx, " ", place);
    Err(Stop::Truncated)
}

/// Whether neither flag nor sequence stand before the payload.
const fn is_old(kind: u8) -> bool {
    matches!(kind, OLD_IP | OLD_ARP | DIAGNOSTIC)
}

/// What is said of a frame.
enum What {
    Cut,
    Old,
    New { flag: u8, sequence: u16 },
}

impl What {
    fn print(&self, cx: &mut Context<'_>) {
        let Self::New { flag, sequence } = self else { return };
        out!(cx, " seqid ", hex(*sequence, 4));
        match flag {
            0 => {}
            flag if flag & 1 != 0 => out!(cx, " (first of ", (u16::from(*flag) + 3) / 2, " fragments)"),
            flag => out!(cx, " (fragment ", flag / 2 + 1, ")"),
        }
    }
}

/// Prints a frame as Linux captures it.
pub(crate) fn print_linux(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("arcnet_linux");
    let start = p;
    let [source, destination, third, _, kind] = p.array()?;
    if !is_old(kind) {
        p.skip(3)?;
    }
    if cx.options.link_header {
        out!(cx, hex(source, 2), " ", hex(destination, 2), " ");
        if cx.options.quiet == 0 {
            out!(cx, hex(third, 2), " ");
        }
        out!(cx, start.len(), ": ");
    }
    payload(cx, kind, p)?;
    cx.link_len = start.captured() - p.captured();
    Ok(())
}

fn payload(cx: &mut Context<'_>, kind: u8, p: Cursor<'_>) -> Outcome {
    let printer: Printer = match kind {
        OLD_IP | 0xd4 => net::ipv4::print,
        0xc4 => net::ipv6::print,
        OLD_ARP | 0xd5 | 0xd6 => net::arp::print,
        0xdd => net::appletalk::print_ethertalk,
        0xfa => net::ipx::print,
        _ => {
            cx.default_print(p.bytes());
            return Ok(());
        }
    };
    cx.call(printer, p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::tests::text_with, options::Options};

    #[test]
    fn a_frame_may_be_a_fragment() {
        let options = Options { numeric: true, link_header: true, ..Options::default() };
        let shown = |print: Printer, frame: &[u8]| {
            text_with(&options, |cx| {
                let _ = cx.call(print, Cursor::new(frame, frame.len()));
            })
        };
        assert_eq!(shown(print, b"\x01\x02\x77\x06\0\x07"), "01 02 77 seqid 0007 (fragment 4) 6: ");
        assert_eq!(shown(print, b"\x01\x02\x77\x05\0\x07"), "01 02 77 seqid 0007 (first of 4 fragments) 6: ");
        assert_eq!(shown(print, b"\x01\x02\x77\0"), "01 02 77 4:  phds");
        assert_eq!(shown(print_linux, b"\x01\x02\0\0\x77\0\0\x07"), "01 02 00 8: ");
    }
}
