//! MAC security (IEEE 802.1AE).
//!
//! ```text
//!  0             1              2        6        14
//! +-------------+--------------+--------+--------+----------------------+----------------------+
//! | control, AN | short length | number | channel| Ethernet type, data  | integrity check (16) |
//! +-------------+--------------+--------+--------+----------------------+----------------------+
//!                                        if control says so
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::show_type,
    show::{Macs, Table, bits, hex, out},
    stop::{Outcome, Stop},
    tables,
};

const FLAGS: &Table = &[(0x08, "E"), (0x04, "C"), (0x40, "S"), (0x10, "B"), (0x20, "I")];
const VERSION: u8 = 0x80;
const HAS_CHANNEL: u8 = 0x20;
const CONFIDENTIAL: u8 = 0x0c;
const ICV: usize = 16;

/// Prints a frame's payload.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("macsec");
    let control = p.peek(0)?;
    let header = if control & HAS_CHANNEL != 0 { 14 } else { 6 };
    if p.len() < header || !p.has(header) {
        return cx.truncated();
    }
    let (short_len, number) = (usize::from(p.peek(1)?), p.peek_u32(2)?);
    if short_len & 0xc0 != 0 || control & VERSION != 0 {
        return Err(Stop::Invalid);
    }
    let channel = p.at(6)?.be_u64().ok().filter(|_| control & HAS_CHANNEL != 0);
    p.skip(header)?;
    let is_secret = control & CONFIDENTIAL != 0;
    if is_secret && !cx.options.link_header {
        if let Some((src, dst)) = cx.macs.map(Macs::src_dst) {
            out!(cx, src, " > ", dst, " ");
        }
        out!(cx, "802.1AE MACsec, ");
    }
    if is_secret || cx.options.link_header {
        out!(
            cx,
            "an ",
            control & 3,
            ", pn ",
            number,
            ", flags ",
            bits(FLAGS, control & !VERSION & !3).with("")
        );
        if short_len != 0 {
            out!(cx, ", sl ", short_len);
        }
        if let Some(channel) = channel {
            out!(cx, ", sci ", hex(channel, 16));
        }
        out!(cx, ", ");
    }
    if is_secret {
        cx.unknown_payload(p.bytes());
        return Ok(());
    }
    let (Some(len), Some(captured)) = (p.len().checked_sub(ICV), p.captured().checked_sub(ICV)) else {
        return cx.truncated();
    };
    if short_len > len.min(captured) {
        return cx.truncated();
    }
    let len = if short_len == 0 { len } else { short_len };
    let mut p = p.limit(captured.min(len)).declare(len);
    let ethertype = p.be_u16()?;
    if cx.options.link_header {
        show_type(cx, ethertype);
        out!(cx, ", ");
    }
    match tables::ethertype(ethertype) {
        Some(printer) => cx.call(printer, p),
        None => {
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
    fn what_is_encrypted_is_dumped() {
        let frame = b"\x0c\0\0\0\0\x05ab";
        assert!(
            printed(print, 0, frame).starts_with("802.1AE MACsec, an 0, pn 5, flags EC, \n\t0x0000:  6162")
        );
        assert_eq!(printed(print, 0, &[0x80, 0, 0, 0, 0, 5]), " (invalid)");
        assert_eq!(printed(print, 0, b"\0\0\0\0\0\x05ab"), " [|macsec]");
    }
}
