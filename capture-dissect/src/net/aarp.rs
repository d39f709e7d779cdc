//! AppleTalk's address resolution ("Inside AppleTalk", chapter 2).
//!
//! ```text
//!  0      2          4     5     6    8         14         18        24         28
//! +------+----------+-----+-----+----+---------+----------+---------+----------+
//! | link | protocol | 6   | 4   | op.| source  | source   | target  | target   |
//! +------+----------+-----+-----+----+---------+----------+---------+----------+
//!  a source or target of AppleTalk: a zero byte, network (2 bytes), node (1)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    net::appletalk::Node,
    show::{hex, out},
    stop::Outcome,
};

/// Bytes.
const PACKET: usize = 28;
const ETHERNET: u16 = 1;
const APPLETALK: u16 = 0x809b;

/// Prints a request, a reply or a probe.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("aarp");
    let len = p.len();
    out!(cx, "aarp ");
    p.need(PACKET)?;
    let (link, protocol, lens) = (p.be_u16()?, p.be_u16()?, p.array()?);
    let operation = p.be_u16()?;
    let (source, source_node) = (p.mac()?, Node::read_padded(&mut p)?);
    let (_target, target_node) = (p.mac()?, Node::read_padded(&mut p)?);
    let is_known = (link, protocol, lens) == (ETHERNET, APPLETALK, [6, 4]);
    match operation {
        1 if is_known => out!(cx, "who-has ", target_node, " tell ", source_node),
        2 if is_known => out!(cx, "reply ", source_node, " is-at ", source),
        3 if is_known => out!(cx, "probe ", target_node, " tell ", source_node),
        _ => {
            let [link_len, protocol_len] = lens;
            out!(cx, "len ", len, " op ", operation, " htype ", link, " ptype ");
            out!(cx, if protocol == 0 { "" } else { "0x" }, hex(protocol, 1));
            out!(cx, " halen ", link_len, " palen ", protocol_len);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_request_names_both_nodes() {
        let mut request =
            *b"\0\x01\x80\x9b\x06\x04\0\x01\x02\0\0\0\0\x01\0\x0a\x0b\x05\0\0\0\0\0\0\0\x0c\x0d\x07";
        assert_eq!(printed(print, 0, &request), "aarp who-has 3085.7 tell 2571.5");
        request[7] = 2;
        assert_eq!(printed(print, 0, &request), "aarp reply 2571.5 is-at 02:00:00:00:00:01");
        assert_eq!(printed(print, 0, &request[..27]), "aarp  [|aarp]");
    }
}
