//! Procedures of NFS by the numbers of version 3 (RFC 1813 section 3.3).

use crate::show::Table;

pub(super) const GETATTR: u32 = 1;
pub(super) const SETATTR: u32 = 2;
pub(super) const LOOKUP: u32 = 3;
pub(super) const ACCESS: u32 = 4;
pub(super) const READLINK: u32 = 5;
pub(super) const READ: u32 = 6;
pub(super) const WRITE: u32 = 7;
pub(super) const CREATE: u32 = 8;
pub(super) const MKDIR: u32 = 9;
pub(super) const SYMLINK: u32 = 10;
pub(super) const MKNOD: u32 = 11;
pub(super) const REMOVE: u32 = 12;
pub(super) const RMDIR: u32 = 13;
pub(super) const RENAME: u32 = 14;
pub(super) const LINK: u32 = 15;
pub(super) const READDIR: u32 = 16;
pub(super) const READDIRPLUS: u32 = 17;
pub(super) const FSSTAT: u32 = 18;
pub(super) const FSINFO: u32 = 19;
pub(super) const PATHCONF: u32 = 20;
pub(super) const COMMIT: u32 = 21;

/// A procedure of version 2 that nobody uses.
const NOP: u32 = 25;

/// Names of procedures.
pub(super) const NAMES: &Table = &[
    (0, "null"),
    (GETATTR, "getattr"),
    (SETATTR, "setattr"),
    (LOOKUP, "lookup"),
    (ACCESS, "access"),
    (READLINK, "readlink"),
    (READ, "read"),
    (WRITE, "write"),
    (CREATE, "create"),
    (MKDIR, "mkdir"),
    (SYMLINK, "symlink"),
    (MKNOD, "mknod"),
    (REMOVE, "remove"),
    (RMDIR, "rmdir"),
    (RENAME, "rename"),
    (LINK, "link"),
    (READDIR, "readdir"),
    (READDIRPLUS, "readdirplus"),
    (FSSTAT, "fsstat"),
    (FSINFO, "fsinfo"),
    (PATHCONF, "pathconf"),
    (COMMIT, "commit"),
    (NOP, "nop"),
];

/// The number that version 3 has for a procedure of version 2 (RFC 1094 section 2.2).
pub(super) const fn from_version_2(procedure: u32) -> u32 {
    match procedure {
        0..=2 => procedure,
        4 => LOOKUP,
        5 => READLINK,
        6 => READ,
        8 => WRITE,
        9 => CREATE,
        10 => REMOVE,
        11 => RENAME,
        12 => LINK,
        13 => SYMLINK,
        14 => MKDIR,
        15 => RMDIR,
        16 => READDIR,
        17 => FSSTAT,
        3 | 7 | 18..=25 => NOP,
        _ => procedure,
    }
}
