//! LAN emulation over ATM (ATM Forum af-lane-0021.000): the identifier of the client (2 bytes), then a frame of
//! Ethernet, or control: marker 0xff00 (2 bytes), protocol (1), version (1), operation (2).

use super::ethernet;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::Outcome,
};

const CONTROL: u16 = 0xff00;
const OPERATIONS: &Table = &[
    (0x0001, "configure request"),
    (0x0101, "configure response"),
    (0x0002, "join request"),
    (0x0102, "join response"),
    (0x0003, "ready query"),
    (0x0103, "ready indication"),
    (0x0004, "register request"),
    (0x0104, "register response"),
    (0x0005, "unregister request"),
    (0x0105, "unregister response"),
    (0x0006, "ARP request"),
    (0x0106, "ARP response"),
    (0x0007, "flush request"),
    (0x0107, "flush response"),
    (0x0008, "NARP request"),
    (0x0009, "topology request"),
];

/// Prints a frame.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("lane");
    let client = p.at(0)?.be_u16()?;
    if client == CONTROL {
        p.skip(2)?;
        let ([protocol, version], operation) = (p.array()?, p.be_u16()?);
        out!(cx, "lec: proto ", hex(protocol, 1), " vers ", hex(version, 1), " ");
        out!(cx, named(OPERATIONS, operation).or("opcode-#", ""));
        return Ok(());
    }
    p.skip(2)?;
    if p.len() >= ethernet::HEADER && p.has(ethernet::HEADER) {
        out!(cx, "lecid:", hex(client, 1), " ");
    }
    cx.call(ethernet::print_inner, p)
}
