//! LSP ping (RFC 4379, RFC 8029).
//!
//! ```text
//!  0         2        4      5       6        7         8        12         16        24
//! +---------+--------+------+-------+--------+---------+--------+----------+---------+----------+------
//! | version | flags  | type | reply | return | return  | sender | sequence | sent    | received | TLVs
//! | 1       |        |      | mode  | code   | subcode | handle | number   | (NTP)   | (NTP)    |
//! +---------+--------+------+-------+--------+---------+--------+----------+---------+----------+------
//! a TLV: type (2), length (2), value, zeros up to a multiple of four
//! ```

mod fec;

use crate::{
    app::{ntp, radius_attribute::VENDORS},
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[(1, "MPLS Echo Request"), (2, "MPLS Echo Reply")];
const REPLY_MODES: &Table = &[
    (1, "Do not reply"),
    (2, "Reply via an IPv4/IPv6 UDP packet"),
    (3, "Reply via an IPv4/IPv6 UDP packet with Router Alert"),
    (4, "Reply via application level control channel"),
];

/// Whether the subcode, the depth of a label stack, follows a code's name.
const RETURN_CODES: &[(u8, &str, Depth)] = &[
    (0, "No return code or return code contained in the Error Code TLV", Depth::None),
    (1, "Malformed echo request received", Depth::None),
    (2, "One or more of the TLVs was not understood", Depth::None),
    (3, "Replying router is an egress for the FEC at stack depth ", Depth::Shown),
    (4, "Replying router has no mapping for the FEC at stack depth ", Depth::Shown),
    (5, "Reserved", Depth::None),
    (6, "Reserved", Depth::None),
    (7, "Reserved", Depth::None),
    (8, "Label switched at stack-depth ", Depth::Shown),
    (9, "Label switched but no MPLS forwarding at stack-depth", Depth::None),
    (10, "Mapping for this FEC is not the given label at stack depth ", Depth::Shown),
    (11, "No label entry at stack-depth ", Depth::Shown),
    (12, "Protocol not associated with interface at FEC stack depth ", Depth::Shown),
    (13, "Premature termination of ping due to label stack shrinking to a single label", Depth::None),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Shown,
    None,
}

const TLVS: &Table = &[
    (1, "Target FEC Stack"),
    (2, "Downstream Mapping"),
    (3, "Pad"),
    (5, "Vendor Enterprise Code"),
    (7, "Interface Label Stack"),
    (9, "Error Code"),
    (10, "Reply TOS Byte"),
    (15, "BFD Discriminator"),
    (0xfc00, "Vendor Private Code"),
];

const HEADER: usize = 32;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("lspping");
    let len = p.len();
    if len < HEADER {
        out!(cx, "UDP, length ", len);
        return Ok(());
    }
    p.at(HEADER)?;
    let version = p.be_u16()?;
    if version != 1 {
        out!(cx, "LSP-PING version ", version, " packet not supported");
        return Ok(());
    }
    p.skip(2)?;
    let [kind, reply_mode, code, subcode] = p.array()?;
    let (handle, sequence) = (p.be_u32()?, p.be_u32()?);
    let name = named(TYPES, kind);
    if !cx.verbose(1) {
        out!(cx, "LSP-PINGv", version, ", ", name.or("unknown (", ")"));
        out!(cx, ", seq ", sequence, ", length: ", len);
        return Ok(());
    }
    out!(
        cx,
        "\n\tLSP-PINGv",
        version,
        ", msg-type: ",
        name.or_text("unknown"),
        " (",
        kind,
        "), length: ",
        len
    );
    out!(cx, "\n\t  reply-mode: ", named(REPLY_MODES, reply_mode).or_text("unknown"), " (", reply_mode, ")");
    return_code(cx, code, subcode);
    out!(cx, "\n\t  Sender Handle: 0x", hex(handle, 8), ", Sequence: ", sequence);
    let (sent, received) = (ntp::Time::read(&mut p)?, ntp::Time::read(&mut p)?);
    out!(cx, "\n\t  TimeStamp Sent: ", sent, "\n\t  TimeStamp Received: ");
    if received.is_zero() {
        out!(cx, "no timestamp");
    } else {
        out!(cx, received);
    }
    tlvs(cx, p)
}

fn return_code(cx: &mut Context<'_>, code: u8, subcode: u8) {
    out!(cx, "\n\t  Return Code: ");
    match RETURN_CODES.iter().find(|(it, ..)| *it == code) {
        Some((_, name, Depth::Shown)) => out!(cx, *name, subcode),
        Some((_, name, Depth::None)) => out!(cx, *name),
        None => out!(cx, "unknown"),
    }
    out!(cx, " (", code, ")\n\t  Return Subcode: (", subcode, ")");
}

fn tlvs(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() < 4 {
            return too_short(cx);
        }
        p.at(4)?;
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        out!(cx, "\n\t  ", named(TLVS, kind).or_text("Unknown"), " TLV (", kind, "), length: ", len);
        if p.len() < len {
            return too_short(cx);
        }
        p.at(len)?;
        let value = p.declare(len);
        let is_shown = tlv(cx, kind, value)?;
        if !is_shown || cx.verbose(2) {
            cx.unknown_data("\n\t    ", value, len);
        }
        let padded = len.next_multiple_of(4);
        if p.len() < padded {
            return too_short(cx);
        }
        p.pass(padded);
    }
    Ok(())
}

fn too_short(cx: &mut Context<'_>) -> Outcome {
    out!(cx, "\n\t\t packet is too short");
    Ok(())
}

/// Says that a value is too short for what it should hold; it is dumped then.
fn value_too_short(cx: &mut Context<'_>) -> Result<bool, Stop> {
    out!(cx, "\n\t      TLV is too short");
    Ok(false)
}

/// Prints a value; answers whether all of it could be shown.
fn tlv(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        1 => fec::stack(cx, p),
        2 => downstream(cx, p),
        15 if p.len() < 4 => value_too_short(cx),
        15 => {
            out!(cx, "\n\t    BFD Discriminator 0x", hex(p.be_u32()?, 8));
            Ok(true)
        }
        5 if p.len() < 4 => value_too_short(cx),
        5 => {
            let vendor = p.be_u32()?;
            out!(
                cx,
                "\n\t    Vendor: ",
                named(VENDORS, vendor).or_text("Unknown"),
                " (0x",
                hex(vendor, 4),
                ")"
            );
            Ok(true)
        }
        _ => Ok(cx.verbose(2)),
    }
}

const ADDRESS_TYPES: &Table = &[(1, "IPv4"), (2, "Unnumbered IPv4"), (3, "IPv6"), (4, "IPv6")];

/// MTU (2), type of addresses (1), flags (1), both addresses, multipath type (1), depth limit (1), multipath
/// length (2), and what is not shown.
fn downstream(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    if p.len() < 4 {
        return value_too_short(cx);
    }
    let (mtu, [kind, _]) = (p.be_u16()?, p.array()?);
    out!(cx, "\n\t    MTU: ", mtu, ", Address-Type: ", named(ADDRESS_TYPES, kind).or_text("unknown"));
    out!(cx, " (", kind, ")");
    let size = match kind {
        1 | 2 => 8,
        3 => 32,
        4 => 20,
        _ => return Ok(false),
    };
    if p.len() < size {
        return value_too_short(cx);
    }
    match kind {
        1 | 2 => out!(cx, "\n\t    Downstream IP: ", p.ipv4()?),
        _ => out!(cx, "\n\t    Downstream IP: ", p.ipv6()?),
    }
    match kind {
        1 => out!(cx, "\n\t    Downstream Interface IP: ", p.ipv4()?),
        3 => out!(cx, "\n\t    Downstream Interface IP: ", p.ipv6()?),
        _ => out!(cx, "\n\t    Downstream Interface Index: 0x", hex(p.be_u32()?, 8)),
    }
    if p.len() < 4 {
        return value_too_short(cx);
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn message(tlvs: &[u8]) -> Vec<u8> {
        [b"\0\x01\0\0\x01\x02\0\0\0\0\0\x23\0\0\0\x07", &[0; 16][..], tlvs].concat()
    }

    #[test]
    fn a_request() {
        let request = message(b"\0\x0f\0\x04\0\0\0\x05");
        assert_eq!(printed(print, 0, &request), "LSP-PINGv1, MPLS Echo Request, seq 7, length: 40");
        let expected = "\n\tLSP-PINGv1, msg-type: MPLS Echo Request (1), length: 40\
             \n\t  reply-mode: Reply via an IPv4/IPv6 UDP packet (2)\
             \n\t  Return Code: No return code or return code contained in the Error Code TLV (0)\
             \n\t  Return Subcode: (0)\n\t  Sender Handle: 0x00000023, Sequence: 7\
             \n\t  TimeStamp Sent: 0.000000000\n\t  TimeStamp Received: no timestamp\
             \n\t  BFD Discriminator TLV (15), length: 4\n\t    BFD Discriminator 0x00000005";
        assert_eq!(printed(print, 1, &request), expected);
        assert_eq!(printed(print, 0, &request[..20]), "UDP, length 20");
    }

    #[test]
    fn a_length_that_cannot_be_is_said() {
        assert!(
            printed(print, 1, &message(b"\0\x0f\0\x02\0\x05")).ends_with(
                "length: 2\n\t      TLV is too short\n\t    0x0000:  0005\n\t\t packet is too short"
            )
        );
    }
}
