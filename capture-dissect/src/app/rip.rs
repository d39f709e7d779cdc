//! Routing Information Protocol (RFC 1058, RFC 2453, authenticated as in RFC 4822).
//!
//! ```text
//!  0         1         2      4          entries of 20 bytes: family (2), tag (2), address (4),
//! +---------+---------+------+---------                       mask (4), next hop (4), metric (4)
//! | command | version | zero | entries
//! +---------+---------+------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    show::{Column, Ipv4, Safe, Table, hex, name, named, out, until_zero},
    stop::Outcome,
};

const COMMANDS: &Table =
    &[(1, "Request"), (2, "Response"), (3, "Trace on"), (4, "Trace off"), (5, "Poll"), (6, "Poll Entry")];
/// Families by their numbers in BSD, the IPv6 of several of them.
const FAMILIES: &Table =
    &[(6, "NS"), (7, "ISO"), (16, "Appletalk"), (23, "IPX"), (24, "IPv6"), (28, "IPv6"), (30, "IPv6")];
const TRACE_ON: u8 = 3;
const AUTHENTICATED: u16 = 0xffff;
const ENTRY: usize = 20;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("rip");
    p.need(4)?;
    let (whole, len) = (p, p.len());
    if len < 4 {
        return cx.truncated();
    }
    let [command, version, _, _] = p.array()?;
    out!(cx, cx.verbose(1).then_some("\n\t"), "RIPv", version);
    if version == 0 {
        hex::hex("\n\t", whole.limit(len).bytes(), cx.out);
        return Ok(());
    }
    out!(cx, ", ", named(COMMANDS, command).or("unknown command (", ")"), ", length: ", len);
    if !cx.verbose(1) {
        return Ok(());
    }
    match version {
        1 | 2 if matches!(command, 1 | 2) => {
            out!(cx, ", routes: ", len / ENTRY, (version != 1).then_some(" or less"));
            if entries(cx, version, p).is_err() {
                cx.truncated()?;
            }
        }
        1 | 2 if (command == TRACE_ON || name(COMMANDS, command).is_none()) && !cx.verbose(2) => {
            hex::hex("\n\t", whole.limit(len).bytes(), cx.out);
        }
        1 | 2 => {}
        _ => out!(cx, ", unknown version"),
    }
    if cx.verbose(2) {
        hex::hex("\n\t", whole.limit(len).bytes(), cx.out);
    }
    Ok(())
}

fn entries(cx: &mut Context<'_>, version: u8, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let left = p.len();
        // The last one is shown even if it is longer than the message.
        let one = p.split(ENTRY);
        match version {
            1 => entry_1(cx, one)?,
            _ => entry_2(cx, one)?,
        }
        if left < ENTRY {
            out!(cx, " [remaining entries length ", left, " < ", ENTRY, "]");
            cx.invalid()?;
        }
    }
    Ok(())
}

fn entry_1(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let whole = p;
    let (family, zero, address) = (p.be_u16()?, p.be_u16()?, p.ipv4()?);
    let (zeros, metric) = (p.be_u64()?, p.be_u32()?);
    match family {
        0 | 2 if zero != 0 || zeros != 0 => hex::hex("\n\t  ", whole.bytes(), cx.out),
        0 => out!(cx, "\n\t  AFI 0, ", address, ", metric: ", metric),
        2 => out!(cx, "\n\t  ", address, ", metric: ", metric),
        _ => {
            out!(cx, "\n\t AFI ", named(FAMILIES, family).or("Unknown (", ")"), ", ");
            hex::hex("\n\t  ", whole.at(4)?.bytes(), cx.out);
        }
    }
    Ok(())
}

fn entry_2(cx: &mut Context<'_>, entry: Cursor<'_>) -> Outcome {
    let mut p = entry;
    let (family, tag) = (p.be_u16()?, p.be_u16()?);
    if family == AUTHENTICATED {
        if tag == 2 {
            out!(cx, "\n\t  Simple Text Authentication data: ", Safe(until_zero(p.take(16)?)));
        } else {
            out!(cx, "\n\t  Unknown (", tag, ") Authentication data:");
            hex::hex("\n\t  ", p.take(16)?, cx.out);
        }
        return Ok(());
    }
    if !matches!(family, 0 | 2) {
        out!(cx, "\n\t  AFI ", named(FAMILIES, family).or("Unknown (", ")"));
        hex::hex("\n\t  ", p.bytes(), cx.out);
        return Ok(());
    }
    let (address, mask, next_hop, metric) = (p.ipv4()?, p.be_u32()?, p.ipv4()?, p.be_u32()?);
    out!(cx, if family == 2 { "\n\t  AFI IPv4, " } else { "\n\t  AFI 0, " });
    out!(cx, Column(address));
    let bits = mask.leading_ones();
    out!(cx, "/");
    // A mask with gaps has no length.
    if bits + mask.trailing_zeros() < 32 {
        out!(cx, "-1");
    } else {
        out!(cx, bits, (bits < 10).then_some(" "));
    }
    out!(cx, ", tag 0x", hex(tag, 4), ", metric: ", metric, ", next-hop: ");
    if next_hop == Ipv4::default() {
        out!(cx, "self");
    } else {
        out!(cx, next_hop);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn versions_differ_in_their_entries() {
        let one = b"\x02\x01\0\0\0\x02\0\0\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01";
        assert_eq!(printed(print, 0, one), "RIPv1, Response, length: 24");
        assert!(printed(print, 1, one).ends_with("routes: 1\n\t  10.0.0.0, metric: 1"));
        let two = b"\x02\x02\0\0\0\x02\0\0\x0a\0\0\0\xff\xff\xff\0\0\0\0\0\0\0\0\x01";
        let text =
            "routes: 1 or less\n\t  AFI IPv4,        10.0.0.0/24, tag 0x0000, metric: 1, next-hop: self";
        assert!(printed(print, 1, two).ends_with(text));
    }
}
