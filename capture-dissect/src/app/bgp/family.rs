//! Address families and their parts (RFC 4760, IANA "Address Family Numbers" and "SAFI Namespace").

use crate::{
    context::Context,
    net::address_family::AFIS,
    show::{Show, Table, named, out},
};

const SAFIS: &Table = &[
    (0, "Reserved"),
    (1, "Unicast"),
    (2, "Multicast"),
    (3, "Unicast+Multicast"),
    (4, "labeled Unicast"),
    (5, "Multicast VPN"),
    (64, "Tunnel"),
    (65, "VPLS"),
    (66, "MDT"),
    (70, "EVPN"),
    (128, "labeled VPN Unicast"),
    (129, "labeled VPN Multicast"),
    (130, "labeled VPN Unicast+Multicast"),
    (132, "Route Target Routing Information"),
];

/// An address family: `AFI IPv4 (1)`.
#[derive(Clone, Copy)]
pub(super) struct Family(pub u16);

impl Show for Family {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, "AFI ", named(AFIS, self.0).or_text("Unknown"), " (", self.0, ")");
    }
}

/// A subsequent address family: `SAFI Unicast (1)`.
#[derive(Clone, Copy)]
pub(super) struct Subsequent(pub u8);

impl Show for Subsequent {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, "SAFI ", named(SAFIS, self.0).or_text("Unknown"), " (", self.0, ")");
    }
}

/// Both, as attributes show them.
pub(super) fn print(cx: &mut Context<'_>, afi: u16, safi: u8) {
    out!(cx, "\n\t    AFI: ", named(AFIS, afi).or_text("Unknown AFI"), " (", afi, "), ");
    out!(cx, if safi > 128 { "vendor specific " } else { "" });
    out!(cx, "SAFI: ", named(SAFIS, safi).or_text("Unknown SAFI"), " (", safi, ")");
}
