//! What neighbors tell each other behind a packet (RFC 5613).

use super::v2::within;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, named, out},
    stop::Outcome,
};

const TLVS: &Table = &[(1, "Extended Options"), (2, "MD5 Authentication")];
const OPTIONS: &Table = &[(1, "LSDB resync"), (2, "Restart")];

/// Prints the block.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t  LLS: checksum: 0x", hex(p.be_u16()?, 4));
    let words = p.be_u16()?;
    out!(cx, ", length: ", words);
    // In words of four bytes, the header's one among them.
    let mut p = p.declare((4 * usize::from(words)).saturating_sub(4));
    while p.len() > 0 {
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        out!(cx, "\n\t    ", named(TLVS, kind).or_text("Unknown TLV"), " (", kind, "), length: ", len);
        match kind {
            1 if len != 4 => {
                out!(cx, " [bogus length ", len, " != 4]");
                return Ok(());
            }
            1 => {
                let options = p.peek_u32(0)?;
                out!(cx, "\n\t      Options: 0x", hex(options, 8), " [", bits(OPTIONS, options).or("?"), "]");
            }
            2 if len < 4 => {
                out!(cx, " [bogus length ", len, " < 4]");
                return Ok(());
            }
            2 => out!(cx, "\n\t      Sequence number: 0x", hex(p.peek_u32(0)?, 8)),
            _ => {}
        }
        within(&p, len)?;
        p.pass(len.next_multiple_of(4));
    }
    Ok(())
}
