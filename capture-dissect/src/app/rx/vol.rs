//! Volumes (OpenAFS `volint.xg`).

use super::field::{
    Field::{self, Date, I32, String, Text, U32, With},
    Operation, none, words,
};
use crate::{context::Context, cursor::Cursor, show::out, stop::Outcome};

/// The longest name of a volume, and of a partition.
const NAME: u32 = 256;
const NAMED: Field = String("", NAME);
const TRANSACTION: Field = U32(" trans");
const SERVER: Field = With(server);
const VOLUMES: Field = With(volumes);

/// Operations, and what is shown of them.
#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    (100, "create-volume", &[U32(" partition"), Text(" name"), NAMED, U32(" type"), U32(" parent")],
        &[U32(" volid"), U32(" trans")]),
    (101, "delete-volume", &[TRANSACTION], &[]),
    (102, "restore", &[U32(" totrans"), U32(" flags")], &[]),
    (103, "forward", &[U32(" fromtrans"), Date(" fromdate"), SERVER, I32(" desttrans")], &[]),
    (104, "end-trans", &[TRANSACTION], &[U32("")]),
    (105, "clone", &[TRANSACTION, U32(" purgevol"), U32(" newtype"), Text(" newname"), NAMED], &[U32(" newvol")]),
    (106, "set-flags", &[TRANSACTION, U32(" flags")], &[]),
    (107, "get-flags", &[TRANSACTION], &[U32("")]),
    (108, "trans-create", &[U32(" vol"), U32(" partition"), U32(" flags")], &[TRANSACTION]),
    (109, "dump", &[U32(" fromtrans"), Date(" fromdate")], &[]),
    (110, "get-nth-volume", &[U32(" index")], &[U32(" volume"), U32(" partition")]),
    (111, "set-forwarding", &[U32(" tid"), U32(" newsite")], &[]),
    (112, "get-name", &[Text(" tid")], &[NAMED]),
    (113, "get-status", &[Text(" tid")], &[
        U32(" volid"), U32(" nextuniq"), U32(" type"), U32(" parentid"), U32(" clone"), U32(" backup"),
        U32(" restore"), U32(" maxquota"), U32(" minquota"), U32(" owner"), Date(" create"), Date(" access"),
        Date(" update"), Date(" expire"), Date(" backup"), Date(" copy"),
    ]),
    (114, "sig-restore", &[Text(" name"), NAMED, U32(" type"), U32(" pid"), U32(" cloneid")], &[]),
    (115, "list-partitions", &[], &[]),
    (116, "list-volumes", &[U32(" partition"), U32(" flags")], &[VOLUMES]),
    (117, "set-id-types", &[
        U32(" tid"), Text(" name"), NAMED, U32(" type"), U32(" pid"), U32(" clone"), U32(" backup"),
    ], &[]),
    (118, "monitor", &[], &[]),
    (119, "partition-info", &[Text(" name"), NAMED], &[]),
    (120, "reclone", &[U32(" tid")], &[]),
    (121, "list-one-volume", &[U32(" partid"), U32(" volid")], &[VOLUMES]),
    (122, "nuke", &[U32(" partid"), U32(" volid")], &[]),
    (123, "set-date", &[U32(" tid"), Date(" date")], &[]),
    (124, "x-list-volumes", &[U32(" partid"), U32(" volid")], &[]),
    (125, "x-list-one-volume", &[U32(" partid"), U32(" volid")], &[]),
    (126, "set-info", &[U32(" tid")], &[]),
    (127, "x-list-partitions", &[], &[]),
    (128, "forward-multiple", &[U32(" fromtrans"), Date(" fromdate"), With(servers)], &[]),
];

fn server(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.need(12)?;
    out!(cx, " server ", p.be_u32()?, ":", p.be_u32()?, ":", p.be_u32()?);
    Ok(())
}

fn servers(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let count = p.be_u32()?;
    for at in 0..count {
        server(cx, p)?;
        if at + 1 != count {
            out!(cx, ",");
        }
    }
    none(cx, count);
    Ok(())
}

/// Volumes: the name of each, its number, and what is not shown.
fn volumes(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    const LETTERS: usize = 32;
    const REST: usize = 21 * 4;
    let count = p.be_u32()?;
    for at in 0..count {
        out!(cx, " name");
        words(cx, p, LETTERS)?;
        out!(cx, " volid ", p.be_u32()?, " type");
        p.pass(REST);
        if at + 1 != count {
            out!(cx, ",");
        }
    }
    none(cx, count);
    Ok(())
}
