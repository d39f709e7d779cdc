//! Protection: users and groups (OpenAFS `ptint.xg`).

use super::field::{
    Field::{I32, Ids, String, Text, With},
    Operation, none, words,
};
use crate::{context::Context, cursor::Cursor, stop::Outcome};

/// Characters of a name, with a zero behind it.
const NAME: u32 = 64;

/// Operations, and what is shown of them.
#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    (500, "new-user", &[String("", NAME), I32(" id"), I32(" oldid")], &[]),
    (501, "where-is-it", &[I32(" id")], &[]),
    (502, "dump-entry", &[I32(" pos")], &[]),
    (503, "add-to-group", &[I32(" uid"), I32(" gid")], &[]),
    (504, "name-to-id", &[With(names)], &[Text(" ids:"), Ids]),
    (505, "id-to-name", &[Text(" ids:"), Ids], &[With(names)]),
    (506, "delete", &[I32(" id")], &[]),
    (507, "remove-from-group", &[I32(" uid"), I32(" gid")], &[]),
    (508, "get-cps", &[I32(" id")], &[Ids]),
    (509, "new-entry", &[String("", NAME), I32(" flag"), I32(" oid")], &[]),
    (510, "list-max", &[], &[I32(" maxuid"), I32(" maxgid")]),
    (511, "set-max", &[I32(" id"), I32(" gflag")], &[]),
    (512, "list-entry", &[I32(" id")], &[]),
    (513, "change-entry", &[I32(" id"), String("", NAME), I32(" oldid"), I32(" newid")], &[]),
    (514, "list-elements", &[I32(" id")], &[Ids]),
    (515, "same-mbr-of", &[I32(" uid"), I32(" gid")], &[]),
    (516, "set-fld-sentry", &[], &[]),
    (517, "list-owned", &[I32(" id")], &[Ids]),
    (518, "get-cps2", &[I32(" id")], &[Ids]),
    (519, "get-host-cps", &[I32(" id")], &[Ids]),
    (520, "update-entry", &[I32(" id"), String("", NAME)], &[]),
    (521, "list-entries", &[], &[]),
];

fn names(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let count = p.be_u32()?;
    for _ in 0..count {
        words(cx, p, NAME as usize)?;
    }
    none(cx, count);
    Ok(())
}
