//! USB as Linux captures it (`Documentation/usb/usbmon.rst` of Linux).
//!
//! ```text
//!  0      8       9           10         11       12    14                          40      48
//! +------+-------+-----------+----------+--------+-----+---------------------------+-------+---------
//! | URB  | event | transfer  | endpoint | device | bus | flags, time, status,      | setup | data
//! | (8)  |       | type      |          |        | (2) | lengths (26)              | (8)   |
//! +------+-------+-----------+----------+--------+-----+---------------------------+-------+---------
//! ```
//!
//! Numbers are in the byte order of the host that captured. Headers of the mapped buffer have 16 bytes more.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::Outcome,
};

const HEADER: usize = 48;
const MAPPED_HEADER: usize = 64;
const EVENTS: &Table = &[(SUBMIT, "SUBMIT"), (COMPLETE, "COMPLETE"), (ERROR, "ERROR")];
const SUBMIT: u32 = b'S' as u32;
const COMPLETE: u32 = b'C' as u32;
const ERROR: u32 = b'E' as u32;
const TYPES: &Table = &[(0, "ISOCHRONOUS"), (INTERRUPT, "INTERRUPT"), (2, "CONTROL"), (3, "BULK")];
const INTERRUPT: u32 = 1;
/// The bit of an endpoint that tells its direction.
const IN: u8 = 0x80;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("usb_linux_48_byte");
    packet(cx, p, HEADER)
}

/// Prints a packet of the mapped buffer.
pub(crate) fn print_mapped(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("usb_linux_64_byte");
    packet(cx, p, MAPPED_HEADER)
}

fn packet(cx: &mut Context<'_>, mut p: Cursor<'_>, header: usize) -> Outcome {
    p.at(header)?;
    cx.link_len = header;
    out!(cx, "USB");
    if cx.options.quiet > 0 {
        return Ok(());
    }
    p.skip(8)?;
    let [event, kind, endpoint, device] = p.array()?;
    let bus = p.le_u16()?;
    out!(cx, " ", named(TYPES, kind).or_text(" ?"), " ", named(EVENTS, event).or_text("?"), " ");
    let is_known = kind < 4 && crate::show::name(EVENTS, event).is_some();
    if is_known {
        // An interrupt is asked for by the host that waits for it.
        let is_out = (u32::from(event) == SUBMIT) != (u32::from(kind) == INTERRUPT);
        out!(cx, if is_out { "to " } else { "from " });
    }
    out!(cx, bus, ":", device, ":", endpoint & !IN);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_transfer_goes_to_or_from_an_endpoint() {
        let mut packet = [0; HEADER];
        packet[8..14].copy_from_slice(b"S\x03\x81\x05\x01\0");
        assert_eq!(printed(print, 0, &packet), "USB BULK SUBMIT to 1:5:1");
        packet[8..10].copy_from_slice(b"C\x01");
        assert_eq!(printed(print, 0, &packet), "USB INTERRUPT COMPLETE to 1:5:1");
        packet[8..10].copy_from_slice(b"x\x07");
        assert_eq!(printed(print, 0, &packet), "USB  ? ? 1:5:1");
        assert_eq!(printed(print_mapped, 0, &packet), " [|usb_linux_64_byte]");
    }
}
