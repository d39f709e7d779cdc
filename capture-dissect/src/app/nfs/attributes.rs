//! Attributes of files (RFC 1094 section 2.3.5, RFC 1813 section 2.5), and how an operation ended.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, Table, Zeros, hex, named, out},
    stop::{Outcome, Stop},
};

/// Types of files.
pub(super) const FILE_TYPES: &Table =
    &[(0, "NON"), (1, "REG"), (2, "DIR"), (3, "BLK"), (4, "CHR"), (5, "LNK"), (7, "FIFO")];

/// Errors (RFC 1094 section 2.3.1, RFC 1813 section 2.6).
const ERRORS: &Table = &[
    (1, "Operation not permitted"),
    (2, "No such file or directory"),
    (5, "Input/output error"),
    (6, "Device not configured"),
    (11, "Resource deadlock avoided"),
    (12, "Cannot allocate memory"),
    (13, "Permission denied"),
    (17, "File exists"),
    (18, "Cross-device link"),
    (19, "Operation not supported by device"),
    (20, "Not a directory"),
    (21, "Is a directory"),
    (22, "Invalid argument"),
    (26, "Text file busy"),
    (27, "File too large"),
    (28, "No space left on device"),
    (30, "Read-only file system"),
    (31, "Too many links"),
    (45, "Operation not supported"),
    (62, "Too many levels of symbolic links"),
    (63, "File name too long"),
    (66, "Directory not empty"),
    (69, "Disc quota exceeded"),
    (70, "Stale NFS file handle"),
    (71, "Too many levels of remote in path"),
    (99, "Write cache flushed to disk"),
    (10001, "Illegal NFS file handle"),
    (10002, "Update synchronization mismatch"),
    (10003, "READDIR/READDIRPLUS cookie is stale"),
    (10004, "Operation not supported"),
    (10005, "Buffer or request is too small"),
    (10006, "Unspecified error on server"),
    (10007, "Object of that type not supported"),
    (10008, "Request couldn't be completed in time"),
];

/// An octal number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Octal(pub u32);

impl Show for Octal {
    fn show(self, cx: &mut Context<'_>) {
        let digits = (32 - self.0.leading_zeros()).div_ceil(3).max(1);
        for at in (0..digits).rev() {
            cx.out.push(b'0' + (self.0 >> (3 * at) & 7) as u8);
        }
    }
}

/// Prints an error; answers whether there was none.
pub(super) fn succeeded(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    let status = p.be_u32()?;
    if status != 0 {
        out!(cx, " ERROR: ", named(ERRORS, status).or("unk ", ""));
    }
    Ok(status == 0)
}

/// Prints attributes, with the rarer ones where `detail` is above 1.
///
/// ```text
/// version 2: type, mode, links, uid, gid, size, block size, rdev, blocks, fsid, fileid (4 each),
///            times of access, change, change of status: seconds, microseconds (4 each)
/// version 3: type, mode, links, uid, gid (4 each), size, used (8), rdev (4, 4), fsid, fileid (8),
///            the same times with nanoseconds
/// ```
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>, detail: u8, is_v3: bool) -> Outcome {
    let whole = p.split(if is_v3 { 84 } else { 68 });
    if detail == 0 {
        return Ok(());
    }
    whole.need(20)?;
    let (kind, mode) = (whole.peek_u32(0)?, whole.peek_u32(4)?);
    let (uid, gid) = (whole.peek_u32(12)? as i32, whole.peek_u32(16)? as i32);
    out!(cx, " ", named(FILE_TYPES, kind).or("unk-ft ", " "), " ", Octal(mode), " ids ", uid, "/", gid);
    let mut sizes = whole.at(20)?;
    if is_v3 {
        out!(cx, " sz ", sizes.be_u64()?);
    } else {
        out!(cx, " sz ", sizes.be_u32()?);
    }
    if detail == 1 {
        return Ok(());
    }
    whole.need(whole.len())?;
    let links = whole.peek_u32(8)?;
    let mut ids = whole.at(if is_v3 { 36 } else { 28 })?;
    if is_v3 {
        out!(cx, " nlink ", links, " rdev ", ids.be_u32()?, "/", ids.be_u32()?);
        out!(cx, " fsid ", hex(ids.be_u64()?, 0));
        out!(cx, " fileid ", hex(ids.be_u64()?, 0));
    } else {
        out!(cx, " nlink ", links, " rdev 0x", hex(ids.be_u32()?, 0));
        ids.skip(4)?;
        out!(cx, " fsid 0x", hex(ids.be_u32()?, 0));
        out!(cx, " nodeid 0x", hex(ids.be_u32()?, 0));
    }
    out!(cx, " a/m/ctime");
    for _ in 0..3 {
        time(cx, &mut ids)?;
    }
    Ok(())
}

/// Prints seconds and what follows their point.
pub(super) fn time(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, " ", p.be_u32()?, ".", Zeros(p.be_u32()?.into(), 6));
    Ok(())
}

/// Prints attributes that need not be there (RFC 1813 section 2.6, post_op_attr).
pub(super) fn print_optional(cx: &mut Context<'_>, p: &mut Cursor<'_>, detail: u8) -> Outcome {
    if p.be_u32()? == 0 { Ok(()) } else { print(cx, p, detail, true) }
}

/// Prints attributes from before and after an operation (RFC 1813 section 2.6, wcc_data).
pub(super) fn print_change(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let detail = cx.options.verbose;
    if detail > 1 {
        out!(cx, " PRE:");
    }
    if p.be_u32()? != 0 {
        p.need(24)?;
        let mut before = p.split(24);
        if detail > 1 {
            out!(cx, " sz ", before.be_u64()?, " mtime");
            time(cx, &mut before)?;
            out!(cx, " ctime");
            time(cx, &mut before)?;
        }
    }
    out!(cx, " POST:");
    print_optional(cx, p, detail)
}
