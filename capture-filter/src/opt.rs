//! Rewrites a graph so that no test is made whose outcome is known.
//!
//! A node is dominated by the edges that every way to it takes, and what these edges say holds there:
//! a comparison was made with this outcome. An edge that leads to a test whose outcome is known by
//! then is led on to where that outcome leads.
//!
//! Known are the same comparison again, and equality with two different constants. libpcap draws the
//! same line, and more would change the meaning: a test that is left out no longer rejects a packet
//! that is too short for it. An expression is refused as impossible if this much shows it.

use crate::{
    cfg::{Graph, Node, NodeId},
    value::Values,
};

mod dominators;
mod facts;
mod regroup;

use dominators::Dominators;
use facts::Facts;
pub(crate) use regroup::regroup;

/// Most rounds of rewriting. Each one is linear, and two or three suffice for what people write.
const MAX_ROUNDS: usize = 30;

/// Steps that all rounds together may take: some tenths of a second. What is left of an enormous
/// expression by then stays as it is.
const MAX_STEPS: u32 = 2_000_000;

/// Rewrites until nothing changes.
pub(crate) fn rewrite(graph: Graph, values: &Values) -> Graph {
    let mut graph = graph;
    let mut steps = MAX_STEPS;
    for _ in 0..MAX_ROUNDS {
        let (next, changed) = round(&graph, values, &mut steps);
        graph = next;
        if !changed || steps == 0 {
            break;
        }
    }
    graph
}

fn round(graph: &Graph, values: &Values, steps: &mut u32) -> (Graph, bool) {
    let order = graph.reachable();
    let targets = lead_edges_on(graph, &order, Facts::new(values, *steps), steps);
    let mut rebuilt = graph.like();
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
fn lead_edges_on(
    graph: &Graph,
    order: &[NodeId],
    mut facts: Facts<'_>,
    steps_left: &mut u32,
) -> Vec<[NodeId; 2]> {
    let children = Dominators::new(graph, order).children();
    let mut targets = vec![[NodeId::REJECT; 2]; graph.len()];

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
    // A large graph takes its share too.
    *steps_left = facts.steps_left().saturating_sub(order.len() as u32);
    targets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cfg::{Conditions, TestOp},
        value::Offset,
    };

    fn nodes(build: impl Fn(&mut Conditions) -> crate::cfg::Condition) -> (usize, NodeId) {
        let mut conditions = Conditions::default();
        let root = build(&mut conditions);
        let graph = rewrite(Graph::build(&conditions, root), &conditions.values);
        (graph.reachable().len(), graph.root)
    }

    #[test]
    fn a_value_cannot_equal_two_constants() {
        let both = |c: &mut Conditions| {
            let value = c.values.load(1, Offset::at(0));
            let (first, second) = (c.equals(value, 1), c.equals(value, 2));
            c.and(first, second)
        };
        assert_eq!(nodes(both), (1, NodeId::REJECT));
    }

    #[test]
    fn bounds_do_not_count() {
        let both = |c: &mut Conditions| {
            let value = c.values.load(1, Offset::at(0));
            let (first, second) = (c.equals(value, 1), c.test_constant(TestOp::Gt, value, 2));
            c.and(first, second)
        };
        assert_eq!(nodes(both).0, 4);
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
        assert_eq!(nodes(halves).0, 6);
    }
}
