//! Control protocol of the Real-Time Transport Protocol (RFC 3550 section 6).
//!
//! Several packets follow each other in one datagram:
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +---+-+---------+---------------+-------------------------------+
//! |V=2|P|  count  |     type      | length in 32 bit words, - 1   |
//! +---+-+---------+---------------+-------------------------------+
//! |                        SSRC of the sender                     |
//! +---------------------------------------------------------------+
//! | SR: NTP timestamp (8), RTP timestamp (4), packets (4), bytes (4)
//! | SR, RR: a block for each source: SSRC (4), fraction lost (1), lost (3), highest sequence
//! |         number (4), jitter (4), last SR (4), delay since it (4), times in 1/65536 s
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Float, hex, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 8;
const SENDER_INFO: usize = 20;
const BLOCK: usize = 24;

/// Prints the packets of a datagram.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("rtcp");
    while p.captured() > 0 {
        match packet(cx, p) {
            Ok(len) => p.pass(len),
            Err(_) => return Err(Stop::Cut),
        }
    }
    Ok(())
}

/// Prints one packet; answers its length.
fn packet(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    p.need(HEADER)?;
    let (count, kind) = (p.u8()? & 0x1f, p.u8()?);
    let len = (usize::from(p.be_u16()?) + 1) * 4;
    let ssrc = p.be_u32()?;
    match kind {
        200 => {
            out!(cx, " sr");
            unexpected(cx, len, HEADER + SENDER_INFO + usize::from(count) * BLOCK);
            source(cx, ssrc);
            sender(cx, &mut p)?;
            reports(cx, p, count)?;
        }
        201 => {
            out!(cx, " rr");
            unexpected(cx, len, HEADER + usize::from(count) * BLOCK);
            source(cx, ssrc);
            reports(cx, p, count)?;
        }
        202 | 203 => {
            out!(cx, if kind == 202 { " sdes " } else { " bye " }, len);
            source(cx, ssrc);
        }
        _ => out!(cx, " type-0x", hex(kind, 0), " ", len),
    }
    Ok(len)
}

/// The length where it is not the one that the count asks for.
fn unexpected(cx: &mut Context<'_>, len: usize, expected: usize) {
    if len != expected {
        out!(cx, " [", len, "]");
    }
}

fn source(cx: &mut Context<'_>, ssrc: u32) {
    if cx.verbose(1) {
        out!(cx, " ", ssrc);
    }
}

fn sender(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.need(SENDER_INFO)?;
    let (seconds, fraction) = (p.be_u32()?, p.be_u32()?);
    let time = f64::from(seconds) + f64::from(fraction) / 4_294_967_296.0;
    let [rtp, packets, bytes] = [p.be_u32()?, p.be_u32()?, p.be_u32()?];
    out!(cx, " @", Float(time, 2), " ", rtp, " ", packets, "p ", bytes, "b");
    Ok(())
}

/// Prints the blocks: the first one as often as there are blocks, as tcpdump does.
fn reports(cx: &mut Context<'_>, p: Cursor<'_>, count: u8) -> Outcome {
    if count > 1 {
        out!(cx, " c", count);
    }
    for _ in 0..count {
        let mut p = p;
        p.need(BLOCK)?;
        source(cx, p.be_u32()?);
        p.skip(1)?;
        let (lost, highest, jitter) = (p.be_u24()?, p.be_u32()?, p.be_u32()?);
        let last = f64::from(p.be_u32()?) / 65_536.0;
        let delay = f64::from(p.be_u32()?) / 65_536.0;
        out!(cx, " ", lost, "l ", highest, "s ", jitter, "j @", Float(last, 2), "+", Float(delay, 2));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn several_packets_in_one() {
        let bytes = b"\x80\xc8\0\x06\0\0\0\x01\0\0\0\x09\x80\0\0\0\0\0\0\x05\0\0\0\x07\0\0\0\x09\
                      \x81\xcb\0\x01\0\0\0\x01\x80\xcd\0\x01\0\0\0\x01";
        assert_eq!(printed(print, 0, bytes), " sr @9.50 5 7p 9b bye 8 type-0xcd 8");
        assert_eq!(printed(print, 1, bytes), " sr 1 @9.50 5 7p 9b bye 8 1 type-0xcd 8");
    }

    #[test]
    fn a_count_that_does_not_fit() {
        assert_eq!(printed(print, 0, b"\x82\xc9\0\x01\0\0\0\x01"), " rr [8] c2 [|rtcp]");
        assert_eq!(printed(print, 0, b"\x82\xc9\0\x01"), " [|rtcp]");
    }
}
