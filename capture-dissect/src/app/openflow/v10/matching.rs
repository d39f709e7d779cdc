//! Which packets a flow is about (OpenFlow 1.0 section 5.2.3): bits of the fields that may be anything, then
//! all fields.
//!
//! ```text
//! wildcards (4), port (2), source, destination (6 each), VLAN (2), its priority (1), padding (1),
//! Ethernet type (2), TOS, protocol (1 each), padding (2), source, destination (4 each), ports (2 each)
//! ```

use super::{super::bogus, port::Port};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Show, Table, hex, out},
    stop::Outcome,
};

/// Fields that may be anything; the two addresses have six bits each that are not among these.
pub(super) const WILDCARDS: &Table = &[
    (IN_PORT, "IN_PORT"),
    (DL_VLAN, "DL_VLAN"),
    (DL_SRC, "DL_SRC"),
    (DL_DST, "DL_DST"),
    (DL_TYPE, "DL_TYPE"),
    (NW_PROTO, "NW_PROTO"),
    (TP_SRC, "TP_SRC"),
    (TP_DST, "TP_DST"),
    (DL_VLAN_PCP, "DL_VLAN_PCP"),
    (NW_TOS, "NW_TOS"),
];
const IN_PORT: u32 = 1 << 0;
const DL_VLAN: u32 = 1 << 1;
const DL_SRC: u32 = 1 << 2;
const DL_DST: u32 = 1 << 3;
const DL_TYPE: u32 = 1 << 4;
const NW_PROTO: u32 = 1 << 5;
const TP_SRC: u32 = 1 << 6;
const TP_DST: u32 = 1 << 7;
const DL_VLAN_PCP: u32 = 1 << 20;
const NW_TOS: u32 = 1 << 21;
/// How many bits of an address may be anything.
pub(super) const ADDRESSES: u32 = 0xfff << 8;
const NAMED: u32 = (1 << 22) - 1;
/// The VLAN of a frame without a tag.
const NO_VLAN: u16 = 0xffff;
const IPV4: u16 = 0x0800;
const ARP: u16 = 0x0806;
const ICMP: u8 = 1;

/// Prints the fields that matter, one a line, and passes over all.
pub(super) fn print(cx: &mut Context<'_>, indent: &'static str, p: &mut Cursor<'_>) -> Outcome {
    let wildcards = p.be_u32()?;
    if wildcards & !NAMED != 0 {
        out!(cx, "\n\t", indent, "wildcards 0x", hex(wildcards, 8), " (bogus)");
    }
    let fields = Fields { wildcards, indent };
    fields.show(cx, IN_PORT, "in_port ", Port(p.be_u16()?));
    fields.show(cx, DL_SRC, "dl_src ", p.mac()?);
    fields.show(cx, DL_DST, "dl_dst ", p.mac()?);
    fields.show(cx, DL_VLAN, "dl_vlan ", Vlan(p.be_u16()?));
    fields.show(cx, DL_VLAN_PCP, "dl_vlan_pcp ", Priority(p.u8()?));
    p.skip(1)?;
    let ethertype = p.be_u16()?;
    fields.show(cx, DL_TYPE, "dl_type 0x", hex(ethertype, 4));
    fields.show(cx, NW_TOS, "nw_tos 0x", hex(p.u8()?, 2));
    let protocol = p.u8()?;
    let ethertype = if wildcards & DL_TYPE == 0 { ethertype } else { 0 };
    fields.show(cx, NW_PROTO, if ethertype == ARP { "arp_opcode " } else { "nw_proto " }, protocol);
    p.skip(2)?;
    fields.address(cx, 8, "nw_src ", p.ipv4()?);
    fields.address(cx, 14, "nw_dst ", p.ipv4()?);
    let is_icmp = ethertype == IPV4 && wildcards & NW_PROTO == 0 && protocol == ICMP;
    fields.show(cx, TP_SRC, if is_icmp { "icmp_type " } else { "tp_src " }, p.be_u16()?);
    fields.show(cx, TP_DST, if is_icmp { "icmp_code " } else { "tp_dst " }, p.be_u16()?);
    Ok(())
}

#[derive(Clone, Copy)]
struct Fields {
    wildcards: u32,
    indent: &'static str,
}

impl Fields {
    fn show(self, cx: &mut Context<'_>, bit: u32, name: &'static str, value: impl Show) {
        if self.wildcards & bit == 0 {
            out!(cx, "\n\t", self.indent, "match ", name, value);
        }
    }

    /// An address of which as many bits may be anything as the six bits from `shift` on say.
    fn address(self, cx: &mut Context<'_>, shift: u32, name: &'static str, address: Ipv4) {
        let bits = self.wildcards >> shift & 0x3f;
        if let Some(prefix @ 1..) = 32_u32.checked_sub(bits) {
            out!(cx, "\n\t", self.indent, "match ", name, address, "/", prefix);
        }
    }
}

/// The number of a VLAN.
#[derive(Clone, Copy)]
pub(super) struct Vlan(pub u16);

impl Show for Vlan {
    fn show(self, cx: &mut Context<'_>) {
        match self.0 {
            NO_VLAN => out!(cx, "NONE"),
            vlan => out!(cx, vlan, bogus(vlan > 0xfff)),
        }
    }
}

/// The priority in a VLAN tag.
#[derive(Clone, Copy)]
pub(super) struct Priority(pub u8);

impl Show for Priority {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, self.0, bogus(self.0 > 7));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn printer(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
        print(cx, "", &mut p)
    }

    #[test]
    fn what_may_be_anything_is_not_shown() {
        let mut fields = [0; 40];
        fields[..4].copy_from_slice(&(0x003f_ffef_u32 & !ADDRESSES | 8 << 8 | 32 << 14).to_be_bytes());
        fields[22..24].copy_from_slice(&ARP.to_be_bytes());
        fields[28..32].copy_from_slice(&[10, 0, 0, 1]);
        assert_eq!(printed(printer, 0, &fields), "\n\tmatch dl_type 0x0806\n\tmatch nw_src 10.0.0.1/24");
    }
}
