//! Opaque link states: graceful restart (RFC 3623), router information (RFC 7770).

use super::traffic;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, named, out},
    stop::Stop,
};

const GRACE: &Table = &[(1, "Grace Period"), (2, "Graceful restart Reason"), (3, "IPv4 interface address")];
const REASONS: &Table = &[
    (0, "Unknown"),
    (1, "Software Restart"),
    (2, "Software Reload/Upgrade"),
    (3, "Control Processor Switch"),
];
const INFORMATIONS: &Table = &[(1, "Router Capabilities")];
const CAPABILITIES: &Table = &[
    (0x01, "Reserved"),
    (0x02, "Reserved"),
    (0x04, "Reserved"),
    (0x08, "Reserved"),
    (0x10, "graceful restart capable"),
    (0x20, "graceful restart helper"),
    (0x40, "Stub router support"),
    (0x80, "Traffic engineering"),
    (0x100, "p2p over LAN"),
    (0x200, "path computation server"),
];
const TRAFFIC: u8 = 1;
const RESTART: u8 = 3;
const INFORMATION: u8 = 4;

/// Prints what is behind the header; answers whether it has to be shown in hexadecimal, too.
pub(super) fn print(cx: &mut Context<'_>, kind: u8, p: Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        TRAFFIC => traffic::print(cx, p).map(|()| false),
        RESTART => grace(cx, p),
        INFORMATION => information(cx, p),
        _ => {
            if !cx.verbose(2) {
                cx.unknown_data("\n\t    ", p, p.len());
            }
            Ok(true)
        }
    }
}

fn grace(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    while p.len() > 0 {
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        out!(
            cx,
            "\n\t    ",
            named(GRACE, kind).or_text("unknown"),
            " TLV (",
            kind,
            "), length ",
            len,
            ", value: "
        );
        if len > p.len() {
            out!(cx, "\n\t    Bogus length ", len, " > ", p.len());
            return Ok(false);
        }
        p.at(len)?;
        let shall = match kind {
            1 | 3 => 4,
            2 => 1,
            _ => len,
        };
        if len != shall {
            out!(cx, "\n\t    Bogus length ", len, " != ", shall);
            return Ok(false);
        }
        let mut value = p;
        match kind {
            1 => out!(cx, value.be_u32()?, "s"),
            2 => {
                let reason = value.u8()?;
                out!(cx, named(REASONS, reason).or_text("Unknown"), " (", reason, ")");
            }
            3 => out!(cx, value.ipv4()?),
            _ if !cx.verbose(2) => cx.unknown_data("\n\t      ", value, len),
            _ => {}
        }
        p.pass(len.next_multiple_of(4));
    }
    Ok(true)
}

fn information(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    while p.len() > 0 {
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        out!(
            cx,
            "\n\t    ",
            named(INFORMATIONS, kind).or_text("unknown"),
            " TLV (",
            kind,
            "), length: ",
            len
        );
        out!(cx, ", value: ");
        if len > p.len() {
            out!(cx, "\n\t    Bogus length ", len, " > remaining LS length ", p.len());
            return Ok(false);
        }
        p.at(len)?;
        match kind {
            1 if len != 4 => {
                out!(cx, "\n\t    Bogus length ", len, " != 4");
                return Ok(false);
            }
            1 => out!(cx, "Capabilities: ", bits(CAPABILITIES, p.peek_u32(0)?).or("Unknown")),
            _ if !cx.verbose(2) => cx.unknown_data("\n\t      ", p, len),
            _ => {}
        }
        p.pass(len.next_multiple_of(4));
    }
    Ok(true)
}
