//! Attributes of transforms: a number with a value of 16 bits, or one of any length (RFC 2408 p. 27).

use super::{chain::Place, names::GROUPS, raw::bytes};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, name, out},
    stop::Stop,
};

/// An attribute: its number, its name, and the names of its values.
pub(super) type Attributes = [(u16, &'static str, &'static Table)];

const LIFE_TYPES: &Table = &[(1, "sec"), (2, "kb")];
/// Attributes of an ISAKMP SA (RFC 2409).
pub(super) const OAKLEY: &Attributes = &[
    (
        1,
        "enc",
        &[(1, "1des"), (2, "idea"), (3, "blowfish"), (4, "rc5"), (5, "3des"), (6, "cast"), (7, "aes")],
    ),
    (2, "hash", &[(1, "md5"), (2, "sha1"), (3, "tiger"), (4, "sha2-256"), (5, "sha2-384"), (6, "sha2-512")]),
    (3, "auth", &[(1, "preshared"), (2, "dss"), (3, "rsa sig"), (4, "rsa enc"), (5, "rsa enc revised")]),
    (4, "group desc", GROUPS),
    (5, "group type", &[(1, "MODP"), (2, "ECP"), (3, "EC2N")]),
    (6, "group prime", &[]),
    (7, "group gen1", &[]),
    (8, "group gen2", &[]),
    (9, "group curve A", &[]),
    (10, "group curve B", &[]),
    (11, "lifetype", LIFE_TYPES),
    (12, "lifeduration", &[]),
    (13, "prf", &[]),
    (14, "keylen", &[]),
    (15, "field", &[]),
    (16, "order", &[]),
];
/// Attributes of an IPsec SA (RFC 2407).
pub(super) const IPSEC: &Attributes = &[
    (1, "lifetype", LIFE_TYPES),
    (2, "life", &[]),
    (3, "group desc", GROUPS),
    (4, "enc mode", &[(1, "tunnel"), (2, "transport")]),
    (5, "auth", &[(1, "hmac-md5"), (2, "hmac-sha1"), (3, "1des-mac"), (4, "keyed")]),
    (6, "keylen", &[]),
    (7, "rounds", &[]),
    (8, "dictsize", &[]),
    (9, "privalg", &[]),
];
/// Attributes in version 2.
pub(super) const V2: &Attributes = &[(14, "keylen", &[])];

/// Prints attributes up to the end of a payload; answers where they end.
pub(super) fn all<'a>(
    cx: &mut Context<'_>,
    at: Place,
    mut p: Cursor<'a>,
    attributes: &Attributes,
) -> Result<Cursor<'a>, Stop> {
    while at.left(&p) > 0 {
        let is_short = p.peek(0)? & 0x80 != 0;
        let long = if is_short { 0 } else { usize::from(p.peek_u16(2)?) };
        if 4 + long > at.left(&p) {
            out!(cx, "[|attr]");
            // What follows is looked for one byte behind the payload.
            p.pass(at.left(&p) + 1);
            break;
        }
        let (kind, value) = (p.be_u16()?, p.be_u16()?);
        let number = kind & 0x7fff;
        let known = attributes.iter().find(|(known, ..)| *known == number);
        out!(cx, "(type=");
        match known {
            Some((_, text, _)) => out!(cx, *text),
            None => out!(cx, "#", number),
        }
        if is_short {
            out!(cx, " value=");
            match known.and_then(|(.., values)| name(values, value)) {
                Some(text) => out!(cx, text),
                None => out!(cx, hex(value, 4)),
            }
        } else {
            out!(cx, " len=", value, " value=");
            bytes(cx, &mut p, long)?;
        }
        out!(cx, ")");
    }
    Ok(p)
}
