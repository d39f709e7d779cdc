//! Distributed white board (LBL's `wb`): drawings, and what repairs them where they got lost.
//!
//! ```text
//!  0        4            8       10     11      12
//! +--------+------------+-------+------+-------+------
//! | source | time stamp | magic | type | flags | body
//! +--------+------------+-------+------+-------+------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Safe, Show, Table, named, out, until_zero},
    stop::{Outcome, Stop},
};

const HEADER: usize = 12;
const TYPES: &Table =
    &[(0, "dop"), (1, "id"), (2, "rreq"), (3, "rrep"), (4, "kill"), (5, "preq"), (7, "prep")];
/// What is drawn; [`SKIP`] and [`HOLE`] stand for several operations.
const DRAWINGS: &Table = &[
    (2, "RECT"),
    (3, "LINE"),
    (4, "ML"),
    (5, "DEL"),
    (6, "XFORM"),
    (7, "ELL"),
    (8, "CHAR"),
    (9, "STR"),
    (10, "NOP"),
    (11, "PSCODE"),
    (12, "PSCOMP"),
    (13, "REF"),
    (14, "SKIP"),
    (15, "HOLE"),
];
const SKIP: u8 = 14;
const HOLE: u8 = 15;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("wb");
    if p.len() < HEADER {
        return Err(Stop::Invalid);
    }
    p.at(HEADER)?;
    p.skip(10)?;
    let [kind, flags] = p.array()?;
    out!(cx, if flags != 0 { "*" } else { "" }, " wb-", named(TYPES, kind).or("", "!"));
    if !matches!(kind, 0..=5 | 7) {
        return Err(Stop::Invalid);
    }
    if kind == 4 {
        return Ok(());
    }
    out!(cx, ":");
    let shortest = match kind {
        0 | 5 => 16,
        1 => 28,
        2 | 3 => 20,
        _ => 4,
    };
    if p.len() < shortest {
        return Err(Stop::Invalid);
    }
    // The rest of these two is only missed when it is its turn.
    p.need(match kind {
        1 => 24,
        5 => 12,
        _ => shortest,
    })?;
    match kind {
        0 => drawings(cx, p),
        1 => member(cx, p),
        2 => {
            out!(cx, " please repair ", p.ipv4()?, " ", Page::read(&mut p)?);
            out!(cx, "<", p.be_u32()?, ":", p.be_u32()?, ">");
            Ok(())
        }
        3 => {
            out!(cx, " for ", p.ipv4()?);
            drawings(cx, p)
        }
        5 => {
            let page = Page::read(&mut p)?;
            out!(cx, " need ", p.be_u32()?, "/", page);
            p.need(4)
        }
        _ => pages(cx, p),
    }
}

/// A page: who made it (4), its number (4).
#[derive(Clone, Copy)]
struct Page(Ipv4, u32);

impl Page {
    fn read(p: &mut Cursor<'_>) -> Result<Self, Stop> {
        Ok(Self(p.ipv4()?, p.be_u32()?))
    }
}

impl Show for Page {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, self.0, ":", self.1);
    }
}

/// Page, first and last number, then operations: time stamp (4), length (2), padding (1), type (1), as many
/// bytes, filled up to a multiple of four.
fn drawings(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (page, first, last) = (Page::read(&mut p)?, p.be_u32()?, p.be_u32()?);
    out!(cx, " ", page, "<", first, ":", last, ">");
    if !cx.verbose(1) {
        return Ok(());
    }
    out!(cx, " <");
    let mut at = first;
    while at <= last {
        // What is not there belongs to no message that could be cut.
        if p.len() < 8 || !p.has(8) {
            return Err(Stop::Cut);
        }
        let (to, len, [_, kind]) = (p.be_u32()?, p.be_u16()?, p.array()?);
        p.pass(usize::from(len).next_multiple_of(4));
        out!(cx, " ", named(DRAWINGS, kind).or("dop-", "!"));
        if let SKIP | HOLE = kind {
            out!(cx, to.wrapping_sub(at).wrapping_add(1));
            if to < at || to > last {
                out!(cx, "[|]");
                if to < at {
                    return Ok(());
                }
            }
            at = to;
        }
        let Some(next) = at.checked_add(1) else { break };
        at = next;
    }
    out!(cx, " >");
    Ok(())
}

/// Who takes part: greatest slot (4), page, slot (4), page that is seen, others' count (2), padding (2), others
/// (8 each), name.
fn member(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (greatest, greatest_page) = (p.be_u32()?, Page::read(&mut p)?);
    out!(cx, " ", p.be_u32()?, "/", Page::read(&mut p)?);
    out!(cx, " (max ", greatest, "/", greatest_page, ") ");
    p.need(4)?;
    let count = usize::from(p.be_u16()?);
    p.skip(2)?;
    if p.len() < count * 8 {
        return Err(Stop::Invalid);
    }
    let mut separator = '<';
    for _ in 0..count {
        p.need(8)?;
        out!(cx, separator, Page::read(&mut p)?);
        separator = ',';
    }
    let text = until_zero(p.limit(p.len()).bytes());
    out!(cx, "> \"", Safe(text));
    if text.len() == p.captured() && p.captured() < p.len() {
        return Err(Stop::Cut);
    }
    out!(cx, "\"");
    Ok(())
}

/// Pages: count (4), for each slot (4), page, members' count (1), padding (3), members
/// (8 each).
fn pages(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let count = p.be_u32()?;
    for _ in 0..count {
        p.need(12)?;
        out!(cx, " ", p.be_u32()?, "/", Page::read(&mut p)?);
        p.need(4)?;
        let [members, ..] = p.array::<4>()?;
        let mut separator = '<';
        for _ in 0..members {
            p.need(8)?;
            out!(cx, separator, Page::read(&mut p)?);
            separator = ',';
        }
        out!(cx, ">");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn an_operation_may_stand_for_several() {
        let page = b"\x0a\0\0\x01\0\0\0\x07\0\0\0\x01\0\0\0\x03";
        let skip = b"\0\0\0\x02\0\0\0\x0e";
        let message = [&[0; 12][..], page, skip, b"\0\0\0\0\0\x01\0\x09a\0\0\0"].concat();
        assert_eq!(printed(print, 0, &message), " wb-dop: 10.0.0.1:7<1:3>");
        assert_eq!(printed(print, 1, &message), " wb-dop: 10.0.0.1:7<1:3> < SKIP2 STR >");
        assert!(printed(print, 1, &message[..36]).ends_with("< SKIP2 [|wb]"));
        assert_eq!(printed(print, 0, &message[..11]), " (invalid)");
    }
}
