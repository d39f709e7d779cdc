//! Hot Standby Router Protocol (RFC 2281).
//!
//! ```text
//!  0         1       2       3       4      5          6       7          8                16
//! +---------+-------+-------+-------+------+----------+-------+----------+----------------+----------+
//! | version | opcode| state | hello | hold | priority | group | reserved | authentication | address  |
//! +---------+-------+-------+-------+------+----------+-------+----------+----------------+----------+
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Span, Table, named, out, until_zero},
    stop::Outcome,
};

const OPCODES: &Table = &[(0, "hello"), (1, "coup"), (2, "resign")];
const STATES: &Table =
    &[(0, "initial"), (1, "learn"), (2, "listen"), (4, "speak"), (8, "standby"), (16, "active")];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("hsrp");
    let len = p.len();
    let version = p.u8()?;
    out!(cx, "HSRPv", version);
    if version != 0 {
        return Ok(());
    }
    out!(cx, "-");
    out!(cx, named(OPCODES, p.u8()?).or("unknown (", ")"), " ", len, ": ");
    out!(cx, "state=", named(STATES, p.u8()?).or("Unknown (", ")"), " ");
    let [hello, hold, priority] = p.array()?;
    out!(cx, "group=", p.u8()?, " ");
    let reserved = p.u8()?;
    if reserved != 0 {
        out!(cx, "[reserved=", reserved, "!] ");
    }
    let authentication = p.take(8)?;
    out!(cx, "addr=", p.ipv4()?);
    if cx.verbose(1) {
        out!(cx, " hellotime=", Span(hello.into()), " holdtime=", Span(hold.into()));
        out!(cx, " priority=", priority, " auth=\"", Safe(until_zero(authentication)), "\"");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_hello() {
        let hello = b"\0\0\x10\x03\x0a\x64\x01\0cisco\0\0\0\x0a\0\0\x01";
        assert_eq!(printed(print, 0, hello), "HSRPv0-hello 20: state=active group=1 addr=10.0.0.1");
        assert!(printed(print, 1, hello).ends_with(" hellotime=3s holdtime=10s priority=100 auth=\"cisco\""));
        assert_eq!(printed(print, 0, b"\x01"), "HSRPv1");
    }
}
