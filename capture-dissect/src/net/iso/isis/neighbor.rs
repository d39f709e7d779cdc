//! TLVs about who is reached (ISO 10589 section 9, RFC 5305 section 3, RFC 5307, RFC 5311, RFC 5120).

use super::{LSP, NODE, SYSTEM, link, subtlv, tlv::metrics, topology};
use crate::{
    context::Context,
    cursor::Cursor,
    net::iso::{Nsap, address::Id},
    show::{Blanks, hex, out},
    stop::{Outcome, Stop},
};

/// Whether neighbors are virtual (1), then metrics (4) and node (7) of each.
pub(super) fn systems(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 1 {
        return Ok(());
    }
    match p.u8()? {
        0 => out!(cx, "\n\t      IsNotVirtual"),
        1 => out!(cx, "\n\t      IsVirtual"),
        flag => out!(cx, "\n\t      bogus virtual flag 0x", hex(flag, 2)),
    }
    while p.len() >= 4 + NODE {
        p.need(4 + NODE)?;
        let (bytes, node) = (p.array()?, p.take(NODE)?);
        out!(cx, "\n\t      IS Neighbor: ", Id(node));
        metrics(cx, bytes);
    }
    Ok(())
}

/// Metrics (4) and system (6) of each.
pub(super) fn end_systems(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= 4 + SYSTEM {
        p.need(4 + SYSTEM)?;
        let (bytes, system) = (p.array()?, p.take(SYSTEM)?);
        out!(cx, "\n\t      ES Neighbor: ", Id(system));
        metrics(cx, bytes);
    }
    Ok(())
}

/// Systems (6 each).
pub(super) fn partition(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= SYSTEM {
        p.need(SYSTEM)?;
        out!(cx, "\n\t      ", Id(p.take(SYSTEM)?));
    }
    Ok(())
}

/// Metrics (4), then beginnings of addresses, each behind the number of its half bytes.
pub(super) fn prefixes(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 4 {
        return Ok(());
    }
    out!(cx, "\n\t      Metric Block");
    metrics(cx, p.array()?);
    while p.len() > 0 {
        let halves = p.u8()?;
        if halves < 2 {
            out!(cx, "\n\t\tAddress: prefix length ", halves, " < 2");
            break;
        }
        let len = usize::from(halves / 2);
        if p.len() < len {
            break;
        }
        out!(cx, "\n\t\tAddress: ", Nsap(p.take(len)?), "/", u16::from(halves) * 4);
    }
    Ok(())
}

/// Addresses of the link layer (6 each).
pub(super) fn snpas(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= 6 {
        p.need(6)?;
        out!(cx, "\n\t      SNPA: ", Id(p.take(6)?));
    }
    Ok(())
}

/// LSPs: lifetime (2), id (8), sequence number (4), checksum (2).
pub(super) fn entries(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= 16 {
        p.need(2 + LSP)?;
        let lifetime = p.be_u16()?;
        out!(cx, "\n\t      lsp-id: ", Id(p.take(LSP)?));
        out!(cx, ", seq: 0x", hex(p.be_u32()?, 8), ", lifetime: ", Blanks(lifetime.into(), 5), "s");
        out!(cx, ", chksum: 0x", hex(p.be_u16()?, 4));
    }
    Ok(())
}

/// Nodes (7), each with a metric (3) and sub-TLVs behind their length (1).
pub(super) fn extended(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        node(cx, &mut p, true)?;
    }
    Ok(())
}

/// The same in one topology (2).
pub(super) fn of_topology(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    topology::one(cx, &mut p)?;
    extended(cx, p)
}

/// The same without a metric.
pub(super) fn alias(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        node(cx, &mut p, false)?;
    }
    Ok(())
}

fn node(cx: &mut Context<'_>, p: &mut Cursor<'_>, has_metric: bool) -> Outcome {
    let start = *p;
    if p.len() < NODE {
        return Err(Stop::Cut);
    }
    p.need(NODE)?;
    out!(cx, "\n\t      IS Neighbor: ", Id(p.take(NODE)?));
    if has_metric {
        if p.len() < 3 {
            return Err(Stop::Cut);
        }
        p.need(3)?;
        out!(cx, ", Metric: ", p.be_u24()?);
    }
    if p.len() < 1 {
        return Err(Stop::Cut);
    }
    p.need(1)?;
    let len = p.u8()?;
    out!(cx, ", ", if len == 0 { "no " } else { "" }, "sub-TLVs present");
    if len > 0 {
        out!(cx, " (", len, ")");
        let used = start.len() - p.len() + subtlvs(cx, *p, len.into())?;
        if used > start.len() {
            out!(cx, " [remaining tlv length ", start.len(), " < ", used, "]");
            return Err(Stop::Invalid);
        }
        *p = start;
        p.pass(used);
    }
    Ok(())
}

/// Sub-TLVs of a node, up to their end or that of the TLV; answers how many bytes that were.
fn subtlvs(cx: &mut Context<'_>, mut p: Cursor<'_>, mut left: usize) -> Result<usize, Stop> {
    let (mut used, mut tlv_left) = (0, p.len());
    while left > 0 {
        p.need(2)?;
        if tlv_left < 2 {
            out!(cx, "\n\t        Remaining data in TLV shorter than a subTLV header");
            return Ok(used + tlv_left);
        }
        if left < 2 {
            out!(cx, "\n\t        Remaining data in subTLVs shorter than a subTLV header");
            return Ok(used + left);
        }
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        used += 2;
        left -= 2;
        tlv_left -= 2;
        subtlv::title(cx, link::SUBTLVS, kind, len);
        if len > left {
            out!(cx, " (remaining data in subTLVs shorter than the current subTLV)");
            return Ok(used + left);
        }
        if len > tlv_left {
            out!(cx, " (> remaining tlv length)");
            return Ok(used + tlv_left);
        }
        p.need(len)?;
        let value = p.declare(len);
        link::print(cx, kind, value)?;
        p.skip(len)?;
        used += len;
        left -= len;
        // tcpdump forgets to count some of what it shows.
        tlv_left -= len - link::forgotten(kind, value);
    }
    Ok(used)
}

/// A node (7), whether the link has addresses (1), both addresses (4 each), groups (4 each).
pub(super) fn risk_group(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < NODE {
        return Ok(());
    }
    out!(cx, "\n\t      IS Neighbor: ", Id(p.take(NODE)?));
    if p.len() < 1 {
        return Ok(());
    }
    let is_numbered = p.u8()? & 1 != 0;
    out!(cx, ", Flags: [", if is_numbered { "" } else { "un" }, "numbered]");
    for name in ["interface", "neighbor"] {
        if p.len() < 4 {
            return Ok(());
        }
        out!(cx, "\n\t      IPv4 ", name, " address: ", p.ipv4()?);
    }
    while p.len() >= 4 {
        out!(cx, "\n\t      Link-ID: 0x", hex(p.be_u32()?, 8));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::net::iso::isis::tests::shown;

    #[test]
    fn systems_have_four_metrics() {
        let text = shown(1, b"\x02\x0c\0\x0a\x80\x01\x80\x22\x22\x22\x22\x22\x22\x02");
        let expected = "\n\t      IsNotVirtual\n\t      IS Neighbor: 2222.2222.2222.02, Default Metric: 10, \
             Internal\n\t\t  Expense Metric: 1, Internal";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn extended_neighbors_have_one() {
        let text = shown(1, b"\x16\x11\x22\x22\x22\x22\x22\x22\x02\0\0\x0a\x06\x06\x04\x0a\0\0\x01");
        let expected = "\n\t      IS Neighbor: 2222.2222.2222.02, Metric: 10, sub-TLVs present (6)\
             \n\t        IPv4 interface address subTLV #6, length: 4, 10.0.0.1";
        assert!(text.ends_with(expected), "{text}");
        assert!(shown(1, b"\x16\x04\x22\x22\x22\x22").ends_with("length: 4 [|isis]"));
    }

    #[test]
    fn beginnings_of_addresses_are_counted_in_half_bytes() {
        let text = shown(1, b"\x05\x09\x0a\x80\x80\x80\x06\x49\0\x01\x01");
        assert!(text.ends_with("\n\t\tAddress: 49.0001/24\n\t\tAddress: prefix length 1 < 2"), "{text}");
    }
}
