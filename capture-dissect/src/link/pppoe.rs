//! PPP over Ethernet (RFC 2516).
//!
//! ```text
//!  0             1      2        4        6
//! +-------------+------+--------+--------+--------------------------------------------
//! | version,type| code | session| length | PPP, or tags: type (2), length (2), value
//! +-------------+------+--------+--------+--------------------------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ppp,
    show::{Table, UpperHex, hex, named, out},
    stop::Outcome,
};

const CODES: &Table =
    &[(0x09, "PADI"), (0x07, "PADO"), (0x19, "PADR"), (0x65, "PADS"), (0xa7, "PADT"), (0, "")];

const TAGS: &Table = &[
    (0x0000, "EOL"),
    (0x0101, "Service-Name"),
    (0x0102, "AC-Name"),
    (0x0103, "Host-Uniq"),
    (0x0104, "AC-Cookie"),
    (0x0105, "Vendor-Specific"),
    (0x0110, "Relay-Session-ID"),
    (0x0120, "PPP-Max-Payload"),
    (0x0201, "Service-Name-Error"),
    (0x0202, "AC-System-Error"),
    (0x0203, "Generic-Error"),
];

const HEADER: usize = 6;
/// Longest text of a tag that is shown.
const MAX_TEXT: usize = 79;

/// Prints a frame of a link of PPPoE alone, whose header is PPP's, too.
pub(crate) fn print_link(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    print(cx, p)?;
    if p.peek(1) == Ok(0) {
        cx.link_len = HEADER + p.at(HEADER).map_or(0, ppp::header_len);
    }
    Ok(())
}

/// Prints a frame.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("pppoe");
    if p.len() < HEADER {
        return Err(crate::stop::Stop::Truncated);
    }
    let (first, code, session, mut len) = (p.u8()?, p.u8()?, p.be_u16()?, usize::from(p.be_u16()?));
    if first >> 4 != 1 {
        out!(cx, " [ver ", first >> 4, "]");
    }
    if first & 15 != 1 {
        out!(cx, " [type ", first & 15, "]");
    }
    out!(cx, "PPPoE ", named(CODES, code).or_hex("PAD-", 1, ""));
    if code == 9 && len > 1484 - HEADER {
        out!(cx, " [len ", len, "!]");
    }
    if len > p.len() {
        out!(cx, " [len ", len, " > ", p.len(), "!]");
        len = p.len();
    }
    if session != 0 {
        out!(cx, " [ses 0x", hex(session, 1), "]");
    }
    if code != 0 {
        return tags(cx, p.declare(len));
    }
    out!(cx, " ");
    cx.call(ppp::print, p.declare(len))
}

fn tags(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        let value = p.take(len)?;
        out!(cx, " [", named(TAGS, kind).or_hex("TAG-0x", 1, ""));
        let shown = value.get(..MAX_TEXT).unwrap_or(value);
        let text = shown.iter().filter(|byte| matches!(byte, b' '..=b'~')).count();
        if text > shown.len() - text {
            out!(cx, " \"");
            cx.out.extend(shown.iter().map(|byte| if matches!(byte, b' '..=b'~') { *byte } else { b'.' }));
            out!(cx, "\"");
        } else if len > 0 {
            out!(cx, " 0x", UpperHex(value));
        }
        out!(cx, "]");
        if kind == 0 {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn tags_are_text_or_not() {
        let text = printed(print, 0, b"\x11\x09\0\0\0\x0e\x01\x01\0\0\x01\x03\0\x02\x16\xab\x01\x02\0\0");
        assert_eq!(text, "PPPoE PADI [Service-Name] [Host-Uniq 0x16AB] [AC-Name]");
        assert_eq!(printed(print, 0, b"\x11\x07\0\0\0\x06\x01\x02\0\x02ac"), "PPPoE PADO [AC-Name \"ac\"]");
    }

    #[test]
    fn a_session_carries_ppp() {
        let text = printed(print, 0, b"\x11\0\0\x17\0\x0a\xc0\x21\x09\x6a\0\x08\0\0\0\0");
        assert_eq!(text, "PPPoE  [ses 0x17] LCP, Echo-Request (0x09), id 106, length 10");
    }
}
