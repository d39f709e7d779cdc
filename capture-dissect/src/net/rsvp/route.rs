//! Routes that are wanted or recorded: type (1; 0x80: loose), length (1), value (RFC 3209 sections 4.3 and 4.4).

use super::names::class_type;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const SUBOBJECTS: &Table = &[
    (0, "Reserved"),
    (1, "IPv4 prefix"),
    (2, "IPv6 prefix"),
    (3, "Label"),
    (32, "Autonomous system number"),
    (64, "MPLS label switched path termination"),
];
const LOOSE: u8 = 0x80;
const HOP_FLAGS: &Table = &[
    (0x01, "Local protection available"),
    (0x02, "Local protection in use"),
    (0x04, "Bandwidth protection"),
    (0x08, "Node protection"),
];
const LABEL_FLAGS: &Table = &[(0x01, "Global")];
const SIZE: u8 = 8;

/// Prints all steps.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let [kind, len] = p.at(0)?.array()?;
        out!(
            cx,
            "\n\t    Subobject Type: ",
            named(SUBOBJECTS, kind & !LOOSE).or("Unknown ", ""),
            ", length ",
            len
        );
        if len == 0 {
            out!(cx, "\n\t    ERROR: zero length ERO subtype");
            break;
        }
        if usize::from(len) > p.len() {
            out!(cx, "\n\t    ERROR: ERO subobject length > object length");
            break;
        }
        step(cx, kind, len, p)?;
        p.skip(len.into())?;
    }
    Ok(())
}

fn step(cx: &mut Context<'_>, kind: u8, len: u8, p: Cursor<'_>) -> Outcome {
    let mut value = p.at(2)?;
    match kind & !LOOSE {
        1 | 3 if len != SIZE => {
            out!(cx, " ERROR: length != ", SIZE);
            return Err(Stop::Invalid);
        }
        1 => {
            let (address, [bits_count, flags]) = (value.ipv4()?, value.array()?);
            if bits_count != 32 {
                out!(cx, " ERROR: Prefix length ", bits_count, " != 32");
                return Err(Stop::Invalid);
            }
            out!(
                cx,
                ", ",
                if kind & LOOSE == 0 { "Strict" } else { "Loose" },
                ", ",
                address,
                "/",
                bits_count
            );
            out!(cx, ", Flags: [", bits(HOP_FLAGS, flags), "]");
        }
        3 => {
            let ([flags, kind], label) = (value.array()?, value.be_u32()?);
            out!(cx, ", Flags: [", bits(LABEL_FLAGS, flags), "] (");
            // A zero has no prefix.
            out!(cx, if flags == 0 { "" } else { "0x" }, hex(flags, 0), "), Class-Type: ");
            out!(cx, label_type(kind), " (", kind, "), ", label);
        }
        _ => {}
    }
    Ok(())
}

/// tcpdump names the types of labels as if they were of routes.
const fn label_type(kind: u8) -> &'static str {
    match class_type(20, kind) {
        Some(name) => name,
        None => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_route() {
        let text = printed(print, 0, b"\x81\x08\x0a\0\0\x01\x20\x03\x03\x08\x01\x01\0\0\0\x10");
        let expected = "\n\t    Subobject Type: IPv4 prefix, length 8, Loose, 10.0.0.1/32, Flags: [Local \
             protection available, Local protection in use]\n\t    Subobject Type: Label, length 8, Flags: \
             [Global] (0x1), Class-Type: IPv4 (1), 16";
        assert_eq!(text, expected);
        let text = printed(print, 0, b"\x01\x08\x0a\0\0\x01\x46\x03");
        assert!(text.ends_with("length 8 ERROR: Prefix length 70 != 32 (invalid)"), "{text}");
    }
}
