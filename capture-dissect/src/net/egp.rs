//! EGP, the exterior gateway protocol (RFC 904).
//!
//! ```text
//!  0         1      2      3        4          6    8          10             12
//! +---------+------+------+--------+----------+----+----------+--------------+--------------
//! | version | type | code | status | checksum | AS | sequence | of the type  | of the type
//! +---------+------+------+--------+----------+----+----------+--------------+--------------
//! ```
//!
//! The last two are intervals, a reason, or how many gateways there are; then the network.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Table, name, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 16;
const VERSION: u8 = 2;

const UPDATE: u8 = 1;
const POLL: u8 = 2;
const ACQUIRE: u8 = 3;
const REACH: u8 = 5;
const ERROR: u8 = 8;

const ACQUIRE_CODES: &Table =
    &[(0, "request"), (1, "confirm"), (2, "refuse"), (3, "cease"), (4, "cease_ack")];
const REACH_CODES: &Table = &[(0, "hello"), (1, "i-h-u")];
const MODES: &Table = &[(0, "unspecified"), (1, "active_mode"), (2, "passive_mode")];
const REFUSALS: &Table = &[
    (0, "unspecified"),
    (3, "insufficient_resources"),
    (4, "administratively_prohibited"),
    (5, "going_down"),
    (6, "parameter_violation"),
    (7, "protocol_violation"),
];
const STATES: &Table = &[(0, "indeterminate"), (1, "up"), (2, "down")];
const REASONS: &Table = &[
    (0, "unspecified"),
    (1, "bad_EGP_header_format"),
    (2, "bad_EGP_data_field_format"),
    (3, "reachability_info_unavailable"),
    (4, "excessive_polling_rate"),
    (5, "no_response"),
    (6, "unsupported_version"),
];

const UNSOLICITED: u8 = 0x80;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("egp");
    p.need(HEADER)?;
    let len = p.len();
    let [version, kind, code, status] = p.array()?;
    p.skip(2)?;
    let (system, sequence) = (p.be_u16()?, p.be_u16()?);
    out!(cx, "EGPv", version);
    if !cx.verbose(1) {
        out!(cx, ", AS ", system, ", seq ", sequence);
    }
    out!(cx, ", length ", len);
    if !cx.verbose(1) {
        return Ok(());
    }
    if version != VERSION {
        out!(cx, "[version ", version, "]");
        return Ok(());
    }
    match kind {
        ACQUIRE => acquire(cx, code, status, p)?,
        REACH => match name(REACH_CODES, code) {
            Some(code) => {
                out!(cx, " ", code);
                state(cx, status);
            }
            None => out!(cx, "[reach code ", code, "]"),
        },
        POLL => {
            out!(cx, " poll");
            state(cx, status);
            p.skip(2)?;
            out!(cx, " net:", p.ipv4()?);
        }
        UPDATE => update(cx, status, p)?,
        ERROR => {
            out!(cx, " error");
            state(cx, status);
            named_or(cx, " ", REASONS, p.be_u16()?, " [reason ");
        }
        _ => out!(cx, "[type ", kind, "]"),
    }
    Ok(())
}

fn named_or(cx: &mut Context<'_>, before: &'static str, table: &Table, number: u16, unknown: &'static str) {
    match name(table, number) {
        Some(name) => out!(cx, before, name),
        None => out!(cx, unknown, number, "]"),
    }
}

fn state(cx: &mut Context<'_>, status: u8) {
    named_or(cx, " state:", STATES, status.into(), " [status ");
}

fn acquire(cx: &mut Context<'_>, code: u8, status: u8, mut p: Cursor<'_>) -> Outcome {
    out!(cx, " acquire");
    named_or(cx, " ", ACQUIRE_CODES, code.into(), "[code ");
    match code {
        0 | 1 => {
            named_or(cx, " ", MODES, status.into(), " [status ");
            out!(cx, " hello:", p.be_u16()?, " poll:", p.be_u16()?);
        }
        2..=4 => named_or(cx, " ", REFUSALS, status.into(), "[status "),
        _ => {}
    }
    Ok(())
}

fn update(cx: &mut Context<'_>, status: u8, mut p: Cursor<'_>) -> Outcome {
    out!(cx, " update", (status & UNSOLICITED != 0).then_some(" unsolicited"));
    state(cx, status & !UNSOLICITED);
    let [interior, exterior] = p.array()?;
    let network = p.ipv4()?;
    out!(cx, " ", network, " int ", interior, " ext ", exterior);
    let network = u32::from_le_bytes(network.0);
    for at in 0..u16::from(interior) + u16::from(exterior) {
        let title = if at < u16::from(interior) { " int " } else { " ext " };
        gateway(cx, title, network, &mut p)?;
    }
    Ok(())
}

/// How many bytes of an address are the network's.
const fn network_bytes(address: u32) -> usize {
    match address >> 29 {
        0..=3 => 1,
        4 | 5 => 2,
        _ => 3,
    }
}

/// Shows an address as tcpdump does, which has numbers in memory where addresses should be.
fn address(number: u32) -> Ipv4 {
    Ipv4(number.to_le_bytes())
}

/// Stops where fewer bytes were declared.
const fn room(p: Cursor<'_>, len: usize) -> Outcome {
    if p.len() < len { Err(Stop::Cut) } else { Ok(()) }
}

/// Prints a gateway and the networks behind it at each distance.
fn gateway(cx: &mut Context<'_>, title: &'static str, network: u32, p: &mut Cursor<'_>) -> Outcome {
    let mut shown = 0;
    if network >> 29 == 7 {
        // A network of no class has no gateways' numbers, yet tcpdump counts one.
        room(*p, 5)?;
        p.need(4)?;
        *p = p.declare(p.len() - 4);
    } else {
        let bytes = network_bytes(network);
        room(*p, 5 - bytes)?;
        p.need(4 - bytes)?;
        let host = p.take(4 - bytes)?.iter().fold(0, |host, byte| host << 8 | u32::from(*byte));
        shown = network & u32::MAX << (32 - 8 * bytes) | host;
    }
    let distances = p.u8()?;
    out!(cx, title, address(shown), " (");
    for at in 0..distances {
        room(*p, 2)?;
        out!(cx, (at > 0).then_some(", "), "d", p.u8()?, ":");
        for _ in 0..p.u8()? {
            room(*p, 1)?;
            let bytes = network_bytes(u32::from(p.peek(0)?) << 24);
            room(*p, bytes)?;
            let number = p.take(bytes)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
            out!(cx, " ", address(number << (32 - 8 * bytes)));
        }
    }
    out!(cx, ")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const HEAD: &[u8; 10] = b"\x02\x03\0\x01\0\0\0\x05\0\x07";

    #[test]
    fn messages_are_told() {
        let message = [&HEAD[..], b"\0\x1e\0\x78\0\0"].concat();
        assert_eq!(printed(print, 0, &message), "EGPv2, AS 5, seq 7, length 16");
        let text = "EGPv2, length 16 acquire request active_mode hello:30 poll:120";
        assert_eq!(printed(print, 1, &message), text);
        assert_eq!(printed(print, 0, HEAD), " [|egp]");
    }

    #[test]
    fn networks_are_at_distances() {
        let update = b"\x02\x01\0\x01\0\0\0\x05\0\x07\x01\0\x0a\0\0\0\0\0\x01\x01\x02\x02\xc0\xa8\x01\x0b";
        let text =
            "EGPv2, length 26 update state:up 10.0.0.0 int 1 ext 0 int 1.0.0.0 (d2: 0.1.168.192 0.0.0.11)";
        assert_eq!(printed(print, 1, update), text);
    }
}
