//! Protocols of text lines: HTTP (RFC 9112), RTSP (RFC 2326), SIP (RFC 3261), SMTP (RFC 5321), FTP
//! (RFC 959).
//!
//! ```text
//! GET /index.html HTTP/1.1 CR LF       a request begins with a command,
//! HTTP/1.1 200 OK CR LF                a response has a code of three digits as its second word
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, out},
    stop::{Outcome, Stop},
};

#[rustfmt::skip]
const HTTP: &[&str] = &[
    "GET", "PUT", "COPY", "HEAD", "LOCK", "MOVE", "POLL", "POST", "BCOPY", "BMOVE", "MKCOL", "TRACE", "LABEL",
    "MERGE", "DELETE", "SEARCH", "UNLOCK", "REPORT", "UPDATE", "NOTIFY", "BDELETE", "CONNECT", "OPTIONS", "CHECKIN",
    "PROPFIND", "CHECKOUT", "CCM_POST", "SUBSCRIBE", "PROPPATCH", "BPROPFIND", "BPROPPATCH", "UNCHECKOUT",
    "MKACTIVITY", "MKWORKSPACE", "UNSUBSCRIBE", "RPC_CONNECT", "VERSION-CONTROL", "BASELINE-CONTROL",
];

#[rustfmt::skip]
const RTSP: &[&str] = &[
    "OPTIONS", "DESCRIBE", "ANNOUNCE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER",
    "REDIRECT", "RECORD",
];

#[rustfmt::skip]
const SIP: &[&str] = &[
    "ACK", "BYE", "CANCEL", "DO", "INFO", "INVITE", "MESSAGE", "NOTIFY", "OPTIONS", "PRACK", "QAUTH", "REFER",
    "REGISTER", "SPRACK", "SUBSCRIBE", "UPDATE", "PUBLISH",
];

/// Longest word that is compared.
const MAX_WORD: usize = 127;

/// Prints HTTP.
pub(crate) fn http(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("http");
    lines(cx, p, ": HTTP", Some(HTTP))
}

/// Prints RTSP.
pub(crate) fn rtsp(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("rtsp");
    lines(cx, p, ": RTSP", Some(RTSP))
}

/// Prints SIP, which goes over UDP.
pub(crate) fn sip(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("sip");
    lines(cx, p, "SIP", Some(SIP))
}

/// Prints SMTP.
pub(crate) fn smtp(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("smtp");
    lines(cx, p, ": SMTP", None)
}

/// Prints FTP.
pub(crate) fn ftp(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ftp");
    lines(cx, p, ": FTP", None)
}

/// Prints whois (RFC 3912).
pub(crate) fn whois(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("whois");
    lines(cx, p, ": WHOIS", None)
}

/// Prints the first line, or all of them with `-v`, where they begin as the protocol's do.
fn lines(cx: &mut Context<'_>, p: Cursor<'_>, name: &'static str, commands: Option<&[&str]>) -> Outcome {
    out!(cx, name);
    let text = p.limit(p.len());
    if commands.is_some_and(|commands| !begins(text, commands)) {
        return Ok(());
    }
    if !cx.verbose(1) {
        return line(cx, ": ", text).map(|_| ());
    }
    out!(cx, ", length: ", p.len());
    let mut rest = text;
    while rest.len() > 0 {
        let Some(len) = line(cx, "\n\t", rest)? else { break };
        rest.skip(len)?;
    }
    Ok(())
}

/// Whether a text begins with a command, or with a word and a code of three digits.
fn begins(text: Cursor<'_>, commands: &[&str]) -> bool {
    let Some((first, rest)) = word(text) else { return false };
    if commands.iter().any(|command| first.eq_ignore_ascii_case(command.as_bytes())) {
        return true;
    }
    word(rest).is_some_and(|(code, _)| code.len() == 3 && code.iter().all(u8::is_ascii_digit))
}

/// The first word of a line and what follows it on the line; `None` too where it is not known where the word ends.
fn word(text: Cursor<'_>) -> Option<(&[u8], Cursor<'_>)> {
    let bytes = text.bytes();
    let is_end = |byte: &u8| !matches!(byte, b'!'..=b'~');
    let end = bytes.iter().take(MAX_WORD + 1).position(is_end).unwrap_or(bytes.len());
    let (word, rest) = bytes.split_at_checked(end)?;
    let is_cut = match rest.first() {
        Some(byte) => !matches!(byte, b' ' | b'\t'..=b'\r'),
        None => text.len() > end,
    };
    if word.is_empty() || word.len() > MAX_WORD || is_cut {
        return None;
    }
    let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
    Some((word, text.at(end + blanks).ok()?))
}

/// Prints a line behind `prefix`; answers its length with its end, unless it was the last one that is
/// text. Nothing is shown of a line whose end was not captured.
fn line(cx: &mut Context<'_>, prefix: &'static str, p: Cursor<'_>) -> Result<Option<usize>, Stop> {
    let bytes = p.bytes();
    let end = bytes.iter().position(|byte| !matches!(byte, b'\t' | b' '..=b'~')).unwrap_or(bytes.len());
    let line_end = match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\n'), _) => 1,
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(b'\r'), None) if end + 1 < p.len() => return Err(Stop::Truncated),
        (None, _) if end < p.len() => return Err(Stop::Truncated),
        (None, _) => 0,
        _ => return Ok(None),
    };
    let (line, _) = bytes.split_at_checked(end).ok_or(Stop::Truncated)?;
    out!(cx, prefix);
    text(cx, line);
    Ok((line_end > 0).then_some(end + line_end))
}

/// A tab is text here.
fn text(cx: &mut Context<'_>, bytes: &[u8]) {
    for (at, part) in bytes.split(|byte| *byte == b'\t').enumerate() {
        out!(cx, (at > 0).then_some("\t"), Safe(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::tests::{printed, text_with},
        options::Options,
    };

    #[test]
    fn a_request_or_response_shows_its_first_line() {
        assert_eq!(printed(http, 0, b"GET / HTTP/1.1\r\nHost: x\r\n"), ": HTTP: GET / HTTP/1.1");
        assert_eq!(printed(http, 0, b"HTTP/1.1 200 OK\r\n"), ": HTTP: HTTP/1.1 200 OK");
        assert_eq!(printed(http, 0, b"\x16\x03\x01"), ": HTTP");
        assert_eq!(printed(http, 0, b"get"), ": HTTP: get");
        assert_eq!(printed(smtp, 0, b"220 ready\n"), ": SMTP: 220 ready");
    }

    #[test]
    fn verbose_shows_lines_as_long_as_they_are_text() {
        let text = printed(http, 1, b"GET / HTTP/1.1\r\n\r\nab\n\x01cd\n");
        assert_eq!(text, ": HTTP, length: 25\n\tGET / HTTP/1.1\n\t\n\tab");
        assert_eq!(printed(sip, 1, b"BYE x\ra"), "SIP, length: 7");
    }

    #[test]
    fn a_line_whose_end_was_not_captured_is_not_shown() {
        let cut = |len: usize| {
            let text = b"HTTP/1.1 200 OK\r\nHost: x\r\n";
            text_with(&Options { numeric: true, verbose: 1, ..Options::default() }, |cx| {
                if cx.call(http, Cursor::new(&text[..len], text.len())).is_err() {
                    let _ = cx.truncated();
                }
            })
        };
        assert_eq!(cut(12), ": HTTP");
        assert_eq!(cut(13), ": HTTP, length: 26 [|http]");
        assert_eq!(cut(16), ": HTTP, length: 26 [|http]");
        assert_eq!(cut(17), ": HTTP, length: 26\n\tHTTP/1.1 200 OK [|http]");
        assert_eq!(cut(24), ": HTTP, length: 26\n\tHTTP/1.1 200 OK [|http]");
        assert_eq!(cut(26), ": HTTP, length: 26\n\tHTTP/1.1 200 OK\n\tHost: x");
    }
}
