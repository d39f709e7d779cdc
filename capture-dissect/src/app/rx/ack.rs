//! Acknowledgements of Rx ("Rx protocol specification", section 6).
//!
//! ```text
//!  0        2      4       8          12       16       17      18
//! +--------+------+-------+----------+--------+--------+-------+------+-----+------------------
//! | buffer | skew | first | previous | serial | reason | count | acks | 3   | MTU and windows
//! +--------+------+-------+----------+--------+--------+-------+------+-----+------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::Outcome,
};

const HEADER: usize = 18;

const REASONS: &Table = &[
    (1, "ack requested"),
    (2, "duplicate packet"),
    (3, "out of sequence"),
    (4, "exceeds window"),
    (5, "no buffer space"),
    (6, "ping"),
    (7, "ping response"),
    (8, "delay"),
    (9, "idle"),
];

const NACK: u8 = 0;
const ACK: u8 = 1;

/// Prints an acknowledgement.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.need(HEADER)?;
    let (buffer, skew, first) = (p.be_u16()?, p.be_u16()?, p.be_u32()?);
    if cx.verbose(3) {
        out!(cx, " bufspace ", buffer, " maxskew ", skew);
    }
    p.skip(4)?;
    out!(cx, " first ", first, " serial ", p.be_u32()?, " reason ", named(REASONS, p.u8()?));
    let count = usize::from(p.u8()?);
    p.need(count)?;
    let acks = p.take(count)?;
    runs(cx, " acked", acks, ACK, first);
    runs(cx, " nacked", acks, NACK, first);
    p.pass(3);
    if cx.verbose(2) {
        for name in [" ifmtu ", " maxmtu ", " rwind ", " maxpackets "] {
            if p.len() < 4 || !p.has(4) {
                break;
            }
            out!(cx, name, p.be_u32()?);
        }
    }
    Ok(())
}

/// Numbers of packets that bear the same mark: those that follow each other as `first-last`.
fn runs(cx: &mut Context<'_>, name: &'static str, acks: &[u8], mark: u8, first: u32) {
    let mut at = 0;
    let mut before = " ";
    while let Some(byte) = acks.get(at) {
        if *byte != mark {
            at += 1;
            continue;
        }
        let rest = acks.get(at..).unwrap_or_default();
        let len = rest.iter().take_while(|byte| **byte == mark).count();
        let start = first.wrapping_add(at as u32);
        if before == " " {
            out!(cx, name);
        }
        out!(cx, before, start);
        if len > 1 {
            out!(cx, "-", start.wrapping_add(len as u32 - 1));
        }
        before = ",";
        at += len;
    }
}
