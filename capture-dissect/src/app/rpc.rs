//! Open Network Computing Remote Procedure Calls (RFC 5531), and the portmapper (RFC 1833 section 3).
//!
//! `app/nfs/mod.rs` shows how messages look.

use crate::{
    app::nfs,
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

const CALL: u32 = 0;
const PORT: u16 = 111;
const VERSION: u32 = 2;

/// Bytes of a call before the credentials.
pub(crate) const CALL_HEADER: usize = 24;
/// Bytes of an accepted reply before the verifier.
const REPLY_HEADER: usize = 12;

const PROCEDURES: &Table = &[(0, "null"), (1, "set"), (2, "unset"), (3, "getport"), (4, "dump"), (5, "call")];

const AUTHENTICATION_ERRORS: &Table = &[
    (0, "OK"),
    (1, "Bogus Credentials (seal broken)"),
    (2, "Rejected Credentials (client should begin new session)"),
    (3, "Bogus Verifier (seal broken)"),
    (4, "Verifier expired or was replayed"),
    (5, "Credentials are too weak"),
    (6, "Bogus response verifier"),
    (7, "Unknown failure"),
];

const ACCEPT_ERRORS: &Table =
    &[(1, "PROG_UNAVAIL"), (2, "PROG_MISMATCH"), (3, "PROC_UNAVAIL"), (4, "GARBAGE_ARGS"), (5, "SYSTEM_ERR")];

/// Prints a datagram that `-T rpc` declares, its addresses included: the message's number stands for
/// the caller's port.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let direction = p.peek_u32(4)?;
    let (src, dst, xid) = (cx.ip.src, cx.ip.dst, p.peek_u32(0)?);
    if direction == CALL {
        return call(cx, p);
    }
    let port = if cx.options.numeric { "2049" } else { "nfs" };
    out!(cx, src, ".", port, " > ", dst, ".", xid, ": ");
    nfs::print_results(cx, p)
}

fn call(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("sunrpc");
    p.peek(CALL_HEADER + 7)?;
    let (src, dst) = (cx.ip.src, cx.ip.dst);
    let (xid, procedure) = (p.peek_u32(0)?, p.peek_u32(20)?);
    out!(cx, src, ".0x", hex(xid, 0), " > ", dst, ".");
    if cx.options.numeric {
        out!(cx, "0x", hex(PORT, 0));
    } else {
        out!(cx, "sunrpc");
    }
    out!(cx, ": ", p.len(), " ", named(PROCEDURES, procedure).or(" proc #", ""));
    let version = p.peek_u32(8)?;
    if version != VERSION {
        out!(cx, " [rpcver ", version, "]");
    }
    if matches!(procedure, 1 | 2 | 3 | 5) {
        let (program, version) = (p.peek_u32(12)?, p.peek_u32(16)?);
        out!(cx, if cx.options.numeric { " " } else { " #" }, program, ".", version);
    }
    Ok(())
}

/// Passes over a call's credentials and verifier.
pub(crate) fn arguments<'a>(cx: &mut Context<'_>, p: Cursor<'a>) -> Result<Cursor<'a>, Stop> {
    // tcpdump compares lengths as if the header were none of the message.
    let p = p.at(CALL_HEADER)?.declare(p.len());
    let p = pass_authentication(cx, p, "credentials")?;
    pass_authentication(cx, p, "verifier")
}

/// Passes over credentials or a verifier: flavor (4), length (4), that many bytes, padded to words.
fn pass_authentication<'a>(
    cx: &mut Context<'_>,
    p: Cursor<'a>,
    what: &'static str,
) -> Result<Cursor<'a>, Stop> {
    if p.len() <= 8 {
        return Err(Stop::Cut);
    }
    let len = p.peek_u32(4)? as usize;
    if len > p.len() {
        out!(cx, " [", what, " length ", len, " > ", p.len(), "]");
        cx.invalid()?;
        return Err(Stop::Cut);
    }
    let padded = (len + 8).next_multiple_of(4);
    if padded >= p.len() {
        return Err(Stop::Cut);
    }
    p.need(padded)?;
    p.at(padded)
}

/// Prints whether a call was accepted; answers whether results follow.
pub(crate) fn reply_state(cx: &mut Context<'_>, p: Cursor<'_>) -> Result<bool, Stop> {
    let len = p.len();
    p.need(12)?;
    match p.peek_u32(8)? {
        0 => {
            out!(cx, "reply ok ", len);
            return Ok(true);
        }
        1 => {
            out!(cx, "reply ERR ", len, ": ");
            p.need(16)?;
            match p.peek_u32(12)? {
                0 => {
                    p.need(24)?;
                    out!(cx, "RPC Version mismatch (", p.peek_u32(16)?, "-", p.peek_u32(20)?, ")");
                }
                1 => {
                    p.need(20)?;
                    let why = named(AUTHENTICATION_ERRORS, p.peek_u32(16)?);
                    out!(cx, "Auth ", why.or("Invalid failure code ", ""));
                }
                reason => out!(cx, "Unknown reason for rejecting rpc message ", reason),
            }
        }
        state => out!(cx, "reply Unknown rpc response code=", state, " ", len),
    }
    Ok(false)
}

/// The results of an accepted call, unless there is an error instead, which is shown.
pub(crate) fn results<'a>(cx: &mut Context<'_>, p: Cursor<'a>) -> Result<Option<Cursor<'a>>, Stop> {
    let verifier = p.at(REPLY_HEADER)?;
    let len = verifier.peek_u32(4)? as usize;
    if len >= p.len() {
        return Err(Stop::Cut);
    }
    let mut p = verifier.at((8 + len).next_multiple_of(4))?;
    let state = p.be_u32()?;
    if state != 0 {
        out!(cx, " ", named(ACCEPT_ERRORS, state).or("ar_stat ", ""));
        return Ok(None);
    }
    Ok(Some(p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn a_call_of_the_portmapper() {
        let call = words(&[100, 0, 2, 100_000, 2, 3, 0, 0, 0, 0, 100_003, 3, 17, 0]);
        assert_eq!(printed(print, 0, &call), "0.0.0.0.0x64 > 0.0.0.0.0x6f: 56 getport 100000.2");
        let odd = words(&[100, 0, 3, 100_000, 2, 9, 0, 0, 0, 0]);
        assert_eq!(printed(print, 0, &odd), "0.0.0.0.0x64 > 0.0.0.0.0x6f: 40  proc #9 [rpcver 3]");
    }

    #[test]
    fn a_call_may_be_refused() {
        let refused = words(&[100, 1, 1, 1, 3]);
        let shown = "0.0.0.0.2049 > 0.0.0.0.100: reply ERR 20: Auth Bogus Verifier (seal broken)";
        assert_eq!(printed(print, 0, &refused), shown);
    }
}
