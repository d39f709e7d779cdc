//! Node information queries (RFC 4620).
//!
//! ```text
//!  0      1      2          4            6       8               16
//! +------+------+----------+------------+-------+---------------+---------
//! | type | code | checksum | query type | flags | nonce         | data
//! +------+------+----------+------------+-------+---------------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, bits, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 16;

const FLAGS: &Table =
    &[(0x40, "a"), (0x20, "G"), (0x10, "S"), (0x08, "L"), (0x04, "C"), (0x02, "A"), (0x01, "T")];

/// Prints what follows the type: `p` stands at the beginning of the message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>, kind: u8) -> Outcome {
    let outcome = match kind {
        139 => query(cx, p),
        _ => reply(cx, p),
    };
    match outcome {
        Err(Stop::Truncated | Stop::Cut) => cx.truncated(),
        other => other,
    }
}

fn query(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if p.captured() == 8 {
        out!(cx, " who-are-you request");
        return Ok(());
    }
    p.need(HEADER)?;
    out!(cx, " (");
    let kind = query_type(cx, p)?;
    let data = p.at(HEADER)?;
    if kind <= 1 {
        if p.captured() != HEADER && cx.verbose(1) {
            out!(cx, ", invalid len");
        }
        out!(cx, ")");
        return Ok(());
    }
    if data.captured() == 0 {
        out!(cx, ", 03 draft)");
        return Ok(());
    }
    subject(cx, data, p.peek(1)?)?;
    out!(cx, ")");
    Ok(())
}

/// Prints whom a query is about.
fn subject(cx: &mut Context<'_>, mut data: Cursor<'_>, kind: u8) -> Outcome {
    let len = data.captured();
    match kind {
        0 if len == 16 => out!(cx, ", subject=", data.ipv6()?),
        2 if len == 4 => out!(cx, ", subject=", data.ipv4()?),
        0 if len < 16 => {}
        2 if len < 4 => {}
        0 | 2 if cx.verbose(1) => out!(cx, ", invalid subject len"),
        0 | 2 => {}
        1 => {
            out!(cx, ", subject=DNS name");
            dns_name(cx, data)?;
        }
        _ => out!(cx, ", unknown subject"),
    }
    Ok(())
}

/// Prints what is asked for, and flags; answers its number.
fn query_type(cx: &mut Context<'_>, p: Cursor<'_>) -> Result<u16, Stop> {
    let (kind, flags) = (p.peek_u16(4)?, p.peek_u16(6)?);
    match kind {
        0 => out!(cx, "noop"),
        1 => {
            out!(cx, "supported qtypes");
            if flags != 0 {
                out!(cx, " [", (flags & 1 != 0).then_some("C"), "]");
            }
        }
        2 => out!(cx, "DNS name"),
        3 | 4 => {
            out!(cx, if kind == 3 { "node addresses" } else { "ipv4 addresses" });
            if flags != 0 {
                out!(cx, " [", bits(FLAGS, flags).with("").or(""), "]");
            }
        }
        _ => out!(cx, "unknown"),
    }
    Ok(kind)
}

fn reply(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    p.need(p.len().max(HEADER))?;
    out!(cx, " (");
    let code = p.peek(1)?;
    let word = match code {
        0 if cx.verbose(1) => "success, ",
        0 => "",
        1 => "refused",
        2 => "unknown",
        _ => "",
    };
    out!(cx, word);
    if code != 0 {
        if matches!(code, 1 | 2) && p.captured() != HEADER && cx.verbose(1) {
            out!(cx, ", invalid length");
        }
        out!(cx, ")");
        return Ok(());
    }
    let kind = query_type(cx, p)?;
    let mut data = p.at(HEADER)?;
    match kind {
        0 if data.captured() != 0 && cx.verbose(1) => out!(cx, ", invalid length"),
        2 => {
            let ttl = data.be_u32()?;
            dns_name(cx, data)?;
            if p.peek_u16(6)? & 1 != 0 {
                out!(cx, " [TTL=", ttl, "]");
            }
        }
        3 => {
            while data.has(20) {
                let ttl = data.be_u32()?;
                out!(cx, " ", data.ipv6()?, "(", ttl, ")");
            }
        }
        4 => {
            while data.has(8) {
                let ttl = data.be_u32()?;
                out!(cx, " ", data.ipv4()?, "(", ttl, ")");
            }
        }
        _ => {}
    }
    out!(cx, ")");
    Ok(())
}

/// A name in the form of DNS without compression, or of an early draft: one length, then text.
fn dns_name(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let first = usize::from(p.peek(0)?);
    if first + 1 == p.captured() {
        if cx.verbose(1) {
            out!(cx, ", 03 draft");
        }
        out!(cx, ", \"", Safe(p.at(1)?.bytes()), "\"");
        return Ok(());
    }
    out!(cx, ", \"");
    while let Ok(len) = p.u8() {
        let len = usize::from(len);
        if len == 0 {
            match p.bytes() {
                [] => out!(cx, "."),
                [0] => {}
                _ => out!(cx, "???"),
            }
            break;
        }
        if len > p.captured() {
            out!(cx, "???");
            break;
        }
        out!(cx, Safe(p.take(len)?));
        if p.captured() > 1 && p.peek(0)? != 0 {
            out!(cx, ".");
        }
    }
    out!(cx, "\"");
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::printed, net::icmp6};

    fn message(kind: u8, code: u8, query: u8, flags: u8, data: &[u8]) -> Vec<u8> {
        [&[kind, code, 0, 0, 0, query, 0, flags][..], &[0; 8], data].concat()
    }

    #[test]
    fn queries_have_a_subject() {
        let query = message(139, 0, 3, 0x02, &1u128.to_be_bytes());
        let text = "ICMP6, node information query (node addresses [A], subject=::1), length 32";
        assert_eq!(printed(icmp6::print, 0, &query), text);
        let query = message(139, 1, 2, 0, b"\x01a\x02bc\0");
        let text = "ICMP6, node information query (DNS name, subject=DNS name, \"a.bc.\"), length 22";
        assert_eq!(printed(icmp6::print, 0, &query), text);
    }

    #[test]
    fn replies_list_addresses() {
        let reply = message(140, 0, 4, 0x02, &[0, 0, 0, 5, 127, 0, 0, 1]);
        let text = printed(icmp6::print, 1, &reply);
        assert!(text.ends_with("reply (success, ipv4 addresses [A] 127.0.0.1(5))"), "{text}");
    }
}
