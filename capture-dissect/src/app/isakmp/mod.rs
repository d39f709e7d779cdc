//! ISAKMP and IKE (RFC 2408, RFC 2409, RFC 7296): the header and the chain of payloads.
//!
//! ```text
//!  0           8           16     17        18     19      20           24       28
//! +-----------+-----------+------+---------+------+-------+------------+--------+-------------------
//! | initiator | responder | next | version | kind | flags | message id | length | payloads: each
//! | cookie    | cookie    |      |         |      |       |            |        | next, bits, length
//! +-----------+-----------+------+---------+------+-------+------------+--------+-------------------
//! ```

mod attribute;
mod chain;
mod names;
mod raw;
mod v1;
mod v2;

use crate::{
    context::Context,
    cursor::Cursor,
    options::Opens,
    show::{Table, hex, named, out},
    stop::Outcome,
};

use chain::chain;
use names::payload_name;

const EXCHANGES: &Table = &[
    (0, "none"),
    (1, "base"),
    (2, "ident"),
    (3, "auth"),
    (4, "agg"),
    (5, "inf"),
    (32, "oakley-quick"),
    (33, "oakley-newgroup"),
    (34, "ikev2_init"),
    (35, "ikev2_auth"),
    (36, "child_sa"),
    (37, "inf2"),
];

const HEADER: usize = 28;
/// The header of a payload.
const PAYLOAD_HEADER: usize = 4;
const ENCRYPTED: u8 = 1;
const COMMIT: u8 = 2;
const BY_INITIATOR: u8 = 8;
/// The payload of version 2 that holds others, encrypted.
const ENCRYPTED_PAYLOAD: u8 = 46;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("isakmp");
    p.need(HEADER)?;
    let packet_len = p.len();
    if packet_len < HEADER {
        return cx.truncated();
    }
    let (initiator, responder) = (p.be_u64()?, p.be_u64()?);
    let (next, version, exchange, flags) = (p.u8()?, p.u8()?, p.u8()?, p.u8()?);
    let (message, len) = (p.be_u32()?, p.be_u32()?);
    let major = version >> 4;
    out!(cx, "isakmp");
    if cx.verbose(1) {
        out!(cx, " ", major, ".", version & 0xf, " msgid ", hex(message, 8));
    }
    if cx.verbose(2) {
        out!(cx, " cookie ", hex(initiator, 16), "->", hex(responder, 16));
    }
    out!(cx, ":");
    let exchange = named(EXCHANGES, exchange).or("#", "");
    match major {
        1 => {
            let side = side(cx, initiator, responder);
            out!(cx, if message == 0 { " phase 1 " } else { " phase 2/others " }, side, " ", exchange);
            if flags != 0 {
                out!(cx, "[", if flags & ENCRYPTED != 0 { "E" } else { "" });
                out!(cx, if flags & COMMIT != 0 { "C" } else { "" }, "]");
            }
        }
        2 => {
            out!(cx, if message == 0 { " parent_sa " } else { " child_sa  " }, exchange);
            if flags != 0 {
                out!(cx, "[");
                for (bit, letter) in [(BY_INITIATOR, "I"), (0x10, "V"), (0x20, "R")] {
                    out!(cx, if flags & bit != 0 { letter } else { "" });
                }
                out!(cx, "]");
            }
        }
        _ => return Ok(()),
    }
    if !cx.verbose(1) {
        return Ok(());
    }
    out!(cx, ":");
    if flags & ENCRYPTED != 0 {
        out!(cx, " [encrypted ", payload_name(next), "]");
    } else {
        let key = Opens::Ike { by_initiator: flags & BY_INITIATOR != 0, spis: [initiator, responder] };
        // Data that goes on to the end of the message goes on to the end of what was captured of it.
        let p = p.limit(p.len().min(p.captured()));
        chain(cx, next, None, p, 1, &|cx, at, p| match (major, at.number) {
            (2, ENCRYPTED_PAYLOAD) => v2::encrypted(cx, at, p, key),
            _ => v1::print(cx, at, p),
        })?;
    }
    if len as usize != packet_len {
        out!(cx, " (len mismatch: isakmp ", len, "/ip ", packet_len, ")");
    }
    Ok(())
}

/// Which side a message is from: the one that began, the other, or no telling.
fn side(cx: &mut Context<'_>, initiator: u64, responder: u64) -> &'static str {
    let ends = (cx.ip.src, cx.ip.dst);
    if initiator == 0 {
        return "?";
    }
    if responder == 0 {
        cx.flows.isakmp.insert(initiator, ends);
    }
    match cx.flows.isakmp.get(initiator) {
        Some(began) if began == ends => "I",
        Some((src, dst)) if (dst, src) == ends => "R",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::tests::{printed, text_with},
        options::{EspCipher, EspKey, Options},
    };

    fn message(next: u8, version: u8, flags: u8, payloads: &[u8]) -> Vec<u8> {
        let head = [&[1; 8][..], &[0; 8], &[next, version, 2, flags], &[0; 7]].concat();
        [&head[..], &[28 + payloads.len() as u8], payloads].concat()
    }

    #[test]
    fn the_header_says_what_a_message_is_for() {
        assert_eq!(printed(print, 0, &message(1, 0x10, 0, &[])), "isakmp: phase 1 I ident");
        assert_eq!(printed(print, 0, &message(1, 0x20, 8, &[])), "isakmp: parent_sa ident[I]");
        assert_eq!(printed(print, 0, &[0; 27]), " [|isakmp]");
        assert_eq!(
            printed(print, 1, &message(8, 0x10, 1, &[])),
            "isakmp 1.0 msgid 00000000: phase 1 I ident[E]: [encrypted hash]"
        );
    }

    #[test]
    fn payloads_are_shown_with_v() {
        assert_eq!(
            printed(print, 1, &message(8, 0x10, 0, &[10, 0, 0, 6, 1, 2, 0, 0, 0, 5, 9])),
            "isakmp 1.0 msgid 00000000: phase 1 I ident:\n    (hash: len=2)\n    (nonce: n len=1)"
        );
    }

    #[test]
    fn a_payload_that_is_cut_ends_the_list() {
        assert!(printed(print, 1, &message(8, 0x10, 0, &[10, 0, 0, 9, 1])).ends_with("ident: [|hash]"));
    }

    #[test]
    fn an_encrypted_payload_is_opened_with_its_key() {
        let key = EspKey {
            opens: Opens::Ike { by_initiator: true, spis: [0x0101_0101_0101_0101, 0] },
            cipher: EspCipher::Null,
            icv_bytes: 2,
            secret: Vec::new(),
        };
        let options = Options { numeric: true, verbose: 1, esp_keys: vec![key], ..Options::default() };
        let payloads = [&[35, 0, 0, 16][..], &[0, 0, 0, 10, 2, 0, 0, 0], b"me", b"??"].concat();
        let bytes = message(46, 0x20, 8, &payloads);
        let text = text_with(&options, |cx| print(cx, Cursor::new(&bytes, bytes.len())).unwrap());
        assert!(text.ends_with("(v2e: len=12\n            (v2IDi: len=6 fqdn:me))"), "{text}");
    }
}
