//! Replies of NFS (RFC 1094 section 2.2, RFC 1813 section 3.3).

use crate::{
    app::{
        nfs::{
            attributes::{self, succeeded},
            handle,
            procedure::*,
            request::{STABLE, name},
        },
        rpc,
    },
    context::Context,
    cursor::Cursor,
    show::{Zeros, hex, named, out},
    stop::{Outcome, Stop},
};

/// Prints the results of a call that is remembered.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let (client, server) = (cx.ip.dst, cx.ip.src);
    let call = (p.peek_u32(0)?, client, server);
    let Some((version, procedure)) = cx.flows.nfs.find_next(call) else { return Ok(()) };
    let is_v3 = version == 3;
    let number = if is_v3 { procedure } else { from_version_2(procedure) };
    out!(cx, " ", named(NAMES, number).or("proc-", ""));
    if !(GETATTR..=COMMIT).contains(&number) {
        return Ok(());
    }
    let Some(p) = &mut rpc::results(cx, p)? else { return Ok(()) };
    let is_done = succeeded(cx, p)?;
    let outcome = if is_v3 { results_v3(cx, p, number, is_done) } else { results_v2(cx, p, number, is_done) };
    // What is missing behind an error is not missed.
    if outcome == Err(Stop::Cut) && !is_done { Ok(()) } else { outcome }
}

fn results_v2(cx: &mut Context<'_>, p: &mut Cursor<'_>, number: u32, is_done: bool) -> Outcome {
    if !is_done {
        return Ok(());
    }
    let detail = cx.options.verbose;
    match number {
        GETATTR | SETATTR => attributes::print(cx, p, 1, false),
        LOOKUP | CREATE | MKDIR => {
            handle::print(cx, p, false)?;
            attributes::print(cx, p, detail, false)
        }
        READLINK => name(cx, p),
        READ | WRITE => attributes::print(cx, p, detail, false),
        READDIR => {
            out!(cx, " offset 0x", hex(p.be_u32()?, 0), " size ", p.be_u32()?, " ");
            if p.be_u32()? != 0 {
                out!(cx, " eof");
            }
            Ok(())
        }
        FSSTAT => {
            p.need(20)?;
            out!(cx, " tsize ", p.be_u32()?, " bsize ", p.be_u32()?, " blocks ", p.be_u32()?);
            out!(cx, " bfree ", p.be_u32()?, " bavail ", p.be_u32()?);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn results_v3(cx: &mut Context<'_>, p: &mut Cursor<'_>, number: u32, is_done: bool) -> Outcome {
    let detail = cx.options.verbose;
    match number {
        GETATTR if is_done => attributes::print(cx, p, 1, true),
        SETATTR | REMOVE | RMDIR if detail > 0 => attributes::print_change(cx, p),
        LOOKUP => lookup(cx, p, is_done),
        ACCESS => access(cx, p, is_done),
        READLINK if is_done => {
            attributes::print_optional(cx, p, detail)?;
            name(cx, p)
        }
        READ => read(cx, p, is_done),
        WRITE => write(cx, p, is_done),
        CREATE | MKDIR | SYMLINK | MKNOD => create(cx, p, is_done),
        RENAME if detail > 0 => {
            out!(cx, " from:");
            attributes::print_change(cx, p)?;
            out!(cx, " to:");
            attributes::print_change(cx, p)
        }
        LINK if detail > 0 => {
            out!(cx, " file POST:");
            attributes::print_optional(cx, p, detail)?;
            out!(cx, " dir:");
            attributes::print_change(cx, p)
        }
        READDIR | READDIRPLUS if detail > 0 => {
            state_after(cx, p)?;
            if is_done {
                out!(cx, " verf ", hex(p.be_u64()?, 16));
            }
            Ok(())
        }
        FSSTAT => statistics(cx, p, is_done),
        FSINFO => limits(cx, p, is_done),
        PATHCONF => path_limits(cx, p, is_done),
        COMMIT if detail > 0 => {
            attributes::print_change(cx, p)?;
            if detail > 1 {
                out!(cx, " verf ", hex(p.be_u64()?, 0));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Attributes after the operation, with a heading where they are shown.
fn state_after(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let detail = cx.options.verbose;
    if detail > 0 {
        out!(cx, " POST:");
    }
    attributes::print_optional(cx, p, detail)
}

fn lookup(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_done: bool) -> Outcome {
    let detail = cx.options.verbose;
    if is_done {
        handle::print(cx, p, true)?;
        if detail > 0 {
            attributes::print_optional(cx, p, detail)?;
        }
    }
    if detail > 1 {
        out!(cx, " post dattr:");
        attributes::print_optional(cx, p, detail)?;
    }
    Ok(())
}

fn access(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_done: bool) -> Outcome {
    let detail = cx.options.verbose;
    if detail > 0 {
        out!(cx, " attr:");
    }
    attributes::print_optional(cx, p, detail)?;
    if is_done {
        out!(cx, " c ", hex(p.be_u32()?, 4));
    }
    Ok(())
}

fn read(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_done: bool) -> Outcome {
    let detail = cx.options.verbose;
    attributes::print_optional(cx, p, detail)?;
    if is_done && detail > 0 {
        out!(cx, " ", p.be_u32()?, " bytes", if p.be_u32()? != 0 { " EOF" } else { "" });
    }
    Ok(())
}

fn write(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_done: bool) -> Outcome {
    let detail = cx.options.verbose;
    if detail == 0 {
        return Ok(());
    }
    attributes::print_change(cx, p)?;
    if !is_done {
        return Ok(());
    }
    out!(cx, " ", p.be_u32()?, " bytes");
    if detail > 1 {
        out!(cx, " <", named(STABLE, p.be_u32()?), ">");
        out!(cx, " verf ", hex(p.be_u64()?, 0));
    }
    Ok(())
}

fn create(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_done: bool) -> Outcome {
    let detail = cx.options.verbose;
    if !is_done {
        return if detail > 0 { attributes::print_change(cx, p) } else { Ok(()) };
    }
    if p.be_u32()? == 0 {
        return Ok(());
    }
    handle::print(cx, p, true)?;
    if detail > 0 {
        attributes::print_optional(cx, p, detail)?;
        if detail > 1 {
            out!(cx, " dir attr:");
            attributes::print_change(cx, p)?;
        }
    }
    Ok(())
}

fn statistics(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_done: bool) -> Outcome {
    state_after(cx, p)?;
    if !is_done {
        return Ok(());
    }
    p.need(52)?;
    out!(cx, " tbytes ", p.be_u64()?, " fbytes ", p.be_u64()?, " abytes ", p.be_u64()?);
    if cx.verbose(1) {
        out!(cx, " tfiles ", p.be_u64()?, " ffiles ", p.be_u64()?, " afiles ", p.be_u64()?);
        out!(cx, " invar ", p.be_u32()?);
    }
    Ok(())
}

fn limits(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_done: bool) -> Outcome {
    state_after(cx, p)?;
    if !is_done {
        return Ok(());
    }
    p.need(48)?;
    let mut numbers = [0; 7];
    for number in &mut numbers {
        *number = p.be_u32()?;
    }
    let [read_max, read_best, read_unit, write_max, write_best, write_unit, directory_best] = numbers;
    out!(cx, " rtmax ", read_max, " rtpref ", read_best, " wtmax ", write_max, " wtpref ", write_best);
    out!(cx, " dtpref ", directory_best);
    if cx.verbose(1) {
        out!(cx, " rtmult ", read_unit, " wtmult ", write_unit, " maxfsz ", p.be_u64()?);
        out!(cx, " delta ", p.be_u32()?, ".", Zeros(p.be_u32()?.into(), 6), " ");
    }
    Ok(())
}

fn path_limits(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_done: bool) -> Outcome {
    state_after(cx, p)?;
    if !is_done {
        return Ok(());
    }
    p.need(24)?;
    out!(cx, " linkmax ", p.be_u32()?, " namemax ", p.be_u32()?);
    for flag in ["notrunc", "chownres", "igncase", "keepcase"] {
        let is_set = p.be_u32()? != 0;
        out!(cx, " ", if is_set { flag } else { "" });
    }
    Ok(())
}
