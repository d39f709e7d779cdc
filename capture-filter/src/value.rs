//! Values that a filter computes from a packet.
//!
//! A packet does not change while it is filtered, so a value is known by how it is computed: equal
//! values are one [`ValueId`], whatever part of the expression asked for them.

use std::{collections::HashMap, rc::Rc};

use crate::ast::{ArithOp, Proto};

/// A value: index into [`Values`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ValueId(u32);

impl ValueId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A word of scratch memory that is written where a layer's place is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Slot(pub(crate) u8);

/// How a value is computed. All arithmetic is modulo 2^32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    Const(u32),
    /// The packet's length on the wire.
    Len,
    /// 1, 2 or 4 bytes of the packet, big-endian; outside the packet, the packet is rejected.
    Load {
        size: u8,
        at: Offset,
    },
    /// Four times the low nibble of a byte at a constant offset: the length of an IPv4 header.
    HeaderLen(u32),
    Binary(ArithOp, ValueId, ValueId),
    Negate(ValueId),
    Slot(Slot),
    /// The last protocol of a chain of headers that begins with a network header.
    Chain(Chain),
}

/// Follows IP headers until it meets `wanted` or one that ends the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Chain {
    /// [`Proto::Ip`] or [`Proto::Ip6`].
    pub(crate) version: Proto,
    pub(crate) wanted: u32,
    /// Where the network header is.
    pub(crate) network: Offset,
}

/// A place in the packet: a constant number of bytes behind a computed one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Offset {
    pub(crate) base: Option<ValueId>,
    pub(crate) bytes: u32,
}

impl Offset {
    pub(crate) const fn at(bytes: u32) -> Self {
        Self { base: None, bytes }
    }

    pub(crate) const fn plus(self, bytes: u32) -> Self {
        Self { base: self.base, bytes: self.bytes.wrapping_add(bytes) }
    }
}

/// Why a value cannot be computed at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Impossible {
    DivisionByZero,
    ModulusByZero,
    LongShift,
}

impl Impossible {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::DivisionByZero => "division by zero",
            Self::ModulusByZero => "modulus by zero",
            Self::LongShift => "shift by more than 31 bits",
        }
    }
}

/// All values of a filter.
#[derive(Debug, Default)]
pub(crate) struct Values {
    values: Vec<Value>,
    /// No value is above this.
    most: Vec<u32>,
    ids: HashMap<Value, ValueId>,
}

impl Values {
    pub(crate) fn constant(&mut self, value: u32) -> ValueId {
        self.intern(Value::Const(value), value)
    }

    pub(crate) fn len(&mut self) -> ValueId {
        self.intern(Value::Len, u32::MAX)
    }

    pub(crate) fn slot(&mut self, slot: Slot) -> ValueId {
        self.intern(Value::Slot(slot), u32::MAX)
    }

    pub(crate) fn load(&mut self, size: u8, at: Offset) -> ValueId {
        let most = match size {
            1 => 0xff,
            2 => 0xffff,
            _ => u32::MAX,
        };
        self.intern(Value::Load { size, at }, most)
    }

    pub(crate) fn chain(&mut self, chain: Chain) -> ValueId {
        self.intern(Value::Chain(chain), u32::MAX)
    }

    /// The length of the IPv4 header at a place.
    pub(crate) fn header_len(&mut self, at: Offset) -> ValueId {
        if at.base.is_none() {
            return self.intern(Value::HeaderLen(at.bytes), 60);
        }
        let byte = self.load(1, at);
        let nibble = self.with_constant(ArithOp::And, byte, 0xf);
        self.with_constant(ArithOp::Shl, nibble, 2)
    }

    pub(crate) fn negate(&mut self, value: ValueId) -> ValueId {
        match self.as_const(value) {
            Some(constant) => self.constant(constant.wrapping_neg()),
            None => self.intern(Value::Negate(value), u32::MAX),
        }
    }

    /// `value op constant`, where that cannot be impossible.
    pub(crate) fn with_constant(&mut self, op: ArithOp, value: ValueId, constant: u32) -> ValueId {
        let right = self.constant(constant);
        self.binary(op, value, right).unwrap_or(value)
    }

    /// The sum of two values.
    pub(crate) fn sum(&mut self, left: ValueId, right: ValueId) -> ValueId {
        self.binary(ArithOp::Add, left, right).unwrap_or(left)
    }

    /// A place that is `value` bytes behind another.
    pub(crate) fn behind(&mut self, at: Offset, value: ValueId) -> Offset {
        if let Some(constant) = self.as_const(value) {
            return at.plus(constant);
        }
        // Into the constant part goes what cannot make the computed part wrap around.
        let (value, bytes) = match self.get(value) {
            Value::Binary(ArithOp::Add, inner, constant)
                if let Some(constant) = self.as_const(constant)
                    && self.most(inner).checked_add(constant).is_some() =>
            {
                (inner, at.bytes.wrapping_add(constant))
            }
            _ => (value, at.bytes),
        };
        let base = match at.base {
            Some(base) => self.sum(value, base),
            None => value,
        };
        Offset { base: Some(base), bytes }
    }

    pub(crate) fn binary(
        &mut self,
        op: ArithOp,
        left: ValueId,
        right: ValueId,
    ) -> Result<ValueId, Impossible> {
        let (a, b) = (self.as_const(left), self.as_const(right));
        if let Some(b) = b {
            match op {
                ArithOp::Div if b == 0 => return Err(Impossible::DivisionByZero),
                ArithOp::Mod if b == 0 => return Err(Impossible::ModulusByZero),
                ArithOp::Shl | ArithOp::Shr if b > 31 => return Err(Impossible::LongShift),
                _ => {}
            }
        }
        Ok(match (a, b) {
            (Some(a), Some(b)) => self.constant(compute(op, a, b)),
            (Some(_), None) if is_commutative(op) => self.simplified(op, right, left),
            _ => self.simplified(op, left, right),
        })
    }

    fn simplified(&mut self, op: ArithOp, left: ValueId, right: ValueId) -> ValueId {
        let Some(constant) = self.as_const(right) else { return self.compound(op, left, right) };
        match (op, constant) {
            (ArithOp::Add | ArithOp::Sub | ArithOp::Or | ArithOp::Xor | ArithOp::Shl | ArithOp::Shr, 0)
            | (ArithOp::Mul | ArithOp::Div, 1) => return left,
            (ArithOp::Mul | ArithOp::And, 0) => return self.constant(0),
            (ArithOp::And, mask) if mask == u32::MAX => return left,
            _ => {}
        }
        if let Value::Binary(inner, value, other) = self.get(left)
            && inner == op
            && let Some(other) = self.as_const(other)
        {
            let joined = match op {
                ArithOp::Add | ArithOp::Sub => Some(other.wrapping_add(constant)),
                ArithOp::And => Some(other & constant),
                ArithOp::Or => Some(other | constant),
                ArithOp::Xor => Some(other ^ constant),
                ArithOp::Shl | ArithOp::Shr if other + constant < 32 => Some(other + constant),
                _ => None,
            };
            if let Some(joined) = joined {
                return self.with_constant(op, value, joined);
            }
        }
        self.compound(op, left, right)
    }

    fn compound(&mut self, op: ArithOp, left: ValueId, right: ValueId) -> ValueId {
        let (a, b) = (self.most(left), self.as_const(right));
        let most = match (op, b) {
            (ArithOp::And, _) => a.min(self.most(right)),
            (ArithOp::Shr, Some(b)) => a.checked_shr(b).unwrap_or(0),
            (ArithOp::Shl, Some(b)) => u32::try_from(u64::from(a) << b.min(32)).unwrap_or(u32::MAX),
            (ArithOp::Div, Some(b)) => a.checked_div(b).unwrap_or(0),
            (ArithOp::Mod, Some(b)) => b.saturating_sub(1),
            (ArithOp::Mul, Some(b)) => a.saturating_mul(b),
            (ArithOp::Add, _) => a.saturating_add(self.most(right)),
            _ => u32::MAX,
        };
        self.intern(Value::Binary(op, left, right), most)
    }

    pub(crate) fn get(&self, id: ValueId) -> Value {
        self.values.get(id.0 as usize).copied().unwrap_or(Value::Const(0))
    }

    pub(crate) fn as_const(&self, id: ValueId) -> Option<u32> {
        match self.get(id) {
            Value::Const(constant) => Some(constant),
            _ => None,
        }
    }

    /// By value: whether a packet may be too short for it, or a division by zero.
    pub(crate) fn fallible(&self) -> Rc<[bool]> {
        let mut fallible: Vec<bool> = Vec::with_capacity(self.values.len());
        for value in &self.values {
            // What a value is computed from has a smaller index.
            let of = |id: &ValueId| fallible.get(id.index()) != Some(&false);
            fallible.push(match value {
                Value::Const(_) | Value::Len | Value::Slot(_) => false,
                Value::Load { .. } | Value::HeaderLen(_) | Value::Chain(_) => true,
                Value::Negate(inner) => of(inner),
                Value::Binary(op, left, right) => {
                    let divides = matches!(op, ArithOp::Div | ArithOp::Mod);
                    of(left) || of(right) || (divides && self.as_const(*right).is_none())
                }
            });
        }
        fallible.into()
    }

    /// The contents of a slot, if any expression has used them.
    pub(crate) fn known_slot(&self, slot: Slot) -> Option<ValueId> {
        self.ids.get(&Value::Slot(slot)).copied()
    }

    /// Whether a value is computed from a slot's contents.
    pub(crate) fn depends_on(&self, value: ValueId, slot: Slot) -> bool {
        match self.get(value) {
            Value::Slot(other) => other == slot,
            Value::Load { at, .. } => at.base.is_some_and(|base| self.depends_on(base, slot)),
            Value::Negate(inner) => self.depends_on(inner, slot),
            Value::Binary(_, left, right) => self.depends_on(left, slot) || self.depends_on(right, slot),
            Value::Const(_) | Value::Len | Value::HeaderLen(_) | Value::Chain(_) => false,
        }
    }

    /// A bound that the value never exceeds.
    pub(crate) fn most(&self, id: ValueId) -> u32 {
        self.most.get(id.0 as usize).copied().unwrap_or(u32::MAX)
    }

    fn intern(&mut self, value: Value, most: u32) -> ValueId {
        if let Some(id) = self.ids.get(&value) {
            return *id;
        }
        let id = ValueId(self.values.len() as u32);
        self.values.push(value);
        self.most.push(most);
        self.ids.insert(value, id);
        id
    }
}

fn is_commutative(op: ArithOp) -> bool {
    matches!(op, ArithOp::Add | ArithOp::Mul | ArithOp::And | ArithOp::Or | ArithOp::Xor)
}

/// Computes an operation as every machine that runs filters does; what is impossible gives 0.
pub(crate) fn compute(op: ArithOp, a: u32, b: u32) -> u32 {
    match op {
        ArithOp::Add => a.wrapping_add(b),
        ArithOp::Sub => a.wrapping_sub(b),
        ArithOp::Mul => a.wrapping_mul(b),
        ArithOp::Div => a.checked_div(b).unwrap_or(0),
        ArithOp::Mod => a.checked_rem(b).unwrap_or(0),
        ArithOp::And => a & b,
        ArithOp::Or => a | b,
        ArithOp::Xor => a ^ b,
        ArithOp::Shl => a.checked_shl(b).unwrap_or(0),
        ArithOp::Shr => a.checked_shr(b).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_one_and_constants_are_folded() {
        let mut values = Values::default();
        let a = values.load(1, Offset::at(14));
        assert_eq!(a, values.load(1, Offset::at(14)));
        let two = values.constant(2);
        let three = values.constant(3);
        let sum = values.binary(ArithOp::Add, two, three).unwrap();
        assert_eq!(values.as_const(sum), Some(5));
        let left = values.with_constant(ArithOp::Add, a, 2);
        let nested = values.with_constant(ArithOp::Add, left, 3);
        assert_eq!(nested, values.with_constant(ArithOp::Add, a, 5));
        assert_eq!(values.binary(ArithOp::Mul, two, a), values.binary(ArithOp::Mul, a, two));
        let zero = values.constant(0);
        assert_eq!(values.binary(ArithOp::Div, a, zero), Err(Impossible::DivisionByZero));
    }

    #[test]
    fn only_a_sum_that_cannot_wrap_moves_into_a_place() {
        let mut values = Values::default();
        let byte = values.load(1, Offset::at(0));
        let near = values.with_constant(ArithOp::Add, byte, 4);
        assert_eq!(values.behind(Offset::at(14), near), Offset { base: Some(byte), bytes: 18 });
        let word = values.load(4, Offset::at(0));
        let far = values.with_constant(ArithOp::Add, word, 4);
        assert_eq!(values.behind(Offset::at(14), far), Offset { base: Some(far), bytes: 14 });
    }
}
