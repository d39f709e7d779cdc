//! Logical link control (IEEE 802.2), with SNAP (RFC 1042).
//!
//! ```text
//!  0      1      2             3 (or 4)
//! +------+------+-------------+---------
//! | DSAP | SSAP | control     | payload; behind DSAP and SSAP 0xaa a SNAP header:
//! +------+------+-------------+---------           OUI (3 bytes), protocol (2 bytes)
//!  lowest bit of DSAP: group, of SSAP: response
//!  control: xxxx xx11 unnumbered, 1 byte; xxxx xx01 supervisory, xxxx xxx0 information: 2 bytes
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::ETHERTYPES,
    net,
    oui::OUIS,
    show::{Macs, Table, hex, named, out},
    stop::{Outcome, Stop},
    tables,
};

const SAPS: &Table = &[
    (0x00, "Null"),
    (0xff, "Global"),
    (0x02, "802.1B I"),
    (0x04, "SNA"),
    (0x06, "IP"),
    (0x0e, "ProWay NM"),
    (0x42, "STP"),
    (0x4e, "RS511"),
    (0x7e, "ISO8208"),
    (0x8e, "ProWay"),
    (0xaa, "SNAP"),
    (0xe0, "IPX"),
    (0xf0, "NetBeui"),
    (0xfe, "OSI"),
];

const COMMANDS: &Table = &[
    (0x03, "ui"),
    (0xe3, "test"),
    (0xaf, "xid"),
    (0x63, "ua"),
    (0x43, "disc"),
    (0x0f, "dm"),
    (0x6f, "sabme"),
    (0x87, "frmr"),
];

const SUPERVISORY: &Table = &[(0, "Receiver Ready"), (1, "Receiver not Ready"), (2, "Reject")];

const SNAP: u8 = 0xaa;
const IPX: u8 = 0xe0;
const GLOBAL: u8 = 0xff;
const UI: u8 = 0x03;
const XID: u8 = 0xaf;
/// The format of an exchange of identities that has three bytes.
const BASIC: u8 = 0x81;
const POLL: u8 = 0x10;

const CISCO: u32 = 0x00_000c;
const RFC2684: u32 = 0x00_80c2;

const PIDS_CISCO: &Table = &[
    (0x010b, "PVST"),
    (0x010c, "VLAN Bridge"),
    (0x0111, "UDLD"),
    (0x2000, "CDP"),
    (0x2003, "VTP"),
    (0x2004, "DTP"),
];

const PIDS_RFC2684: &Table = &[
    (0x0001, "Ethernet + FCS"),
    (0x0002, "802.4 + FCS"),
    (0x0003, "Token Ring + FCS"),
    (0x0004, "FDDI + FCS"),
    (0x0005, "802.6 + FCS"),
    (0x0007, "Ethernet w/o FCS"),
    (0x0008, "802.4 w/o FCS"),
    (0x0009, "Token Ring w/o FCS"),
    (0x000a, "FDDI w/o FCS"),
    (0x000b, "802.6 w/o FCS"),
    (0x000e, "BPDU"),
];

/// Bytes of the header, a SNAP header included.
pub(crate) fn header_len(p: Cursor<'_>) -> usize {
    match (p.peek(0).map(|dsap| dsap & !1), p.peek(1).map(|ssap| ssap & !1), p.peek(2)) {
        _ if is_ipx(p) => 0,
        (Ok(SNAP), Ok(SNAP), Ok(UI)) => 8,
        (_, _, Ok(control)) if control & 3 == 3 => 3,
        (_, _, Ok(_)) => p.captured().min(4),
        _ => p.captured(),
    }
}

/// Whether all of a frame is shown, or it ends before that can be said.
pub(super) fn is_known(p: Cursor<'_>) -> bool {
    let (Ok(dsap), Ok(ssap), Ok(control)) = (p.peek(0), p.peek(1), p.peek(2)) else { return true };
    let is_cut = control & 3 != 3 && !p.has(4);
    let sap = dsap & !1;
    let carries_known = match sap {
        IPX => true,
        SNAP => match (p.peek_u32(2), p.peek_u16(6)) {
            (Ok(oui), Ok(protocol)) => tables::snap(oui & 0xff_ffff, protocol).is_some(),
            _ => true,
        },
        other => tables::llc(other).is_some(),
    };
    let is_all_shown = match control {
        _ if control & 3 == 1 => true,
        _ if control & 3 == 3 && control & !POLL == XID => p.peek(3).is_ok_and(|it| it == BASIC) || !p.has(4),
        UI => ssap & !1 == sap && carries_known,
        _ => false,
    };
    is_cut || is_ipx(p) || is_all_shown
}

/// Whether a packet of IPX stands in the place of a frame.
fn is_ipx(p: Cursor<'_>) -> bool {
    let is_long = p.peek(2).is_ok_and(|control| control & 3 == 3 || p.has(4));
    matches!((p.peek(0), p.peek(1)), (Ok(GLOBAL), Ok(GLOBAL))) && is_long
}

/// Prints a frame.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("llc");
    let frame = p;
    let is_short = |bytes| frame.len() < bytes || !frame.has(bytes);
    if is_short(3) {
        return cut(cx, frame);
    }
    let (dsap, ssap, control) = (p.u8()?, p.u8()?, p.u8()?);
    let is_unnumbered = control & 3 == 3;
    if !is_unnumbered && is_short(4) {
        return cut(cx, frame);
    }
    if (dsap, ssap) == (GLOBAL, GLOBAL) {
        // A packet of IPX alone: what looks like LLC is its checksum.
        if cx.options.link_header {
            out!(cx, "IPX 802.3: ");
        }
        return cx.call(net::ipx::print, frame);
    }
    let control = match is_unnumbered {
        true => u16::from(control),
        false => u16::from_le_bytes([control, p.u8()?]),
    };
    let (group, dsap) = (dsap & 1 != 0, dsap & !1);
    let (response, ssap) = (ssap & 1 != 0, ssap & !1);
    if cx.options.link_header {
        out!(cx, "LLC, dsap ", named(SAPS, dsap).or_text("Unknown"), " (0x", hex(dsap, 2), ") ");
        out!(cx, if group { "Group" } else { "Individual" });
        out!(cx, ", ssap ", named(SAPS, ssap).or_text("Unknown"), " (0x", hex(ssap, 2), ") ");
        out!(cx, if response { "Response" } else { "Command" });
        out!(cx, ", ctrl 0x", hex(control, if is_unnumbered { 2 } else { 4 }), ": ");
    }
    if control == u16::from(UI) && (dsap, ssap) == (IPX, IPX) {
        if cx.options.link_header {
            out!(cx, "IPX 802.2: ");
        }
        return cx.call(net::ipx::print, p);
    }
    if control == UI.into() && ssap == dsap {
        if dsap == SNAP {
            if !snap(cx, p)? {
                cx.unknown_payload(frame.bytes());
            }
            return Ok(());
        }
        if let Some(printer) = tables::llc(dsap) {
            return cx.call(printer, p);
        }
    }
    if !cx.options.link_header {
        unknown_header(cx, dsap, ssap);
    }
    let len = frame.len();
    match control & 3 {
        3 => unnumbered(cx, frame, p, control as u8, response),
        1 => {
            out!(cx, "Supervisory, ", named(SUPERVISORY, control >> 2 & 3).or_text("?"));
            out!(cx, ", rcv seq ", control >> 9, ", Flags [", flags(response, control & 0x100 != 0));
            out!(cx, "], length ", len);
            Ok(())
        }
        _ => {
            out!(cx, "Information, send seq ", control >> 1 & 0x7f, ", rcv seq ", control >> 9);
            out!(cx, ", Flags [", flags(response, control & 0x100 != 0), "], length ", len);
            cx.unknown_payload(frame.bytes());
            Ok(())
        }
    }
}

fn cut(cx: &mut Context<'_>, frame: Cursor<'_>) -> Outcome {
    cx.truncated()?;
    cx.default_print(frame.bytes());
    Ok(())
}

fn unknown_header(cx: &mut Context<'_>, dsap: u8, ssap: u8) {
    let dsap_name = named(SAPS, dsap).or_hex("Unknown DSAP 0x", 2, "");
    let ssap_name = named(SAPS, ssap).or_hex("Unknown SSAP 0x", 2, "");
    match (cx.macs.map(Macs::src_dst), ssap == dsap) {
        (None, true) => out!(cx, dsap_name, " "),
        (None, false) => out!(cx, ssap_name, " > ", dsap_name, " "),
        (Some((src, dst)), true) => out!(cx, src, " > ", dst, " ", dsap_name, " "),
        (Some((src, dst)), false) => out!(cx, src, " ", ssap_name, " > ", dst, " ", dsap_name, " "),
    }
}

const fn flags(response: bool, poll: bool) -> &'static str {
    match (response, poll) {
        (false, false) => "Command",
        (true, false) => "Response",
        (false, true) => "Poll",
        (true, true) => "Final",
    }
}

fn unnumbered(
    cx: &mut Context<'_>,
    frame: Cursor<'_>,
    p: Cursor<'_>,
    control: u8,
    response: bool,
) -> Outcome {
    let command = control & !POLL;
    out!(cx, "Unnumbered, ", named(COMMANDS, command).or_hex("", 2, ""));
    out!(cx, ", Flags [", flags(response, control & POLL != 0), "], length ", frame.len());
    if command == XID {
        match p.peek(0) {
            _ if p.len() == 0 => return Ok(()),
            Ok(BASIC) if p.len() >= 3 && p.has(3) => {
                out!(cx, ": ", hex(p.peek(1)?, 2), " ", hex(p.peek(2)?, 2));
                return Ok(());
            }
            Ok(BASIC) | Err(_) => return cut(cx, p),
            Ok(_) => {}
        }
    }
    cx.unknown_payload(frame.bytes());
    Ok(())
}

/// Prints a SNAP header and what follows it; answers whether a printer knew that.
pub(super) fn snap(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    cx.enter("snap");
    if p.len() < 5 || !p.has(5) {
        cx.truncated()?;
        return Ok(true);
    }
    let (oui, protocol) = (p.be_u24()?, p.be_u16()?);
    let is_ethertype = oui == 0;
    let pids = match oui {
        0x00_0000 | 0x00_00f8 | 0x08_0007 => ETHERTYPES,
        CISCO => PIDS_CISCO,
        RFC2684 => PIDS_RFC2684,
        _ => &[],
    };
    let header = |cx: &mut Context<'_>| {
        if cx.options.link_header || !is_ethertype {
            out!(cx, "oui ", named(OUIS, oui).or_text("Unknown"), " (0x", hex(oui, 6), "), ");
        }
        out!(cx, if is_ethertype { "ethertype " } else { "pid " });
        out!(cx, named(pids, protocol).or_text("Unknown"), " (0x", hex(protocol, 4), ")");
        out!(cx, ", length ", p.len(), ": ");
    };
    if cx.options.link_header {
        header(cx);
    }
    match tables::snap(oui, protocol) {
        Some(printer) => {
            cx.call(printer, p)?;
            Ok(true)
        }
        None => {
            if !cx.options.link_header {
                if let Some((src, dst)) = cx.macs.map(Macs::src_dst) {
                    out!(cx, src, " > ", dst, " ");
                }
                out!(cx, "SNAP, ");
                header(cx);
            }
            Ok(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn frames_of_unknown_kinds_say_what_llc_knows() {
        let text = printed(print, 0, b"\xf0\xf1\x01\x02");
        assert_eq!(text, "NetBeui Supervisory, Receiver Ready, rcv seq 1, Flags [Response], length 4");
        let text = printed(print, 0, b"\x04\x09\xbf");
        assert!(text.starts_with("Unknown SSAP 0x08 > SNA Unnumbered, xid, Flags [Final], length 3"));
        let text = printed(print, 0, b"\xaa\xaa\x03\0\0\x0c\x01\x04ab");
        assert!(
            text.starts_with("SNAP, oui Cisco (0x00000c), pid Unknown (0x0104), length 2: \n\t0x0000:  aaaa")
        );
    }

    #[test]
    fn a_short_frame_is_dumped() {
        assert_eq!(printed(print, 0, b""), " [|llc]");
        assert!(printed(print, 0, b"\xaa\xaa").starts_with(" [|llc]\n\t0x0000:  aaaa"));
    }
}
