//! The auxiliary security header (section 9.4): control (1 byte), frame counter (4), key's source (0, 4 or 8 bytes)
//! and index (1).

use super::{Extended, Trouble, read};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{hex, out},
};

const NO_COUNTER: u8 = 0x20;

/// Prints the header; answers how many bytes of an integrity code end the frame.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<usize, Trouble> {
    let [control] = read(p, "Truncated before Aux Security Header")?;
    let (level, mode) = (control & 7, control >> 3 & 3);
    if cx.verbose(1) {
        out!(cx, "\n\tSecurity Level ", level, ", Key Id Mode ", mode, ", ");
    }
    if control & NO_COUNTER == 0 {
        let counter = u32::from_le_bytes(read(p, "Truncated before Frame Counter")?);
        if cx.verbose(2) {
            out!(cx, "Frame Counter 0x", hex(counter, 8), " ");
        }
    }
    let is_shown = cx.verbose(2);
    match mode {
        0 if is_shown => out!(cx, "Implicit"),
        0 => {}
        1 => {
            let [index] = read(p, "Truncated before Key Index")?;
            if is_shown {
                out!(cx, "KeyIndex 0x", hex(index, 2), ", ");
            }
        }
        2 => {
            let [a, b, c, d] = read(p, "Truncated before Key Source")?;
            if is_shown {
                let (first, second) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
                out!(cx, "KeySource 0x", hex(first, 4), ":", hex(second, 1), "4x, ");
            }
            let [index] = read(p, "Truncated before Key Index")?;
            if is_shown {
                out!(cx, "KeyIndex 0x", hex(index, 2), ", ");
            }
        }
        _ => {
            // tcpdump wants eight bytes, and takes the fifth for the index.
            let source = read(&mut p.clone(), "Truncated before Key Source")?;
            p.skip(4)?;
            let index = p.u8()?;
            if is_shown {
                out!(cx, "KeySource ", Extended(source), ", KeyIndex 0x", hex(index, 2), ", ");
            }
        }
    }
    let mic = [0, 4, 8, 16].get(usize::from(level & 3)).copied().unwrap_or_default();
    if p.has(mic) { Ok(mic) } else { Err(Trouble::Told("Truncated before MIC")) }
}
