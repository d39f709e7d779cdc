//! Routes of other protocols than IPv4 (RFC 4760).

use super::{
    family, l2vpn, multicast,
    prefix::{self, Label, Prefix},
    route_distinguisher::RouteDistinguisher,
    route_target,
};
use crate::{
    context::Context,
    cursor::Cursor,
    net::iso::Nsap,
    show::{Ipv4, Ipv6, Show, out},
    stop::{Outcome, Stop},
};

/// The SAFI of route targets.
const TARGETS: u8 = 132;

/// Addresses and what they are for.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    afi: u16,
    safi: u8,
}

impl Kind {
    const fn is_known(self) -> bool {
        match self.afi {
            1 => matches!(self.safi, 1..=5 | 66 | 128..=130 | TARGETS),
            2 => matches!(self.safi, 1..=4 | 128..=130),
            3 => matches!(self.safi, 1..=3 | 128..=130),
            25 => self.safi == 65,
            196 => matches!(self.safi, 128..=130),
            _ => false,
        }
    }

    const fn is_vpn(self) -> bool {
        matches!(self.safi, 128..=130)
    }
}

/// Prints routes that can be used.
pub(super) fn reach(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if p.len() < 3 {
        return Err(Stop::Cut);
    }
    let whole = p;
    let Some((kind, mut p)) = kind(cx, p, whole)? else { return Ok(()) };
    p.need(1)?;
    let len = p.u8()?;
    p.need(len.into())?;
    if usize::from(len) > p.len() {
        return Err(Stop::Cut);
    }
    out!(cx, "\n\t    nexthop: ");
    next_hops(cx, kind, p.declare(len.into()))?;
    p.skip(len.into())?;
    out!(cx, ", nh-length: ", len);
    p.need(1)?;
    let attachments = p.u8()?;
    if attachments == 0 {
        out!(cx, ", no SNPA");
    } else {
        out!(cx, "\n\t    ", attachments, " SNPA");
        for _ in 0..attachments {
            p.need(1)?;
            let len = p.u8()?;
            out!(cx, "\n\t      ", len, " bytes");
            if usize::from(len) > p.len() {
                return Err(Stop::Cut);
            }
            p.need(len.into())?;
            p.skip(len.into())?;
        }
    }
    routes(cx, kind, p)
}

/// Prints routes that cannot be used any more.
pub(super) fn unreach(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let whole = p;
    let Some((kind, p)) = kind(cx, p, whole)? else { return Ok(()) };
    if p.len() == 0 {
        out!(cx, "\n\t      End-of-Rib Marker (empty NLRI)");
    }
    routes(cx, kind, p)
}

/// Reads and prints what the routes are of; where that is not known, all the bytes.
fn kind<'a>(
    cx: &mut Context<'_>,
    mut p: Cursor<'a>,
    whole: Cursor<'_>,
) -> Result<Option<(Kind, Cursor<'a>)>, Stop> {
    p.need(3)?;
    let kind = Kind { afi: p.be_u16()?, safi: p.u8()? };
    family::print(cx, kind.afi, kind.safi);
    if kind.is_known() {
        return Ok(Some((kind, p)));
    }
    out!(cx, "\n\t    no AFI ", kind.afi, " / SAFI ", kind.safi, " decoder");
    if !cx.verbose(2) {
        cx.unknown_data("\n\t    ", whole, whole.len());
    }
    Ok(None)
}

fn next_hops(cx: &mut Context<'_>, kind: Kind, mut p: Cursor<'_>) -> Outcome {
    let size = match kind.afi {
        2 => 16,
        3 => p.len().saturating_sub(if kind.is_vpn() { 8 } else { 0 }),
        _ => 4,
    };
    let has_distinguisher = kind.is_vpn() && kind.afi != 196;
    let mut is_first = true;
    while p.len() > 0 {
        out!(cx, if is_first { "" } else { ", " });
        is_first = false;
        if p.len() < size + if has_distinguisher { 8 } else { 0 } {
            out!(cx, "invalid len");
            break;
        }
        if has_distinguisher {
            out!(cx, "RD: ", RouteDistinguisher::read(&mut p)?, ", ");
        }
        match kind.afi {
            2 => out!(cx, p.ipv6()?),
            3 => out!(cx, Nsap(p.take(size)?)),
            _ => out!(cx, p.ipv4()?),
        }
    }
    Ok(())
}

fn routes(cx: &mut Context<'_>, kind: Kind, mut p: Cursor<'_>) -> Outcome {
    let has_ids = match kind {
        Kind { afi: 1, safi: 1..=3 } => prefix::has_path_ids(p, 32),
        Kind { afi: 2, safi: 1..=3 } => prefix::has_path_ids(p, 128),
        _ => false,
    };
    while p.len() > 0 {
        let id = if has_ids { Some(p.be_u32()?) } else { None };
        if !route(cx, kind, &mut p)? {
            let blanks = if kind.safi == TARGETS { "  " } else { "" };
            out!(cx, "\n\t    ", blanks, "(illegal prefix length)");
            break;
        }
        if let Some(id) = id {
            out!(cx, "   Path Id: ", id);
        }
    }
    Ok(())
}

/// Prints a route; answers whether its length is possible.
fn route(cx: &mut Context<'_>, kind: Kind, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    match (kind.afi, kind.safi) {
        (1, 1..=3) => Ok(shown(cx, prefix::ipv4(p)?)),
        (2, 1..=3) => Ok(shown(cx, prefix::ipv6(p)?)),
        (1, 4 | 128..=130) => {
            let Some(label) = Label::read(p, kind.is_vpn(), 32)? else { return Ok(false) };
            let address = Ipv4(prefix::address(p, label.bits)?);
            label.print(cx, address);
            Ok(true)
        }
        (2, 4 | 128..=130) => {
            let Some(label) = Label::read(p, kind.is_vpn(), 128)? else { return Ok(false) };
            let address = Ipv6(prefix::address(p, label.bits)?);
            label.print(cx, address);
            Ok(true)
        }
        (3, 128..=130) => {
            let Some(label) = Label::read(p, true, 160)? else { return Ok(false) };
            let len = usize::from(label.bits).div_ceil(8);
            let address: [u8; 20] = prefix::address(p, label.bits)?;
            label.print(cx, Nsap(address.get(..len).unwrap_or_default()));
            Ok(true)
        }
        (3, _) => nsap(cx, p),
        (1, 5) => multicast::route(cx, p).map(|()| true),
        (1, 66) => multicast::tree(cx, p),
        (1, _) => route_target::route(cx, p),
        _ => l2vpn::route(cx, p).map(|()| true),
    }
}

fn shown<A: Show>(cx: &mut Context<'_>, prefix: Option<Prefix<A>>) -> bool {
    let is_possible = prefix.is_some();
    if let Some(prefix) = prefix {
        out!(cx, "\n\t      ", prefix);
    }
    is_possible
}

/// A prefix of ISO addresses: tcpdump shows what stands three bytes further on.
fn nsap(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    let bits = prefix::first(p)?;
    if bits > 152 {
        return Ok(false);
    }
    let len = usize::from(bits).div_ceil(8);
    p.need(3 + len)?;
    let mut ahead = p.at(3)?.declare(len);
    let address: [u8; 20] = prefix::address(&mut ahead, bits)?;
    out!(cx, "\n\t      ", Nsap(address.get(..len).unwrap_or_default()), "/", bits);
    p.pass(len);
    Ok(true)
}
