//! BSD loopback: a 32-bit address family, in the byte order of the host that captured (`DLT_NULL`) or
//! big-endian (`DLT_LOOP`).
//!
//! ```text
//!  0       4
//! +-------+---------
//! | family| payload
//! +-------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    net,
    show::{Table, named, out},
    stop::Outcome,
};

const FAMILIES: &Table =
    &[(2, "IPv4"), (7, "ISO"), (16, "Appletalk"), (23, "IPX"), (24, "IPv6"), (28, "IPv6"), (30, "IPv6")];

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("null");
    cx.link_len = 4;
    let len = p.len();
    let bytes = p.array()?;
    // A family is a small number: one with high bits is in the other byte order.
    let family = match u32::from_le_bytes(bytes) {
        family @ ..=0xffff => family,
        _ => u32::from_be_bytes(bytes),
    };
    let header = |cx: &mut Context<'_>| {
        match cx.options.quiet {
            0 => out!(cx, "AF ", named(FAMILIES, family).or_text("Unknown"), " (", family, ")"),
            _ => out!(cx, named(FAMILIES, family).or("Unknown AF ", "")),
        }
        out!(cx, ", length ", len, ": ");
    };
    if cx.options.link_header {
        header(cx);
    }
    match family {
        2 => cx.call(net::ipv4::print, p),
        7 => cx.call(net::iso::print, p),
        16 => cx.call(net::appletalk::print, p),
        23 => cx.call(net::ipx::print, p),
        24 | 28 | 30 => cx.call(net::ipv6::print, p),
        _ => {
            if !cx.options.link_header {
                header(cx);
            }
            cx.unknown_payload(p.bytes());
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_family_is_read_in_either_byte_order() {
        assert_eq!(printed(print, 0, &[0, 0, 0, 2]), "IP  [length 0 < 20] (invalid)");
        assert!(
            printed(print, 0, &[99, 0, 0, 0, 1]).starts_with("AF Unknown (99), length 5: \n\t0x0000:  01")
        );
        assert_eq!(printed(print, 0, &[0, 0, 0]), " [|null]");
    }
}
