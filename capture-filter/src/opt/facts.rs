//! What the edges that lead to a node say of values.

use std::collections::HashMap;

use crate::{
    cfg::{Graph, Node, NodeId, Test, TestOp},
    value::{ValueId, Values},
};

/// What is known at a node, with an undo log.
pub(super) struct Facts<'a> {
    values: &'a Values,
    outcomes: HashMap<Test, bool>,
    equal: HashMap<ValueId, u32>,
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

enum Undo {
    /// A test, and what stood for all that was known before.
    Outcome(Test, u32),
    Knowledge(ValueId, Option<u32>),
    Equal(ValueId),
}

impl<'a> Facts<'a> {
    pub(super) fn new(values: &'a Values, steps: u32) -> Self {
        Self {
            values,
            outcomes: HashMap::new(),
            // Apart from the numbers for single values, which begin at 0.
            all: u32::MAX,
            equal: HashMap::new(),
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
                Some(Undo::Equal(value)) => {
                    self.equal.remove(&value);
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
        if outcome
            && test.op == TestOp::Eq
            && let Some(constant) = self.values.as_const(test.right)
            && !self.equal.contains_key(&test.left)
        {
            self.equal.insert(test.left, constant);
            self.log.push(Undo::Equal(test.left));
        }
    }

    /// What stands for knowing this too.
    fn number(&mut self, known: u32, test: Test, outcome: bool) -> u32 {
        let next = self.learnt.len() as u32 + 1;
        *self.learnt.entry((known, test, outcome)).or_insert(next)
    }

    /// Goes on from a node while outcomes are known.
    ///
    /// Many walks share long ways, so the end is remembered for each node on the way: with all that is
    /// known, and for a row of tests of one value with what is known of that.
    pub(super) fn follow(&mut self, graph: &Graph, from: NodeId) -> NodeId {
        let mut at = from;
        let mut way = Vec::new();
        while let Node::Test { test: Test { left: value, .. }, .. } = graph.get(at) {
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
                let Some(outcome) = self.outcome(test).or_else(|| self.is_idle(test, yes, no)) else { break };
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

    /// A test that decides nothing, of a value that this packet is long enough for.
    fn is_idle(&self, test: Test, yes: NodeId, no: NodeId) -> Option<bool> {
        let is_computed =
            |value| self.values.as_const(value).is_some() || self.knowledge.contains_key(&value);
        (yes == no && is_computed(test.left) && is_computed(test.right)).then_some(true)
    }

    fn outcome(&self, test: Test) -> Option<bool> {
        if let Some(outcome) = self.outcomes.get(&test) {
            return Some(*outcome);
        }
        if test.op != TestOp::Eq {
            return None;
        }
        let constant = self.values.as_const(test.right)?;
        let equal = *self.equal.get(&test.left)?;
        (equal != constant).then_some(false)
    }
}
