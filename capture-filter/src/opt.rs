//! Rewrites a graph so that no test is made whose outcome is known.
//!
//! A node is dominated by the edges that every way to it takes, and what these edges say holds there:
//! a comparison was made with this outcome. An edge that leads to a test whose outcome is known by
//! then is led on to where that outcome leads.

use std::collections::HashMap;

use crate::{
    cfg::{Graph, Node, NodeId, Test, TestOp, compare},
    value::{ValueId, Values},
};

/// How much is concluded from a known outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Power {
    /// The same comparison again, and equality with two different constants. An expression is
    /// refused as impossible if this much shows it; libpcap draws the same line.
    Equalities,
    /// Anything that follows from bounds and bits of a value.
    Everything,
}

/// Most rounds of rewriting. Each one is linear, and two or three suffice for what people write.
const MAX_ROUNDS: usize = 30;

/// Rewrites until nothing changes.
pub(crate) fn rewrite(graph: Graph, values: &Values, power: Power) -> Graph {
    let mut graph = graph;
    for _ in 0..MAX_ROUNDS {
        let (next, changed) = round(&graph, values, power);
        graph = next;
        if !changed {
            break;
        }
    }
    graph
}

fn round(graph: &Graph, values: &Values, power: Power) -> (Graph, bool) {
    let order = graph.reachable();
    let targets = lead_edges_on(graph, &order, values, power);
    let mut rebuilt = Graph::empty();
    let mut new_ids = vec![NodeId::REJECT; graph.len()];
    if let Some(accept) = new_ids.get_mut(NodeId::ACCEPT.index()) {
        *accept = NodeId::ACCEPT;
    }
    let mut changed = false;
    for id in order.iter().rev() {
        let renamed = |id: NodeId| new_ids.get(id.index()).copied().unwrap_or(NodeId::REJECT);
        let [led_yes, led_no] = targets.get(id.index()).copied().unwrap_or([NodeId::REJECT; 2]);
        let node = match graph.get(*id) {
            node @ Node::Return(_) => node,
            Node::Test { test, yes, no } => {
                changed |= led_yes != yes || led_no != no;
                Node::Test { test, yes: renamed(led_yes), no: renamed(led_no) }
            }
            Node::Assign { slot, value, next } => {
                changed |= led_yes != next;
                Node::Assign { slot, value, next: renamed(led_yes) }
            }
        };
        let new = rebuilt.add(node);
        if let Some(place) = new_ids.get_mut(id.index()) {
            *place = new;
        }
    }
    rebuilt.root = new_ids.get(graph.root.index()).copied().unwrap_or(NodeId::REJECT);
    (rebuilt, changed)
}

/// For each node, where its edges lead in the end: `[yes, no]`, or `[next, _]`.
fn lead_edges_on(graph: &Graph, order: &[NodeId], values: &Values, power: Power) -> Vec<[NodeId; 2]> {
    let children = Dominators::new(graph, order).children();
    let mut targets = vec![[NodeId::REJECT; 2]; graph.len()];
    let mut facts = Facts::new(values, power);

    enum Step {
        Enter(NodeId),
        Leave(usize),
    }
    let mut steps = vec![Step::Enter(graph.root)];
    while let Some(step) = steps.pop() {
        let id = match step {
            Step::Leave(mark) => {
                facts.forget(mark);
                continue;
            }
            Step::Enter(id) => id,
        };
        steps.push(Step::Leave(facts.mark()));
        let (children_of, entry) = children.get(id.index()).map_or((&[][..], None), |c| (&c.0[..], c.1));
        if let Some((test, outcome)) = entry {
            facts.learn(test, outcome);
        }
        let led = match graph.get(id) {
            Node::Return(_) => [NodeId::REJECT; 2],
            Node::Test { test, yes, no } => [(true, yes), (false, no)].map(|(outcome, target)| {
                let mark = facts.mark();
                facts.learn(test, outcome);
                let target = facts.follow(graph, target);
                facts.forget(mark);
                target
            }),
            Node::Assign { next, .. } => [facts.follow(graph, next), NodeId::REJECT],
        };
        if let Some(place) = targets.get_mut(id.index()) {
            *place = led;
        }
        steps.extend(children_of.iter().map(|child| Step::Enter(*child)));
    }
    targets
}

/// What the only edge that leads to a node says.
type Entry = Option<(Test, bool)>;

/// The immediate dominators of a graph.
struct Dominators {
    /// By node: its immediate dominator and its depth in the tree of dominators.
    parents: Vec<Option<(NodeId, u32)>>,
    entries: Vec<(u32, Entry)>,
}

impl Dominators {
    /// `order` has each node before what it leads to.
    fn new(graph: &Graph, order: &[NodeId]) -> Self {
        let mut this = Self { parents: vec![None; graph.len()], entries: vec![(0, None); graph.len()] };
        if let Some(root) = this.parents.get_mut(graph.root.index()) {
            *root = Some((graph.root, 0));
        }
        for id in order {
            match graph.get(*id) {
                Node::Return(_) => {}
                Node::Test { test, yes, no } => {
                    this.add_edge(*id, yes, Some((test, true)));
                    this.add_edge(*id, no, Some((test, false)));
                }
                Node::Assign { next, .. } => this.add_edge(*id, next, None),
            }
        }
        this
    }

    fn add_edge(&mut self, from: NodeId, to: NodeId, entry: Entry) {
        if let Some((edges, known)) = self.entries.get_mut(to.index()) {
            *edges += 1;
            *known = if *edges == 1 { entry } else { None };
        }
        let parent = match self.parent(to) {
            None => from,
            Some((before, _)) => self.common(before, from),
        };
        let depth = self.parent(parent).map_or(0, |(_, depth)| depth) + 1;
        if let Some(place) = self.parents.get_mut(to.index()) {
            *place = Some((parent, depth));
        }
    }

    fn parent(&self, id: NodeId) -> Option<(NodeId, u32)> {
        self.parents.get(id.index()).copied().flatten()
    }

    fn common(&self, a: NodeId, b: NodeId) -> NodeId {
        let (mut a, mut b) = (a, b);
        while a != b {
            let (Some((up_a, depth_a)), Some((up_b, depth_b))) = (self.parent(a), self.parent(b)) else {
                return a;
            };
            if depth_a >= depth_b {
                a = up_a;
            }
            if depth_b >= depth_a {
                b = up_b;
            }
        }
        a
    }

    /// By node: the nodes that it immediately dominates, and its own entry.
    fn children(self) -> Vec<(Vec<NodeId>, Entry)> {
        let mut children: Vec<(Vec<NodeId>, Entry)> =
            self.entries.iter().map(|(_, entry)| (Vec::new(), *entry)).collect();
        for (index, parent) in self.parents.iter().enumerate() {
            if let Some((parent, depth)) = parent
                && *depth > 0
                && let Some((list, _)) = children.get_mut(parent.index())
            {
                list.push(NodeId::from_index(index));
            }
        }
        children
    }
}

/// What is known at a node, with an undo log.
struct Facts<'a> {
    values: &'a Values,
    power: Power,
    outcomes: HashMap<Test, bool>,
    ranges: HashMap<ValueId, Range>,
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
    Outcome(Test),
    Range(ValueId, Option<Range>),
}

impl<'a> Facts<'a> {
    fn new(values: &'a Values, power: Power) -> Self {
        Self { values, power, outcomes: HashMap::new(), ranges: HashMap::new(), log: Vec::new() }
    }

    fn mark(&self) -> usize {
        self.log.len()
    }

    fn forget(&mut self, mark: usize) {
        while self.log.len() > mark {
            match self.log.pop() {
                Some(Undo::Outcome(test)) => {
                    self.outcomes.remove(&test);
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

    fn learn(&mut self, test: Test, outcome: bool) {
        if let std::collections::hash_map::Entry::Vacant(place) = self.outcomes.entry(test) {
            place.insert(outcome);
            self.log.push(Undo::Outcome(test));
        }
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

    fn range(&self, value: ValueId) -> Range {
        let unknown = Range { least: 0, most: u32::MAX, clear: 0 };
        self.ranges.get(&value).copied().unwrap_or(unknown)
    }

    /// Goes on from a node while outcomes are known.
    fn follow(&self, graph: &Graph, from: NodeId) -> NodeId {
        let mut at = from;
        while let Node::Test { test, yes, no } = graph.get(at)
            && let Some(outcome) = self.outcome(test)
        {
            at = if outcome { yes } else { no };
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cfg::Conditions, value::Offset};

    fn nodes(power: Power, build: impl Fn(&mut Conditions) -> crate::cfg::Condition) -> (usize, NodeId) {
        let mut conditions = Conditions::default();
        let root = build(&mut conditions);
        let graph = rewrite(Graph::build(&conditions, root), &conditions.values, power);
        (graph.reachable().len(), graph.root)
    }

    #[test]
    fn a_value_cannot_equal_two_constants() {
        let both = |c: &mut Conditions| {
            let value = c.values.load(1, Offset::at(0));
            let (first, second) = (c.equals(value, 1), c.equals(value, 2));
            c.and(first, second)
        };
        assert_eq!(nodes(Power::Equalities, both), (1, NodeId::REJECT));
    }

    #[test]
    fn bounds_count_only_for_shortening() {
        let both = |c: &mut Conditions| {
            let value = c.values.load(1, Offset::at(0));
            let (first, second) = (c.equals(value, 1), c.test_constant(TestOp::Gt, value, 2));
            c.and(first, second)
        };
        assert_eq!(nodes(Power::Equalities, both).0, 4);
        assert_eq!(nodes(Power::Everything, both), (1, NodeId::REJECT));
    }

    #[test]
    fn an_edge_is_led_past_all_tests_that_it_decides() {
        // (a=1 and b=1) or (a=2 and b=2): from a=1 nothing of the second half is left.
        let halves = |c: &mut Conditions| {
            let (a, b) = (c.values.load(1, Offset::at(0)), c.values.load(1, Offset::at(1)));
            let half = |c: &mut Conditions, n| {
                let (a, b) = (c.equals(a, n), c.equals(b, n));
                c.and(a, b)
            };
            let (first, second) = (half(c, 1), half(c, 2));
            c.or(first, second)
        };
        assert_eq!(nodes(Power::Equalities, halves).0, 6);
    }
}
