//! Optimized Link State Routing (RFC 3626), and what the daemon of olsr.org adds to it.
//!
//! ```text
//!  0        2
//! +--------+----------+----------
//! | length | sequence | messages
//! +--------+----------+----------
//!  0      1       2        4            4 + a
//! +------+-------+--------+------------+-----+-------+----------+-----
//! | type | Vtime | length | originator | TTL | hops  | sequence | body        a: 4, or 16 over IPv6
//! +------+-------+--------+------------+-----+-------+----------+-----
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Addr, Float, Table, hex, named, out},
    stop::{Outcome, Stop},
};

mod body;

const HELLO: u8 = 1;
const TC: u8 = 2;
const MID: u8 = 3;
const HNA: u8 = 4;
const NAMES: u8 = 130;
const HELLO_LQ: u8 = 201;
const TC_LQ: u8 = 202;

const TYPES: &Table = &[
    (1, "Hello"),
    (2, "TC"),
    (3, "MID"),
    (4, "HNA"),
    (128, "Powerinfo"),
    (130, "Nameservice"),
    (201, "Hello-LQ"),
    (202, "TC-LQ"),
];

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("olsr");
    let is_v6 = cx.ip.version == 6;
    out!(cx, if is_v6 { "OLSRv6" } else { "OLSRv4" });
    p.need(4)?;
    let mut p = p;
    let packet = p.len();
    let len = usize::from(p.be_u16()?).min(packet);
    out!(cx, ", seq 0x", hex(p.be_u16()?, 4), ", length ", len);
    if !cx.verbose(1) {
        return Ok(());
    }
    let mut p = p.declare(len.saturating_sub(4));
    while p.len() > 0 {
        if !message(cx, &mut p, len, is_v6)? {
            break;
        }
    }
    Ok(())
}

/// Prints a message, which may be as long as the whole packet; answers whether another one may follow.
fn message(cx: &mut Context<'_>, p: &mut Cursor<'_>, packet: usize, is_v6: bool) -> Result<bool, Stop> {
    let address = if is_v6 { 16 } else { 4 };
    let header = 8 + address;
    p.need(header)?;
    let (kind, time, len) = (p.u8()?, p.u8()?, usize::from(p.be_u16()?));
    if kind == 0 || len == 0 {
        return Ok(false);
    }
    out!(cx, "\n\t", named(TYPES, kind).or_text("Unknown"), " Message (0x", hex(kind, 2), "), originator ");
    let originator = addr(p, is_v6)?;
    let (ttl, hops, sequence) = (p.u8()?, p.u8()?, p.be_u16()?);
    out!(cx, originator, ", ttl ", ttl, ", hop ", hops, "\n\t  vtime ");
    out!(cx, Seconds(time), ", msg-seq 0x", hex(sequence, 4), ", length ", len);
    if len > packet || len < header {
        return Err(Stop::Invalid);
    }
    let body = p.declare(len - header);
    p.pass(len - header);
    body::print(cx, kind, body, is_v6)?;
    Ok(true)
}

/// An address of the packet's version.
fn addr(p: &mut Cursor<'_>, is_v6: bool) -> Result<Addr, Stop> {
    Ok(if is_v6 { Addr::V6(p.ipv6()?) } else { Addr::V4(p.ipv4()?) })
}

/// Sixteenths of seconds with an exponent (RFC 3626 section 18.3).
struct Seconds(u8);

impl crate::show::Show for Seconds {
    fn show(self, cx: &mut Context<'_>) {
        let (mantissa, exponent) = (self.0 >> 4, self.0 & 0xf);
        let value = (1.0 + f64::from(mantissa) / 16.0) * f64::from(1u32 << exponent) / 16.0;
        out!(cx, Float(value, 3), "s");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const MID_MESSAGE: &[u8] = b"\0\x14\x01\x23\x03\x86\0\x10\x0a\0\0\x09\x05\x01\0\x07\x0a\0\0\x01";

    #[test]
    fn messages_are_shown_with_v() {
        assert_eq!(printed(print, 0, MID_MESSAGE), "OLSRv4, seq 0x0123, length 20");
        let text = "OLSRv4, seq 0x0123, length 20\n\tMID Message (0x03), originator 10.0.0.9, ttl 5, hop 1\n\t  \
                    vtime 6.000s, msg-seq 0x0007, length 16\n\t  interface address 10.0.0.1";
        assert_eq!(printed(print, 1, MID_MESSAGE), text);
        let short = [&MID_MESSAGE[..7], &[11], &MID_MESSAGE[8..]].concat();
        let text = "OLSRv4, seq 0x0123, length 20\n\tMID Message (0x03), originator 10.0.0.9, ttl 5, hop 1\n\t  \
                    vtime 6.000s, msg-seq 0x0007, length 11 (invalid)";
        let print = |cx: &mut Context<'_>, p: Cursor<'_>| cx.call(print, p);
        assert_eq!(printed(print, 1, &short), text);
    }
}
