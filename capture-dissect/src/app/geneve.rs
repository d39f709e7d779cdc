//! Generic Network Virtualization Encapsulation (RFC 8926).
//!
//! ```text
//!  0                  1        2          4      7      8
//! +------------------+--------+----------+------+------+---------------------------------
//! | version (2 bits),| O, C,  | protocol | VNI  | zero | options: class (2), type, length,
//! | options / 4      | zero   |          |      |      | data; then the payload
//! +------------------+--------+----------+------+------+---------------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ethernet::{self, ETHERTYPES},
    show::{Table, bits, hex, named, out},
    stop::Outcome,
    tables,
};

const FLAGS: &Table = &[
    (0x80, "O"),
    (0x40, "C"),
    (0x20, "R1"),
    (0x10, "R2"),
    (0x08, "R3"),
    (0x04, "R4"),
    (0x02, "R5"),
    (0x01, "R6"),
];

/// Ranges of option classes by their owner (IANA).
const CLASSES: &[(u16, u16, &str)] = &[
    (0x0000, 0x00ff, "Standard"),
    (0x0100, 0x0100, "Linux"),
    (0x0101, 0x0101, "Open vSwitch"),
    (0x0102, 0x0102, "Open Virtual Networking (OVN)"),
    (0x0103, 0x0103, "In-band Network Telemetry (INT)"),
    (0x0104, 0x0104, "VMware"),
    (0xfff0, 0xffff, "Experimental"),
];

/// Transparent Ethernet bridging: the payload is a frame.
const BRIDGED: u16 = 0x6558;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("geneve");
    out!(cx, "Geneve");
    if p.len() < 8 {
        out!(cx, " [length ", p.len(), " < 8]");
        return cx.invalid();
    }
    p.need(8)?;
    let first = p.u8()?;
    let version = first >> 6;
    if version != 0 {
        out!(cx, " ERROR: unknown-version ", version);
        return Ok(());
    }
    let flags = p.u8()?;
    out!(cx, ", Flags [", bits(FLAGS, flags).with(""), "]");
    let protocol = p.be_u16()?;
    out!(cx, ", vni 0x", hex(p.be_u24()?, 0));
    let reserved = p.u8()?;
    if reserved != 0 {
        out!(cx, ", rsvd 0x", hex(reserved, 0));
    }
    if cx.options.link_header {
        out!(cx, ", proto ", named(ETHERTYPES, protocol).or_text("unknown"), " (0x", hex(protocol, 4), ")");
    }
    let options_len = usize::from(first & 0x3f) * 4;
    if p.len() < options_len {
        out!(cx, " truncated-geneve - ", options_len - p.len(), " bytes missing");
        return Ok(());
    }
    p.need(options_len)?;
    if options_len > 0 {
        out!(cx, ", options [");
        match cx.verbose(1) {
            true => options(cx, p.declare(options_len))?,
            false => out!(cx, options_len, " bytes"),
        }
        out!(cx, "]");
        p.skip(options_len)?;
    }
    out!(cx, if cx.verbose(1) { "\n\t" } else { ": " });
    if protocol == BRIDGED {
        return cx.call(ethernet::print_inner, p);
    }
    match tables::ethertype(protocol) {
        Some(printer) => cx.call(printer, p),
        None => {
            out!(cx, "geneve-proto-0x", hex(protocol, 0));
            Ok(())
        }
    }
}

fn options(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let mut separator = "";
    while p.len() > 0 {
        if p.len() < 4 {
            out!(cx, separator, "[bad length]");
            return Ok(());
        }
        let (class, kind, len) = (p.be_u16()?, p.u8()?, usize::from(p.u8()? & 0x1f) * 4);
        let owner = CLASSES.iter().find(|(low, high, _)| (*low..=*high).contains(&class));
        let owner = owner.map_or("Unknown", |(.., name)| *name);
        let critical = if kind & 0x80 != 0 { "(C)" } else { "" };
        out!(cx, separator, "class ", owner, " (0x", hex(class, 0), ") type 0x", hex(kind, 0), critical);
        out!(cx, " len ", len + 4);
        separator = ", ";
        if len > p.len() {
            out!(cx, " [bad length]");
            return Ok(());
        }
        match cx.verbose(2) && len > 0 {
            true => {
                out!(cx, " data");
                for _ in 0..len / 4 {
                    out!(cx, " ", hex(p.be_u32()?, 8));
                }
            }
            false => p.skip(len)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn options_are_shown_with_v() {
        let packet = b"\x01\x40\x12\x34\0\0\x0a\0\x01\x01\x80\0";
        let text = "Geneve, Flags [C], vni 0xa, options [4 bytes]: geneve-proto-0x1234";
        assert_eq!(printed(print, 0, packet), text);
        let text = "options [class Open vSwitch (0x101) type 0x80(C) len 4]\n\tgeneve-proto-0x1234";
        assert!(printed(print, 1, packet).ends_with(text));
    }

    #[test]
    fn a_header_that_contradicts_itself_is_shown_so() {
        assert_eq!(printed(print, 0, b"\x40"), "Geneve [length 1 < 8] (invalid)");
        assert_eq!(printed(print, 0, b"\x40\0\0\0\0\0\0\0"), "Geneve ERROR: unknown-version 1");
        assert!(printed(print, 0, b"\x01\0\0\0\0\0\0\0").ends_with(" truncated-geneve - 4 bytes missing"));
    }
}
