//! Extensible Authentication Protocol (RFC 3748).
//!
//! ```text
//!  0      1    2        4 (requests and responses)
//! +------+----+--------+------+------
//! | code | id | length | type | data
//! +------+----+--------+------+------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const CODES: &Table = &[(1, "Request"), (2, "Response"), (3, "Success"), (4, "Failure")];

const TYPES: &Table = &[
    (0, "No proposed"),
    (1, "Identity"),
    (2, "Notification"),
    (3, "Nak"),
    (4, "MD5-challenge"),
    (5, "OTP"),
    (6, "GTC"),
    (13, "TLS"),
    (17, "LEAP"),
    (18, "SIM"),
    (21, "TTLS"),
    (23, "AKA"),
    (43, "FAST"),
    (254, "Expanded type"),
    (255, "Experimental"),
];

const TLS_FLAGS: &Table = &[(0x80, "Length included"), (0x40, "More fragments"), (0x20, "start")];
const AKA_SUBTYPES: &Table = &[
    (1, "Challenge"),
    (2, "Authentication reject"),
    (4, "AKA synchronization failure"),
    (5, "Identity"),
    (10, "Start"),
    (11, "SIM challenge"),
    (12, "Notification"),
    (13, "Reauthentication"),
    (14, "Client error"),
];

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("eap");
    p.need(4)?;
    let (code, id, len) = (p.peek(0)?, p.peek(1)?, usize::from(p.peek_u16(2)?));
    if len != p.len() {
        out!(cx, "EAP fragment?");
        return Ok(());
    }
    out!(cx, named(CODES, code).or_text("unknown"), " (", code, "), id ", id, ", len ", len);
    if !matches!(code, 1 | 2) {
        return Ok(());
    }
    if len < 5 {
        return Err(Stop::Invalid);
    }
    let kind = p.peek(4)?;
    out!(cx, "\n\t\t Type ", named(TYPES, kind).or_text("unknown"), " (", kind, ")");
    let mut data = p.at(5)?.declare(len - 5);
    match kind {
        1 | 2 if data.len() > 0 => {
            out!(cx, if kind == 1 { ", Identity: " } else { ", Notification: " });
            let text = data.take_some(len - 5);
            out!(cx, Safe(text));
            if text.len() < len - 5 {
                return Err(Stop::Truncated);
            }
        }
        3 => {
            for _ in 5..len {
                let kind = data.u8()?;
                out!(cx, " ", named(TYPES, kind).or_text("unknown"), " (", kind, "),");
            }
        }
        13 | 21 | 43 => {
            let flags = data.u8()?;
            match kind {
                13 => out!(cx, " flags [", bits(TLS_FLAGS, flags), "] 0x", hex(flags, 2), ","),
                _ => {
                    out!(cx, if kind == 21 { " TTLSv" } else { " FASTv" }, flags & 7);
                    out!(cx, " flags [", bits(TLS_FLAGS, flags), "] 0x", hex(flags, 2), ",");
                }
            }
            if flags & 0x80 != 0 {
                out!(cx, " len ", data.be_u32()?);
            }
        }
        18 | 23 => {
            let subtype = data.u8()?;
            out!(
                cx,
                " subtype [",
                named(AKA_SUBTYPES, subtype).or_text("unknown"),
                "] 0x",
                hex(subtype, 2),
                ","
            );
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn requests_and_responses_have_a_type() {
        let text = "Response (2), id 7, len 7\n\t\t Type Identity (1), Identity: me";
        assert_eq!(printed(print, 0, b"\x02\x07\0\x07\x01me"), text);
        assert_eq!(printed(print, 0, b"\x03\x07\0\x04"), "Success (3), id 7, len 4");
        assert_eq!(printed(print, 0, b"\x01\x07\0\x09\x01"), "EAP fragment?");
    }
}
