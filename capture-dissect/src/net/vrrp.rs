//! Virtual Router Redundancy Protocol, versions 2 (RFC 3768) and 3 (RFC 9568).
//!
//! ```text
//!  0                1     2          3                   4                        6          8
//! +----------------+-----+----------+-------------------+------------------------+----------+------
//! | version, type  | id  | priority | number of         | 2: authentication,     | checksum | addre-
//! | (4 bits each)  |     |          | addresses         | interval; 3: interval  |          | sses
//! +----------------+-----+----------+-------------------+------------------------+----------+------
//! ```

use crate::{
    checksum::{Sum, pseudo},
    context::Context,
    cursor::Cursor,
    net::carp,
    options::Payload,
    show::{Safe, Table, hex, named, out, until_zero},
    stop::Outcome,
};

const TYPES: &Table = &[(1, "Advertisement")];
const AUTHENTICATIONS: &Table = &[(0, "none"), (1, "simple"), (2, "ah")];

/// Prints a message, or one of CARP, which has the same protocol number, with `-T carp`.
pub(crate) fn print_or_carp(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if cx.options.payload == Some(Payload::Carp) { carp::print(cx, p) } else { print(cx, p) }
}

/// Prints a message.
fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("vrrp");
    let (len, ttl) = (p.len(), cx.ip.ttl);
    out!(cx, "VRRP");
    let first = p.peek(0)?;
    let version = first >> 4;
    out!(cx, "v", version, ", ", named(TYPES, first & 0xf).or("unknown type (", ")"));
    if ttl != 255 {
        out!(cx, ", (ttl ", ttl, ")");
    }
    if !matches!(first, 0x21 | 0x31) {
        return Ok(());
    }
    out!(cx, ", vrid ", p.peek(1)?, ", prio ", p.peek(2)?);
    let authentication = p.peek(4)?;
    match version {
        2 => {
            out!(cx, ", authtype ", named(AUTHENTICATIONS, authentication));
            out!(cx, ", intvl ", p.peek(5)?, "s, length ", len);
        }
        _ => out!(cx, ", intvl ", p.peek_u16(4)? & 0x0fff, "cs, length ", len),
    }
    if !cx.verbose(1) {
        return Ok(());
    }
    let addresses = p.peek(3)?;
    if let Some(bytes) = p.bytes().get(..len) {
        let sum = match version {
            2 => Sum::default().add(bytes).finish(),
            _ => pseudo(&cx.ip, 112, len, bytes),
        };
        if sum != 0 {
            out!(cx, ", (bad vrrp cksum ", hex(p.peek_u16(6)?, 0), ")");
        }
    }
    out!(cx, ", addrs");
    if addresses > 1 {
        out!(cx, "(", addresses, ")");
    }
    out!(cx, ":");
    let mut p = p;
    p.pass(8);
    for at in 0..addresses {
        let separator = if at == 0 { " " } else { "," };
        match cx.ip.version {
            6 => out!(cx, separator, p.ipv6()?),
            _ => out!(cx, separator, p.ipv4()?),
        }
    }
    if version == 2 && authentication == 1 {
        out!(cx, " auth \"");
        let field = p.take_some(8);
        let text = until_zero(field);
        out!(cx, Safe(text));
        if text.len() == field.len() && field.len() < 8 {
            return Err(crate::stop::Stop::Truncated);
        }
        out!(cx, "\"");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn versions_differ_in_authentication_and_interval() {
        let version_2 = [0x21, 1, 100, 1, 1, 5, 0, 0, 10, 0, 0, 1, b'a', b'b', 0, 0, 0, 0, 0, 0];
        let text = "VRRPv2, Advertisement, (ttl 0), vrid 1, prio 100, authtype simple, intvl 5s, length 20";
        assert_eq!(printed(print, 0, &version_2), text);
        assert!(printed(print, 1, &version_2).ends_with(", (bad vrrp cksum 0), addrs: 10.0.0.1 auth \"ab\""));
        let version_3 = [0x31, 1, 100, 0, 1, 5, 0, 0];
        let text = "VRRPv3, Advertisement, (ttl 0), vrid 1, prio 100, intvl 261cs, length 8";
        assert_eq!(printed(print, 0, &version_3), text);
    }

    #[test]
    fn other_messages_are_only_named() {
        assert_eq!(printed(print, 0, &[0x22]), "VRRPv2, unknown type (2), (ttl 0)");
        assert_eq!(printed(print, 0, &[]), "VRRP [|vrrp]");
    }
}
