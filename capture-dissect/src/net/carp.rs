//! Common Address Redundancy Protocol, which has VRRP's protocol number (OpenBSD, carp(4)).
//!
//! ```text
//!  0                1     2          3        4        5          6          8         16
//! +----------------+-----+----------+--------+--------+----------+----------+---------+--------
//! | version, type  | id  | skew of  | words  | unused | interval | checksum | counter | SHA-1
//! | (4 bits each)  |     | interval | behind |        | s        |          |         | HMAC
//! +----------------+-----+----------+--------+--------+----------+----------+---------+--------
//! ```

use crate::{
    checksum::Sum,
    context::Context,
    cursor::Cursor,
    show::{hex, out},
    stop::Outcome,
};

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("carp");
    let (len, ttl) = (p.len(), cx.ip.ttl);
    out!(cx, "CARP");
    let first = p.peek(0)?;
    out!(cx, "v", first >> 4, if first & 0xf == 1 { "-advertise " } else { "-unknown " }, len, ": ");
    if ttl != 255 {
        out!(cx, "[ttl=", ttl, "!] ");
    }
    if first != 0x21 {
        return Ok(());
    }
    let mut fields = p.at(1)?;
    let (id, skew, words) = (fields.u8()?, fields.u8()?, fields.u8()?);
    fields.skip(1)?;
    let interval = fields.u8()?;
    out!(cx, "vhid=", id, " advbase=", interval, " advskew=", skew, " authlen=", words, " ");
    if cx.verbose(1)
        && let Some(bytes) = p.bytes().get(..len)
        && Sum::default().add(bytes).finish() != 0
    {
        out!(cx, " (bad carp cksum ", hex(fields.peek_u16(0)?, 0), "!)");
    }
    fields.skip(2)?;
    out!(cx, "counter=", fields.be_u64()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn an_advertisement() {
        let bytes = b"\x21\x01\x02\x07\0\x03\xdc\xef\0\0\0\0\0\0\0\x05";
        let fields = "CARPv2-advertise 16: [ttl=0!] vhid=1 advbase=3 advskew=2 authlen=7 ";
        assert_eq!(printed(print, 0, bytes), format!("{fields}counter=5"));
        assert_eq!(printed(print, 1, bytes), format!("{fields}counter=5"));
        let wrong = [&bytes[..6], b"\0\x01", &bytes[8..]].concat();
        assert_eq!(printed(print, 1, &wrong), format!("{fields} (bad carp cksum 1!)counter=5"));
        assert_eq!(printed(print, 0, b"\x32"), "CARPv3-unknown 1: [ttl=0!] ");
    }
}
