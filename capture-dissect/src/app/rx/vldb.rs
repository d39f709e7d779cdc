//! The volume location database (OpenAFS `vldbint.xg`).

use super::field::{
    Field::{self, I32, String, Text, U32, With, Words},
    Operation, UUID, uuid, words,
};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Table, named, out},
    stop::Outcome,
};

/// Characters of a name, with a zero behind it.
const NAME: u32 = 65;
const NAMED: Field = String("", NAME);
const ENTRY: Field = Words(NAME as usize);
const TYPED: Field = With(volume_type);
const OLD: Field = With(old_entry);
const NEW: Field = With(new_entry);
const UNIQUE: Field = With(unique_entry);
const COUNT: Field = I32(" count");
const NEXT: Field = I32(" nextindex");

/// Operations, and what is shown of them.
#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    (501, "create-entry", &[ENTRY], &[]),
    (502, "delete-entry", &[I32(" volid"), TYPED], &[]),
    (503, "get-entry-by-id", &[I32(" volid"), TYPED], &[OLD]),
    (504, "get-entry-by-name", &[NAMED], &[OLD]),
    (505, "get-new-volume-id", &[Text(" bump"), I32("")], &[U32(" newvol")]),
    (506, "replace-entry", &[I32(" volid"), TYPED, ENTRY], &[]),
    (507, "update-entry", &[I32(" volid"), TYPED], &[]),
    (508, "setlock", &[I32(" volid"), TYPED], &[]),
    (509, "releaselock", &[I32(" volid"), TYPED], &[]),
    (510, "list-entry", &[I32(" index")], &[COUNT, NEXT, OLD]),
    (511, "list-attrib", &[], &[]),
    (512, "linked-list", &[], &[]),
    (513, "get-stats", &[], &[]),
    (514, "probe", &[], &[]),
    (515, "get-addrs", &[], &[]),
    (516, "change-addr", &[], &[]),
    (517, "create-entry-n", &[ENTRY], &[]),
    (518, "get-entry-by-id-n", &[I32(" volid"), TYPED], &[NEW]),
    (519, "get-entry-by-name-n", &[NAMED], &[NEW]),
    (520, "replace-entry-n", &[I32(" volid"), TYPED, ENTRY], &[]),
    (521, "list-entry-n", &[I32(" index")], &[COUNT, NEXT, NEW]),
    (522, "list-attrib-n", &[], &[]),
    (523, "linked-list-n", &[], &[]),
    (524, "update-entry-by-name", &[NAMED], &[]),
    (525, "create-entry-u", &[], &[]),
    (526, "get-entry-by-id-u", &[], &[UNIQUE]),
    (527, "get-entry-by-name-u", &[NAMED], &[UNIQUE]),
    (528, "replace-entry-u", &[], &[]),
    (529, "list-entry-u", &[], &[COUNT, NEXT, NEW]),
    (530, "list-attrib-u", &[], &[]),
    (531, "linked-list-u", &[], &[]),
    (532, "regaddr", &[], &[]),
    (533, "get-addrs-u", &[], &[]),
    (534, "list-attrib-n2", &[], &[]),
];

const TYPES: &Table = &[(0, "read-write"), (1, "read-only"), (2, "backup")];

/// Servers of an old entry, and of a newer one.
const OLD_SERVERS: u32 = 8;
const SERVERS: u32 = 13;

fn volume_type(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let kind = p.be_u32()?;
    if kind <= 2 {
        out!(cx, " type ", named(TYPES, kind));
    }
    Ok(())
}

fn old_entry(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    words(cx, p, NAME as usize)?;
    p.skip(4)?;
    rest(cx, p, OLD_SERVERS, false)
}

fn new_entry(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    words(cx, p, NAME as usize)?;
    rest(cx, p, SERVERS, false)
}

fn unique_entry(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    words(cx, p, NAME as usize)?;
    rest(cx, p, SERVERS, true)
}

/// How many servers there are, room for `most` of them, their partitions and their flags; then volumes.
fn rest(cx: &mut Context<'_>, p: &mut Cursor<'_>, most: u32, is_unique: bool) -> Outcome {
    let count = p.be_u32()?;
    out!(cx, " numservers ", count, " servers");
    for at in 0..most {
        match (is_unique, at < count) {
            (false, true) => out!(cx, " ", Ipv4(p.array()?)),
            (false, false) => p.skip(4)?,
            (true, true) => uuid(cx, p)?,
            (true, false) => {
                p.need(UUID)?;
                p.skip(UUID)?;
            }
        }
    }
    if is_unique {
        p.need(4 * most as usize)?;
        p.skip(4 * most as usize)?;
    }
    out!(cx, " partitions");
    for at in 0..most {
        match (p.be_u32()?, at < count) {
            (_, false) => {}
            (partition @ 0..26, true) => out!(cx, " ", char::from(b'a' + partition as u8)),
            (partition, true) => out!(cx, " ", partition),
        }
    }
    p.need(4 * most as usize)?;
    p.skip(4 * most as usize)?;
    for name in [" rwvol", " rovol", " backup"] {
        out!(cx, name);
        out!(cx, " ", p.be_u32()?);
    }
    Ok(())
}
