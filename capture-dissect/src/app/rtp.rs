//! Real-Time Transport Protocol (RFC 3550 section 5), and its first version that MBone tools spoke.
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +---+-+-+-------+-+-------------+-------------------------------+
//! |V=2|P|X|  CC   |M|     PT      |        sequence number        |
//! |V=1|  channel  |O|M|  format   |        sequence number        |
//! +---+-----------+-+-------------+-------------------------------+
//! |                           timestamp                           |
//! +---------------------------------------------------------------+
//! |                 SSRC (version 2 alone has it)                 |
//! +---------------------------------------------------------------+
//! |  header extension: profile    |      length in 32 bit words   |    if X
//! |F|  option     |    length     |                               |    one or more if O; F ends them
//! ```
//!
//! Contributing sources are not skipped before the extension is looked for.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{hex, out},
    stop::Outcome,
};

/// The payload type of video after ITU-T H.261.
const H261: u8 = 31;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("rtp");
    let len = p.len();
    if len < 8 {
        out!(cx, "udp/rtp, length ", len, " < 8");
        return Ok(());
    }
    let (first, second, seq, timestamp) = (p.u8()?, p.u8()?, p.be_u16()?, p.be_u32()?);
    out!(cx, "udp/rtp");
    let is_v1 = first >> 6 == 1;
    if !is_v1 && len < 12 {
        out!(cx, ", length ", len, " < 12");
        return Ok(());
    }
    let ssrc = p.peek_u32(0);
    let (has_more, is_marked, payload_type) = if is_v1 {
        out!(cx, "v1");
        (second & 0x80 != 0, second & 0x40 != 0, second & 0x3f)
    } else {
        p.pass(4);
        (first & 0x10 != 0, second & 0x80 != 0, second & 0x7f)
    };
    out!(cx, " ", p.len(), " c", payload_type, " ");
    out!(cx, if has_more { "+" } else { "" }, if is_marked { "*" } else { "" }, " ", seq, " ", timestamp);
    if !cx.verbose(1) {
        return Ok(());
    }
    out!(cx, " ", ssrc?);
    if has_more {
        let known = if is_v1 { pass_options(&mut p) } else { pass_extension(&mut p) };
        if !known? {
            out!(cx, if is_v1 { " !opt" } else { " !ext" });
            return Ok(());
        }
    }
    if payload_type == H261 {
        out!(cx, " 0x", hex(p.be_u32()? >> 16, 4));
    }
    Ok(())
}

/// Passes over the header extension; answers whether it fits.
fn pass_extension(p: &mut Cursor<'_>) -> Result<bool, crate::stop::Stop> {
    let words = usize::from(p.peek_u16(2)?);
    let len = 4 * (words + 1);
    if len > p.len() {
        return Ok(false);
    }
    p.pass(len);
    Ok(true)
}

/// Passes over the options of version 1; answers whether they fit.
fn pass_options(p: &mut Cursor<'_>) -> Result<bool, crate::stop::Stop> {
    loop {
        let first = p.peek_u32(0)?;
        let len = 4 * (first >> 16 & 0xff) as usize;
        if len == 0 || len > p.len() {
            return Ok(false);
        }
        p.pass(len);
        if first >> 31 != 0 {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_packet_of_each_version() {
        let v2 = b"\x90\x9f\0\x01\0\0\0\x02\0\0\0\x03\0\x01\0\x01\0\0\0\0\xaa\xbb\0\0";
        assert_eq!(printed(print, 0, v2), "udp/rtp 12 c31 +* 1 2");
        assert_eq!(printed(print, 1, v2), "udp/rtp 12 c31 +* 1 2 3 0xaabb");
        let v1 = b"\x40\x9f\0\x01\0\0\0\x02\x81\x01\0\0\xaa\xbb\0\0";
        assert_eq!(printed(print, 1, v1), "udp/rtpv1 8 c31 + 1 2 2164326400 0xaabb");
    }

    #[test]
    fn lengths_are_compared_first() {
        assert_eq!(printed(print, 0, b"\x80"), "udp/rtp, length 1 < 8");
        assert_eq!(printed(print, 0, b"\x80\0\0\x01\0\0\0\x02"), "udp/rtp, length 8 < 12");
        let ext = b"\x90\0\0\x01\0\0\0\x02\0\0\0\x03\0\x01\0\x01";
        assert!(printed(print, 1, ext).ends_with(" 3 !ext"));
    }
}
