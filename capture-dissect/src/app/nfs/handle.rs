//! File handles: opaque by the RFCs, but most servers of old had a layout that can be told.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, UpperHex, hex, out, until_zero},
    stop::Outcome,
};

/// Volume and file of a handle of VMS (UCX), whose name of a volume is text.
///
/// ```text
///  0   1        14           22           24  26            28
/// +---+--------+------------+------------+---+-------------+
/// |   | volume | any        | file, low, |   | file, high, |
/// |   |        |            | LE         |   | BE          |
/// +---+--------+------------+------------+---+-------------+
/// ```
fn ucx(bytes: &[u8]) -> Option<(&[u8], u32)> {
    let low = bytes.get(22..24)?.first_chunk().copied().map(u16::from_le_bytes)?;
    let high = bytes.get(26..28)?.first_chunk().copied().map(u16::from_be_bytes)?;
    let name = bytes.get(1..14)?;
    let text = until_zero(name);
    let is_text = text.iter().all(|byte| matches!(byte, b' '..=b'~'));
    let is_filled = name.iter().skip(text.len()).all(|byte| *byte == 0);
    if text.is_empty() || !is_text || !is_filled {
        return None;
    }
    let volume = until_zero(bytes.get(1..)?);
    Some((volume, u32::from(high) << 16 | u32::from(low)))
}

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
    if let Some((volume, file)) = ucx(bytes) {
        out!(cx, Safe(volume.get(..words.len()).unwrap_or(volume)), "/", file);
        return Ok(());
    }
    let name = "Unknown";
    out!(cx, name.get(..words.len()).unwrap_or(name), "/");
    out!(cx, UpperHex(bytes.get(..MAX_OPAQUE).unwrap_or(bytes)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn print_v2(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
        print(cx, &mut p, false)
    }

    #[test]
    fn a_volume_that_is_text_has_its_name_shown() {
        let mut handle = [0; 32];
        handle[..6].copy_from_slice(b"\x06DISK1");
        handle[22..28].copy_from_slice(&[2, 1, 0, 0, 4, 3]);
        assert_eq!(printed(print_v2, 0, &handle), " fh DISK1/67305730");
        handle[9] = 1;
        assert!(printed(print_v2, 0, &handle).starts_with(" fh Unknown/06"));
    }
}
