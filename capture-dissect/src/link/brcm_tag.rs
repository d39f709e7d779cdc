//! Broadcom's switch tags: four bytes between a frame's addresses and its type, or before the frame.
//!
//! ```text
//!  0             1                                   2            3
//! +-------------+-----------------------------------+------------+---------------------+
//! | opcode (3)  | TS (1), 2 unused bits, class (3), | ports (1), the highest one, and 8   |   to the switch
//! |             | enforcement (2)                   |                                     |
//! +-------------+-----------------------------------+------------+---------------------+
//! | opcode (3)  | classification (8)                | reason (8) | class (3), port (5) |   from the switch
//! +-------------+-----------------------------------+------------+---------------------+
//! ```
//!
//! The lowest bit of the opcode is set on the way to the switch.
//!
//! Source: registry of link-layer header types of the tcpdump group, `LINKTYPE_DSA_TAG_BRCM`.

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet,
    show::{Table, hex, named, out},
    stop::Outcome,
};

const TAG: usize = 4;
const TO_SWITCH: u8 = 0x20;
const ENFORCEMENTS: &Table = &[(0, "None"), (1, "Untag"), (2, "Header"), (3, "Reserved")];
const REASONS: &Table = &[
    (0x01, "mirror"),
    (0x02, "MAC learning"),
    (0x04, "switching"),
    (0x08, "prot term"),
    (0x10, "prot snoop"),
    (0x20, "exception"),
];

/// Prints a frame with a tag within.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    ethernet::print_with_tag(cx, p, &ethernet::SwitchTag { name: "brcm-tag", len: TAG, print: tag })
}

/// Prints a frame behind a tag.
pub(crate) fn print_prepended(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("brcm-tag-prepend");
    let frame = p.at(TAG)?;
    if cx.options.link_header {
        tag(cx, p)?;
    }
    cx.call(ethernet::print, frame)?;
    cx.link_len += TAG;
    Ok(())
}

fn tag(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [opcode, second, third, fourth] = p.array()?;
    out!(cx, "BRCM tag OP: ", if opcode == 0 { "EG" } else { "IG" }, ", ");
    if opcode & TO_SWITCH == 0 {
        out!(cx, "CID: ", second, ", RC: ", named(REASONS, third).or_text("reserved"));
        out!(cx, ", TC: ", fourth >> 5, ", port: ", fourth & 0x1f, ", ");
        return Ok(());
    }
    let ports = u16::from_be_bytes([third & 1, fourth]);
    out!(cx, "TC: ", second >> 2 & 7, ", TE: ", named(ENFORCEMENTS, second & 3), ", TS: ", second >> 7);
    out!(cx, ", DST map: 0x", hex(ports, 4), ", ");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_tag_stands_within_a_frame_or_before_it() {
        let tagged = b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\0\x01\x02\x25\x08\x06";
        let text = "BRCM tag OP: EG, CID: 1, RC: MAC learning, TC: 1, port: 5,  [|arp]";
        assert_eq!(printed(print, 0, tagged), text);
        let to_switch = b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x20\x86\x01\x03\x08\x06";
        let text = "BRCM tag OP: IG, TC: 1, TE: Header, TS: 1, DST map: 0x0103,  [|arp]";
        assert_eq!(printed(print, 0, to_switch), text);
        assert_eq!(printed(print, 0, &tagged[..17]), " [|brcm-tag]");
        assert_eq!(printed(print_prepended, 0, b"\0\0\x02\x05\x02\0"), " [|ether]");
        assert_eq!(printed(print_prepended, 0, b"\0\0\x02"), " [|brcm-tag-prepend]");
    }
}
