//! Keywords that shift the layers for all that follows: `vlan`, `mpls`, `pppoes`, `geneve`.

use super::{
    Lowering, Outcome,
    layout::{Layout, Link, slots},
    link::{self, ether},
    transport::ip,
};
use capture_common::LinkType;

use crate::{
    ast::{ArithOp, Proto},
    cbpf::ancillary,
    cfg::{Condition, TestOp},
    value::{Offset, Slot, ValueId},
};

/// The port of Geneve (RFC 8926 section 3.3).
const GENEVE_PORT: u32 = 6081;

/// Geneve's protocol number of an Ethernet frame.
const TRANSPARENT_BRIDGING: u32 = 0x6558;

impl Lowering<'_> {
    /// An 802.1Q tag: one among the bytes, or in a live capture the one that Linux holds beside them.
    pub(super) fn vlan(&mut self, id: Option<u32>) -> Outcome {
        if self.layout.labels > 0 {
            return Err(self.error("no VLAN match after MPLS"));
        }
        if !matches!(self.layout.link, Link::Ethernet | Link::Wlan) {
            return Err(self.error(format!("no VLAN support for {}", self.layout.name())));
        }
        if let Some(id) = id {
            self.too_large("VLAN tag", id, 0x0fff)?;
        }
        let beside = self.options.live
            && self.layout.tags == 0
            && self.layout.link_type == LinkType::ETHERNET
            && !self.layout.in_geneve;
        let condition = if beside { self.vlan_beside(id)? } else { self.vlan_in_bytes(id)? };
        self.layout.tags += 1;
        Ok(condition)
    }

    fn vlan_in_bytes(&mut self, id: Option<u32>) -> Outcome {
        let kinds = [ether::VLAN, ether::PROVIDER_VLAN, ether::OLD_QINQ];
        let mut tagged = Vec::new();
        for kind in kinds {
            tagged.push(self.link_proto(kind)?);
        }
        let tagged = self.conditions.any(tagged);
        let condition = match id {
            Some(id) => {
                let payload = self.payload();
                let tag = self.load(payload, 2);
                let is_id = self.tag_number(tag, id);
                self.and(tagged, is_id)
            }
            None => tagged,
        };
        self.layout.payload = self.layout.payload.plus(4);
        self.layout.kind = self.layout.kind.plus(4);
        Ok(condition)
    }

    /// The tag beside the frame where there is one, else the one among the bytes. Layers are shifted
    /// only in the latter case.
    fn vlan_beside(&mut self, id: Option<u32>) -> Outcome {
        let present = self.ancillary(ancillary::VLAN_PRESENT);
        let present = self.conditions.equals(present, 1);
        let before = self.layout;
        let in_bytes = self.vlan_in_bytes(id)?;
        let four = self.conditions.values.constant(4);
        let in_bytes = self.conditions.assign(slots::TAG, four, in_bytes);
        let beside = match id {
            Some(id) => {
                let tag = self.ancillary(ancillary::VLAN_TAG);
                self.tag_number(tag, id)
            }
            None => self.conditions.always(true),
        };
        let shift = self.conditions.values.slot(slots::TAG);
        self.layout.payload = self.conditions.values.behind(before.payload, shift);
        self.layout.kind = self.conditions.values.behind(before.kind, shift);
        self.shifted_by_tag = true;
        Ok(self.conditions.choose(present, beside, in_bytes))
    }

    /// An MPLS label (RFC 3032); the second and further ones are behind one that is not the last.
    pub(super) fn mpls(&mut self, label: Option<u32>) -> Outcome {
        if let Some(label) = label {
            self.too_large("MPLS label", label, 0xf_ffff)?;
        }
        let network = self.network();
        let more = if self.layout.labels > 0 {
            self.matches(network.plus(u32::MAX - 1), 1, 0, 1)
        } else {
            match self.layout.link {
                Link::CiscoHdlc | Link::Ethernet => self.link_proto(ether::MPLS)?,
                Link::Ppp if self.layout.link_type != LinkType(51) => self.link_proto(0x0281)?,
                _ => return Err(self.error(format!("no MPLS support for {}", self.layout.name()))),
            }
        };
        let condition = match label {
            Some(label) => {
                let is_label = self.matches(network, 4, label << 12, 0xffff_f000);
                self.and(more, is_label)
            }
            None => more,
        };
        self.layout.network = self.layout.network.wrapping_add(4);
        self.layout.network_no_snap = self.layout.network_no_snap.wrapping_add(4);
        self.layout.labels += 1;
        Ok(condition)
    }

    /// A PPPoE session (RFC 2516): PPP follows.
    pub(super) fn pppoes(&mut self, session: Option<u32>) -> Outcome {
        if let Some(session) = session {
            self.too_large("PPPoE session number", session, 0xffff)?;
        }
        let is_session = self.link_proto(ether::PPPOE_SESSION)?;
        let condition = match session {
            Some(session) => {
                let payload = self.network();
                let number = self.matches(payload.plus(2), 2, session, u32::MAX);
                self.and(is_session, number)
            }
            None => is_session,
        };
        let ppp = self.layout.network().plus(6);
        self.layout = Layout {
            link: Link::Ppp,
            header: ppp,
            kind: ppp,
            payload: ppp.plus(2),
            network: 0,
            network_no_snap: 0,
            in_geneve: false,
            in_lane: false,
            ..self.layout
        };
        Ok(condition)
    }

    /// Geneve (RFC 8926): an Ethernet frame or a packet follows.
    pub(super) fn geneve(&mut self, network: Option<u32>) -> Outcome {
        if let Some(network) = network {
            self.too_large("Geneve VNI", network, 0xff_ffff)?;
        }
        let first = slots::GENEVE + self.geneve_slots.len() as u8;
        if first + 4 > slots::GENEVE_END {
            return Err(self.error("'geneve' may be nested three times at most"));
        }
        let [start, kind, header, payload] = [0, 1, 2, 3].map(|slot| Slot(first + slot));
        self.geneve_slots.extend([start, kind, header, payload]);

        let four = self.geneve4(network, start)?;
        let six = self.geneve6(network, start)?;
        let found = self.or(four, six);
        let layers = self.geneve_layers(start, kind, header, payload);
        let condition = self.and(found, layers);

        let slot = |lowering: &mut Self, slot| Offset {
            base: Some(lowering.conditions.values.slot(slot)),
            bytes: 0,
        };
        self.layout = Layout {
            link_type: LinkType::ETHERNET,
            link: Link::Ethernet,
            header: slot(self, header),
            kind: slot(self, kind),
            payload: slot(self, payload),
            network: 0,
            network_no_snap: 3,
            labels: 0,
            tags: 0,
            in_geneve: true,
            in_lane: false,
        };
        Ok(condition)
    }

    fn geneve4(&mut self, network: Option<u32>, start: Slot) -> Outcome {
        let is_udp = self.ip4_proto(ip::UDP)?;
        let first = self.first_fragment();
        let is_udp = self.and(is_udp, first);
        let transport = self.transport();
        Ok(self.geneve_behind(is_udp, transport, network, start))
    }

    fn geneve6(&mut self, network: Option<u32>, start: Slot) -> Outcome {
        let version = self.ip_version(Proto::Ip6)?;
        let at = self.network();
        let carried = self.equals(at.plus(6), 1, ip::UDP);
        let is_udp = self.and(version, carried);
        Ok(self.geneve_behind(is_udp, at.plus(40), network, start))
    }

    /// A Geneve header of version 0 behind a UDP header; its place is kept.
    fn geneve_behind(
        &mut self,
        is_udp: Condition,
        transport: Offset,
        network: Option<u32>,
        start: Slot,
    ) -> Condition {
        let port = self.equals(transport.plus(2), 2, GENEVE_PORT);
        let mut all = self.and(is_udp, port);
        let version = self.matches(transport.plus(8), 1, 0, 0xc0);
        all = self.and(all, version);
        if let Some(network) = network {
            let number = self.matches(transport.plus(12), 4, network << 8, 0xffff_ff00);
            all = self.and(all, number);
        }
        let place = self.value_of(transport.plus(8));
        let kept = self.conditions.always(true);
        let kept = self.conditions.assign(start, place, kept);
        self.and(all, kept)
    }

    /// Finds what the header behind a Geneve header is and where the network header is.
    fn geneve_layers(&mut self, start: Slot, kind: Slot, header: Slot, payload: Slot) -> Condition {
        let start = self.conditions.values.slot(start);
        let geneve = Offset { base: Some(start), bytes: 0 };
        let options = self.load(geneve, 1);
        let options = self.conditions.values.with_constant(ArithOp::And, options, 0x3f);
        let options = self.conditions.values.with_constant(ArithOp::Mul, options, 4);
        let behind = self.conditions.values.behind(geneve.plus(8), options);
        let behind = self.value_of(behind);
        let inner = self.conditions.values.slot(header);
        let carried = self.load(geneve.plus(2), 2);
        let is_ethernet = self.conditions.equals(carried, TRANSPARENT_BRIDGING);

        let done = self.conditions.always(true);
        let ethernet_kind = self.conditions.values.with_constant(ArithOp::Add, inner, 12);
        let ethernet_payload = self.conditions.values.with_constant(ArithOp::Add, inner, 14);
        let ethernet = self.conditions.assign(payload, ethernet_payload, done);
        let ethernet = self.conditions.assign(kind, ethernet_kind, ethernet);
        let geneve_kind = self.conditions.values.with_constant(ArithOp::Add, start, 2);
        let packet = self.conditions.assign(payload, inner, done);
        let packet = self.conditions.assign(kind, geneve_kind, packet);
        let chosen = self.conditions.choose(is_ethernet, ethernet, packet);
        self.conditions.assign(header, behind, chosen)
    }

    /// A place as a number of bytes.
    pub(super) fn value_of(&mut self, place: Offset) -> ValueId {
        match place.base {
            Some(base) => self.conditions.values.with_constant(ArithOp::Add, base, place.bytes),
            None => self.conditions.values.constant(place.bytes),
        }
    }

    /// A test that a byte has some bit of a mask.
    pub(super) fn any_bit(&mut self, at: Offset, mask: u32) -> Condition {
        let byte = self.load(at, 1);
        self.conditions.test_constant(TestOp::AnyBit, byte, mask)
    }

    /// Whether the captured link type is this one.
    pub(super) fn captured_on(&self, number: u32) -> bool {
        self.options.link_type == LinkType(number)
    }

    /// The LINKTYPE of per-packet information.
    pub(super) fn is_ppi(&self) -> bool {
        self.captured_on(link::PPI)
    }
}
