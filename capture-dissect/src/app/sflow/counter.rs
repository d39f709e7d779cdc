//! Counters in sFlow (sflow.org, "sFlow Version 5", section 5.3; numbers of RFC 2863, RFC 3635, RFC 2020).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const FORMATS: &Table = &[
    (1, "Generic counter"),
    (2, "Ethernet counter"),
    (3, "Token ring counter"),
    (4, "100 BaseVG counter"),
    (5, "Vlan counter"),
    (1001, "Processor counter"),
];

const DIRECTIONS: &Table = &[(0, "unknown"), (1, "full-duplex"), (2, "half-duplex"), (3, "in"), (4, "out")];

/// Prints a sample of counters.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_expanded: bool) -> Outcome {
    if p.len() < if is_expanded { 16 } else { 12 } {
        return Err(Stop::Invalid);
    }
    let number = p.be_u32()?;
    let (kind, index) = super::flow::source(p, is_expanded)?;
    let records = p.be_u32()?;
    out!(cx, " seqnum ", number, ", type ", kind, ", idx ", index, ", records ", records);
    for _ in 0..records {
        record(cx, p)?;
    }
    Ok(())
}

fn record(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    if p.len() < 8 {
        return Err(Stop::Invalid);
    }
    let (word, len) = (p.be_u32()?, p.be_u32()? as usize);
    let (enterprise, format) = (word >> 20, word & 0xfff);
    let format_name = if enterprise == 0 { named(FORMATS, format) } else { named(&[], format) };
    out!(cx, "\n\t    enterprise ", enterprise, ", ", format_name.or_text("Unknown"), " (", format, ")");
    out!(cx, " length ", len);
    if len > p.len() {
        return Err(Stop::Invalid);
    }
    let contents = *p;
    p.pass(len);
    if enterprise != 0 {
        return Ok(());
    }
    match format {
        1 => sized(cx, contents, 88, generic),
        2 => sized(cx, contents, 52, ethernet),
        4 => sized(cx, contents, 80, any_lan),
        5 => sized(cx, contents, 28, vlan),
        1001 => sized(cx, contents, 28, processor),
        3 => Ok(()),
        _ => {
            if !cx.verbose(2) {
                cx.unknown_data("\n\t\t", contents, len);
            }
            Ok(())
        }
    }
}

fn sized(
    cx: &mut Context<'_>,
    p: Cursor<'_>,
    len: usize,
    print: fn(&mut Context<'_>, Cursor<'_>) -> Outcome,
) -> Outcome {
    if p.len() < len {
        return Err(Stop::Invalid);
    }
    p.need(len)?;
    print(cx, p)
}

fn generic(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t      ifindex ", p.be_u32()?, ", iftype ", p.be_u32()?, ", ifspeed ", p.be_u64()?);
    let direction = p.be_u32()?;
    out!(cx, ", ifdirection ", direction, " (", named(DIRECTIONS, direction).or_text("Unknown"), ")");
    let status = p.be_u32()?;
    let is_up = |bit| if status & bit != 0 { "up" } else { "down" };
    out!(cx, "\n\t      ifstatus ", status, ", adminstatus: ", is_up(1), ", operstatus: ", is_up(2));
    out!(cx, "\n\t      In octets ", p.be_u64()?);
    packets(cx, &mut p)?;
    out!(cx, "\n\t      In errors ", p.be_u32()?, ", unknown protos ", p.be_u32()?);
    out!(cx, "\n\t      Out octets ", p.be_u64()?);
    packets(cx, &mut p)?;
    out!(cx, "\n\t      Out errors ", p.be_u32()?, ", promisc mode ", p.be_u32()?);
    Ok(())
}

fn packets(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, ", unicast pkts ", p.be_u32()?, ", multicast pkts ", p.be_u32()?);
    out!(cx, ", broadcast pkts ", p.be_u32()?, ", discards ", p.be_u32()?);
    Ok(())
}

fn ethernet(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t      align errors ", p.be_u32()?, ", fcs errors ", p.be_u32()?);
    out!(cx, ", single collision ", p.be_u32()?, ", multiple collision ", p.be_u32()?);
    out!(cx, ", test error ", p.be_u32()?);
    out!(cx, "\n\t      deferred ", p.be_u32()?, ", late collision ", p.be_u32()?);
    out!(cx, ", excessive collision ", p.be_u32()?, ", mac trans error ", p.be_u32()?);
    out!(cx, "\n\t      carrier error ", p.be_u32()?, ", frames too long ", p.be_u32()?);
    out!(cx, ", mac receive errors ", p.be_u32()?, ", symbol errors ", p.be_u32()?);
    Ok(())
}

fn any_lan(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t      in high prio frames ", p.be_u32()?, ", in high prio octets ", p.be_u64()?);
    out!(cx, "\n\t      in norm prio frames ", p.be_u32()?, ", in norm prio octets ", p.be_u64()?);
    out!(cx, "\n\t      in ipm errors ", p.be_u32()?, ", oversized ", p.be_u32()?);
    out!(cx, ", in data errors ", p.be_u32()?, ", null addressed frames ", p.be_u32()?);
    out!(cx, "\n\t      out high prio frames ", p.be_u32()?, ", out high prio octets ", p.be_u64()?);
    out!(cx, ", trans into frames ", p.be_u32()?);
    out!(cx, "\n\t      in hc high prio octets ", p.be_u64()?);
    out!(cx, ", in hc norm prio octets ", p.be_u64()?, ", out hc high prio octets ", p.be_u64()?);
    Ok(())
}

fn vlan(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t      vlan_id ", p.be_u32()?, ", octets ", p.be_u64()?, ", unicast_pkt ", p.be_u32()?);
    out!(cx, ", multicast_pkt ", p.be_u32()?, ", broadcast_pkt ", p.be_u32()?);
    out!(cx, ", discards ", p.be_u32()?);
    Ok(())
}

fn processor(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t      5sec ", p.be_u32()?, ", 1min ", p.be_u32()?, ", 5min ", p.be_u32()?);
    out!(cx, ", total_mem ", p.be_u64()?, ", total_mem ", p.be_u64()?);
    Ok(())
}
