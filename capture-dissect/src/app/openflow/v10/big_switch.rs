//! Extensions of Big Switch Networks to OpenFlow 1.0: subtype (4), then what the subtype needs.

use super::super::ignore;
use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::Tag,
    show::{Safe, Show, Table, hex, named, out},
    stop::{Outcome, Stop},
};

const SUBTYPES: &Table = &[
    (0, "SET_IP_MASK"),
    (1, "GET_IP_MASK_REQUEST"),
    (2, "GET_IP_MASK_REPLY"),
    (3, "SET_MIRRORING"),
    (4, "GET_MIRRORING_REQUEST"),
    (5, "GET_MIRRORING_REPLY"),
    (6, "SHELL_COMMAND"),
    (7, "SHELL_OUTPUT"),
    (8, "SHELL_STATUS"),
    (9, "GET_INTERFACES_REQUEST"),
    (10, "GET_INTERFACES_REPLY"),
    (11, "SET_PKTIN_SUPPRESSION_REQUEST"),
    (12, "SET_L2_TABLE_REQUEST"),
    (13, "GET_L2_TABLE_REQUEST"),
    (14, "GET_L2_TABLE_REPLY"),
    (15, "VIRTUAL_PORT_CREATE_REQUEST"),
    (16, "VIRTUAL_PORT_CREATE_REPLY"),
    (17, "VIRTUAL_PORT_REMOVE_REQUEST"),
    (18, "BW_ENABLE_SET_REQUEST"),
    (19, "BW_ENABLE_GET_REQUEST"),
    (20, "BW_ENABLE_GET_REPLY"),
    (21, "BW_CLEAR_DATA_REQUEST"),
    (22, "BW_CLEAR_DATA_REPLY"),
    (23, "BW_ENABLE_SET_REPLY"),
    (24, "SET_L2_TABLE_REPLY"),
    (25, "SET_PKTIN_SUPPRESSION_REPLY"),
    (26, "VIRTUAL_PORT_REMOVE_REPLY"),
    (27, "HYBRID_GET_REQUEST"),
    (28, "HYBRID_GET_REPLY"),
    (31, "PDU_TX_REQUEST"),
    (32, "PDU_TX_REPLY"),
    (33, "PDU_RX_REQUEST"),
    (34, "PDU_RX_REPLY"),
    (35, "PDU_RX_TIMEOUT"),
];
const ACTIONS: &Table = &[(1, "MIRROR"), (2, "SET_TUNNEL_DST")];
const MIRROR: u32 = 1;
const MIRRORING: &Table = &[(0, "OFF"), (1, "ON")];
const STAGES: &Table = &[(0, "INGRESS"), (1, "EGRESS")];
const TAG_802_1Q: u32 = 0x8100;

/// Prints a message's body.
pub(super) fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 4 {
        return Err(Stop::Invalid);
    }
    let subtype = p.be_u32()?;
    out!(cx, "\n\t subtype ", named(SUBTYPES, subtype).or_hex("unknown (0x", 8, ")"));
    let len = p.len();
    let fits = match subtype {
        0..=2 => len == 8,
        3..=5 | 8 | 17 => len == 4,
        6 => len >= 4,
        9 | 13 | 19 | 21 | 27 => len == 0,
        _ => true,
    };
    if !fits {
        return Err(Stop::Invalid);
    }
    match subtype {
        0..=2 => {
            out!(cx, ", index ", p.u8()?);
            p.skip(3)?;
            if subtype != 1 {
                out!(cx, ", mask ", p.ipv4()?);
            }
        }
        3..=5 => out!(cx, ", report_mirror_ports ", named(MIRRORING, p.u8()?).or("bogus (", ")")),
        6 => {
            out!(cx, ", service ", p.be_u32()?);
            shell(cx, &mut p)?;
        }
        7 => shell(cx, &mut p)?,
        8 => out!(cx, ", status 0x", hex(p.be_u32()?, 8)),
        17 => out!(cx, ", vport_no ", p.be_u32()?),
        _ => {}
    }
    ignore(&mut p)
}

/// What was typed or is answered.
fn shell(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let len = p.len();
    out!(cx, ", data '", Safe(p.limit(len).bytes()));
    ignore(p)?;
    out!(cx, "'");
    Ok(())
}

/// Prints an action's body.
pub(super) fn action(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 4 {
        return Err(Stop::Invalid);
    }
    let subtype = p.be_u32()?;
    out!(cx, "\n\t  subtype ", named(ACTIONS, subtype).or_hex("unknown (0x", 8, ")"));
    if subtype != MIRROR {
        return ignore(&mut p);
    }
    if p.len() != 12 {
        return Err(Stop::Invalid);
    }
    out!(cx, ", dest_port ", p.be_u32()?);
    out!(cx, ", vlan_tag ", VlanTag(p.be_u32()?));
    out!(cx, ", copy_stage ", named(STAGES, p.u8()?).or("unknown (", ")"));
    ignore(&mut p)
}

/// A tag's type and value.
#[derive(Clone, Copy)]
struct VlanTag(u32);

impl Show for VlanTag {
    fn show(self, cx: &mut Context<'_>) {
        match self.0 >> 16 {
            0 => out!(cx, "none"),
            TAG_802_1Q => out!(cx, "802.1Q (", Tag(self.0 as u16), ")"),
            other => out!(cx, "unknown (0x", hex(other, 4), ")"),
        }
    }
}
