//! Ports of a switch (OpenFlow 1.0 section 5.2.1).
//!
//! ```text
//! number (2), hardware address (6), name (16), config, state, features current, advertised, supported,
//! of the peer (4 each)
//! ```

use super::super::{bogus, flags, text};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const PORTS: &Table = &[
    (0xff00, "MAX"),
    (0xfff8, "IN_PORT"),
    (0xfff9, "TABLE"),
    (0xfffa, "NORMAL"),
    (0xfffb, "FLOOD"),
    (0xfffc, "ALL"),
    (0xfffd, "CONTROLLER"),
    (0xfffe, "LOCAL"),
    (0xffff, "NONE"),
];
const CONFIG: &Table = &[
    (1 << 0, "PORT_DOWN"),
    (1 << 1, "NO_STP"),
    (1 << 2, "NO_RECV"),
    (1 << 3, "NO_RECV_STP"),
    (1 << 4, "NO_FLOOD"),
    (1 << 5, "NO_FWD"),
    (1 << 6, "NO_PACKET_IN"),
];
const FEATURES: &Table = &[
    (1 << 0, "10MB_HD"),
    (1 << 1, "10MB_FD"),
    (1 << 2, "100MB_HD"),
    (1 << 3, "100MB_FD"),
    (1 << 4, "1GB_HD"),
    (1 << 5, "1GB_FD"),
    (1 << 6, "10GB_FD"),
    (1 << 7, "COPPER"),
    (1 << 8, "FIBER"),
    (1 << 9, "AUTONEG"),
    (1 << 10, "PAUSE"),
    (1 << 11, "PAUSE_ASYM"),
];
const SPANNING_TREE: &Table = &[(0, "STP_LISTEN"), (1, "STP_LEARN"), (2, "STP_FORWARD"), (3, "STP_BLOCK")];
const REASONS: &Table = &[(0, "ADD"), (1, "DELETE"), (2, "MODIFY")];
const LENGTH: usize = 48;
const NAME: usize = 16;

/// The number of a port, some of which have names.
#[derive(Clone, Copy)]
pub(super) struct Port(pub u16);

impl Show for Port {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, named(PORTS, self.0).or("", ""));
    }
}

/// Prints a port and passes over it.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    if p.len() < LENGTH {
        return Err(Stop::Invalid);
    }
    out!(cx, "\n\t  port_no ", Port(p.be_u16()?));
    out!(cx, ", hw_addr ", p.mac()?);
    out!(cx, ", name ");
    text(cx, p, NAME)?;
    if !cx.verbose(2) {
        return p.skip(24);
    }
    out!(cx, "\n\t   config ", flags(CONFIG, p.be_u32()?));
    out!(cx, "\n\t   state ", State(p.be_u32()?));
    for name in ["curr", "advertised", "supported", "peer"] {
        let features = p.be_u32()?;
        out!(cx, "\n\t   ", name, " ", flags(FEATURES, features));
    }
    Ok(())
}

/// Two bits of the spanning tree, and whether there is a link.
#[derive(Clone, Copy)]
struct State(u32);

impl Show for State {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, "0x", hex(self.0, 8), " (", named(SPANNING_TREE, self.0 >> 8 & 3));
        out!(cx, bits(&[(1, ", LINK_DOWN")], self.0).or(""), ")", bogus(self.0 & !0x301 != 0));
    }
}

/// A port has come, gone or changed (section 5.4.3): reason (1), padding (7), port.
pub(super) fn status(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t reason ", named(REASONS, p.u8()?).or_hex("invalid (0x", 2, ")"));
    p.skip(7)?;
    print(cx, &mut p)
}

/// How a port shall be (section 5.3.3): number, hardware address, config, mask, advertise, padding (4).
pub(super) fn modify(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t port_no ", Port(p.be_u16()?));
    out!(cx, ", hw_addr ", p.mac()?);
    out!(cx, "\n\t config ", flags(CONFIG, p.be_u32()?));
    out!(cx, "\n\t mask ", flags(CONFIG, p.be_u32()?));
    out!(cx, "\n\t advertise ", flags(FEATURES, p.be_u32()?));
    p.skip(4)
}
