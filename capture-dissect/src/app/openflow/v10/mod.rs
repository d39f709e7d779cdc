//! OpenFlow 1.0 (OpenFlow Switch Specification 1.0.0 section 5).

mod action;
mod big_switch;
mod error;
mod flow;
mod matching;
mod port;
mod queue;
mod statistics;

use super::{BIG_SWITCH, Experimenter, contained, data, frame, ignore};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, Table, hex, named, out},
    stop::{Outcome, Stop},
};

/// Types of messages (section 5.1).
pub(super) const TYPES: &Table = &[
    (0, "HELLO"),
    (1, "ERROR"),
    (2, "ECHO_REQUEST"),
    (3, "ECHO_REPLY"),
    (4, "VENDOR"),
    (5, "FEATURES_REQUEST"),
    (6, "FEATURES_REPLY"),
    (7, "GET_CONFIG_REQUEST"),
    (8, "GET_CONFIG_REPLY"),
    (9, "SET_CONFIG"),
    (10, "PACKET_IN"),
    (11, "FLOW_REMOVED"),
    (12, "PORT_STATUS"),
    (13, "PACKET_OUT"),
    (14, "FLOW_MOD"),
    (15, "PORT_MOD"),
    (16, "STATS_REQUEST"),
    (17, "STATS_REPLY"),
    (18, "BARRIER_REQUEST"),
    (19, "BARRIER_REPLY"),
    (20, "QUEUE_GET_CONFIG_REQUEST"),
    (21, "QUEUE_GET_CONFIG_REPLY"),
];
const FRAGMENTS: &Table = &[(0, "FRAG_NORMAL"), (1, "FRAG_DROP"), (2, "FRAG_REASM")];
const IN_REASONS: &Table = &[(0, "NO_MATCH"), (1, "ACTION")];
const CAPABILITIES: &Table = &[
    (1 << 0, "FLOW_STATS"),
    (1 << 1, "TABLE_STATS"),
    (1 << 2, "PORT_STATS"),
    (1 << 3, "STP"),
    (1 << 4, "RESERVED"),
    (1 << 5, "IP_REASM"),
    (1 << 6, "QUEUE_STATS"),
    (1 << 7, "ARP_MATCH_IP"),
];
/// Actions as bits of what a switch can do.
const ACTION_BITS: &Table = &[
    (1 << 0, "OUTPUT"),
    (1 << 1, "SET_VLAN_VID"),
    (1 << 2, "SET_VLAN_PCP"),
    (1 << 3, "STRIP_VLAN"),
    (1 << 4, "SET_DL_SRC"),
    (1 << 5, "SET_DL_DST"),
    (1 << 6, "SET_NW_SRC"),
    (1 << 7, "SET_NW_DST"),
    (1 << 8, "SET_NW_TOS"),
    (1 << 9, "SET_TP_SRC"),
    (1 << 10, "SET_TP_DST"),
    (1 << 11, "ENQUEUE"),
];
/// Buffer of a packet that is in none.
const NO_BUFFER: u32 = u32::MAX;

/// Prints a message's body.
pub(super) fn print(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    let fits = match kind {
        1 | 4 | 16 | 17 => len >= 4,
        5 | 7 | 18 | 19 => len == 0,
        6 => len >= 24,
        8 | 9 | 20 => len == 4,
        10 => len >= 10,
        11 => len == 80,
        12 => len == 56,
        13 | 21 => len >= 8,
        14 => len >= 64,
        15 => len == 24,
        _ => true,
    };
    if !fits {
        return Err(Stop::Invalid);
    }
    if !cx.verbose(1) {
        return ignore(&mut p);
    }
    match kind {
        0 | 2 | 3 => data(cx, p),
        1 => error::print(cx, p),
        4 => vendor(cx, p),
        6 => features(cx, p),
        8 | 9 => {
            out!(cx, "\n\t flags ", named(FRAGMENTS, p.be_u16()?).or_hex("invalid (0x", 4, ")"));
            out!(cx, ", miss_send_len ", p.be_u16()?);
            Ok(())
        }
        10 => packet_in(cx, p),
        11 => flow::removed(cx, p),
        12 => port::status(cx, p),
        13 => packet_out(cx, p),
        14 => flow::modify(cx, p),
        15 => port::modify(cx, p),
        16 => statistics::request(cx, p),
        17 => statistics::reply(cx, p),
        20 => {
            out!(cx, "\n\t port ", port::Port(p.be_u16()?));
            p.skip(2)
        }
        21 => queue::print(cx, p),
        _ => ignore(&mut p),
    }
}

fn vendor(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let vendor = p.be_u32()?;
    out!(cx, ", vendor ", Experimenter(vendor));
    match vendor {
        BIG_SWITCH => contained(cx, p, big_switch::message),
        _ => data(cx, p),
    }
}

/// What a switch is and can do, and its ports (section 5.3.1).
fn features(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t dpid 0x", hex(p.be_u64()?, 16));
    out!(cx, ", n_buffers ", p.be_u32()?);
    out!(cx, ", n_tables ", p.u8()?);
    p.skip(3)?;
    out!(cx, "\n\t capabilities ", super::flags(CAPABILITIES, p.be_u32()?));
    out!(cx, "\n\t actions ", super::flags(ACTION_BITS, p.be_u32()?));
    while p.len() > 0 {
        port::print(cx, &mut p)?;
    }
    Ok(())
}

fn packet_in(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t buffer_id ", Buffer(p.be_u32()?));
    out!(cx, ", total_len ", p.be_u16()?);
    out!(cx, ", in_port ", port::Port(p.be_u16()?));
    out!(cx, ", reason ", named(IN_REASONS, p.u8()?).or_hex("invalid (0x", 2, ")"));
    p.skip(1)?;
    frame(cx, p)
}

fn packet_out(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t buffer_id 0x", hex(p.be_u32()?, 8));
    out!(cx, ", in_port ", port::Port(p.be_u16()?));
    let len = usize::from(p.be_u16()?);
    if len > p.len() {
        return Err(Stop::Invalid);
    }
    contained(cx, p.split(len), |cx, p| action::list(cx, " ", p))?;
    frame(cx, p)
}

/// The number of a buffer, where a packet is in one.
#[derive(Clone, Copy)]
struct Buffer(u32);

impl Show for Buffer {
    fn show(self, cx: &mut Context<'_>) {
        match self.0 {
            NO_BUFFER => out!(cx, "NONE"),
            buffer => out!(cx, "0x", hex(buffer, 8)),
        }
    }
}
