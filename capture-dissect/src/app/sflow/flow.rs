//! Packets in sFlow (sflow.org, "sFlow Version 5", section 5.3).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const FORMATS: &Table = &[
    (1, "Raw packet"),
    (2, "Ethernet frame"),
    (3, "IPv4 Data"),
    (4, "IPv6 Data"),
    (1001, "Extended Switch data"),
    (1002, "Extended Router data"),
    (1003, "Extended Gateway data"),
    (1004, "Extended User data"),
    (1005, "Extended URL data"),
    (1006, "Extended MPLS data"),
    (1007, "Extended NAT data"),
    (1008, "Extended MPLS tunnel"),
    (1009, "Extended MPLS VC"),
    (1010, "Extended MPLS FEC"),
    (1011, "Extended MPLS LVP FEC"),
    (1012, "Extended VLAN Tunnel"),
];

const PROTOCOLS: &Table = &[(1, "Ethernet"), (11, "IPv4"), (12, "IPv6")];

/// Reads what a sample comes from: its kind and which one.
pub(super) fn source(p: &mut Cursor<'_>, is_expanded: bool) -> Result<(u32, u32), Stop> {
    let word = p.be_u32()?;
    if is_expanded { Ok((word, p.be_u32()?)) } else { Ok((word >> 24, word & 0x00ff_ffff)) }
}

/// Prints a sample of packets.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>, is_expanded: bool) -> Outcome {
    if p.len() < if is_expanded { 44 } else { 32 } {
        return Err(Stop::Invalid);
    }
    let number = p.be_u32()?;
    let (kind, index) = source(p, is_expanded)?;
    let [rate, pool, drops] = [p.be_u32()?, p.be_u32()?, p.be_u32()?];
    let ports = p.split(if is_expanded { 16 } else { 8 });
    let records = p.be_u32()?;
    out!(cx, " seqnum ", number, ", type ", kind, ", idx ", index, ", rate ", rate, ", pool ", pool);
    out!(cx, ", drops ", drops, ",");
    if !is_expanded {
        out!(cx, " input ", ports.peek_u32(0)?, " output ", ports.peek_u32(4)?);
    }
    out!(cx, " records ", records);
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
    let (enterprise, format) = (word >> 12, word & 0xfff);
    let format_name = if enterprise == 0 { named(FORMATS, format) } else { named(&[], format) };
    out!(cx, "\n\t    enterprise ", enterprise, " ", format_name.or_text("Unknown"), " (", format, ")");
    out!(cx, " length ", len);
    if len > p.len() {
        return Err(Stop::Invalid);
    }
    let contents = *p;
    if enterprise == 0 {
        contents_of(cx, contents, format, len)?;
    }
    p.pass(len);
    Ok(())
}

fn contents_of(cx: &mut Context<'_>, mut p: Cursor<'_>, format: u32, len: usize) -> Outcome {
    let needed = match format {
        1 => 16,
        2 => 24,
        1001 => 16,
        3 | 4 | 1002..=1012 => return Ok(()),
        _ => {
            if !cx.verbose(2) {
                cx.unknown_data("\n\t\t", p, len);
            }
            return Ok(());
        }
    };
    if p.len() < needed {
        return Err(Stop::Invalid);
    }
    match format {
        1 => {
            let protocol = p.be_u32()?;
            let protocol_name = named(PROTOCOLS, protocol).or_text("Unknown");
            out!(cx, "\n\t      protocol ", protocol_name, " (", protocol, "), length ", p.be_u32()?);
            let [stripped, header_len] = [p.be_u32()?, p.be_u32()?];
            out!(cx, ", stripped bytes ", stripped, ", header_size ", header_len);
        }
        2 => {
            out!(cx, "\n\t      frame len ", p.be_u32()?, ", type ", p.peek_u32(16)?);
        }
        _ => {
            out!(cx, "\n\t      src vlan ", p.be_u32()?, ", src pri ", p.be_u32()?);
            out!(cx, ", dst vlan ", p.be_u32()?, ", dst pri ", p.be_u32()?);
        }
    }
    Ok(())
}
