//! Runs classic BPF on a packet in memory.

use crate::{
    cbpf::{Insn, MAX_LOOPS, MEMORY_WORDS, Operand, ancillary},
    cfg::compare,
    value::compute,
};

/// Runs a program; answers with the number of bytes to keep, 0 rejects the packet.
///
/// Whatever goes wrong rejects it: a load outside `data`, division by zero, an end without a return,
/// more than [`MAX_LOOPS`] jumps back to the same place. Without `facts`, loads of what Linux keeps beside a packet
/// are outside as well.
pub(crate) fn run(insns: &[Insn], data: &[u8], origlen: u32, facts: Option<&Facts>) -> u32 {
    Machine { data, facts, a: 0, x: 0, memory: [0; MEMORY_WORDS] }.run(insns, origlen).unwrap_or(0)
}

/// What Linux keeps beside a packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The Ethernet type.
    pub protocol: u16,
    /// `PACKET_OUTGOING` and its kin (`linux/if_packet.h`).
    pub packet_type: u8,
    /// The interface's index.
    pub ifindex: u32,
    /// The 802.1Q tag that is not among the bytes.
    pub vlan_tci: Option<u16>,
}

impl Facts {
    fn get(&self, offset: u32) -> Option<u32> {
        Some(match offset {
            ancillary::PROTOCOL => u32::from(self.protocol),
            ancillary::PACKET_TYPE => u32::from(self.packet_type),
            ancillary::IFINDEX => self.ifindex,
            ancillary::VLAN_TAG => u32::from(self.vlan_tci.unwrap_or_default()),
            ancillary::VLAN_PRESENT => u32::from(self.vlan_tci.is_some()),
            _ => return None,
        })
    }
}

struct Machine<'a> {
    data: &'a [u8],
    facts: Option<&'a Facts>,
    a: u32,
    x: u32,
    memory: [u32; MEMORY_WORDS],
}

impl Machine<'_> {
    fn run(mut self, insns: &[Insn], origlen: u32) -> Option<u32> {
        let mut at = 0;
        let mut rounds = (0, 0);
        loop {
            let insn = *insns.get(at)?;
            at += 1;
            match insn {
                Insn::LoadAbs { size, k } => {
                    self.a = match self.facts.and_then(|facts| facts.get(k)) {
                        Some(fact) => fact,
                        None => self.load(k, size)?,
                    };
                }
                Insn::LoadInd { size, k } => self.a = self.load(self.x.checked_add(k)?, size)?,
                Insn::LoadImm(k) => self.a = k,
                Insn::LoadLen => self.a = origlen,
                Insn::LoadMem(k) => self.a = *self.memory.get(usize::from(k))?,
                Insn::LoadXImm(k) => self.x = k,
                Insn::LoadXLen => self.x = origlen,
                Insn::LoadXMem(k) => self.x = *self.memory.get(usize::from(k))?,
                Insn::LoadXHeaderLen(k) => self.x = 4 * (self.load(k, 1)? & 0xf),
                Insn::Store(k) => *self.memory.get_mut(usize::from(k))? = self.a,
                Insn::StoreX(k) => *self.memory.get_mut(usize::from(k))? = self.x,
                Insn::Alu(op, operand) => {
                    let operand = self.operand(operand);
                    let divides = matches!(op, crate::ast::ArithOp::Div | crate::ast::ArithOp::Mod);
                    if divides && operand == 0 {
                        return None;
                    }
                    self.a = compute(op, self.a, operand);
                }
                Insn::Neg => self.a = self.a.wrapping_neg(),
                Insn::Tax => self.x = self.a,
                Insn::Txa => self.a = self.x,
                Insn::Jump(by) => {
                    at = at.checked_add_signed(by as isize)?;
                    if by < 0 {
                        rounds = if rounds.0 == at { (at, rounds.1 + 1) } else { (at, 1) };
                        if rounds.1 > MAX_LOOPS {
                            return None;
                        }
                    }
                }
                Insn::Branch { op, operand, yes, no } => {
                    let holds = compare(op, self.a, self.operand(operand));
                    at += usize::from(if holds { yes } else { no });
                }
                Insn::Return(k) => return Some(k),
            }
        }
    }

    fn operand(&self, operand: Operand) -> u32 {
        match operand {
            Operand::K(k) => k,
            Operand::X => self.x,
        }
    }

    fn load(&self, at: u32, size: u8) -> Option<u32> {
        let at = at as usize;
        let bytes = self.data.get(at..at.checked_add(usize::from(size))?)?;
        Some(bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::ArithOp;

    #[test]
    fn a_load_outside_the_packet_rejects_it() {
        let program = [Insn::LoadAbs { size: 2, k: 1 }, Insn::Return(5)];
        assert_eq!(run(&program, &[1, 2, 3], 3, None), 5);
        assert_eq!(run(&program, &[1, 2], 3, None), 0);
        let program = [Insn::LoadXImm(u32::MAX), Insn::LoadInd { size: 1, k: 1 }, Insn::Return(5)];
        assert_eq!(run(&program, &[1, 2], 2, None), 0);
    }

    #[test]
    fn facts_beside_the_packet_are_there_if_they_are_given() {
        let program = [Insn::LoadAbs { size: 1, k: ancillary::VLAN_PRESENT }, Insn::Return(5)];
        assert_eq!(run(&program, &[], 0, None), 0);
        assert_eq!(run(&program, &[], 0, Some(&Facts::default())), 5);
    }

    #[test]
    fn division_by_zero_and_endless_loops_reject() {
        let program = [Insn::LoadImm(1), Insn::Alu(ArithOp::Div, Operand::X), Insn::Return(5)];
        assert_eq!(run(&program, &[], 0, None), 0);
        assert_eq!(run(&[Insn::Jump(-1), Insn::Return(5)], &[], 0, None), 0);
    }
}
