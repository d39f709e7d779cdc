//! Wireless LAN (IEEE 802.11), with what a receiver puts before each frame.
//!
//! ```text
//!  0              2          4            10           16           22         24
//! +--------------+----------+------------+------------+------------+----------+-----------+-----+----------
//! | frame control| duration | address 1  | address 2  | address 3  | sequence | address 4 | QoS | body
//! +--------------+----------+------------+------------+------------+----------+-----------+-----+----------
//!  version (2 bits), type (2), subtype (4), to DS, from DS,                    where a frame of data is
//!  more fragments, retry, power, more data, protected, order                   within the DS, and of QoS
//! ```
//!
//! Numbers are little-endian. Control frames end earlier (section 9.3.1); pads may follow the header.

mod action;
mod channel;
mod control;
mod element;
mod header;
mod management;
mod mcs;
mod radiotap;
mod radiotap_field;
mod reason;
mod status;

use self::header::{Header, Type};
use crate::{
    context::{Context, Printer},
    cursor::Cursor,
    link::llc,
    show::{Macs, hex, out},
    stop::{Outcome, Stop},
};

/// The name of 802.11 in `[|name]`.
const NAME: &str = "802.11";

/// The largest header that a receiver of the kind Prism puts before a frame.
const PRISM: usize = 144;
/// The first 32 bits of an AVS header of either version.
const AVS: [u32; 2] = [0x8021_1001, 0x8021_1002];

/// Prints a frame.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    frame(cx, p, false, 0)
}

/// Prints a frame behind a radiotap header.
pub(crate) use radiotap::print as print_radiotap;

/// Prints a frame behind a Prism header: 144 bytes, or an AVS header.
pub(crate) fn print_prism(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("prism");
    let Ok(magic) = p.at(0)?.be_u32() else {
        return cx.cut_in_link_header(p.captured());
    };
    if AVS.contains(&magic) {
        return print_avs(cx, p);
    }
    behind(cx, p, PRISM, print)
}

/// Prints a frame behind an AVS header: version (4 bytes), length of the header (4), what was received.
pub(crate) fn print_avs(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("802.11_radio_avs");
    match p.peek_u32(4) {
        Ok(len @ 8..) => behind(cx, p, len as usize, print),
        _ => cx.cut_in_link_header(p.captured()),
    }
}

/// Prints a frame behind `len` bytes.
fn behind(cx: &mut Context<'_>, p: Cursor<'_>, len: usize, print: Printer) -> Outcome {
    let Ok(frame) = p.at(len) else {
        return cx.cut_in_link_header(p.captured());
    };
    let outcome = cx.call(print, frame);
    cx.link_len += len;
    outcome
}

/// Prints a frame behind whose header there may be padding, and that ends with `fcs` bytes of a checksum.
fn frame(cx: &mut Context<'_>, p: Cursor<'_>, is_padded: bool, fcs: usize) -> Outcome {
    cx.enter(NAME);
    let captured = p.captured();
    let Some(len) = p.len().checked_sub(fcs) else {
        return cx.cut_in_link_header(captured);
    };
    let p = p.limit(len);
    let mut at_control = p;
    let Ok(control) = at_control.le_u16() else {
        return cx.cut_in_link_header(captured);
    };
    let header = Header::read(p, control, is_padded, cx.options.mesh_draft);
    let Ok(body) = p.at(header.len) else {
        return cx.cut_in_link_header(header.len);
    };
    if cx.options.link_header {
        header.print(cx)?;
    }
    let outcome = payload(cx, &header, body);
    // What is not there to be shown ends the frame, not the line.
    match outcome {
        Err(Stop::Cut) => cx.cut_in_link_header(header.len),
        other => {
            other?;
            cx.link_len += header.len;
            Ok(())
        }
    }
}

fn payload(cx: &mut Context<'_>, header: &Header<'_>, p: Cursor<'_>) -> Outcome {
    cx.link_len = 0;
    match header.kind() {
        Type::Management => management::print(cx, header, p),
        Type::Control => control::print(cx, header),
        Type::Data if header.has_no_body() => Ok(()),
        Type::Data if header.is_protected() => {
            out!(cx, "Data");
            protected(cx, p)
        }
        Type::Data => {
            cx.macs = Some(Macs::new(header.source()?, header.destination()?));
            cx.call(llc::print, p)?;
            cx.link_len = llc::header_len(p);
            Ok(())
        }
        Type::Other => {
            out!(cx, "unknown 802.11 frame type (", header.kind_number(), ")");
            Ok(())
        }
    }
}

/// The head of an encrypted body: initialization vector (3 bytes), padding (6 bits), key (2 bits).
fn protected(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let Ok(word) = p.le_u32() else {
        return Err(Stop::Cut);
    };
    let vector = word & 0xff_ffff;
    let blanks = match vector {
        0..0x10 => "  ",
        0x10..0x100 => " ",
        _ => "",
    };
    out!(cx, " IV:", blanks, hex(vector, 1));
    out!(cx, " Pad ", hex(word >> 24 & 0x3f, 1), " KeyID ", hex(word >> 30, 1));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::tests::{printed, text_with},
        options::Options,
    };

    const ADDRESSES: &[u8] = b"\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x10\0";

    fn with_header(control: [u8; 2], body: &[u8]) -> Vec<u8> {
        [&control, &[0x3a, 1][..], ADDRESSES, body].concat()
    }

    fn with_link_header(verbose: u8, mesh_draft: bool, frame: &[u8]) -> String {
        let options = Options { numeric: true, link_header: true, verbose, mesh_draft, ..Options::default() };
        text_with(&options, |cx| {
            let _ = cx.call(print, Cursor::new(frame, frame.len()));
        })
    }

    #[test]
    fn a_beacon_shows_its_elements() {
        let beacon =
            with_header([0x80, 0], b"\0\0\0\0\0\0\0\0\x64\0\x11\0\0\x03ABC\x01\x02\x82\x0c\x03\x01\x06");
        assert_eq!(printed(print, 0, &beacon), "Beacon (ABC) [1.0* 6.0 Mbit] ESS CH: 6, PRIVACY");
        let cut = &beacon[..beacon.len() - 1];
        assert_eq!(printed(print, 0, cut), "Beacon (ABC) [1.0* 6.0 Mbit] ESS, PRIVACY [|802.11]");
        assert_eq!(printed(print, 0, &beacon[..20]), " [|802.11]");
    }

    #[test]
    fn control_frames_are_short() {
        let ack = b"\xd4\0\x3a\x01\x02\0\0\0\0\x01";
        assert_eq!(printed(print, 0, ack), "Acknowledgment RA:02:00:00:00:00:01 ");
        assert_eq!(with_link_header(1, false, ack), "314us RA:02:00:00:00:00:01 Acknowledgment");
        assert_eq!(printed(print, 0, b"\x0c\0"), "unknown 802.11 frame type (3)");
    }

    #[test]
    fn data_is_encrypted_or_an_llc_frame() {
        assert_eq!(printed(print, 0, &with_header([8, 0x40], b"\x01\0\0\x60")), "Data IV:  1 Pad 20 KeyID 1");
        let text = printed(print, 0, &with_header([8, 1], b"\xf0\xf1\x01\x02"));
        assert!(text.starts_with("02:00:00:00:00:01 > 02:00:00:00:00:02 NetBeui Supervisory"), "{text}");
        let mesh = with_header([0x88, 0], b"\0\0\x01\x1f\x05\0\0\0\x02\0\0\0\0\x09");
        let text = with_link_header(0, true, &mesh);
        assert!(
            text.starts_with("MeshData (AE 1 TTL 31 seq 5 A4:02:00:00:00:00:09) CF +QoS DA:ff:"),
            "{text}"
        );
    }

    #[test]
    fn receivers_put_headers_of_their_own_before_a_frame() {
        let ack = b"\xd4\0\x3a\x01\x02\0\0\0\0\x01";
        let shown = "Acknowledgment RA:02:00:00:00:00:01 ";
        assert_eq!(printed(print_prism, 0, &[&[0; PRISM], &ack[..]].concat()), shown);
        let avs = [b"\x80\x21\x10\x01\0\0\0\x08", &ack[..]].concat();
        assert_eq!(printed(print_prism, 0, &avs), shown);
        assert_eq!(printed(print_avs, 0, &avs), shown);
        assert_eq!(printed(print_avs, 0, &avs[..7]), " [|802.11_radio_avs]");
    }
}
