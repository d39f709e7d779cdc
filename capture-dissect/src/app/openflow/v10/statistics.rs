//! Statistics: which are wanted, and what they are (OpenFlow 1.0 section 5.3.5): type (2), flags (2), body.

use super::{
    super::{Experimenter, Flags, contained, data, flags, ignore, text},
    action, matching,
    port::Port,
};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, Table, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (0, "DESC"),
    (1, "FLOW"),
    (2, "AGGREGATE"),
    (3, "TABLE"),
    (4, "PORT"),
    (5, "QUEUE"),
    (0xffff, "VENDOR"),
];
const REPLY_FLAGS: &Table = &[(1, "MORE")];
const TABLES: &Table = &[(0xfe, "EMERG"), (0xff, "ALL")];
const ALL_QUEUES: u32 = u32::MAX;
/// What a switch says about itself, and how long it is.
const DESCRIPTIONS: &[(&str, usize)] =
    &[("mfr_desc", 256), ("hw_desc", 256), ("sw_desc", 256), ("serial_num", 32), ("dp_desc", 256)];
const DESCRIPTION: usize = 1056;
const FLOW: usize = 88;
const TABLE: usize = 64;
const TABLE_NAME: usize = 32;
const PORT: usize = 104;
const QUEUE: usize = 32;
const PORT_COUNTERS: &[&str] = &[
    ", rx_packets ",
    ", tx_packets ",
    ", rx_bytes ",
    ", tx_bytes ",
    ", rx_dropped ",
    ", tx_dropped ",
    ", rx_errors ",
    ", tx_errors ",
    ", rx_frame_err ",
    ", rx_over_err ",
    ", rx_crc_err ",
    ", collisions ",
];

/// Prints a question.
pub(super) fn request(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let kind = head(cx, &mut p, &[])?;
    let len = p.len();
    let fits = match kind {
        0 | 3 => len == 0,
        1 | 2 => len == 44,
        4 | 5 => len == 8,
        0xffff => len >= 4,
        _ => true,
    };
    if !fits {
        return Err(Stop::Invalid);
    }
    match kind {
        1 | 2 => {
            matching::print(cx, " ", &mut p)?;
            out!(cx, "\n\t table_id ", TableId(p.u8()?));
            p.skip(1)?;
            out!(cx, ", out_port ", Port(p.be_u16()?));
            Ok(())
        }
        4 => {
            out!(cx, "\n\t port_no ", Port(p.be_u16()?));
            p.skip(6)
        }
        5 => {
            out!(cx, "\n\t port_no ", Port(p.be_u16()?));
            p.skip(2)?;
            match p.be_u32()? {
                ALL_QUEUES => out!(cx, ", queue_id ALL"),
                queue => out!(cx, ", queue_id ", queue),
            }
            Ok(())
        }
        0xffff => vendor(cx, p),
        _ => Ok(()),
    }
}

/// Prints an answer.
pub(super) fn reply(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let kind = head(cx, &mut p, REPLY_FLAGS)?;
    let len = p.len();
    match kind {
        0 if len != DESCRIPTION => Err(Stop::Invalid),
        0 => DESCRIPTIONS.iter().try_for_each(|(name, width)| {
            out!(cx, "\n\t  ", *name, " ");
            text(cx, &mut p, *width)
        }),
        1 => flows(cx, p),
        2 if len != 24 => Err(Stop::Invalid),
        2 => {
            out!(cx, "\n\t packet_count ", p.be_u64()?);
            out!(cx, ", byte_count ", p.be_u64()?);
            out!(cx, ", flow_count ", p.be_u32()?);
            p.skip(4)
        }
        3 => each(cx, p, TABLE, table),
        4 => each(cx, p, PORT, port),
        5 => each(cx, p, QUEUE, queue),
        0xffff if len < 4 => Err(Stop::Invalid),
        0xffff => vendor(cx, p),
        _ => ignore(&mut p),
    }
}

fn head(cx: &mut Context<'_>, p: &mut Cursor<'_>, table: &'static Table) -> Result<u16, Stop> {
    let kind = p.be_u16()?;
    out!(cx, "\n\t type ", named(TYPES, kind).or_hex("invalid (0x", 4, ")"));
    let value = p.be_u16()?.into();
    out!(cx, ", flags ", Flags { table, value, width: 4, allowed: 0 });
    Ok(kind)
}

fn vendor(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, ", vendor ", Experimenter(p.be_u32()?));
    data(cx, p)
}

/// Flows: length (2), table (1), padding (1), match (40), seconds, nanoseconds (4 each), priority,
/// idle time-out, hard time-out (2 each), padding (6), cookie, packets, bytes (8 each), actions.
fn flows(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        out!(cx, "\n\t");
        if p.len() < FLOW {
            out!(cx, " [remaining length ", p.len(), " < ", FLOW, "]");
            return Err(Stop::Invalid);
        }
        let len = usize::from(p.be_u16()?);
        out!(cx, " length ", len);
        if len < FLOW || len - 2 > p.len() {
            return Err(Stop::Invalid);
        }
        let mut flow = p.split(len - 2);
        out!(cx, ", table_id ", TableId(flow.u8()?));
        flow.skip(1)?;
        matching::print(cx, "  ", &mut flow)?;
        out!(cx, "\n\t  duration_sec ", flow.be_u32()?);
        out!(cx, ", duration_nsec ", flow.be_u32()?);
        out!(cx, ", priority ", flow.be_u16()?);
        out!(cx, ", idle_timeout ", flow.be_u16()?);
        out!(cx, ", hard_timeout ", flow.be_u16()?);
        flow.skip(6)?;
        out!(cx, ", cookie 0x", hex(flow.be_u64()?, 16));
        out!(cx, ", packet_count ", flow.be_u64()?);
        out!(cx, ", byte_count ", flow.be_u64()?);
        contained(cx, flow, |cx, p| action::list(cx, "  ", p))?;
    }
    Ok(())
}

/// Prints what is `unit` bytes long, one behind the other.
fn each<'a>(
    cx: &mut Context<'_>,
    mut p: Cursor<'a>,
    unit: usize,
    print: fn(&mut Context<'_>, Cursor<'a>) -> Outcome,
) -> Outcome {
    while p.len() > 0 {
        if p.len() < unit {
            return Err(Stop::Invalid);
        }
        print(cx, p.split(unit))?;
    }
    Ok(())
}

/// A table: number (1), padding (3), name (32), wildcards, room, flows (4 each), packets looked up, packets
/// found (8 each).
fn table(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t table_id ", TableId(p.u8()?));
    p.skip(3)?;
    out!(cx, ", name ");
    text(cx, &mut p, TABLE_NAME)?;
    let wildcards = p.be_u32()?;
    out!(cx, "\n\t  wildcards ");
    out!(cx, Flags { allowed: matching::ADDRESSES, ..flags(matching::WILDCARDS, wildcards) });
    out!(cx, "\n\t  max_entries ", p.be_u32()?);
    out!(cx, ", active_count ", p.be_u32()?);
    out!(cx, ", lookup_count ", p.be_u64()?);
    out!(cx, ", matched_count ", p.be_u64()?);
    Ok(())
}

/// A port: number (2), padding (6), counters (8 each).
fn port(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t  port_no ", Port(p.be_u16()?));
    if !cx.verbose(2) {
        return ignore(&mut p);
    }
    p.skip(6)?;
    PORT_COUNTERS.iter().try_for_each(|name| {
        out!(cx, *name, p.be_u64()?);
        Ok(())
    })
}

/// A queue: port (2), padding (2), number (4), counters (8 each).
fn queue(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t  port_no ", Port(p.be_u16()?));
    p.skip(2)?;
    out!(cx, ", queue_id ", p.be_u32()?);
    out!(cx, ", tx_bytes ", p.be_u64()?);
    out!(cx, ", tx_packets ", p.be_u64()?);
    out!(cx, ", tx_errors ", p.be_u64()?);
    Ok(())
}

/// The number of a table of flows.
#[derive(Clone, Copy)]
struct TableId(u8);

impl Show for TableId {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, named(TABLES, self.0).or("", ""));
    }
}
