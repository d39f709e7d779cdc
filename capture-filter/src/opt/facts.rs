//! What the edges that lead to a node say of values, and what follows from it.

use std::collections::HashMap;

use super::Power;
use crate::{
    cfg::{Graph, Node, NodeId, Test, TestOp, compare},
    value::{ValueId, Values},
};

/// What is known at a node, with an undo log.
pub(super) struct Facts<'a> {
    values: &'a Values,
    power: Power,
    outcomes: HashMap<Test, bool>,
    ranges: HashMap<ValueId, Range>,
    /// A number that stands for all that is known.
    all: u32,
    /// For each value a number that stands for all that is known of it.
    knowledge: HashMap<ValueId, u32>,
    /// The numbers: what was known before, and what was learnt.
    learnt: HashMap<(u32, Test, bool), u32>,
    /// Where a walk from a node ends, with all that is known, or with what is known of the one value
    /// that it asks for.
    walks: HashMap<(NodeId, u32), NodeId>,
    /// Steps that walks may still take.
    steps: u32,
    log: Vec<Undo>,
}

/// What is known of a value.
#[derive(Clone, Copy)]
struct Range {
    least: u32,
    most: u32,
    /// Bits that are known to be clear.
    clear: u32,
}

enum Undo {
    /// A test, and what stood for all that was known before.
    Outcome(Test, u32),
    Knowledge(ValueId, Option<u32>),
    Range(ValueId, Option<Range>),
}

impl<'a> Facts<'a> {
    pub(super) fn new(values: &'a Values, power: Power, steps: u32) -> Self {
        Self {
            values,
            power,
            outcomes: HashMap::new(),
            // Apart from the numbers for single values, which begin at 0.
            all: u32::MAX,
            ranges: HashMap::new(),
            knowledge: HashMap::new(),
            learnt: HashMap::new(),
            walks: HashMap::new(),
            steps,
            log: Vec::new(),
        }
    }

    pub(super) fn steps_left(&self) -> u32 {
        self.steps
    }

    pub(super) fn mark(&self) -> usize {
        self.log.len()
    }

    pub(super) fn forget(&mut self, mark: usize) {
        while self.log.len() > mark {
            match self.log.pop() {
                Some(Undo::Outcome(test, all)) => {
                    self.all = all;
                    self.outcomes.remove(&test);
                }
                Some(Undo::Knowledge(value, Some(known))) => {
                    self.knowledge.insert(value, known);
                }
                Some(Undo::Knowledge(value, None)) => {
                    self.knowledge.remove(&value);
                }
                Some(Undo::Range(value, Some(range))) => {
                    self.ranges.insert(value, range);
                }
                Some(Undo::Range(value, None)) => {
                    self.ranges.remove(&value);
                }
                None => return,
            }
        }
    }

    pub(super) fn learn(&mut self, test: Test, outcome: bool) {
        if self.outcomes.contains_key(&test) {
            return;
        }
        self.outcomes.insert(test, outcome);
        self.log.push(Undo::Outcome(test, self.all));
        self.all = self.number(self.all, test, outcome);
        let known = self.knowledge.get(&test.left).copied().unwrap_or_default();
        let known = self.number(known, test, outcome);
        let before = self.knowledge.insert(test.left, known);
        self.log.push(Undo::Knowledge(test.left, before));
        let Some(constant) = self.values.as_const(test.right) else { return };
        let Range { mut least, mut most, mut clear } = self.range(test.left);
        match (test.op, outcome) {
            (TestOp::Eq, true) => (least, most) = (constant, constant),
            (TestOp::Eq, false) if self.power == Power::Everything => {
                if least == constant {
                    least = least.saturating_add(1);
                }
                if most == constant {
                    most = most.saturating_sub(1);
                }
            }
            (TestOp::Gt, true) => least = least.max(constant.saturating_add(1)),
            (TestOp::Gt, false) => most = most.min(constant),
            (TestOp::Ge, true) => least = least.max(constant),
            (TestOp::Ge, false) => most = most.min(constant.saturating_sub(1)),
            (TestOp::AnyBit, false) => clear |= constant,
            (TestOp::Eq, false) | (TestOp::AnyBit, true) => {}
        }
        let before = self.ranges.insert(test.left, Range { least, most, clear });
        self.log.push(Undo::Range(test.left, before));
    }

    /// What stands for knowing this too.
    fn number(&mut self, known: u32, test: Test, outcome: bool) -> u32 {
        let next = self.learnt.len() as u32 + 1;
        *self.learnt.entry((known, test, outcome)).or_insert(next)
    }

    fn range(&self, value: ValueId) -> Range {
        let unknown = Range { least: 0, most: u32::MAX, clear: 0 };
        self.ranges.get(&value).copied().unwrap_or(unknown)
    }

    /// Goes on from a node while outcomes are known.
    ///
    /// Many walks share long ways, so the end is remembered for each node on the way: with all that is
    /// known, and for a row of tests of one value with what is known of that.
    pub(super) fn follow(&mut self, graph: &Graph, from: NodeId) -> NodeId {
        let mut at = from;
        let mut way = Vec::new();
        loop {
            let Node::Test { test: Test { left: value, .. }, .. } = graph.get(at) else { break };
            if let Some(end) = self.walks.get(&(at, self.all)) {
                at = *end;
                break;
            }
            let Some(known) = self.knowledge.get(&value).copied() else { break };
            if self.steps == 0 {
                break;
            }
            self.steps -= 1;
            let start = at;
            let mut row = Vec::new();
            while let Node::Test { test, yes, no } = graph.get(at)
                && test.left == value
            {
                if let Some(end) = self.walks.get(&(at, known)) {
                    at = *end;
                    break;
                }
                let Some(outcome) = self.outcome(test) else { break };
                self.steps = self.steps.saturating_sub(1);
                row.push(at);
                at = if outcome { yes } else { no };
            }
            self.walks.extend(row.iter().map(|node| ((*node, known), at)));
            way.push(start);
            if at == start {
                break;
            }
        }
        let all = self.all;
        self.walks.extend(way.into_iter().map(|node| ((node, all), at)));
        at
    }

    fn outcome(&self, test: Test) -> Option<bool> {
        if let Some(outcome) = self.outcomes.get(&test) {
            return Some(*outcome);
        }
        let constant = self.values.as_const(test.right)?;
        let Range { least, most, clear } = self.range(test.left);
        if self.power == Power::Equalities {
            // Two different constants only.
            let known = least == most && test.op == TestOp::Eq && self.is_equality(test.left, least);
            return (known && least != constant).then_some(false);
        }
        if least == most {
            return Some(compare(test.op, least, constant));
        }
        match test.op {
            TestOp::Eq => (constant < least || constant > most || constant & clear != 0).then_some(false),
            TestOp::Gt if least > constant => Some(true),
            TestOp::Gt if most <= constant => Some(false),
            TestOp::Ge if least >= constant => Some(true),
            TestOp::Ge if most < constant => Some(false),
            TestOp::AnyBit if constant & !clear == 0 => Some(false),
            _ => None,
        }
    }

    /// Whether a value is known by an equality with a constant, and not by bounds.
    fn is_equality(&self, value: ValueId, constant: u32) -> bool {
        self.values.known_constant(constant).is_some_and(|right| {
            self.outcomes.get(&Test { op: TestOp::Eq, left: value, right }) == Some(&true)
        })
    }
}
