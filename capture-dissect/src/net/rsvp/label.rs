//! Labels (RFC 3209 sections 4.1 and 4.2, RFC 3473 section 2).

use super::super::traffic::{ENCODINGS, SWITCHING};
use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::ETHERTYPES,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

/// Labels (4 each), or a waveband.
pub(super) fn label(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        1 => {
            while p.len() >= 4 {
                out!(cx, "\n\t    Label: ", p.be_u32()?);
            }
        }
        2 => out!(cx, "\n\t    Generalized Label: ", p.be_u32()?),
        3 => {
            let (id, start, stop) = (p.be_u32()?, p.be_u32()?, p.be_u32()?);
            out!(cx, "\n\t    Waveband ID: ", id, "\n\t    Start Label: ", start, ", Stop Label: ", stop);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

#[rustfmt::skip]
const PAYLOADS: &Table = &[
    (0x00, "Unknown"), (0x01, "Reserved"), (0x02, "Reserved"), (0x03, "Reserved"), (0x04, "Reserved"),
    (0x05, "Asynchronous mapping of E4"), (0x06, "Asynchronous mapping of DS3/T3"),
    (0x07, "Asynchronous mapping of E3"), (0x08, "Bit synchronous mapping of E3"),
    (0x09, "Byte synchronous mapping of E3"), (0x0a, "Asynchronous mapping of DS2/T2"),
    (0x0b, "Bit synchronous mapping of DS2/T2"), (0x0c, "Reserved"), (0x0d, "Asynchronous mapping of E1"),
    (0x0e, "Byte synchronous mapping of E1"), (0x0f, "Byte synchronous mapping of 31 * DS0"),
    (0x10, "Asynchronous mapping of DS1/T1"), (0x11, "Bit synchronous mapping of DS1/T1"),
    (0x12, "Byte synchronous mapping of DS1/T1"), (0x13, "VC-11 in VC-12"), (0x14, "Reserved"),
    (0x15, "Reserved"), (0x16, "DS1 SF Asynchronous"), (0x17, "DS1 ESF Asynchronous"),
    (0x18, "DS3 M23 Asynchronous"), (0x19, "DS3 C-Bit Parity Asynchronous"), (0x1a, "VT/LOVC"),
    (0x1b, "STS SPE/HOVC"), (0x1c, "POS - No Scrambling, 16 bit CRC"), (0x1d, "POS - No Scrambling, 32 bit CRC"),
    (0x1e, "POS - Scrambling, 16 bit CRC"), (0x1f, "POS - Scrambling, 32 bit CRC"), (0x20, "ATM mapping"),
    (0x21, "Ethernet PHY"), (0x22, "SONET/SDH"), (0x23, "Reserved (SONET deprecated)"),
    (0x24, "Digital Wrapper"), (0x25, "Lambda"), (0x26, "ANSI/ETSI PDH"), (0x27, "Reserved"),
    (0x28, "Link Access Protocol SDH (X.85 and X.86)"), (0x29, "FDDI"), (0x2a, "DQDB (ETSI ETS 300 216)"),
    (0x2b, "FiberChannel-3 (Services)"), (0x2c, "HDLC"), (0x2d, "Ethernet V2/DIX (only)"),
    (0x2e, "Ethernet 802.3 (only)"), (0x2f, "G.709 ODUj"), (0x30, "G.709 OTUk(v)"), (0x31, "CBR/CBRa"),
    (0x32, "CBRb"), (0x33, "BSOT"), (0x34, "BSNT"), (0x35, "IP/PPP (GFP)"),
    (0x36, "Ethernet MAC (framed GFP)"), (0x37, "Ethernet PHY (transparent GFP)"), (0x38, "ESCON"),
    (0x39, "FICON"), (0x3a, "Fiber Channel"),
];

/// What kind of label is wanted: reserved (2), Ethernet type (2), a range (8); or encoding (1), switching (1),
/// payload (2).
pub(super) fn request(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let protocol = p.at(0)?.be_u32()? as u16;
    let protocol = named(ETHERTYPES, protocol).or_hex("Unknown Protocol (0x", 4, ")");
    match kind {
        1 => out!(cx, "\n\t    L3 Protocol ID: ", protocol),
        2 => {
            p.skip(4)?;
            let (path, channel, last_path, last_channel) =
                (p.be_u16()?, p.be_u16()?, p.be_u16()?, p.be_u16()?);
            out!(cx, "\n\t    L3 Protocol ID: ", protocol, ",");
            out!(cx, if path & 0x8000 == 0 { " merge capability" } else { "no merge capability" });
            out!(cx, "\n\t    Minimum VPI/VCI: ", path & 0xfff, "/", channel & 0xfff);
            out!(cx, "\n\t    Maximum VPI/VCI: ", last_path & 0xfff, "/", last_channel & 0xfff);
        }
        3 => {
            p.skip(4)?;
            let (first, last) = (p.be_u32()?, p.be_u32()?);
            let size = match first >> 23 & 3 {
                0 => "10",
                2 => "23",
                _ => "",
            };
            out!(cx, "\n\t    L3 Protocol ID: ", protocol);
            out!(cx, "\n\t    Minimum/Maximum DLCI: ", first & 0x7f_ffff, "/", last & 0x7f_ffff);
            out!(cx, ", ", size, " bit DLCI");
        }
        4 => {
            let ([encoding, switching], payload) = (p.array()?, p.be_u16()?);
            out!(cx, "\n\t    LSP Encoding Type: ", named(ENCODINGS, encoding).or_text("Unknown"));
            out!(
                cx,
                " (",
                encoding,
                ")\n\t    Switching Type: ",
                named(SWITCHING, switching).or_text("Unknown")
            );
            out!(cx, " (", switching, "), Payload ID: ", named(PAYLOADS, payload).or_text("Unknown"));
            out!(cx, " (0x", hex(payload, 4), ")");
        }
        _ => return Ok(false),
    }
    Ok(true)
}

const ACTIONS: &Table =
    &[(0, "Inclusive list"), (1, "Exclusive list"), (2, "Inclusive range"), (3, "Exclusive range")];

/// Action (1), reserved (1), type of label (2), labels (4 each).
pub(super) fn set(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [action, _, _, kind] = p.array()?;
    out!(
        cx,
        "\n\t    Action: ",
        named(ACTIONS, action).or_text("Unknown"),
        " (",
        action,
        "), Label type: ",
        kind
    );
    if matches!(action, 2 | 3) {
        out!(cx, "\n\t    Start range: ", p.be_u32()?, ", End range: ", p.be_u32()?);
        return Ok(());
    }
    let mut number = 1_u32;
    while p.len() >= 4 {
        out!(cx, "\n\t    Subchannel #", number, ": ", p.be_u32()?);
        number += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn sets_of_labels() {
        let text = printed(set, 0, &[0, 0, 0, 1, 0, 0, 0, 16, 0, 0, 0, 17]);
        let expected = "\n\t    Action: Inclusive list (0), Label type: 1\
             \n\t    Subchannel #1: 16\n\t    Subchannel #2: 17";
        assert_eq!(text, expected);
    }
}
