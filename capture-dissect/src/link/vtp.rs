//! Cisco's VLAN Trunking Protocol.
//!
//! ```text
//!  0         1      2             3        4             36         40
//! +---------+------+-------------+--------+-------------+----------+------
//! | version | code | of the code | length | domain (32) | of the code ...
//! +---------+------+-------------+--------+-------------+----------+------
//!  summary: configuration's revision (4), updater (4), time (12), MD5 digest (16)
//!  subset: revision (4), VLANs: length (1), status (1), type (1), length of the name (1), number (2), MTU (2),
//!          SAID (4), name padded to a multiple of 4, TLVs of type (1), words (1), value
//!  request: start value (4)
//! ```
//!
//! Source: Cisco, "Understand VLAN Trunk Protocol (VTP)", document 10558.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Safe, Table, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const HEADER: usize = 36;
const MAX_DOMAIN: u8 = 32;
const VLAN: usize = 12;
const TLV: usize = 4;

const SUMMARY: u32 = 1;
const SUBSET: u32 = 2;
const REQUEST: u32 = 3;
const JOIN: u32 = 4;
const CODES: &Table = &[
    (SUMMARY, "Summary advertisement"),
    (SUBSET, "Subset advertisement"),
    (REQUEST, "Advertisement request"),
    (JOIN, "Join message"),
];
/// What the third byte is.
const THIRD: &Table = &[(SUMMARY, "Followers"), (SUBSET, "Seq number"), (REQUEST, "Rsvd"), (JOIN, "Rsvd")];

const STATUSES: &Table = &[(0, "Operational"), (1, "Suspended")];
const TYPES: &Table = &[(1, "Ethernet"), (2, "FDDI"), (3, "TrCRF"), (4, "FDDI-net"), (5, "TrBRF")];
const TLVS: &Table = &[
    (1, "Source-Routing Ring Number TLV"),
    (2, "Source-Routing Bridge Number TLV"),
    (SPANNING_TREE, "STP type TLV"),
    (4, "Parent VLAN TLV"),
    (5, "Translationally bridged VLANs TLV"),
    (PRUNING, "Pruning TLV"),
    (BRIDGE, "Bridge Type TLV"),
    (8, "Max ARP Hop Count TLV"),
    (MAX_HOPS, "Max STE Hop Count TLV"),
    (BACKUP, "Backup CRF Mode TLV"),
];
const SPANNING_TREE: u32 = 3;
const PRUNING: u32 = 6;
const BRIDGE: u32 = 7;
const MAX_HOPS: u32 = 9;
const BACKUP: u32 = 10;
const SPANNING_TREES: &Table = &[(1, "SRT"), (2, "SRB"), (3, "Auto")];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("vtp");
    let outcome = message(cx, p);
    cx.also_cut(p, outcome)
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len < HEADER {
        return Err(Stop::Invalid);
    }
    p.at(HEADER)?;
    let [version, code, third, domain_len] = p.array()?;
    out!(cx, "VTPv", version, ", Message ", named(CODES, code).or_text("Unknown message type"));
    out!(cx, " (0x", hex(code, 2), "), length ", len);
    if !cx.verbose(1) {
        return p.at(p.len()).map(|_| ());
    }
    out!(cx, "\n\tDomain name: ");
    if !(1..=MAX_DOMAIN).contains(&domain_len) {
        out!(cx, " [invalid MgmtD Len ", domain_len, "]");
        return Err(Stop::Invalid);
    }
    let mut domain = p.split(MAX_DOMAIN.into());
    out!(cx, Safe(until_zero(domain.take(domain_len.into())?)));
    out!(cx, ", ", named(THIRD, code).or_text("Unknown"), ": ", third);
    match code.into() {
        SUMMARY => summary(cx, p),
        SUBSET => subset(cx, p),
        REQUEST => {
            out!(cx, "\n\tStart value: ", p.be_u32()?);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn summary(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t  Config Rev ", hex(p.be_u32()?, 1), ", Updater ", p.ipv4()?);
    let time = [p.be_u32()?, p.be_u32()?, p.be_u32()?];
    out!(cx, ", Timestamp 0x", hex(time[0], 8), " 0x", hex(time[1], 8), " 0x", hex(time[2], 8));
    let digest = p.take(16)?;
    out!(cx, ", MD5 digest: ", HexBytes(digest));
    Ok(())
}

fn subset(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, ", Config Rev ", hex(p.be_u32()?, 1));
    while p.len() > 0 {
        let len = usize::from(p.peek(0)?);
        if len == 0 {
            return Ok(());
        }
        p.at(VLAN)?;
        if len < VLAN {
            return Err(Stop::Invalid);
        }
        p.at(len)?;
        vlan(cx, p.split(len))?;
    }
    Ok(())
}

fn vlan(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [_, status, kind, name_len] = p.array()?;
    let (number, mtu, said) = (p.be_u16()?, p.be_u16()?, p.be_u32()?);
    out!(cx, "\n\tVLAN info status ", named(STATUSES, status).or_text("Unknown"));
    out!(cx, ", type ", named(TYPES, kind).or_text("Unknown"), ", VLAN-id ", number, ", MTU ", mtu);
    out!(cx, ", SAID 0x", hex(said, 8), ", Name ");
    let padded = usize::from(name_len).next_multiple_of(TLV);
    if p.len() < padded {
        return Err(Stop::Invalid);
    }
    let name = p.split(padded).take(name_len.into())?;
    out!(cx, Safe(until_zero(name)));
    while p.len() > 0 {
        tlv(cx, &mut p)?;
    }
    Ok(())
}

fn tlv(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let (whole, len) = (*p, p.len());
    if len < 2 {
        return Err(Stop::Invalid);
    }
    let [kind, words] = p.array()?;
    out!(cx, "\n\t\t", named(TLVS, kind).or_text("Unknown"), " (0x", hex(kind, 4), ") TLV");
    if len < 2 + 2 * usize::from(words) {
        out!(cx, " (TLV goes past the end of the packet)");
        return Err(Stop::Invalid);
    }
    // All that are known have one.
    if words != 1 {
        out!(cx, " (invalid TLV length ", words, " != 1)");
        return Err(Stop::Invalid);
    }
    let value = p.be_u16()?;
    let what = match (kind.into(), value) {
        (SPANNING_TREE, _) => {
            out!(cx, ", ", named(SPANNING_TREES, value).or_text("Unknown"), " (", value, ")");
            return Ok(());
        }
        (PRUNING, 1) => "Enabled",
        (PRUNING, _) => "Disabled",
        (BRIDGE, 1) => "SRB",
        (BRIDGE, _) => "SRT",
        (BACKUP, 1) => "Backup",
        (BACKUP, _) => "Not backup",
        (MAX_HOPS, _) => {
            out!(cx, ", ", value);
            return Ok(());
        }
        _ => {
            cx.unknown_data("\n\t\t  ", whole, TLV);
            return Ok(());
        }
    };
    out!(cx, ", ", what, " (", value, ")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_subset_lists_vlans() {
        let mut message = [0; 40 + 20];
        message[..5].copy_from_slice(b"\x01\x02\x01\x01D");
        message[39] = 5;
        message[40..].copy_from_slice(b"\x14\0\x01\x04\0\x01\x05\xdc\0\0\0\x01abcd\x06\x01\0\x01");
        assert_eq!(printed(print, 0, &message), "VTPv1, Message Subset advertisement (0x02), length 60");
        let vlan =
            "VLAN info status Operational, type Ethernet, VLAN-id 1, MTU 1500, SAID 0x00000001, Name abcd";
        let text = printed(print, 1, &message);
        assert!(text.ends_with(&format!("\n\t{vlan}\n\t\tPruning TLV (0x0006) TLV, Enabled (1)")), "{text}");
        message[57] = 0;
        assert!(printed(print, 1, &message).ends_with(" TLV (invalid TLV length 0 != 1) (invalid)"));
        assert!(printed(print, 1, &message[..59]).ends_with("Config Rev 5 [|vtp]"));
        assert_eq!(printed(print, 1, &message[..35]), " (invalid)");
    }
}
