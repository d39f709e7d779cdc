//! Authentication, the server of AFS' own Kerberos (OpenAFS `kauth.rg`).

use super::field::{
    Field::{self, I32, String, Text, With},
    Operation,
};
use crate::{context::Context, cursor::Cursor, stop::Outcome};

/// The longest name.
const NAME: u32 = 64;

const NAMED: Field = String("", NAME);
const PRINCIPAL: Field = Text(" principal");

/// Operations, and what is shown of them.
#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    (1, "auth-old", &[PRINCIPAL, NAMED, NAMED], &[]),
    (2, "change-pw", &[PRINCIPAL, NAMED, NAMED], &[]),
    (3, "get-ticket-old", &[I32(" kvno"), Text(" domain"), NAMED, With(ticket), PRINCIPAL, NAMED, NAMED], &[]),
    (4, "set-pw", &[PRINCIPAL, NAMED, NAMED, I32(" kvno")], &[]),
    (5, "set-fields", &[PRINCIPAL, NAMED, NAMED], &[]),
    (6, "create-user", &[PRINCIPAL, NAMED, NAMED], &[]),
    (7, "delete-user", &[PRINCIPAL, NAMED, NAMED], &[]),
    (8, "get-entry", &[PRINCIPAL, NAMED, NAMED], &[]),
    (9, "list-entry", &[], &[]),
    (10, "get-stats", &[], &[]),
    (11, "debug", &[], &[]),
    (12, "get-pw", &[Text(" name"), NAMED], &[]),
    (13, "get-random-key", &[], &[]),
    (14, "unlock", &[PRINCIPAL, NAMED, NAMED], &[]),
    (15, "lock-status", &[PRINCIPAL, NAMED, NAMED], &[]),
    (21, "authenticate", &[PRINCIPAL, NAMED, NAMED], &[]),
    (22, "authenticate-v2", &[PRINCIPAL, NAMED, NAMED], &[]),
    (23, "get-ticket", &[I32(" kvno"), Text(" domain"), NAMED, With(ticket), PRINCIPAL, NAMED, NAMED], &[]),
];

/// A ticket is not shown; nothing fills it up to a word.
fn ticket(_: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let len = p.be_u32()? as usize;
    p.need(len)?;
    p.skip(len)
}
