//! Label distribution protocol (RFC 5036).
//!
//! ```text
//!  PDU:      0         2        4       8             10
//!           +---------+--------+-------+-------------+----------
//!           | version | length | LSR   | label space | messages     length: from LSR on
//!           +---------+--------+-------+-------------+----------
//!  message:  type (2; 0x8000: may be unknown), length (2), id (4), TLVs     length: from id on
//!  TLV:      type (2; 0x8000: may be unknown, 0x4000: forward), length (2), value
//! ```

mod tlv;

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

const MESSAGES: &Table = &[
    (0x0001, "Notification"),
    (0x0100, "Hello"),
    (0x0200, "Initialization"),
    (0x0201, "Keepalive"),
    (0x0300, "Address"),
    (0x0301, "Address Withdraw"),
    (0x0400, "Label Mapping"),
    (0x0401, "Label Request"),
    (0x0402, "Label Withdraw"),
    (0x0403, "Label Release"),
    (0x0404, "Label Abort Request"),
];

const HEADER: usize = 10;
const MESSAGE_HEADER: usize = 8;

/// Prints PDUs, one behind the other.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ldp");
    while p.len() > HEADER + MESSAGE_HEADER {
        let used = pdu(cx, p)?;
        if used == 0 {
            break;
        }
        p.pass(used);
    }
    Ok(())
}

/// Prints a PDU; answers its length, or 0 where no other one is looked for.
fn pdu(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    let before = if cx.verbose(1) { "\n\t" } else { "" };
    let whole = p;
    p.at(HEADER)?;
    let (version, len) = (p.be_u16()?, usize::from(p.be_u16()?));
    if version != 1 {
        out!(cx, before, "LDP version ", version, " packet not supported");
        return Ok(0);
    }
    if len < HEADER - 4 {
        out!(cx, before, "LDP, pdu-length: ", len, " (too short, < ", HEADER - 4, ")");
        return Ok(0);
    }
    out!(cx, before, "LDP, Label-Space-ID: ", p.ipv4()?);
    out!(cx, ":", p.be_u16()?, ", pdu-length: ", len);
    if !cx.verbose(1) {
        return Ok(0);
    }
    let mut messages = p.declare(len - (HEADER - 4));
    while messages.len() > 0 {
        if !message(cx, &mut messages)? {
            return Ok(0);
        }
    }
    if whole.len() < len + 4 {
        out!(cx, " [remaining length ", whole.len(), " < ", len + 4, "]");
        return Err(Stop::Invalid);
    }
    Ok(len + 4)
}

/// Prints a message; answers whether another one can follow.
fn message(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    p.at(MESSAGE_HEADER)?;
    let whole = *p;
    let (word, len) = (p.be_u16()?, usize::from(p.be_u16()?));
    let kind = word & 0x7fff;
    out!(
        cx,
        "\n\t  ",
        named(MESSAGES, kind).or_text("Unknown"),
        " Message (0x",
        hex(kind, 4),
        "), length: ",
        len
    );
    if len < MESSAGE_HEADER - 4 {
        out!(cx, " (too short, < ", MESSAGE_HEADER - 4, ")");
        return Ok(false);
    }
    out!(cx, ", Message ID: 0x", hex(p.be_u32()?, 8), ", Flags: [");
    out!(cx, if word & 0x8000 == 0 { "ignore" } else { "continue processing" }, " if unknown]");
    whole.at(len)?;
    let mut body = p.declare(len - (MESSAGE_HEADER - 4));
    let all = body;
    let is_known = matches!(kind, 0x0001 | 0x0100 | 0x0200 | 0x0201 | 0x0300 | 0x0301 | 0x0400 | 0x0402);
    while is_known && body.len() >= 4 {
        let used = tlv::print(cx, body)?;
        if used == 0 {
            break;
        }
        body.pass(used);
    }
    if cx.verbose(2) {
        // Of as many bytes as there are with the id, but from behind it on.
        cx.unknown_data("\n\t  ", all, len);
    } else if !is_known {
        cx.unknown_data("\n\t  ", all, all.len());
    }
    // Behind the end of the PDU only that of the captured bytes ends it.
    let left = whole.len().checked_sub(len + 4).unwrap_or(usize::MAX);
    *p = whole;
    p.pass(len + 4);
    *p = p.declare(left);
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const HELLO: &[u8] =
        b"\0\x01\0\x1e\x0a\0\0\x01\0\0\x01\0\0\x14\0\0\0\x07\x04\0\0\x04\0\x0f\0\0\x04\x01\0\x04\x0a\0\0\x01";

    #[test]
    fn a_hello() {
        assert_eq!(printed(print, 0, HELLO), "LDP, Label-Space-ID: 10.0.0.1:0, pdu-length: 30");
        let expected = "\n\tLDP, Label-Space-ID: 10.0.0.1:0, pdu-length: 30\
             \n\t  Hello Message (0x0100), length: 20, Message ID: 0x00000007, Flags: [ignore if unknown]\
             \n\t    Common Hello Parameters TLV (0x0400), length: 4, Flags: [ignore and don't forward if unknown]\
             \n\t      Hold Time: 15s, Flags: [Link Hello]\
             \n\t    IPv4 Transport Address TLV (0x0401), length: 4, Flags: [ignore and don't forward if unknown]\
             \n\t      IPv4 Transport Address: 10.0.0.1";
        assert_eq!(printed(print, 1, HELLO), expected);
    }

    #[test]
    fn what_is_too_short_is_not_looked_at() {
        assert_eq!(printed(print, 1, &HELLO[..18]), "");
    }
}
