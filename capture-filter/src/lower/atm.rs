//! ATM cells as Solaris hands them out, and SS7: MTP2 signal units and MTP3 fields.
//!
//! Source: `atm` of the tcpdump group's link-layer header types (`LINKTYPE_SUNATM`), ITU-T Q.703,
//! Q.704 and Q.2931.

use super::{
    Lowering, Outcome,
    layout::{Layout, Link},
};
use crate::{
    ast::{ArithOp, Relation},
    cfg::{Condition, TestOp},
    value::Offset,
    words::{AtmKind, Mtp3Field, SignalUnit},
};

/// What the low nibble of a cell's first byte says of its traffic.
const LANE: u32 = 1;
const LLC: u32 = 2;

/// What a LAN emulation packet begins with if it is a control message.
const LANE_CONTROL: u32 = 0xff00;

/// Message types of Q.2931: setup, call proceeding, connect, connect acknowledge, release, release
/// complete; in the order in which they are tested.
const CONNECTION_MESSAGES: [u32; 6] = [0x5a, 0x4d, 0x0f, 0x07, 0x05, 0x02];

impl Lowering<'_> {
    fn traffic(&mut self, kind: u32) -> Condition {
        self.matches(Offset::at(0), 1, kind, 0x0f)
    }

    pub(super) fn is_llc_cell(&mut self) -> Condition {
        self.traffic(LLC)
    }

    pub(super) fn is_lane_data(&mut self) -> Condition {
        let control = self.equals(Offset::at(4), 2, LANE_CONTROL);
        self.not(control)
    }

    fn vpi(&mut self, wanted: u32) -> Condition {
        self.equals(Offset::at(1), 1, wanted)
    }

    fn vci(&mut self, wanted: u32) -> Condition {
        self.equals(Offset::at(2), 2, wanted)
    }

    /// A circuit of virtual path 0.
    fn circuit(&mut self, vcis: &[u32]) -> Condition {
        let path = self.vpi(0);
        let circuits: Vec<_> = vcis.iter().map(|vci| self.vci(*vci)).collect();
        let circuits = self.conditions.any(circuits);
        self.and(path, circuits)
    }

    fn connection_message(&mut self, circuit: u32, with_acknowledgement: bool) -> Condition {
        let on_circuit = self.circuit(&[circuit]);
        let messages: Vec<_> = CONNECTION_MESSAGES
            .iter()
            .filter(|message| with_acknowledgement || **message != 0x0f)
            .map(|message| self.equals(Offset::at(9), 1, *message))
            .collect();
        let messages = self.conditions.any(messages);
        self.and(on_circuit, messages)
    }

    /// A kind of cell.
    pub(super) fn atm(&mut self, kind: AtmKind) -> Outcome {
        if !self.captured_on(123) {
            return Err(self.error("this is supported only on raw ATM"));
        }
        Ok(match kind {
            AtmKind::Lane => {
                let is_lane = self.traffic(LANE);
                let header = Offset::at(6);
                self.layout = Layout {
                    link: Link::Ethernet,
                    header,
                    kind: header.plus(12),
                    payload: header.plus(14),
                    network: 0,
                    network_no_snap: 3,
                    in_lane: true,
                    ..self.layout
                };
                is_lane
            }
            AtmKind::Metac => self.circuit(&[1]),
            AtmKind::Bcc => self.circuit(&[2]),
            AtmKind::OamF4Sc => self.circuit(&[3]),
            AtmKind::OamF4Ec => self.circuit(&[4]),
            AtmKind::OamF4 => self.circuit(&[3, 4]),
            AtmKind::Sc => self.circuit(&[5]),
            AtmKind::Ilmic => self.circuit(&[16]),
            AtmKind::ConnectMsg => self.connection_message(5, true),
            AtmKind::MetaConnect => self.connection_message(1, false),
        })
    }

    pub(super) fn atm_field(&mut self, is_vpi: bool, tests: &[(Relation, u32)]) -> Outcome {
        if !self.captured_on(123) {
            let name = if is_vpi { "vpi" } else { "vci" };
            return Err(self.error(format!("'{name}' supported only on raw ATM")));
        }
        let field = if is_vpi { self.load(Offset::at(1), 1) } else { self.load(Offset::at(2), 2) };
        let mut found = Vec::new();
        for (relation, number) in tests {
            let number = self.conditions.values.constant(*number);
            found.push(self.compare(as_libpcap(*relation), field, number));
        }
        Ok(self.conditions.any(found))
    }

    /// How far MTP2 is behind the beginning of the frame.
    fn mtp2(&self, keyword: &str) -> Result<u32, crate::FilterError> {
        match self.options.link_type.0 {
            140 => Ok(0),
            139 => Ok(4),
            _ => Err(self.error(format!("'{keyword}' supported only on MTP2"))),
        }
    }

    /// A signal unit, told by its length indicator.
    pub(super) fn signal_unit(&mut self, unit: SignalUnit, high_speed: bool) -> Outcome {
        let base = self.mtp2("fisu', 'lssu' and 'msu")?;
        let (at, size, mask, two) = if high_speed { (4, 2, 0xff80, 0x0100) } else { (2, 1, 0x3f, 2) };
        let indicator = self.load(Offset::at(base + at), size);
        let indicator = self.conditions.values.with_constant(ArithOp::And, indicator, mask);
        Ok(match unit {
            SignalUnit::Fill => self.conditions.equals(indicator, 0),
            SignalUnit::Status => {
                let some = self.conditions.test_constant(TestOp::Gt, indicator, 0);
                let more = self.conditions.test_constant(TestOp::Gt, indicator, two);
                let no_more = self.not(more);
                self.and(some, no_more)
            }
            SignalUnit::Message => self.conditions.test_constant(TestOp::Gt, indicator, two),
        })
    }

    /// A field of MTP3's routing label; point codes are compared as they lie in the packet.
    pub(super) fn mtp3(&mut self, field: Mtp3Field, high_speed: bool, tests: &[(Relation, u32)]) -> Outcome {
        let (name, most) = match field {
            Mtp3Field::Sio => ("sio", 255),
            Mtp3Field::Opc => ("opc", 16383),
            Mtp3Field::Dpc => ("dpc", 16383),
            Mtp3Field::Sls => ("sls", 15),
        };
        let base = self.mtp2(name)? + if high_speed { 3 } else { 0 };
        let (at, size, mask) = match field {
            Mtp3Field::Sio => (3, 1, 0xff),
            Mtp3Field::Opc => (4, 4, 0x00c0_ff0f),
            Mtp3Field::Dpc => (4, 4, 0xff3f_0000),
            Mtp3Field::Sls => (7, 1, 0xf0),
        };
        let value = self.load(Offset::at(base + at), size);
        let value = match field {
            Mtp3Field::Sio => value,
            _ => self.conditions.values.with_constant(ArithOp::And, value, mask),
        };
        let mut found = Vec::new();
        for (relation, number) in tests {
            if *number > most {
                return Err(self.error(format!("{name} value {number} too big; max value = {most}")));
            }
            let wanted = match field {
                Mtp3Field::Sio => *number,
                Mtp3Field::Opc => (number & 0x3c00) >> 10 | (number & 0x3fc) << 6 | (number & 3) << 22,
                Mtp3Field::Dpc => (number & 0xff) << 24 | (number & 0x3f00) << 8,
                Mtp3Field::Sls => number << 4,
            };
            let wanted = self.conditions.values.constant(wanted);
            found.push(self.compare(as_libpcap(*relation), value, wanted));
        }
        Ok(self.conditions.any(found))
    }
}

/// libpcap takes `!=` for `=` where it compares these fields.
fn as_libpcap(relation: Relation) -> Relation {
    if relation == Relation::Ne { Relation::Eq } else { relation }
}
