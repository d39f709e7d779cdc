//! Home Networking Control Protocol (RFC 7788), a profile of DNCP (RFC 7787).
//!
//! ```text
//!  0      2        4
//! +------+--------+----------------------+----------------
//! | type | length | value, nested TLVs   | fill to 4 bytes
//! +------+--------+----------------------+----------------
//! ```
//!
//! Without `-v` only names are shown; each of three `-v` shows one level of TLVs as lines, and those nested
//! in the last of them by their names.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, name, out},
    stop::{Outcome, Stop},
};

mod dhcp;
mod prefix;
mod value;

const HEADER: usize = 4;

/// How deep TLVs are shown; those of the protocol are nested three times.
const MAX_LEVEL: u8 = 40;

const TYPES: &Table = &[
    (0, "Reserved"),
    (1, "Request network state"),
    (2, "Request node state"),
    (3, "Node endpoint"),
    (4, "Network state"),
    (5, "Node state"),
    (8, "Peer"),
    (9, "Keep-alive interval"),
    (10, "Trust-Verdict"),
    (32, "HNCP-Version"),
    (33, "External-Connection"),
    (34, "Delegated-Prefix"),
    (35, "Assigned-Prefix"),
    (36, "Node-Address"),
    (37, "DHCPv4-Data"),
    (38, "DHCPv6-Data"),
    (39, "DNS-Delegated-Zone"),
    (40, "Domain-Name"),
    (41, "Node-Name"),
    (42, "Managed-PSK"),
    (43, "Prefix-Policy"),
];

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("hncp");
    out!(cx, "hncp (", p.len(), ")");
    records(cx, p, 1)
}

fn type_name(kind: u16) -> &'static str {
    match name(TYPES, kind) {
        Some(name) => name,
        None => match kind {
            6..=7 | 11..=31 | 512..=767 | 1024.. => "Future use",
            768..=1023 => "Private use",
            _ => "Unassigned",
        },
    }
}

/// Begins a line at a level.
fn line(cx: &mut Context<'_>, level: u8) {
    out!(cx, "\n");
    for _ in 0..level {
        out!(cx, "\t");
    }
}

/// The type and the value of a TLV that is there as a whole.
fn record<'a>(p: &mut Cursor<'a>) -> Result<(u16, Cursor<'a>), Stop> {
    p.need(HEADER)?;
    if p.len() < HEADER {
        return Err(Stop::Invalid);
    }
    let whole = p.len();
    let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
    p.need(len)?;
    if HEADER + len > whole {
        return Err(Stop::Invalid);
    }
    let value = p.declare(len);
    p.pass(len.next_multiple_of(4));
    Ok((kind, value))
}

/// Says why there is no further TLV.
fn end(cx: &mut Context<'_>, stop: Stop) -> Outcome {
    match stop {
        Stop::Invalid => cx.invalid(),
        Stop::Cut | Stop::Truncated => cx.truncated(),
    }
}

/// Prints TLVs: as lines, where `-v` was given as often as they are deep, or else by their names.
///
/// From the fourth level on, what `-vvv` shows are lines.
fn records(cx: &mut Context<'_>, mut p: Cursor<'_>, level: u8) -> Outcome {
    if level > MAX_LEVEL {
        return Ok(());
    }
    if !cx.verbose(level.min(3)) {
        return names(cx, p, level);
    }
    while p.len() > 0 {
        line(cx, level);
        let (kind, value) = match record(&mut p) {
            Ok(record) => record,
            Err(stop) => return end(cx, stop),
        };
        let len = value.len() + HEADER;
        out!(cx, type_name(kind));
        if kind == 0 || name(TYPES, kind).is_none() {
            out!(cx, ": type=", kind, " (", len, ")");
            continue;
        }
        out!(cx, " (", len, ")");
        match value::print(cx, kind, value, level) {
            Ok(()) => {}
            Err(Stop::Invalid) => cx.invalid()?,
            // What follows options of DHCP for IPv4 that are wrong is not shown.
            Err(_) => return cx.invalid(),
        }
    }
    Ok(())
}

/// Prints names of TLVs, and how often the same one follows itself; the last is not shown where what
/// follows cannot be read.
fn names(cx: &mut Context<'_>, mut p: Cursor<'_>, level: u8) -> Outcome {
    let mut last: Option<(&'static str, u32)> = None;
    let mut is_first = true;
    while p.len() > 0 {
        let name = match record(&mut p) {
            Ok((kind, _)) => type_name(kind),
            Err(stop) => return end(cx, stop),
        };
        match &mut last {
            Some((same, times)) if *same == name => *times += 1,
            _ => {
                if let Some((name, times)) = last.replace((name, 1)) {
                    counted(cx, name, times, level, &mut is_first);
                }
            }
        }
    }
    if let Some((name, times)) = last {
        counted(cx, name, times, level, &mut is_first);
    }
    Ok(())
}

fn counted(cx: &mut Context<'_>, name: &'static str, times: u32, level: u8, is_first: &mut bool) {
    match (std::mem::take(is_first), level) {
        (false, _) => out!(cx, ", "),
        (true, 1) => out!(cx, " "),
        (true, _) => line(cx, level),
    }
    out!(cx, name);
    if times > 1 {
        out!(cx, " (x", times, ")");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const STATE: &[u8] = b"\0\x05\0\x24\x01\x02\x03\x04\0\0\0\x07\0\0\x03\xe8hashhash\0\x03\0\x08\x05\x06\x07\x08\0\0\0\x01\0\x01\0\0";

    #[test]
    fn each_v_shows_a_level() {
        assert_eq!(printed(print, 0, STATE), "hncp (40) Node state");
        let state =
            "hncp (40)\n\tNode state (40) NID: 01:02:03:04 seqno: 7 1.000s hash: 6861736868617368\n\t\t";
        assert_eq!(printed(print, 1, STATE), format!("{state}Node endpoint, Request network state"));
        let text = printed(print, 2, STATE);
        let lines = "Node endpoint (12) NID: 05:06:07:08 EPID: 00000001\n\t\tRequest network state (4)";
        assert_eq!(text, format!("{state}{lines}"));
    }

    #[test]
    fn names_are_counted() {
        let twice = b"\0\x01\0\0\0\x01\0\0\0\x07\0\0";
        assert_eq!(printed(print, 0, twice), "hncp (12) Request network state (x2), Future use");
        assert_eq!(printed(print, 1, &twice[..6]), "hncp (6)\n\tRequest network state (4)\n\t [|hncp]");
        assert_eq!(printed(print, 0, b"\0\x01\0\x09\0\x01"), "hncp (6) [|hncp]");
    }
}
