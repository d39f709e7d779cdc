//! Link Management Protocol (RFC 4204).
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-------+-----------------------+---------------+---------------+
//! | vers. |       reserved        |     flags     |     type      |
//! +-------+-----------------------+---------------+---------------+
//! |            length             |           reserved            |
//! +-+-------------+---------------+-------------------------------+
//! |N|   C-type    |     class     |       length of object        |
//! +-+-------------+---------------+-------------------------------+
//! |                       contents (object.rs)                    |
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, named, out},
    stop::Outcome,
};

mod data_link;
mod names;
mod object;
mod service;

const HEADER: usize = 8;
const OBJECT_HEADER: usize = 4;

const FLAGS: &Table = &[(1, "Control Channel Down"), (2, "LMP restart")];

const MESSAGES: &Table = &[
    (1, "Config"),
    (2, "Config ACK"),
    (3, "Config NACK"),
    (4, "Hello"),
    (5, "Begin Verify"),
    (6, "Begin Verify ACK"),
    (7, "Begin Verify NACK"),
    (8, "End Verify"),
    (9, "End Verify ACK"),
    (10, "Test"),
    (11, "Test Status Success"),
    (12, "Test Status Failure"),
    (13, "Test Status ACK"),
    (14, "Link Summary"),
    (15, "Link Summary ACK"),
    (16, "Link Summary NACK"),
    (17, "Channel Status"),
    (18, "Channel Status ACK"),
    (19, "Channel Status Request"),
    (20, "Channel Status Response"),
];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("lmp");
    let payload_len = p.len();
    let (version, _, flags, kind) = (p.u8()? >> 4, p.u8()?, p.u8()?, p.u8()?);
    let len = usize::from(p.be_u16()?);
    p.skip(2)?;
    if version != 1 {
        out!(cx, "LMP version ", version, " packet not supported");
        return Ok(());
    }
    if !cx.verbose(1) {
        out!(cx, "LMPv1 ", named(MESSAGES, kind).or("unknown (", ")"), " Message, length: ", payload_len);
        return Ok(());
    }
    out!(cx, "\n\tLMPv1, msg-type: ", named(MESSAGES, kind).or("unknown, type: ", ""));
    out!(cx, ", Flags: [", bits(FLAGS, flags), "], length: ", len);
    if len < HEADER {
        out!(cx, " (too short)");
        return Ok(());
    }
    if len > payload_len {
        out!(cx, " (too long)");
    }
    objects(cx, p, len.min(payload_len).wrapping_sub(HEADER))
}

fn objects(cx: &mut Context<'_>, mut p: Cursor<'_>, mut left: usize) -> Outcome {
    while left > 0 {
        let (kind, class, len) = (p.u8()?, p.u8()?, usize::from(p.be_u16()?));
        let (is_negotiable, kind) = (kind & 0x80 != 0, kind & 0x7f);
        out!(cx, "\n\t  ", named(names::CLASSES, class).or_text("Unknown"), " Object (", class, ")");
        out!(cx, ", Class-Type: ", named(names::C_TYPES, names::c_type(class, kind)).or_text("Unknown"));
        out!(cx, " (", kind, ") Flags: [", if is_negotiable { "" } else { "non-" }, "negotiable]");
        out!(cx, ", length: ", len);
        if len < OBJECT_HEADER {
            out!(cx, " (too short)");
            return Ok(());
        }
        if len % 4 != 0 {
            out!(cx, " (not a multiple of 4)");
            return Ok(());
        }
        let contents_len = len - OBJECT_HEADER;
        let contents = p.declare(contents_len);
        p.skip(contents_len)?;
        let is_known = object::print(cx, contents, class, kind)?;
        if cx.verbose(2) || !is_known {
            cx.unknown_data("\n\t    ", contents, contents_len);
        }
        if left < len {
            out!(cx, " [remaining objects length ", left, " < ", len, "]");
            return cx.invalid();
        }
        left -= len;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_hello() {
        let hello = b"\x10\0\0\x04\0\x14\0\0\x01\x07\0\x0c\0\0\0\x32\0\0\0\x3c";
        assert_eq!(printed(print, 0, hello), "LMPv1 Hello Message, length: 20");
        let shown = "\n\tLMPv1, msg-type: Hello, Flags: [none], length: 20\
                     \n\t  Hello Object (7), Class-Type: 1 (1) Flags: [non-negotiable], length: 12\
                     \n\t    Tx Seq: 50, Rx Seq: 60";
        assert_eq!(printed(print, 1, hello), shown);
        assert!(printed(print, 2, hello).ends_with("\n\t    0x0000:  0000 0032 0000 003c"));
    }

    #[test]
    fn lengths_that_lie() {
        let short = b"\x10\0\0\x04\0\x07\0\0";
        assert!(printed(print, 1, short).ends_with(", length: 7 (too short)"));
        let object = b"\x10\0\0\x04\0\x0c\0\0\x01\x07\0\x07";
        assert!(printed(print, 1, object).ends_with(", length: 7 (not a multiple of 4)"));
        let past = b"\x10\0\0\x04\0\x0c\0\0\x01\x02\0\x08\x0a\0\0\x01";
        assert!(printed(print, 1, past).ends_with("(0x0a000001) [remaining objects length 4 < 8] (invalid)"));
    }
}
