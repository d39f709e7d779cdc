//! Name binding ("Inside AppleTalk", chapter 7): operation and count (4 bits each), number (1 byte), tuples.
//!
//! ```text
//!  0         2      3        4           5         6
//! +---------+------+--------+-----------+---------+---------+--------+------+------+------
//! | network | node | socket | enumerator| length  | object  | length | type | len. | zone
//! +---------+------+--------+-----------+---------+---------+--------+------+------+------
//! ```

use super::{Node, Socket};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, hex, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 2;
/// The shortest tuple, whose names are empty.
const TUPLE: usize = 8;
/// Names are no longer than this.
const MAX_NAME: u8 = 32;

/// Prints a packet that `source` has sent.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>, source: Socket) -> Outcome {
    if p.len() < HEADER + TUPLE {
        out!(cx, " truncated-nbp ", p.len());
        return Ok(());
    }
    p.need(HEADER)?;
    let [control, number] = p.array()?;
    let count = control & 0xf;
    match control >> 4 {
        operation @ (1 | 2) => {
            out!(cx, if operation == 1 { " nbp-brRq " } else { " nbp-lkup " }, number, ":");
            let Some(tuple) = tuple(cx, &mut p)? else { return Ok(()) };
            if count != 1 {
                out!(cx, " [ntup=", count, "]");
            }
            if tuple.enumerator != 0 {
                out!(cx, " [enum=", tuple.enumerator, "]");
            }
            if tuple.socket != source {
                out!(cx, " [addr=", tuple.socket, "]");
            }
        }
        3 => {
            out!(cx, " nbp-reply ", number, ":");
            for _ in 0..count {
                let Some(tuple) = tuple(cx, &mut p)? else { return Ok(()) };
                if tuple.enumerator != 1 {
                    out!(cx, "(", tuple.enumerator, ")");
                }
                if tuple.socket.socket != source.socket {
                    out!(cx, " ", tuple.socket.socket);
                }
                if tuple.socket.node != source.node {
                    out!(cx, " [addr=", tuple.socket.node, "]");
                }
                if !tuple.is_whole {
                    return Ok(());
                }
            }
        }
        _ => out!(cx, " nbp-0x", hex(control, 1), "  ", number, " (", p.len(), ")"),
    }
    Ok(())
}

/// Whose name a tuple binds.
struct Tuple {
    socket: Socket,
    enumerator: u8,
    /// Whether all of its names are there.
    is_whole: bool,
}

/// Prints a tuple's names; answers nothing where not even its address is there.
fn tuple(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<Option<Tuple>, Stop> {
    let mut tuple = *p;
    let (Ok(network), Ok([node, socket, enumerator])) = (tuple.be_u16(), tuple.array()) else {
        cx.truncated()?;
        return Ok(None);
    };
    *p = tuple;
    out!(cx, " \"");
    let is_whole = names(cx, p);
    if is_whole {
        out!(cx, "\"");
    }
    Ok(Some(Tuple { socket: Socket { node: Node { network, node }, socket }, enumerator, is_whole }))
}

/// Prints object, type and zone; answers whether all of them are there.
fn names(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> bool {
    for before in ["", ":", "@"] {
        out!(cx, before);
        let Ok(len) = p.u8() else {
            let _ = cx.truncated();
            return false;
        };
        if len > MAX_NAME {
            out!(cx, "[len=", len, "]");
            return false;
        }
        let name = p.take_some(len.into());
        out!(cx, Safe(name));
        if name.len() < len.into() {
            let _ = cx.truncated();
            return false;
        }
    }
    true
}
