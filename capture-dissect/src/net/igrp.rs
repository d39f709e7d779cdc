//! IGRP, Cisco's interior gateway routing protocol ("An Introduction to IGRP", C. Hedrick).
//!
//! ```text
//!  0                1         2    4          6        8          10         12
//! +-----------------+---------+----+----------+--------+----------+----------+--------
//! | version, opcode | edition | AS | interior | system | exterior | checksum | routes
//! +-----------------+---------+----+----------+--------+----------+----------+--------
//!  0         3       6           9     11            12     13
//! +---------+-------+-----------+-----+-------------+------+------
//! | network | delay | bandwidth | MTU | reliability | load | hops
//! +---------+-------+-----------+-----+-------------+------+------
//! ```
//!
//! Delays are tens of microseconds, bandwidths the inverse of kilobits a second times 10,000,000.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::Outcome,
};

const OPCODES: &Table = &[(1, "update"), (2, "request")];
const ROUTE: usize = 14;
const NETWORK: usize = 3;
const INFINITE: u32 = 0x00ff_ffff;
const BANDWIDTH: u32 = 10_000_000;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("igrp");
    out!(cx, "igrp:");
    let [first, edition] = p.array()?;
    let system = p.be_u16()?;
    let (interior, others, exterior) = (p.be_u16()?, p.be_u16()?, p.be_u16()?);
    out!(cx, " ", named(OPCODES, first & 0x0f).or("op-#", ""), " V", first >> 4, " edit=", edition);
    out!(cx, " AS=", system, " (", interior, "/", others, "/", exterior, ")");
    if cx.verbose(1) {
        out!(cx, " checksum=0x", hex(p.peek_u16(0)?, 4));
    }
    p.skip(2)?;
    let kinds = [(interior, Kind::Interior), (others, Kind::System), (exterior, Kind::Exterior)];
    for (count, kind) in kinds {
        for _ in 0..count {
            if p.len() < ROUTE {
                return cx.invalid();
            }
            route(cx, kind, &mut p)?;
        }
    }
    if p.len() >= ROUTE {
        p.at(NETWORK)?;
        out!(cx, " [extra bytes ", p.len(), "]");
    }
    if p.len() > 0 { cx.invalid() } else { Ok(()) }
}

#[derive(Clone, Copy)]
enum Kind {
    Interior,
    System,
    Exterior,
}

fn route(cx: &mut Context<'_>, kind: Kind, p: &mut Cursor<'_>) -> Outcome {
    let [a, b, c] = p.array()?;
    match kind {
        Kind::Interior => out!(cx, " *.", a, ".", b, ".", c),
        Kind::System => out!(cx, " ", a, ".", b, ".", c, ".0"),
        Kind::Exterior => out!(cx, " X", a, ".", b, ".", c, ".0"),
    }
    let (delay, bandwidth, mtu) = (p.be_u24()?, p.be_u24()?, p.be_u16()?);
    let [reliability, load, hops] = p.array()?;
    out!(cx, " d=", delay * 10, " b=", BANDWIDTH.checked_div(bandwidth).unwrap_or(0));
    out!(cx, " r=", reliability, " l=", load, " M=", (delay + bandwidth).min(INFINITE));
    out!(cx, " mtu=", mtu, " in ", hops, " hops");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn routes_are_of_three_kinds() {
        let route = b"\x0a\x0b\x0c\0\x07\xd0\0\x03\xe8\x05\xdc\xff\x01\x02";
        let message = [b"\x11\x07\0\x64\0\x01\0\0\0\0\x12\x34", &route[..]].concat();
        let text = "igrp: update V1 edit=7 AS=100 (1/0/0) *.10.11.12 d=20000 b=10000 r=255 l=1 M=3000 mtu=1500 in 2 hops";
        assert_eq!(printed(print, 0, &message), text);
    }

    #[test]
    fn routes_must_be_there() {
        let text = "igrp: request V1 edit=7 AS=100 (1/0/0) checksum=0x0000 (invalid)";
        assert_eq!(printed(print, 1, b"\x12\x07\0\x64\0\x01\0\0\0\0\0\0"), text);
    }
}
