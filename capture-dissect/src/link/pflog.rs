//! OpenBSD's log of its packet filter (`pflog(4)`).
//!
//! ```text
//!  0        1        2        3        4           20        36     40        44           60          61
//! +--------+--------+--------+--------+-----------+---------+------+---------+------------+-----------+---------
//! | length | family | action | reason | interface | ruleset | rule | subrule | users and  | direction | padding
//! |        |        |        |        | (16)      | (16)    | (4)  | (4)     | processes  |           | to 4
//! +--------+--------+--------+--------+-----------+---------+------+---------+------------+-----------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    net,
    show::{Safe, Table, named, out, until_zero},
    stop::Outcome,
};

/// The shortest header, without what newer systems have.
const MIN_HEADER: usize = 45;
/// What is read of it.
const FIELDS: usize = 61;
const DIRECTION: usize = 60;
const NONE: u32 = u32::MAX;

const ACTIONS: &Table = &[
    (0, "pass"),
    (1, "block"),
    (2, "scrub"),
    (4, "nat"),
    (5, "nonat"),
    (6, "binat"),
    (7, "nobinat"),
    (8, "rdr"),
    (9, "nordr"),
    (10, "synproxy-drop"),
];
const REASONS: &Table = &[
    (0, "0(match)"),
    (1, "1(bad-offset)"),
    (2, "2(fragment)"),
    (4, "3(short)"),
    (5, "5(memory)"),
    (6, "6(bad-timestamp)"),
    (7, "7(congestion)"),
    (8, "8(ip-option)"),
    (9, "9(proto-cksum)"),
    (10, "10(state-mismatch)"),
    (11, "11(state-insert)"),
    (12, "12(state-limit)"),
    (13, "13(src-limit)"),
    (14, "14(synproxy)"),
];
const DIRECTIONS: &Table = &[(0, "in/out"), (1, "in"), (2, "out")];

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("pflog");
    let Ok(len) = p.peek(0) else {
        return cx.cut_in_link_header(p.captured());
    };
    if usize::from(len) < MIN_HEADER {
        out!(cx, "[pflog: invalid header length!]");
        cx.link_len = usize::from(len).next_multiple_of(4);
        return Ok(());
    }
    let len = usize::from(len).next_multiple_of(4);
    let Ok(packet) = p.at(len) else {
        return cx.cut_in_link_header(p.captured());
    };
    let family = p.peek(1)?;
    if cx.options.link_header {
        header(cx, p)?;
    }
    match family {
        2 => cx.call(net::ipv4::print, packet)?,
        10 | 24 | 26 | 28 | 30 => cx.call(net::ipv6::print, packet)?,
        _ => {
            if !cx.options.link_header {
                header(cx, p)?;
            }
            cx.unknown_payload(packet.bytes());
        }
    }
    cx.link_len = len;
    Ok(())
}

fn header(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.at(FIELDS)?;
    let direction = p.peek(DIRECTION)?;
    let [_, _, action, reason] = p.array()?;
    let (interface, ruleset) = (p.take(16)?, p.take(16)?);
    let (rule, subrule) = (p.be_u32()?, p.be_u32()?);
    out!(cx, "rule ", rule);
    if subrule != NONE {
        out!(cx, ".", Safe(until_zero(ruleset)), ".", subrule);
    }
    out!(cx, "/", named(REASONS, reason).or("unkn(", ")"));
    out!(cx, ": ", named(ACTIONS, action).or("unkn(", ")"));
    out!(cx, " ", named(DIRECTIONS, direction).or("unkn(", ")"));
    out!(cx, " on ", Safe(until_zero(interface)), ": ");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_rule_logs_a_packet() {
        let mut packet = [0; 64];
        packet[..8].copy_from_slice(b"\x3d\x63\x01\x02em0\0");
        (packet[39], packet[60]) = (5, 2);
        packet[40..44].fill(0xff);
        assert_eq!(printed(print, 0, &packet), "rule 5/2(fragment): block out on em0: ");
        packet[20..40].copy_from_slice(b"anchor\0\0\0\0\0\0\0\0\0\0\0\0\0\x05");
        packet[40..44].fill(0);
        assert_eq!(printed(print, 0, &packet), "rule 5.anchor.0/2(fragment): block out on em0: ");
        packet[0] = 44;
        assert_eq!(printed(print, 0, &packet), "[pflog: invalid header length!]");
    }
}
