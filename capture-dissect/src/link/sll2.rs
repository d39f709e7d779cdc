//! Linux cooked capture, version 2 (`LINKTYPE_LINUX_SLL2`).
//!
//! ```text
//!  0          2      4         8       10          11         12       20
//! +----------+------+---------+-------+-----------+----------+--------+---------
//! | protocol | zero | ifindex |ARPHRD_|packet type|addr. len.| address| payload
//! +----------+------+---------+-------+-----------+----------+--------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::sll::{self, Header, packet_type},
    show::out,
    stop::Outcome,
};

/// Bytes of the header.
const HEADER: usize = 20;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("sll2");
    let Ok(start) = p.at(HEADER) else {
        return cx.truncated();
    };
    let (protocol, _zero, ifindex) = (p.be_u16()?, p.be_u16()?, p.be_u32()?);
    let (_arphrd, number, address_len) = (p.be_u16()?, p.u8()?, p.u8()?);
    let address = p.array()?;
    cx.interface(ifindex);
    let letters = packet_type(number.into());
    out!(cx, " ", letters);
    for _ in letters.len()..3 {
        out!(cx, ' ');
    }
    out!(cx, " ");
    let begin = (begin as fn(&mut Context<'_>, u32), ifindex);
    let header = Header { begin, address: (address_len.into(), &address), protocol, header: HEADER };
    if cx.options.link_header {
        header.print(cx, start.len() + HEADER);
    }
    sll::payload(cx, header, start)
}

fn begin(cx: &mut Context<'_>, ifindex: u32) {
    out!(cx, "ifindex ", ifindex, " ");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn interface_and_type_stand_before_everything() {
        let packet = b"\x99\x99\0\0\0\0\0\x02\0\x01\x04\x06\0\x01\x02\x03\x04\x05\0\0a";
        let header = "?     Out ifindex 2 00:01:02:03:04:05 ethertype Unknown (0x9999), length 21: ";
        assert!(printed(print, 0, packet).starts_with(header));
        assert_eq!(printed(print, 0, &packet[..19]), " [|sll2]");
    }
}
