//! RADIUS (RFC 2865, RFC 2866, RFC 5176): the packet and the shape of its attributes.
//!
//! ```text
//!  0      1    2        4               20
//! +------+----+--------+---------------+--------------------------------
//! | code | id | length | authenticator | attributes: type, length, value
//! +------+----+--------+---------------+--------------------------------
//! ```

use crate::{
    app::radius_attribute::{self, attribute_name},
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Table, hex, named, out},
    stop::{Outcome, Stop},
};

const CODES: &Table = &[
    (1, "Access-Request"),
    (2, "Access-Accept"),
    (3, "Access-Reject"),
    (4, "Accounting-Request"),
    (5, "Accounting-Response"),
    (11, "Access-Challenge"),
    (12, "Status-Server"),
    (13, "Status-Client"),
    (40, "Disconnect-Request"),
    (41, "Disconnect-ACK"),
    (42, "Disconnect-NAK"),
    (43, "CoA-Request"),
    (44, "CoA-ACK"),
    (45, "CoA-NAK"),
    (255, "Reserved"),
];

const HEADER: usize = 20;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("radius");
    let packet_len = p.len();
    p.need(HEADER)?;
    let (code, id, len) = (p.u8()?, p.u8()?, usize::from(p.be_u16()?));
    if len < HEADER {
        return cx.truncated();
    }
    let len = len.min(packet_len);
    let code_name = named(CODES, code).or_text("Unknown Command");
    if !cx.verbose(1) {
        out!(cx, "RADIUS, ", code_name, " (", code, "), id: 0x", hex(id, 2), " length: ", len);
        return Ok(());
    }
    out!(cx, "RADIUS, length: ", len, "\n\t", code_name, " (", code, "), id: 0x", hex(id, 2));
    out!(cx, ", Authenticator: ", HexBytes(p.take(16)?));
    attributes(cx, p.declare(len.saturating_sub(HEADER)))
}

fn attributes(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() < 2 {
            return cx.truncated();
        }
        let start = p;
        p.need(2)?;
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        out!(cx, "\n\t  ", attribute_name(kind), " Attribute (", kind, "), length: ", len);
        if len < 2 {
            out!(cx, " (bogus, must be >= 2)");
            return Ok(());
        }
        if len > start.len() {
            out!(cx, " (bogus, goes past end of packet)");
            return Ok(());
        }
        out!(cx, ", Value: ");
        let value = p.declare(len - 2);
        if len > 2 {
            match radius_attribute::print(cx, kind, value) {
                Err(Stop::Invalid) => cx.invalid()?,
                other => other?,
            }
            cx.enter("radius");
        }
        if cx.verbose(2) {
            cx.unknown_data("\n\t    ", p, len - 2);
        }
        p.pass(len - 2);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn packet(attributes: &[u8]) -> Vec<u8> {
        [&[1, 5, 0, 20 + attributes.len() as u8][..], &[0xab; 16], attributes].concat()
    }

    #[test]
    fn attributes_are_shown_with_v() {
        assert_eq!(
            printed(print, 0, &packet(b"\x01\x04me")),
            "RADIUS, Access-Request (1), id: 0x05 length: 24"
        );
        let text = printed(print, 1, &packet(b"\x01\x04me"));
        assert!(
            text.starts_with("RADIUS, length: 24\n\tAccess-Request (1), id: 0x05, Authenticator: abab"),
            "{text}"
        );
        assert!(text.ends_with("\n\t  User-Name Attribute (1), length: 4, Value: me"), "{text}");
    }

    #[test]
    fn impossible_lengths_end_the_list() {
        assert!(
            printed(print, 1, &packet(b"\x01\x01"))
                .ends_with("Attribute (1), length: 1 (bogus, must be >= 2)")
        );
        assert!(
            printed(print, 1, &packet(b"\x01\x09")).ends_with("length: 9 (bogus, goes past end of packet)")
        );
        assert!(printed(print, 1, &packet(b"\x01")).ends_with(" [|radius]"));
    }
}
