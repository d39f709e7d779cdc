//! AppleTalk: datagrams (DDP) over LocalTalk, Ethernet and others ("Inside AppleTalk", chapters 1 and 4).
//!
//! ```text
//!  0        2          4            6            8        9       10       11       12     13
//! +--------+----------+------------+------------+--------+-------+--------+--------+------+------
//! | length | checksum | dst. netw. | src. netw. | dst. n.| src. n| dst. s.| src. s.| type | data
//! +--------+----------+------------+------------+--------+-------+--------+--------+------+------
//!  hops (4 bits) and length; networks of 16 bits, nodes and sockets of 8
//! ```
//!
//! On LocalTalk destination, source and type (1 byte each) stand before it; of type 1 the header is a short one:
//! length (2 bytes), sockets (1 each), type (1).

mod atp;
mod nbp;

use crate::{
    context::Context,
    cursor::Cursor,
    net::eigrp,
    show::{Show, Table, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (1, "rtmp"),
    (2, "nbp"),
    (3, "atp"),
    (4, "echo"),
    (5, "rtmpReq"),
    (22, "IP"),
    (23, "ARP"),
    (75, "KLAP"),
];
const SHORT_HEADER: usize = 5;
const HEADER: usize = 13;
const LOCALTALK_HEADER: usize = 3;

/// A node of a network, as `1.2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    network: u16,
    node: u8,
}

impl Node {
    /// Reads a zero byte, the network (2 bytes) and the node (1).
    pub fn read_padded(p: &mut Cursor<'_>) -> Result<Self, Stop> {
        p.skip(1)?;
        Ok(Self { network: p.be_u16()?, node: p.u8()? })
    }
}

impl Show for Node {
    fn show(self, cx: &mut Context<'_>) {
        match self.node {
            u8::MAX => out!(cx, self.network),
            node => out!(cx, self.network, ".", node),
        }
    }
}

/// A socket of a node, as `1.2.3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Socket {
    node: Node,
    socket: u8,
}

impl Show for Socket {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, self.node, ".", self.socket);
    }
}

/// Prints a frame of LocalTalk.
pub(crate) fn print_localtalk(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("llap");
    let captured = p.captured();
    if p.len() < LOCALTALK_HEADER {
        out!(cx, " [|llap ", p.len(), "]");
        cx.link_len = captured;
        return Ok(());
    }
    let Ok([destination, source, kind]) = p.array() else {
        return cx.cut_in_link_header(captured);
    };
    let (name, header) = match kind {
        1 => ("sddp", SHORT_HEADER),
        2 => ("ddp", HEADER),
        other => {
            out!(cx, source, " > ", destination, " at-lap#", other, " ", p.len());
            cx.link_len = LOCALTALK_HEADER;
            return Ok(());
        }
    };
    if is_short(cx, p, name, header) {
        cx.link_len = if p.len() < header { p.len() } else { captured };
        return Ok(());
    }
    cx.link_len = LOCALTALK_HEADER + header;
    if kind == 2 {
        return datagram(cx, p, ":");
    }
    p.skip(2)?;
    let [destination_socket, source_socket, kind] = p.array()?;
    let node = |node| Node { network: 0, node };
    let source = Socket { node: node(source), socket: source_socket };
    out!(cx, source, " > ", Socket { node: node(destination), socket: destination_socket }, ":");
    data(cx, p, kind, source)
}

/// Whether a header is not whole; says so.
fn is_short(cx: &mut Context<'_>, p: Cursor<'_>, name: &str, header: usize) -> bool {
    match (p.len() < header, p.has(header)) {
        (true, _) => out!(cx, " [|", name, " ", p.len(), "]"),
        (false, false) => out!(cx, " [|", name, "]"),
        (false, true) => return false,
    }
    true
}

/// Prints a datagram on Ethernet.
pub(crate) fn print_ethertalk(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if cx.verbose(1) {
        out!(cx, "et1 ");
    }
    print(cx, p)
}

/// Prints a datagram.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("atalk");
    if !cx.options.link_header {
        out!(cx, "AT ");
    }
    if is_short(cx, p, "ddp", HEADER) {
        return Ok(());
    }
    datagram(cx, p, ": ")
}

fn datagram(cx: &mut Context<'_>, mut p: Cursor<'_>, behind: &str) -> Outcome {
    p.skip(4)?;
    let [destination, source] = [p.be_u16()?, p.be_u16()?];
    let [destination_node, source_node, destination_socket, source_socket, kind] = p.array()?;
    let socket = |network, node, socket| Socket { node: Node { network, node }, socket };
    let source = socket(source, source_node, source_socket);
    out!(cx, source, " > ", socket(destination, destination_node, destination_socket), behind);
    data(cx, p, kind, source)
}

fn data(cx: &mut Context<'_>, p: Cursor<'_>, kind: u8, source: Socket) -> Outcome {
    match kind {
        2 => nbp::print(cx, p, source),
        3 => atp::print(cx, p),
        88 => cx.call(eigrp::print, p),
        _ => {
            out!(cx, " at-", named(TYPES, kind), " ", p.len());
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_datagram_has_a_short_or_a_long_header() {
        let short = b"\x0a\x0b\x01\0\x05\x04\x05\x09ab";
        assert_eq!(printed(print_localtalk, 0, short), "0.11.5 > 0.10.4: at-#9 2");
        assert_eq!(printed(print_localtalk, 0, &short[..7]), " [|sddp 4]");
        let long = b"\0\x0d\0\0\0\x01\0\x02\x03\x04\x05\x06\x04ab";
        assert_eq!(printed(print, 0, long), "AT 2.4.6 > 1.3.5:  at-echo 2");
        assert_eq!(printed(print, 0, &long[..12]), "AT  [|ddp 12]");
    }

    #[test]
    fn names_are_bound_to_sockets() {
        let lookup = b"\x0a\x0b\x01\0\x05\x04\x05\x02\x21\x07\x11\x22\x03\x04\x01\x01o\x01t\x01*";
        let text = "0.11.5 > 0.10.4: nbp-lkup 7: \"o:t@*\" [enum=1] [addr=4386.3.4]";
        assert_eq!(printed(print_localtalk, 0, lookup), text);
        let request = b"\x0a\x0b\x01\0\x05\x04\x05\x03\x40\x03\x12\x34\0\0\0\x05";
        assert_eq!(printed(print_localtalk, 0, request), "0.11.5 > 0.10.4: atp-req* 4660<0-1> 0x5");
    }
}
