//! RIPng for IPv6 (RFC 2080).
//!
//! ```text
//!  0         1         2      4          entries of 20 bytes: prefix (16), tag (2), its length (1),
//! +---------+---------+------+---------                       metric (1)
//! | command | version | zero | entries
//! +---------+---------+------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv6, out},
    stop::{Outcome, Stop},
};

const VERSION: u8 = 1;
const REQUEST: u8 = 1;
const RESPONSE: u8 = 2;
const HEADER: usize = 4;
const ENTRY: usize = 20;
const INFINITY: u8 = 16;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ripng");
    let (len, command, version) = (p.len(), p.peek(0), p.peek(1)?);
    if version != VERSION {
        out!(cx, "ripng [version ", version, ", must be ", VERSION, "]");
        return Err(Stop::Invalid);
    }
    let command = command?;
    if !matches!(command, REQUEST | RESPONSE) {
        out!(cx, " ripng-", command, " ?? ", len);
        return Err(Stop::Invalid);
    }
    if len < HEADER {
        return Err(Stop::Invalid);
    }
    p.pass(HEADER);
    if command == REQUEST && p.len() / ENTRY == 1 && asks_for_everything(p)? {
        out!(cx, " ripng-req dump");
        return Ok(());
    }
    out!(cx, if command == REQUEST { " ripng-req " } else { " ripng-resp " }, p.len() / ENTRY);
    match p.len().is_multiple_of(ENTRY) {
        true => out!(cx, ":"),
        false => out!(cx, "[", len, "]:"),
    }
    while p.len() >= ENTRY {
        out!(cx, if cx.verbose(2) { "\n\t" } else { " " });
        entry(cx, p.split(ENTRY), command == RESPONSE)?;
    }
    if p.len() > 0 { Err(Stop::Invalid) } else { Ok(()) }
}

/// Whether a request's only entry asks for the whole table.
fn asks_for_everything(mut p: Cursor<'_>) -> Result<bool, Stop> {
    let metric = p.peek(ENTRY - 1)?;
    Ok(metric == INFINITY && p.ipv6()? == Ipv6([0; 16]))
}

fn entry(cx: &mut Context<'_>, mut p: Cursor<'_>, has_metric: bool) -> Outcome {
    out!(cx, p.ipv6()?, "/", p.peek(2)?);
    match p.be_u16()? {
        0 => {}
        tag => out!(cx, " [", tag, "]"),
    }
    if has_metric {
        match p.peek(1)? {
            0 => {}
            metric => out!(cx, " (", metric, ")"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn requests_may_ask_for_everything() {
        let mut request = [0; 24];
        (request[0], request[1], request[23]) = (1, 1, 16);
        assert_eq!(printed(print, 0, &request), " ripng-req dump");
        request[23] = 2;
        assert_eq!(printed(print, 0, &request), " ripng-req 1: ::/0");
        request[0] = 2;
        assert_eq!(printed(print, 2, &request), " ripng-resp 1:\n\t::/0 (2)");
    }

    #[test]
    fn other_versions_are_invalid() {
        assert_eq!(printed(print, 0, b"\x01\x30\0\0"), "ripng [version 48, must be 1] (invalid)");
    }
}
