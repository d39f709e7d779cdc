//! Resource reservation protocol (RFC 2205, RFC 2961, RFC 3209, RFC 3473).
//!
//! ```text
//!  0                    1      2          4     5          6        8
//! +--------------------+------+----------+-----+----------+--------+---------
//! | version (4 bits),  | type | checksum | TTL | reserved | length | objects
//! | flags (4 bits)     |      |          |     |          |        |
//! +--------------------+------+----------+-----+----------+--------+---------
//! an object: length with this header (2), class (1), type within the class (1), value
//! ```

mod hop;
mod label;
mod names;
mod object;
mod route;
mod service;
mod tunnel;
mod uni;

use self::names::{CLASSES, TYPES, class_type};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, name, named, out},
    stop::{Outcome, Stop},
};

const FLAGS: &Table = &[(0x01, "Refresh reduction capable")];
const HEADER: usize = 8;
const OBJECT_HEADER: usize = 4;
const BUNDLE: u8 = 12;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("rsvp");
    p.need(HEADER)?;
    let [first, kind] = p.at(0)?.array()?;
    if !cx.verbose(1) && first >> 4 == 1 {
        out!(cx, "RSVPv", first >> 4, " ", named(TYPES, kind).or("unknown (", ")"));
        out!(cx, " Message, length: ", p.len());
        return Ok(());
    }
    let objects = header(cx, p)?;
    match objects {
        Some(objects) if kind == BUNDLE => bundle(cx, objects),
        Some(objects) if name(TYPES, kind).is_some() => print_objects(cx, objects),
        Some(objects) => {
            cx.unknown_data("\n\t    ", objects, objects.len());
            Ok(())
        }
        None => Ok(()),
    }
}

/// Prints a header in a line of its own; answers the objects, if its length can be.
fn header<'a>(cx: &mut Context<'_>, mut p: Cursor<'a>) -> Result<Option<Cursor<'a>>, Stop> {
    p.need(HEADER)?;
    let version = p.peek(0)? >> 4;
    if version != 1 {
        out!(cx, "ERROR: RSVP version ", version, " packet not supported");
        return Ok(None);
    }
    let ([first, kind], checksum, [ttl, _], len) =
        (p.array()?, p.be_u16()?, p.array()?, usize::from(p.be_u16()?));
    out!(
        cx,
        "\n\tRSVPv",
        first >> 4,
        " ",
        named(TYPES, kind).or("unknown, type: ", ""),
        " Message (",
        kind,
        ")"
    );
    out!(cx, ", Flags: [", bits(FLAGS, first & 0xf), "], length: ", len, ", ttl: ", ttl);
    out!(cx, ", checksum: 0x", hex(checksum, 4));
    if len < HEADER {
        out!(cx, "ERROR: common header too short ", len, " < ", HEADER);
        return Ok(None);
    }
    Ok(Some(p.declare(len - HEADER)))
}

/// Messages within a message (RFC 2961 section 3).
fn bundle(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let start = p.len();
        let Some(objects) = header(cx, p)? else { return Ok(()) };
        print_objects(cx, objects)?;
        p.pass((objects.len() + HEADER).min(start));
    }
    Ok(())
}

fn print_objects(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= OBJECT_HEADER {
        p.need(OBJECT_HEADER)?;
        let (len, [class, kind]) = (usize::from(p.be_u16()?), p.array()?);
        if !len.is_multiple_of(4) {
            out!(cx, "\n\t  ERROR: object header size ", len, " not a multiple of 4");
            return Ok(());
        }
        if len < OBJECT_HEADER {
            out!(cx, "\n\t  ERROR: object header too short ", len, " < ", OBJECT_HEADER);
            return Ok(());
        }
        let size = len - OBJECT_HEADER;
        out!(cx, "\n\t  ", named(CLASSES, class).or_text("Unknown"), " Object (", class, ") Flags: [");
        out!(
            cx,
            if class < 0x80 {
                "reject"
            } else if class < 0xc0 {
                "ignore silently"
            } else {
                "ignore and forward"
            }
        );
        out!(
            cx,
            " if unknown], Class-Type: ",
            class_type(class, kind).unwrap_or("Unknown"),
            " (",
            kind,
            "), length: "
        );
        out!(cx, len);
        if p.len() < size {
            out!(cx, "\n\t  ERROR: object goes past end of objects TLV");
            return Ok(());
        }
        p.need(size)?;
        // All of the object is there, so what is missing in it makes it too short.
        let value = p.declare(size);
        let is_shown = match object::print(cx, class, kind, value) {
            Err(Stop::Truncated) => {
                out!(cx, "\n\t  ERROR: object is too short");
                return Ok(());
            }
            other => other?,
        };
        if !is_shown || cx.verbose(2) {
            cx.unknown_data("\n\t    ", value, size);
        }
        p.skip(size)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    pub(super) fn message(objects: &[u8]) -> Vec<u8> {
        [&[0x10, 20, 0, 0, 1, 0, 0, 8 + objects.len() as u8], objects].concat()
    }

    #[test]
    fn a_hello() {
        let hello = message(&[0, 12, 22, 1, 0, 0, 0, 1, 0, 0, 0, 2]);
        assert_eq!(printed(print, 0, &hello), "RSVPv1 Hello Message, length: 20");
        let expected = "\n\tRSVPv1 Hello Message (20), Flags: [none], length: 20, ttl: 1, checksum: 0x0000\
             \n\t  Hello Object (22) Flags: [reject if unknown], Class-Type: Hello Request (1), length: 12\
             \n\t    Source Instance: 0x00000001, Destination Instance: 0x00000002";
        assert_eq!(printed(print, 1, &hello), expected);
    }

    #[test]
    fn lengths_that_cannot_be_end_a_message() {
        let text = |objects: &[u8]| printed(print, 1, &message(objects));
        assert!(text(&[0, 3, 1, 1]).ends_with("\n\t  ERROR: object header size 3 not a multiple of 4"));
        assert!(text(&[0, 0, 1, 1]).ends_with("\n\t  ERROR: object header too short 0 < 4"));
        assert!(text(&[0, 4, 5, 1]).ends_with("\n\t  ERROR: object is too short"));
        assert!(text(&[0, 8, 5, 1]).ends_with("\n\t  ERROR: object goes past end of objects TLV"));
        assert_eq!(printed(print, 0, b"\x20\0\0\0\0\0\0\0"), "ERROR: RSVP version 2 packet not supported");
        assert_eq!(printed(print, 0, b"\x10"), " [|rsvp]");
    }
}
