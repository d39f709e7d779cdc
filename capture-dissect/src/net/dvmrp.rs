//! Distance Vector Multicast Routing Protocol (RFC 1075 and draft-ietf-idmr-dvmrp-v3), in messages of IGMP.
//!
//! ```text
//!  0      1      2          4                  6       7       8
//! +------+------+----------+------------------+-------+-------+------
//! | 0x13 | code | checksum | of each code     | minor | major | body
//! +------+------+----------+------------------+-------+-------+------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Span, Table, bits, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 8;

const PROBE: u8 = 1;
const REPORT: u8 = 2;
const NEIGHBORS: u8 = 4;
const NEIGHBORS2: u8 = 6;

const FLAGS: &Table =
    &[(0x01, "/tunnel"), (0x02, "/srcrt"), (0x40, "/querier"), (0x20, "/disabled"), (0x10, "/down")];

/// The last origin that a mask stands for.
const LAST: u8 = 0x80;

/// Prints a message.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("dvmrp");
    if p.len() < HEADER {
        out!(cx, " [len ", p.len(), "]");
        return Ok(());
    }
    let code = p.peek(1)?;
    let version = p;
    let mut p = p;
    p.pass(HEADER);
    match code {
        PROBE => {
            out!(cx, " Probe");
            if cx.verbose(1) { probe(cx, p) } else { Ok(()) }
        }
        REPORT => {
            out!(cx, " Report");
            if cx.verbose(2) { report(cx, p) } else { Ok(()) }
        }
        3 => {
            out!(cx, " Ask-neighbors(old)");
            Ok(())
        }
        NEIGHBORS => {
            out!(cx, " Neighbors(old)");
            neighbors(cx, p)
        }
        5 => {
            out!(cx, " Ask-neighbors2");
            Ok(())
        }
        NEIGHBORS2 => {
            out!(cx, " Neighbors2");
            let (minor, major) = (version.peek(6)?, version.peek(7)?);
            out!(cx, " (v ", major, ".", minor, "):");
            neighbors2(cx, p)
        }
        7 => {
            out!(cx, " Prune");
            ends(cx, &mut p)?;
            out!(cx, " timer ");
            out!(cx, Span(p.be_u32()?));
            Ok(())
        }
        8 => {
            out!(cx, " Graft");
            ends(cx, &mut p)
        }
        9 => {
            out!(cx, " Graft-ACK");
            ends(cx, &mut p)
        }
        other => {
            out!(cx, " [type ", other, "]");
            Ok(())
        }
    }
}

/// The source and the group of a tree.
fn ends(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, " src ", p.ipv4()?, " grp ", p.ipv4()?);
    Ok(())
}

/// Stops, having said why, where fewer bytes were declared.
fn room(cx: &mut Context<'_>, p: Cursor<'_>, before: &'static str, len: usize) -> Outcome {
    if p.len() < len {
        out!(cx, before, "length ", p.len(), " < ", len, "]");
        return Err(Stop::Invalid);
    }
    Ok(())
}

fn probe(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    room(cx, p, " [full ", 4)?;
    out!(cx, if cx.verbose(2) { "\n\t" } else { " " });
    out!(cx, "genid ", p.be_u32()?);
    if !cx.verbose(2) {
        return Ok(());
    }
    while p.len() > 0 {
        room(cx, p, "[remaining ", 4)?;
        out!(cx, "\n\tneighbor ", p.ipv4()?);
    }
    Ok(())
}

/// Masks of 24 bits, whose first byte of 255 is left out, and the origins that each stands for, without
/// bytes that are not covered.
fn report(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        room(cx, p, " [", 3)?;
        let [a, b, c] = p.array()?;
        let width = match [a, b, c] {
            [0, 0, 0] => 1,
            [_, 0, 0] => 2,
            [_, _, 0] => 3,
            _ => 4,
        };
        out!(cx, "\n\tMask ", Ipv4([255, a, b, c]));
        loop {
            if p.len() < width + 1 {
                out!(cx, "\n\t  [Truncated Report]");
                return Err(Stop::Invalid);
            }
            let mut origin = [0; 4];
            for to in origin.iter_mut().take(width) {
                *to = p.u8()?;
            }
            let metric = p.u8()?;
            out!(cx, "\n\t  ", Ipv4(origin), " metric ", metric & !LAST);
            if metric & LAST != 0 {
                break;
            }
        }
    }
    Ok(())
}

fn neighbors(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        room(cx, p, " [", 7)?;
        let (address, [metric, threshold, count]) = (p.ipv4()?, p.array()?);
        for _ in 0..count {
            room(cx, p, " [", 4)?;
            out!(cx, " [", address, " ->");
            out!(cx, " ", p.ipv4()?, ", (", metric, "/", threshold, ")]");
        }
    }
    Ok(())
}

fn neighbors2(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        room(cx, p, " [", 8)?;
        let (address, [metric, threshold, flags, count]) = (p.ipv4()?, p.array()?);
        for _ in 0..count {
            if p.len() == 0 {
                out!(cx, " [invalid ncount]");
                return Err(Stop::Invalid);
            }
            room(cx, p, " [", 4)?;
            out!(cx, " [", address, " -> ");
            out!(cx, p.ipv4()?, " (", metric, "/", threshold, bits(FLAGS, flags).with("").or(""), ")]");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn neighbors_have_metrics() {
        let message = b"\x13\x06\0\0\0\0\x04\x0c\x0a\0\0\x01\x01\0\x41\x01\x0a\0\0\x02";
        let text = " Neighbors2 (v 12.4): [10.0.0.1 -> 10.0.0.2 (1/0/tunnel/querier)]";
        assert_eq!(printed(print, 0, message), text);
    }

    #[test]
    fn origins_are_as_long_as_their_mask() {
        let message = b"\x13\x02\0\0\0\0\x03\xff\xff\0\0\x0a\x01\x81";
        assert_eq!(printed(print, 2, message), " Report\n\tMask 255.255.0.0\n\t  10.1.0.0 metric 1");
        assert_eq!(printed(print, 1, message), " Report");
    }
}
