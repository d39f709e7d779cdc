//! Multicast Source Discovery Protocol (RFC 3618).
//!
//! ```text
//!  0      1        3
//! +------+--------+-------+-------
//! | type | length | value | the next      the length counts type and length
//! +------+--------+-------+-------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    net::ipv4,
    show::out,
    stop::{Outcome, Stop},
};

const HEADER: usize = 3;
/// The first message of a segment is no longer than that.
const LONGEST: usize = 1500;
/// The length of a longer message is always shown.
const USUAL: usize = 1400;
/// A rendezvous point's address and a byte before it.
const POINT: usize = 5;
/// An entry.
const ENTRY: usize = 12;

/// Prints messages to the end of a segment.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("msdp");
    out!(cx, ": msdp");
    // What a segment begins with may be the middle of a message.
    let (kind, len) = (p.peek(0)?, usize::from(p.peek_u16(1)?));
    if !(1..8).contains(&kind) || !(HEADER..=LONGEST).contains(&len) {
        return Err(Stop::Cut);
    }
    while p.len() > 0 {
        let (kind, len) = (p.peek(0)?, usize::from(p.peek_u16(1)?));
        if cx.verbose(1) || len > USUAL {
            out!(cx, " [len ", len, "]");
        }
        if len < HEADER || len > p.len() {
            return Err(Stop::Cut);
        }
        let mut message = p;
        p.pass(len);
        message.skip(HEADER)?;
        message = message.declare(len - HEADER);
        show(cx, kind, len, message)?;
    }
    Ok(())
}

fn show(cx: &mut Context<'_>, kind: u8, len: usize, p: Cursor<'_>) -> Outcome {
    match kind {
        1 | 3 => {
            out!(cx, if kind == 1 { " SA" } else { " SA-Response" });
            let entries = usize::from(p.peek(0)?);
            out!(cx, " ", entries, " entries");
            let data = POINT + entries * ENTRY;
            if p.len() > data {
                out!(cx, " [w/data]");
                if cx.verbose(2) {
                    out!(cx, " ");
                    let mut packet = p;
                    packet.pass(data);
                    return cx.call(ipv4::print, packet);
                }
            }
        }
        2 => {
            out!(cx, " SA-Request");
            out!(cx, " for ", p.at(1)?.ipv4()?);
        }
        4 => {
            out!(cx, " Keepalive");
            if len != HEADER {
                out!(cx, "[len=", len, "] ");
            }
        }
        5 => out!(cx, " Notification"),
        _ => out!(cx, " [type=", kind, " len=", len, "]"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn messages_follow_each_other() {
        let two = b"\x04\0\x03\x01\0\x14\x01\x0a\0\0\x01\0\0\0\x20\xe0\0\0\x01\x0a\0\0\x02";
        assert_eq!(printed(print, 0, two), ": msdp Keepalive SA 1 entries");
        assert_eq!(printed(print, 1, two), ": msdp [len 3] Keepalive [len 20] SA 1 entries");
    }
}
