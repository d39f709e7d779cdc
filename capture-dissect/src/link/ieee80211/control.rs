//! Control frames (section 9.3.1).

use super::header::Header;
use crate::{
    context::Context,
    show::{hex, out},
    stop::Outcome,
};

/// Prints a frame; without `-e` with an address.
pub(super) fn print(cx: &mut Context<'_>, header: &Header<'_>) -> Outcome {
    let is_first = !cx.options.link_header;
    let receiver = |cx: &mut Context<'_>| -> Outcome {
        if is_first {
            out!(cx, " RA:", header.address(1)?, " ");
        }
        Ok(())
    };
    match header.subtype() {
        7 => out!(cx, "Control Wrapper"),
        8 => {
            out!(cx, "BAR");
            if is_first {
                header.print_block_ack_request(cx)?;
            }
        }
        9 => {
            out!(cx, "BA");
            receiver(cx)?;
        }
        10 => {
            let association = header.frame.at(2)?.le_u16()?;
            out!(cx, "Power Save-Poll AID(", hex(association, 1), ")");
        }
        11 => {
            out!(cx, "Request-To-Send");
            if is_first {
                out!(cx, " TA:", header.address(2)?, " ");
            }
        }
        12 => {
            out!(cx, "Clear-To-Send");
            receiver(cx)?;
        }
        13 => {
            out!(cx, "Acknowledgment");
            receiver(cx)?;
        }
        14 => {
            out!(cx, "CF-End");
            receiver(cx)?;
        }
        15 => {
            out!(cx, "CF-End+CF-Ack");
            receiver(cx)?;
        }
        other => out!(cx, "unknown 802.11 ctrl frame subtype (", other, ")"),
    }
    Ok(())
}
