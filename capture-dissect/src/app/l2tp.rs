//! Layer Two Tunneling Protocol, version 2 (RFC 2661), and the PPP frames in it.
//!
//! ```text
//!  0                 2         4        6         8    10   12
//! +-----------------+---------+--------+---------+----+----+-------------+-------------------------
//! | flags | version | length? | tunnel | session | Ns?| Nr?| offset, pad?| AVPs, or a frame of PPP
//! +-----------------+---------+--------+---------+----+----+-------------+-------------------------
//! ```
//!
//! A bit of the flags stands for each field with a question mark; AVPs are in [`l2tp_avp`].

use crate::{
    app::l2tp_avp,
    context::Context,
    cursor::Cursor,
    link::ppp,
    show::{Table, bits, out},
    stop::Outcome,
};

const CONTROL: u16 = 0x8000;
const LENGTH: u16 = 0x4000;
const SEQUENCE: u16 = 0x0800;
const OFFSET: u16 = 0x0200;
const FLAGS: &Table = &[(0x8000, "T"), (0x4000, "L"), (0x0800, "S"), (0x0200, "O"), (0x0100, "P")];

/// The fields that are always there.
const HEADER: usize = 6;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("l2tp");
    let packet = p.len();
    let flags = p.be_u16()?;
    match flags & 0xf {
        2 => out!(cx, " l2tp:"),
        1 => {
            out!(cx, " l2f:");
            return Ok(());
        }
        _ => {
            out!(cx, " Unknown Version, neither L2F(1) nor L2TP(2)");
            return Ok(());
        }
    }
    out!(cx, "[", bits(FLAGS, flags).with("").or(""), "]");
    let length = if flags & LENGTH != 0 { Some(usize::from(p.be_u16()?)) } else { None };
    out!(cx, "(", p.be_u16()?, "/");
    out!(cx, p.be_u16()?, ")");
    if flags & SEQUENCE != 0 {
        out!(cx, "Ns=", p.be_u16()?, ",");
        out!(cx, "Nr=", p.be_u16()?);
    }
    let mut header = HEADER + field(flags, LENGTH, 2) + field(flags, SEQUENCE, 4);
    if flags & OFFSET != 0 {
        let pad = usize::from(p.be_u16()?);
        p.need(pad)?;
        p.pass(pad);
        header += 2 + pad;
    }
    let Some(len) = payload_len(cx, flags, length, packet, header) else { return Ok(()) };
    let p = p.declare(len);
    if flags & CONTROL == 0 {
        out!(cx, " {");
        cx.call(ppp::print, p)?;
        out!(cx, "}");
        return Ok(());
    }
    if len == 0 {
        out!(cx, " ZLB");
    }
    l2tp_avp::print(cx, p)
}

const fn field(flags: u16, bit: u16, len: usize) -> usize {
    if flags & bit != 0 { len } else { 0 }
}

/// Bytes behind the header; none where the lengths contradict each other, which is said.
fn payload_len(
    cx: &mut Context<'_>,
    flags: u16,
    length: Option<usize>,
    packet: usize,
    header: usize,
) -> Option<usize> {
    match length {
        Some(length) if length > packet => out!(cx, " Length ", length, " larger than packet"),
        Some(length) if length < header => out!(cx, " Length ", length, " smaller than header length"),
        Some(length) => return Some(length - header),
        None if flags & CONTROL != 0 => out!(cx, " No length"),
        None if packet < header => out!(cx, " Length ", packet, " smaller than header length"),
        None => return Some(packet - header),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_message_has_avps() {
        let message = b"\xc8\x02\0\x14\0\x05\0\x06\0\x01\0\x02\x80\x08\0\0\0\0\0\x06";
        assert_eq!(printed(print, 0, message), " l2tp:[TLS](5/6)Ns=1,Nr=2 *MSGTYPE(HELLO)");
        let nothing = &[&message[..3], &[12], &message[4..12]].concat();
        assert_eq!(printed(print, 0, nothing), " l2tp:[TLS](5/6)Ns=1,Nr=2 ZLB");
        assert_eq!(
            printed(print, 0, &message[..19]),
            " l2tp:[TLS](5/6)Ns=1,Nr=2 Length 20 larger than packet"
        );
    }

    #[test]
    fn other_versions() {
        assert_eq!(printed(print, 0, b"\0\x01\0\0\0\0"), " l2f:");
        assert!(printed(print, 0, b"\0\x03\0\0\0\0").starts_with(" Unknown Version"));
    }
}
