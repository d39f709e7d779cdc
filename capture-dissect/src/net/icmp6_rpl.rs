//! RPL, routing for lossy networks (RFC 6550), as far as its messages say who sent them.
//!
//! ```text
//! DIO: instance, version, rank (2), grounded (1 bit), mode (3 bits), preference (3 bits), DTSN, flags,
//!      zero, DODAG id (16)
//! DAO: instance, flags (K, D), zero, sequence, DODAG id where D is set
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    hex::hex as rows,
    show::{Ipv6, Table, hex, named, out},
    stop::{Outcome, Stop},
};

const MODES: &Table =
    &[(0, "nonstoring"), (1, "storing"), (2, "nonstoring-multicast"), (3, "storing-multicast")];

const OPTIONS: &Table = &[
    (0, "pad1"),
    (1, "padN"),
    (2, "metrics"),
    (3, "routinginfo"),
    (4, "config"),
    (5, "rpltarget"),
    (6, "transitinfo"),
    (8, "destprefix"),
    (9, "rpltargetdesc"),
];

/// Prints what follows the checksum.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>, code: u8) -> Outcome {
    if code & 0x80 != 0 {
        out!(cx, ", (SEC) [worktodo]");
        return Ok(());
    }
    out!(cx, ", (CLR)");
    let body: fn(&mut Context<'_>, Cursor<'_>) -> Outcome = match code {
        0 => {
            out!(cx, "DODAG Information Solicitation");
            return Ok(());
        }
        1 => {
            out!(cx, "DODAG Information Object");
            information
        }
        2 => {
            out!(cx, "Destination Advertisement Object");
            advertisement
        }
        3 => {
            out!(cx, "Destination Advertisement Object Ack");
            acknowledgement
        }
        _ => {
            out!(cx, "RPL message, unknown code ", code);
            return Ok(());
        }
    };
    if cx.verbose(1) { cx.call(body, p) } else { Ok(()) }
}

fn information(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 24 {
        out!(cx, " [length ", p.len(), " < 24]");
        return Err(Stop::Invalid);
    }
    let (instance, _version, rank) = (p.u8()?, p.u8()?, p.be_u16()?);
    let (mode, sequence, _flags) = (p.u8()?, p.u8()?, p.be_u16()?);
    out!(cx, " [dagid:", p.ipv6()?, ",seq:", sequence, ",instance:", instance, ",rank:", rank, ",");
    out!(cx, (mode & 0x80 != 0).then_some("grounded,"), "mop:", named(MODES, mode >> 3 & 7).or("mop", ""));
    out!(cx, ",prf:", mode & 7, "]");
    options(cx, p)
}

/// The DODAG id, where there is one.
fn dag_id(p: &mut Cursor<'_>, is_there: bool) -> Result<Option<Ipv6>, Stop> {
    match is_there {
        true if p.len() < 16 => Err(Stop::Invalid),
        true => p.ipv6().map(Some),
        false => Ok(None),
    }
}

fn advertisement(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    // Room for an id is asked for even where there is none.
    p.need(20)?;
    let (instance, flags, _zero, sequence) = (p.u8()?, p.u8()?, p.u8()?, p.u8()?);
    let id = dag_id(&mut p, flags & 0x40 != 0)?;
    out!(cx, " [dagid:", id, id.is_none().then_some("<elided>"), ",seq:", sequence, ",instance:", instance);
    out!(cx, (flags & 0x80 != 0).then_some(",acK"), (flags & 0x40 != 0).then_some(",Dagid"));
    out!(cx, ",flags:", hex(flags, 2), "]");
    options(cx, p)
}

fn acknowledgement(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.need(4)?;
    let (instance, flags, sequence, status) = (p.u8()?, p.u8()?, p.u8()?, p.u8()?);
    let id = dag_id(&mut p, flags & 0x80 != 0)?;
    out!(cx, " [dagid:", id, id.is_none().then_some("<elided>"), ",seq:", sequence, ",instance:", instance);
    out!(cx, ",status:", status, "]");
    options(cx, p)
}

fn options(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if !cx.verbose(2) {
        return Ok(());
    }
    while p.len() > 0 {
        let kind = p.peek(0)?;
        if kind == 0 {
            out!(cx, " opt:pad1");
            p.skip(1)?;
            continue;
        }
        if p.len() < 2 {
            return cx.truncated();
        }
        let len = usize::from(p.peek(1)?) + 2;
        out!(cx, " opt:", named(OPTIONS, kind).or("subopt:", ""), " len:", len, " ");
        if !p.has(len) || p.len() < len {
            return cx.truncated();
        }
        let option = p.take(len)?;
        if cx.verbose(3) {
            rows(" ", option.get(2..).unwrap_or_default(), cx.out);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::printed, net::icmp6};

    #[test]
    fn an_object_says_where_it_comes_from() {
        let object =
            [&[155, 1, 0, 0, 7, 1, 0, 9, 0x88, 5, 0, 0][..], &1u128.to_be_bytes(), &[0, 4, 1, 9]].concat();
        let text = "ICMP6, RPL, (CLR)DODAG Information Object, length 32";
        assert_eq!(printed(icmp6::print, 0, &object), text);
        let text =
            "[dagid:::1,seq:5,instance:7,rank:9,grounded,mop:storing,prf:0] opt:pad1 opt:config len:3 ";
        assert!(printed(icmp6::print, 2, &object).ends_with(text));
    }
}
