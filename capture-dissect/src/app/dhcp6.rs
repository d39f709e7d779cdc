//! Dynamic Host Configuration Protocol for IPv6 (RFC 8415).
//!
//! ```text
//!  0       1               4                          relay: 0 type, 1 hops, 2 link (16), 18 peer (16),
//! +-------+---------------+---------                         34 options
//! | type  | transaction   | options: code (2), length (2), value (dhcp6_option.rs)
//! +-------+---------------+---------
//! ```

use crate::{
    app::dhcp6_option,
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::Outcome,
};

pub(super) const MESSAGES: &Table = &[
    (1, "solicit"),
    (2, "advertise"),
    (3, "request"),
    (4, "confirm"),
    (5, "renew"),
    (6, "rebind"),
    (7, "reply"),
    (8, "release"),
    (9, "decline"),
    (10, "reconfigure"),
    (11, "inf-req"),
    (12, "relay-fwd"),
    (13, "relay-reply"),
    (14, "leasequery"),
    (15, "leasequery-reply"),
];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("dhcp6");
    out!(cx, "dhcp6");
    p.need(4)?;
    let (kind, transaction) = (p.peek(0)?, p.peek_u32(0)? & 0xff_ffff);
    out!(cx, " ", named(MESSAGES, kind).or("msgtype-", ""));
    if !cx.verbose(1) {
        return Ok(());
    }
    if matches!(kind, 12 | 13) {
        p.skip(2)?;
        out!(cx, " (");
        out!(cx, "linkaddr=", p.ipv6()?);
        out!(cx, " peeraddr=", p.ipv6()?);
    } else {
        p.skip(4)?;
        out!(cx, " (xid=", hex(transaction, 1));
    }
    if dhcp6_option::print(cx, p).is_err() {
        let _ = cx.truncated();
    }
    out!(cx, ")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn messages_and_relays() {
        assert_eq!(printed(print, 0, b"\x01\0\x12\x34"), "dhcp6 solicit");
        assert_eq!(printed(print, 1, b"\x01\0\x12\x34\0\x0e\0\0"), "dhcp6 solicit (xid=1234 (rapid-commit))");
        let mut relay = vec![12, 0];
        relay.extend([0; 32]);
        relay.extend(b"\0\x09\0\x04\x07\0\0\x01");
        let text = "dhcp6 relay-fwd (linkaddr=:: peeraddr=:: (relay-message (dhcp6 reply (xid=1)))";
        assert_eq!(printed(print, 1, &relay), text);
        assert_eq!(printed(print, 0, b"\x01\0\x12"), "dhcp6 [|dhcp6]");
    }
}
