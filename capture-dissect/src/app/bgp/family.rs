//! Address families and their parts (RFC 4760, IANA "Address Family Numbers" and "SAFI Namespace").

use crate::{
    context::Context,
    show::{Show, Table, named, out},
};

const AFIS: &Table = &[
    (0, "Reserved"),
    (1, "IPv4"),
    (2, "IPv6"),
    (3, "NSAP"),
    (4, "HDLC"),
    (5, "BBN 1822"),
    (6, "802"),
    (7, "E.163"),
    (8, "E.164"),
    (9, "F.69"),
    (10, "X.121"),
    (11, "Novell IPX"),
    (12, "Appletalk"),
    (13, "Decnet IV"),
    (14, "Banyan Vines"),
    (15, "E.164 with NSAP subaddress"),
    (25, "VPLS"),
    (196, "Layer-2 VPN"),
];
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
