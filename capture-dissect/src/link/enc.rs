//! OpenBSD's encapsulation interface (`enc(4)`): what IPsec has opened or will protect.
//!
//! ```text
//!  0        4     8       12
//! +--------+-----+-------+--------
//! | family | SPI | flags | packet
//! +--------+-----+-------+--------
//! ```
//!
//! Family and flags are in the byte order of the host that captured; the SPI is big-endian.

use crate::{
    context::Context,
    cursor::Cursor,
    net,
    show::{hex, out},
    stop::Outcome,
};

const HEADER: usize = 12;
const AUTHENTIC: u32 = 0x0800;
const CONFIDENTIAL: u32 = 0x0400;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("enc");
    p.at(HEADER)?;
    let bytes = p.array()?;
    // A family is a small number: one with high bits is in the other byte order.
    let read: fn([u8; 4]) -> u32 = match u32::from_le_bytes(bytes) {
        ..=0xffff => u32::from_le_bytes,
        _ => u32::from_be_bytes,
    };
    let (family, spi, flags) = (read(bytes), p.be_u32()?, read(p.array()?));
    print_flags(cx, flags);
    out!(cx, "SPI 0x", hex(spi, 8), ": ");
    match family {
        2 => cx.call(net::ipv4::print, p)?,
        24 | 28 | 30 => cx.call(net::ipv6::print, p)?,
        _ => {}
    }
    cx.link_len = HEADER;
    Ok(())
}

fn print_flags(cx: &mut Context<'_>, flags: u32) {
    let mut left = flags;
    out!(cx, if flags == 0 { "(unprotected): " } else { "(" });
    for (bit, name) in [(AUTHENTIC, "authentic"), (CONFIDENTIAL, "confidential")] {
        if left & bit != 0 {
            left &= !bit;
            out!(cx, name, if left == 0 { "): " } else { "," });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn flags_tell_how_a_packet_was_protected() {
        let packet = b"\x63\0\0\0\0\0\x01\x02\0\x0c\0\0";
        assert_eq!(printed(print, 0, packet), "(authentic,confidential): SPI 0x00000102: ");
        assert_eq!(printed(print, 0, &[0; 12]), "(unprotected): SPI 0x00000000: ");
        assert_eq!(printed(print, 0, &packet[..11]), " [|enc]");
    }
}
