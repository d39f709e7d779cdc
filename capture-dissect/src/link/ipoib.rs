//! IP over InfiniBand (RFC 4391): a global routing header before each packet.
//!
//! ```text
//!  0                          40     42         44
//! +--------------------------+------+----------+---------
//! | global routing header    | type | reserved | payload
//! +--------------------------+------+----------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::ETHERTYPES,
    show::{hex, named, out},
    stop::Outcome,
    tables,
};

const HEADER: usize = 44;
const TYPE: usize = 40;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ipoib");
    let (Ok(payload), Ok(kind)) = (p.at(HEADER), p.peek_u16(TYPE)) else {
        return cx.cut_in_link_header(p.captured());
    };
    let header = |cx: &mut Context<'_>| {
        out!(cx, ", ethertype ", named(ETHERTYPES, kind).or_text("Unknown"));
        if cx.options.quiet == 0 {
            out!(cx, " (0x", hex(kind, 4), ")");
        }
        out!(cx, ", length ", p.len(), ": ");
    };
    if cx.options.link_header {
        out!(cx, "IPOIB");
        header(cx);
    }
    match tables::ethertype(kind) {
        Some(printer) => cx.call(printer, payload)?,
        None => {
            if !cx.options.link_header {
                header(cx);
            }
            cx.unknown_payload(payload.bytes());
        }
    }
    cx.link_len = HEADER;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_type_tells_what_follows() {
        let mut packet = [0; HEADER];
        packet[TYPE] = 0x99;
        assert_eq!(printed(print, 0, &packet), ", ethertype Unknown (0x9900), length 44: ");
        packet[TYPE..TYPE + 2].copy_from_slice(&[8, 6]);
        assert_eq!(printed(print, 0, &packet), " [|arp]");
        assert_eq!(printed(print, 0, &packet[..43]), " [|ipoib]");
    }
}
