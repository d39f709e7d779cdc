//! Novell's Internetwork Packet Exchange, and its RIP and SAP ("IPX Router Specification", Novell 1992).
//!
//! ```text
//!  0          2        4      5      6             10         16          18           22         28       30
//! +----------+--------+------+------+-------------+----------+-----------+------------+----------+--------+----
//! | checksum | length | hops | type | destination | node     | socket    | source     | node     | socket | data
//! |          |        |      |      | network (4) | (6)      | (2)       | (4)        | (6)      | (2)    |
//! +----------+--------+------+------+-------------+----------+-----------+------------+----------+--------+----
//! ```
//!
//! RIP: operation (2), for each network number (4), hops (2), ticks (2). SAP: operation (2), for each service type (2),
//! name (48), network (4), node (6), socket (2), hops (2); a request ends with the type.

use crate::{
    context::Context,
    cursor::Cursor,
    net::eigrp,
    show::{Safe, Show, hex, out, until_zero},
    stop::{Outcome, Stop},
};

const HEADER: u16 = 30;
/// Services that are shown of one packet.
const MAX_SERVICES: usize = 8;
const NAME: usize = 48;
/// Bytes of a service behind its name.
const REST: usize = 14;
const NETWORK: usize = 8;

/// A socket of a node.
struct Address {
    network: u32,
    node: [u8; 6],
}

impl Address {
    fn read(p: &mut Cursor<'_>) -> Result<Self, Stop> {
        Ok(Self { network: p.be_u32()?, node: p.array()? })
    }
}

impl Show for Address {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, hex(self.network, 8), ".");
        crate::show::Mac(self.node).number(cx.out);
    }
}

/// Prints a packet behind the Ethernet type of IPX.
pub(crate) fn print_ethernet(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, "(NOV-ETHII) ");
    print(cx, p)
}

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ipx");
    if !cx.options.link_header {
        out!(cx, "IPX ");
    }
    let (_checksum, len, _hops_and_type) = (p.be_u16()?, p.be_u16()?, p.be_u16()?);
    let (destination, destination_socket) = (Address::read(&mut p)?, p.be_u16()?);
    let (source, source_socket) = (Address::read(&mut p)?, p.be_u16()?);
    out!(cx, source, ".", hex(source_socket, 4), " > ");
    out!(cx, destination, ".", hex(destination_socket, 4), ": ");
    if len < HEADER {
        out!(cx, "[length ", len, " < ", HEADER, "]");
        return Err(Stop::Invalid);
    }
    data(cx, p.declare((len - HEADER).into()), destination_socket)
}

fn data(cx: &mut Context<'_>, p: Cursor<'_>, socket: u16) -> Outcome {
    match socket {
        0x0452 => return services(cx, p),
        0x0453 => return networks(cx, p),
        0x85be => return cx.call(eigrp::print, p),
        0x0451 => out!(cx, "ipx-ncp ", p.len()),
        0x0455 => out!(cx, "ipx-netbios ", p.len()),
        0x0456 => out!(cx, "ipx-diags ", p.len()),
        0x0553 => out!(cx, "ipx-nwlink-dgm ", p.len()),
        other => out!(cx, "ipx-#", hex(other, 1), " ", p.len()),
    }
    Ok(())
}

/// Prints a message of SAP.
fn services(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 2 {
        return cx.truncated();
    }
    let operation = p.be_u16()?;
    let nearest = if operation > 2 { "nearest-" } else { "" };
    match operation {
        1 | 3 => {
            out!(cx, "ipx-sap-", nearest, "req");
            out!(cx, " ", hex(p.be_u16()?, 4));
        }
        2 | 4 => {
            out!(cx, "ipx-sap-", nearest, "resp");
            for _ in 0..MAX_SERVICES {
                if p.len() == 0 {
                    break;
                }
                service(cx, &mut p)?;
            }
        }
        other => out!(cx, "ipx-sap-?", hex(other, 1)),
    }
    Ok(())
}

fn service(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, " ", hex(p.be_u16()?, 4), " '");
    if p.len() < NAME {
        out!(cx, "'");
        return Err(Stop::Invalid);
    }
    let captured = p.take_some(NAME);
    let name = until_zero(captured);
    out!(cx, Safe(name));
    if captured.len() < NAME && name.len() == captured.len() {
        return Err(Stop::Truncated);
    }
    out!(cx, "'");
    let is_short = p.len() < REST;
    out!(cx, " addr ", Address::read(p)?);
    if is_short {
        return Err(Stop::Invalid);
    }
    // Socket and hops.
    p.skip(4)
}

/// Prints a message of RIP.
fn networks(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 2 {
        return cx.truncated();
    }
    match p.be_u16()? {
        1 => {
            out!(cx, "ipx-rip-req");
            if p.len() > 0 {
                network(cx, &mut p)?;
            }
        }
        2 => {
            out!(cx, "ipx-rip-resp");
            while p.len() > 0 {
                network(cx, &mut p)?;
            }
        }
        other => out!(cx, "ipx-rip-?", hex(other, 1)),
    }
    Ok(())
}

fn network(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    if p.len() < NETWORK {
        return Err(Stop::Invalid);
    }
    out!(cx, " ", hex(p.be_u32()?, 8), "/", p.be_u16()?, ".", p.be_u16()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn packet(socket: u16, data: &[u8]) -> Vec<u8> {
        let socket = socket.to_be_bytes();
        let len = 30 + data.len() as u8;
        let head = [0xff, 0xff, 0, len, 0, 4, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        [&head[..], &socket, &[0, 0, 0, 10, 2, 0, 0, 0, 0, 1, 0x40, 3], data].concat()
    }

    #[test]
    fn the_socket_tells_what_follows() {
        let ends = "IPX 0000000a.02:00:00:00:00:01.4003 > 00000001.ff:ff:ff:ff:ff:ff.";
        assert_eq!(printed(print, 0, &packet(0x1234, b"ab")), format!("{ends}1234: ipx-#1234 2"));
        let text = printed(print, 0, &packet(0x453, b"\0\x02\0\0\0\x01\0\x02\0\x03a"));
        assert_eq!(text, format!("{ends}0453: ipx-rip-resp 00000001/2.3 (invalid)"));
        let text = printed(print, 0, &packet(0x452, b"\0\x01\0\x04"));
        assert_eq!(text, format!("{ends}0452: ipx-sap-req 0004"));
    }

    #[test]
    fn a_length_cannot_be_less_than_the_header() {
        let mut short = packet(0x1234, b"");
        short[3] = 29;
        assert!(printed(print, 0, &short).ends_with("1234: [length 29 < 30] (invalid)"));
        assert_eq!(printed(print, 0, &short[..20]), "IPX  [|ipx]");
    }
}
