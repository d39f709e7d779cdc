//! The fixed header of each type (ISO 10589 section 9).
//!
//! ```text
//! hello, LAN:   circuit type (1), source (6), holding time (2), length (2), priority (1), LAN's node (7)
//! hello, p2p:   circuit type (1), source (6), holding time (2), length (2), circuit (1)
//! LSP:          length (2), lifetime (2), id (8), sequence number (4), checksum (2), bits (1)
//! CSNP:         length (2), source (7), first LSP (8), last LSP (8)
//! PSNP:         length (2), source (7)
//! ```
//!
//! The length is that of the whole PDU.

use super::{COMMON, Header, LSP, NODE, SYSTEM, tlv};
use crate::{
    context::Context,
    cursor::Cursor,
    net::iso::{address::Id, checksum},
    show::{Blanks, Table, hex, named, out},
    stop::Stop,
};

const CIRCUIT_TYPES: &Table = &[(1, "Level 1 only"), (2, "Level 2 only"), (3, "Level 1, Level 2")];

const LAN_HELLO: usize = 19;
const HELLO: usize = 12;
const LINK_STATE: usize = 19;
const COMPLETE: usize = 25;
const PARTIAL: usize = 9;

/// Prints a fixed header, of which all was captured, and answers the length that it says; is given the whole
/// PDU, too.
type Fixed = fn(&mut Context<'_>, Cursor<'_>, Cursor<'_>) -> Result<usize, Stop>;

/// Prints the rest of a PDU; answers whether it makes sense.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>, header: Header) -> Result<bool, Stop> {
    let (size, print): (usize, Fixed) = match header.kind {
        15 | 16 => (LAN_HELLO, lan_hello),
        17 => (HELLO, hello),
        18 | 20 => (LINK_STATE, link_state),
        24 | 25 => (COMPLETE, complete),
        26 | 27 => (PARTIAL, partial),
        _ => {
            cx.unknown_data("\n\t  ", p.at(COMMON)?, p.len() - COMMON);
            return Ok(false);
        }
    };
    if header.len != COMMON + size {
        // tcpdump says too little for an LSP.
        let shall = if size == LINK_STATE && header.kind >= 18 { LINK_STATE } else { COMMON + size };
        out!(cx, ", bogus fixed header length ", header.len, " should be ", shall);
        return Ok(false);
    }
    let fixed = p.at(COMMON)?;
    fixed.need(size)?;
    let len = print(cx, p, fixed)?;
    if !cx.verbose(1) {
        out!(cx, ", length ", p.len());
        return Ok(true);
    }
    if cx.verbose(2) {
        cx.unknown_data("\n\t  ", fixed, size);
    }
    if len < header.len {
        out!(cx, " [packet length ", len, " < ", header.len, "]");
        return Err(Stop::Invalid);
    }
    tlv::print(cx, p, header.len, len - header.len)?;
    Ok(true)
}

fn hello_start(cx: &mut Context<'_>, p: &mut Cursor<'_>, blanks: &'static str) -> Result<usize, Stop> {
    let circuit = p.u8()?;
    let (source, holding, len) = (p.take(SYSTEM)?, p.be_u16()?, p.be_u16()?);
    if !cx.verbose(1) {
        out!(cx, ", src-id ", Id(source));
        return Ok(len.into());
    }
    out!(cx, "\n\t  source-id: ", Id(source), blanks, "holding time: ", holding, "s, Flags: [");
    out!(cx, named(CIRCUIT_TYPES, circuit).or_hex("unknown circuit type 0x", 2, ""), "]");
    Ok(len.into())
}

fn lan_hello(cx: &mut Context<'_>, _: Cursor<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    let len = hello_start(cx, &mut p, ",  ")?;
    let (priority, lan) = (p.u8()? & 0x7f, p.take(NODE)?);
    if cx.verbose(1) {
        out!(cx, "\n\t  lan-id:    ", Id(lan), ", Priority: ", priority, ", PDU length: ", len);
    } else {
        out!(cx, ", lan-id ", Id(lan), ", prio ", priority);
    }
    Ok(len)
}

fn hello(cx: &mut Context<'_>, _: Cursor<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    let len = hello_start(cx, &mut p, ", ")?;
    if cx.verbose(1) {
        out!(cx, "\n\t  circuit-id: 0x", hex(p.u8()?, 2), ", PDU length: ", len);
    }
    Ok(len)
}

fn link_state(cx: &mut Context<'_>, whole: Cursor<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    let (len, lifetime, id) = (usize::from(p.be_u16()?), p.be_u16()?, p.take(LSP)?);
    let (sequence, field, flags) = (p.be_u32()?, p.be_u16()?, p.u8()?);
    let lifetime = Blanks(lifetime.into(), 5);
    if !cx.verbose(1) {
        out!(cx, ", lsp-id ", Id(id), ", seq 0x", hex(sequence, 8), ", lifetime ", lifetime, "s");
        return Ok(len);
    }
    out!(cx, "\n\t  lsp-id: ", Id(id), ", seq: 0x", hex(sequence, 8), ", lifetime: ", lifetime, "s");
    out!(cx, "\n\t  chksum: 0x", hex(field, 4));
    // The lifetime changes on the way, so the checksum begins behind it.
    let covered = len.min(whole.len()).saturating_sub(COMMON + 4);
    checksum::verify(cx, whole.at(COMMON + 4)?, field, 12, covered);
    out!(cx, ", PDU length: ", len, ", Flags: [ ");
    bits(cx, flags);
    out!(cx, " ]");
    Ok(len)
}

/// The last byte of an LSP's header.
fn bits(cx: &mut Context<'_>, flags: u8) {
    if flags & 0x04 != 0 {
        out!(cx, "Overload bit set, ");
    }
    const ATTACHED: [(u8, &str); 4] =
        [(0x08, "default "), (0x10, "delay "), (0x20, "expense "), (0x40, "error ")];
    for (_, name) in ATTACHED.into_iter().filter(|(bit, _)| flags & bit != 0) {
        out!(cx, name);
    }
    if flags & 0x78 != 0 {
        out!(cx, "ATT bit set, ");
    }
    if flags & 0x80 != 0 {
        out!(cx, "P bit set, ");
    }
    match flags & 3 {
        1 => out!(cx, "L1 IS"),
        3 => out!(cx, "L2 IS"),
        level => out!(cx, "Unused 0x", hex(level, 1), " (invalid)"),
    }
}

fn source(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<usize, Stop> {
    let (len, source) = (p.be_u16()?, p.take(NODE)?);
    if cx.verbose(1) {
        out!(cx, "\n\t  source-id:    ", Id(source), ", PDU length: ", len);
    } else {
        out!(cx, ", src-id ", Id(source));
    }
    Ok(len.into())
}

fn complete(cx: &mut Context<'_>, _: Cursor<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    let len = source(cx, &mut p)?;
    if cx.verbose(1) {
        out!(cx, "\n\t  start lsp-id: ", Id(p.take(LSP)?));
        out!(cx, "\n\t  end lsp-id:   ", Id(p.take(LSP)?));
    }
    Ok(len)
}

fn partial(cx: &mut Context<'_>, _: Cursor<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    source(cx, &mut p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::tests::{printed, text},
        net::iso::isis,
    };

    #[test]
    fn a_link_state() {
        let state =
            b"\x83\x1b\x01\0\x14\x01\0\0\0\x1b\x04\xb0\x22\x22\x22\x22\x22\x22\0\x01\0\0\0\x07\0\0\x03";
        assert_eq!(
            printed(isis::print, 0, state),
            "IS-IS, L2 LSP, lsp-id 2222.2222.2222.00-01, seq 0x00000007, lifetime  1200s, length 27"
        );
        let expected = "\n\t  lsp-id: 2222.2222.2222.00-01, seq: 0x00000007, lifetime:  1200s\
             \n\t  chksum: 0x0000 (unverified), PDU length: 27, Flags: [ L2 IS ]";
        assert!(printed(isis::print, 1, state).ends_with(expected));
        let mut other = *state;
        other[1] = 33;
        assert!(printed(isis::print, 0, &[&other[..], b"123456"].concat()).contains("33 should be 19\n"));
    }

    #[test]
    fn the_bits_of_a_link_state() {
        assert_eq!(
            text(|cx| bits(cx, 0xff)),
            "Overload bit set, default delay expense error ATT bit set, P bit set, L2 IS"
        );
        assert_eq!(text(|cx| bits(cx, 0x02)), "Unused 0x2 (invalid)");
    }

    #[test]
    fn a_length_shorter_than_the_header_is_said() {
        let mut hello = isis::tests::hello(&[]);
        hello[18] = 5;
        assert!(printed(isis::print, 1, &hello).ends_with("PDU length: 5 [packet length 5 < 20] (invalid)"));
    }
}
