//! AppleTalk transactions ("Inside AppleTalk", chapter 9): control (1 byte), bitmap or sequence (1), transaction (2),
//! user's bytes (4), data.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, out},
    stop::Outcome,
};

const HEADER: usize = 8;
const EXACTLY_ONCE: u8 = 0x20;
const LAST: u8 = 0x10;
/// Flags by what they are shown of.
const OF_REQUEST: &Table = &[(0x10, "EOM"), (0x08, "STS")];
const OF_RESPONSE: &Table = &[(0x20, "XO"), (0x08, "STS")];
const OF_RELEASE: &Table = &[(0x20, "XO"), (0x10, "EOM"), (0x08, "STS")];

/// Prints a packet.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < HEADER {
        return cx.truncated();
    }
    p.need(HEADER)?;
    let ([control, bitmap], transaction, user) = (p.array()?, p.be_u16()?, p.be_u32()?);
    let len = p.len();
    match control >> 6 {
        1 => {
            let once = if control & EXACTLY_ONCE != 0 { " " } else { "*" };
            out!(cx, " atp-req", once, " ", transaction);
            print_bitmap(cx, bitmap);
            print_len(cx, len);
            flags(cx, " [", OF_REQUEST, control);
        }
        2 => {
            out!(cx, " atp-resp", if control & LAST != 0 { "*" } else { " " });
            out!(cx, transaction, ":", bitmap, " (", len, ")");
            flags(cx, " [", OF_RESPONSE, control);
        }
        3 => {
            out!(cx, " atp-rel  ", transaction);
            print_bitmap(cx, bitmap);
            // Nothing should follow.
            print_len(cx, len);
            flags(cx, "[", OF_RELEASE, control);
        }
        _ => out!(cx, " atp-0x", hex(control, 1), "  ", transaction, " (", len, ")"),
    }
    if user != 0 {
        out!(cx, " 0x", hex(user, 1));
    }
    Ok(())
}

fn print_len(cx: &mut Context<'_>, len: usize) {
    if len != 0 {
        out!(cx, " [len=", len, "]");
    }
}

fn flags(cx: &mut Context<'_>, before: &str, table: &'static Table, control: u8) {
    if table.iter().any(|(bit, _)| u32::from(control) & bit != 0) {
        out!(cx, before, bits(table, control).with(","), "]");
    }
}

/// Prints the responses that are wanted: `<0-2>` where they are the first ones, or `<0,2>`.
fn print_bitmap(cx: &mut Context<'_>, bitmap: u8) {
    let first = bitmap.trailing_ones();
    match bitmap {
        0 | 1 => return out!(cx, "<0>"),
        _ if bitmap.count_ones() == first => return out!(cx, "<0-", first - 1, ">"),
        _ => {}
    }
    let mut before = '<';
    for bit in (0u8..8).filter(|bit| bitmap >> bit & 1 != 0) {
        out!(cx, before, bit);
        before = ',';
    }
    out!(cx, ">");
}
