//! Options of Pragmatic General Multicast (RFC 3208 section 9).
//!
//! ```text
//!  0      1        2            4
//! +------+--------+------------+
//! | 0    | 4      | total      |     the first one
//! +------+--------+------------+
//!  0      1        2      3      4
//! +------+--------+------+------+------
//! | type | length | E    | more | ...       the top bit of the type: the last option
//! +------+--------+------+------+------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{UpperHex, out},
    stop::Stop,
    transport::pgm::nla,
};

/// The least length of an option.
const MIN: usize = 4;

/// Prints options; answers whether the packet goes on behind them.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    p.need(MIN)?;
    let (kind, len) = (p.u8()?, p.u8()?);
    if kind & 0x7f != 0 {
        out!(cx, "[First option bad, should be PGM_OPT_LENGTH, is ", kind & 0x7f, "]");
        return Ok(false);
    }
    if usize::from(len) != MIN {
        out!(cx, "[Bad OPT_LENGTH option, length ", len, " != 4]");
        return Ok(false);
    }
    let total = usize::from(p.be_u16()?);
    if total < MIN {
        out!(cx, "[Bad total option length ", total, " < 4]");
        return Ok(false);
    }
    out!(cx, " OPTS LEN ", total);
    let mut left = total - MIN;
    while left > 0 {
        if left < MIN {
            out!(cx, "[Total option length leaves no room for final option]");
            return Ok(false);
        }
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        if len < MIN {
            out!(cx, "[Bad option, length ", len, " < 4]");
            break;
        }
        if left < len {
            out!(cx, "[Total option length leaves no room for final option]");
            return Ok(false);
        }
        p.need(len - 2)?;
        let Some(used) = option(cx, p, kind, len)? else { return Ok(false) };
        left = left.saturating_sub(used);
        if kind & 0x80 != 0 {
            break;
        }
    }
    Ok(true)
}

/// What an option's length must be.
enum Len {
    Is(usize),
    AtLeast(usize),
    Any,
}
use Len::{Any, AtLeast, Is};

/// Names, and lengths with those of the head, by type.
const KNOWN: &[(u8, &str, Len)] = &[
    (0x00, "OPT_LENGTH", Is(4)),
    (0x01, "OPT_FRAGMENT", Is(16)),
    (0x02, "OPT_NAK_LIST", Any),
    (0x03, "OPT_JOIN", Is(8)),
    (0x04, "OPT_NAK_BO_IVL", Is(12)),
    (0x05, "OPT_NAK_BO_RNG", Is(12)),
    (0x07, "OPT_REDIRECT", AtLeast(8)),
    (0x08, "OPT_PARITY_PRM", Is(8)),
    (0x09, "OPT_PARITY_GRP", Is(8)),
    (0x0a, "OPT_CURR_TGSIZE", Is(8)),
    (0x0b, "OPT_NBR_UNREACH", Is(4)),
    (0x0c, "OPT_PATH_NLA", AtLeast(4)),
    (0x0d, "OPT_SYN", Is(4)),
    (0x0e, "OPT_FIN", Is(4)),
    (0x0f, "OPT_RST", Is(4)),
    (0x10, "OPT_CR", AtLeast(4)),
    (0x11, "OPT_CRQST", Is(4)),
    (0x12, "OPT_PGMCC_DATA", AtLeast(12)),
    (0x13, "PGM_OPT_PGMCC_FEEDBACK", AtLeast(12)),
];

/// Prints an option behind its type and length; answers how much of the total it takes, or that nothing
/// more can be told.
fn option(cx: &mut Context<'_>, p: &mut Cursor<'_>, kind: u8, len: usize) -> Result<Option<usize>, Stop> {
    let Some((number, name, wanted)) = KNOWN.iter().find(|(number, ..)| *number == kind & 0x7f) else {
        out!(cx, " OPT_", UpperHex(&[kind]), " [", len, "] ");
        p.pass(len);
        return Ok(Some(len));
    };
    let sign = match wanted {
        Is(wanted) if len != *wanted => Some((" != ", *wanted)),
        AtLeast(wanted) if len < *wanted => Some((" < ", *wanted)),
        _ => None,
    };
    if let Some((sign, wanted)) = sign {
        out!(cx, "[Bad ", *name, " option, length ", len, sign, wanted, "]");
        return Ok(None);
    }
    known(cx, p, *number, len)
}

fn known(cx: &mut Context<'_>, p: &mut Cursor<'_>, kind: u8, len: usize) -> Result<Option<usize>, Stop> {
    match kind {
        0x00 => out!(cx, " OPTS LEN (extra?) ", p.be_u16()?),
        0x01 => {
            p.skip(2)?;
            out!(cx, " FRAG seq ", p.be_u32()?, " off ", p.be_u32()?, " len ", p.be_u32()?);
        }
        0x02 => return numbers(cx, p, len),
        0x03 => one(cx, p, " JOIN ")?,
        0x04 => two(cx, p, [" BACKOFF ivl ", " ivlseq "])?,
        0x05 => two(cx, p, [" BACKOFF max ", " min "])?,
        0x07 => return redirect(cx, p, len),
        0x08 => one(cx, p, " PARITY MAXTGS ")?,
        0x09 => one(cx, p, " PARITY GROUP ")?,
        0x0a => one(cx, p, " PARITY ATGS ")?,
        0x0b => flag(cx, p, " NBR_UNREACH")?,
        0x0c => {
            out!(cx, " PATH_NLA [", len, "]");
            p.pass(len);
        }
        0x0d => flag(cx, p, " SYN")?,
        0x0e => flag(cx, p, " FIN")?,
        0x0f => flag(cx, p, " RST")?,
        0x10 => {
            out!(cx, " CR");
            p.pass(len);
        }
        0x11 => flag(cx, p, " CRQST")?,
        _ => return congestion(cx, p, kind, len),
    }
    Ok(Some(len))
}

fn flag(cx: &mut Context<'_>, p: &mut Cursor<'_>, name: &'static str) -> Result<(), Stop> {
    p.skip(2)?;
    out!(cx, name);
    Ok(())
}

fn one(cx: &mut Context<'_>, p: &mut Cursor<'_>, name: &'static str) -> Result<(), Stop> {
    p.skip(2)?;
    out!(cx, name, p.be_u32()?);
    Ok(())
}

fn two(cx: &mut Context<'_>, p: &mut Cursor<'_>, names: [&'static str; 2]) -> Result<(), Stop> {
    p.skip(2)?;
    let [first, second] = names;
    out!(cx, first, p.be_u32()?, second, p.be_u32()?);
    Ok(())
}

/// Numbers of missing packets; their option's first four bytes are not taken off the total.
fn numbers(cx: &mut Context<'_>, p: &mut Cursor<'_>, len: usize) -> Result<Option<usize>, Stop> {
    p.skip(2)?;
    out!(cx, " NAK LIST");
    let mut left = len - MIN;
    while left > 0 {
        if left < 4 {
            out!(cx, "[Option length not a multiple of 4]");
            return Ok(None);
        }
        p.need(4)?;
        out!(cx, " ", p.be_u32()?);
        left -= 4;
    }
    Ok(Some(len - MIN))
}

fn redirect(cx: &mut Context<'_>, p: &mut Cursor<'_>, len: usize) -> Result<Option<usize>, Stop> {
    p.skip(2)?;
    if !has_room(p.peek_u16(0)?, len, 8)? {
        out!(cx, "[Bad OPT_REDIRECT option, length ", len, " != 8 + address size]");
        return Ok(None);
    }
    out!(cx, " REDIRECT ", nla(p)?);
    Ok(Some(len))
}

fn congestion(cx: &mut Context<'_>, p: &mut Cursor<'_>, kind: u8, len: usize) -> Result<Option<usize>, Stop> {
    let name = if kind == 0x12 { "DATA" } else { "FEEDBACK" };
    p.skip(2)?;
    let number = p.be_u32()?;
    if !has_room(p.peek_u16(0)?, len, 12)? {
        out!(cx, "[Bad OPT_PGMCC_", name, " option, length ", len, " != 12 + address size]");
        return Ok(None);
    }
    out!(cx, " PGMCC ", name, " ", number, " ", nla(p)?);
    Ok(Some(len))
}

/// Whether an option has room for an address of a family behind its fixed part, and for nothing else.
fn has_room(family: u16, len: usize, fixed: usize) -> Result<bool, Stop> {
    match family {
        1 => Ok(len == fixed + 4),
        2 => Ok(len == fixed + 16),
        _ => Err(Stop::Cut),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::tests::printed, stop::Outcome};

    fn options(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
        cx.enter("pgm");
        print(cx, &mut p).map(|_| ())
    }

    #[test]
    fn options_end_with_the_last_one() {
        let bytes = b"\0\x04\0\x10\x03\x08\0\0\0\0\0\x07\x8d\x04\0\0";
        assert_eq!(printed(options, 1, bytes), " OPTS LEN 16 JOIN 7 SYN");
    }

    #[test]
    fn lengths_are_compared() {
        assert_eq!(printed(options, 1, b"\0\x05\0\0"), "[Bad OPT_LENGTH option, length 5 != 4]");
        let join = b"\0\x04\0\x08\x03\x04\0\0";
        assert_eq!(printed(options, 1, join), " OPTS LEN 8[Bad OPT_JOIN option, length 4 != 8]");
        let unknown = b"\0\x04\0\x08\x7f\x04\0\0";
        assert_eq!(printed(options, 1, unknown), " OPTS LEN 8 OPT_7F [4] ");
    }
}
