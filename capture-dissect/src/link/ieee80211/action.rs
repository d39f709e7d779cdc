//! Action frames (section 9.6): category (1 byte), action (1).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::Outcome,
};

/// Names of categories; others are reserved.
const CATEGORIES: &Table = &[
    (0, "Spectrum Management "),
    (1, "QoS "),
    (2, "DLS "),
    (BLOCK_ACK, "BA "),
    (HT, "HT "),
    (MESH, "MeshAction "),
    (MULTIHOP, "MultiohopAction "),
    (SELF_PROTECTED, "SelfprotectAction "),
    (127, "Vendor "),
];
const BLOCK_ACK: u32 = 3;
const HT: u32 = 7;
const MESH: u32 = 13;
const MULTIHOP: u32 = 14;
const SELF_PROTECTED: u32 = 15;

const BLOCK_ACK_ACTIONS: &Table = &[(0, "ADDBA Request"), (1, "ADDBA Response"), (2, "DELBA")];
const HT_ACTIONS: &Table = &[(0, "TxChWidth"), (1, "MIMOPwrSave")];
const MESH_ACTIONS: &Table = &[
    (0, "MeshLink"),
    (1, "HWMP"),
    (2, "Gate Announcement"),
    (3, "Congestion Control"),
    (4, "MCCA Setup Request"),
    (5, "MCCA Setup Reply"),
    (6, "MCCA Advertisement Request"),
    (7, "MCCA Advertisement"),
    (8, "MCCA Teardown"),
    (9, "TBTT Adjustment Request"),
    (10, "TBTT Adjustment Response"),
];
const MULTIHOP_ACTIONS: &Table = &[(0, "Proxy Update"), (1, "Proxy Update Confirmation")];
const SELF_PROTECTED_ACTIONS: &Table = &[
    (1, "Peering Open"),
    (2, "Peering Confirm"),
    (3, "Peering Close"),
    (4, "Group Key Inform"),
    (5, "Group Key Acknowledge"),
];

/// Prints category and action.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [category, action] = p.array()?;
    let actions = match category.into() {
        BLOCK_ACK => BLOCK_ACK_ACTIONS,
        HT => HT_ACTIONS,
        MESH => MESH_ACTIONS,
        MULTIHOP => MULTIHOP_ACTIONS,
        SELF_PROTECTED => SELF_PROTECTED_ACTIONS,
        _ => &[],
    };
    out!(cx, named(CATEGORIES, category).or("Reserved(", ") "), named(actions, action).or("Act#", ""));
    Ok(())
}
