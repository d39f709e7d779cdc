//! What is known before each instruction of a classic program: how much of the packet has been
//! checked to be there, and how large the registers can be.

use crate::{
    ast::ArithOp,
    cbpf::{Insn, Operand, ancillary},
};

/// What is known before an instruction, whatever way led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Bytes from the beginning of the packet that can be read without a check.
    pub(super) checked: u32,
    /// Bounds of the registers.
    pub(super) a: u32,
    pub(super) x: u32,
}

impl Known {
    const START: Self = Self { checked: 0, a: 0, x: 0 };

    fn join(self, other: Self) -> Self {
        Self { checked: self.checked.min(other.checked), a: self.a.max(other.a), x: self.x.max(other.x) }
    }
}

/// Place and size of a load at a fixed place of the packet, not of facts beside it.
pub(super) fn fixed_load(insn: Insn) -> Option<(u32, u8)> {
    match insn {
        Insn::LoadAbs { size, k } => ancillary::name(k).is_none().then_some((k, size)),
        Insn::LoadXHeaderLen(k) => Some((k, 1)),
        _ => None,
    }
}

/// What is known before each instruction; `None` where it cannot be reached.
///
/// `checks` gives for an instruction how much is checked there at most, which is then known behind
/// it. A jump backwards adds nothing new but larger registers: those are taken as unknown there.
pub(super) fn known(insns: &[Insn], checks: impl Fn(usize, Known) -> u32) -> Vec<Option<Known>> {
    let mut known: Vec<Option<Known>> = vec![None; insns.len()];
    let join = |at: usize, known: &mut Vec<Option<Known>>, new: Known| {
        if let Some(place) = known.get_mut(at) {
            *place = Some(place.map_or(new, |old| old.join(new)));
        }
    };
    join(0, &mut known, Known::START);
    for at in loop_heads(insns) {
        join(at, &mut known, Known { checked: u32::MAX, a: u32::MAX, x: u32::MAX });
    }
    for (at, insn) in insns.iter().enumerate() {
        let Some(mut now) = known.get(at).copied().flatten() else { continue };
        if now.checked == u32::MAX {
            now.checked = 0;
        }
        if let Some(place) = known.get_mut(at) {
            *place = Some(now);
        }
        now.checked = now.checked.max(checks(at, now));
        after(*insn, &mut now);
        for next in successors(at, *insn) {
            join(next, &mut known, now);
        }
    }
    known
}

/// For each instruction whether it is within a loop.
pub(super) fn looped(insns: &[Insn]) -> Vec<bool> {
    let mut looped = vec![false; insns.len()];
    for (at, insn) in insns.iter().enumerate() {
        if let Insn::Jump(by) = insn
            && let Some(head) = (at + 1).checked_add_signed(*by as isize)
        {
            looped.iter_mut().take(at + 1).skip(head).for_each(|place| *place = true);
        }
    }
    looped
}

/// Instructions that jumps backwards lead to.
pub(super) fn loop_heads(insns: &[Insn]) -> impl Iterator<Item = usize> {
    insns.iter().enumerate().filter_map(|(at, insn)| match insn {
        Insn::Jump(by) if *by < 0 => (at + 1).checked_add_signed(*by as isize),
        _ => None,
    })
}

/// Instructions that may run after one.
pub(super) fn successors(at: usize, insn: Insn) -> impl Iterator<Item = usize> {
    let [a, b] = match insn {
        Insn::Return(_) => [None, None],
        Insn::Jump(by) => [(at + 1).checked_add_signed(by as isize), None],
        Insn::Branch { yes, no, .. } => [Some(at + 1 + usize::from(yes)), Some(at + 1 + usize::from(no))],
        _ => [Some(at + 1), None],
    };
    a.into_iter().chain(b)
}

fn after(insn: Insn, known: &mut Known) {
    let largest = |size: u8| if size == 4 { u32::MAX } else { (1 << (8 * u32::from(size))) - 1 };
    match insn {
        Insn::LoadAbs { k, .. } if ancillary::name(k).is_some() => known.a = u32::MAX,
        Insn::LoadAbs { size, .. } | Insn::LoadInd { size, .. } => known.a = largest(size),
        Insn::LoadImm(k) => known.a = k,
        Insn::LoadXImm(k) => known.x = k,
        Insn::LoadLen | Insn::LoadMem(_) | Insn::Neg => known.a = u32::MAX,
        Insn::LoadXLen | Insn::LoadXMem(_) => known.x = u32::MAX,
        Insn::LoadXHeaderLen(_) => known.x = 60,
        Insn::Tax => known.x = known.a,
        Insn::Txa => known.a = known.x,
        Insn::Alu(op, operand) => {
            let right = match operand {
                Operand::K(k) => k,
                Operand::X => known.x,
            };
            known.a = match (op, operand) {
                (ArithOp::Add, _) => known.a.saturating_add(right),
                (ArithOp::And, _) => known.a.min(right),
                (ArithOp::Shl, Operand::K(k)) => {
                    u32::try_from(u64::from(known.a) << k.min(32)).unwrap_or(u32::MAX)
                }
                (ArithOp::Shr, Operand::K(k)) => known.a.checked_shr(k).unwrap_or(0),
                (ArithOp::Mul, _) => known.a.saturating_mul(right),
                (ArithOp::Div | ArithOp::Mod | ArithOp::Shr, _) => known.a,
                _ => u32::MAX,
            };
        }
        Insn::Store(_) | Insn::StoreX(_) | Insn::Jump(_) | Insn::Branch { .. } | Insn::Return(_) => {}
    }
}
