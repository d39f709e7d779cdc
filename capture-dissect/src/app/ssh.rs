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
    let bytes = p.limit(p.len()).bytes();
    let end = bytes.iter().position(|byte| !matches!(byte, b' '..=b'~'));
    let end = match (end, end.and_then(|end| bytes.get(end))) {
        (Some(end), Some(b'\n')) => end,
        (Some(end), Some(b'\r')) if bytes.get(end + 1) == Some(&b'\n') => end,
        (None, _) => {
            out!(cx, ": SSH: ", Safe(bytes));
            return cx.truncated();
        }
        _ => return cx.truncated(),
    };
    out!(cx, ": SSH: ", Safe(bytes.get(..end).unwrap_or_default()));
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
