//! What follows the headers: type, length, value (ISO 10589 section 9, IANA "IS-IS TLV Codepoints").

use super::{Metrics, adjacency, capability, neighbor, prefix, spb, topology};
use crate::{
    context::{Context, Printer},
    cursor::Cursor,
    net::iso::checksum,
    show::{hex, out},
    stop::{Outcome, Stop},
};

const CHECKSUM: u8 = 12;
const INTERNAL: u8 = 128;
const EXTERNAL: u8 = 130;

/// The printer of what is only shown where all that is unknown is.
fn unknown(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if !cx.verbose(2) {
        cx.unknown_data("\n\t\t", p, p.len());
    }
    Ok(())
}

fn nothing(_: &mut Context<'_>, _: Cursor<'_>) -> Outcome {
    Ok(())
}

/// Names and printers of TLVs.
const TLVS: &[(u8, &str, Printer)] = &[
    (1, "Area address(es)", adjacency::areas),
    (2, "IS Reachability", neighbor::systems),
    (3, "ES Neighbor(s)", neighbor::end_systems),
    (4, "Partition DIS", neighbor::partition),
    (5, "Prefix Neighbors", neighbor::prefixes),
    (6, "IS Neighbor(s)", neighbor::snpas),
    (7, "Instance Identifier", adjacency::instance),
    (8, "Padding", nothing),
    (9, "LSP entries", neighbor::entries),
    (10, "Authentication", adjacency::authentication),
    (CHECKSUM, "Checksum", nothing),
    (13, "Purge Originator Identifier", adjacency::purge_originator),
    (14, "LSP Buffersize", adjacency::buffer_size),
    (22, "Extended IS Reachability", neighbor::extended),
    (24, "IS Alias ID", neighbor::alias),
    (42, "DECnet Phase IV", unknown),
    (66, "Lucent Proprietary", unknown),
    (INTERNAL, "IPv4 Internal Reachability", nothing),
    (129, "Protocols supported", adjacency::protocols),
    (EXTERNAL, "IPv4 External Reachability", nothing),
    (131, "Inter-Domain Information Type", adjacency::inter_domain),
    (132, "IPv4 Interface address(es)", adjacency::ipv4_addresses),
    (133, "IPv4 authentication (deprecated)", unknown),
    (134, "Traffic Engineering Router ID", adjacency::router_id),
    (135, "Extended IPv4 Reachability", prefix::ipv4),
    (137, "Hostname", adjacency::hostname),
    (138, "Shared Risk Link Group", neighbor::risk_group),
    (143, "Multi-Topology-Aware Port Capability", spb::port_capability),
    (144, "Multi-Topology Capability", spb::capability),
    (176, "Nortel Proprietary", unknown),
    (177, "Nortel Proprietary", unknown),
    (211, "Restart Signaling", adjacency::restart),
    (222, "Multi Topology IS Reachability", neighbor::of_topology),
    (229, "Multi Topology", topology::print),
    (232, "IPv6 Interface address(es)", adjacency::ipv6_addresses),
    (235, "Multi-Topology IPv4 Reachability", prefix::ipv4_of_topology),
    (236, "IPv6 reachability", prefix::ipv6),
    (237, "Multi-Topology IP6 Reachability", prefix::ipv6_of_topology),
    (240, "Point-to-point Adjacency State", adjacency::state),
    (241, "Hello PDU Sequence Number", adjacency::sequence_number),
    (242, "IS-IS Router Capability", capability::print),
    (250, "Vendor Private", adjacency::vendor),
];

/// Prints the TLVs of a PDU: `len` bytes behind its headers of `headers` bytes.
pub(super) fn print(cx: &mut Context<'_>, pdu: Cursor<'_>, headers: usize, mut len: usize) -> Outcome {
    let mut p = pdu.at(headers)?;
    let end = pdu.len().min(headers + len);
    while len > 0 && p.len() > 0 {
        p.need(2)?;
        if len < 2 {
            return Err(Stop::Cut);
        }
        let (kind, size) = (p.u8()?, usize::from(p.u8()?));
        len -= 2;
        let (_, name, printer) =
            TLVS.iter().find(|(it, ..)| *it == kind).copied().unwrap_or((kind, "unknown", unknown));
        out!(cx, "\n\t    ", name, " TLV #", kind, ", length: ", size);
        if size > len.min(p.len()) {
            return Err(Stop::Cut);
        }
        let value = p.declare(size);
        let outcome = match kind {
            CHECKSUM => verify(cx, pdu.declare(end), value),
            INTERNAL | EXTERNAL => match prefix::old(cx, value)? {
                true => Ok(()),
                false => return Ok(()),
            },
            _ => printer(cx, value),
        };
        match outcome {
            Err(Stop::Invalid) => cx.invalid()?,
            other => other?,
        }
        if cx.verbose(2) {
            cx.unknown_data("\n\t      ", value, size);
        }
        p.pass(size);
        len -= size;
    }
    Ok(())
}

/// A checksum over the whole PDU (RFC 3358).
fn verify(cx: &mut Context<'_>, pdu: Cursor<'_>, p: Cursor<'_>) -> Outcome {
    if p.len() < 2 {
        return Ok(());
    }
    p.need(2)?;
    let (field, offset) = (p.peek_u16(0)?, pdu.captured() - p.captured());
    out!(cx, "\n\t      checksum: 0x", hex(field, 4), " ");
    checksum::verify(cx, pdu, field, offset, pdu.len());
    Ok(())
}

/// Four metrics behind a first one that stands in the line before (ISO 10589 section 9.8).
pub(super) fn metrics(cx: &mut Context<'_>, bytes: [u8; 4]) {
    let [default, ..] = bytes;
    out!(cx, ", Default Metric: ", default & 0x3f, ", ", super::side(default));
    out!(cx, Metrics { bytes, before: "\n\t\t  " });
}

#[cfg(test)]
mod tests {
    use crate::net::iso::isis::tests::shown;

    #[test]
    fn unknown_values_are_dumped_and_with_vv_all_are() {
        assert_eq!(shown(1, &[99, 1, 5]), "\t    unknown TLV #99, length: 1\n\t\t0x0000:  05");
        let text = shown(2, &[99, 1, 5]);
        assert!(text.ends_with("unknown TLV #99, length: 1\n\t      0x0000:  05"), "{text}");
    }

    #[test]
    fn a_length_that_is_not_there_ends_the_pdu() {
        assert_eq!(shown(1, &[8, 3, 0]), "\t    Padding TLV #8, length: 3 [|isis]");
    }

    #[test]
    fn a_checksum_is_verified() {
        let text = shown(1, &[12, 2, 0, 0]);
        assert_eq!(text, "\t    Checksum TLV #12, length: 2\n\t      checksum: 0x0000  (unverified)");
    }
}
