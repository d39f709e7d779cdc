//! Kerberos, version 4, as MIT's Project Athena defined it ("Kerberos Authentication and Authorization
//! System", Athena Technical Plan E.2.1); of other versions just the number is shown.
//!
//! ```text
//!  0         1                         2
//! +---------+-------------------------+-----------
//! | version | type | least byte first | fields of the type; text ends with a zero byte
//! +---------+-------------------------+-----------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, named, out},
    stop::{Outcome, Stop},
};

const REQUEST: u8 = 1 << 1;
const REPLY: u8 = 2 << 1;
const APPLICATION: u8 = 3 << 1;
const ERROR: u8 = 5 << 1;

const TYPES: &Table = &[
    (2, "KDC_REQUEST"),
    (4, "KDC_REPLY"),
    (6, "APPL_REQUEST"),
    (8, "APPL_REQUEST_MUTUAL"),
    (10, "ERR_REPLY"),
    (12, "PRIVATE"),
    (14, "SAFE"),
    (16, "APPL_ERR"),
];

const ERRORS: &Table = &[
    (0, "OK"),
    (1, "NAME_EXP"),
    (2, "SERVICE_EXP"),
    (3, "AUTH_EXP"),
    (4, "PKT_VER"),
    (5, "NAME_MAST_KEY_VER"),
    (6, "SERV_MAST_KEY_VER"),
    (7, "BYTE_ORDER"),
    (8, "PRINCIPAL_UNKNOWN"),
    (9, "PRINCIPAL_NOT_UNIQUE"),
    (10, "NULL_KEY"),
];

/// A lifetime counts so many minutes.
const LIFETIME: u16 = 5;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("kerberos");
    out!(cx, "kerberos");
    p.need(1)?;
    let version = p.u8()?;
    match version {
        // The tags of version 5's first question and its answer.
        106 | 107 => out!(cx, " v5"),
        1..=3 => out!(cx, " v", version),
        4 => {
            out!(cx, " v4");
            return message(cx, p);
        }
        _ => {}
    }
    Ok(())
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let kind = p.u8()?;
    let is_least_first = kind & 1 != 0;
    let kind = kind & !1;
    let number = |[a, b]: [u8; 2]| u16::from_be_bytes(if is_least_first { [b, a] } else { [a, b] });
    out!(cx, if is_least_first { " le " } else { " be " }, named(TYPES, kind), ": ");
    match kind {
        REQUEST => {
            principal(cx, &mut p)?;
            p.skip(4)?;
            out!(cx, " ", u16::from(p.u8()?) * LIFETIME, "min ");
            text(cx, &mut p)?;
            out!(cx, ".");
            text(cx, &mut p)?;
        }
        REPLY => {
            principal(cx, &mut p)?;
            p.skip(10)?;
            out!(cx, " (", number(p.array()?), ")");
        }
        APPLICATION => {
            out!(cx, "v", p.u8()?, " ");
            text(cx, &mut p)?;
            out!(cx, " (", p.u8()?, ")");
            out!(cx, " (", p.u8()?, ")");
        }
        ERROR => {
            principal(cx, &mut p)?;
            p.skip(4)?;
            let code = number([p.peek(0)?, p.peek(1)?]);
            out!(cx, " ", named(ERRORS, code), " ");
            p.need(4)?;
            p.skip(4)?;
            text(cx, &mut p)?;
        }
        _ => out!(cx, "(unknown)"),
    }
    Ok(())
}

/// A name, an instance and a realm.
fn principal(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    text(cx, p)?;
    out!(cx, ".");
    text(cx, p)?;
    out!(cx, "@");
    text(cx, p)
}

/// Text up to a zero byte.
fn text(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let bytes = p.bytes();
    let Some(len) = bytes.iter().position(|byte| *byte == 0) else {
        out!(cx, Safe(bytes));
        return Err(Stop::Cut);
    };
    out!(cx, Safe(p.take(len)?));
    p.skip(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn messages_of_version_4() {
        let request = b"\x04\x02user\0\0REALM\0\x01\x02\x03\x04\x60krbtgt\0REALM\0";
        assert_eq!(printed(print, 0, request), "kerberos v4 be KDC_REQUEST: user.@REALM 480min krbtgt.REALM");
        let error = b"\x04\x0buser\0\0REALM\0\x01\x02\x03\x04\x08\0\0\0unknown\0";
        let text = "kerberos v4 le ERR_REPLY: user.@REALM PRINCIPAL_UNKNOWN unknown";
        assert_eq!(printed(print, 0, error), text);
        assert_eq!(printed(print, 0, b"\x02"), "kerberos v2");
        assert_eq!(printed(print, 0, b"\x05"), "kerberos");
    }
}
