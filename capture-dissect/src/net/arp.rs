//! Address Resolution Protocol (RFC 826), Reverse ARP (RFC 903), Inverse ARP (RFC 2390).
//!
//! ```text
//!  0          2          4          5          6          8
//! +----------+----------+----------+----------+----------+----------------------------
//! | hardware | protocol | hw. len. | pr. len. | operation| sender hw., sender pr.,
//! |   type   |   type   |          |          |          | target hw., target pr. address
//! +----------+----------+----------+----------+----------+----------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::ETHERTYPES,
    show::{Ipv4, LinkAddr, Show, Table, named, out},
    stop::Outcome,
};

const HARDWARE: &Table = &[
    (1, "Ethernet"),
    (6, "TokenRing"),
    (7, "ArcNet"),
    (15, "FrameRelay"),
    (23, "Strip"),
    (24, "IEEE 1394"),
    (19, "ATM"),
    (32, "InfiniBand"),
];

const OPERATIONS: &Table = &[
    (1, "Request"),
    (2, "Reply"),
    (3, "Reverse Request"),
    (4, "Reverse Reply"),
    (8, "Inverse Request"),
    (9, "Inverse Reply"),
    (10, "NACK Reply"),
];

/// A protocol address, which is shown where it is one of IPv4.
#[derive(Clone, Copy, Debug)]
struct Protocol<'a> {
    ethertype: u16,
    bytes: &'a [u8],
}

impl Protocol<'_> {
    /// Whether the addresses are those of IPv4: the type of IPv4 itself, or of its trailers.
    const fn is_ipv4(ethertype: u16) -> bool {
        matches!(ethertype, 0x0800 | 0x1000)
    }
}

impl Show for Protocol<'_> {
    fn show(self, cx: &mut Context<'_>) {
        match self.bytes.try_into() {
            _ if !Self::is_ipv4(self.ethertype) => out!(cx, "<wrong proto type>"),
            Ok(address) => out!(cx, Ipv4(address)),
            Err(_) => out!(cx, "<wrong len>"),
        }
    }
}

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("arp");
    let packet = p;
    let (hardware, ethertype) = (p.be_u16()?, p.be_u16()?);
    let (hardware_len, protocol_len) = (usize::from(p.u8()?), usize::from(p.u8()?));
    let operation = p.be_u16()?;
    let sender = (p.take(hardware_len)?, p.take(protocol_len)?);
    let target = (p.take(hardware_len)?, p.take(protocol_len)?);
    let (sha, spa) = (LinkAddr(sender.0), Protocol { ethertype, bytes: sender.1 });
    let (tha, tpa) = (LinkAddr(target.0), Protocol { ethertype, bytes: target.1 });
    if !cx.options.link_header {
        out!(cx, "ARP, ");
    }
    let is_usual = Protocol::is_ipv4(ethertype) && protocol_len == 4 && hardware_len != 0;
    if !is_usual || cx.verbose(1) {
        out!(cx, named(HARDWARE, hardware).or("Unknown Hardware (", ")"), " (len ", hardware_len, "), ");
        out!(
            cx,
            named(ETHERTYPES, ethertype).or_hex("Unknown Protocol (0x", 4, ")"),
            " (len ",
            protocol_len,
            ")"
        );
        if !cx.verbose(1) {
            out!(cx, ", length ", packet.len());
            return Ok(());
        }
        out!(cx, ", ");
    }
    out!(cx, named(OPERATIONS, operation).or("Unknown (", ")"), " ");
    match operation {
        1 => {
            out!(cx, "who-has ", tpa);
            if tha.0.iter().any(|byte| *byte != 0) {
                out!(cx, " (", tha, ")");
            }
            out!(cx, " tell ", spa);
        }
        2 => out!(cx, spa, " is-at ", sha),
        3 | 8 => out!(cx, "who-is ", tha, " tell ", sha),
        4 => out!(cx, tha, " at ", tpa),
        9 => out!(cx, sha, " at ", spa),
        _ => {
            cx.default_print(packet.bytes());
            return Ok(());
        }
    }
    out!(cx, ", length ", packet.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const REQUEST: &[u8] = b"\0\x01\x08\0\x06\x04\0\x01\x02\0\0\0\0\x01\x0a\0\0\x01\0\0\0\0\0\0\x0a\0\0\x02";

    #[test]
    fn a_request_asks_who_has() {
        assert_eq!(printed(print, 0, REQUEST), "ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28");
        let verbose =
            "ARP, Ethernet (len 6), IPv4 (len 4), Request who-has 10.0.0.2 tell 10.0.0.1, length 28";
        assert_eq!(printed(print, 1, REQUEST), verbose);
    }

    #[test]
    fn other_operations_have_their_own_words() {
        let operation = |number| {
            let mut packet = REQUEST.to_vec();
            packet[7] = number;
            printed(print, 0, &packet)
        };
        assert_eq!(operation(2), "ARP, Reply 10.0.0.1 is-at 02:00:00:00:00:01, length 28");
        assert_eq!(operation(4), "ARP, Reverse Reply 00:00:00:00:00:00 at 10.0.0.2, length 28");
        assert!(operation(5).starts_with("ARP, Unknown (5) \n\t0x0000:  0001 0800"));
    }

    #[test]
    fn unusual_addresses_are_only_named() {
        let packet = b"\0\x63\x99\x99\x01\x02\0\x01\x01\x02\x03\x04\x05\x06";
        assert_eq!(
            printed(print, 0, packet),
            "ARP, Unknown Hardware (99) (len 1), Unknown Protocol (0x9999) (len 2), length 14"
        );
        assert!(
            printed(print, 1, packet)
                .ends_with("Request who-has <wrong proto type> (04) tell <wrong proto type>, length 14")
        );
        assert_eq!(printed(print, 0, &REQUEST[..27]), " [|arp]");
    }
}
