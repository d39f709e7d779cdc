//! What is computed before all tests: places behind headers of variable length.

use super::{
    Lowering,
    layout::{Link, slots},
};
use crate::{
    ast::ArithOp,
    cfg::Condition,
    value::{Offset, ValueId},
};

/// `DLT_IEEE802_11` in the little-endian number that a PPI header carries.
const PPI_CARRIES_WLAN: u32 = 0x6900_0000;

impl Lowering<'_> {
    /// Gives places that only the packet tells their slots.
    pub(super) fn begin(&mut self) {
        let slot = |lowering: &mut Self, slot| Offset {
            base: Some(lowering.conditions.values.slot(slot)),
            bytes: 0,
        };
        match self.layout.link {
            Link::Wlan => {
                if self.has_radio_header() {
                    self.layout.header = slot(self, slots::HEADER);
                }
                self.layout.payload = slot(self, slots::PAYLOAD);
                self.layout.kind = self.layout.payload;
            }
            Link::Pflog => self.layout.payload = slot(self, slots::PAYLOAD),
            _ => {}
        }
    }

    fn has_radio_header(&self) -> bool {
        !self.captured_on(105)
    }

    /// Puts before the tests what they rely on.
    pub(super) fn finish(&mut self, root: Condition) -> Condition {
        let mut root = root;
        let zero = self.conditions.values.constant(0);
        let mut empty = self.geneve_slots.clone();
        if self.shifted_by_tag {
            empty.push(slots::TAG);
        }
        for slot in empty.into_iter().rev() {
            root = self.conditions.assign(slot, zero, root);
        }
        let link_type = self.options.link_type.0;
        if self.uses_payload && link_type == 117 {
            let payload = self.pflog_payload();
            root = self.conditions.assign(slots::PAYLOAD, payload, root);
        }
        if matches!(link_type, 105 | 119 | 127 | 163 | 192) {
            root = self.wlan_prologue(root);
        }
        root
    }

    /// Behind a PF log header, whose length is its first byte, padded to words.
    fn pflog_payload(&mut self) -> ValueId {
        let len = self.load(Offset::at(0), 1);
        self.padded(len)
    }

    /// Rounded up to a multiple of four.
    fn padded(&mut self, value: ValueId) -> ValueId {
        let sum = self.conditions.values.with_constant(ArithOp::Add, value, 3);
        self.conditions.values.with_constant(ArithOp::And, sum, !3)
    }

    fn wlan_prologue(&mut self, root: Condition) -> Condition {
        let mut root = root;
        if self.uses_payload {
            let steps = self.wlan_payload();
            root = self.conditions.first(steps, root);
        }
        if self.has_radio_header() && (self.uses_header || self.uses_payload) {
            let steps = self.wlan_header();
            root = self.conditions.first(steps, root);
        }
        if self.is_ppi() {
            let carries = self.equals(Offset::at(4), 4, PPI_CARRIES_WLAN);
            root = self.and(carries, root);
        }
        root
    }

    /// Keeps the place of the 802.11 header behind a radio header.
    fn wlan_header(&mut self) -> Condition {
        let done = self.conditions.always(true);
        match self.options.link_type.0 {
            // AVS says its length itself.
            163 => {
                let len = self.load(Offset::at(4), 4);
                self.conditions.assign(slots::HEADER, len, done)
            }
            // So does a Prism capture if it has an AVS header; else it has 144 bytes.
            119 => {
                let len = self.load(Offset::at(4), 4);
                let avs = self.conditions.assign(slots::HEADER, len, done);
                let fixed = self.conditions.values.constant(144);
                let prism = self.conditions.assign(slots::HEADER, fixed, done);
                let is_avs = self.matches(Offset::at(0), 4, 0x8021_1000, 0xffff_f000);
                self.conditions.choose(is_avs, avs, prism)
            }
            // Radiotap and PPI have a little-endian length in bytes 2 and 3.
            _ => {
                let (low, high) = (self.load(Offset::at(2), 1), self.load(Offset::at(3), 1));
                let high = self.conditions.values.with_constant(ArithOp::Shl, high, 8);
                let len = self.conditions.values.binary(ArithOp::Or, high, low).unwrap_or(high);
                self.conditions.assign(slots::HEADER, len, done)
            }
        }
    }

    /// Keeps the place behind the 802.11 header: 24 bytes, two more in QoS data frames, padding where
    /// radiotap says so.
    fn wlan_payload(&mut self) -> Condition {
        let is_radiotap = self.captured_on(127);
        let header = if self.has_radio_header() {
            Offset { base: Some(self.conditions.values.slot(slots::HEADER)), bytes: 0 }
        } else {
            Offset::at(0)
        };
        let len = if is_radiotap { slots::UNPADDED } else { slots::PAYLOAD };
        let plain = self.value_of(header.plus(24));
        let qos = self.value_of(header.plus(26));
        let done = self.conditions.always(true);

        let is_qos = self.any_bit(header, 0x80);
        let with_qos = self.conditions.assign(len, qos, done);
        let without = self.conditions.assign(len, plain, done);
        let mut data = self.conditions.choose(is_qos, with_qos, without);
        if is_radiotap {
            let padding = self.radiotap_padding();
            data = self.conditions.first(data, padding);
        }
        let other = self.conditions.assign(slots::PAYLOAD, plain, done);
        self.if_data(header, data, other)
    }

    fn if_data(&mut self, header: Offset, data: Condition, other: Condition) -> Condition {
        let is_data = self.any_bit(header, 0x08);
        let is_extension = self.any_bit(header, 0x04);
        let not_extension = self.not(is_extension);
        let is_data = self.and(is_data, not_extension);
        self.conditions.choose(is_data, data, other)
    }

    /// Rounds the length up where radiotap's flags, if present, say that the header is padded.
    fn radiotap_padding(&mut self) -> Condition {
        let len = self.conditions.values.slot(slots::UNPADDED);
        let rounded = self.padded(len);
        let done = self.conditions.always(true);
        let padded = self.conditions.assign(slots::PAYLOAD, rounded, done);
        let unpadded = self.conditions.assign(slots::PAYLOAD, len, done);

        let present = self.load(Offset::at(4), 4);
        let mut bit = |mask| self.conditions.test_constant(crate::cfg::TestOp::AnyBit, present, mask);
        let (has_flags, has_more, has_clock) = (bit(0x0200_0000), bit(0x80), bit(0x0100_0000));
        let behind_clock = self.any_bit(Offset::at(16), 0x20);
        let behind_clock = self.conditions.choose(behind_clock, padded, unpadded);
        let at_once = self.any_bit(Offset::at(8), 0x20);
        let at_once = self.conditions.choose(at_once, padded, unpadded);
        let flags = self.conditions.choose(has_clock, behind_clock, at_once);
        let flags = self.conditions.choose(has_more, unpadded, flags);
        self.conditions.choose(has_flags, flags, unpadded)
    }
}
