//! TLVs of messages (RFC 5036 section 3.4, RFC 3479, RFC 3988, RFC 4447, RFC 5085).

use crate::{
    context::Context,
    cursor::Cursor,
    net::{address_family, pseudowire},
    show::{Ipv4, Ipv6, Safe, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const TLVS: &Table = &[
    (0x0100, "FEC"),
    (0x0101, "Address List"),
    (0x0103, "Hop Count"),
    (0x0104, "Path Vector"),
    (0x0200, "Generic Label"),
    (0x0201, "ATM Label"),
    (0x0202, "Frame-Relay Label"),
    (0x0300, "Status"),
    (0x0301, "Extended Status"),
    (0x0302, "Returned PDU"),
    (0x0303, "Returned Message"),
    (0x0400, "Common Hello Parameters"),
    (0x0401, "IPv4 Transport Address"),
    (0x0402, "Configuration Sequence Number"),
    (0x0403, "IPv6 Transport Address"),
    (0x0500, "Common Session Parameters"),
    (0x0501, "ATM Session Parameters"),
    (0x0502, "Frame-Relay Session Parameters"),
    (0x0503, "Fault-Tolerant Session Parameters"),
    (0x0600, "Label Request Message ID"),
    (0x0601, "MTU"),
];

const IPV4: u16 = 1;
const IPV6: u16 = 2;

/// Prints a TLV; answers its length with the header, or 0 where no other one is looked for.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    if p.len() < 4 {
        return Err(Stop::Cut);
    }
    let (word, len) = (p.be_u16()?, usize::from(p.be_u16()?));
    let kind = word & 0x3fff;
    if p.len() < len {
        out!(cx, "\n\t\t TLV contents go past end of message");
        return Ok(0);
    }
    out!(cx, "\n\t    ", named(TLVS, kind).or_text("Unknown"), " TLV (0x", hex(kind, 4), "), length: ", len);
    out!(cx, ", Flags: [", if word & 0x8000 == 0 { "ignore" } else { "continue processing" }, " and ");
    out!(cx, if word & 0x4000 == 0 { "don't" } else { "do" }, " forward if unknown]");
    let least = match kind {
        0x0100 => 1,
        0x0101 | 0x0601 => 2,
        0x0200 | 0x0400..=0x0402 => 4,
        0x0403 => 16,
        0x0300 | 0x0500 => 8,
        0x0503 => 12,
        _ => 0,
    };
    if len < least {
        out!(cx, " [tlv length ", len, " < ", least, "]");
        cx.invalid()?;
        return Ok(4 + len);
    }
    match value(cx, kind, p.declare(len)) {
        Err(Stop::Invalid) => cx.invalid()?,
        other => other?,
    }
    Ok(4 + len)
}

fn value(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Outcome {
    match kind {
        0x0100 => fec(cx, p)?,
        0x0101 => addresses(cx, p)?,
        0x0200 => out!(cx, "\n\t      Label: ", p.be_u32()? & 0xf_ffff),
        0x0300 => status(cx, p)?,
        0x0400 => {
            let (hold, flags) = (p.be_u16()?, p.be_u16()?);
            out!(cx, "\n\t      Hold Time: ", hold, "s, Flags: [");
            out!(cx, if flags & 0x8000 == 0 { "Link" } else { "Targeted" }, " Hello");
            out!(cx, if flags & 0x4000 == 0 { "" } else { ", Request for targeted Hellos" }, "]");
        }
        0x0401 => out!(cx, "\n\t      IPv4 Transport Address: ", p.ipv4()?),
        0x0402 => out!(cx, "\n\t      Sequence Number: ", p.be_u32()?),
        0x0403 => out!(cx, "\n\t      IPv6 Transport Address: ", p.ipv6()?),
        0x0500 => {
            out!(
                cx,
                "\n\t      Version: ",
                p.be_u16()?,
                ", Keepalive: ",
                p.be_u16()?,
                "s, Flags: [Downstream "
            );
            // tcpdump looks for the flags two bytes behind where they are.
            let flags = p.peek_u16(2)?;
            out!(cx, if flags & 0x8000 == 0 { "Unsolicited" } else { "On Demand" }, ", Loop Detection ");
            out!(cx, if flags & 0x4000 == 0 { "Disabled" } else { "Enabled" }, "]");
        }
        0x0503 => fault_tolerance(cx, p)?,
        0x0601 => out!(cx, "\n\t      MTU: ", p.be_u16()?),
        _ if !cx.verbose(2) => cx.unknown_data("\n\t      ", p, p.len()),
        _ => {}
    }
    Ok(())
}

/// Status (4; 0x80000000: fatal, 0x40000000: forward), id (4) and type (2) of a message.
fn status(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let word = p.be_u32()?;
    out!(cx, "\n\t      Status: 0x", hex(word & 0x3fff_ffff, 2), ", Flags: [");
    out!(cx, if word & 0x8000_0000 == 0 { "Advisory Notification" } else { "Fatal error" }, " and ");
    out!(cx, if word & 0x4000_0000 == 0 { "don't" } else { "do" }, " forward]");
    let id = p.be_u32()?;
    if id != 0 {
        out!(cx, ", causing Message ID: 0x", hex(id, 8));
    }
    Ok(())
}

/// Flags (2), reserved (2), reconnect timeout (4, ms), recovery time (4, ms).
fn fault_tolerance(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let flags = p.be_u16()?;
    p.skip(2)?;
    let set = |bit, is: &'static str, is_not: &'static str| if flags & bit == 0 { is_not } else { is };
    out!(
        cx,
        "\n\t      Flags: [",
        set(0x8000, "", "No "),
        "Reconnect, ",
        set(0x8, "", "Don't "),
        "Save State, "
    );
    out!(cx, set(0x4, "", "No "), "All-Label Protection, ");
    out!(cx, set(0x2, "Sequence Numbered Label", "All Labels"), " Checkpoint, ");
    out!(cx, set(0x1, "", "Don't "), "Re-Learn State]");
    for (name, milliseconds) in [("Reconnect Timeout", p.be_u32()?), ("Recovery Time", p.be_u32()?)] {
        if milliseconds != 0 {
            out!(cx, ", ", name, ": ", milliseconds, "ms");
        }
    }
    Ok(())
}

/// A family (2) and addresses.
fn addresses(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let family = p.be_u16()?;
    out!(cx, "\n\t      Address Family: ");
    let size = match family {
        IPV4 => 4,
        IPV6 => 16,
        _ => usize::MAX,
    };
    out!(cx, named(address_family::AFIS, family).or("Unknown (", ")"), ", addresses");
    while p.len() >= size {
        match family {
            IPV4 => out!(cx, " ", p.ipv4()?),
            _ => out!(cx, " ", p.ipv6()?),
        }
    }
    Ok(())
}

const ELEMENTS: &Table = &[(1, "Wildcard"), (2, "Prefix"), (3, "Host address"), (0x80, "Martini VC")];
const PREFIX: u8 = 2;
const WIRE: u8 = 0x80;

/// The first element: a type (1) and what belongs to it.
fn fec(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let kind = p.u8()?;
    out!(cx, "\n\t      ", named(ELEMENTS, kind).or_text("Unknown"), " FEC (0x", hex(kind, 2), ")");
    match kind {
        PREFIX => prefix(cx, p),
        WIRE => wire(cx, p),
        _ => Ok(()),
    }
}

/// Says that a value is too short.
fn too_short(cx: &mut Context<'_>, len: usize, least: usize) -> Outcome {
    out!(cx, " [tlv length ", len, " < ", least, "]");
    Err(Stop::Invalid)
}

/// Family (2), bits (1), prefix.
fn prefix(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 2 {
        return too_short(cx, p.len(), 2);
    }
    let family = p.be_u16()?;
    let shown = match family {
        IPV4 => {
            out!(cx, ": IPv4 prefix ");
            address::<4>(&mut p)?.map(|(address, bits)| out!(cx, Ipv4(address), "/", bits))
        }
        IPV6 => {
            out!(cx, ": IPv6 prefix ");
            address::<16>(&mut p)?.map(|(address, bits)| out!(cx, Ipv6(address), "/", bits))
        }
        _ => {
            out!(cx, ": Address family ", family, " prefix");
            return Ok(());
        }
    };
    if shown.is_none() {
        out!(cx, "(invalid length)");
    }
    Ok(())
}

/// Reads bits (1) and the bytes that hold them; `None` for too many.
fn address<const N: usize>(p: &mut Cursor<'_>) -> Result<Option<([u8; N], u8)>, Stop> {
    if p.len() < 1 {
        return Err(Stop::Cut);
    }
    let bits = p.u8()?;
    let len = usize::from(bits).div_ceil(8);
    if len > N {
        return Ok(None);
    }
    if p.len() < len {
        return Err(Stop::Cut);
    }
    let mut address = [0; N];
    for (to, from) in address.iter_mut().zip(p.take(len)?) {
        *to = *from;
    }
    if let (Some(last), rest @ 1..) = (len.checked_sub(1), bits % 8)
        && let Some(last) = address.get_mut(last)
    {
        *last &= !(0xff >> rest);
    }
    Ok(Some((address, bits)))
}

const PARAMETERS: &Table = &[(1, "MTU"), (3, "Description"), (12, "VCCV")];
const CHANNELS: &Table =
    &[(1, "PWE3 control word"), (2, "MPLS Router Alert Label"), (4, "MPLS inner label TTL = 1")];
const VERIFICATIONS: &Table = &[(1, "ICMP Ping"), (2, "LSP Ping"), (4, "BFD")];

/// Type (2; 0x8000: control word), length (1), group (4), id (4), parameters.
fn wire(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    const HEADER: usize = 7;
    if p.len() < HEADER {
        return too_short(cx, p.len(), HEADER);
    }
    let (word, len, group) = (p.be_u16()?, p.u8()?, p.be_u32()?);
    out!(cx, ": ", named(pseudowire::TYPES, word & 0x7fff).or_text("Unknown"));
    out!(cx, ", ", if word & 0x8000 == 0 { "no " } else { "" }, "control word, group-ID ", group);
    if len == 0 {
        out!(cx, ", VC-info-length: ", len);
        return Ok(());
    }
    if p.len() < 4 {
        return too_short(cx, p.len(), 4);
    }
    out!(cx, ", VC-ID ", p.be_u32()?, ", VC-info-length: ", len);
    let Some(left) = usize::from(len).checked_sub(4) else { return Err(Stop::Cut) };
    if p.len() < left {
        return too_short(cx, p.len(), left);
    }
    parameters(cx, p.declare(left))
}

/// Parameters: type (1), length with both (1), value.
fn parameters(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 2 {
        let (kind, len) = (p.peek(0)?, p.peek(1)?);
        if len < 2 || p.len() < usize::from(len) {
            break;
        }
        let mut value = p.at(2)?.declare(usize::from(len) - 2);
        out!(cx, "\n\t\tInterface Parameter: ", named(PARAMETERS, kind).or_text("Unknown"));
        out!(cx, " (0x", hex(kind, 2), "), len ", len);
        match kind {
            1 => out!(cx, ": ", value.be_u16()?),
            3 => out!(cx, ": ", Safe(value.take(value.len())?)),
            12 => {
                let [channels, verifications] = value.array()?;
                out!(
                    cx,
                    "\n\t\t  Control Channels (0x",
                    hex(channels, 2),
                    ") = [",
                    bits(CHANNELS, channels),
                    "]"
                );
                out!(cx, "\n\t\t  CV Types (0x", hex(verifications, 2), ") = [");
                out!(cx, bits(VERIFICATIONS, verifications), "]");
            }
            _ => {}
        }
        p.pass(len.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn one(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
        print(cx, p).map(|_| ())
    }

    #[test]
    fn classes() {
        let text = printed(one, 0, b"\x01\0\0\x07\x02\0\x01\x18\x0a\0\0");
        assert!(text.ends_with("\n\t      Prefix FEC (0x02): IPv4 prefix 10.0.0.0/24"), "{text}");
        let text = printed(one, 0, b"\x01\0\0\x02\x02\0");
        assert!(text.ends_with("Prefix FEC (0x02) [tlv length 1 < 2] (invalid)"), "{text}");
        let text = printed(one, 0, b"\x01\0\0\x10\x80\x80\x05\x08\0\0\0\x01\0\0\0\x02\x01\x04\x05\xdc");
        let expected = "Ethernet, control word, group-ID 1, VC-ID 2, VC-info-length: 8\
             \n\t\tInterface Parameter: MTU (0x01), len 4: 1500";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn a_status() {
        let text = printed(one, 0, b"\x03\0\0\x0a\x80\0\0\x0a\0\0\0\x07\0\0");
        assert!(text.ends_with(
            "Status: 0x0a, Flags: [Fatal error and don't forward], causing Message ID: 0x00000007"
        ));
    }
}
