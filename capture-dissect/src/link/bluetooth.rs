//! Bluetooth's host controller interface with a pseudo-header: direction (4 bytes, big-endian), packet.

use crate::{context::Context, cursor::Cursor, show::out, stop::Outcome};

const HEADER: usize = 4;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("bluetooth");
    out!(cx, "bluetooth");
    let direction = p.be_u32()?;
    if cx.options.link_header {
        let way = if direction & 1 != 0 { "in" } else { "out" };
        out!(cx, ", hci length ", p.len(), ", direction ", way);
    }
    cx.unknown_payload(p.bytes());
    cx.link_len = HEADER;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_packet_is_dumped() {
        let blanks = " ".repeat(37);
        let text = format!("bluetooth\n\t0x0000:  6162{blanks}ab");
        assert_eq!(printed(print, 0, b"\0\0\0\x01ab"), text);
        assert_eq!(printed(print, 0, b"\0\0"), "bluetooth [|bluetooth]");
    }
}
