//! The immediate dominators of a graph without loops: which node every way to a node goes through
//! last.

use crate::cfg::{Graph, Node, NodeId, Test};

/// What the only edge that leads to a node says.
pub(super) type Entry = Option<(Test, bool)>;

/// A node's place in the tree of dominators.
#[derive(Clone, Copy)]
struct Place {
    parent: NodeId,
    /// An ancestor further up: with these, a common ancestor is found in a logarithmic number of
    /// steps (Myers, An applicative random-access stack, 1983).
    jump: NodeId,
    depth: u32,
}

/// The dominators, while they are being found.
pub(super) struct Dominators {
    places: Vec<Option<Place>>,
    entries: Vec<(u32, Entry)>,
}

impl Dominators {
    /// `order` has each node before what it leads to.
    pub(super) fn new(graph: &Graph, order: &[NodeId]) -> Self {
        let mut this = Self { places: vec![None; graph.len()], entries: vec![(0, None); graph.len()] };
        let root = Place { parent: graph.root, jump: graph.root, depth: 0 };
        if let Some(place) = this.places.get_mut(graph.root.index()) {
            *place = Some(root);
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
        let parent = match self.place(to) {
            None => from,
            Some(place) => self.common(place.parent, from),
        };
        let Some(above) = self.place(parent) else { return };
        let depth = |id: NodeId| self.place(id).map_or(0, |place| place.depth);
        let further = self.place(above.jump).map_or(above.jump, |place| place.jump);
        let is_even = above.depth - depth(above.jump) == depth(above.jump) - depth(further);
        let jump = if is_even { further } else { parent };
        if let Some(place) = self.places.get_mut(to.index()) {
            *place = Some(Place { parent, jump, depth: above.depth + 1 });
        }
    }

    fn place(&self, id: NodeId) -> Option<Place> {
        self.places.get(id.index()).copied().flatten()
    }

    /// The deepest node that is above both, or one of them.
    fn common(&self, a: NodeId, b: NodeId) -> NodeId {
        let (mut a, mut b) = (a, b);
        while let (Some(at_a), Some(at_b)) = (self.place(a), self.place(b))
            && a != b
        {
            match at_a.depth.cmp(&at_b.depth) {
                std::cmp::Ordering::Greater => a = self.up(at_a, at_b.depth),
                std::cmp::Ordering::Less => b = self.up(at_b, at_a.depth),
                std::cmp::Ordering::Equal if at_a.jump != at_b.jump => (a, b) = (at_a.jump, at_b.jump),
                std::cmp::Ordering::Equal => (a, b) = (at_a.parent, at_b.parent),
            }
        }
        a
    }

    /// A step up that does not go above a depth.
    fn up(&self, from: Place, depth: u32) -> NodeId {
        match self.place(from.jump) {
            Some(place) if place.depth >= depth => from.jump,
            _ => from.parent,
        }
    }

    /// By node: the nodes that it immediately dominates, and its own entry.
    pub(super) fn children(self) -> Vec<(Vec<NodeId>, Entry)> {
        let mut children: Vec<(Vec<NodeId>, Entry)> =
            self.entries.iter().map(|(_, entry)| (Vec::new(), *entry)).collect();
        for (index, place) in self.places.iter().enumerate() {
            if let Some(Place { parent, depth: 1.., .. }) = place
                && let Some((list, _)) = children.get_mut(parent.index())
            {
                list.push(NodeId::from_index(index));
            }
        }
        children
    }
}
