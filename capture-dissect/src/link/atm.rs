//! ATM: multiprotocol encapsulation (RFC 2684), what Sun's drivers capture, classical IP (RFC 2225).
//!
//! ```text
//!  0       1     2         4
//! +-------+-----+---------+---------   Sun: direction (1 bit), unused (3), kind of traffic (4)
//! | flags | VPI | VCI     | payload
//! +-------+-----+---------+---------
//! ```
//!
//! Source of Sun's: registry of link-layer header types of the tcpdump group, `LINKTYPE_SUNATM`.

use super::{atm_oam, lane, llc};
use crate::{
    app::snmp,
    context::Context,
    cursor::Cursor,
    net::{ipv4, iso},
    show::{Table, hex, named, out},
    stop::Outcome,
};

/// The first three bytes of an LLC frame of SNAP, and of ISO's protocols.
const LLC: [u32; 2] = [0xaa_aa03, 0xfe_fe03];
/// The first byte of a PDU of ISO without LLC: the control field of HDLC.
const ISO: u8 = 3;
/// Bytes that some drivers put before an LLC frame.
const DRIVERS_HEADER: usize = 20;

const OUT: u8 = 0x80;
const LANE: u8 = 1;
/// Bytes before the payload.
const SUN_HEADER: usize = 4;

/// LLC with SNAP before an Ethernet type.
const CLIP: [u8; 6] = [0xaa, 0xaa, 0x03, 0, 0, 0];

/// Messages of signalling (ITU-T Q.2931, section 4.4).
const MESSAGES: &Table = &[
    (0x02, "Call_proceeding"),
    (0x05, "Setup"),
    (0x07, "Connect"),
    (0x0f, "Connect_ack"),
    (0x46, "Restart"),
    (0x4d, "Release"),
    (0x4e, "Restart_ack"),
    (0x5a, "Release_complete"),
    (0x75, "Status_enquiry"),
    (0x7d, "Status"),
    (0x80, "Add_party"),
    (0x81, "Add_party_ack"),
    (0x82, "Add_party_reject"),
    (0x83, "Drop_party"),
    (0x84, "Drop_party_ack"),
];
const Q2931: u8 = 9;

/// Prints a packet with LLC.
pub(crate) fn print_rfc1483(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("atm");
    let mut header = 0;
    if p.peek(0)? == ISO {
        return cx.call(iso::print, p.at(1)?);
    }
    if !LLC.contains(&p.at(0)?.be_u24()?) {
        let (upper, lower) = (p.be_u64()?, p.be_u64()?);
        if cx.options.link_header {
            out!(cx, hex(upper, 16), " ", hex(lower, 16), " ");
        }
        p.skip(DRIVERS_HEADER - 16)?;
        header = DRIVERS_HEADER;
    }
    print_llc(cx, p, header)
}

fn print_llc(cx: &mut Context<'_>, p: Cursor<'_>, header: usize) -> Outcome {
    cx.call(llc::print, p)?;
    cx.link_len = header + llc::header_len(p);
    Ok(())
}

/// Prints a packet of Sun's drivers.
pub(crate) fn print_sun(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("sunatm");
    let flags = p.u8()?;
    if cx.options.link_header {
        out!(cx, if flags & OUT != 0 { "Tx: " } else { "Rx: " });
    }
    let (vpi, vci) = (p.u8()?, p.be_u16()?);
    if cx.options.link_header {
        out!(cx, "VPI:", vpi, " VCI:", vci, " ");
    }
    cx.link_len = SUN_HEADER;
    match (vpi, vci) {
        (0, 5) => signalling(cx, p),
        (0, 16) => {
            out!(cx, "ilmi: ");
            cx.call(snmp::print, p)
        }
        // A cell has the checksum of its header in front.
        (0, 3 | 4) => cx.call(atm_oam::print_with_checksum, p),
        (0, 1) => {
            out!(cx, "meta: ");
            Ok(())
        }
        (0, 2) => {
            out!(cx, "broadcast sig: ");
            Ok(())
        }
        _ if flags & 0xf == LANE => {
            cx.call(lane::print, p)?;
            cx.link_len = SUN_HEADER;
            Ok(())
        }
        _ => {
            cx.call(llc::print, p)?;
            cx.link_len = SUN_HEADER;
            Ok(())
        }
    }
}

/// Protocol (1 byte), length of the reference (1), reference of the call (3), message (1).
fn signalling(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("atm");
    match p.u8()? {
        Q2931 => {
            out!(cx, "Q.2931");
            let (_, call) = (p.u8()?, p.be_u24()?);
            let message = p.u8()?;
            out!(cx, ":", named(MESSAGES, message).or("msgtype#", ""), " CALL_REF:0x", hex(call, 6));
        }
        other => out!(cx, "SSCOP, proto ", other, " "),
    }
    Ok(())
}

/// Prints a packet of classical IP, which may lack LLC.
pub(crate) fn print_clip(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("cip");
    if cx.options.link_header {
        out!(cx, p.len(), ": ");
    }
    match p.at(0)?.array() {
        Err(_) => cx.truncated(),
        Ok(CLIP) => print_llc(cx, p, 0),
        Ok(_) => cx.call(ipv4::print, p),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn llc_may_stand_behind_what_a_driver_adds() {
        let snap = b"\xaa\xaa\x03\0\0\0\x99\x99";
        let shown = "SNAP, ethertype Unknown (0x9999), length 0: ";
        assert!(printed(print_rfc1483, 0, snap).starts_with(shown));
        assert!(printed(print_rfc1483, 0, &[&[1; 20], &snap[..]].concat()).starts_with(shown));
        assert_eq!(printed(print_rfc1483, 0, &[1; 19]), " [|atm]");
    }

    #[test]
    fn circuits_have_purposes() {
        let setup = b"\x06\0\0\x05\x09\x03\0\x01\x02\x05";
        assert_eq!(printed(print_sun, 0, setup), "Q.2931:Setup CALL_REF:0x000102");
        assert_eq!(printed(print_sun, 0, &setup[..6]), "Q.2931 [|atm]");
        assert_eq!(printed(print_sun, 0, b"\x02\0\0\x01"), "meta: ");
        assert_eq!(printed(print_clip, 0, b"\x45\0"), " [|cip]");
    }
}
