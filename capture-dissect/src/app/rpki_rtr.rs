//! From a cache of the resource public key infrastructure to a router (RFC 6810).
//!
//! ```text
//!  0         1      2               4        8
//! +---------+------+---------------+--------+------
//! | version | type | session, error| length | body
//! +---------+------+---------------+--------+------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (0, "Serial Notify"),
    (1, "Serial Query"),
    (2, "Reset Query"),
    (3, "Cache Response"),
    (4, "IPV4 Prefix"),
    (6, "IPV6 Prefix"),
    (7, "End of Data"),
    (8, "Cache Reset"),
    (10, "Error Report"),
];
const ERRORS: &Table = &[
    (0, "Corrupt Data"),
    (1, "Internal Error"),
    (2, "No Data Available"),
    (3, "Invalid Request"),
    (4, "Unsupported Protocol Version"),
    (5, "Unsupported PDU Type"),
    (6, "Withdrawal of Unknown Record"),
    (7, "Duplicate Announcement Received"),
];
const HEADER: usize = 8;

/// Prints a segment's payload.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("rpki_rtr");
    if !cx.verbose(1) {
        out!(cx, ", RPKI-RTR");
        return Ok(());
    }
    while p.len() > 0 {
        let len = unit(cx, p, true, "\n\t  ")?;
        // The rest of a message of an unknown version need not be there.
        p.pass(len);
    }
    Ok(())
}

/// Prints a message; answers how many bytes it takes.
fn unit(cx: &mut Context<'_>, p: Cursor<'_>, outer: bool, indent: &'static str) -> Result<usize, Stop> {
    let all = p.len();
    if all < HEADER {
        out!(cx, "(", all, " bytes is too few to decode)");
        return bad(cx, p);
    }
    let version = p.peek(0)?;
    if version != 0 {
        // The length of a message of an unknown version is unknown.
        out!(cx, "\n\tRPKI-RTRv", version, " (unknown)");
        return Ok(all);
    }
    let (kind, len) = (p.peek(1)?, p.peek_u32(4)? as usize);
    out!(cx, "\n\tRPKI-RTRv0, ", named(TYPES, kind).or_text("Unknown"), " PDU (", kind, "), length: ", len);
    let shall = match kind {
        0 | 1 | 7 => Some(12),
        2 | 3 | 8 => Some(8),
        4 => Some(20),
        6 => Some(32),
        _ => None,
    };
    if len < HEADER || len > all || shall.is_some_and(|shall| shall != len) {
        return bad(cx, p);
    }
    let (session, mut body) = (p.peek_u16(2)?, p.at(HEADER)?.declare(len - HEADER));
    let mut is_known = true;
    match kind {
        0 | 1 | 7 => out!(cx, indent, "Session ID: 0x", hex(session, 4), ", Serial: ", body.be_u32()?),
        3 => out!(cx, indent, "Session ID: 0x", hex(session, 4)),
        2 | 8 => {}
        4 | 6 => {
            let [flags, bits, longest, _] = body.array()?;
            match kind {
                4 => out!(cx, indent, "IPv4 Prefix ", body.ipv4()?),
                _ => out!(cx, indent, "IPv6 Prefix ", body.ipv6()?),
            }
            out!(cx, "/", bits, "-", longest, ", origin-as ", body.be_u32()?, ", flags 0x", hex(flags, 2));
        }
        10 => {
            if !report(cx, session, body, outer, indent)? {
                return bad(cx, p);
            }
        }
        _ => {
            p.need(len)?;
            is_known = false;
        }
    }
    if cx.verbose(2) || !is_known {
        cx.unknown_data("\n\t  ", p, len);
    }
    Ok(len)
}

fn bad(cx: &mut Context<'_>, p: Cursor<'_>) -> Result<usize, Stop> {
    cx.invalid()?;
    p.need(p.len())?;
    Ok(p.len())
}

/// Prints an error and the message that it is about; answers whether its lengths are right.
fn report(
    cx: &mut Context<'_>,
    code: u16,
    mut p: Cursor<'_>,
    outer: bool,
    indent: &'static str,
) -> Result<bool, Stop> {
    if p.len() < 4 {
        return Ok(false);
    }
    let len = p.be_u32()? as usize;
    out!(cx, indent, "Error code: ", named(ERRORS, code).or_text("Unknown"), " (", code);
    out!(cx, "), Encapsulated PDU length: ", len);
    if p.len() < len {
        return Ok(false);
    }
    if len > 0 && outer {
        out!(cx, indent, "  -----encapsulated PDU-----");
        unit(cx, p.declare(len), false, "\n\t    ")?;
    }
    p.skip(len)?;
    if p.len() < 4 {
        return Ok(false);
    }
    let len = p.be_u32()? as usize;
    if p.len() < len {
        return Ok(false);
    }
    if len > 0 {
        out!(cx, indent, "Error text: ", Safe(until_zero(p.take_some(len))));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn messages_follow_each_other() {
        let two = b"\0\x02\0\0\0\0\0\x08\0\x01\0\x05\0\0\0\x0c\0\0\0\x07";
        assert_eq!(printed(print, 0, two), ", RPKI-RTR");
        let text = "\n\tRPKI-RTRv0, Reset Query PDU (2), length: 8\n\tRPKI-RTRv0, Serial Query PDU (1), length: 12\
                    \n\t  Session ID: 0x0005, Serial: 7";
        assert_eq!(printed(print, 1, two), text);
        assert_eq!(printed(print, 1, &[9; 8]), "\n\tRPKI-RTRv9 (unknown)");
        assert_eq!(printed(print, 1, &[0; 3]), "(3 bytes is too few to decode) (invalid)");
    }
}
