//! Trivial File Transfer Protocol (RFC 1350), with options (RFC 2347).
//!
//! ```text
//! request: operation (2), file name, 0, mode, 0, options and values, each with a 0 behind
//! data, acknowledgement: operation (2), block (2)        error: operation (2), code (2), text, 0
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, name, named, out, until_zero},
    stop::{Outcome, Stop},
};

const OPERATIONS: &Table = &[(1, "RRQ"), (2, "WRQ"), (3, "DATA"), (4, "ACK"), (5, "ERROR"), (6, "OACK")];

const ERRORS: &Table = &[
    (0, "EUNDEF"),
    (1, "ENOTFOUND"),
    (2, "EACCESS"),
    (3, "ENOSPACE"),
    (4, "EBADOP"),
    (5, "EBADID"),
    (6, "EEXISTS"),
    (7, "ENOUSER"),
];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("tftp");
    out!(cx, "TFTP, length ", p.len());
    if p.len() < 2 {
        return cx.truncated();
    }
    let operation = p.be_u16()?;
    out!(cx, ", ", named(OPERATIONS, operation).or("tftp-#", ""));
    match operation {
        1 | 2 => request(cx, p),
        3 | 4 if p.len() < 2 => Err(Stop::Cut),
        3 | 4 => {
            out!(cx, " block ", p.be_u16()?);
            Ok(())
        }
        5 if p.len() < 2 => Err(Stop::Cut),
        5 => error(cx, p),
        6 => options(cx, p),
        _ => Ok(()),
    }
}

/// Prints a text and passes over it; one that does not end is cut.
fn text(cx: &mut Context<'_>, p: &mut Cursor<'_>, quote: &'static str) -> Outcome {
    let rest = p.limit(p.len()).bytes();
    let text = until_zero(rest);
    out!(cx, quote, Safe(text), quote);
    if text.len() == rest.len() {
        return Err(Stop::Cut);
    }
    p.skip(text.len() + 1)
}

fn request(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() == 0 {
        return Err(Stop::Cut);
    }
    out!(cx, " ");
    text(cx, &mut p, "\"")?;
    if p.len() == 0 {
        return Err(Stop::Cut);
    }
    out!(cx, " ");
    text(cx, &mut p, "")?;
    options(cx, p)
}

fn options(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.peek(0)? != 0 {
            out!(cx, " ");
        }
        text(cx, &mut p, "")?;
    }
    Ok(())
}

fn error(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let code = p.be_u16()?;
    match name(ERRORS, code) {
        Some(name) => out!(cx, " ", name),
        None => out!(cx, " tftp-err-#", code, " \""),
    }
    if p.len() == 0 {
        return Err(Stop::Cut);
    }
    out!(cx, " ");
    text(cx, &mut p, "\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn requests_name_a_file_a_mode_and_options() {
        let request = b"\0\x01a\x1bb\0octet\0tsize\x000\0";
        assert_eq!(printed(print, 0, request), "TFTP, length 20, RRQ \"a^[b\" octet tsize 0");
        assert_eq!(printed(print, 0, b"\0\x01ab"), "TFTP, length 4, RRQ \"ab\" [|tftp]");
        assert_eq!(printed(print, 0, b"\0\x01ab\0"), "TFTP, length 5, RRQ \"ab\" [|tftp]");
    }

    #[test]
    fn the_rest_are_numbers() {
        assert_eq!(printed(print, 0, b"\0\x03\0\x07data"), "TFTP, length 8, DATA block 7");
        assert_eq!(printed(print, 0, b"\0\x05\0\x01no\0"), "TFTP, length 7, ERROR ENOTFOUND \"no\"");
        assert_eq!(printed(print, 0, b"\0\x63"), "TFTP, length 2, tftp-#99");
        assert_eq!(printed(print, 0, b"\0"), "TFTP, length 1 [|tftp]");
    }
}
