//! Order among tests that may be made in any order.

use std::collections::{HashMap, HashSet};

use crate::{
    cfg::{Graph, Node, NodeId, Test},
    value::ValueId,
};

/// Brings tests of the same value together where the order of tests does not matter: along a row of
/// tests that all lead to the same place when they hold, or when they do not, and that nothing else
/// leads into.
pub(crate) fn regroup(graph: &Graph) -> Graph {
    let order = graph.reachable();
    let rows = mixed_rows(graph, &order);
    let mut grouped = graph.like();
    let mut new_ids = vec![NodeId::REJECT; graph.len()];
    if let Some(accept) = new_ids.get_mut(NodeId::ACCEPT.index()) {
        *accept = NodeId::ACCEPT;
    }
    for id in order.iter().rev() {
        let renamed = |id: NodeId| new_ids.get(id.index()).copied().unwrap_or(NodeId::REJECT);
        let new = match graph.get(*id) {
            Node::Return(_) => continue,
            Node::Assign { slot, value, next } => {
                grouped.add(Node::Assign { slot, value, next: renamed(next) })
            }
            Node::Test { test, yes, no } => match rows.get(id) {
                Some(row) => row.rebuild(&mut grouped, renamed),
                None => grouped.add(Node::Test { test, yes: renamed(yes), no: renamed(no) }),
            },
        };
        if let Some(place) = new_ids.get_mut(id.index()) {
            *place = new;
        }
    }
    grouped.root = new_ids.get(graph.root.index()).copied().unwrap_or(NodeId::REJECT);
    grouped
}

/// The rows in which tests of a value are apart, by their first test.
fn mixed_rows(graph: &Graph, order: &[NodeId]) -> HashMap<NodeId, Row> {
    let mut edges = vec![0u32; graph.len()];
    for next in order.iter().flat_map(|id| graph.get(*id).successors()) {
        if let Some(count) = edges.get_mut(next.index()) {
            *count += 1;
        }
    }
    let mut rows = HashMap::new();
    // Tests that are within a row already, for each outcome that rows may share.
    let mut within = [vec![false; graph.len()], vec![false; graph.len()]];
    for id in order {
        for exit in [false, true] {
            let seen = |within: &[Vec<bool>; 2], outcome: bool| {
                within.get(usize::from(outcome)).and_then(|seen| seen.get(id.index())) == Some(&true)
            };
            if seen(&within, exit) || rows.contains_key(id) {
                continue;
            }
            let row = Row::find(graph, &edges, *id, exit);
            let is_mixed = row.is_mixed();
            for inner in row.inner.iter().map(|inner| inner.index()) {
                for (outcome, seen) in within.iter_mut().enumerate() {
                    if let Some(place) = seen.get_mut(inner)
                        && (is_mixed || outcome == usize::from(exit))
                    {
                        *place = true;
                    }
                }
            }
            if is_mixed {
                rows.insert(*id, row);
            }
        }
    }
    rows
}

/// Tests one behind the other that share a place to go to.
struct Row {
    tests: Vec<Test>,
    /// The nodes of all but the first.
    inner: Vec<NodeId>,
    /// The outcome that leads to the shared place.
    exit: bool,
    shared: NodeId,
    rest: NodeId,
}

impl Row {
    fn find(graph: &Graph, edges: &[u32], first: NodeId, exit: bool) -> Self {
        let split = |id: NodeId| match graph.get(id) {
            Node::Test { test, yes, no } if exit => Some((test, yes, no)),
            Node::Test { test, yes, no } => Some((test, no, yes)),
            _ => None,
        };
        let Some((test, shared, mut rest)) = split(first) else {
            return Self { tests: Vec::new(), inner: Vec::new(), exit, shared: first, rest: first };
        };
        let mut tests = vec![test];
        let mut inner = Vec::new();
        while edges.get(rest.index()) == Some(&1)
            && let Some((test, to, next)) = split(rest)
            && to == shared
        {
            tests.push(test);
            inner.push(rest);
            rest = next;
        }
        Self { tests, inner, exit, shared, rest }
    }

    /// Whether tests of a value are apart from each other.
    fn is_mixed(&self) -> bool {
        let mut left = HashSet::new();
        let mut last = None;
        self.tests.iter().any(|test| {
            let again = last != Some(test.left) && !left.insert(test.left);
            last = Some(test.left);
            again
        })
    }

    fn rebuild(&self, graph: &mut Graph, renamed: impl Fn(NodeId) -> NodeId) -> NodeId {
        let mut ranks: HashMap<ValueId, usize> = HashMap::new();
        let mut ranked: Vec<(usize, Test)> = Vec::with_capacity(self.tests.len());
        for test in &self.tests {
            let next = ranks.len();
            ranked.push((*ranks.entry(test.left).or_insert(next), *test));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let shared = renamed(self.shared);
        ranked.into_iter().rev().fold(renamed(self.rest), |rest, (_, test)| {
            let (yes, no) = if self.exit { (shared, rest) } else { (rest, shared) };
            graph.add(Node::Test { test, yes, no })
        })
    }
}
