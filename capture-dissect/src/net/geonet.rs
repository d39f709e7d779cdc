//! GeoNetworking and the transport above it (ETSI TS 102 636-4-1, TS 102 636-5-1).
//!
//! ```text
//!  0        0.5           1           1.5      2          3       4         6         7      8
//! +--------+-------------+-----------+--------+----------+-------+---------+---------+------+--------
//! | version| next header | type      | subtype| reserved | flags | payload | traffic | hops | source
//! | (4)    | (4)         | (4)       | (4)    | (1)      | (1)   | length  | class   |      | (28)
//! +--------+-------------+-----------+--------+----------+-------+---------+---------+------+--------
//!  source: address (8), time (4), latitude (4), longitude (4), speed (2), heading (2), altitude (2), accuracy (2)
//! ```
//!
//! BTP: destination's port (2), source's port or information (2); above it version (1) and kind (1) of a message.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{LinkAddr, Macs, Table, named, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 36;
/// What a message to stations several hops away has before the transport's header.
const MULTI_HOP: usize = 32;
const BTP: usize = 4;
/// Version and kind of a message.
const MESSAGE: usize = 6;

const NEXT_HEADERS: &Table = &[(0, "Any"), (1, "BTP-A"), (2, "BTP-B"), (3, "IPv6")];
/// Types, with the subtype in the lower four bits.
const TYPES: &Table = &[
    (0x30, "GeoAnycastCircle"),
    (0x31, "GeoAnycastRect"),
    (0x32, "GeoAnycastElipse"),
    (0x40, "GeoBroadcastCircle"),
    (0x41, "GeoBroadcastRect"),
    (0x42, "GeoBroadcastElipse"),
    (0x50, "TopoScopeBcast-SH"),
    (0x51, "TopoScopeBcast-MH"),
    (0x60, "LocService-Request"),
    (0x61, "LocService-Reply"),
];
/// Types whose subtype does not matter.
const WHOLE_TYPES: &Table = &[(0, "Any"), (1, "Beacon"), (2, "GeoUnicast")];
const MESSAGES: &Table = &[
    (0, "CAM"),
    (1, "DENM"),
    (101, "TPEGM"),
    (102, "TSPDM"),
    (103, "VPM"),
    (104, "SRM"),
    (105, "SLAM"),
    (106, "ecoCAM"),
    (107, "ITM"),
    (150, "SA"),
];

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("geonet");
    out!(cx, "GeoNet ");
    if let Some((source, _)) = cx.macs.map(Macs::src_dst) {
        out!(cx, "src:", source, "; ");
    }
    if p.len() < HEADER {
        out!(cx, " (common header length ", p.len(), " < ", HEADER, ")");
        return Err(Stop::Invalid);
    }
    p.at(8)?;
    let ([first, kind], _) = (p.array()?, p.be_u16()?);
    let (payload, [_, hops]) = (p.be_u16()?, p.array()?);
    let next = first & 0xf;
    let name = named(WHOLE_TYPES, kind >> 4).or_text(crate::show::name(TYPES, kind).unwrap_or("Unknown"));
    out!(cx, "v:", first >> 4, " NH:", next, "-", named(NEXT_HEADERS, next).or_text("Unknown"));
    out!(cx, " HT:", kind >> 4, "-", kind & 0xf, "-", name, " HopLim:", hops, " Payload:", payload, " ");
    source(cx, &mut p)?;
    let skipped = match kind {
        0x00..=0x1f | 0x50 => Some(0),
        0x51 => Some(MULTI_HOP),
        _ => None,
    };
    if let Some(skipped) = skipped {
        if p.len() < skipped {
            out!(cx, " (header size ", skipped, " > ", p.len(), ")");
            return Err(Stop::Invalid);
        }
        p.skip(skipped)?;
        if matches!(next, 1 | 2) {
            transport(cx, &mut p)?;
        }
    }
    if cx.verbose(1) {
        cx.default_print(p.bytes());
        p.at(p.len())?;
    }
    Ok(())
}

/// Prints address and position of who sent the packet.
fn source(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "GN_ADDR:", LinkAddr(p.take(8)?), " ");
    p.skip(4)?;
    out!(cx, "lat:", p.be_u32()?, " ");
    out!(cx, "lon:", p.be_u32()?);
    p.skip(8)
}

fn transport(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let len = p.len();
    if len < BTP {
        out!(cx, " (BTP length ", len, " < ", BTP, ")");
        return Err(Stop::Invalid);
    }
    out!(cx, "; BTP Dst:", p.be_u16()?);
    out!(cx, " Src:", p.be_u16()?);
    if len >= MESSAGE {
        let message = *p;
        out!(cx, "; ItsPduHeader v:", p.u8()?);
        let kind = p.u8()?;
        out!(cx, " t:", kind, "-", named(MESSAGES, kind).or("unknown (", ")"));
        *p = message;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_broadcast_carries_a_message() {
        let mut packet = [0; HEADER + 6];
        packet[..8].copy_from_slice(b"\x01\x50\0\0\0\x06\0\x05");
        (packet[23], packet[27], packet[37], packet[40], packet[41]) = (100, 9, 7, 1, 1);
        let text = "GeoNet v:0 NH:1-BTP-A HT:5-0-TopoScopeBcast-SH HopLim:5 Payload:6 \
                    GN_ADDR:00:00:00:00:00:00:00:00 lat:100 lon:9; BTP Dst:7 Src:0; ItsPduHeader v:1 t:1-DENM";
        assert_eq!(printed(print, 0, &packet), text);
        let short = "GeoNet  (common header length 35 < 36) (invalid)";
        assert_eq!(printed(print, 0, &packet[..35]), short);
    }
}
