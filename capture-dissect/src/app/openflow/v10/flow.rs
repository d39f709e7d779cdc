//! Flows that are made, changed, deleted (OpenFlow 1.0 section 5.3.3) or have ended (section 5.4.2).
//!
//! ```text
//! to do:  match (40), cookie (8), command, idle time-out, hard time-out, priority (2 each), buffer (4),
//!         port (2), flags (2), actions
//! ended:  match (40), cookie (8), priority (2), reason (1), padding (1), seconds, nanoseconds (4 each),
//!         idle time-out (2), padding (2), packets, bytes (8 each)
//! ```

use super::{
    super::{Flags, contained},
    Buffer, action, matching,
    port::Port,
};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::Outcome,
};

const COMMANDS: &Table =
    &[(0, "ADD"), (1, "MODIFY"), (2, "MODIFY_STRICT"), (3, "DELETE"), (4, "DELETE_STRICT")];
const FLAGS: &Table = &[(1, "SEND_FLOW_REM"), (2, "CHECK_OVERLAP"), (4, "EMERG")];
const REASONS: &Table = &[(0, "IDLE_TIMEOUT"), (1, "HARD_TIMEOUT"), (2, "DELETE")];

/// Prints what shall be done with a flow.
pub(super) fn modify(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    matching::print(cx, " ", &mut p)?;
    out!(cx, "\n\t cookie 0x", hex(p.be_u64()?, 16));
    let command = p.be_u16()?;
    out!(cx, ", command ", named(COMMANDS, command).or_hex("invalid (0x", 4, ")"));
    for name in [", idle_timeout ", ", hard_timeout ", ", priority "] {
        unless_zero(cx, name, p.be_u16()?);
    }
    let buffer = p.be_u32()?;
    if command <= 2 {
        out!(cx, ", buffer_id ", Buffer(buffer));
    }
    let port = p.be_u16()?;
    if let 3 | 4 = command {
        out!(cx, ", out_port ", Port(port));
    }
    let value = p.be_u16()?.into();
    out!(cx, ", flags ", Flags { table: FLAGS, value, width: 4, allowed: 0 });
    contained(cx, p, |cx, p| action::list(cx, " ", p))
}

/// Prints a flow that has ended.
pub(super) fn removed(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    matching::print(cx, " ", &mut p)?;
    out!(cx, "\n\t cookie 0x", hex(p.be_u64()?, 16));
    unless_zero(cx, ", priority ", p.be_u16()?);
    out!(cx, ", reason ", named(REASONS, p.u8()?).or_hex("unknown (0x", 2, ")"));
    p.skip(1)?;
    out!(cx, ", duration_sec ", p.be_u32()?);
    out!(cx, ", duration_nsec ", p.be_u32()?);
    unless_zero(cx, ", idle_timeout ", p.be_u16()?);
    p.skip(2)?;
    out!(cx, ", packet_count ", p.be_u64()?);
    out!(cx, ", byte_count ", p.be_u64()?);
    Ok(())
}

fn unless_zero(cx: &mut Context<'_>, name: &'static str, value: u16) {
    if value != 0 {
        out!(cx, name, value);
    }
}
