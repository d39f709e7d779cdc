//! What is done with a packet (OpenFlow 1.0 section 5.2.4): actions, one behind the other.
//!
//! ```text
//!  0      2        4
//! +------+--------+------
//! | type | length | what the type needs
//! +------+--------+------
//! ```

use super::{
    super::{BIG_SWITCH, Experimenter, bogus, contained, data, ignore},
    big_switch,
    matching::{Priority, Vlan},
    port::Port,
};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (OUTPUT, "OUTPUT"),
    (1, "SET_VLAN_VID"),
    (2, "SET_VLAN_PCP"),
    (3, "STRIP_VLAN"),
    (4, "SET_DL_SRC"),
    (5, "SET_DL_DST"),
    (6, "SET_NW_SRC"),
    (7, "SET_NW_DST"),
    (8, "SET_NW_TOS"),
    (9, "SET_TP_SRC"),
    (10, "SET_TP_DST"),
    (11, "ENQUEUE"),
    (VENDOR, "VENDOR"),
];
const OUTPUT: u32 = 0;
const VENDOR: u32 = 0xffff;
/// The port behind which is the controller, which is sent no more than so many bytes.
const CONTROLLER: u16 = 0xfffd;
/// Bytes of the shortest action.
const SHORTEST: usize = 8;

/// Prints all actions.
pub(super) fn list(cx: &mut Context<'_>, indent: &'static str, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        out!(cx, "\n\t", indent, "action");
        if p.len() < SHORTEST {
            out!(cx, " [remaining length ", p.len(), " < ", SHORTEST, "]");
            return Err(Stop::Invalid);
        }
        let kind = p.be_u16()?;
        out!(cx, " type ", named(TYPES, kind).or_hex("invalid (0x", 4, ")"));
        let len = usize::from(p.be_u16()?);
        out!(cx, ", len ", len);
        let Some(body_len) = len.checked_sub(4).filter(|body_len| len >= SHORTEST && *body_len <= p.len())
        else {
            return Err(Stop::Invalid);
        };
        let is_possible = match kind {
            0..=3 | 6..=10 => len == 8,
            4 | 5 | 11 => len == 16,
            _ => true,
        };
        out!(cx, bogus(!is_possible));
        let mut body = p.split(body_len);
        if is_possible { action(cx, kind, body)? } else { ignore(&mut body)? }
    }
    Ok(())
}

fn action(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Outcome {
    match kind {
        0 => {
            let port = p.be_u16()?;
            out!(cx, ", port ", Port(port));
            if port == CONTROLLER {
                out!(cx, ", max_len ", p.be_u16()?);
            }
        }
        1 => out!(cx, ", vlan_vid ", Vlan(p.be_u16()?)),
        2 => out!(cx, ", vlan_pcp ", Priority(p.u8()?)),
        4 | 5 => out!(cx, ", dl_addr ", p.mac()?),
        6 | 7 => out!(cx, ", nw_addr ", p.ipv4()?),
        8 => out!(cx, ", nw_tos 0x", hex(p.u8()?, 2)),
        9 | 10 => out!(cx, ", tp_port ", p.be_u16()?),
        11 => {
            out!(cx, ", port ", Port(p.be_u16()?));
            p.skip(6)?;
            out!(cx, ", queue_id ", p.be_u32()?);
        }
        0xffff => return vendor(cx, p),
        _ => {}
    }
    ignore(&mut p)
}

fn vendor(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let vendor = p.be_u32()?;
    out!(cx, ", vendor ", Experimenter(vendor));
    match vendor {
        BIG_SWITCH => contained(cx, p, big_switch::action),
        _ => data(cx, p),
    }
}
