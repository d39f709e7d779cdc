//! Signalling of frame relay: Q.933 (ITU-T Q.933 annex A, ANSI T1.617 annex D).
//!
//! ```text
//!  0                  1                             maybe: locking shift, 0x90 and a codeset
//! +------------------+------------------+---------+-------+----------------------------------------
//! | length, low bits | call reference   | message | shift | elements: type, length, value; or one
//! +------------------+------------------+---------+-------+ byte with its highest bit set
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    show::{Blanks, HexBytes, Table, hex as hexadecimal, name, named, out},
    stop::{Outcome, Stop},
};

const MESSAGES: &Table = &[
    (0x00, "ESC to National"),
    (0x01, "Alert"),
    (0x02, "Call proceeding"),
    (0x03, "Progress"),
    (0x05, "Setup"),
    (0x07, "Connect"),
    (0x0f, "Connect ACK"),
    (0x45, "Disconnect"),
    (0x46, "Restart"),
    (0x4d, "Release"),
    (0x4e, "Restart ACK"),
    (0x5a, "Release Complete"),
    (0x75, "Status Enquiry"),
    (0x7d, "Status Reply"),
];
const ELEMENTS: &Table = &[
    (0x01, "ANSI Report Type"),
    (0x03, "ANSI Link Verify"),
    (0x19, "ANSI Link Verify"),
    (0x07, "ANSI PVC Status"),
    (0x51, "CCITT Report Type"),
    (0x53, "CCITT Link Verify"),
    (0x57, "CCITT PVC Status"),
];
const REPORTS: &Table = &[(0, "Full Status"), (1, "Link verify"), (2, "Async PVC Status")];
/// The shift after which elements are ANSI's.
const ANSI: u8 = 0x95;
const LAST: u8 = 0x80;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("q.933");
    let len = p.len();
    if !cx.options.link_header {
        out!(cx, "Q.933, ");
    }
    let Ok(head) = Head::read(&mut p) else {
        out!(cx, "length ", len);
        return Err(Stop::Cut);
    };
    out!(cx, if head.shift == Some(ANSI) { "ANSI" } else { "CCITT" });
    out!(cx, ", codeset ", head.codeset());
    // A reference of one byte is passed over where a zero follows.
    let has_reference = match head.reference {
        [] => false,
        [_] => p.peek(0)? != 0,
        _ => true,
    };
    if has_reference {
        out!(cx, ", Call Ref: 0x", HexBytes(head.reference));
    }
    if cx.verbose(1) {
        out!(cx, ", ", named(MESSAGES, head.message).or_text("unknown message"));
        out!(cx, " (0x", hexadecimal(head.message, 2), "), length ", len);
        return elements(cx, p, head.codeset()).map(|_| ()).map_err(|_| Stop::Cut);
    }
    out!(cx, ", ", named(MESSAGES, head.message).or_hex("unknown message 0x", 2, ""));
    let outcome = elements(cx, p, head.codeset());
    if outcome != Ok(false) {
        out!(cx, ", length ", len);
    }
    outcome.map(|_| ()).map_err(|_| Stop::Cut)
}

struct Head<'a> {
    reference: &'a [u8],
    message: u8,
    shift: Option<u8>,
}

impl<'a> Head<'a> {
    fn read(p: &mut Cursor<'a>) -> Result<Self, Stop> {
        if p.len() < 2 {
            return Err(Stop::Truncated);
        }
        let reference_len = usize::from(p.u8()? & 0xf);
        let (reference, message) = (p.take(reference_len)?, p.u8()?);
        let mut shift = None;
        if p.len() > 0 && p.peek(0)? & 0xf0 == 0x90 {
            shift = Some(p.u8()?);
        }
        Ok(Self { reference, message, shift })
    }

    fn codeset(&self) -> u8 {
        self.shift.map_or(0, |shift| shift & 7)
    }
}

/// Prints elements; answers whether all of them could be walked through.
fn elements(cx: &mut Context<'_>, mut p: Cursor<'_>, codeset: u8) -> Result<bool, Stop> {
    let known = if let 0 | 5 = codeset { ELEMENTS } else { &[] };
    while p.len() > 0 {
        let kind = p.u8()?;
        if kind & LAST != 0 {
            continue;
        }
        let len = usize::from(p.u8()?);
        let is_known = name(known, kind).is_some();
        if cx.verbose(1) {
            out!(cx, "\n\t", named(known, kind).or_text("unknown"), " IE (0x");
            out!(cx, hexadecimal(kind, 2), "), length ", len, ": ");
        }
        if kind == 0 || len == 0 {
            return Ok(false);
        }
        if p.len() < len {
            return Err(Stop::Truncated);
        }
        let value = p.split(len);
        value.at(len)?;
        if is_known {
            element(cx, kind, value)?;
            if cx.verbose(2) {
                hex::hex("\n\t  ", value.bytes(), cx.out);
            }
        } else if cx.verbose(1) {
            hex::hex("\n\t", value.bytes(), cx.out);
        }
    }
    Ok(true)
}

fn element(cx: &mut Context<'_>, kind: u8, mut value: Cursor<'_>) -> Outcome {
    let separator = if cx.verbose(1) { "" } else { ", " };
    match kind {
        0x01 | 0x51 if cx.verbose(1) => {
            let report = value.u8()?;
            out!(cx, named(REPORTS, report).or_text("unknown"), " (", report, ")");
        }
        0x03 | 0x19 | 0x53 if value.len() < 2 => out!(cx, separator, "Invalid LINK VERIFY IE"),
        0x03 | 0x19 | 0x53 => {
            let [sent, received] = value.array()?.map(|number: u8| Blanks(number.into(), 3));
            out!(cx, separator, "TX Seq: ", sent, ", RX Seq: ", received);
        }
        0x07 | 0x57 => match circuit(value.bytes()) {
            Some((dlci, status)) => {
                out!(cx, separator, "DLCI ", dlci, ": status ", if status & 8 != 0 { "New, " } else { "" });
                out!(cx, if status & 2 != 0 { "Active" } else { "Inactive" });
            }
            None => out!(cx, separator, "Invalid DLCI in PVC STATUS IE"),
        },
        _ => {}
    }
    Ok(())
}

/// The number of a circuit, of two to four bytes of which only the last has its highest bit set, and its status.
fn circuit(value: &[u8]) -> Option<(u32, u8)> {
    let (status, dlci) = value.split_last()?;
    let (last, others) = dlci.split_last()?;
    let ends = status & LAST != 0 && last & LAST != 0;
    if !ends || others.iter().any(|byte| byte & LAST != 0) {
        return None;
    }
    let start = |high: u8, low: u8| u32::from(high & 0x3f) << 4 | u32::from(low & 0x78) >> 3;
    let end = u32::from(last & 0x7e) >> 1;
    let dlci = match *dlci {
        [a, b] => start(a, b),
        [a, b, _] => start(a, b) << 6 | end,
        // As tcpdump has it: the third byte is not moved to its place.
        [a, b, c, _] => start(a, b) << 13 | u32::from(c) | end,
        _ => return None,
    };
    Some((dlci, *status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_status_tells_of_circuits() {
        let status = b"\0\x7d\x95\x01\x01\0\x03\x02\x05\x06\x07\x03\x04\x83\x82";
        let text = "Q.933, ANSI, codeset 5, Status Reply, TX Seq:   5, RX Seq:   6, DLCI 64: status Active, length 15";
        assert_eq!(printed(print, 0, status), text);
        assert!(
            printed(print, 1, status)
                .ends_with("\n\tANSI PVC Status IE (0x07), length 3: DLCI 64: status Active")
        );
        assert_eq!(
            printed(print, 0, &status[..5]),
            "Q.933, ANSI, codeset 5, Status Reply, length 5 [|q.933]"
        );
        assert_eq!(printed(print, 0, b"\0"), "Q.933, length 1 [|q.933]");
    }

    #[test]
    fn a_circuit_ends_in_a_byte_with_its_highest_bit_set() {
        assert_eq!(circuit(&[0x04, 0xc3, 0x8a]), Some((72, 0x8a)));
        assert_eq!(circuit(&[0x04, 0x03, 0x83, 0x82]), Some((4097, 0x82)));
        assert_eq!(circuit(&[0x84, 0x83, 0x82]), None);
        assert_eq!(circuit(&[0x84]), None);
    }
}
