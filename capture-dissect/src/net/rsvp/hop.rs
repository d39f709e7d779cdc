//! Who sent a message, and what went wrong where (RFC 2205 appendices A.2 and A.5, RFC 3209 section 7.3).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, Table, hex, named, out},
    stop::Stop,
};

/// Address, interface (4).
pub(super) fn hop(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        1 | 3 => interface(cx, p.ipv4()?, p.be_u32()?),
        2 | 4 => interface(cx, p.ipv6()?, p.be_u32()?),
        _ => return Ok(false),
    }
    // What follows, and all of IPv6, is dumped.
    Ok(kind == 1)
}

fn interface(cx: &mut Context<'_>, address: impl Show, handle: u32) {
    out!(cx, "\n\t    Previous/Next Interface: ", address, ", Logical Interface Handle: 0x", hex(handle, 8));
}

const ROUTING: u8 = 24;
const CODES: &Table = &[
    (24, "Routing Problem"),
    (25, "Notify Error"),
    (28, "Diffserv TE Error"),
    (125, "Diffserv TE Error (Old)"),
];

const ROUTING_VALUES: &Table = &[
    (1, "Bad EXPLICIT_ROUTE object"),
    (2, "Bad strict node"),
    (3, "Bad loose node"),
    (4, "Bad initial subobject"),
    (5, "No route available toward destination"),
    (6, "Unacceptable label value"),
    (7, "RRO indicated routing loops"),
    (8, "non-RSVP-capable router in the path"),
    (9, "MPLS label allocation failure"),
    (10, "Unsupported L3PID"),
];

const DIFFSERV_VALUES: &Table = &[
    (1, "Unexpected CT object"),
    (2, "Unsupported CT"),
    (3, "Invalid CT value"),
    (4, "CT/setup priority do not form a configured TE-Class"),
    (5, "CT/holding priority do not form a configured TE-Class"),
    (6, "CT/setup priority and CT/holding priority do not form a configured TE-Class"),
    (7, "Inconsistency between signaled PSC and signaled CT"),
    (8, "Inconsistency between signaled PHBs and signaled CT"),
];

/// Address, flags (1), code (1), value (2).
pub(super) fn error(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match kind {
        1 | 3 => {
            let (address, [flags, code], value) = (p.ipv4()?, p.array()?, p.be_u16()?);
            out!(cx, "\n\t    Error Node Address: ", address, ", Flags: [0x", hex(flags, 2), "]");
            out!(cx, "\n\t    Error Code: ", named(CODES, code).or_text("unknown"), " (", code, ")");
            let values = match code {
                ROUTING => ROUTING_VALUES,
                28 | 125 => DIFFSERV_VALUES,
                _ => {
                    out!(cx, ", Unknown Error Value (", value, ")");
                    return Ok(true);
                }
            };
            out!(cx, ", Error Value: ", named(values, value).or_text("unknown"), " (", value, ")");
        }
        2 | 4 => {
            let (address, [flags, code], value) = (p.ipv6()?, p.array()?, p.be_u16()?);
            out!(cx, "\n\t    Error Node Address: ", address, ", Flags: [0x", hex(flags, 2), "]");
            out!(cx, "\n\t    Error Code: ", named(CODES, code).or_text("unknown"), " (", code, ")");
            if code == ROUTING {
                out!(
                    cx,
                    ", Error Value: ",
                    named(ROUTING_VALUES, value).or_text("unknown"),
                    " (",
                    value,
                    ")"
                );
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}
