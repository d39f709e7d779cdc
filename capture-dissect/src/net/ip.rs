//! What both versions of IP share: which version it is, and what lies above.

use crate::{
    context::Context,
    cursor::Cursor,
    net::{ipv4, ipv6, mobility},
    show::{Table, named, out},
    stop::{Outcome, Stop},
    tables,
};

/// Names of the protocols above IP.
pub(crate) const PROTOCOLS: &Table = &[
    (0, "HBH"),
    (1, "ICMP"),
    (2, "IGMP"),
    (4, "IPIP"),
    (6, "TCP"),
    (8, "EGP"),
    (9, "IGRP"),
    (17, "UDP"),
    (33, "DCCP"),
    (41, "IPv6"),
    (43, "Routing"),
    (44, "Fragment"),
    (46, "RSVP"),
    (47, "GRE"),
    (50, "ESP"),
    (51, "AH"),
    (55, "Mobile IP"),
    (58, "ICMPv6"),
    (62, "Mobile IP (old)"),
    (88, "EIGRP"),
    (89, "OSPF"),
    (103, "PIM"),
    (108, "Compressed IP"),
    (112, "VRRP"),
    (113, "PGM"),
    (132, "SCTP"),
    (135, "Mobility"),
    (143, "Ethernet"),
];

/// Prints a packet of either version.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("ipn");
    if p.len() < 1 {
        out!(cx, "truncated-ip ", p.len());
        return Ok(());
    }
    match p.peek(0)? >> 4 {
        4 => cx.call(ipv4::print, p),
        6 => cx.call(ipv6::print, p),
        version => {
            out!(cx, "unknown ip ", version);
            Ok(())
        }
    }
}

/// Whether a protocol shows the addresses itself, with its ports.
pub(crate) const fn shows_addresses(proto: u8) -> bool {
    matches!(proto, 6 | 17 | 33 | 132)
}

/// Prints what lies above IP.
pub(crate) fn payload(cx: &mut Context<'_>, mut proto: u8, mut p: Cursor<'_>) -> Outcome {
    while proto == 51 {
        proto = crate::transport::ah::header(cx, &mut p)?;
    }
    let requires = |cx: &mut Context<'_>, version| {
        out!(cx, "[", named(PROTOCOLS, proto).or_text("unknown"), " requires IPv", version, "]");
        Err(Stop::Invalid)
    };
    match (proto, cx.ip.version) {
        (1 | 2, 6) => requires(cx, 4u8),
        (58 | 143, 4) => requires(cx, 6u8),
        (62 | 135, 6) => cx.call(mobility::print, p),
        (59, _) => {
            out!(cx, "no next header");
            Ok(())
        }
        (77, _) => {
            out!(cx, " nd ", p.len());
            Ok(())
        }
        _ => match tables::ip(proto) {
            Some(printer) => cx.call(printer, p),
            None => {
                cx.ip_protocol(proto);
                out!(cx, " ", p.len());
                Ok(())
            }
        },
    }
}
