//! Network Service Header (RFC 8300).
//!
//! ```text
//!  0                              2        3           4          7
//! +------------------------------+--------+-----------+----------+-------+---------
//! | version, O, TTL, length (6)  | MD type| protocol  | path (3) | index | context, in words
//! +------------------------------+--------+-----------+----------+-------+---------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link,
    net::{ipv4, ipv6},
    show::{Table, Zeros, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const FLAGS: &Table = &[(0x2000, "O")];
const MD_TYPES: &Table = &[(0, "reserved"), (1, "1"), (2, "2"), (15, "experimental")];
const PROTOCOLS: &Table = &[
    (1, "IPv4"),
    (2, "IPv6"),
    (3, "Ethernet"),
    (4, "NSH"),
    (5, "MPLS"),
    (0xfe, "Experiment 1"),
    (0xff, "Experiment 2"),
];
/// Words of the base and path headers.
const HEADER_WORDS: usize = 2;

/// Words of context in MD type 1.
const MD1_WORDS: usize = 4;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("nsh");
    let whole = p.len();
    if whole < 4 * HEADER_WORDS {
        out!(cx, " (packet length ", whole, " < ", 4 * HEADER_WORDS, ")");
        return Err(Stop::Invalid);
    }
    p.need(4 * HEADER_WORDS)?;
    let (base, md, protocol) = (p.be_u16()?, p.u8()? & 15, p.u8()?);
    let (version, words) = (base >> 14, usize::from(base & 0x3f));
    out!(cx, "NSH, ");
    if cx.verbose(2) {
        out!(cx, "ver ", version, ", ");
    }
    if version != 0 {
        return Ok(());
    }
    out!(cx, "flags [", bits(FLAGS, base), "], ");
    if cx.verbose(3) {
        out!(cx, "TTL ", base >> 6 & 0x3f, ", length ", words, ", md type ");
        out!(cx, named(MD_TYPES, md).or_hex("unknown (0x", 2, ")"), ", ");
    }
    if cx.verbose(2) {
        out!(cx, "next-protocol ", named(PROTOCOLS, protocol).or_hex("unknown (0x", 2, ")"), ", ");
    }
    out!(cx, "service-path-id 0x", hex(p.be_u24()?, 6), ", service-index 0x", hex(p.u8()?, 1));
    if words < HEADER_WORDS {
        out!(cx, " (less than two headers)");
        return Err(Stop::Invalid);
    }
    if whole < 4 * words {
        out!(cx, " (length too big)");
        return Err(Stop::Invalid);
    }
    let metadata = p.split(4 * (words - HEADER_WORDS));
    if cx.verbose(3) {
        context(cx, md, metadata)?;
    }
    metadata.at(metadata.len())?;
    out!(cx, if cx.verbose(1) { "\n    " } else { ": " });
    match protocol {
        1 => cx.call(ipv4::print, p),
        2 => cx.call(ipv6::print, p),
        3 => cx.call(link::ethernet::print_inner, p),
        _ => {
            out!(cx, "ERROR: unknown-next-protocol");
            Ok(())
        }
    }
}

fn context(cx: &mut Context<'_>, md: u8, mut p: Cursor<'_>) -> Outcome {
    if md == 1 {
        if p.len() != 4 * MD1_WORDS {
            out!(cx, " (invalid length for the MD type)");
            return Err(Stop::Invalid);
        }
        for at in 0..p.len() / 4 {
            out!(cx, "\n        Context[", Zeros(at as u64, 2), "]: 0x", hex(p.be_u32()?, 8));
        }
    }
    while md == 2 && p.len() >= 4 {
        let (class, kind, len) = (p.be_u16()?, p.u8()?, usize::from(p.u8()? & 0x7f));
        out!(cx, "\n        TLV Class ", class, ", Type ", kind, ", Len ", len);
        if p.len() < len {
            out!(cx, " (length too big)");
            return Err(Stop::Invalid);
        }
        if len > 0 {
            out!(cx, "\n            Value: 0x");
        }
        for (at, byte) in p.at(0)?.take(len)?.iter().enumerate() {
            out!(cx, (at > 0).then_some(":"), hex(*byte, 2));
        }
        p.pass(len.next_multiple_of(4));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn context_is_words_or_values() {
        let packet = b"\0\x06\x01\x01\0\x03\x09\x07\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\x50";
        let text = printed(print, 3, packet);
        let start = "NSH, ver 0, flags [none], TTL 0, length 6, md type 1, next-protocol IPv4, service-path-id 0x000309, \
                     service-index 0x7\n        Context[00]: 0x00000001\n        Context[01]: 0x00000000";
        assert!(text.starts_with(start), "{text}");
        assert_eq!(printed(print, 0, b"\0\x03"), " (packet length 2 < 8) (invalid)");
    }
}
