//! Protocol Independent Multicast, version 2 (RFC 7761, RFC 3973, RFC 5015, RFC 5059).
//!
//! ```text
//!  0               1          2          4
//! +---------------+----------+----------+------
//! | version, type | reserved | checksum | body
//! +---------------+----------+----------+------
//! ```
//!
//! The reserved byte may end in the length of addresses, which then stand without their family (RFC 2117).

use crate::{
    checksum::{Sum, pseudo},
    context::Context,
    cursor::Cursor,
    net::{ipv4, ipv6, pim_address::Addresses, pim_hello},
    show::{Span, Table, hex, name, named, out},
    stop::Outcome,
};

const TYPES: &Table = &[
    (0, "Hello"),
    (1, "Register"),
    (2, "Register Stop"),
    (3, "Join / Prune"),
    (4, "Bootstrap"),
    (5, "Assert"),
    (6, "Graft"),
    (7, "Graft Acknowledgement"),
    (8, "Candidate RP Advertisement"),
    (9, "Prune Refresh"),
    (10, "DF Election"),
    (11, "ECMP Redirect"),
];
const REGISTER: u8 = 1;
const GRAFT_ACKNOWLEDGEMENT: u8 = 7;
const REGISTER_FLAGS: &Table = &[(0x8000_0000, "Border"), (0x4000_0000, "Null")];
const ELECTIONS: &Table = &[(1, "Offer"), (2, "Winner"), (3, "Backoff"), (4, "Pass")];
const BACKOFF: u8 = 3;
const PASS: u8 = 4;
/// Bytes of a register that its checksum covers.
const REGISTER_HEADER: usize = 8;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("pim");
    let first = p.peek(0)?;
    let (version, kind) = (first >> 4, first & 0xf);
    out!(cx, "PIMv", version, ", ");
    if version != 2 {
        out!(cx, "length ", p.len());
        return Ok(());
    }
    let kind_name = named(TYPES, kind).or_text("Unknown Type");
    if !cx.verbose(1) {
        out!(cx, kind_name, ", length ", p.len());
        return Ok(());
    }
    out!(cx, "length ", p.len(), "\n\t", kind_name);
    cx.enter("pimv2");
    cx.call(message, p)
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let whole = p;
    let [first, reserved] = p.array()?;
    let kind = first & 0xf;
    let addresses = Addresses(reserved & 0xf);
    out!(cx, if addresses.0 != 0 { ", RFC2117-encoding" } else { "" });
    let checksum = p.be_u16()?;
    out!(cx, ", cksum 0x", hex(checksum, 4), " (", verdict(cx, kind, checksum, whole), ")");
    match kind {
        0 => pim_hello::print(cx, addresses, p),
        REGISTER => register(cx, p),
        2 => {
            out!(cx, " group=");
            addresses.group(cx, &mut p)?;
            out!(cx, " source=");
            addresses.unicast(cx, &mut p)
        }
        3 | 6 | GRAFT_ACKNOWLEDGEMENT => join_prune(cx, kind, addresses, p),
        4 => bootstrap(cx, addresses, p),
        5 => assert(cx, addresses, p),
        8 => candidate(cx, addresses, p),
        9 => refresh(cx, addresses, p),
        10 => election(cx, addresses, reserved >> 4, p),
        _ => {
            out!(cx, " [type ", kind, "]");
            Ok(())
        }
    }
}

/// Whether the checksum is right; for a register that may be one of its header alone.
fn verdict(cx: &Context<'_>, kind: u8, checksum: u16, p: Cursor<'_>) -> &'static str {
    let len = p.len();
    let is_right = |covered: usize| {
        let bytes = p.bytes().get(..covered)?;
        let sum = match cx.ip.version {
            6 => pseudo(&cx.ip, 103, covered, bytes),
            _ => Sum::default().add(bytes).finish(),
        };
        Some(sum == 0)
    };
    if checksum == 0 {
        return "unverified";
    }
    let verdict = match kind {
        REGISTER if len < REGISTER_HEADER => None,
        REGISTER => {
            is_right(REGISTER_HEADER).and_then(|right| if right { Some(true) } else { is_right(len) })
        }
        _ => is_right(len),
    };
    match verdict {
        Some(true) => "correct",
        Some(false) => "incorrect",
        None => "unverified",
    }
}

fn register(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, ", Flags [ ", named(REGISTER_FLAGS, p.be_u32()?).or_text("none"), " ]\n\t");
    match p.peek(0)? >> 4 {
        0 => {
            // A null register only has the addresses.
            p.skip(12)?;
            out!(cx, "IP-Null-header ", p.ipv4()?, " > ", p.ipv4()?);
            Ok(())
        }
        4 => cx.call(ipv4::print, p),
        6 => cx.call(ipv6::print, p),
        version => {
            out!(cx, "IP ver ", version);
            Ok(())
        }
    }
}

fn join_prune(cx: &mut Context<'_>, kind: u8, addresses: Addresses, mut p: Cursor<'_>) -> Outcome {
    let is_acknowledgement = kind == GRAFT_ACKNOWLEDGEMENT;
    if !is_acknowledgement {
        out!(cx, ", upstream-neighbor: ");
        addresses.unicast(cx, &mut p)?;
    }
    let ([_, groups], holdtime) = (p.array()?, p.be_u16()?);
    out!(cx, "\n\t  ", groups, " group(s)");
    match holdtime {
        _ if is_acknowledgement => {}
        0xffff => out!(cx, ", holdtime: infinite"),
        _ => out!(cx, ", holdtime: ", Span(holdtime.into())),
    }
    for number in 1..=groups {
        out!(cx, "\n\t    group #", number, ": ");
        addresses.group(cx, &mut p)?;
        let (joined, pruned) = (p.be_u16()?, p.be_u16()?);
        out!(cx, ", joined sources: ", joined, ", pruned sources: ", pruned);
        for (count, text) in [(joined, "joined"), (pruned, "pruned")] {
            for number in 1..=count {
                out!(cx, "\n\t      ", text, " source #", number, ": ");
                addresses.source(cx, &mut p)?;
            }
        }
    }
    Ok(())
}

fn bootstrap(cx: &mut Context<'_>, addresses: Addresses, mut p: Cursor<'_>) -> Outcome {
    out!(cx, " tag=", hex(p.be_u16()?, 0));
    out!(cx, " hashmlen=", p.u8()?);
    // Nothing is shown of a priority alone.
    let priority = p.peek_u16(0)? >> 8;
    p.skip(1)?;
    out!(cx, " BSRprio=", priority, " BSR=");
    addresses.unicast(cx, &mut p)?;
    let mut group = 0u32;
    while p.len() > 0 {
        out!(cx, " (group", group, ": ");
        addresses.group(cx, &mut p)?;
        out!(cx, " RPcnt=", p.u8()?);
        let fragment = p.u8()?;
        out!(cx, " FRPcnt=", fragment);
        p.pass(2);
        for number in 0..fragment {
            if p.len() == 0 {
                break;
            }
            out!(cx, " RP", number, "=");
            addresses.unicast(cx, &mut p)?;
            out!(cx, ",holdtime=");
            out!(cx, Span(p.be_u16()?.into()));
            out!(cx, ",prio=", p.u8()?);
            p.pass(1);
        }
        out!(cx, ")");
        group += 1;
    }
    Ok(())
}

fn assert(cx: &mut Context<'_>, addresses: Addresses, mut p: Cursor<'_>) -> Outcome {
    out!(cx, " group=");
    addresses.group(cx, &mut p)?;
    out!(cx, " src=");
    addresses.unicast(cx, &mut p)?;
    let preference = p.be_u32()?;
    let tree = if preference >> 31 != 0 { " RPT" } else { "" };
    out!(cx, tree, " pref=", preference & 0x7fff_ffff, " metric=", p.be_u32()?);
    Ok(())
}

fn candidate(cx: &mut Context<'_>, addresses: Addresses, mut p: Cursor<'_>) -> Outcome {
    let count = p.u8()?;
    out!(cx, " prefix-cnt=", count);
    out!(cx, " prio=", p.u8()?);
    out!(cx, " holdtime=");
    out!(cx, Span(p.be_u16()?.into()), " RP=");
    addresses.unicast(cx, &mut p)?;
    for number in 0..count {
        if p.len() == 0 {
            break;
        }
        out!(cx, " Group", number, "=");
        addresses.group(cx, &mut p)?;
    }
    Ok(())
}

fn refresh(cx: &mut Context<'_>, addresses: Addresses, mut p: Cursor<'_>) -> Outcome {
    out!(cx, " src=");
    addresses.unicast(cx, &mut p)?;
    out!(cx, " grp=");
    addresses.group(cx, &mut p)?;
    out!(cx, " forwarder=");
    addresses.unicast(cx, &mut p)?;
    out!(cx, " TUNR ", Span(p.be_u16()?.into()));
    Ok(())
}

/// Who forwards for a link; the reserved byte starts with a subtype here (RFC 5015 section 3.7.1).
fn election(cx: &mut Context<'_>, addresses: Addresses, subtype: u8, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t  ", named(ELECTIONS, subtype).or_text("Unknown"), ", rpa=");
    addresses.unicast(cx, &mut p)?;
    out!(cx, " sender pref=", p.be_u32()?);
    out!(cx, " sender metric=", p.be_u32()?);
    let Some(who) = name(&[(BACKOFF.into(), "offer"), (PASS.into(), "new winner")], subtype) else {
        return Ok(());
    };
    out!(cx, "\n\t  ", who, " addr=");
    addresses.unicast(cx, &mut p)?;
    out!(cx, " ", who, " pref=", p.be_u32()?);
    out!(cx, " ", who, " metric=", p.be_u32()?);
    if subtype == BACKOFF {
        out!(cx, " interval ", p.be_u16()?, "ms");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_hello_has_options() {
        let hello = [0x20, 0, 0xdf, 0x67, 0, 1, 0, 2, 0, 0x96, 0, 20, 0, 4, 0, 0, 0, 7];
        assert_eq!(printed(print, 0, &hello), "PIMv2, Hello, length 18");
        let text = printed(print, 1, &hello);
        assert!(text.ends_with("Hold Time Option (1), length 2, Value: 2m30s\n\t  Generation ID Option (20), length 4, Value: 0x00000007"), "{text}");
    }

    #[test]
    fn groups_are_joined_and_left() {
        let neighbor = [1, 0, 10, 0, 0, 1, 0, 1, 0, 210];
        let group = [1, 0, 0, 32, 224, 1, 1, 1, 0, 1, 0, 0, 1, 0, 7, 32, 10, 0, 0, 5];
        let join = [&[0x23, 0, 0, 0][..], &neighbor, &group].concat();
        let text = printed(print, 1, &join);
        let expected = "\n\tJoin / Prune, cksum 0x0000 (unverified), upstream-neighbor: 10.0.0.1\
             \n\t  1 group(s), holdtime: 3m30s\n\t    group #1: 224.1.1.1, joined sources: 1, pruned sources: 0\
             \n\t      joined source #1: 10.0.0.5(SWR)";
        assert!(text.ends_with(expected), "{text}");
        assert!(printed(print, 1, &join[..20]).ends_with("group #1:  [|pimv2]"));
    }

    #[test]
    fn other_versions_are_not_looked_into() {
        assert_eq!(printed(print, 1, &[0x30, 0, 0, 0]), "PIMv3, length 4");
    }
}
