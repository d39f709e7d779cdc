//! Ports of a switch (OpenFlow 1.3 section 7.2.1).
//!
//! ```text
//! number (4), padding (4), hardware address (6), padding (2), name (16), config, state, features current,
//! advertised, supported, of the peer, speed now, greatest speed (4 each)
//! ```

use super::super::{flags, text};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, Table, named, out},
    stop::Outcome,
};

const PORTS: &Table = &[
    (0xffff_ff00, "MAX"),
    (0xffff_fff8, "IN_PORT"),
    (0xffff_fff9, "TABLE"),
    (0xffff_fffa, "NORMAL"),
    (0xffff_fffb, "FLOOD"),
    (0xffff_fffc, "ALL"),
    (0xffff_fffd, "CONTROLLER"),
    (0xffff_fffe, "LOCAL"),
    (0xffff_ffff, "ANY"),
];
const CONFIG: &Table =
    &[(1 << 0, "PORT_DOWN"), (1 << 2, "NO_RECV"), (1 << 5, "NO_FWD"), (1 << 6, "NO_PACKET_IN")];
const STATE: &Table = &[(1 << 0, "LINK_DOWN"), (1 << 1, "BLOCKED"), (1 << 2, "LIVE")];
const FEATURES: &Table = &[
    (1 << 0, "10MB_HD"),
    (1 << 1, "10MB_FD"),
    (1 << 2, "100MB_HD"),
    (1 << 3, "100MB_FD"),
    (1 << 4, "1GB_HD"),
    (1 << 5, "1GB_FD"),
    (1 << 6, "10GB_FD"),
    (1 << 7, "40GB_FD"),
    (1 << 8, "100GB_FD"),
    (1 << 9, "1TB_FD"),
    (1 << 10, "OTHER"),
    (1 << 11, "COPPER"),
    (1 << 12, "FIBER"),
    (1 << 13, "AUTONEG"),
    (1 << 14, "PAUSE"),
    (1 << 15, "PAUSE_ASYM"),
];
const REASONS: &Table = &[(0, "ADD"), (1, "DELETE"), (2, "MODIFY")];
const NAME: usize = 16;

/// The number of a port, some of which have names.
#[derive(Clone, Copy)]
pub(super) struct Port(pub u32);

impl Show for Port {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, named(PORTS, self.0).or("", ""));
    }
}

/// A port has come, gone or changed (section 7.4.3): reason (1), padding (7), port.
pub(super) fn status(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    // tcpdump does not say which number an unknown reason has.
    out!(cx, "\n\t reason ", named(REASONS, p.u8()?).or_text("invalid (0x02x)"));
    p.skip(7)?;
    port(cx, p)
}

fn port(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t  port_no ", Port(p.be_u32()?));
    p.skip(4)?;
    out!(cx, ", hw_addr ", p.mac()?);
    p.skip(2)?;
    out!(cx, ", name ");
    text(cx, p, NAME)?;
    if !cx.verbose(2) {
        return Ok(());
    }
    out!(cx, "\n\t   config ", flags(CONFIG, p.be_u32()?));
    out!(cx, "\n\t   state ", flags(STATE, p.be_u32()?));
    for name in ["curr", "advertised", "supported", "peer"] {
        let features = p.be_u32()?;
        out!(cx, "\n\t   ", name, " ", flags(FEATURES, features));
    }
    out!(cx, "\n\t   curr_speed ", p.be_u32()?, "kbps");
    out!(cx, "\n\t   max_speed ", p.be_u32()?, "kbps");
    Ok(())
}

/// How a port shall be (section 7.3.4.3): number, padding (4), hardware address, padding (2), config, mask,
/// advertise, padding (4).
pub(super) fn modify(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t port_no ", Port(p.be_u32()?));
    p.skip(4)?;
    out!(cx, ", hw_addr ", p.mac()?);
    p.skip(2)?;
    out!(cx, "\n\t  config ", flags(CONFIG, p.be_u32()?));
    out!(cx, "\n\t  mask ", flags(CONFIG, p.be_u32()?));
    out!(cx, "\n\t  advertise ", flags(FEATURES, p.be_u32()?));
    Ok(())
}
