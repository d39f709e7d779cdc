//! What a router can (RFC 7981): its address (4), flags (1), sub-TLVs.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, named, out},
    stop::{Outcome, Stop},
};

const FLAGS: &Table = &[(0x01, "S bit"), (0x02, "D bit")];
const SEGMENT_ROUTING: u8 = 2;
const SUBTLVS: &Table = &[(2, "SR-Capabilities")];
const SEGMENT_FLAGS: &Table = &[(0x80, "ipv4"), (0x40, "ipv6")];
const SID_OR_LABEL: u8 = 1;
const LEAST: usize = 5;

/// Prints the TLV.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < LEAST {
        out!(cx, " [object length ", p.len(), " < ", LEAST, "]");
        return Err(Stop::Invalid);
    }
    out!(cx, "\n\t      Router-ID ", p.ipv4()?);
    out!(cx, ", Flags [", bits(FLAGS, p.u8()?), "]");
    while p.len() >= 2 {
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        out!(cx, "\n\t\t", named(SUBTLVS, kind).or_text("unknown"), " subTLV #", kind, ", length: ", len);
        if len > p.len() || !p.has(len) {
            break;
        }
        match kind {
            SEGMENT_ROUTING => segment_routing(cx, p.declare(len))?,
            _ => cx.unknown_data("\n\t\t", p, len),
        }
        p.pass(len);
    }
    Ok(())
}

/// Flags (1), range (3), then sub-TLVs (RFC 8667 section 3.1).
fn segment_routing(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    p.need(4)?;
    out!(cx, ", Flags [", bits(SEGMENT_FLAGS, p.u8()?).or("None"), "]");
    out!(cx, ", Range ", p.be_u24()?);
    // A length that is too short for flags and range has no end but that of the captured bytes.
    if len < 4 {
        p = p.declare(usize::MAX);
    }
    while p.len() >= 2 {
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        if len > p.len() {
            break;
        }
        match (kind, len) {
            (SID_OR_LABEL, 3) => out!(cx, ", SID value ", p.at(0)?.be_u24()?),
            (SID_OR_LABEL, 4) => out!(cx, ", SID value ", p.peek_u32(0)?),
            (SID_OR_LABEL, _) => out!(cx, ", Unknown SID length", len),
            _ => cx.unknown_data("\n\t\t  ", p, len),
        }
        p.skip(len)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::net::iso::isis::tests::shown;

    #[test]
    fn segments_have_a_range() {
        let text = shown(1, b"\xf2\x10\x0a\0\0\x01\x03\x02\x09\x80\0\x03\xe8\x01\x03\0\x0f\xa0");
        let expected = "\n\t      Router-ID 10.0.0.1, Flags [S bit, D bit]\
             \n\t\tSR-Capabilities subTLV #2, length: 9, Flags [ipv4], Range 1000, SID value 4000";
        assert!(text.ends_with(expected), "{text}");
        assert!(shown(1, b"\xf2\x01\x0a").ends_with("length: 1 [object length 1 < 5] (invalid)"));
    }
}
