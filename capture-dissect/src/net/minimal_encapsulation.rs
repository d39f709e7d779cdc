//! Minimal encapsulation within IP, as mobile nodes use it (RFC 2004, section 3.1).
//!
//! ```text
//!  0          1       2          4             8
//! +----------+-------+----------+-------------+--------------------------
//! | protocol | flags | checksum | destination | source, if the flag says so
//! +----------+-------+----------+-------------+--------------------------
//! ```

use crate::{
    checksum::Sum,
    context::Context,
    cursor::Cursor,
    show::out,
    stop::{Outcome, Stop},
};

const SOURCE: u8 = 0x80;
const HEADER: usize = 12;

/// Prints a header.
pub(crate) fn print(cx: &mut Context<'_>, whole: Cursor<'_>) -> Outcome {
    cx.enter("mobile");
    let mut p = whole;
    if p.len() < HEADER {
        return Err(Stop::Cut);
    }
    p.need(HEADER)?;
    let [protocol, flags] = p.array()?;
    let stored = p.be_u16()?;
    let (destination, source) = (p.ipv4()?, p.ipv4()?);
    let has_source = flags & SOURCE != 0;
    out!(cx, "mobile: [", has_source.then_some("S"), "] ");
    if cx.verbose(1) {
        if has_source {
            out!(cx, source, " ");
        }
        out!(cx, "> ", destination, " (oproto=", protocol, ")");
    }
    let len = if has_source { HEADER } else { 8 };
    if Sum::default().add(whole.limit(len).bytes()).finish() != 0 {
        out!(cx, " (bad checksum ", stored, ")");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn headers_with_and_without_a_source() {
        let header = b"\x11\x80\0\0\x0a\0\0\x63\x0a\0\0\x64";
        let text = "mobile: [S] 10.0.0.100 > 10.0.0.99 (oproto=17) (bad checksum 0)";
        assert_eq!(printed(print, 1, header), text);
        let header = b"\x11\0\xe4\x9c\x0a\0\0\x63\x0a\0\0\x64";
        assert_eq!(printed(print, 1, header), "mobile: [] > 10.0.0.99 (oproto=17)");
        assert_eq!(printed(print, 0, header), "mobile: [] ");
    }
}
