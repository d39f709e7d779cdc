//! IP Payload Compression (RFC 3173): next header, flags, compression parameter index (2).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{hex, out},
    stop::Outcome,
};

/// Prints a header; what is compressed cannot be shown.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ipcomp");
    let index = p.peek_u16(2)?;
    out!(cx, "IPComp(cpi=0x", hex(index, 4), ")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_header_has_an_index() {
        assert_eq!(printed(print, 0, &[4, 0, 0, 2]), "IPComp(cpi=0x0002)");
        assert_eq!(printed(print, 0, &[4, 0]), " [|ipcomp]");
    }
}
