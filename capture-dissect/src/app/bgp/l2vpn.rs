//! Members of VPNs of layer 2 (RFC 4761 section 3.2.2, RFC 6074).

use super::route_distinguisher::RouteDistinguisher;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, out},
    stop::{Outcome, Stop},
};

/// Length of a member that is an address.
const DISCOVERY: usize = 12;
/// Length of a block of labels.
const BLOCK: usize = 15;

/// Prints a member.
pub(super) fn route(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.need(2)?;
    let len = usize::from(p.be_u16()?);
    p.need(len)?;
    let mut p = p.split(len);
    match len {
        DISCOVERY => {
            let distinguisher = RouteDistinguisher::read(&mut p)?;
            out!(cx, "\n\t      RD: ", distinguisher, ", BGPNH: ", p.ipv4()?);
            Ok(())
        }
        BLOCK.. => block(cx, p),
        _ => Err(Stop::Cut),
    }
}

fn block(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let distinguisher = RouteDistinguisher::read(&mut p)?;
    let (edge, offset, base) = (p.be_u16()?, p.be_u16()?, p.be_u24()?);
    out!(cx, "\n\t      RD: ", distinguisher, ", CE-ID: ", edge);
    out!(cx, ", Label-Block Offset: ", offset, ", Label Base ", base);
    while p.len() >= 3 {
        let (kind, bits) = (p.u8()?, p.be_u16()?);
        match kind {
            1 => {
                out!(cx, "\n\t\tcircuit status vector (", kind, ") length: ", bits, ": 0x");
                out!(cx, HexBytes(p.take(usize::from(bits).div_ceil(8))?));
            }
            _ => {
                out!(cx, "\n\t\tunknown TLV #", kind, ", length: ", bits);
                p.skip(usize::from(bits).div_ceil(8))?;
            }
        }
    }
    if p.len() > 0 { Err(Stop::Cut) } else { Ok(()) }
}
