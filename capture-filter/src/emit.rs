//! A graph to classic BPF: order of the nodes, registers, scratch memory, jumps.
//!
//! Nodes are emitted in an order in which all jumps go forward. What the registers hold is known at
//! the beginning of a node as far as all ways to it agree, and is not computed again.

mod link;

use link::{Block, End};

use crate::{
    FilterError,
    ast::{ArithOp, Proto},
    cbpf::{Insn, MEMORY_WORDS, Operand},
    cfg::{Graph, Node, NodeId, Test},
    value::{Chain, Slot, Value, ValueId, Values},
};

/// Emits a program that keeps `snaplen` bytes of what the graph accepts.
///
/// # Errors
/// When values need more scratch memory than there is.
pub(crate) fn emit(graph: &Graph, values: &Values, snaplen: u32) -> Result<Vec<Insn>, FilterError> {
    let order = layout(graph);
    let mut emitter = Emitter {
        values,
        code: Vec::new(),
        state: State::default(),
        entries: vec![None; graph.len()],
        reserved: reserved_slots(graph, &order),
        busy: [false; MEMORY_WORDS],
    };
    if let Some(entry) = emitter.entries.get_mut(graph.root.index()) {
        *entry = Some(State::default());
    }
    let mut blocks = Vec::with_capacity(order.len());
    for id in order {
        let end = emitter.node(id, graph.get(id), snaplen)?;
        blocks.push(Block { id, insns: std::mem::take(&mut emitter.code), end });
    }
    Ok(link::link(blocks, graph.len()))
}

/// The order of nodes: each before what it leads to, where a test holds first, the ends last.
fn layout(graph: &Graph) -> Vec<NodeId> {
    enum Step {
        Enter(NodeId),
        Leave(NodeId),
    }
    let mut seen = vec![false; graph.len()];
    let mut backwards = Vec::new();
    let mut steps = vec![Step::Enter(graph.root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave(id) => backwards.push(id),
            Step::Enter(id) => {
                match seen.get_mut(id.index()) {
                    Some(seen) if !*seen => *seen = true,
                    _ => continue,
                }
                if matches!(graph.get(id), Node::Return(_)) {
                    continue;
                }
                steps.push(Step::Leave(id));
                // The last one entered is the first one in the order reversed.
                let successors: Vec<_> = graph.get(id).successors().collect();
                steps.extend(successors.into_iter().map(Step::Enter));
            }
        }
    }
    let mut order: Vec<_> = backwards.into_iter().rev().collect();
    for end in [NodeId::ACCEPT, NodeId::REJECT] {
        if seen.get(end.index()) == Some(&true) {
            order.push(end);
        }
    }
    order
}

/// Scratch memory that the graph itself writes.
fn reserved_slots(graph: &Graph, order: &[NodeId]) -> [bool; MEMORY_WORDS] {
    let mut reserved = [false; MEMORY_WORDS];
    for id in order {
        if let Node::Assign { slot: Slot(slot), .. } = graph.get(*id)
            && let Some(place) = reserved.get_mut(usize::from(slot))
        {
            *place = true;
        }
    }
    reserved
}

/// Up to two values that a place is known to hold: they are equal, computed in different ways.
type Held = [Option<ValueId>; 2];

/// What registers and scratch memory hold.
#[derive(Clone, Copy, Default)]
struct State {
    a: Held,
    x: Held,
    memory: [Option<ValueId>; MEMORY_WORDS],
}

impl State {
    /// What both agree on.
    fn meet(&mut self, other: &Self) {
        let meet = |mine: &mut Held, other: &Held| {
            for value in mine.iter_mut() {
                if value.is_some() && !other.contains(value) {
                    *value = None;
                }
            }
        };
        meet(&mut self.a, &other.a);
        meet(&mut self.x, &other.x);
        for (mine, other) in self.memory.iter_mut().zip(&other.memory) {
            if mine != other {
                *mine = None;
            }
        }
    }
}

struct Emitter<'a> {
    values: &'a Values,
    code: Vec<Insn>,
    state: State,
    /// By node: what is held at its beginning, as far as the ways to it are emitted.
    entries: Vec<Option<State>>,
    reserved: [bool; MEMORY_WORDS],
    /// Scratch memory that is in use within the value being computed.
    busy: [bool; MEMORY_WORDS],
}

impl Emitter<'_> {
    fn node(&mut self, id: NodeId, node: Node, snaplen: u32) -> Result<End, FilterError> {
        self.state = self.entries.get(id.index()).copied().flatten().unwrap_or_default();
        match node {
            Node::Return(accepts) => Ok(End::Return(if accepts { snaplen } else { 0 })),
            Node::Test { test, yes, no } => {
                let operand = self.operands(test)?;
                if yes == no {
                    // Only asked whether the packet is long enough.
                    self.reaches(yes);
                    return Ok(End::Goto(yes));
                }
                self.reaches(yes);
                self.reaches(no);
                Ok(End::Branch { op: test.op, operand, yes, no })
            }
            Node::Assign { slot, value, next } => {
                self.assign(slot, value)?;
                self.reaches(next);
                Ok(End::Goto(next))
            }
        }
    }

    fn reaches(&mut self, id: NodeId) {
        if let Some(entry) = self.entries.get_mut(id.index()) {
            match entry {
                Some(known) => known.meet(&self.state),
                None => *entry = Some(self.state),
            }
        }
    }

    fn push(&mut self, insn: Insn) {
        self.code.push(insn);
    }

    /// Brings the operands of a comparison into place.
    fn operands(&mut self, test: Test) -> Result<Operand, FilterError> {
        if let Some(constant) = self.values.as_const(test.right) {
            self.compute_a(test.left)?;
            return Ok(Operand::K(constant));
        }
        self.pair(test.left, test.right, false)?;
        Ok(Operand::X)
    }

    /// Brings one value into A and another into X; either way round if they may be swapped.
    fn pair(&mut self, left: ValueId, right: ValueId, may_swap: bool) -> Result<(), FilterError> {
        if self.is_simple(right) {
            self.compute_a(left)?;
            return self.compute_x(right);
        }
        if may_swap && self.is_simple(left) {
            self.compute_a(right)?;
            return self.compute_x(left);
        }
        if self.leaves_x(left) {
            self.compute_x(right)?;
            return self.compute_a(left);
        }
        if may_swap && self.leaves_x(right) {
            self.compute_x(left)?;
            return self.compute_a(right);
        }
        if self.words(left) > self.words(right) {
            self.compute_a(left)?;
            let word = self.keep_a()?;
            self.compute_x(right)?;
            self.push(Insn::LoadMem(word as u8));
            self.state.a = [Some(left), None];
            self.release(word);
        } else {
            self.compute_a(right)?;
            let word = self.keep_a()?;
            self.compute_a(left)?;
            self.push(Insn::LoadXMem(word as u8));
            self.state.x = [Some(right), None];
            self.release(word);
        }
        Ok(())
    }

    /// Words of scratch memory that a value takes at most while it is computed.
    fn words(&self, value: ValueId) -> u32 {
        match self.values.get(value) {
            Value::Load { at, .. } => at.base.map_or(0, |base| self.words(base)),
            Value::Negate(inner) => self.words(inner),
            Value::Binary(_, left, right) => {
                let (left, right) = (self.words(left), self.words(right));
                if self.values.as_const(value).is_some() || left != right {
                    left.max(right)
                } else {
                    left + 1
                }
            }
            Value::Chain(_) => 1,
            _ => 0,
        }
    }

    fn keep_a(&mut self) -> Result<usize, FilterError> {
        let used = self.busy.iter().zip(&self.reserved).map(|(busy, reserved)| *busy || *reserved);
        let Some(word) = used.into_iter().position(|used| !used) else {
            return Err(FilterError::whole("the expression needs more scratch memory than there is"));
        };
        if let (Some(busy), Some(memory)) = (self.busy.get_mut(word), self.state.memory.get_mut(word)) {
            *busy = true;
            *memory = self.state.a.into_iter().flatten().next();
        }
        self.push(Insn::Store(word as u8));
        Ok(word)
    }

    fn release(&mut self, word: usize) {
        if let Some(busy) = self.busy.get_mut(word) {
            *busy = false;
        }
    }

    /// Whether a value can be brought into X without A.
    fn is_simple(&self, value: ValueId) -> bool {
        self.state.x.contains(&Some(value))
            || self.word_of(value).is_some()
            || matches!(
                self.values.get(value),
                Value::Const(_) | Value::Len | Value::HeaderLen(_) | Value::Slot(_)
            )
    }

    /// Whether a value can be brought into A without X.
    fn leaves_x(&self, value: ValueId) -> bool {
        match self.values.get(value) {
            Value::Const(_) | Value::Len | Value::Slot(_) => true,
            Value::Load { at, .. } => at.base.is_none(),
            Value::Negate(inner) => self.leaves_x(inner),
            Value::Binary(_, left, right) => self.values.as_const(right).is_some() && self.leaves_x(left),
            Value::HeaderLen(_) | Value::Chain(_) => false,
        }
    }

    fn word_of(&self, value: ValueId) -> Option<usize> {
        self.state.memory.iter().position(|word| *word == Some(value))
    }

    fn compute_x(&mut self, value: ValueId) -> Result<(), FilterError> {
        if self.state.x.contains(&Some(value)) {
            return Ok(());
        }
        if self.state.a.contains(&Some(value)) {
            self.push(Insn::Tax);
            self.state.x = self.state.a;
            return Ok(());
        }
        if let Some(word) = self.word_of(value) {
            self.push(Insn::LoadXMem(word as u8));
            self.state.x = [Some(value), None];
            return Ok(());
        }
        let insn = match self.values.get(value) {
            Value::Const(constant) => Insn::LoadXImm(constant),
            Value::Len => Insn::LoadXLen,
            Value::HeaderLen(k) => Insn::LoadXHeaderLen(k),
            Value::Slot(Slot(slot)) => Insn::LoadXMem(slot),
            _ => {
                self.compute_a(value)?;
                Insn::Tax
            }
        };
        self.push(insn);
        self.state.x = [Some(value), None];
        Ok(())
    }

    fn compute_a(&mut self, value: ValueId) -> Result<(), FilterError> {
        if self.state.a.contains(&Some(value)) {
            return Ok(());
        }
        if self.state.x.contains(&Some(value)) {
            self.push(Insn::Txa);
            self.state.a = self.state.x;
            return Ok(());
        }
        if let Some(word) = self.word_of(value) {
            self.push(Insn::LoadMem(word as u8));
            self.state.a = [Some(value), None];
            return Ok(());
        }
        match self.values.get(value) {
            Value::Const(constant) => self.push(Insn::LoadImm(constant)),
            Value::Len => self.push(Insn::LoadLen),
            Value::Slot(Slot(slot)) => self.push(Insn::LoadMem(slot)),
            Value::HeaderLen(_) => {
                self.compute_x(value)?;
                self.push(Insn::Txa);
            }
            Value::Load { size, at } => match at.base {
                None => self.push(Insn::LoadAbs { size, k: at.bytes }),
                Some(base) => {
                    self.compute_x(base)?;
                    self.push(Insn::LoadInd { size, k: at.bytes });
                }
            },
            Value::Negate(inner) => {
                self.compute_a(inner)?;
                self.push(Insn::Neg);
            }
            Value::Binary(op, left, right) => match self.values.as_const(right) {
                Some(constant) => {
                    self.compute_a(left)?;
                    self.push(Insn::Alu(op, Operand::K(constant)));
                }
                None => {
                    let may_swap =
                        matches!(op, ArithOp::Add | ArithOp::Mul | ArithOp::And | ArithOp::Or | ArithOp::Xor);
                    self.pair(left, right, may_swap)?;
                    self.push(Insn::Alu(op, Operand::X));
                }
            },
            Value::Chain(chain) => self.chain(chain)?,
        }
        self.state.a = [Some(value), None];
        Ok(())
    }

    fn assign(&mut self, slot: Slot, value: ValueId) -> Result<(), FilterError> {
        let in_x = self.state.x.contains(&Some(value)) && !self.state.a.contains(&Some(value));
        if in_x {
            self.push(Insn::StoreX(slot.0));
        } else {
            self.compute_a(value)?;
            self.push(Insn::Store(slot.0));
        }
        // What was computed from the slot's old contents is no longer what its name says.
        let values = self.values;
        let stale = |held: &Option<ValueId>| held.is_some_and(|held| values.depends_on(held, slot));
        let State { a, x, memory } = &mut self.state;
        for held in a.iter_mut().chain(x).chain(memory) {
            if stale(held) {
                *held = None;
            }
        }
        if let Some(named) = self.values.known_slot(slot) {
            let held = if in_x { &mut self.state.x } else { &mut self.state.a };
            *held = [held.iter().flatten().next().copied(), Some(named)];
        }
        Ok(())
    }

    /// Leaves the last protocol of a chain of headers in A: a loop with X at the header that follows
    /// the network header so far, and A the protocol of that header.
    ///
    /// An IPv6 extension header has its length in units of 8 bytes, the first not counted; an
    /// authentication header in units of 4, the first two not counted (RFC 8200 section 4, RFC 4302
    /// section 2.2). The latter counts from the network header here, as libpcap has it.
    fn chain(&mut self, chain: Chain) -> Result<(), FilterError> {
        const NO_NEXT_HEADER: u32 = 59;
        const AUTHENTICATION: u32 = 51;
        /// Hop-by-hop options, destination options, routing, fragment.
        const EXTENSIONS: [u32; 4] = [0, 60, 43, 44];
        let network = chain.network.bytes;
        let is_ip6 = chain.version == Proto::Ip6;
        let byte = |k| Insn::LoadInd { size: 1, k: network.wrapping_add(k) };
        let equal = |k, yes, no| Insn::Branch { op: crate::cfg::TestOp::Eq, operand: Operand::K(k), yes, no };
        self.push(Insn::LoadAbs { size: 1, k: network.wrapping_add(if is_ip6 { 6 } else { 9 }) });
        self.push(if is_ip6 { Insn::LoadXImm(40) } else { Insn::LoadXHeaderLen(network) });

        let kept = self.keep_a()?;
        self.code.pop();
        let word = kept as u8;
        let extension = [
            byte(0),
            Insn::Store(word),
            byte(1),
            Insn::Alu(ArithOp::Add, Operand::K(1)),
            Insn::Alu(ArithOp::Mul, Operand::K(8)),
            Insn::Alu(ArithOp::Add, Operand::X),
            Insn::Tax,
            Insn::LoadMem(word),
        ];
        let authentication = [
            byte(0),
            Insn::Store(word),
            byte(1),
            Insn::Alu(ArithOp::Add, Operand::K(2)),
            Insn::Alu(ArithOp::Mul, Operand::K(4)),
            Insn::Tax,
            Insn::LoadMem(word),
        ];
        let extension_len = if is_ip6 { extension.len() as u8 + 1 } else { 0 };
        let authentication_len = authentication.len() as u8 + 1;
        let end = extension_len + authentication_len;

        let mut body = vec![equal(chain.wanted, 0, 0), equal(NO_NEXT_HEADER, 0, 0)];
        if is_ip6 {
            body.extend(EXTENSIONS.map(|number| equal(number, 0, 0)));
        }
        body.push(equal(AUTHENTICATION, 0, 0));
        let tests = body.len() as u8;
        for (at, insn) in (0..).zip(&mut body) {
            let Insn::Branch { operand, yes, no, .. } = insn else { continue };
            let left = tests - 1 - at;
            *yes = left
                + match *operand {
                    Operand::K(number) if number == chain.wanted || number == NO_NEXT_HEADER => end,
                    Operand::K(AUTHENTICATION) => extension_len,
                    _ => 0,
                };
            *no = if left == 0 { end } else { 0 };
        }
        if is_ip6 {
            body.extend(extension);
            body.push(Insn::Jump(-(body.len() as i32) - 1));
        }
        body.extend(authentication);
        body.push(Insn::Jump(-(body.len() as i32) - 1));
        for insn in body {
            self.push(insn);
        }
        self.release(kept);
        self.state.x = [None; 2];
        self.state.memory = self.state.memory.map(|_| None);
        Ok(())
    }
}
