//! Network File System, versions 2 (RFC 1094) and 3 (RFC 1813), above ONC RPC (RFC 5531).
//!
//! ```text
//!  call:  0     4            8             12        16        20          24            v
//!        +-----+------------+-------------+---------+---------+-----------+-------------+----------+-----
//!        | xid | 0 (call)   | RPC version | program | version | procedure | credentials | verifier | ...
//!        +-----+------------+-------------+---------+---------+-----------+-------------+----------+-----
//!  reply: 0     4            8               12              v
//!        +-----+------------+---------------+---------------+---------------+-----
//!        | xid | 1 (reply)  | 0 (accepted)  | verifier      | accept status | results
//!        +-----+------------+---------------+---------------+---------------+-----
//! ```
//!
//! Credentials and verifier: flavor (4), length (4), that many bytes, padded to words. Over TCP a word
//! with the fragment's length stands before the message; what follows the first message is not shown.
//!
//! A reply does not say what it answers: calls are remembered (`flows.rs`).

use crate::{
    app::rpc,
    context::{Context, Printer},
    cursor::Cursor,
    show::out,
    stop::{Outcome, Stop},
};

mod attributes;
mod handle;
mod procedure;
mod reply;
mod request;

const PORT: u16 = 2049;
const CALL: u32 = 0;
const REPLY: u32 = 1;

/// The printer of a datagram's payload, where it is a call to NFS or a reply from it.
pub(crate) fn udp(sport: u16, dport: u16, p: Cursor<'_>) -> Option<Printer> {
    match p.peek_u32(4) {
        Ok(CALL) if dport == PORT => Some(print_call),
        Ok(REPLY) if sport == PORT => Some(print_reply),
        _ => None,
    }
}

/// The printer of a segment's payload, where it begins with a call to NFS or a reply from it.
pub(crate) fn tcp(sport: u16, dport: u16, p: Cursor<'_>) -> Option<Printer> {
    match p.peek_u32(8) {
        Ok(CALL) if dport == PORT => Some(print_tcp_call),
        Ok(REPLY) if sport == PORT => Some(print_tcp_reply),
        _ => None,
    }
}

fn print_call(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("nfs");
    out!(cx, "NFS request xid ", p.peek_u32(0)?, " ");
    request::print(cx, p)
}

fn print_reply(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("nfs");
    out!(cx, "NFS reply xid ", p.peek_u32(0)?, " ");
    print_results(cx, p)
}

fn print_tcp_call(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, ": ");
    print_call(cx, message(p)?)
}

fn print_tcp_reply(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, ": ");
    print_reply(cx, message(p)?)
}

/// The message behind the word with its fragment's length.
fn message(mut p: Cursor<'_>) -> Result<Cursor<'_>, Stop> {
    let len = p.be_u32()? & 0x7fff_ffff;
    Ok(p.declare(p.len().min(len as usize)))
}

/// Prints a reply without the addresses.
pub(crate) fn print_results(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("nfs");
    if rpc::reply_state(cx, p)? {
        reply::print(cx, p)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn a_reply_is_shown_as_what_its_call_asked_for() {
        let call = words(&[9, 0, 2, 100_003, 3, 1, 0, 0, 0, 0, 8, 0x0100_0600, 0xdead_beef]);
        let reply = words(&[9, 1, 0, 0, 0, 0, 70]);
        let shown = text(|cx| {
            let _ = cx.call(print_reply, Cursor::new(&reply, reply.len()));
            out!(cx, "|");
            let _ = cx.call(print_call, Cursor::new(&call, call.len()));
            out!(cx, "|");
            let _ = cx.call(print_reply, Cursor::new(&reply, reply.len()));
        });
        let lines: Vec<_> = shown.split('|').collect();
        assert_eq!(lines[0], "NFS reply xid 9 reply ok 28");
        assert_eq!(lines[1], "NFS request xid 9 52 getattr fh Un/01000600DEADBEEF");
        assert_eq!(lines[2], "NFS reply xid 9 reply ok 28 getattr ERROR: Stale NFS file handle");
    }

    #[test]
    fn ports_and_direction_decide() {
        let call = words(&[9, 0]);
        let p = Cursor::new(&call, call.len());
        assert!(udp(1000, PORT, p).is_some());
        assert!(udp(PORT, 1000, p).is_none());
        assert!(tcp(1000, PORT, p).is_none());
    }
}
