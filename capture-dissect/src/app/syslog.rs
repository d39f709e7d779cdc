//! Syslog (RFC 3164): `<priority>` and text; the priority is 8 times the facility and the severity.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, named, out},
    stop::{Outcome, Stop},
};

#[rustfmt::skip]
const FACILITIES: &Table = &[
    (0, "kernel"), (1, "user"), (2, "mail"), (3, "daemon"), (4, "auth"), (5, "syslog"), (6, "lpr"), (7, "news"),
    (8, "uucp"), (9, "cron"), (10, "authpriv"), (11, "ftp"), (12, "ntp"), (13, "security"), (14, "console"),
    (15, "cron"), (16, "local0"), (17, "local1"), (18, "local2"), (19, "local3"), (20, "local4"), (21, "local5"),
    (22, "local6"), (23, "local7"),
];

#[rustfmt::skip]
const SEVERITIES: &Table = &[
    (0, "emergency"), (1, "alert"), (2, "critical"), (3, "error"), (4, "warning"), (5, "notice"), (6, "info"),
    (7, "debug"),
];

/// Most digits of a priority.
const MAX_DIGITS: usize = 3;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("syslog");
    let whole = p;
    if p.u8()? != b'<' {
        return Err(Stop::Invalid);
    }
    let mut priority = 0u16;
    for at in 0..=MAX_DIGITS {
        match p.u8()? {
            b'>' => break,
            digit @ b'0'..=b'9' if at < MAX_DIGITS => priority = priority * 10 + u16::from(digit - b'0'),
            _ => return Err(Stop::Invalid),
        }
    }
    let (facility, severity) = (priority >> 3, priority & 7);
    let facility_name = named(FACILITIES, facility).or("unknown (", ")");
    if !cx.verbose(1) {
        out!(cx, "SYSLOG ", facility_name, ".", named(SEVERITIES, severity), ", length: ", whole.len());
        return Ok(());
    }
    out!(cx, "SYSLOG, length: ", whole.len(), "\n\tFacility ", facility_name, " (", facility);
    out!(cx, "), Severity ", named(SEVERITIES, severity), " (", severity, ")\n\tMsg: ");
    let len = p.len();
    let text = p.take_some(len);
    out!(cx, Safe(text));
    if text.len() < len {
        return Err(Stop::Truncated);
    }
    if cx.verbose(2) {
        cx.unknown_data("\n\t", whole, whole.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_priority_is_facility_and_severity() {
        assert_eq!(printed(print, 0, b"<13>hello"), "SYSLOG user.notice, length: 9");
        assert_eq!(printed(print, 0, b"<999>x"), "SYSLOG unknown (124).debug, length: 6");
        let text = "SYSLOG, length: 6\n\tFacility user (1), Severity notice (5)\n\tMsg: a^J";
        assert_eq!(printed(print, 1, b"<13>a\n"), text);
        assert_eq!(printed(print, 0, b"<1234>x"), " (invalid)");
        assert_eq!(printed(print, 0, b"<13"), " [|syslog]");
    }
}
