//! Payloads one behind the other, and those inside of others.

use super::{PAYLOAD_HEADER, names::payload_name};
use crate::{context::Context, cursor::Cursor, show::out, stop::Stop};

/// A payload in its chain.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// What it is.
    pub number: u8,
    /// What follows it.
    pub next: u8,
    /// The bits of its header.
    pub bits: u8,
    /// How deep it lies.
    pub depth: usize,
    /// Counts the payloads of a chain from 1.
    pub ordinal: usize,
    /// Bytes of the message behind it.
    pub behind: usize,
}

impl Place {
    /// Bytes of the payload from a position on.
    pub fn left(&self, p: &Cursor<'_>) -> usize {
        p.len().saturating_sub(self.behind)
    }
}

/// Where the chain goes on after a payload.
pub(super) enum Next<'a> {
    /// Behind it.
    Behind,
    /// Here: tcpdump follows what it has read, whatever the payload's length says.
    At(Cursor<'a>),
    /// Nowhere: why has been said.
    Nowhere,
}

/// Prints what a payload holds; the cursor goes on to the end of the message. Answers [`Stop::Cut`]
/// where the payload is cut.
pub(super) type Body<'b> = &'b dyn for<'a> Fn(&mut Context<'_>, Place, Cursor<'a>) -> Result<Next<'a>, Stop>;

/// Prints payloads, each on a line of its own, from number `next` on. What is cut between them is
/// said with the name of payload `cut`, or their own where that is `None`.
pub(super) fn chain<'a>(
    cx: &mut Context<'_>,
    mut next: u8,
    cut: Option<u8>,
    mut p: Cursor<'a>,
    depth: usize,
    body: Body<'_>,
) -> Result<Next<'a>, Stop> {
    let mut ordinal = 0;
    while next != 0 {
        ordinal += 1;
        let mut content = p;
        let Ok([following, bits, high, low]) = content.array() else {
            out!(cx, " [|", payload_name(cut.unwrap_or(next)), "]");
            return Ok(Next::Nowhere);
        };
        let len = usize::from(u16::from_be_bytes([high, low]));
        if !p.has(len) {
            out!(cx, " [|", payload_name(cut.unwrap_or(next)), "]");
            return Ok(Next::Nowhere);
        }
        out!(cx, "\n");
        for _ in 0..depth {
            out!(cx, "    ");
        }
        out!(cx, "(");
        let behind = p.len().saturating_sub(len);
        let at = Place { number: next, next: following, bits, depth, ordinal, behind };
        let then = match len {
            0..=PAYLOAD_HEADER => Ok(Next::Nowhere),
            _ => body(cx, at, content),
        };
        match then {
            Ok(Next::Behind) => p.pass(len),
            Ok(Next::At(here)) => p = here,
            Ok(Next::Nowhere) => {
                out!(cx, ")");
                return Ok(Next::Nowhere);
            }
            Err(Stop::Cut) => {
                out!(cx, " [|", payload_name(next), "])");
                return Ok(Next::Nowhere);
            }
            Err(other) => return Err(other),
        }
        out!(cx, ")");
        next = following;
    }
    Ok(Next::At(p))
}
