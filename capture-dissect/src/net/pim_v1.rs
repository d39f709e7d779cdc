//! Protocol Independent Multicast, version 1: messages of IGMP. It never became an RFC.
//!
//! ```text
//!  0           1         2          4                      8
//! +-----------+---------+----------+---------+------------+------
//! | IGMP type | message | checksum | version | zero (3.5) | ...
//! |           |         |          | (4 bits)|            |
//! +-----------+---------+----------+---------+------------+------
//!
//! query: 8 mode (4 bits), 10 hold time (2)
//! register: 8 the packet, from its IPv4 header on
//! register-stop: 8 source, 12 group
//! RP-reachable: 8 group, 12 mask, 16 RP, 22 hold time (2)
//! assert: 8 group, 12 mask, 16 source, 20 RP bit and preference, 24 metric
//! join/prune, graft, graft-ack: 8 upstream neighbour, 14 hold time (2), 19 number of groups; a group: address,
//!   mask, joins (2), prunes (2); a source: flags, bits and length of the prefix, address
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Span, out},
    stop::{Outcome, Stop},
};

/// What is there of each message.
const HEADER: usize = 8;

/// Where the version is.
const VERSION: usize = 4;

/// The mask of one group, which is not shown.
const ONE_GROUP: Ipv4 = Ipv4([255; 4]);

/// Prints a message, which starts as IGMP does.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("pimv1");
    match message(cx, p) {
        Err(Stop::Cut) => cx.truncated(),
        other => other,
    }
}

fn message(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    match p.peek(1)? {
        0 => query(cx, p)?,
        1 => {
            out!(cx, " Register");
            p.need(28)?;
            out!(cx, " for ", p.at(20)?.ipv4()?, " > ", p.at(24)?.ipv4()?);
        }
        2 => {
            out!(cx, " Register-Stop");
            out!(cx, " for ", p.at(8)?.ipv4()?, " > ", p.at(12)?.ipv4()?);
        }
        3 => join_prune(cx, p, " Join/Prune")?,
        4 => rp_reachable(cx, p)?,
        5 => assert(cx, p)?,
        6 => join_prune(cx, p, " Graft")?,
        7 => join_prune(cx, p, " Graft-ACK")?,
        other => out!(cx, " [type ", other, "]"),
    }
    let version = p.peek(VERSION)? >> 4;
    if version != 1 {
        out!(cx, " [v", version, "]");
    }
    Ok(())
}

fn query(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, " Query");
    match p.peek(8).map(|mode| mode >> 4) {
        Err(_) => {}
        Ok(0) => out!(cx, " Dense-mode"),
        Ok(1) => out!(cx, " Sparse-mode"),
        Ok(2) => out!(cx, " Sparse-Dense-mode"),
        Ok(other) => out!(cx, " mode-", other),
    }
    if cx.verbose(1) {
        out!(cx, " (Hold-time ");
        out!(cx, Span(p.peek_u16(10)?.into()), ")");
    }
    Ok(())
}

fn rp_reachable(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, " RP-reachable");
    if !cx.verbose(1) {
        return Ok(());
    }
    out!(cx, " group ", p.at(8)?.ipv4()?);
    mask(cx, p.at(12)?.ipv4()?);
    out!(cx, " RP ", p.at(16)?.ipv4()?, " hold ");
    out!(cx, Span(p.peek_u16(22)?.into()));
    Ok(())
}

fn assert(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, " Assert");
    out!(cx, " for ", p.at(16)?.ipv4()?, " > ", p.at(8)?.ipv4()?);
    mask(cx, p.at(12)?.ipv4()?);
    let (preference, metric) = (p.at(20)?.be_u32()?, p.at(24)?.be_u32()?);
    out!(cx, if preference >> 31 == 1 { " RP-tree" } else { " SPT" });
    out!(cx, " pref ", preference & 0x7fff_ffff, " metric ", metric);
    Ok(())
}

fn mask(cx: &mut Context<'_>, mask: Ipv4) {
    if mask != ONE_GROUP {
        out!(cx, "/", mask);
    }
}

/// Prints a message of sources to be joined and pruned. Where it says that it ends too early the version still follows.
fn join_prune(cx: &mut Context<'_>, p: Cursor<'_>, name: &'static str) -> Outcome {
    out!(cx, name);
    if !cx.verbose(1) {
        return Ok(());
    }
    match sources(cx, p) {
        Err(Stop::Cut) if p.len() >= HEADER => cx.truncated(),
        other => other,
    }
}

fn sources(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let separator = if cx.verbose(2) { "\n" } else { "" };
    holds(&p, HEADER + 4)?;
    let mut p = p.at(HEADER)?;
    out!(cx, separator, " Upstream Nbr: ");
    out!(cx, p.ipv4()?);
    holds(&p, 4)?;
    out!(cx, separator, " Hold time: ");
    p.skip(2)?;
    out!(cx, Span(p.be_u16()?.into()));
    if !cx.verbose(2) {
        return Ok(());
    }
    holds(&p, 4)?;
    p.skip(3)?;
    for _ in 0..p.u8()? {
        group(cx, &mut p)?;
    }
    Ok(())
}

fn group(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    holds(p, 4)?;
    out!(cx, "\n\tGroup: ", p.ipv4()?);
    holds(p, 4)?;
    mask(cx, p.ipv4()?);
    holds(p, 4)?;
    let (joins, prunes) = (p.be_u16()?, p.be_u16()?);
    out!(cx, " joined: ", joins, " pruned: ", prunes);
    for _ in 0..joins {
        source(cx, p, "\n\tJoin  ")?;
    }
    for _ in 0..prunes {
        source(cx, p, "\n\tPrune ")?;
    }
    Ok(())
}

fn source(cx: &mut Context<'_>, p: &mut Cursor<'_>, name: &'static str) -> Outcome {
    holds(p, 6)?;
    let ([flags, bits], address) = (p.array()?, p.ipv4()?);
    out!(cx, name, if flags & 1 == 1 { "Sparse" } else { "Dense" });
    out!(cx, if bits & 0x80 == 0 { " " } else { " WC " }, if bits & 0x40 == 0 { "SPT" } else { "RP" });
    out!(cx, " ", address, "/", bits & 0x3f);
    Ok(())
}

/// Stops unless the packet says that so many bytes follow.
fn holds(p: &Cursor<'_>, count: usize) -> Outcome {
    if p.len() < count { Err(Stop::Cut) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_source_to_join() {
        let join = b"\x14\x03\0\0\x20\0\0\0\x0a\0\0\x01\0\0\x01\x0e\0\x20\x04\x01\
            \xef\x01\x02\x03\xff\xff\xff\xff\0\x01\0\0\x01\xe0\x0a\0\0\x09";
        assert_eq!(printed(print, 0, join), " Join/Prune [v2]");
        assert_eq!(printed(print, 1, join), " Join/Prune Upstream Nbr: 10.0.0.1 Hold time: 4m30s [v2]");
        let text = printed(print, 2, join);
        assert!(
            text.ends_with("\n\tGroup: 239.1.2.3 joined: 1 pruned: 0\n\tJoin  Sparse WC RP 10.0.0.9/32 [v2]"),
            "{text}"
        );
        assert!(printed(print, 2, &join[..26]).ends_with("\n\tGroup: 239.1.2.3 [|pimv1] [v2]"));
    }

    #[test]
    fn a_mask_of_one_group_is_not_shown() {
        let reachable = b"\x14\x04\0\0\x10\0\0\0\xef\x01\x02\x03\xff\xff\xff\xff\x0a\0\0\x01\0\0\0\x5a";
        assert_eq!(printed(print, 1, reachable), " RP-reachable group 239.1.2.3 RP 10.0.0.1 hold 1m30s");
    }
}
