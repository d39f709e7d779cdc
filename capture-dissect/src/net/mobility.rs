//! Mobility header of IPv6 (RFC 6275 section 6.1) and its options (section 6.2).
//!
//! ```text
//!  0                  1                  2      3          4          6
//! +------------------+------------------+------+----------+----------+------
//! | payload protocol | length / 8 - 1   | type | reserved | checksum | ...
//! +------------------+------------------+------+----------+----------+------
//!
//! HoTI, CoTI: reserved (2), cookie (8)
//! HoT, CoT: nonce index (2), cookie (8), token (8)
//! BU: number, flags, lifetime / 4 s (2 each)
//! BA: status (1), flags (1), number, lifetime / 4 s (2 each)
//! BE: status (1), reserved (1), home address (16)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const NO_NEXT_HEADER: u8 = 59;

const TYPES: &Table =
    &[(0, "BRR"), (1, "HoTI"), (2, "CoTI"), (3, "HoT"), (4, "CoT"), (5, "BU"), (6, "BA"), (7, "BE")];

const UPDATE_FLAGS: &Table = &[(0x8000, "A"), (0x4000, "H"), (0x2000, "L"), (0x1000, "K")];

/// Prints a header.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("mobility");
    let protocol = p.peek(0)?;
    let (len, kind) = ((usize::from(p.peek(1)?) + 1) * 8, p.peek(2)?);
    let fixed_len = match kind {
        0 => 8,
        1 | 2 => 16,
        5 | 6 => 12,
        3 | 4 | 7 => 24,
        _ => 0,
    };
    if len < fixed_len {
        out!(cx, "(header length ", len, " is too small for type ", kind, ")");
        return Err(Stop::Cut);
    }
    out!(cx, "mobility: ");
    if protocol != NO_NEXT_HEADER {
        out!(cx, "(payload protocol ", protocol, " should be ", NO_NEXT_HEADER, ") ");
    }
    if kind > 7 {
        out!(cx, "type-#", kind, " len=", p.peek(1)?);
        return Ok(());
    }
    out!(cx, named(TYPES, kind));
    if kind <= 2 && !cx.verbose(1) {
        return Ok(());
    }
    message(cx, p.at(6)?, kind)?;
    if cx.verbose(1) { options(cx, p.at(fixed_len)?.declare(len - fixed_len)) } else { Ok(()) }
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>, kind: u8) -> Outcome {
    match kind {
        1..=4 => return test(cx, p, kind),
        5 => {
            out!(cx, " seq#=", p.be_u16()?);
            let flags = p.be_u16()?;
            if flags & 0xf000 != 0 {
                out!(cx, " ", bits(UPDATE_FLAGS, flags).with(""));
            }
            out!(cx, " lifetime=", u32::from(p.be_u16()?) << 2);
        }
        6 => {
            out!(cx, " status=", p.u8()?);
            if p.u8()? & 0x80 != 0 {
                out!(cx, " K");
            }
            out!(cx, " seq#=", p.be_u16()?);
            out!(cx, " lifetime=", u32::from(p.be_u16()?) << 2);
        }
        7 => {
            out!(cx, " status=", p.u8()?);
            p.skip(1)?;
            out!(cx, " homeaddr ", p.ipv6()?);
        }
        _ => {}
    }
    Ok(())
}

/// A message that tests whether an address can be reached.
fn test(cx: &mut Context<'_>, mut p: Cursor<'_>, kind: u8) -> Outcome {
    let is_answer = kind >= 3;
    let nonce = p.be_u16();
    if is_answer {
        out!(cx, " nonce id=0x", hex(nonce?, 0));
    }
    if !cx.verbose(1) {
        return Ok(());
    }
    let which = if kind % 2 == 1 { " Home " } else { " Care-of " };
    out!(cx, which, "Init Cookie=", hex(p.be_u32()?, 8), ":", hex(p.be_u32()?, 8));
    if is_answer {
        out!(cx, which, "Keygen Token=", hex(p.be_u32()?, 8), ":", hex(p.be_u32()?, 8));
    }
    Ok(())
}

fn options(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let kind = p.peek(0)?;
        if kind == 0 {
            out!(cx, "(pad1)");
            p.pass(1);
            continue;
        }
        if p.len() < 2 {
            return Err(Stop::Cut);
        }
        let len = p.peek(1)?;
        let option_len = usize::from(len) + 2;
        if option_len > p.len() {
            return Err(Stop::Cut);
        }
        option(cx, p, kind, len)?;
        p.skip(option_len)?;
    }
    Ok(())
}

fn option(cx: &mut Context<'_>, mut p: Cursor<'_>, kind: u8, len: u8) -> Outcome {
    let (needed, name) = match kind {
        2 => (4, "refresh"),
        3 => (18, "altcoa"),
        4 => (6, "ni"),
        5 => (12, "auth"),
        _ => (2, "padn"),
    };
    if p.len() < needed {
        out!(cx, "(", name, ": trunc)");
        return Err(Stop::Cut);
    }
    p.skip(2)?;
    match kind {
        1 => out!(cx, "(padn)"),
        2 => {
            out!(cx, "(refresh: ");
            out!(cx, u32::from(p.be_u16()?) << 2, ")");
        }
        3 => {
            out!(cx, "(alt-CoA: ");
            out!(cx, p.ipv6()?, ")");
        }
        4 => {
            out!(cx, "(ni: ");
            out!(cx, "ho=0x", hex(p.be_u16()?, 4), " co=0x", hex(p.be_u16()?, 4), ")");
        }
        5 => out!(cx, "(auth)"),
        _ => out!(cx, "(unknown: type-#", kind, " len=", len, ")"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn an_update_with_options() {
        let update = b"\x3b\x02\x05\0\0\0\x03\xe8\x80\0\x0e\x10\x04\x04\0\x01\0\x02\x01\x02\0\0\x02\x02";
        assert_eq!(printed(print, 0, update), "mobility: BU seq#=1000 A lifetime=14400");
        let shown = printed(print, 1, update);
        assert!(shown.contains("=14400(ni: ho=0x0001 co=0x0002)(padn) [|mobility]"), "{shown}");
        let cut = printed(print, 1, &update[..16]);
        assert!(cut.ends_with("=14400(ni:  [|mobility]"), "{cut}");
    }

    #[test]
    fn headers_that_contradict_themselves() {
        let short = b"\x06\0\x05\0\0\0\0\0";
        assert_eq!(printed(print, 0, short), "(header length 8 is too small for type 5) [|mobility]");
        let other = b"\x06\0\0\0\0\0\0\0";
        assert_eq!(printed(print, 1, other), "mobility: (payload protocol 6 should be 59) BRR");
        assert_eq!(printed(print, 1, b"\x3b\0\x08\0"), "mobility: type-#8 len=0");
    }
}
