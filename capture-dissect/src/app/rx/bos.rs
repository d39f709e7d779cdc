//! The basic overseer, which starts servers (OpenAFS `bosint.xg`).

use super::field::{
    Field::{self, I32, String, Text},
    Operation,
};

/// The longest name.
const NAME: u32 = 256;
const NAMED: Field = String("", NAME);

/// Operations, and what is shown of them.
#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    (80, "create-bnode", &[Text(" type"), NAMED, Text(" instance"), NAMED], &[]),
    (81, "delete-bnode", &[NAMED], &[]),
    (82, "set-status", &[NAMED, I32(" status")], &[]),
    (83, "get-status", &[NAMED], &[]),
    (84, "enumerate-instance", &[I32("")], &[]),
    (85, "get-instance-info", &[NAMED], &[]),
    (86, "get-instance-parm", &[NAMED, I32(" num")], &[]),
    (87, "add-superuser", &[NAMED], &[]),
    (88, "delete-superuser", &[NAMED], &[]),
    (89, "list-superusers", &[I32("")], &[]),
    (90, "list-keys", &[I32("")], &[]),
    (91, "add-key", &[I32("")], &[]),
    (92, "delete-key", &[I32("")], &[]),
    (93, "set-cell-name", &[NAMED], &[]),
    (94, "get-cell-name", &[], &[]),
    (95, "get-cell-host", &[I32("")], &[]),
    (96, "add-cell-host", &[NAMED], &[]),
    (97, "delete-cell-host", &[NAMED], &[]),
    (98, "set-t-status", &[NAMED, I32(" status")], &[]),
    (99, "shutdown-all", &[], &[]),
    (100, "restart-all", &[], &[]),
    (101, "startup-all", &[], &[]),
    (102, "set-noauth-flag", &[], &[]),
    (103, "re-bozo", &[], &[]),
    (104, "restart", &[NAMED], &[]),
    (105, "start-bozo-install", &[NAMED, I32(" size"), I32(" flags"), I32(" date")], &[]),
    (106, "uninstall", &[NAMED], &[]),
    (107, "get-dates", &[], &[]),
    (108, "exec", &[NAMED], &[]),
    (109, "prune", &[], &[]),
    (110, "set-restart-time", &[], &[]),
    (111, "get-restart-time", &[], &[]),
    (112, "start-bozo-log", &[NAMED], &[]),
    (113, "wait-all", &[], &[]),
    (114, "get-instance-strings", &[NAMED], &[]),
    (115, "get-restricted", &[], &[]),
    (116, "set-restricted", &[], &[]),
];
