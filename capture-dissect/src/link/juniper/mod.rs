//! Packets as Juniper's routers capture them: a header, a cookie of the interface card, what the card carries.
//!
//! ```text
//!  0                3        4                  6
//! +----------------+--------+------------------+------------+--------+----------
//! | magic: MGC     | flags  | length (2 bytes) | extensions | cookie | payload
//! +----------------+--------+------------------+------------+--------+----------
//!                            where bit 0x80 of the flags is set
//! ```
//!
//! The cookie's length depends on the card and on its first byte. What follows it begins with a protocol.

mod card;
mod extension;
mod header;
mod payload;

use self::{card::Card, header::Header};
use crate::{context::Context, cursor::Cursor, stop::Outcome};

macro_rules! cards {
    ($($name:ident: $what:literal $card:expr, $print:path;)*) => {
        $(#[doc = concat!("Prints a packet of ", $what, ".")]
        pub(crate) fn $name(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
            card(cx, p, &$card, $print)
        })*
    };
}

cards! {
    print_mlppp: "a multilink PPP card" card::MLPPP, payload::mlppp;
    print_mlfr: "a multilink frame relay card" card::MLFR, payload::mlfr;
    print_mfr: "a frame relay card (FRF.16)" card::MFR, payload::mfr;
    print_es: "an encryption card" card::ES, payload::es;
    print_ggsn: "a gateway card of mobile networks" card::GGSN, payload::ggsn;
    print_atm1: "an ATM card" card::ATM1, payload::atm1;
    print_atm2: "an ATM card of the second kind" card::ATM2, payload::atm2;
    print_services: "a services card" card::SERVICES, payload::services;
    print_monitor: "a monitoring card" card::MONITOR, payload::monitor;
    print_pppoe: "a PPPoE card" card::PPPOE, payload::pppoe;
    print_pppoe_atm: "a card for PPPoE over ATM" card::PPPOE_ATM, payload::pppoe_atm;
    print_ether: "an Ethernet card" card::ETHER, payload::ethernet;
    print_ppp: "a PPP card" card::PPP, payload::ppp;
    print_frelay: "a frame relay card" card::FRELAY, payload::frelay;
    print_chdlc: "a card for Cisco's HDLC" card::CHDLC, payload::chdlc;
}

type Print = fn(&mut Context<'_>, Cursor<'_>, &Header<'_>) -> Outcome;

fn card(cx: &mut Context<'_>, mut p: Cursor<'_>, card: &Card, print: Print) -> Outcome {
    cx.enter(card.protocol);
    match header::print(cx, &mut p, card)? {
        Some(header) => {
            cx.link_len = header.len;
            print(cx, p, &header)
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::{printed, text_with};
    use crate::options::Options;

    #[test]
    fn a_header_has_a_magic_number_and_maybe_extensions() {
        assert_eq!(printed(print_ether, 0, b"MGD\0"), "no magic-number found!");
        assert_eq!(printed(print_ether, 0, b"MG"), " [|juniper_ether]");
        let extension = b"MGC\x80\0\x03\x01\x05\0";
        assert_eq!(printed(print_ether, 0, extension), " [extension_length 3 < 7] (invalid)");
        let text = printed(print_ether, 2, b"MGC\x81\0\x03\x03\x01\x01");
        let expected = "\n\tJuniper PCAP Flags [Ext, In], PCAP Extension(s) total length 3\
                        \n\t  Device Media Type Extension TLV #3, length 1, value Ethernet (1)\
                        \n\t-----original packet-----\n\t [|ether]";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_cookie_depends_on_the_card_and_on_its_first_byte() {
        let shown = |print: crate::context::Printer, bytes: &[u8]| {
            let options = Options { numeric: true, link_header: true, ..Options::default() };
            text_with(&options, |cx| {
                let _ = cx.call(print, Cursor::new(bytes, bytes.len()));
            })
        };
        let text = shown(print_mlfr, b"MGC\0\x54\x02\x03\x04\x05\x06");
        let expected = "Out MLFR-PIC, cookie-len 4, cookie 0x54020304: hlen 10, proto 0x0506, Bundle-ID 2, \
                        unknown protocol 0x0506, length 0";
        assert_eq!(text, expected);
        let invalid = "Out GGSN-PIC, cookie-len 10 (invalid)";
        assert_eq!(shown(print_ggsn, b"MGC\0\x54\x02\x03\x04\x05\x06"), invalid);
    }
}
