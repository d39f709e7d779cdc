//! File handles: opaque by the RFCs, but most servers of old had a layout that can be told.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{UpperHex, hex, out},
    stop::Outcome,
};

/// Bytes of a file handle of version 2.
const LEN_V2: u32 = 32;

/// Bytes that are shown of a handle that nobody knows.
const MAX_OPAQUE: usize = 32;

/// Prints a file handle.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_v3: bool) -> Outcome {
    let len = if is_v3 { p.be_u32()? } else { LEN_V2 } as usize / 4 * 4;
    p.need(len)?;
    let bytes = p.take(len)?;
    let (words, _) = bytes.as_chunks::<4>();
    if cx.options.raw_handles {
        out!(cx, " fh[");
        for (at, word) in words.iter().enumerate() {
            out!(cx, if at == 0 { "" } else { ":" }, hex(u32::from_be_bytes(*word), 0));
        }
        out!(cx, "]");
        return Ok(());
    }
    out!(cx, " fh ");
    let name = "Unknown";
    out!(cx, name.get(..words.len()).unwrap_or(name), "/");
    out!(cx, UpperHex(bytes.get(..MAX_OPAQUE).unwrap_or(bytes)));
    Ok(())
}
