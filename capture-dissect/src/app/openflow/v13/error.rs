//! What went wrong (OpenFlow 1.3 section 7.4.4): type (2), code (2), the message that it is about.

use super::super::data;
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
    (3, "BAD_INSTRUCTION"),
    (4, "BAD_MATCH"),
    (5, "FLOW_MOD_FAILED"),
    (6, "GROUP_MOD_FAILED"),
    (7, "PORT_MOD_FAILED"),
    (8, "TABLE_MOD_FAILED"),
    (9, "QUEUE_OP_FAILED"),
    (10, "SWITCH_CONFIG_FAILED"),
    (11, "ROLE_REQUEST_FAILED"),
    (12, "METER_MOD_FAILED"),
    (13, "TABLE_FEATURES_FAILED"),
    (0xffff, "EXPERIMENTER"),
];
const HELLO_FAILED: &Table = &[(0, "INCOMPATIBLE"), (1, "EPERM")];
const BAD_REQUEST: &Table = &[
    (0, "BAD_VERSION"),
    (1, "BAD_TYPE"),
    (2, "BAD_MULTIPART"),
    (3, "BAD_EXPERIMENTER"),
    (4, "BAD_EXP_TYPE"),
    (5, "EPERM"),
    (6, "BAD_LEN"),
    (7, "BUFFER_EMPTY"),
    (8, "BUFFER_UNKNOWN"),
    (9, "BAD_TABLE_ID"),
    (10, "IS_SLAVE"),
    (11, "BAD_PORT"),
    (12, "BAD_PACKET"),
    (13, "MULTIPART_BUFFER_OVERFLOW"),
];
const BAD_ACTION: &Table = &[
    (0, "BAD_TYPE"),
    (1, "BAD_LEN"),
    (2, "BAD_EXPERIMENTER"),
    (3, "BAD_EXP_TYPE"),
    (4, "BAD_OUT_PORT"),
    (5, "BAD_ARGUMENT"),
    (6, "EPERM"),
    (7, "TOO_MANY"),
    (8, "BAD_QUEUE"),
    (9, "BAD_OUT_GROUP"),
    (10, "MATCH_INCONSISTENT"),
    (11, "UNSUPPORTED_ORDER"),
    (12, "BAD_TAG"),
    (13, "BAD_SET_TYPE"),
    (14, "BAD_SET_LEN"),
    (15, "BAD_SET_ARGUMENT"),
];
const BAD_INSTRUCTION: &Table = &[
    (0, "UNKNOWN_INST"),
    (1, "UNSUP_INST"),
    (2, "BAD_TABLE_ID"),
    (3, "UNSUP_METADATA"),
    (4, "UNSUP_METADATA_MASK"),
    (5, "BAD_EXPERIMENTER"),
    (6, "BAD_EXP_TYPE"),
    (7, "BAD_LEN"),
    (8, "EPERM"),
];
const BAD_MATCH: &Table = &[
    (0, "BAD_TYPE"),
    (1, "BAD_LEN"),
    (2, "BAD_TAG"),
    (3, "BAD_DL_ADDR_MASK"),
    (4, "BAD_NW_ADDR_MASK"),
    (5, "BAD_WILDCARDS"),
    (6, "BAD_FIELD"),
    (7, "BAD_VALUE"),
    (8, "BAD_MASK"),
    (9, "BAD_PREREQ"),
    (10, "DUP_FIELD"),
    (11, "EPERM"),
];
const FLOW_MOD_FAILED: &Table = &[
    (0, "UNKNOWN"),
    (1, "TABLE_FULL"),
    (2, "BAD_TABLE_ID"),
    (3, "OVERLAP"),
    (4, "EPERM"),
    (5, "BAD_TIMEOUT"),
    (6, "BAD_COMMAND"),
    (7, "BAD_FLAGS"),
];
const GROUP_MOD_FAILED: &Table = &[
    (0, "GROUP_EXISTS"),
    (1, "INVALID_GROUP"),
    (2, "WEIGHT_UNSUPPORTED"),
    (3, "OUT_OF_GROUPS"),
    (4, "OUT_OF_BUCKETS"),
    (5, "CHAINING_UNSUPPORTED"),
    (6, "WATCH_UNSUPPORTED"),
    (7, "LOOP"),
    (8, "UNKNOWN_GROUP"),
    (9, "CHAINED_GROUP"),
    (10, "BAD_TYPE"),
    (11, "BAD_COMMAND"),
    (12, "BAD_BUCKET"),
    (13, "BAD_MATCH"),
    (14, "EPERM"),
];
const PORT_MOD_FAILED: &Table =
    &[(0, "BAD_PORT"), (1, "BAD_HW_ADDR"), (2, "BAD_CONFIG"), (3, "BAD_ADVERTISE"), (4, "EPERM")];
const TABLE_MOD_FAILED: &Table = &[(0, "BAD_TABLE"), (1, "BAD_CONFIG"), (2, "EPERM")];
const QUEUE_OP_FAILED: &Table = &[(0, "BAD_PORT"), (1, "BAD_QUEUE"), (2, "EPERM")];
const SWITCH_CONFIG_FAILED: &Table = &[(0, "BAD_FLAGS"), (1, "BAD_LEN"), (2, "EPERM")];
const ROLE_REQUEST_FAILED: &Table = &[(0, "STALE"), (1, "UNSUP"), (2, "BAD_ROLE")];
const METER_MOD_FAILED: &Table = &[
    (0, "UNKNOWN"),
    (1, "METER_EXISTS"),
    (2, "INVALID_METER"),
    (3, "UNKNOWN_METER"),
    (4, "BAD_COMMAND"),
    (5, "BAD_FLAGS"),
    (6, "BAD_RATE"),
    (7, "BAD_BURST"),
    (8, "BAD_BAND"),
    (9, "BAD_BAND_VALUE"),
    (10, "OUT_OF_METERS"),
    (11, "OUT_OF_BANDS"),
];
const TABLE_FEATURES_FAILED: &Table = &[
    (0, "BAD_TABLE"),
    (1, "BAD_METADATA"),
    (2, "BAD_TYPE"),
    (3, "BAD_LEN"),
    (4, "BAD_ARGUMENT"),
    (5, "EPERM"),
];

/// Prints an error.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let kind = p.be_u16()?;
    out!(cx, "\n\t type ", named(TYPES, kind).or_hex("invalid (0x", 4, ")"));
    let codes = match kind {
        0 => HELLO_FAILED,
        1 => BAD_REQUEST,
        2 => BAD_ACTION,
        3 => BAD_INSTRUCTION,
        4 => BAD_MATCH,
        5 => FLOW_MOD_FAILED,
        6 => GROUP_MOD_FAILED,
        7 => PORT_MOD_FAILED,
        8 => TABLE_MOD_FAILED,
        9 => QUEUE_OP_FAILED,
        10 => SWITCH_CONFIG_FAILED,
        11 => ROLE_REQUEST_FAILED,
        12 => METER_MOD_FAILED,
        13 => TABLE_FEATURES_FAILED,
        _ => &[],
    };
    out!(cx, ", code ", named(codes, p.be_u16()?).or_hex("invalid (0x", 4, ")"));
    data(cx, p)
}
