//! Paths to components, and their data (RFC 5810 section 7.1.8 to 7.1.13).

use super::{Shown, TLV, Wrong, fits, head, indent, messy};
use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    show::{Table, Zeros, hex as hexadecimal, named, out},
};

/// Kinds of content.
pub(super) const FULL: u8 = 1;
pub(super) const SPARSE: u8 = 2;
pub(super) const RESULT: u8 = 4;
/// What the flags of a path say, and what paths in it inherit.
const KEY: u8 = 8;
const APPEND: u8 = 16;
const RANGE: u8 = 32;

const PATH_TLV: u16 = 0x0110;
const KEY_TLV: u16 = 0x0111;
const FULL_TLV: u16 = 0x0112;
const SPARSE_TLV: u16 = 0x0113;
const RESULT_TLV: u16 = 0x0114;

const NAMES: &Table = &[
    (0x0110, "PATH-DATA"),
    (0x0111, "KEYINFO"),
    (0x0112, "FULLDATA"),
    (0x0113, "SPARSEDATA"),
    (0x0114, "RESULT"),
];

/// Where the paths of an operation begin, and how much further those in them.
const COLUMN: usize = 11;
const STEP: usize = 3;
/// No path is nested deeper.
const DEEPEST: usize = COLUMN + 30 * STEP;

/// A key or a range selects elements of a table, or what follows goes to its end.
const BY_KEY: u16 = 0x0001;
const BY_RANGE: u16 = 0x0002;
const APPENDS: u16 = 0x0004;

const RESULTS: &Table = &[
    (0x00, "SUCCESS"),
    (0x01, "INVALID HEADER"),
    (0x02, "LENGTH MISMATCH"),
    (0x03, "VERSION MISMATCH"),
    (0x04, "INVALID DESTINATION PID"),
    (0x05, "LFB UNKNOWN"),
    (0x06, "LFB NOT FOUND"),
    (0x07, "LFB INSTANCE ID NOT FOUND"),
    (0x08, "INVALID PATH"),
    (0x09, "COMPONENT DOES NOT EXIST"),
    (0x0a, "EXISTS ALREADY"),
    (0x0b, "NOT FOUND"),
    (0x0c, "READ ONLY"),
    (0x0d, "INVALID ARRAY CREATION"),
    (0x0e, "VALUE OUT OF RANGE"),
    (0x0f, "CONTENTS TOO LONG"),
    (0x10, "INVALID PARAMETERS"),
    (0x11, "INVALID MESSAGE TYPE"),
    (0x12, "INVALID FLAGS"),
    (0x13, "INVALID TLV"),
    (0x14, "EVENT ERROR"),
    (0x15, "NOT SUPPORTED"),
    (0x16, "MEMORY ERROR"),
    (0x17, "INTERNAL ERROR"),
    (0xff, "UNSPECIFIED ERROR"),
];

/// Prints the paths of an operation.
pub(super) fn print(cx: &mut Context<'_>, may_hold: u8, p: Cursor<'_>) -> Shown {
    paths(cx, may_hold, p, COLUMN)
}

fn paths(cx: &mut Context<'_>, may_hold: u8, mut p: Cursor<'_>, column: usize) -> Shown {
    if column > DEEPEST {
        return Err(Wrong);
    }
    let mut last = 0;
    while p.len() >= TLV {
        let (kind, len) = head(p)?;
        last = kind;
        if !fits(cx, kind, len, p.len()) {
            return messy(cx, "PATHDATA", kind, p.len(), len);
        }
        let mut value = p.limit(len);
        value.pass(TLV);
        p.pass(len.next_multiple_of(4).min(p.len()));
        if cx.verbose(3) {
            indent(cx, column);
            out!(
                cx,
                named(NAMES, kind).or_hex("Unknown 0x", 1, ""),
                " TLV, length ",
                len,
                " (data encapsulated "
            );
            out!(cx, value.len(), " Bytes)\n");
        }
        path(cx, may_hold, value, column + 1)?;
    }
    if p.len() > 0 {
        return messy(cx, "PATHDATA", last, p.len(), 0);
    }
    Ok(())
}

/// Flags, the components on the way, and what is at its end.
fn path(cx: &mut Context<'_>, may_hold: u8, mut p: Cursor<'_>, column: usize) -> Shown {
    let (flags, count) = (p.be_u16()?, p.be_u16()?);
    let is_shown = cx.verbose(3);
    if is_shown {
        indent(cx, column);
        out!(cx, "Pathdata: Flags 0x", hexadecimal(flags, 1), " ID count ", count, "\n");
    }
    let bit = |flag: u16, bit: u8| if flags & flag != 0 { bit } else { 0 };
    let may_hold = may_hold | bit(BY_KEY, KEY) | bit(BY_RANGE, RANGE) | bit(APPENDS, APPEND);
    if may_hold & KEY != 0 && may_hold & RANGE != 0 {
        out!(cx, "\t\t\tIllegal to have both Table ranges and keys\n");
        return Err(Wrong);
    }
    if may_hold & APPEND != 0 && is_shown {
        indent(cx, column);
        out!(cx, "TABLE APPEND\n");
    }
    for at in 1..=count {
        let id = p.be_u32()?;
        if is_shown {
            indent(cx, column);
            out!(cx, "ID#", Zeros(at.into(), 2), ": ", id, "\n");
        }
    }
    if may_hold & (KEY | RANGE) != 0 {
        selection(cx, may_hold, &mut p, column)?;
    }
    match p.len() {
        0 => Ok(()),
        _ => end(cx, may_hold, p, column),
    }
}

/// A key, which is not shown, or a range of a table's elements.
fn selection(cx: &mut Context<'_>, may_hold: u8, p: &mut Cursor<'_>, column: usize) -> Shown {
    const LEAST: usize = 12;
    if p.len() < LEAST {
        out!(cx, "pathlength ", p.len(), " with key/range too short ", LEAST, "\n");
        return Err(Wrong);
    }
    p.pass(4);
    let word = p.be_u32()?;
    if may_hold & RANGE != 0 {
        let end = p.be_u32()?;
        if cx.verbose(3) {
            indent(cx, column);
            out!(cx, "Table range: [", word, ",", end, "]\n");
        }
        return Ok(());
    }
    // The word is taken for a length that counts itself.
    let Some(rest) = (word as usize).checked_sub(4) else {
        out!(cx, "key content length ", word, " < 4\n");
        return Err(Wrong);
    };
    if rest > p.len() {
        out!(cx, "key content too short\n");
        return Err(Wrong);
    }
    p.pass(rest);
    Ok(())
}

/// What is at the end of a path.
fn end(cx: &mut Context<'_>, may_hold: u8, p: Cursor<'_>, column: usize) -> Shown {
    let (kind, len) = head(p)?;
    if kind >= PATH_TLV && !(KEY_TLV..=RESULT_TLV).contains(&kind) && !(TLV..=p.len()).contains(&len) {
        return paths(cx, may_hold, p, column + 2);
    }
    if kind == PATH_TLV {
        return paths(cx, may_hold, p, column + 2);
    }
    if !fits(cx, kind, len, p.len()) {
        return bad(cx, p);
    }
    match kind {
        FULL_TLV | SPARSE_TLV | RESULT_TLV => content(cx, may_hold, p, column + 2),
        _ => {
            out!(cx, "Invalid path data content type 0x", hexadecimal(kind, 1), " len ", len, "\n");
            bad(cx, p)
        }
    }
}

/// Prints data that are not what they should be.
fn bad(cx: &mut Context<'_>, p: Cursor<'_>) -> Shown {
    out!(cx, "Bad Data val");
    hex::hex("\n\t  [", p.bytes(), cx.out);
    out!(cx, "]\n");
    Err(Wrong)
}

fn data_head(cx: &mut Context<'_>, kind: u16, len: usize, column: usize) {
    indent(cx, column);
    out!(cx, named(NAMES, kind), " TLV (Length ", len, " DataLen ", len - TLV);
    match len.next_multiple_of(4) - len {
        0 => out!(cx, " Bytes)\n"),
        pad => out!(cx, " pad ", pad, " Bytes)\n"),
    }
}

fn bytes(cx: &mut Context<'_>, p: Cursor<'_>, column: usize) {
    const BLANKS: &str =
        "\n                                                                                                ";
    let start = BLANKS.get(..=column).unwrap_or(BLANKS);
    indent(cx, column);
    out!(cx, "[");
    hex::hex(start, p.bytes(), cx.out);
    out!(cx, start, "]");
}

fn content(cx: &mut Context<'_>, may_hold: u8, mut p: Cursor<'_>, column: usize) -> Shown {
    let (kind, len) = head(p)?;
    let is = match kind {
        FULL_TLV => FULL,
        SPARSE_TLV => SPARSE,
        _ => RESULT,
    };
    if cx.verbose(3) {
        data_head(cx, kind, len, column);
    }
    if may_hold & is == 0 {
        out!(cx, "Illegal DATA encoding for type 0x", hexadecimal(kind, 1), " programmed ");
        out!(cx, hexadecimal(is, 1), " got ", hexadecimal(may_hold, 1), "\n");
    }
    if may_hold & KEY != 0 {
        out!(cx, "Based on flags expected KEYINFO TLV!\n");
    }
    let mut value = p.limit(len.next_multiple_of(4).min(p.len()));
    value.pass(TLV);
    let value = value.declare(len - TLV);
    p.pass(len.next_multiple_of(4).min(p.len()));
    match is {
        FULL if cx.verbose(3) => bytes(cx, value, column + 1),
        FULL => {}
        SPARSE => sparse(cx, value.limit(len - TLV), column + 1)?,
        _ => result(cx, value, column + 2)?,
    }
    if p.len() >= TLV {
        return paths(cx, may_hold, p, column - 1);
    }
    Ok(())
}

fn sparse(cx: &mut Context<'_>, mut p: Cursor<'_>, column: usize) -> Shown {
    const ILV: usize = 8;
    while p.len() >= ILV {
        let (kind, len) = (p.peek_u32(0)?, p.peek_u32(4)? as usize);
        if len < ILV || len > p.len() {
            out!(cx, "Error: invalid ILV len ", len, "\n");
            return Err(Wrong);
        }
        let mut value = p.limit(len);
        value.pass(ILV);
        p.pass(len.next_multiple_of(4).min(p.len()));
        if cx.verbose(3) {
            out!(cx, "\n");
            indent(cx, column);
            out!(cx, "ILV: type ", hexadecimal(kind, 1), " length ", len, "\n");
            hex::hex("\t\t[", value.bytes(), cx.out);
        }
    }
    Ok(())
}

fn result(cx: &mut Context<'_>, mut p: Cursor<'_>, column: usize) -> Shown {
    if p.len() != 4 {
        out!(cx, "illegal RESULT-TLV: ", p.len(), " bytes!\n");
        return Err(Wrong);
    }
    let [code, _, _, _] = p.array()?;
    if cx.verbose(3) {
        indent(cx, column);
        out!(cx, "Result: ", named(RESULTS, code), " (code 0x", hexadecimal(code, 1), ")\n");
    }
    Ok(())
}
