//! CALM FAST (ISO 29281-1): reference of the source (1 byte), of the destination (1), payload.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Macs, out},
    stop::Outcome,
};

const HEADER: usize = 2;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("calm_fast");
    out!(cx, "CALM FAST");
    if let Some((source, _)) = cx.macs.map(Macs::src_dst) {
        out!(cx, " src:", source);
    }
    out!(cx, "; ");
    if p.len() < HEADER {
        out!(cx, " (length ", p.len(), " < ", HEADER, ")");
        cx.invalid()?;
        return p.at(p.len()).map(|_| ());
    }
    out!(cx, "SrcNwref:", p.u8()?, "; ");
    out!(cx, "DstNwref:", p.u8()?, "; ");
    if cx.verbose(1) {
        cx.default_print(p.bytes());
        p.at(p.len())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_packet_has_two_references() {
        assert_eq!(printed(print, 0, b"\x01\x02"), "CALM FAST; SrcNwref:1; DstNwref:2; ");
        assert_eq!(printed(print, 0, b"\x01"), "CALM FAST;  (length 1 < 2) (invalid)");
    }
}
