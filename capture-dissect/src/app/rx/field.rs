//! Arguments and results of Rx' calls: what an operation has in order, and how each is shown.
//!
//! All are of XDR (RFC 4506): words of 4 bytes, the most significant first; a string has its length before
//! it and is filled up to a word.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Safe, hex, out},
    stop::{Outcome, Stop},
    time,
};

/// Bytes of a universally unique identifier.
pub(super) const UUID: usize = 44;

const DAY: i64 = 86_400;

/// An argument or a result. A text stands before what is shown.
#[derive(Clone, Copy)]
pub(super) enum Field {
    /// The text alone.
    Text(&'static str),
    /// A signed number.
    I32(&'static str),
    /// A number without a sign.
    U32(&'static str),
    /// The same of 64 bits.
    U64(&'static str),
    /// Two numbers with a dot between.
    Pair(&'static str),
    /// A time.
    Date(&'static str),
    /// A string of at most so many bytes.
    String(&'static str, u32),
    /// Text of so many characters, each of which is a word.
    Words(usize),
    /// A file: its volume, vnode and uniquifier.
    Fid,
    /// A universally unique identifier, each part of which is a word.
    Uuid,
    /// Signed numbers, their count before them.
    Ids,
    /// What only one operation has.
    With(fn(&mut Context<'_>, &mut Cursor<'_>) -> Outcome),
}

/// The name of an operation, its arguments and its results.
pub(super) type Operation = (u32, &'static str, &'static [Field], &'static [Field]);

/// Prints fields.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>, fields: &[Field]) -> Outcome {
    for field in fields {
        show(cx, p, *field)?;
    }
    Ok(())
}

fn show(cx: &mut Context<'_>, p: &mut Cursor<'_>, field: Field) -> Outcome {
    match field {
        Field::Text(text) => out!(cx, text),
        Field::I32(text) => {
            out!(cx, text);
            out!(cx, " ", p.be_u32()? as i32);
        }
        Field::U32(text) => {
            out!(cx, text);
            out!(cx, " ", p.be_u32()?);
        }
        Field::U64(text) => {
            out!(cx, text);
            out!(cx, " ", p.be_u64()?);
        }
        Field::Pair(text) => {
            out!(cx, text);
            p.need(8)?;
            out!(cx, " ", p.be_u32()?, ".", p.be_u32()?);
        }
        Field::Date(text) => {
            out!(cx, text);
            date(cx, p)?;
        }
        Field::String(text, most) => {
            out!(cx, text);
            string(cx, p, most)?;
        }
        Field::Words(count) => words(cx, p, count)?,
        Field::Fid => fid(cx, p)?,
        Field::Uuid => uuid(cx, p)?,
        Field::Ids => {
            let count = p.be_u32()?;
            for _ in 0..count {
                out!(cx, " ", p.be_u32()? as i32);
            }
            none(cx, count);
        }
        Field::With(print) => print(cx, p)?,
    }
    Ok(())
}

/// Says that there is nothing where something could be.
pub(super) fn none(cx: &mut Context<'_>, count: u32) {
    if count == 0 {
        out!(cx, " <none!>");
    }
}

/// Prints a time with a blank before it.
pub(super) fn date(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let seconds = i64::from(p.be_u32()? as i32);
    out!(cx, " ");
    time::date(seconds.div_euclid(DAY), cx.out);
    out!(cx, " ");
    time::time_of_day(seconds.rem_euclid(DAY), cx.out);
    Ok(())
}

/// Prints a file.
pub(super) fn fid(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.need(12)?;
    out!(cx, " fid ", p.be_u32()?, "/", p.be_u32()?, "/", p.be_u32()?);
    Ok(())
}

/// Prints files, their count before them.
pub(super) fn fids(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let count = p.be_u32()?;
    for at in 0..count {
        fid(cx, p)?;
        if at + 1 != count {
            out!(cx, ",");
        }
    }
    none(cx, count);
    Ok(())
}

/// The bytes of a string.
pub(super) fn string_bytes<'a>(p: &mut Cursor<'a>, most: u32) -> Result<&'a [u8], Stop> {
    let len = p.be_u32()?;
    if len > most {
        return Err(Stop::Cut);
    }
    let len = len as usize;
    let bytes = p.take_some(len);
    if bytes.len() == len {
        p.pass(len.next_multiple_of(4) - len);
    }
    Ok(bytes)
}

/// Prints a string.
pub(super) fn string(cx: &mut Context<'_>, p: &mut Cursor<'_>, most: u32) -> Outcome {
    let len = p.peek_u32(0)?;
    let bytes = string_bytes(p, most)?;
    out!(cx, " \"", Safe(bytes));
    if bytes.len() != len as usize {
        return Err(Stop::Cut);
    }
    out!(cx, "\"");
    Ok(())
}

/// Prints text each character of which is a word.
pub(super) fn words(cx: &mut Context<'_>, p: &mut Cursor<'_>, count: usize) -> Outcome {
    p.need(4 * count)?;
    let (words, _) = p.take(4 * count)?.as_chunks::<4>();
    let text = words.iter().map(|[_, _, _, low]| *low).take_while(|low| *low != 0);
    out!(cx, " \"");
    for byte in text {
        out!(cx, Safe(&[byte]));
    }
    out!(cx, "\"");
    Ok(())
}

/// Prints a universally unique identifier.
pub(super) fn uuid(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, " afsuuid");
    uuid_alone(cx, p)
}

/// Prints a universally unique identifier with a blank alone before it.
pub(super) fn uuid_alone(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.need(UUID)?;
    out!(cx, " ", hex(p.be_u32()?, 8));
    for _ in 0..2 {
        out!(cx, hex(p.be_u32()?, 4));
    }
    for _ in 0..8 {
        let [_, _, _, low] = p.array()?;
        out!(cx, HexBytes(&[low]));
    }
    Ok(())
}
