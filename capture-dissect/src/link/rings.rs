//! FDDI, Token Ring (IEEE 802.5) and IP over Fibre Channel (RFC 2625): what carries LLC behind two addresses.
//!
//! ```text
//!  FDDI           frame control (1), destination (6), source (6)
//!  Token Ring     access control (1), frame control (1), destination (6), source (6),
//!                 a route where the source's first bit is set
//!  Fibre Channel  unknown (2), destination (6), unknown (2), source (6)
//!
//!  route: kind (3 bits), length (5), backward (1), largest frame (3), unused (4), then for each ring:
//!         ring (12 bits), bridge (4)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::llc,
    show::{Mac, Macs, Table, hex, name, out},
    stop::Outcome,
};

const FDDI: usize = 13;
/// What of the frame control tells the kinds of frames apart.
const CLASS: u8 = 0xf0;
const STATION_MANAGEMENT: u8 = 0x40;
const LLC: u8 = 0x50;
const CONTROLS: &Table = &[
    (0x40, "void"),
    (0x41, "info"),
    (0x4f, "nsa"),
    (0x80, "nrt"),
    (0xc0, "rt"),
    (0xc2, "beacon"),
    (0xc3, "claim"),
];
const CLASSES: &Table =
    &[(0x40, "smt"), (0x50, "async"), (0x60, "imp_async"), (0xc0, "mac"), (0xd0, "sync"), (0xe0, "imp_sync")];

const TOKEN_RING: usize = 14;
/// Frames of LLC are told by these bits.
const TYPE: u8 = 0xc0;
const TYPE_LLC: u8 = 0x40;
const IS_ROUTED: u8 = 0x80;
const BACKWARD: u16 = 0x80;
const LARGEST: [&str; 8] = ["516", "1500", "2052", "4472", "8144", "11407", "17800", "??"];

const FIBRE_CHANNEL: usize = 16;

/// Prints a frame of FDDI.
pub(crate) fn print_fddi(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("fddi");
    let start = p;
    if !p.has(FDDI) {
        return cx.cut_in_link_header(p.captured());
    }
    let (control, destination, source) = (p.u8()?, p.mac()?, p.mac()?);
    let header = |cx: &mut Context<'_>| {
        if cx.options.quiet == 0 {
            match (name(CONTROLS, control), name(CLASSES, control & CLASS)) {
                (Some(name), _) => out!(cx, name),
                (None, Some(class)) => out!(cx, class, hex(control & 15, 1)),
                (None, None) => out!(cx, hex(control, 2)),
            }
            out!(cx, " ");
        }
        out!(cx, source, " > ", destination, ", length ", start.len(), ": ");
    };
    if cx.options.link_header {
        header(cx);
    }
    let len = start.captured() - p.captured();
    cx.macs = Some(Macs::new(source, destination));
    match control & CLASS {
        LLC => return carried(cx, p, len),
        STATION_MANAGEMENT => out!(cx, "<SMT printer not yet implemented>"),
        _ => {
            if !cx.options.link_header {
                header(cx);
            }
            cx.unknown_payload(p.bytes());
        }
    }
    cx.link_len = len;
    Ok(())
}

/// Prints a frame of Token Ring.
pub(crate) fn print_token_ring(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("token-ring");
    let start = p;
    if !p.has(TOKEN_RING) {
        return cx.cut_in_link_header(p.captured());
    }
    let ([access, control], destination) = (p.array()?, p.mac()?);
    let mut source = p.array::<6>()?;
    let is_routed = source[0] & IS_ROUTED != 0;
    source[0] &= !IS_ROUTED;
    let source = Mac(source);
    let header = |cx: &mut Context<'_>| {
        if cx.options.quiet == 0 {
            out!(cx, hex(access, 2), " ", hex(control, 2), " ");
        }
        out!(cx, source, " > ", destination, ", length ", start.len(), ": ");
    };
    if cx.options.link_header {
        header(cx);
    }
    if is_routed {
        let len = p.peek(0).map_or(0, |byte| usize::from(byte & 0x1f));
        if !p.has(len.max(2)) {
            return cx.cut_in_link_header(start.captured());
        }
        route(cx, p.limit(len.max(2)))?;
        p.pass(len);
    }
    let len = start.captured() - p.captured();
    cx.macs = Some(Macs::new(source, destination));
    if control & TYPE == TYPE_LLC {
        return carried(cx, p, len);
    }
    if !cx.options.link_header {
        header(cx);
    }
    cx.unknown_payload(p.bytes());
    cx.link_len = len;
    Ok(())
}

fn route(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let word = p.be_u16()?;
    match cx.verbose(1) {
        true => {
            let kind = match word >> 13 {
                0..4 => "Non-Broadcast",
                4 | 5 => "All-routes",
                _ => "Single-route",
            };
            out!(cx, kind, " ", if word & BACKWARD == 0 { "Forward" } else { "Backward" });
        }
        false => out!(cx, "rt = ", hex(word, 1)),
    }
    while p.len() >= 2 {
        let ring = p.be_u16()?;
        match cx.verbose(1) {
            true => out!(cx, " [", ring >> 4, ":", ring & 15, "]"),
            false => out!(cx, ":", hex(ring, 1)),
        }
    }
    let largest = LARGEST.get(usize::from(word >> 4 & 7)).copied().unwrap_or_default();
    out!(cx, " (", largest, ") ");
    Ok(())
}

/// Prints a frame of FDDI that was bridged over ATM (RFC 2684), with three bytes of padding before it.
pub(crate) fn print_bridged_fddi(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    match p.skip(3) {
        Ok(()) => print_fddi(cx, p),
        Err(_) => cx.truncated(),
    }
}

/// Prints a frame of Token Ring that was bridged over ATM (RFC 2684), with two bytes of padding before it.
pub(crate) fn print_bridged_token_ring(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    match p.skip(2) {
        Ok(()) => print_token_ring(cx, p),
        Err(_) => cx.truncated(),
    }
}

/// Prints a packet of IP over Fibre Channel.
pub(crate) fn print_fibre_channel(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ipfc");
    let len = p.len();
    p.skip(2)?;
    let destination = p.mac()?;
    p.skip(2)?;
    let source = p.mac()?;
    if cx.options.link_header {
        out!(cx, source, " > ", destination, ", length ", len, ": ");
    }
    cx.macs = Some(Macs::new(source, destination));
    carried(cx, p, FIBRE_CHANNEL)
}

/// Prints LLC behind a header of `len` bytes.
fn carried(cx: &mut Context<'_>, p: Cursor<'_>, len: usize) -> Outcome {
    cx.call(llc::print, p)?;
    cx.link_len = len + llc::header_len(p);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn frames_without_llc_have_their_header_shown() {
        let text = "imp_async3 02:00:00:00:00:01 > 02:00:00:00:00:02, length 13: ";
        assert_eq!(printed(print_fddi, 0, b"\x63\x02\0\0\0\0\x02\x02\0\0\0\0\x01"), text);
        let text = "10 00 02:00:00:00:00:01 > 02:00:00:00:00:02, length 14: ";
        assert_eq!(printed(print_token_ring, 0, b"\x10\0\x02\0\0\0\0\x02\x02\0\0\0\0\x01"), text);
        assert_eq!(printed(print_fibre_channel, 0, &[0; 15]), " [|ipfc]");
    }

    #[test]
    fn a_route_is_shown_before_what_took_it() {
        let frame = b"\x10\x40\x02\0\0\0\0\x02\x82\0\0\0\0\x01\x86\xb0\0\x11\x01\x22\x42\x42";
        assert_eq!(printed(print_token_ring, 0, &frame[..20]), "rt = 86b0:11:122 (4472)  [|llc]");
        let text = printed(print_token_ring, 1, frame);
        assert!(text.starts_with("All-routes Backward [1:1] [18:2] (4472)  [|llc]"), "{text}");
        assert_eq!(printed(print_token_ring, 0, &frame[..19]), " [|token-ring]");
    }
}
