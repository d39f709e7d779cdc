//! OpenFlow (OpenFlow Switch Specification 1.0.0 and 1.3.5): messages, one behind the other in a segment.
//!
//! ```text
//!  0         1      2        4                8
//! +---------+------+--------+----------------+------
//! | version | type | length | transaction id | body
//! +---------+------+--------+----------------+------
//! ```

mod v10;
mod v13;

use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    link::ethernet,
    oui::OUIS,
    show::{Safe, Show, Table, bits, hex, name, named, out, until_zero},
    stop::{Outcome, Stop},
};

const VERSIONS: &Table = &[(1, "1.0"), (2, "1.1"), (3, "1.2"), (4, "1.3"), (5, "1.4"), (6, "1.5")];
/// Experimenters beside those that have an OUI (OpenFlow 1.3 section 7.1 and ONF's registry).
const EXPERIMENTERS: &Table = &[
    (BIG_SWITCH, "Big Switch Networks"),
    (0x00d0_f0db, "Ericsson"),
    (0x4f4e_4600, "ONF Extensions"),
    (0xff00_0001, "Budapest University of Technology and Economics"),
    (0xff00_0002, "NoviFlow"),
    (0xff00_0003, "L3+ Extensions, Vendor Neutral"),
    (0xff00_0004, "L4-L7 Extensions"),
    (0xff00_0005, "Wireless and Mobility Extensions"),
    (0xff00_0006, "Forwarding Abstractions Extensions"),
    (0xff00_0007, "Optical Transport Extensions"),
    (0xff00_0008, "Network Benchmarking Lab, NCTU"),
    (0xff00_0009, "Mobile Packet Core Extensions"),
    (0xff00_000a, "MPLS-TP OpenFlow Extensions for SPTN"),
];
const BIG_SWITCH: u32 = 0x005c_16c7;
const HEADER: usize = 8;

/// Prints a segment's payload.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("openflow");
    out!(cx, ": OpenFlow");
    while p.len() > 0 {
        message(cx, &mut p)?;
    }
    Ok(())
}

fn message(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let version = p.u8()?;
    out!(cx, "\n\tversion ", named(VERSIONS, version).or_hex("unknown (0x", 2, ")"));
    if p.len() < 1 {
        return end_of_payload(cx, p);
    }
    let kind = p.u8()?;
    let types = match version {
        1 => v10::TYPES,
        4 => v13::TYPES,
        _ => &[],
    };
    out!(cx, ", type ", named(types, kind).or_hex("unknown (0x", 2, ")"));
    if p.len() < 2 {
        return end_of_payload(cx, p);
    }
    let len = usize::from(p.be_u16()?);
    out!(cx, ", length ", len);
    let Some(body_len) = len.checked_sub(HEADER) else {
        out!(cx, " (too short!)");
        if p.len() < 4 {
            return end_of_payload(cx, p);
        }
        out!(cx, ", xid 0x", hex(p.be_u32()?, 8));
        // Where the next message begins is not known.
        cx.invalid()?;
        return ignore(p);
    };
    if p.len() < 4 {
        return end_of_payload(cx, p);
    }
    out!(cx, ", xid 0x", hex(p.be_u32()?, 8));
    contained(cx, p.split(body_len), |cx, mut body| match version {
        1 => v10::print(cx, kind, body),
        4 => v13::print(cx, kind, body),
        _ => ignore(&mut body),
    })
}

/// The rest of a header is in the next segment.
fn end_of_payload(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, " (end of TCP payload)");
    ignore(p)
}

/// Passes over what is left, of which all must have been captured.
fn ignore(p: &mut Cursor<'_>) -> Outcome {
    p.skip(p.len())
}

/// Prints a part; what contradicts itself in it is said, and what is behind the part is not affected.
fn contained<'a>(
    cx: &mut Context<'_>,
    mut part: Cursor<'a>,
    print: impl FnOnce(&mut Context<'_>, Cursor<'a>) -> Outcome,
) -> Outcome {
    match print(cx, part) {
        Err(Stop::Invalid) => {
            cx.invalid()?;
            ignore(&mut part)
        }
        other => other,
    }
}

/// Bytes that no printer knows.
fn data(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len == 0 {
        return Ok(());
    }
    out!(cx, "\n\t data (", len, " octets)");
    if cx.verbose(2) {
        hex::hex_ascii("\n\t  ", p.limit(len).bytes(), cx.out);
    }
    ignore(&mut p)
}

/// A frame that a switch has received or shall send.
fn frame(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len == 0 {
        return Ok(());
    }
    out!(cx, "\n\t data (", len, " octets)");
    if cx.verbose(3) {
        out!(cx, ", frame decoding below\n");
        // The frame is shown as if `-v` had been given three times less.
        cx.quieter += 3;
        let outcome = cx.call(ethernet::print_inner, p.limit(len));
        cx.quieter -= 3;
        outcome
    } else {
        ignore(&mut p)
    }
}

/// A text of `width` bytes that may end before: `'text'`.
fn text(cx: &mut Context<'_>, p: &mut Cursor<'_>, width: usize) -> Outcome {
    let field = p.limit(width).bytes();
    let text = until_zero(field);
    out!(cx, "'", Safe(text));
    if text.len() == field.len() && field.len() < width {
        return Err(Stop::Truncated);
    }
    out!(cx, "'");
    p.pass(width);
    Ok(())
}

/// A vendor or experimenter, by its number and name.
#[derive(Clone, Copy)]
struct Experimenter(u32);

impl Show for Experimenter {
    fn show(self, cx: &mut Context<'_>) {
        let name = name(EXPERIMENTERS, self.0).or_else(|| name(OUIS, self.0)).unwrap_or("unknown");
        out!(cx, "0x", hex(self.0, 8), " (", name, ")");
    }
}

/// A field of bits with names: `0x00000003 (ONE, TWO)`, and whether others are set.
#[derive(Clone, Copy)]
struct Flags {
    table: &'static Table,
    value: u32,
    /// Hexadecimal digits.
    width: usize,
    /// Bits without a name that may be set.
    allowed: u32,
}

fn flags(table: &'static Table, value: u32) -> Flags {
    Flags { table, value, width: 8, allowed: 0 }
}

impl Show for Flags {
    fn show(self, cx: &mut Context<'_>) {
        let Self { table, value, width, allowed } = self;
        out!(cx, "0x", hex(value, width));
        let known = table.iter().fold(0, |known, (bit, _)| known | bit);
        if value & known != 0 {
            out!(cx, " (", bits(table, value), ")");
        }
        out!(cx, bogus(value & !(known | allowed) != 0));
    }
}

const fn bogus(is_bogus: bool) -> &'static str {
    if is_bogus { " (bogus)" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn messages_follow_each_other_and_one_may_be_cut() {
        let two = b"\x01\0\0\x08\0\0\0\x01\x04\x02\0\x0a\0\0\0\x02ab";
        let heads = ": OpenFlow\n\tversion 1.0, type HELLO, length 8, xid 0x00000001\
                     \n\tversion 1.3, type ECHO_REQUEST, length 10, xid 0x00000002";
        assert_eq!(printed(print, 0, two), heads);
        assert_eq!(printed(print, 1, two), format!("{heads}\n\t data (2 octets)"));
        assert!(printed(print, 0, &two[..9]).ends_with("\n\tversion 1.3 (end of TCP payload)"));
        assert!(printed(print, 0, &two[..17]).ends_with("xid 0x00000002 [|openflow]"));
        let short = b"\x09\x01\0\x05\0\0\0\x01";
        let text = ": OpenFlow\n\tversion unknown (0x09), type unknown (0x01), length 5 (too short!), \
                    xid 0x00000001 (invalid)";
        assert_eq!(printed(print, 0, short), text);
    }

    #[test]
    fn what_an_action_contradicts_is_said_and_the_frame_follows() {
        let out = b"\x01\x0d\0\x1e\0\0\0\x01\xff\xff\xff\xff\0\x01\0\x0c\0\0\0\x08\xff\xfd\0\x80\0\0\0\x08ab";
        let text = "\n\t buffer_id 0xffffffff, in_port 1\
                    \n\t action type OUTPUT, len 8, port CONTROLLER, max_len 128\
                    \n\t action [remaining length 4 < 8] (invalid)\n\t data (2 octets)";
        assert!(printed(print, 1, out).ends_with(text), "{}", printed(print, 1, out));
    }
}
