//! Connectionless network protocol (ISO 8473-1, RFC 994).
//!
//! ```text
//!  0       1        2         3           4                      5         7          9
//! +-------+--------+---------+-----------+----------------------+---------+----------+-------------
//! | NLPID | length | version | lifetime  | flags (3), type (5)  | segment | checksum | destination,
//! | 0x81  | of hdr | 1       | in 0.5 s  | 0x80: may be segmented length  |          | source: each
//! +-------+--------+---------+-----------+----------------------+---------+----------+ behind its length
//! then, if it may be segmented: data unit id (2), segment offset (2), total length (2); options
//! ```

use super::{Nsap, checksum, separator, title};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, UpperHex, bits, hex, named, out},
    stop::{Outcome, Stop},
};

mod option;

const TYPES: &Table =
    &[(1, "Error Report"), (28, "Data"), (29, "MD"), (30, "Echo Request"), (31, "Echo Response")];
const ERROR_REPORT: u8 = 1;
const ECHO_RESPONSE: u8 = 31;

const FLAGS: &Table =
    &[(0x80, "Segmentation permitted"), (0x40, "more Segments"), (0x20, "request Error Report")];
const SEGMENTATION_PERMITTED: u8 = 0x80;

/// Length of the fixed part.
const HEADER: usize = 9;
const CHECKSUM: usize = 7;
const NLPID: u8 = 0x81;

/// Prints a PDU; one that cannot be is dumped.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("clnp");
    let makes_sense = pdu(cx, p)?;
    if !makes_sense {
        cx.unknown_data("\n\t", p, p.len());
    }
    Ok(())
}

fn pdu(cx: &mut Context<'_>, p: Cursor<'_>) -> Result<bool, Stop> {
    p.need(HEADER)?;
    let (len, version) = (usize::from(p.peek(1)?), p.peek(2)?);
    let (kind, flags) = (p.peek(4)? & 0x1f, p.peek(4)? & 0xe0);
    title(cx, "CLNP");
    if version != 1 {
        out!(cx, "version ", version, " packet not supported");
        return Ok(false);
    }
    if len < HEADER {
        out!(cx, " length indicator ", len, " < min PDU size:", UpperHex(p.bytes()));
        return Ok(false);
    }
    if len > p.len() {
        out!(cx, " length indicator(", len, ") > PDU size (", p.len(), ")!");
        return Ok(false);
    }
    let mut header = p.at(HEADER)?.declare(len - HEADER);
    let Some(destination) = address(&mut header)? else { return too_short(cx, "addresses") };
    let Some(source) = address(&mut header)? else { return too_short(cx, "addresses") };
    let name = named(TYPES, kind).or("unknown (", ")");
    if !cx.verbose(1) {
        out!(cx, separator(cx), Nsap(source), " > ", Nsap(destination), ", ", name);
        out!(cx, ", length ", p.len());
        return Ok(true);
    }
    out!(cx, separator(cx), "length ", p.len(), "\n\t", name, " PDU, hlen: ", len, ", v: ", version);
    let lifetime = p.peek(3)?;
    out!(cx, ", lifetime: ", lifetime / 2, ".", lifetime % 2 * 5, "s, Segment PDU length: ", p.peek_u16(5)?);
    let field = p.peek_u16(CHECKSUM)?;
    out!(cx, ", checksum: 0x", hex(field, 4));
    checksum::verify(cx, p, field, CHECKSUM, len);
    out!(cx, "\n\tFlags [", bits(FLAGS, flags), "]");
    out!(cx, "\n\tsource address (length ", source.len(), "): ", Nsap(source));
    out!(cx, "\n\tdest   address (length ", destination.len(), "): ", Nsap(destination));
    if flags & SEGMENTATION_PERMITTED != 0 {
        if header.len() < 6 {
            return too_short(cx, "addresses, and segment part");
        }
        header.need(6)?;
        let (id, offset, total) = (header.be_u16()?, header.be_u16()?, header.be_u16()?);
        out!(cx, "\n\tData Unit ID: 0x", hex(id, 4), ", Segment Offset: ", offset);
        out!(cx, ", Total PDU Length: ", total);
    }
    if !option::print(cx, &mut header)? {
        return Ok(false);
    }
    payload(cx, kind, header.declare(p.len() - len))?;
    Ok(true)
}

/// An address behind its length; `None` where the header is too short for it.
fn address<'a>(p: &mut Cursor<'a>) -> Result<Option<&'a [u8]>, Stop> {
    if p.len() < 1 {
        return Ok(None);
    }
    let len = usize::from(p.u8()?);
    if p.len() < len {
        return Ok(None);
    }
    p.need(len)?;
    p.take(len).map(Some)
}

fn too_short(cx: &mut Context<'_>, for_what: &'static str) -> Result<bool, Stop> {
    let and = if for_what == "addresses" { " and " } else { ", " };
    out!(cx, "li < size of fixed part of CLNP header", and, for_what);
    Ok(false)
}

/// What an answer or a report is about is a PDU, too.
fn payload(cx: &mut Context<'_>, kind: u8, p: Cursor<'_>) -> Outcome {
    if matches!(kind, ERROR_REPORT | ECHO_RESPONSE) && p.peek(0)? == NLPID {
        out!(cx, "\n\t-----original packet-----\n\t");
        return cx.call(|cx, p| pdu(cx, p).map(|_| ()), p);
    }
    if p.len() > 0 {
        out!(cx, "\n\t  undecoded non-header data, length ", p.len());
        cx.unknown_data("\n\t  ", p, p.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const ECHO: &[u8] = b"\x81\x18\x01\x41\x9e\0\x1a\0\0\x03\x49\0\x01\x04\x49\0\x02\x03\0\x01\0\0\0\x1aab";

    #[test]
    fn a_request() {
        assert_eq!(printed(print, 0, ECHO), "CLNP, 49.0002.03 > 49.0001, Echo Request, length 26");
        let expected = "CLNP, length 26\n\tEcho Request PDU, hlen: 24, v: 1, lifetime: 32.5s, Segment PDU \
             length: 26, checksum: 0x0000 (unverified)\n\tFlags [Segmentation permitted]\
             \n\tsource address (length 4): 49.0002.03\n\tdest   address (length 3): 49.0001\
             \n\tData Unit ID: 0x0001, Segment Offset: 0, Total PDU Length: 26\
             \n\t  undecoded non-header data, length 2\n\t  0x0000:  6162";
        assert_eq!(printed(print, 1, ECHO), expected);
    }

    #[test]
    fn an_answer_holds_another_pdu() {
        let answer = [b"\x81\x0f\x01\x41\x1f\0\x1a\0\0\x02\x49\0\x02\x49\x01", ECHO].concat();
        let text = printed(print, 1, &answer);
        assert!(text.contains("\n\t-----original packet-----\n\tCLNP, length 26\n\tEcho Request"), "{text}");
    }

    #[test]
    fn nesting_ends() {
        let answer = b"\x81\x0b\x01\x41\x1f\0\x0b\0\0\0\0".repeat(500);
        assert!(printed(print, 1, &answer).ends_with(" [nested too deep]"));
    }
}
