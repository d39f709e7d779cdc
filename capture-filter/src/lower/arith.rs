//! Comparisons of values: arithmetic and access to bytes of a layer.
//!
//! An access implies that its layer is there: those conditions are tested first, in the order of the
//! text, and inner before outer.

use super::{Lowering, Outcome, layout::Link, link};
use crate::{
    FilterError,
    ast::{Arith, ArithId, Proto, Relation},
    cfg::{Condition, TestOp},
    value::{Offset, ValueId},
};

/// A value and the condition under which it can be had.
struct Guarded {
    value: ValueId,
    guard: Option<Condition>,
}

impl Lowering<'_> {
    pub(super) fn relation(&mut self, relation: Relation, left: ArithId, right: ArithId) -> Outcome {
        let left = self.arith(left)?;
        let right = self.arith(right)?;
        let test = self.compare(relation, left.value, right.value);
        let guard = self.both(left.guard, right.guard);
        Ok(match guard {
            Some(guard) => self.and(guard, test),
            None => test,
        })
    }

    /// A comparison, made of the four that there are instructions for.
    pub(super) fn compare(&mut self, relation: Relation, left: ValueId, right: ValueId) -> Condition {
        let (op, negated) = match relation {
            Relation::Eq => (TestOp::Eq, false),
            Relation::Ne => (TestOp::Eq, true),
            Relation::Gt => (TestOp::Gt, false),
            Relation::Ge => (TestOp::Ge, false),
            Relation::Lt => (TestOp::Ge, true),
            Relation::Le => (TestOp::Gt, true),
        };
        let test = self.conditions.test(op, left, right);
        if negated { self.not(test) } else { test }
    }

    fn both(&mut self, first: Option<Condition>, second: Option<Condition>) -> Option<Condition> {
        match (first, second) {
            (Some(first), Some(second)) => Some(self.and(first, second)),
            (only, None) | (None, only) => only,
        }
    }

    fn arith(&mut self, id: ArithId) -> Result<Guarded, FilterError> {
        let Some((arith, at)) = self.ast.ariths.get(id.0).copied() else {
            return Err(self.error("lost a value"));
        };
        match arith {
            Arith::Number(number) => {
                Ok(Guarded { value: self.conditions.values.constant(number), guard: None })
            }
            Arith::Len => Ok(Guarded { value: self.conditions.values.len(), guard: None }),
            Arith::Negate(inner) => {
                let Guarded { value, guard } = self.arith(inner)?;
                Ok(Guarded { value: self.conditions.values.negate(value), guard })
            }
            Arith::Binary(op, left, right) => {
                let left = self.arith(left)?;
                let right = self.arith(right)?;
                let value = self.conditions.values.binary(op, left.value, right.value);
                let value = value.map_err(|why| FilterError::new(at, why.message()))?;
                // As libpcap has it, an operation asks only for the layers of its left side.
                Ok(Guarded { value, guard: left.guard })
            }
            Arith::Load { proto, index, size } => {
                let index = self.arith(index)?;
                let place = self.at;
                self.at = at;
                let (layer, guard) = self.layer(proto)?;
                self.at = place;
                let at = self.conditions.values.behind(layer, index.value);
                Ok(Guarded { value: self.load(at, size), guard: self.both(index.guard, guard) })
            }
        }
    }

    /// Where the bytes of a layer begin, and the condition that it is there.
    fn layer(&mut self, proto: Proto) -> Result<(Offset, Option<Condition>), FilterError> {
        match proto {
            Proto::Radio => {
                let has_radio = self.is_wlan() && !matches!(self.layout.link_type.0, 105 | link::PPI);
                if !has_radio {
                    return Err(self.error("radio information not present in capture"));
                }
                Ok((Offset::at(0), None))
            }
            Proto::Link => Ok((self.header(), None)),
            Proto::Icmp6 => {
                let version = self.ip_version(Proto::Ip6)?;
                let network = self.network();
                let next = self.equals(network.plus(6), 1, 58);
                Ok((network.plus(40), Some(self.and(version, next))))
            }
            Proto::Tcp
            | Proto::Udp
            | Proto::Sctp
            | Proto::Icmp
            | Proto::Igmp
            | Proto::Igrp
            | Proto::Pim
            | Proto::Vrrp
            | Proto::Carp => {
                let version = self.ip_version(Proto::Ip)?;
                let carried = self.abbreviation(proto)?;
                let first = self.first_fragment();
                let rest = self.and(carried, first);
                Ok((self.transport(), Some(self.and(version, rest))))
            }
            _ => {
                let guard = self.abbreviation(proto)?;
                Ok((self.network(), Some(guard)))
            }
        }
    }

    /// Where a link header may be missing or be something else, the condition that it is there.
    pub(super) fn inner_link_header(&mut self) -> Option<Condition> {
        if self.layout.in_geneve {
            // Without an Ethernet header the network header follows at once.
            let payload = self.payload();
            let header = self.header();
            let (Some(payload), Some(header)) = (payload.base, header.base) else { return None };
            let same = self.conditions.test(TestOp::Eq, payload, header);
            return Some(self.not(same));
        }
        // In an emulated LAN, a cell may hold a control message.
        let is_frame = self.layout.in_lane && self.layout.link == Link::Ethernet;
        is_frame.then(|| self.is_lane_data())
    }
}
