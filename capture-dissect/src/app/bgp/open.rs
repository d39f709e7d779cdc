//! How a session begins (RFC 4271 section 4.2), and what a speaker can do (RFC 5492).

use super::{
    as_number::As,
    family::{Family, Subsequent},
};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const OPTIONS: &Table = &[(1, "Authentication Information"), (2, "Capabilities Advertisement")];
const CAPABILITIES: &Table = &[
    (1, "Multiprotocol Extensions"),
    (2, "Route Refresh"),
    (3, "Cooperative Route Filtering"),
    (4, "Multiple Routes to a Destination"),
    (5, "Extended Next Hop Encoding"),
    (8, "Multiple Labels"),
    (64, "Graceful Restart"),
    (65, "32-Bit AS Number"),
    (67, "Dynamic Capability"),
    (68, "Multisession BGP"),
    (69, "Multiple Paths"),
    (70, "Enhanced Route Refresh"),
    (71, "Long-lived Graceful Restart"),
    (128, "Route Refresh (Cisco)"),
];
const ADD_PATH: &Table = &[(1, "Receive"), (2, "Send"), (3, "Both")];

/// Prints the message's body.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.need(10)?;
    if p.len() < 10 {
        return Err(Stop::Cut);
    }
    let (version, asn, hold, id, len) = (p.u8()?, p.be_u16()?, p.be_u16()?, p.ipv4()?, p.u8()?);
    out!(cx, "\n\t  Version ", version, ", my AS ", asn, ", Holdtime ", hold, "s, ID ", id);
    out!(cx, "\n\t  Optional parameters, length: ", len);
    let mut options = p.declare(len.into());
    while options.len() > 0 {
        options.need(2)?;
        let (kind, len) = (options.u8()?, usize::from(options.u8()?));
        if len > options.len() {
            out!(cx, "\n\t     Option ", kind, ", length: ", len, ", goes past the end of the options");
            return Ok(());
        }
        out!(cx, "\n\t    Option ", named(OPTIONS, kind).or_text("Unknown"), " (", kind, "), length: ", len);
        match kind {
            2 => capabilities(cx, options.declare(len))?,
            _ => out!(cx, "\n\t      no decoder for option ", kind),
        }
        options.need(len)?;
        options.skip(len)?;
    }
    Ok(())
}

fn capabilities(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        p.need(2)?;
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        out!(cx, "\n\t      ", named(CAPABILITIES, kind).or_text("Unknown"), " (", kind, "), length: ", len);
        p.need(len)?;
        if !capability(cx, kind, p.declare(len))? {
            break;
        }
        p.skip(len)?;
    }
    Ok(())
}

/// Prints what belongs to a capability; answers whether it is long enough, or others are not looked for.
fn capability(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let least = match kind {
        1 | 65 => 4,
        64 => 2,
        _ => 0,
    };
    if p.len() < least {
        out!(cx, " (too short, < ", least, ")");
        return Ok(false);
    }
    let value = p;
    match kind {
        1 => {
            let (afi, [_, safi]) = (p.be_u16()?, p.array()?);
            out!(cx, "\n\t\t", Family(afi), ", ", Subsequent(safi));
        }
        8 => {
            while p.len() >= 4 {
                let (afi, safi) = (p.be_u16()?, p.u8()?);
                out!(cx, "\n\t\t", Family(afi), ", ", Subsequent(safi), ", Count: ", p.u8()?);
            }
        }
        64 => {
            let word = p.be_u16()?;
            let restarted = if word & 0x8000 != 0 { "R" } else { "none" };
            out!(cx, "\n\t\tRestart Flags: [", restarted, "], Restart Time ", word & 0xfff, "s");
            while p.len() >= 4 {
                let (afi, safi) = (p.be_u16()?, p.u8()?);
                let kept = if p.u8()? & 0x80 != 0 { "yes" } else { "no" };
                out!(
                    cx,
                    "\n\t\t  ",
                    Family(afi),
                    ", ",
                    Subsequent(safi),
                    ", Forwarding state preserved: ",
                    kept
                );
            }
        }
        65 => out!(cx, "\n\t\t 4 Byte AS ", As(p.be_u32()?)),
        69 => {
            if p.len() == 0 {
                out!(cx, " (bogus)");
            }
            while p.len() >= 4 {
                let (afi, safi) = (p.be_u16()?, p.u8()?);
                let way = named(ADD_PATH, p.u8()?).or_hex("Bogus (0x", 2, ")");
                out!(cx, "\n\t\t", Family(afi), ", ", Subsequent(safi), ", Send/Receive: ", way);
            }
            if p.len() > 0 {
                cx.invalid()?;
            }
        }
        2 | 71 | 128 => {}
        _ => {
            out!(cx, "\n\t\tno decoder for Capability ", kind);
            cx.unknown_data("\n\t\t", p, p.len());
            return Ok(true);
        }
    }
    if cx.verbose(2) && value.len() > 0 {
        cx.unknown_data("\n\t\t", value, value.len());
    }
    Ok(true)
}
