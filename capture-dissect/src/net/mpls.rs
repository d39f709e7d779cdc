//! Multiprotocol Label Switching (RFC 3032).
//!
//! ```text
//! +----------------+---------------+-------------+--------+
//! | label, 20 bits | class, 3 bits | bottom of   | TTL    |   repeated until the bottom
//! |                |               | stack, 1 bit| 8 bits |
//! +----------------+---------------+-------------+--------+
//! ```

use crate::{
    context::{Context, Printer},
    cursor::Cursor,
    net::{ipv4, ipv6},
    show::{Show, Table, name, out},
    stop::{Outcome, Stop},
    tables,
};

const RESERVED: &Table = &[
    (0, "IPv4 explicit NULL"),
    (1, "router alert"),
    (2, "IPv6 explicit NULL"),
    (3, "implicit NULL"),
    (4, "rsvd"),
    (5, "rsvd"),
    (6, "rsvd"),
    (7, "rsvd"),
    (8, "rsvd"),
    (9, "rsvd"),
    (10, "rsvd"),
    (11, "rsvd"),
    (12, "rsvd"),
    (13, "rsvd"),
    (14, "rsvd"),
    (15, "rsvd"),
];

/// An entry of a label stack, shown without the names of reserved labels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label(pub u32);

impl Label {
    const fn label(self) -> u32 {
        self.0 >> 12
    }

    const fn is_bottom(self) -> bool {
        self.0 & 0x100 != 0
    }

    /// What comes behind the label's number.
    fn rest(self, cx: &mut Context<'_>) {
        out!(cx, ", tc ", self.0 >> 9 & 7, self.is_bottom().then_some(", [S]"), ", ttl ", self.0 & 0xff);
    }
}

impl Show for Label {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, "label ", self.label());
        self.rest(cx);
    }
}

/// Prints a label stack and what is under it.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("mpls");
    out!(cx, "MPLS");
    let mut separator = " ";
    let bottom = loop {
        if p.len() < 4 {
            return Err(Stop::Invalid);
        }
        let entry = Label(p.be_u32()?);
        out!(cx, separator, "(label ", entry.label());
        if cx.verbose(1) {
            separator = "\n\t";
            if let Some(name) = name(RESERVED, entry.label()) {
                out!(cx, " (", name, ")");
            }
        }
        entry.rest(cx);
        out!(cx, ")");
        if entry.is_bottom() {
            break entry.label();
        }
    };
    if p.len() == 0 {
        return Ok(());
    }
    match payload(bottom, p.peek(0)?) {
        Some(printer) => {
            out!(cx, separator);
            cx.call(printer, p)
        }
        None => {
            cx.unknown_payload(p.bytes());
            Ok(())
        }
    }
}

/// Nothing says what is under the stack: a reserved label or the first byte tells.
fn payload(label: u32, first: u8) -> Option<Printer> {
    match (label, first) {
        (0 | 3, _) => Some(ipv4::print),
        (2, _) => Some(ipv6::print),
        (_, 0x45..=0x4f) => Some(ipv4::print),
        (_, 0x60..=0x6f) => Some(ipv6::print),
        (_, 0x81..=0x83) => tables::llc(0xfe),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_stack_ends_at_its_bottom() {
        let stack = b"\x00\x06\x42\x40\x00\x00\x11\x3f";
        assert_eq!(printed(print, 0, stack), "MPLS (label 100, tc 1, ttl 64) (label 1, tc 0, [S], ttl 63)");
        let verbose = "MPLS (label 100, tc 1, ttl 64)\n\t(label 1 (router alert), tc 0, [S], ttl 63)";
        assert_eq!(printed(print, 1, stack), verbose);
        assert_eq!(printed(print, 0, &stack[..6]), "MPLS (label 100, tc 1, ttl 64) (invalid)");
    }

    #[test]
    fn the_first_byte_tells_what_is_under_the_stack() {
        assert!(
            printed(print, 0, b"\0\x06\x41\x40\x45").starts_with("MPLS (label 100, tc 0, [S], ttl 64) IP ")
        );
        assert!(printed(print, 0, b"\0\x06\x41\x40\xcc").contains("\n\t0x0000:  cc"));
    }
}
