//! The protocol of Redis (RESP, <https://redis.io/docs/latest/develop/reference/protocol-spec/>).
//!
//! ```text
//! +OK CR LF               a text; an error behind "-", a number behind ":"
//! $3 CR LF abc CR LF      a text of a length
//! *2 CR LF ...            so many values
//! PING CR LF              a line that somebody has typed
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, out},
    stop::{Outcome, Stop},
};

const LINE_END: [u8; 2] = *b"\r\n";

/// Prints a segment's payload.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("resp");
    out!(cx, ": RESP");
    let mut expected = 0u64;
    while p.len() > 0 {
        expected = expected.saturating_sub(1) + value(cx, &mut p)?;
    }
    // Values of an array are missing.
    if expected > 0 { Err(Stop::Truncated) } else { Ok(()) }
}

/// Prints a value; answers how many others belong to it.
fn value(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<u64, Stop> {
    match p.peek(0)? {
        b'+' | b'-' | b':' => {
            p.skip(1)?;
            out!(cx, " \"", Safe(line(p)?), "\"");
            Ok(0)
        }
        b'$' => {
            p.skip(1)?;
            match length(cx, p)? {
                Some(0) => out!(cx, " empty"),
                Some(len) => out!(cx, " \"", Safe(p.take(usize::try_from(len).unwrap_or(usize::MAX))?), "\""),
                None => return Ok(0),
            }
            line(p)?;
            Ok(0)
        }
        b'*' => {
            p.skip(1)?;
            let count = length(cx, p)?;
            if count == Some(0) {
                out!(cx, " empty");
            }
            Ok(count.unwrap_or(0))
        }
        _ => inline(cx, p).map(|()| 0),
    }
}

/// The bytes up to the end of a line, which is passed over.
fn line<'a>(p: &mut Cursor<'a>) -> Result<&'a [u8], Stop> {
    let end = p.bytes().windows(2).position(|pair| pair == LINE_END).ok_or(Stop::Truncated)?;
    let line = p.take(end)?;
    p.skip(LINE_END.len())?;
    Ok(line)
}

/// Reads a length; says why there is none.
fn length(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<Option<u64>, Stop> {
    let is_negative = p.peek(0)? == b'-';
    if is_negative {
        p.skip(1)?;
    }
    let (mut value, mut digits) = (0u64, 0);
    let end = loop {
        match p.u8()? {
            digit @ b'0'..=b'9' => {
                value = value.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
                digits += 1;
            }
            other => break other,
        }
    };
    if digits == 0 || end != b'\r' || p.u8()? != b'\n' {
        out!(cx, " invalid");
        return Ok(None);
    }
    match (is_negative, value) {
        (true, 1) => out!(cx, " null"),
        (true, _) => out!(cx, " length negative and not -1"),
        (false, 0x8000_0000..) => out!(cx, " length too large"),
        (false, len) => return Ok(Some(len)),
    }
    Ok(None)
}

fn inline(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let is_end = |byte: u8| LINE_END.contains(&byte);
    while is_end(p.peek(0)?) {
        p.skip(1)?;
    }
    let end = p.bytes().iter().position(|byte| is_end(*byte)).ok_or(Stop::Truncated)?;
    out!(cx, " \"", Safe(p.take(end)?), "\"");
    while p.peek(0).is_ok_and(is_end) {
        p.skip(1)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn values_follow_each_other() {
        assert_eq!(printed(print, 0, b"*2\r\n$3\r\nGET\r\n:7\r\n"), ": RESP \"GET\" \"7\"");
        assert_eq!(printed(print, 0, b"$-1\r\n$0\r\n\r\n*0\r\n"), ": RESP null empty empty");
        assert_eq!(printed(print, 0, b"+a\x1b\r\n"), ": RESP \"a^[\"");
        assert_eq!(printed(print, 0, b"PING\r\nx\r"), ": RESP \"PING\" \"x\"");
    }

    #[test]
    fn what_is_missing_or_odd_is_said() {
        assert_eq!(printed(print, 0, b"*3\r\n+a\r\n"), ": RESP \"a\" [|resp]");
        assert_eq!(printed(print, 0, b"$5\r\nab"), ": RESP [|resp]");
        assert_eq!(printed(print, 0, b"$-2\r\n"), ": RESP length negative and not -1");
        assert_eq!(printed(print, 0, b"*2147483648\r\n"), ": RESP length too large");
        assert_eq!(printed(print, 0, b"$abc\r\n"), ": RESP invalid \"bc\"");
    }
}
