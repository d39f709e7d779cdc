//! Ubik, by which the databases keep their copies alike (OpenAFS `ubik_int.xg`).

use super::field::{
    Field::{self, Date, I32, Pair, U32, With},
    Operation, date,
};
use crate::{context::Context, cursor::Cursor, show::out, stop::Outcome};

/// The question whose answer is a vote.
pub(super) const BEACON: u32 = 10000;

const TRANSACTION: Field = Pair(" tid");
const VERSION: Field = Pair(" dbversion");
const FILE: Field = I32(" file");

/// Operations, and what is shown of them.
#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    (BEACON, "vote-beacon", &[With(site), Date(" votestart"), VERSION, TRANSACTION], &[]),
    (10001, "vote-debug-old", &[], &[]),
    (10002, "vote-sdebug-old", &[], &[]),
    (10003, "vote-getsyncsite", &[U32(" site")], &[]),
    (10004, "vote-debug", &[], &[]),
    (10005, "vote-sdebug", &[], &[]),
    (10006, "vote-xdebug", &[], &[]),
    (10007, "vote-xsdebug", &[], &[]),
    (20000, "disk-begin", &[TRANSACTION], &[]),
    (20001, "disk-commit", &[TRANSACTION], &[]),
    (20002, "disk-lock", &[TRANSACTION, FILE, I32(" pos"), I32(" length")], &[]),
    (20003, "disk-write", &[TRANSACTION, FILE, I32(" pos")], &[]),
    (20004, "disk-getversion", &[], &[VERSION]),
    (20005, "disk-getfile", &[FILE], &[]),
    (20006, "disk-sendfile", &[FILE, I32(" length"), VERSION], &[]),
    (20007, "disk-abort", &[TRANSACTION], &[]),
    (20008, "disk-releaselocks", &[TRANSACTION], &[]),
    (20009, "disk-truncate", &[TRANSACTION, FILE, I32(" length")], &[]),
    (20010, "disk-probe", &[TRANSACTION], &[]),
    (20011, "disk-writev", &[], &[]),
    (20012, "disk-interfaceaddr", &[TRANSACTION, Pair(" oldversion"), Pair(" newversion")], &[]),
    (20013, "disk-setversion", &[], &[]),
];

/// Whether an operation is one of these.
pub(super) const fn is_operation(number: u32) -> bool {
    matches!(number, 10000..=10007 | 20000..=20013)
}

fn site(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, " syncsite ", if p.be_u32()? == 0 { "no" } else { "yes" });
    Ok(())
}

/// Prints a vote: an error says until when it holds.
pub(super) fn vote(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_abort: bool) -> Outcome {
    if !is_abort {
        out!(cx, " vote no");
        return Ok(());
    }
    out!(cx, " vote yes until");
    date(cx, p)
}
