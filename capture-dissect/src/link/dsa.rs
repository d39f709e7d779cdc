//! Tags of Marvell's Distributed Switch Architecture (DSA), and with a type before them (EDSA): they
//! stand between a frame's addresses and its type.
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +---+-+---------+---------+-----+-----+-------------------------+
//! |mo-|T|  device |  port   |a b c| pri | d|        VLAN          |
//! |de |a|         |         |     |     |  |                      |
//! +---+-+---------+---------+-----+-----+-------------------------+
//! ```
//!
//! T: the frame bore a tag of IEEE 802.1Q; c: its CFI. To the CPU, a, b and d are why. Else a is: a
//! trunk instead of a port; sniffed on the way in.
//! EDSA: type (2 bytes), reserved (2 bytes), then the tag.

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::{self, ETHERTYPES},
    show::{Table, hex, named, out},
    stop::Outcome,
};

const CODES: &Table = &[
    (0, "BPDU (MGMT) Trap"),
    (1, "Frame2Reg"),
    (2, "IGMP/MLD Trap"),
    (3, "Policy Trap"),
    (4, "ARP Mirror"),
    (5, "Policy Mirror"),
];

/// Prints a frame with a tag of DSA.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    ethernet::print_with_tag(cx, p, &ethernet::SwitchTag { name: "dsa", len: 4, print: tag })
}

/// Prints a frame with a tag of EDSA.
pub(crate) fn print_edsa(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    ethernet::print_with_tag(cx, p, &ethernet::SwitchTag { name: "edsa", len: 8, print: edsa_tag })
}

fn tag(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, if cx.options.link_header { "Marvell DSA " } else { "DSA " });
    fields(cx, p)
}

fn edsa_tag(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (kind, reserved) = (p.be_u16()?, [p.u8()?, p.u8()?]);
    if cx.options.link_header {
        out!(cx, "Marvell EDSA ethertype 0x", hex(kind, 4));
        out!(cx, " (", named(ETHERTYPES, kind).or_text("Unknown"), ")");
        out!(cx, ", rsvd ", reserved[0], " ", reserved[1], ", ");
    } else {
        out!(cx, "EDSA 0x", hex(kind, 4), ", ");
    }
    fields(cx, p)
}

fn fields(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [first, second, third, fourth] = p.array()?;
    let (mode, is_tagged) = (first >> 6, first & 0x20 != 0);
    let (device, port) = (first & 0x1f, second >> 3);
    let (is_a, is_cfi) = (second & 4 != 0, second & 1 != 0);
    let vlan = u16::from_be_bytes([third & 0xf, fourth]);
    if !cx.options.link_header {
        match mode {
            0 => out!(cx, "port ", device, ".", port, " > CPU, "),
            1 => out!(cx, "CPU > port ", device, ".", port, ", "),
            2 => {
                let way = if is_a { "Rx" } else { "Tx" };
                out!(cx, "port ", device, ".", port, " > ", way, " Sniffer, ");
            }
            _ => out!(cx, "Forward ", if is_a { "trunk" } else { "port" }, " ", device, ".", port, ", "),
        }
        out!(cx, "VLAN ", vlan, if is_tagged { "t, " } else { "u, " });
        return Ok(());
    }
    match mode {
        0 => {
            let code = second & 6 | third >> 4 & 1;
            out!(cx, "mode To CPU, source dev ", device, ", port ", port);
            out!(cx, ", code ", named(CODES, code).or_text("reserved"));
        }
        1 => out!(cx, "mode From CPU, target dev ", device, ", port ", port),
        2 => {
            out!(cx, "mode To Sniffer, source dev ", device, ", port ", port);
            out!(cx, if is_a { ", ingress sniff" } else { ", egress sniff" });
        }
        _ => {
            out!(cx, "mode Forward, dev ", device, if is_a { ", trunk " } else { ", port " }, port);
        }
    }
    out!(cx, if is_tagged { ", tagged" } else { ", untagged" }, if is_cfi { ", CFI" } else { "" });
    out!(cx, ", VID ", vlan, ", FPri ", third >> 5, ", ");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::tests::{printed, text_with},
        options::Options,
    };

    const FRAME: &[u8] = b"\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\xe1\x0c\x20\x05\x08\0";

    #[test]
    fn a_tag_with_and_without_the_link_header() {
        assert!(printed(print, 0, FRAME).starts_with("DSA Forward trunk 1.1, VLAN 5t, IP"));
        let options = Options { numeric: true, link_header: true, ..Options::default() };
        let text = text_with(&options, |cx| {
            let _ = cx.call(print, Cursor::new(FRAME, FRAME.len()));
        });
        let tag = "Marvell DSA mode Forward, dev 1, trunk 1, tagged, VID 5, FPri 1, ethertype IPv4";
        assert!(text.contains(tag), "{text}");
        assert_eq!(printed(print, 0, &FRAME[..17]), " [|dsa]");
        assert_eq!(printed(print_edsa, 0, FRAME), " [|edsa]");
    }
}
