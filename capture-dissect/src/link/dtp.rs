//! Cisco's Dynamic Trunking Protocol: version (1 byte), then TLVs of type (2), length (2), value.
//!
//! Its layout is not published; what is known is what captures show.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const DOMAIN: u32 = 1;
const STATUS: u32 = 2;
const TYPE: u32 = 3;
const NEIGHBOR: u32 = 4;
const TLVS: &Table = &[(DOMAIN, "Domain"), (STATUS, "Status"), (TYPE, "DTP type"), (NEIGHBOR, "Neighbor")];
/// Bytes of a type and a length.
const HEADER: usize = 4;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("dtp");
    let outcome = message(cx, p);
    cx.also_cut(p, outcome)
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len < 1 {
        out!(cx, "[zero packet length]");
        return Err(Stop::Invalid);
    }
    out!(cx, "DTPv", p.u8()?, ", length ", len);
    if !cx.verbose(1) {
        return Ok(());
    }
    while p.len() > 0 {
        if p.len() < HEADER {
            out!(cx, "[", p.len(), " bytes remaining]");
            return Err(Stop::Invalid);
        }
        let mut head = p;
        let (kind, len) = (head.be_u16()?, head.be_u16()?);
        // What follows only fills the frame.
        if kind == 0 {
            break;
        }
        out!(cx, "\n\t", named(TLVS, kind).or_text("Unknown"), " (0x", hex(kind, 4), ") TLV, length ", len);
        let len = usize::from(len);
        if len < HEADER || len > p.len() {
            out!(cx, "[invalid TLV length ", len, "]");
            return Err(Stop::Invalid);
        }
        let mut value = p.split(len);
        value.skip(HEADER)?;
        tlv(cx, kind, value)?;
    }
    Ok(())
}

fn tlv(cx: &mut Context<'_>, kind: u16, mut value: Cursor<'_>) -> Outcome {
    match (kind.into(), value.len()) {
        (DOMAIN, _) => out!(cx, ", ", Safe(until_zero(value.bytes()))),
        (STATUS | TYPE, 1) => out!(cx, ", 0x", hex(value.u8()?, 1)),
        (NEIGHBOR, 6) => out!(cx, ", ", value.mac()?),
        (STATUS | TYPE | NEIGHBOR, _) => return Err(Stop::Invalid),
        _ => {}
    }
    value.at(value.len()).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_message_is_a_list_of_tlvs() {
        let message = b"\x01\0\x01\0\x07AB\0\0\x02\0\x05\x81";
        assert_eq!(printed(print, 0, message), "DTPv1, length 13");
        let text =
            "DTPv1, length 13\n\tDomain (0x0001) TLV, length 7, AB\n\tStatus (0x0002) TLV, length 5, 0x81";
        assert_eq!(printed(print, 1, message), text);
        assert!(printed(print, 1, &message[..12]).ends_with(", length 5[invalid TLV length 5] (invalid)"));
        assert_eq!(printed(print, 1, b""), "[zero packet length] (invalid)");
    }
}
