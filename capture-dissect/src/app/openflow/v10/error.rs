//! What went wrong (OpenFlow 1.0 section 5.4.4): type (2), code (2), the message that it is about.

use super::data;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::Outcome,
};

const TYPES: &Table = &[
    (0, "HELLO_FAILED"),
    (1, "BAD_REQUEST"),
    (2, "BAD_ACTION"),
    (3, "FLOW_MOD_FAILED"),
    (4, "PORT_MOD_FAILED"),
    (5, "QUEUE_OP_FAILED"),
];
const HELLO_FAILED: &Table = &[(0, "INCOMPATIBLE"), (1, "EPERM")];
const BAD_REQUEST: &Table = &[
    (0, "BAD_VERSION"),
    (1, "BAD_TYPE"),
    (2, "BAD_STAT"),
    (3, "BAD_VENDOR"),
    (4, "BAD_SUBTYPE"),
    (5, "EPERM"),
    (6, "BAD_LEN"),
    (7, "BUFFER_EMPTY"),
    (8, "BUFFER_UNKNOWN"),
];
const BAD_ACTION: &Table = &[
    (0, "BAD_TYPE"),
    (1, "BAD_LEN"),
    (2, "BAD_VENDOR"),
    (3, "BAD_VENDOR_TYPE"),
    (4, "BAD_OUT_PORT"),
    (5, "BAD_ARGUMENT"),
    (6, "EPERM"),
    (7, "TOO_MANY"),
    (8, "BAD_QUEUE"),
];
const FLOW_MOD_FAILED: &Table = &[
    (0, "ALL_TABLES_FULL"),
    (1, "OVERLAP"),
    (2, "EPERM"),
    (3, "BAD_EMERG_TIMEOUT"),
    (4, "BAD_COMMAND"),
    (5, "UNSUPPORTED"),
];
const PORT_MOD_FAILED: &Table = &[(0, "BAD_PORT"), (1, "BAD_HW_ADDR")];
const QUEUE_OP_FAILED: &Table = &[(0, "BAD_PORT"), (1, "BAD_QUEUE"), (2, "EPERM")];

/// Prints an error.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let kind = p.be_u16()?;
    out!(cx, "\n\t type ", named(TYPES, kind).or_hex("invalid (0x", 4, ")"));
    let codes = match kind {
        0 => HELLO_FAILED,
        1 => BAD_REQUEST,
        2 => BAD_ACTION,
        3 => FLOW_MOD_FAILED,
        4 => PORT_MOD_FAILED,
        5 => QUEUE_OP_FAILED,
        _ => &[],
    };
    out!(cx, ", code ", named(codes, p.be_u16()?).or_hex("invalid (0x", 4, ")"));
    data(cx, p)
}
