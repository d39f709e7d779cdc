//! Domain names (RFC 1035 section 4.1.4).
//!
//! ```text
//! 00 length           that many bytes of a label follow; a length of zero ends the name
//! 11 offset (14 bits) the name goes on there, which must be before this place
//! 01 000001           a label of bits (RFC 2673), long given up
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, hex, out},
    stop::{Outcome, Stop},
};

/// Most characters of a name that are shown.
const MAX_NAME: usize = 255;

/// Passes over a name.
pub(crate) fn skip_name(p: &mut Cursor<'_>) -> Outcome {
    loop {
        let label = p.u8()?;
        match label >> 6 {
            _ if label == 0 => return Ok(()),
            0 => p.pass(label.into()),
            3 => {
                p.pass(1);
                return Ok(());
            }
            1 if label & 0x3f == 1 => {
                let bits = usize::from(p.u8()?);
                p.pass(if bits == 0 { 256 } else { bits }.div_ceil(8));
            }
            _ => return Err(Stop::Truncated),
        }
    }
}

/// Prints a name and passes over it; pointers count from the start of the message.
///
/// A pointer must lead backwards, past all pointers before it: so a name ends. Where the start is behind
/// the name, as some protocols have it, the first pointer may lead anywhere.
pub(crate) fn name<'a>(cx: &mut Context<'_>, start: Cursor<'a>, p: &mut Cursor<'a>) -> Outcome {
    let mut limit = start.captured().checked_sub(p.captured()).unwrap_or(usize::MAX);
    let mut at = *p;
    let mut behind = None;
    let mut shown = 0;
    let mut is_root = true;
    let outcome = loop {
        let label = match at.u8() {
            Ok(label) => label,
            Err(stop) => break Err(stop),
        };
        match label {
            0 => {
                out!(cx, is_root.then_some("."));
                break Ok(());
            }
            // The name ends where the captured bytes do, too.
            0..0x40 if at.captured() == 0 => break Ok(()),
            0x80..=0xbf => {
                out!(cx, "<BAD LABEL TYPE>");
                break Err(Stop::Truncated);
            }
            0x40 | 0x42..=0x7f => {
                out!(cx, "<ELT ", label & 0x3f, ">");
                break Err(Stop::Truncated);
            }
            0xc0..=0xff => {
                let low = at.u8();
                behind.get_or_insert(at);
                let Ok(low) = low else { break Err(Stop::Truncated) };
                let offset = usize::from(u16::from_be_bytes([label & 0x3f, low]));
                if offset >= limit {
                    out!(cx, "<BAD PTR>");
                    break Err(Stop::Truncated);
                }
                limit = offset;
                is_root = false;
                match start.at(offset) {
                    Ok(there) => at = there,
                    Err(stop) => break Err(stop),
                }
                continue;
            }
            0x41 => {
                if let Err(stop) = bit_label(cx, &mut at) {
                    break Err(stop);
                }
            }
            len => {
                let len = usize::from(len);
                let text = at.take_some(len);
                let room = MAX_NAME.saturating_sub(shown);
                out!(cx, Safe(text.get(..room).unwrap_or(text)));
                if text.len() < len.min(room) {
                    break Err(Stop::Truncated);
                }
                shown += len;
            }
        }
        is_root = false;
        if shown <= MAX_NAME {
            out!(cx, ".");
        }
        shown += 1;
    };
    outcome?;
    if shown > MAX_NAME {
        out!(cx, "<DOMAIN NAME TOO LONG>");
    }
    *p = behind.unwrap_or(at);
    Ok(())
}

fn bit_label(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let bits = match p.u8()? {
        0 => 256,
        bits => u16::from(bits),
    };
    out!(cx, "\\[x");
    for _ in 0..bits / 8 {
        out!(cx, hex(p.u8()?, 2));
    }
    match bits % 8 {
        0 => {}
        left @ 1..=4 => out!(cx, hex(p.u8()? >> 4 & 0xf << (4 - left), 1)),
        left => out!(cx, hex(p.u8()? & 0xff << (8 - left), 2)),
    }
    out!(cx, "/", bits, "]");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    fn show(message: &[u8], offset: usize) -> String {
        text(|cx| {
            let start = Cursor::new(message, message.len());
            let mut p = start.at(offset).unwrap();
            let outcome = name(cx, start, &mut p);
            out!(cx, if outcome.is_ok() { "" } else { "!" });
        })
    }

    #[test]
    fn a_name_may_go_on_where_another_one_stands() {
        assert_eq!(show(b"\x01a\x02bc\0", 0), "a.bc.");
        assert_eq!(show(b"\x02bc\0\x01a\xc0\0", 4), "a.bc.");
        assert_eq!(show(b"\0", 0), ".");
    }

    #[test]
    fn pointers_only_lead_back() {
        assert_eq!(show(b"\xc0\0", 0), "<BAD PTR>!");
        assert_eq!(show(b"\xc0\x02\xc0\0", 2), "<BAD PTR>!");
    }

    #[test]
    fn odd_labels_are_named() {
        assert_eq!(show(b"\x80", 0), "<BAD LABEL TYPE>!");
        assert_eq!(show(b"\x42", 0), "<ELT 2>!");
        assert_eq!(show(b"\x41\x0c\xab\xcd\0", 0), "\\[xabc/12].");
        assert_eq!(show(b"\x05ab", 0), "ab!");
    }

    #[test]
    fn a_name_of_any_length_is_cut() {
        let mut message = Vec::new();
        for _ in 0..5 {
            message.push(63);
            message.extend([b'x'; 63]);
        }
        message.push(0);
        let shown = show(&message, 0);
        assert!(shown.ends_with("<DOMAIN NAME TOO LONG>") && shown.len() < 300, "{shown}");
    }
}
