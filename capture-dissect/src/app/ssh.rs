//! Secure Shell (RFC 4253 section 4.2): the line with which both ends begin.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, out},
    stop::Outcome,
};

/// Prints the line, if it is one.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ssh");
    for (at, letter) in b"SSH-".iter().enumerate() {
        if p.peek(at)? != *letter {
            return Ok(());
        }
    }
    let mut end = 4;
    while end < p.len() {
        match p.peek(end)? {
            b' '..=b'~' => end += 1,
            b'\r' if end + 1 < p.len() && p.peek(end + 1)? == b'\n' => break,
            b'\n' => break,
            _ => return Ok(()),
        }
    }
    if end < p.len() {
        out!(cx, ": SSH: ", Safe(p.bytes().get(..end).unwrap_or_default()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn only_the_first_line_is_text() {
        assert_eq!(printed(print, 0, b"SSH-2.0-x\r\n"), ": SSH: SSH-2.0-x");
        assert_eq!(printed(print, 0, b"\0\0\x05\xdc"), "");
        assert_eq!(printed(print, 0, b"SSH"), " [|ssh]");
    }
}
