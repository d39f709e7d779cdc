//! Generic Routing Encapsulation, versions 0 (RFC 2784, RFC 2890, source routes of RFC 1701) and 1
//! (RFC 2637).
//!
//! ```text
//!  0                    2
//! +--------------------+----------+------------------------------------------------------
//! | flags, zero,       | protocol | checksum (2) and offset (2), key (4), sequence number (4),
//! | version (3 bits)   |          | 0: source routes, 1: acknowledgement (4): each if flagged
//! +--------------------+----------+------------------------------------------------------
//! ```

use crate::{
    context::{Context, Printer},
    cursor::Cursor,
    link::{
        ethernet::{self, ETHERTYPES},
        ppp,
    },
    net::iso,
    show::{Ipv4, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
    tables,
};

const CHECKSUM: u16 = 0x8000;
const ROUTING: u16 = 0x4000;
const KEY: u16 = 0x2000;
const SEQUENCE: u16 = 0x1000;
const ACKNOWLEDGEMENT: u16 = 0x0080;

const FLAGS: &Table = &[
    (0x8000, "checksum present"),
    (0x4000, "routing present"),
    (0x2000, "key present"),
    (0x1000, "sequence# present"),
    (0x0800, "source routing present"),
    (0x0080, "ack present"),
];

const PPP: u16 = 0x880b;
const BRIDGED: u16 = 0x6558;
const OSI: u16 = 0x00fe;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("gre");
    let len = p.len();
    if len < 2 {
        return cx.truncated();
    }
    p.need(2)?;
    let flags = p.be_u16()?;
    let version = flags & 7;
    out!(cx, "GREv", version);
    if version > 1 {
        out!(cx, " ERROR: unknown-version");
        return Ok(());
    }
    if cx.verbose(1) {
        out!(cx, ", Flags [", bits(FLAGS, flags), "]");
    }
    let outcome = match version {
        0 => version_0(cx, &mut p, flags),
        _ => version_1(cx, &mut p, flags),
    };
    let (protocol, has_payload) = match outcome {
        Ok(found) => found,
        Err(Stop::Truncated | Stop::Cut) => return cx.truncated(),
        Err(stop) => return Err(stop),
    };
    if !has_payload {
        out!(cx, ", no-payload");
    }
    if cx.options.link_header {
        out!(cx, ", proto ", named(ETHERTYPES, protocol).or_text("unknown"), " (0x", hex(protocol, 4), ")");
    }
    out!(cx, ", length ", len);
    if !has_payload {
        return Ok(());
    }
    out!(cx, if cx.verbose(1) { "\n\t" } else { ": " });
    let printer: Option<Printer> = match (version, protocol) {
        (0, BRIDGED) => Some(ethernet::print_inner),
        (0, OSI) => Some(iso::print),
        (0, 0x0800 | 0x86dd | 0x8847 | 0x8848) => tables::ethertype(protocol),
        (1, PPP) => Some(ppp::print),
        _ => None,
    };
    match printer {
        Some(printer) => cx.call(printer, p),
        None => {
            out!(cx, "gre-proto-0x", hex(protocol, 0));
            Ok(())
        }
    }
}

/// A field of 32 bits, which must be declared and captured.
fn word(p: &mut Cursor<'_>) -> Result<u32, Stop> {
    if p.len() < 4 { Err(Stop::Truncated) } else { p.be_u32() }
}

/// A field of 16 bits, which must be declared and captured.
fn half(p: &mut Cursor<'_>) -> Result<u16, Stop> {
    if p.len() < 2 { Err(Stop::Truncated) } else { p.be_u16() }
}

/// Prints the fields; answers the protocol of the payload and that there is one.
fn version_0(cx: &mut Context<'_>, p: &mut Cursor<'_>, flags: u16) -> Result<(u16, bool), Stop> {
    let protocol = half(p)?;
    if flags & (CHECKSUM | ROUTING) != 0 {
        let checksum = half(p)?;
        if cx.verbose(1) {
            out!(cx, ", sum 0x", hex(checksum, 0));
        }
        out!(cx, ", off 0x", hex(half(p)?, 0));
    }
    if flags & KEY != 0 {
        out!(cx, ", key=0x", hex(word(p)?, 0));
    }
    if flags & SEQUENCE != 0 {
        out!(cx, ", seq ", word(p)?);
    }
    if flags & ROUTING != 0 {
        loop {
            if p.len() < 4 {
                return Err(Stop::Truncated);
            }
            let (family, offset, len) = (p.be_u16()?, p.u8()?, usize::from(p.u8()?));
            if len == 0 {
                break;
            }
            route(cx, *p, family, offset.into(), len)?;
            if p.len() < len {
                return Err(Stop::Truncated);
            }
            p.skip(len)?;
        }
    }
    Ok((protocol, true))
}

fn version_1(cx: &mut Context<'_>, p: &mut Cursor<'_>, flags: u16) -> Result<(u16, bool), Stop> {
    let protocol = half(p)?;
    if flags & KEY != 0 {
        out!(cx, ", call ", word(p)? & 0xffff);
    }
    if flags & SEQUENCE != 0 {
        out!(cx, ", seq ", word(p)?);
    }
    if flags & ACKNOWLEDGEMENT != 0 {
        out!(cx, ", ack ", word(p)?);
    }
    Ok((protocol, flags & SEQUENCE != 0))
}

/// A source route: addresses of IPv4 or numbers of autonomous systems, a star before the next one.
fn route(cx: &mut Context<'_>, mut p: Cursor<'_>, family: u16, offset: usize, len: usize) -> Outcome {
    let (name, width) = match family {
        0x0800 => ("ip", 4),
        0xfffe => ("asn", 2),
        _ => {
            out!(cx, ", (rtaf=0x", hex(family, 0), ")");
            return Ok(());
        }
    };
    out!(cx, ", (rtaf=", name);
    if !offset.is_multiple_of(width) {
        out!(cx, ", badoffset=", offset, ")");
        return Ok(());
    }
    if !len.is_multiple_of(width) {
        out!(cx, ", badlength=", len, ")");
        return Ok(());
    }
    if offset >= len {
        out!(cx, ", badoff/len=", offset, "/", len, ")");
        return Ok(());
    }
    for at in (0..len).step_by(width) {
        if p.len() < width || !p.has(width) {
            break;
        }
        out!(cx, " ", (at == offset).then_some("*"));
        match width {
            4 => {
                let Ipv4(address) = p.ipv4()?;
                out!(cx, Ipv4(address));
            }
            _ => out!(cx, hex(p.be_u16()?, 0)),
        }
    }
    out!(cx, ")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn fields_are_there_if_flagged() {
        let text = "GREv0, key=0x5, seq 6, length 12: gre-proto-0x1234";
        assert_eq!(printed(print, 0, b"\x30\0\x12\x34\0\0\0\x05\0\0\0\x06"), text);
        assert_eq!(printed(print, 0, b"\x20\x01\x88\x0b\0\0\0\x05"), "GREv1, call 5, no-payload, length 8");
        assert_eq!(printed(print, 0, b"\x00\x05"), "GREv5 ERROR: unknown-version");
        assert_eq!(
            printed(print, 1, b"\x30\0\x12\x34\0\0"),
            "GREv0, Flags [key present, sequence# present] [|gre]"
        );
    }
}
