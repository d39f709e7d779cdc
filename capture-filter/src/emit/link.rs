//! Blocks of instructions to one program: blocks that are the same become one, names become numbers
//! of instructions to skip.

use std::collections::HashMap;

use crate::{
    cbpf::{Insn, Operand},
    cfg::{NodeId, TestOp},
};

/// What a node became.
pub(super) struct Block {
    pub(super) id: NodeId,
    pub(super) insns: Vec<Insn>,
    pub(super) end: End,
}

/// Where a block leads.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum End {
    Return(u32),
    Goto(NodeId),
    Branch { op: TestOp, operand: Operand, yes: NodeId, no: NodeId },
}

impl End {
    fn targets(self) -> impl Iterator<Item = NodeId> {
        let [a, b] = match self {
            Self::Return(_) => [None, None],
            Self::Goto(next) => [Some(next), None],
            Self::Branch { yes, no, .. } => [Some(yes), Some(no)],
        };
        a.into_iter().chain(b)
    }
}

/// Links blocks, of which each comes before those that it leads to. `len` is above all indices.
pub(super) fn link(blocks: Vec<Block>, len: usize) -> Vec<Insn> {
    let blocks = reached(merge(blocks, len), len);
    let mut starts = vec![0; len];
    for (at, block) in blocks.iter().enumerate() {
        if let Some(start) = starts.get_mut(block.id.index()) {
            *start = at;
        }
    }
    let place_of = |id: NodeId| starts.get(id.index()).copied().unwrap_or_default();
    let mut ends: Vec<usize> = blocks
        .iter()
        .enumerate()
        .map(|(at, block)| match block.end {
            End::Goto(next) => usize::from(place_of(next) != at + 1),
            _ => 1,
        })
        .collect();
    // A branch that is too far away takes a jump for each far end, which moves others further away.
    while let Some(grown) = grow(&blocks, &ends, place_of) {
        ends = grown;
    }
    write(&blocks, &ends, place_of)
}

/// Gives blocks that are the same the same name: the last one's, so that all jumps still go forward.
fn merge(blocks: Vec<Block>, len: usize) -> Vec<Block> {
    let mut names: Vec<Option<NodeId>> = vec![None; len];
    let mut known: HashMap<(Vec<Insn>, End), NodeId> = HashMap::new();
    let mut merged = Vec::with_capacity(blocks.len());
    for mut block in blocks.into_iter().rev() {
        let name = |id: NodeId| names.get(id.index()).copied().flatten().unwrap_or(id);
        block.end = match block.end {
            End::Goto(next) => End::Goto(name(next)),
            End::Branch { op, operand, yes, no } => End::Branch { op, operand, yes: name(yes), no: name(no) },
            end @ End::Return(_) => end,
        };
        let id = *known.entry((block.insns.clone(), block.end)).or_insert(block.id);
        if let Some(name) = names.get_mut(block.id.index()) {
            *name = Some(id);
        }
        if id == block.id {
            merged.push(block);
        }
    }
    merged.reverse();
    merged
}

/// Leaves out what nothing leads to any more.
fn reached(blocks: Vec<Block>, len: usize) -> Vec<Block> {
    let mut is_reached = vec![false; len];
    if let Some(first) = blocks.first().and_then(|block| is_reached.get_mut(block.id.index())) {
        *first = true;
    }
    let mut kept = Vec::with_capacity(blocks.len());
    for block in blocks {
        if is_reached.get(block.id.index()) == Some(&true) {
            for target in block.end.targets() {
                if let Some(place) = is_reached.get_mut(target.index()) {
                    *place = true;
                }
            }
            kept.push(block);
        }
    }
    kept
}

/// Where each block starts and where the last one ends, with so many instructions at the ends.
fn places(blocks: &[Block], ends: &[usize]) -> Vec<usize> {
    let mut places = Vec::with_capacity(blocks.len() + 1);
    let mut at = 0;
    for (block, end) in blocks.iter().zip(ends) {
        places.push(at);
        at += block.insns.len() + end;
    }
    places.push(at);
    places
}

const FAR: usize = u8::MAX as usize;

/// How many instructions the ends need at these distances; `None` if they have them.
fn grow(blocks: &[Block], ends: &[usize], place_of: impl Fn(NodeId) -> usize) -> Option<Vec<usize>> {
    let places = places(blocks, ends);
    let start = |id: NodeId| places.get(place_of(id)).copied().unwrap_or_default();
    let mut grown = ends.to_vec();
    let mut changed = false;
    for ((block, size), from) in blocks.iter().zip(&mut grown).zip(&places) {
        let End::Branch { yes, no, .. } = block.end else { continue };
        let behind = from + block.insns.len() + 1;
        let is_far = |id| start(id).saturating_sub(behind) > FAR;
        let needed = 1 + usize::from(is_far(yes)) + usize::from(is_far(no));
        if needed > *size {
            *size = needed;
            changed = true;
        }
    }
    changed.then_some(grown)
}

fn write(blocks: &[Block], ends: &[usize], place_of: impl Fn(NodeId) -> usize) -> Vec<Insn> {
    let places = places(blocks, ends);
    let start = |id: NodeId| places.get(place_of(id)).copied().unwrap_or_default();
    let mut insns = Vec::with_capacity(places.last().copied().unwrap_or_default());
    for (block, size) in blocks.iter().zip(ends) {
        insns.extend(&block.insns);
        match block.end {
            End::Return(k) => insns.push(Insn::Return(k)),
            End::Goto(_) if *size == 0 => {}
            End::Goto(next) => insns.push(Insn::Jump((start(next) - insns.len() - 1) as i32)),
            End::Branch { op, operand, yes, no } => {
                let behind = insns.len() + 1;
                let mut jumps: Vec<Insn> = Vec::new();
                let mut skip = |id| {
                    let by = start(id) - behind;
                    if by <= FAR {
                        return by as u8;
                    }
                    jumps.push(Insn::Jump((by - jumps.len() - 1) as i32));
                    jumps.len() as u8 - 1
                };
                let (yes, no) = (skip(yes), skip(no));
                // Room that turned out not to be needed is never jumped into.
                jumps.resize(size - 1, Insn::Jump(0));
                insns.push(Insn::Branch { op, operand, yes, no });
                insns.extend(jumps);
            }
        }
    }
    insns
}
