//! Calls of NFS (RFC 1094 section 2.2, RFC 1813 section 3.3).

use crate::{
    app::{
        nfs::{attributes::FILE_TYPES, handle, procedure::*},
        rpc,
    },
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, Zeros, bits, hex, named, out},
    stop::{Outcome, Stop},
};

/// How a write is done (RFC 1813 section 3.3.7).
pub(super) const STABLE: &Table = &[(0, "unstable"), (1, "datasync"), (2, "filesync")];

const ACCESS_BITS: &Table = &[
    (1, "NFS_ACCESS_READ"),
    (2, "NFS_ACCESS_LOOKUP"),
    (4, "NFS_ACCESS_MODIFY"),
    (8, "NFS_ACCESS_EXTEND"),
    (16, "NFS_ACCESS_DELETE"),
    (32, "NFS_ACCESS_EXECUTE"),
];
const ACCESS_FULL: u32 = 0x3f;

/// A time that the client gives (RFC 1813 section 2.5, SET_TO_CLIENT_TIME).
const CLIENT_TIME: u32 = 2;

/// Types of a special file.
const BLOCK: u32 = 3;
const CHARACTER: u32 = 4;

/// Prints a call.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let len = p.len();
    out!(cx, len);
    p.need(rpc::CALL_HEADER)?;
    let (xid, version, number) = (p.peek_u32(0)?, p.peek_u32(16)?, p.peek_u32(20)?);
    let (client, server) = (cx.ip.src, cx.ip.dst);
    cx.flows.nfs.insert((xid, client, server), (version, number));
    let is_v3 = version == 3;
    let number = if is_v3 { number } else { from_version_2(number) };
    out!(cx, " ", named(NAMES, number).or("proc-", ""));
    if !(GETATTR..=COMMIT).contains(&number) {
        return Ok(());
    }
    let mut p = rpc::arguments(cx, p)?;
    handle::print(cx, &mut p, is_v3)?;
    arguments(cx, &mut p, number, is_v3)
}

/// Prints what follows the first file handle.
fn arguments(cx: &mut Context<'_>, p: &mut Cursor<'_>, number: u32, is_v3: bool) -> Outcome {
    match number {
        LOOKUP | CREATE | MKDIR | REMOVE | RMDIR => name(cx, p),
        ACCESS => access(cx, p),
        READ if is_v3 => {
            let (offset, count) = (p.be_u64()?, p.be_u32()?);
            out!(cx, " ", count, " bytes @ ", offset);
            Ok(())
        }
        READ => {
            let (offset, count) = (p.be_u32()?, p.be_u32()?);
            out!(cx, " ", count, " bytes @ ", offset);
            Ok(())
        }
        WRITE => write(cx, p, is_v3),
        SYMLINK => symlink(cx, p, is_v3),
        MKNOD => special(cx, p),
        RENAME => {
            name(cx, p)?;
            out!(cx, " ->");
            handle::print(cx, p, is_v3)?;
            name(cx, p)
        }
        LINK => {
            out!(cx, " ->");
            handle::print(cx, p, is_v3)?;
            name(cx, p)
        }
        READDIR => read_directory(cx, p, is_v3),
        READDIRPLUS => read_directory_plus(cx, p),
        COMMIT => {
            let (offset, count) = (p.be_u64()?, p.be_u32()?);
            out!(cx, " ", count, " bytes @ ", offset);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Prints a name: its length, its bytes, padded to words.
pub(super) fn name(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let len = p.peek_u32(0);
    out!(cx, " ");
    let len = len?;
    p.skip(4)?;
    let Some(padded) = len.checked_next_multiple_of(4) else {
        out!(cx, "[cannot pad to 32-bit boundaries]");
        cx.invalid()?;
        return Err(Stop::Cut);
    };
    p.need(padded as usize)?;
    let mut bytes = p.split(padded as usize);
    out!(cx, "\"", Safe(bytes.take(len as usize)?), "\"");
    Ok(())
}

fn access(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let wanted = p.be_u32()?;
    match wanted {
        ACCESS_FULL => out!(cx, " NFS_ACCESS_FULL"),
        0 => {}
        1..=0x3f => out!(cx, " ", bits(ACCESS_BITS, wanted).with("|")),
        _ => out!(cx, " ", hex(wanted, 4)),
    }
    Ok(())
}

fn write(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_v3: bool) -> Outcome {
    if is_v3 {
        let (offset, count, stable, len) = (p.be_u64()?, p.be_u32()?, p.be_u32()?, p.be_u32()?);
        out!(cx, " ", len, " (", count, ") bytes @ ", offset);
        if cx.verbose(1) {
            out!(cx, " <", named(STABLE, stable), ">");
        }
    } else {
        let (begin, offset, total, len) = (p.be_u32()?, p.be_u32()?, p.be_u32()?, p.be_u32()?);
        out!(cx, " ", len, " (", total, ") bytes @ ", offset, " (", begin, ")");
    }
    Ok(())
}

/// Attributes that are to be set (RFC 1813 section 2.5, sattr3).
#[derive(Clone, Copy, Default)]
struct NewAttributes {
    mode: Option<u32>,
    uid: Option<u32>,
    gid: Option<u32>,
    accessed: Option<[u32; 2]>,
    modified: Option<[u32; 2]>,
}

impl NewAttributes {
    /// Reads them; tcpdump takes the size of eight bytes for one of four.
    fn read(p: &mut Cursor<'_>) -> Result<Self, Stop> {
        let mut field = || -> Result<Option<u32>, Stop> {
            let is_set = p.be_u32()? != 0;
            if is_set { p.be_u32().map(Some) } else { Ok(None) }
        };
        let (mode, uid, gid) = (field()?, field()?, field()?);
        field()?;
        let mut time = || -> Result<Option<[u32; 2]>, Stop> {
            let is_given = p.be_u32()? == CLIENT_TIME;
            if is_given { Ok(Some([p.be_u32()?, p.be_u32()?])) } else { Ok(None) }
        };
        Ok(Self { mode, uid, gid, accessed: time()?, modified: time()? })
    }

    fn print(self, cx: &mut Context<'_>) {
        if let Some(mode) = self.mode {
            out!(cx, " mode ", super::attributes::Octal(mode));
        }
        if let Some(uid) = self.uid {
            out!(cx, " uid ", uid);
        }
        if let Some(gid) = self.gid {
            out!(cx, " gid ", gid);
        }
        for (what, time) in [(" atime ", self.accessed), (" mtime ", self.modified)] {
            if let Some([seconds, fraction]) = time
                && cx.verbose(2)
            {
                out!(cx, what, seconds, ".", Zeros(fraction.into(), 6));
            }
        }
    }
}

fn symlink(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_v3: bool) -> Outcome {
    name(cx, p)?;
    out!(cx, " ->");
    let new = if is_v3 { NewAttributes::read(p)? } else { NewAttributes::default() };
    target(cx, p)?;
    if is_v3 && cx.verbose(1) {
        new.print(cx);
    }
    Ok(())
}

/// Prints a name without a blank before it.
fn target(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let start = cx.out.len();
    let outcome = name(cx, p);
    cx.out.remove(start);
    outcome
}

fn special(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    name(cx, p)?;
    let kind = p.be_u32()?;
    let new = NewAttributes::read(p)?;
    out!(cx, " ", named(FILE_TYPES, kind).or("unk-ft ", ""));
    if cx.verbose(1) {
        if matches!(kind, BLOCK | CHARACTER) {
            out!(cx, " ", p.be_u32()?, "/", p.be_u32()?);
        }
        new.print(cx);
    }
    Ok(())
}

fn read_directory(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_v3: bool) -> Outcome {
    if !is_v3 {
        let (cookie, count) = (p.be_u32()?, p.be_u32()?);
        out!(cx, " ", count, " bytes @ ", cookie);
        return Ok(());
    }
    let (cookie, verifier, count) = (p.be_u64()?, p.be_u64()?, p.be_u32()?);
    out!(cx, " ", count, " bytes @ ", cookie as i64);
    if cx.verbose(1) {
        out!(cx, " verf ", hex(verifier, 16));
    }
    Ok(())
}

fn read_directory_plus(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let (cookie, verifier, count) = (p.be_u64()?, p.be_u64()?, p.be_u32()?);
    out!(cx, " ", count, " bytes @ ", cookie as i64);
    if cx.verbose(1) {
        out!(cx, " max ", p.be_u32()?, " verf ", hex(verifier, 16));
    }
    Ok(())
}
