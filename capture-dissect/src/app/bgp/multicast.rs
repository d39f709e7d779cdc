//! Multicast in VPNs (RFC 6514 section 4, RFC 6037).

use super::{as_number::As, prefix, route_distinguisher::RouteDistinguisher};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (1, "Intra-AS I-PMSI"),
    (2, "Inter-AS I-PMSI"),
    (3, "S-PMSI"),
    (4, "Intra-AS Segment-Leaf"),
    (5, "Source-Active"),
    (6, "Shared Tree Join"),
    (7, "Source Tree Join"),
];
/// Bits of a tree: distinguisher, source and group.
const TREE: u8 = 128;

/// Prints a route.
pub(super) fn route(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.need(2)?;
    let (kind, len) = (p.u8()?, usize::from(p.u8()?));
    if kind == 1 && len < 8 {
        return Err(Stop::Cut);
    }
    out!(cx, "\n\t      Route-Type: ", named(TYPES, kind).or_text("Unknown"), " (", kind, "), length: ", len);
    let mut body = p.declare(len);
    match kind {
        1 => {
            distinguisher(cx, &mut body)?;
            out!(cx, ", Originator ");
            address(cx, &mut body, 8 * (len - 8))?;
        }
        2 => {
            distinguisher(cx, &mut body)?;
            out!(cx, ", Source-AS ", As(body.be_u32()?));
        }
        3 => {
            distinguisher(cx, &mut body)?;
            let taken = source_and_group(cx, &mut body)?;
            out!(cx, ", Originator ");
            address(cx, &mut body, 8 * len.saturating_sub(taken))?;
        }
        5 => {
            distinguisher(cx, &mut body)?;
            source_and_group(cx, &mut body)?;
        }
        6 | 7 => {
            distinguisher(cx, &mut body)?;
            out!(cx, ", Source-AS ", As(body.be_u32()?));
            source_and_group(cx, &mut body)?;
        }
        _ => {}
    }
    p.pass(len);
    Ok(())
}

fn distinguisher(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, ", RD: ", RouteDistinguisher::read(p)?);
    Ok(())
}

fn source_and_group(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<usize, Stop> {
    let mut taken = 0;
    for what in [", Source ", ", Group "] {
        p.need(1)?;
        let bits = usize::from(p.u8()?);
        p.need(bits / 8)?;
        if bits != 0 {
            out!(cx, what);
            address(cx, p, bits)?;
        }
        taken += 1 + bits / 8;
    }
    Ok(taken)
}

/// An address of so many bits, which say of what protocol it is.
fn address(cx: &mut Context<'_>, p: &mut Cursor<'_>, bits: usize) -> Outcome {
    match bits {
        32 => out!(cx, p.ipv4()?),
        128 => out!(cx, p.ipv6()?),
        _ => {
            out!(cx, "bogus address length ", bits);
            p.pass(bits / 8);
        }
    }
    Ok(())
}

/// Prints a tree for data (RFC 6037 section 7); answers whether its length is possible.
pub(super) fn tree(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    if prefix::first(p)? != TREE {
        return Ok(false);
    }
    p.need(16)?;
    let distinguisher = RouteDistinguisher::read(p)?;
    out!(cx, "\n\t      RD: ", distinguisher, ", VPN IP Address: ", p.ipv4()?);
    out!(cx, ", MC Group Address: ", p.ipv4()?);
    Ok(true)
}
