//! Communities of routes (RFC 1997), extended (RFC 4360) and large ones (RFC 8092).

use super::as_number::As;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Float, HexBytes, Table, bits, hex, name, named, out},
    stop::Outcome,
};

const WELL_KNOWN: &Table =
    &[(0xffff_ff01, " NO_EXPORT"), (0xffff_ff02, " NO_ADVERTISE"), (0xffff_ff03, " NO_EXPORT_SUBCONFED")];
const EXTENDED: &Table = &[
    (0x0002, "target"),
    (0x0003, "origin"),
    (0x0005, "ospf-domain"),
    (0x0009, "source-AS"),
    (0x000a, "l2vpn-id"),
    (0x0102, "target"),
    (0x0103, "origin"),
    (0x0105, "ospf-domain"),
    (0x0107, "ospf-router-id"),
    (0x010b, "vrf-route-import"),
    (0x0202, "target"),
    (0x0203, "origin"),
    (0x0205, "ospf-domain"),
    (0x0306, "ospf-route-type"),
    (0x030c, "encapsulation"),
    (0x4004, "link-BW"),
    (0x8000, "ospf-route-type"),
    (0x8001, "ospf-router-id"),
    (0x8005, "ospf-domain"),
    (0x800a, "layer2-info"),
    (0x8800, "eigrp-general-route (flag, tag)"),
    (0x8801, "eigrp-route-metric (AS, delay)"),
    (0x8802, "eigrp-route-metric (reliability, nexthop, bandwidth)"),
    (0x8803, "eigrp-route-metric (load, MTU)"),
    (0x8804, "eigrp-external-route (remote-AS, remote-ID)"),
    (0x8805, "eigrp-external-route (remote-proto, remote-metric)"),
    (0xf10a, "l2vpn-id"),
];
const FLAGS: &Table = &[(0x8000, "vendor-specific"), (0x4000, "non-transitive")];
const ROUTE_TYPES: &Table = &[
    (1, "Router"),
    (2, "Network"),
    (3, "Summary"),
    (5, "External"),
    (7, "NSSA External"),
    (129, "MPLS-VPN Sham"),
];
const TUNNELS: &Table = &[
    (1, "L2TPv3 over IP"),
    (2, "GRE"),
    (3, "Transmit Tunnel"),
    (4, "IPsec"),
    (5, "IP in IP with IPsec"),
    (6, "MPLS in IP with IPsec"),
    (7, "IP in IP"),
    (8, "VXLAN"),
    (9, "NVGRE"),
    (10, "MPLS"),
    (11, "MPLS in GRE"),
    (12, "VXLAN GPE"),
    (13, "MPLS in UDP"),
    (14, "IPv6"),
    (15, "SR TE"),
    (16, "Bare"),
    (17, "SR"),
];
const LAYER2: &Table = &[
    (0, "Reserved"),
    (1, "Frame Relay"),
    (2, "ATM AAL5 SDU VCC transport"),
    (3, "ATM transparent cell transport"),
    (4, "Ethernet (VLAN) Tagged Mode"),
    (5, "Ethernet Raw Mode"),
    (6, "Cisco HDLC"),
    (7, "PPP"),
    (8, "SONET/SDH Circuit Emulation Service over MPLS"),
    (9, "ATM n-to-one VCC cell transport"),
    (10, "ATM n-to-one VPC cell transport"),
    (11, "IP layer 2 transport"),
    (15, "Frame Relay Port mode"),
    (17, "Structure-agnostic E1 over packet"),
    (18, "Structure-agnostic T1 (DS1) over packet"),
    (19, "VPLS"),
    (20, "Structure-agnostic T3 (DS3) over packet"),
    (21, "Nx64kbit/s Basic Service using Structure-aware"),
    (25, "Frame Relay DLCI"),
];

/// Prints communities of four bytes.
pub(super) fn plain(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let value = p.be_u32()?;
        match name(WELL_KNOWN, value) {
            Some(text) => out!(cx, text),
            None => out!(cx, value >> 16, ":", value & 0xffff, if p.len() > 0 { ", " } else { "" }),
        }
    }
    Ok(())
}

/// Prints communities of twelve bytes.
pub(super) fn large(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    ");
    while p.len() > 0 {
        out!(cx, p.be_u32()?, ":", p.be_u32()?, ":", p.be_u32()?, if p.len() > 0 { ", " } else { "" });
    }
    Ok(())
}

/// Prints communities of eight bytes, whose type says what is in the other six.
pub(super) fn extended(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let kind = p.be_u16()?;
        out!(cx, "\n\t    ", named(EXTENDED, kind).or_text("unknown extd community typecode"));
        out!(cx, " (0x", hex(kind, 4), "), Flags [", bits(FLAGS, kind), "]: ");
        value(cx, kind, p.limit(6))?;
        p.skip(6)?;
    }
    Ok(())
}

fn value(cx: &mut Context<'_>, kind: u16, mut p: Cursor<'_>) -> Outcome {
    match kind {
        0x0002 | 0x0003 | 0x000a => {
            let (asn, value) = (p.be_u16()?, p.peek_u32(0)?);
            out!(cx, As(asn.into()), ":", value, " (= ", p.ipv4()?, ")");
        }
        0x0102 | 0x0103 | 0x010b | 0xf10a => out!(cx, p.ipv4()?, ":", p.be_u16()?),
        0x0202 | 0x0203 => out!(cx, As(p.be_u32()?), ":", p.be_u16()?),
        0x0005 | 0x0105 | 0x0205 | 0x0107 | 0x8001 | 0x8005 => out!(cx, p.ipv4()?),
        0x0009 => out!(cx, "AS ", As(p.be_u16()?.into())),
        0x0306 | 0x8000 => {
            let (area, [route, options]) = (p.ipv4()?, p.array()?);
            out!(
                cx,
                "area:",
                area,
                ", router-type:",
                named(ROUTE_TYPES, route).or_hex("unknown (0x", 2, ")")
            );
            out!(cx, ", metric-type:", if options & 1 != 0 { "E2" } else { "" });
            out!(cx, if matches!(route, 5 | 7) { "E1" } else { "" });
        }
        0x030c => {
            p.skip(4)?;
            out!(cx, "Tunnel type: ", named(TUNNELS, p.be_u16()?).or_text("unknown encaps"));
        }
        0x4004 => {
            p.skip(2)?;
            let bytes = f64::from(f32::from_bits(p.be_u32()?));
            out!(cx, "bandwidth: ", Float(bytes * 8.0 / 1_000_000.0, 3), " Mbps");
        }
        0x800a => {
            let [encapsulation, flags] = p.array()?;
            out!(cx, named(LAYER2, encapsulation).or_text("unknown encaps"));
            out!(cx, " Control Flags [0x", hex(flags, 2), "]:MTU ", p.be_u16()?);
        }
        _ => out!(cx, HexBytes(p.bytes())),
    }
    Ok(())
}
