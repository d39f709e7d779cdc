//! Locator/ID Separation Protocol: control messages (RFC 6833 section 4.4, RFC 9301 section 5.6).
//!
//! ```text
//!  0      4 bits    3         4       12       14       16
//! +------+---------+---------+-------+--------+--------+----------------+---------+----------------
//! | type | flags   | records | nonce | key id | length | authentication | records | if I: xTR-ID
//! |      |         |         |       |        |        | data           |         | (16), site (8)
//! +------+---------+---------+-------+--------+--------+----------------+---------+----------------
//! record:  TTL / min (4), locators (1), bits of mask (1), action and flag A (2), version (2),
//!          address family (2), endpoint's address
//! locator: priority, weight, those for multicast (1 each), flags (2), address family (2), address
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Addr, Table, bits, named, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 16;
const RECORD: usize = 12;
const LOCATOR: usize = 8;
const TRAILER: usize = 24;

const MAP_REGISTER: u8 = 3;
const MAP_NOTIFY: u8 = 4;

const TYPES: &Table = &[
    (0, "LISP-Reserved"),
    (1, "LISP-Map-Request"),
    (2, "LISP-Map-Reply"),
    (3, "LISP-Map-Register"),
    (4, "LISP-Map-Notify"),
    (8, "LISP-Encapsulated-Contol-Message"),
];

/// Flags among the first 24 bits.
const REGISTER_FLAGS: &Table = &[
    (0x08_0000, "P-Proxy-Map-Reply"),
    (0x04_0000, "S-LISP-SEC-Capable"),
    (0x02_0000, "I-xTR-ID-Present"),
    (0x01_0000, "R-Build-For-RTR"),
    (0x00_0001, "M-Want-Map-Notify"),
];
const NOTIFY_FLAGS: &Table = &[(0x08_0000, "I-xTR-ID-Present"), (0x04_0000, "R-Build-For-RTR")];

const AUTHENTICATIONS: &Table = &[(0, "None"), (1, "SHA1"), (2, "SHA256")];

const ACTIONS: &Table = &[(0, "No-Action"), (1, "Natively-Forward"), (2, "Send-Map-Request"), (3, "Drop")];

const LOCATOR_FLAGS: &Table = &[(4, "Local-Locator"), (2, "RLoc-Probed"), (1, "Reachable")];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("lisp");
    p.need(HEADER)?;
    let first = p.peek_u32(0)? >> 8;
    let kind = (first >> 20) as u8;
    p.skip(3)?;
    let records = p.u8()?;
    p.skip(8)?;
    let (key, authentication_len) = (p.be_u16()?, usize::from(p.be_u16()?));
    out!(cx, named(TYPES, kind).or("unknown-type-", ""), ",");
    let (flags, has_trailer) = match kind {
        MAP_REGISTER => (bits(REGISTER_FLAGS, first), first & 0x02_0000 != 0),
        MAP_NOTIFY => (bits(NOTIFY_FLAGS, first), first & 0x08_0000 != 0),
        _ => return Ok(()),
    };
    if cx.verbose(1) {
        let authentication = named(AUTHENTICATIONS, key).or_text("unknown-type");
        out!(cx, " flags [", flags, "],\n    ", records, " record(s), Authentication ", authentication, ",");
        cx.unknown_data("\n    Authentication-Data: ", p, authentication_len);
        p.at(authentication_len)?;
    } else {
        out!(cx, " ", records, " record(s),");
    }
    p.pass(authentication_len);
    if records == 0 {
        return Err(Stop::Invalid);
    }
    for _ in 0..records {
        if p.len() == 0 {
            break;
        }
        if !record(cx, &mut p)? {
            return Ok(());
        }
    }
    trailer(cx, p, has_trailer)
}

/// Prints a record; answers whether its address is understood.
fn record(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    p.need(RECORD)?;
    let (ttl, locators, mask) = (p.be_u32()?, p.u8()?, p.u8()?);
    let (action, version) = (p.be_u16()?, p.be_u16()? & 0x0fff);
    if cx.verbose(1) {
        out!(cx, "\n      Record TTL ", ttl, if action & 0x1000 != 0 { "," } else { ", Non-" });
        out!(cx, if action & 0x1000 != 0 { " Authoritative, " } else { "Authoritative, " });
        out!(cx, named(ACTIONS, action >> 13).or_text("unknown"), ", Map Version: ", version, ",");
    } else {
        out!(cx, "\n");
    }
    let Some(address) = address(p)? else { return Ok(false) };
    out!(cx, " EID ", address, "/", mask, ", ", locators, " locator(s)");
    for _ in 0..locators {
        locator(cx, p)?;
    }
    Ok(true)
}

fn locator(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.need(LOCATOR)?;
    let [priority, weight, multicast_priority, multicast_weight] = p.array()?;
    let flags = p.be_u16()?;
    if cx.verbose(1) {
        out!(cx, "\n       ");
    }
    if let Some(address) = address(p).map_err(|_| Stop::Cut)? {
        out!(cx, " LOC ", address);
    }
    if cx.verbose(1) {
        out!(cx, "\n          Priority/Weight ", priority, "/", weight);
        out!(cx, ", Multicast Priority/Weight ", multicast_priority, "/", multicast_weight);
        out!(cx, ", flags [", bits(LOCATOR_FLAGS, flags), "],");
    }
    Ok(())
}

/// Reads an address with its family before it.
fn address(p: &mut Cursor<'_>) -> Result<Option<Addr>, Stop> {
    match p.be_u16()? {
        1 => p.ipv4().map(|address| Some(Addr::V4(address))),
        2 => p.ipv6().map(|address| Some(Addr::V6(address))),
        _ => Ok(None),
    }
}

/// What follows the records.
fn trailer(cx: &mut Context<'_>, mut p: Cursor<'_>, is_known: bool) -> Outcome {
    if is_known {
        if p.len() < TRAILER || !p.has(TRAILER) {
            return Err(Stop::Invalid);
        }
        cx.unknown_data("\n    xTR-ID: ", p, 16);
        p.skip(16)?;
        out!(cx, "\n    SITE-ID: ", p.be_u64()?);
    } else if p.len() > 0 {
        cx.unknown_data("\n    Data: ", p, p.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const HEAD: &[u8] = b"\x30\0\x01\x01\x01\x02\x03\x04\x05\x06\x07\x08\0\x01\0\0";
    const RECORD_AND_LOCATOR: &[u8] =
        b"\0\0\x05\xa0\x01\x18\x10\0\0\0\0\x01\x0a\0\0\0\x01\x64\x01\x64\0\x01\0\x01\x0a\0\0\x02";

    #[test]
    fn a_registration() {
        let bytes = [HEAD, RECORD_AND_LOCATOR].concat();
        let shown = "LISP-Map-Register, 1 record(s),\n EID 10.0.0.0/24, 1 locator(s) LOC 10.0.0.2";
        assert_eq!(printed(print, 0, &bytes), shown);
        let shown = printed(print, 1, &bytes);
        assert!(shown.contains(" flags [M-Want-Map-Notify],\n    1 record(s), Authentication SHA1,\n"));
        assert!(
            shown.contains("\n      Record TTL 1440, Authoritative, No-Action, Map Version: 0, EID 10.0.0.0")
        );
        assert!(shown.ends_with("Multicast Priority/Weight 1/100, flags [Reachable],"));
    }

    #[test]
    fn other_messages_are_their_names() {
        let reply = [b"\x20", &HEAD[1..]].concat();
        assert_eq!(printed(print, 0, &reply), "LISP-Map-Reply,");
        assert_eq!(printed(print, 0, &HEAD[..15]), " [|lisp]");
    }
}
