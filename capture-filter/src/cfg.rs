//! Conditions, and the graph of tests that decides them.
//!
//! Lowering builds a [`Condition`] for each primitive; [`Graph::build`] gives every test the place to
//! go to when it holds and when it does not. Equal tests with equal places to go are one node.

use std::{collections::HashMap, rc::Rc};

use crate::{
    ast::ArithOp,
    value::{Slot, Value, ValueId, Values},
};

/// How two values are compared; all comparisons are unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TestOp {
    /// Equal.
    Eq,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Some bit is set in both.
    AnyBit,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Test {
    pub(crate) op: TestOp,
    pub(crate) left: ValueId,
    pub(crate) right: ValueId,
}

/// A condition: index into [`Conditions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Condition(u32);

#[derive(Clone, Copy, Debug)]
enum Shape {
    Always(bool),
    Test(Test),
    Not(Condition),
    And(Condition, Condition),
    Or(Condition, Condition),
    /// The second where the first holds, else the third.
    Choose(Condition, Condition, Condition),
    /// Runs the first for what it writes, then decides the second.
    First(Condition, Condition),
    /// Writes a slot, then decides the condition.
    Assign(Slot, ValueId, Condition),
}

/// All values and conditions of a filter.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    pub(crate) values: Values,
    shapes: Vec<Shape>,
}

impl Conditions {
    pub(crate) fn always(&mut self, holds: bool) -> Condition {
        self.push(Shape::Always(holds))
    }

    /// A comparison, brought into the form that has the shortest code.
    pub(crate) fn test(&mut self, op: TestOp, left: ValueId, right: ValueId) -> Condition {
        let (a, b) = (self.values.as_const(left), self.values.as_const(right));
        match (op, a, b) {
            (_, Some(a), Some(b)) => self.always(compare(op, a, b)),
            (TestOp::Eq | TestOp::AnyBit, Some(_), None) => self.test(op, right, left),
            (TestOp::Gt, Some(_), None) => {
                let swapped = self.test(TestOp::Ge, right, left);
                self.not(swapped)
            }
            (TestOp::Ge, Some(_), None) => {
                let swapped = self.test(TestOp::Gt, right, left);
                self.not(swapped)
            }
            (TestOp::Eq, None, Some(constant)) => self.equals(left, constant),
            _ => self.push(Shape::Test(Test { op, left, right })),
        }
    }

    /// `value op constant`.
    pub(crate) fn test_constant(&mut self, op: TestOp, value: ValueId, constant: u32) -> Condition {
        let right = self.values.constant(constant);
        self.test(op, value, right)
    }

    /// `value = constant`.
    pub(crate) fn equals(&mut self, value: ValueId, constant: u32) -> Condition {
        if let Value::Binary(op, inner, right) = self.values.get(value)
            && let Some(right) = self.values.as_const(right)
        {
            match op {
                ArithOp::Add => return self.equals(inner, constant.wrapping_sub(right)),
                ArithOp::Sub => return self.equals(inner, constant.wrapping_add(right)),
                ArithOp::Xor => return self.equals(inner, constant ^ right),
                ArithOp::And if constant == 0 => {
                    let any = self.test_constant(TestOp::AnyBit, inner, right);
                    return self.not(any);
                }
                ArithOp::And if constant == right && right.is_power_of_two() => {
                    return self.test_constant(TestOp::AnyBit, inner, right);
                }
                _ => {}
            }
        }
        let right = self.values.constant(constant);
        match self.values.as_const(value) {
            Some(known) => self.always(known == constant),
            None => self.push(Shape::Test(Test { op: TestOp::Eq, left: value, right })),
        }
    }

    pub(crate) fn not(&mut self, condition: Condition) -> Condition {
        self.push(Shape::Not(condition))
    }

    /// Both, the first one first.
    pub(crate) fn and(&mut self, first: Condition, second: Condition) -> Condition {
        self.push(Shape::And(first, second))
    }

    /// Either, the first one first.
    pub(crate) fn or(&mut self, first: Condition, second: Condition) -> Condition {
        self.push(Shape::Or(first, second))
    }

    /// Any of several, in their order; none never holds.
    pub(crate) fn any(&mut self, conditions: impl IntoIterator<Item = Condition>) -> Condition {
        let joined = conditions.into_iter().reduce(|first, second| self.or(first, second));
        joined.unwrap_or_else(|| self.always(false))
    }

    /// `then` where the condition holds, `otherwise` where it does not.
    pub(crate) fn choose(
        &mut self,
        condition: Condition,
        then: Condition,
        otherwise: Condition,
    ) -> Condition {
        self.push(Shape::Choose(condition, then, otherwise))
    }

    /// `otherwise` where the condition does not hold, or `then` where it does, tested in this order.
    ///
    /// Unlike [`Self::choose`] this asks again whether the condition holds, as libpcap does.
    pub(crate) fn either(
        &mut self,
        condition: Condition,
        then: Condition,
        otherwise: Condition,
    ) -> Condition {
        let not = self.not(condition);
        let without = self.and(not, otherwise);
        let with = self.and(condition, then);
        self.or(without, with)
    }

    /// Runs `steps` for the slots that they write, however they end, then decides the condition.
    pub(crate) fn first(&mut self, steps: Condition, then: Condition) -> Condition {
        self.push(Shape::First(steps, then))
    }

    pub(crate) fn assign(&mut self, slot: Slot, value: ValueId, then: Condition) -> Condition {
        self.push(Shape::Assign(slot, value, then))
    }

    fn push(&mut self, shape: Shape) -> Condition {
        self.shapes.push(shape);
        Condition(self.shapes.len() as u32 - 1)
    }

    fn shape(&self, condition: Condition) -> Shape {
        self.shapes.get(condition.0 as usize).copied().unwrap_or(Shape::Always(false))
    }
}

/// The outcome of a comparison of known values.
pub(crate) fn compare(op: TestOp, a: u32, b: u32) -> bool {
    match op {
        TestOp::Eq => a == b,
        TestOp::Gt => a > b,
        TestOp::Ge => a >= b,
        TestOp::AnyBit => a & b != 0,
    }
}

/// A node: index into [`Graph`]. What a node leads to has a smaller index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(u32);

impl NodeId {
    pub(crate) const REJECT: Self = Self(0);
    pub(crate) const ACCEPT: Self = Self(1);

    pub(crate) fn from_index(index: usize) -> Self {
        Self(index as u32)
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What happens at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Return(bool),
    Test { test: Test, yes: NodeId, no: NodeId },
    Assign { slot: Slot, value: ValueId, next: NodeId },
}

impl Node {
    /// Where it leads to.
    pub(crate) fn successors(self) -> impl Iterator<Item = NodeId> {
        let [a, b] = match self {
            Self::Return(_) => [None, None],
            Self::Test { yes, no, .. } => [Some(yes), Some(no)],
            Self::Assign { next, .. } => [Some(next), None],
        };
        a.into_iter().chain(b)
    }
}

/// A filter as a graph without loops.
#[derive(Debug)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    ids: HashMap<Node, NodeId>,
    /// By value: whether a packet may be too short for it.
    fallible: Rc<[bool]>,
    pub(crate) root: NodeId,
}

impl Graph {
    /// A graph that has only its two ends.
    pub(crate) fn empty(fallible: Rc<[bool]>) -> Self {
        let nodes = vec![Node::Return(false), Node::Return(true)];
        let ids =
            HashMap::from([(Node::Return(false), NodeId::REJECT), (Node::Return(true), NodeId::ACCEPT)]);
        Self { nodes, ids, fallible, root: NodeId::ACCEPT }
    }

    /// The graph that accepts where the condition holds.
    pub(crate) fn build(conditions: &Conditions, root: Condition) -> Self {
        enum Step {
            Decide(Condition, NodeId, NodeId),
            AndBefore(Condition, NodeId),
            OrBefore(Condition, NodeId),
            ChooseBefore(Condition, Condition, NodeId, NodeId),
            ChooseBetween(Condition, NodeId),
            FirstBefore(Condition),
            Assign(Slot, ValueId),
        }
        let mut graph = Self::empty(conditions.values.fallible());
        let mut steps = vec![Step::Decide(root, NodeId::ACCEPT, NodeId::REJECT)];
        let mut built = NodeId::REJECT;
        while let Some(step) = steps.pop() {
            match step {
                Step::Decide(condition, yes, no) => match conditions.shape(condition) {
                    Shape::Always(holds) => built = if holds { yes } else { no },
                    Shape::Test(test) => built = graph.add(Node::Test { test, yes, no }),
                    Shape::Not(inner) => steps.push(Step::Decide(inner, no, yes)),
                    Shape::And(first, second) => {
                        steps.push(Step::AndBefore(first, no));
                        steps.push(Step::Decide(second, yes, no));
                    }
                    Shape::Or(first, second) => {
                        steps.push(Step::OrBefore(first, yes));
                        steps.push(Step::Decide(second, yes, no));
                    }
                    Shape::Choose(condition, then, otherwise) => {
                        steps.push(Step::ChooseBefore(condition, otherwise, yes, no));
                        steps.push(Step::Decide(then, yes, no));
                    }
                    Shape::First(before, then) => {
                        steps.push(Step::FirstBefore(before));
                        steps.push(Step::Decide(then, yes, no));
                    }
                    Shape::Assign(slot, value, then) => {
                        steps.push(Step::Assign(slot, value));
                        steps.push(Step::Decide(then, yes, no));
                    }
                },
                Step::AndBefore(first, no) => steps.push(Step::Decide(first, built, no)),
                Step::OrBefore(first, yes) => steps.push(Step::Decide(first, yes, built)),
                Step::ChooseBefore(condition, otherwise, yes, no) => {
                    steps.push(Step::ChooseBetween(condition, built));
                    steps.push(Step::Decide(otherwise, yes, no));
                }
                Step::ChooseBetween(condition, then) => steps.push(Step::Decide(condition, then, built)),
                Step::FirstBefore(before) => steps.push(Step::Decide(before, built, built)),
                Step::Assign(slot, value) => built = graph.add(Node::Assign { slot, value, next: built }),
            }
        }
        graph.root = built;
        graph
    }

    /// A graph without nodes for the same values.
    pub(crate) fn like(&self) -> Self {
        Self::empty(Rc::clone(&self.fallible))
    }

    /// A node, which is an existing one where there is an equal one.
    ///
    /// A test that decides nothing is left out at the end of all tests. Before others it stays, as it
    /// still rejects packets that are too short for it; libpcap keeps it there too.
    pub(crate) fn add(&mut self, node: Node) -> NodeId {
        if let Node::Test { test, yes, no } = node
            && yes == no
            && (yes == NodeId::REJECT || yes == NodeId::ACCEPT || !self.may_fail(test))
        {
            return yes;
        }
        // Nobody looks at a slot where the packet is rejected at once.
        if let Node::Assign { next: NodeId::REJECT, .. } = node {
            return NodeId::REJECT;
        }
        if let Some(id) = self.ids.get(&node) {
            return *id;
        }
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node);
        self.ids.insert(node, id);
        id
    }

    fn may_fail(&self, test: Test) -> bool {
        [test.left, test.right].iter().any(|value| self.fallible.get(value.index()) != Some(&false))
    }

    pub(crate) fn get(&self, id: NodeId) -> Node {
        self.nodes.get(id.index()).copied().unwrap_or(Node::Return(false))
    }

    /// One more than the largest index.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// What can be reached from the root, each node before what it leads to.
    pub(crate) fn reachable(&self) -> Vec<NodeId> {
        let mut seen = vec![false; self.len()];
        let mut order = Vec::new();
        if let Some(root) = seen.get_mut(self.root.index()) {
            *root = true;
        }
        for index in (0..self.len() as u32).rev() {
            if seen.get(index as usize) == Some(&true) {
                let id = NodeId(index);
                order.push(id);
                for next in self.get(id).successors() {
                    if let Some(seen) = seen.get_mut(next.index()) {
                        *seen = true;
                    }
                }
            }
        }
        order
    }
}
