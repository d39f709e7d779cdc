//! Ad-Hoc Configuration Protocol (draft-chroboczek-ahcp-00).
//!
//! ```text
//!  0    1         2          3               4       8           16               24
//! +----+---------+----------+---------------+-------+-----------+----------------+----
//! | 43 | version | hopcount | original      | nonce | source id | destination id |
//! |    |         |          | hopcount      |       |           |                |
//! +----+---------+----------+---------------+-------+-----------+----------------+----
//!  24     25         26       28
//! +------+----------+--------+---------
//! | type | reserved | length | options: type, length, value; types 0 and 1 are a byte alone
//! +------+----------+--------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Addr, LinkAddr, Table, hex, named, out},
    stop::{Outcome, Stop},
    time::{date, time_of_day},
};

const MAGIC: u8 = 43;
const HEADER: usize = 24;

const TYPES: &Table =
    &[(0, "Discover"), (1, "Offer"), (2, "Request"), (3, "Ack"), (4, "Nack"), (5, "Release")];

const PAD: u8 = 0;
const MANDATORY: u8 = 1;

const OPTIONS: &Table = &[
    (0, "Pad"),
    (1, "Mandatory"),
    (2, "Origin Time"),
    (3, "Expires"),
    (4, "My-IPv6-Address"),
    (5, "My-IPv4-Address"),
    (6, "IPv6 Prefix"),
    (7, "IPv4 Prefix"),
    (8, "IPv6 Address"),
    (9, "IPv4 Address"),
    (10, "IPv6 Prefix Delegation"),
    (11, "IPv4 Prefix Delegation"),
    (12, "Name Server"),
    (13, "NTP Server"),
];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ahcp");
    out!(cx, "AHCP");
    let outcome = message(cx, p);
    cx.also_cut(p, outcome)
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 2 || p.u8()? != MAGIC {
        return Err(Stop::Invalid);
    }
    let version = p.u8()?;
    out!(cx, " Version ", version);
    if version != 1 {
        out!(cx, " (unknown)");
        return p.at(p.len()).map(|_| ());
    }
    if p.len() + 2 < HEADER {
        return Err(Stop::Invalid);
    }
    if cx.verbose(1) {
        out!(cx, "\n\tHopcount ", p.u8()?);
        out!(cx, ", Original Hopcount ", p.u8()?);
        out!(cx, ", Nonce 0x", hex(p.be_u32()?, 8));
        out!(cx, ", Source Id ", LinkAddr(p.take(8)?));
        out!(cx, ", Destination Id ", LinkAddr(p.take(8)?));
    } else {
        p.skip(HEADER - 2)?;
    }
    body(cx, p)
}

fn body(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 4 {
        return Err(Stop::Invalid);
    }
    let (kind, reserved, len) = (p.u8()?, p.u8()?, usize::from(p.be_u16()?));
    if cx.verbose(1) {
        out!(cx, "\n\t", named(TYPES, kind).or("Unknown-", ""));
        if reserved != 0 {
            out!(cx, ", MBZ ", reserved);
        }
        out!(cx, ", Length ", len);
    }
    if len > p.len() {
        return Err(Stop::Invalid);
    }
    if !cx.verbose(2) {
        return p.skip(len);
    }
    let mut p = p.declare(len);
    while p.len() > 0 {
        option(cx, &mut p)?;
    }
    Ok(())
}

fn option(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let kind = p.u8()?;
    out!(cx, "\n\t ", named(OPTIONS, kind).or("Unknown-", ""));
    if matches!(kind, PAD | MANDATORY) {
        return Ok(());
    }
    if p.len() < 1 {
        return Err(Stop::Invalid);
    }
    let len = usize::from(p.u8()?);
    if len > p.len() {
        return Err(Stop::Invalid);
    }
    let value = p.declare(len);
    value_text(cx, kind, value)?;
    p.skip(len)
}

fn value_text(cx: &mut Context<'_>, kind: u8, value: Cursor<'_>) -> Outcome {
    match kind {
        2 => origin_time(cx, value),
        3 => expires(cx, value),
        4 | 8 | 12 | 13 => list(cx, value, 16, false),
        5 | 9 => list(cx, value, 4, false),
        6 | 10 => list(cx, value, 16, true),
        11 => list(cx, value, 4, true),
        _ => {
            out!(cx, " (Length ", value.len(), ")");
            Ok(())
        }
    }
}

fn origin_time(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() != 4 {
        return Err(Stop::Invalid);
    }
    let seconds = i64::from(p.be_u32()?);
    out!(cx, ": ");
    date(seconds / 86_400, cx.out);
    out!(cx, " ");
    time_of_day(seconds % 86_400, cx.out);
    out!(cx, " UTC");
    Ok(())
}

fn expires(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() != 4 {
        return Err(Stop::Invalid);
    }
    out!(cx, ": ", p.be_u32()?, "s");
    Ok(())
}

/// Prints addresses, or prefixes with their length behind each.
fn list(cx: &mut Context<'_>, mut p: Cursor<'_>, address_len: usize, is_prefix: bool) -> Outcome {
    let mut separator = ": ";
    while p.len() > 0 {
        if p.len() < address_len + usize::from(is_prefix) {
            return Err(Stop::Invalid);
        }
        let address = if address_len == 4 { Addr::V4(p.ipv4()?) } else { Addr::V6(p.ipv6()?) };
        if is_prefix {
            out!(cx, separator, address, "/", p.u8()?);
        } else {
            out!(cx, separator, address);
        }
        separator = ", ";
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn an_offer() {
        let head = b"\x2b\x01\x01\x02\x11\x22\x33\x44\x01\x02\x03\x04\x05\x06\x07\x08\0\0\0\0\0\0\0\0";
        let offer = [&head[..], b"\x01\0\0\x0c\x03\x04\0\0\0\x05\x05\x04\x0a\0\0\x01"].concat();
        assert_eq!(printed(print, 0, &offer), "AHCP Version 1");
        let shown = printed(print, 2, &offer);
        assert!(
            shown.contains("Hopcount 1, Original Hopcount 2, Nonce 0x11223344, Source Id 01:02:03:04:05")
        );
        assert!(shown.ends_with("\n\tOffer, Length 12\n\t Expires: 5s\n\t My-IPv4-Address: 10.0.0.1"));
        assert_eq!(printed(print, 0, &head[..20]), "AHCP Version 1 (invalid)");
        assert_eq!(printed(print, 0, b"\x2b"), "AHCP (invalid)");
    }
}
