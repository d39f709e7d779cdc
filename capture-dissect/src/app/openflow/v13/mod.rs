//! OpenFlow 1.3 (OpenFlow Switch Specification 1.3.5 section 7).
//!
//! What is said of flows, groups, meters, packets and statistics is not shown, as tcpdump has it.

mod error;
mod hello;
mod port;

use super::{Experimenter, data, flags, ignore};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

/// Types of messages (section 7.1).
pub(super) const TYPES: &Table = &[
    (0, "HELLO"),
    (1, "ERROR"),
    (2, "ECHO_REQUEST"),
    (3, "ECHO_REPLY"),
    (4, "EXPERIMENTER"),
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
    (15, "GROUP_MOD"),
    (16, "PORT_MOD"),
    (17, "TABLE_MOD"),
    (18, "MULTIPART_REQUEST"),
    (19, "MULTIPART_REPLY"),
    (20, "BARRIER_REQUEST"),
    (21, "BARRIER_REPLY"),
    (22, "QUEUE_GET_CONFIG_REQUEST"),
    (23, "QUEUE_GET_CONFIG_REPLY"),
    (24, "ROLE_REQUEST"),
    (25, "ROLE_REPLY"),
    (26, "GET_ASYNC_REQUEST"),
    (27, "GET_ASYNC_REPLY"),
    (28, "SET_ASYNC"),
    (29, "METER_MOD"),
];
const FRAGMENTS: &Table = &[(0, "FRAG_NORMAL"), (1, "FRAG_DROP"), (2, "FRAG_REASM")];
const MISS_LENGTHS: &Table = &[(0xffe5, "MAX"), (0xffff, "NO_BUFFER")];
const CAPABILITIES: &Table = &[
    (1 << 0, "FLOW_STATS"),
    (1 << 1, "TABLE_STATS"),
    (1 << 2, "PORT_STATS"),
    (1 << 3, "GROUP_STATS"),
    (1 << 5, "IP_REASM"),
    (1 << 6, "QUEUE_STATS"),
    (1 << 8, "PORT_BLOCKED"),
];
const TABLES: &Table = &[(0xfe, "MAX"), (0xff, "ALL")];
const ROLES: &Table = &[(0, "NOCHANGE"), (1, "EQUAL"), (2, "MASTER"), (3, "SLAVE")];
const IN_REASONS: &Table = &[(1 << 0, "NO_MATCH"), (1 << 1, "ACTION"), (1 << 2, "INVALID_TTL")];
const STATUS_REASONS: &Table = &[(1 << 0, "ADD"), (1 << 1, "DELETE"), (1 << 2, "MODIFY")];
/// Masks of what a controller wants to be told of, as master or equal and as slave. Reasons for which a flow
/// was removed bear the names of those for which a port changed, in tcpdump.
const MASKS: &[(&str, &Table)] = &[
    ("packet_in_mask[EM]", IN_REASONS),
    ("packet_in_mask[S]", IN_REASONS),
    ("port_status_mask[EM]", STATUS_REASONS),
    ("port_status_mask[S]", STATUS_REASONS),
    ("flow_removed_mask[EM]", STATUS_REASONS),
    ("flow_removed_mask[S]", STATUS_REASONS),
];

/// Prints a message's body.
pub(super) fn print(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    let fits = match kind {
        1 => len >= 4,
        4 => len >= 8,
        5 | 7 | 20 | 21 | 26 => len == 0,
        6 | 27 | 28 => len == 24,
        8 | 9 => len == 4,
        12 => len == 72,
        16 => len == 32,
        17 | 22 => len == 8,
        24 | 25 => len == 16,
        _ => true,
    };
    if !fits {
        return Err(Stop::Invalid);
    }
    if !cx.verbose(1) {
        return ignore(&mut p);
    }
    match kind {
        0 => return hello::print(cx, p),
        1 => return error::print(cx, p),
        2 | 3 => return data(cx, p),
        4 => {
            out!(cx, "\n\t experimenter ", Experimenter(p.be_u32()?));
            out!(cx, ", exp_type 0x", hex(p.be_u32()?, 8));
            return data(cx, p);
        }
        6 => features(cx, &mut p)?,
        8 | 9 => {
            out!(cx, "\n\t flags ", named(FRAGMENTS, p.be_u16()?).or_hex("invalid (0x", 4, ")"));
            out!(cx, ", miss_send_len ", named(MISS_LENGTHS, p.be_u16()?).or("", ""));
        }
        12 => port::status(cx, &mut p)?,
        16 => port::modify(cx, &mut p)?,
        17 => {
            out!(cx, "\n\t table_id ", named(TABLES, p.u8()?).or("", ""));
            p.skip(3)?;
            out!(cx, ", config 0x", hex(p.be_u32()?, 8));
        }
        22 => out!(cx, "\n\t port ", port::Port(p.be_u32()?)),
        24 | 25 => {
            out!(cx, "\n\t role ", named(ROLES, p.be_u32()?).or_hex("invalid (0x", 8, ")"));
            p.skip(4)?;
            out!(cx, ", generation_id 0x", hex(p.be_u64()?, 16));
        }
        27 | 28 => {
            for (name, reasons) in MASKS {
                let mask = p.be_u32()?;
                out!(cx, "\n\t ", *name, " ", flags(reasons, mask));
            }
        }
        _ => {}
    }
    ignore(&mut p)
}

/// What a switch is and can do (section 7.3.1).
fn features(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t dpid 0x", hex(p.be_u64()?, 16));
    out!(cx, ", n_buffers ", p.be_u32()?);
    out!(cx, ", n_tables ", p.u8()?);
    out!(cx, ", auxiliary_id ", p.u8()?);
    p.skip(2)?;
    out!(cx, "\n\t capabilities ", flags(CAPABILITIES, p.be_u32()?));
    Ok(())
}
