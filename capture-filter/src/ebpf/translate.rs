//! The translation, one classic instruction after the other.
//!
//! There are two copies of the program. The first one reads the packet where it lies, behind checks
//! that it is there: one check covers the fixed headers, further ones only what lies deeper. Where a
//! check fails, the packet may still have the bytes, outside its linear part: the second copy goes on
//! from there and reads everything through a helper.
//!
//! | register | holds |
//! |---|---|
//! | r6 | the context |
//! | w7 | A |
//! | w8 | X |
//! | r9 | where the packet lies |
//! | r0 to r5 | what is needed for one instruction |

use super::{
    Body, Target, TranslateError, View,
    cooked::{COOKED_LEN, COOKED_PLACE, is_outgoing},
    guard::{self, Known},
    insn::{Compare, Insn, Label, Reg, Source},
};
use crate::{
    Program,
    ast::ArithOp,
    cbpf::{self, MAX_LOOPS, Operand, ancillary},
    cfg::TestOp,
};

pub(super) const CONTEXT: Reg = Reg(6);
const A: Reg = Reg(7);
const X: Reg = Reg(8);
const DATA: Reg = Reg(9);
const FRAME: Reg = Reg(10);

/// Scratch memory, then a buffer for the helper, then the count of loops, all from the frame pointer.
pub(super) const SCRATCH: i16 = -64;
const BUFFER: i16 = -72;
const LOOPS: i16 = -80;

/// The first check covers up to so many bytes, if the program looks at as many: Ethernet, IPv4 and
/// TCP without options. Shorter packets are rare and only take the second copy.
const FIRST_CHECK: u32 = 54;

/// Offsets into a packet that the verifier follows.
const MAX_OFFSET: u32 = 0xffff;

const HELPER_SKB_LOAD_BYTES: i32 = 26;
const HELPER_XDP_GET_BUFF_LEN: i32 = 188;
const HELPER_XDP_LOAD_BYTES: i32 = 189;

/// `PACKET_OUTGOING` of `linux/if_packet.h`.
const PACKET_OUTGOING: i32 = 4;

/// Translates a program for a context.
///
/// # Errors
/// When the result is too large for one function.
pub fn translate(program: &Program, target: Target, view: &View) -> Result<Body, TranslateError> {
    let insns = program.insns();
    let translator = Translator::new(insns, Context(target), view);
    Body::new(translator.translate(insns))
}

/// Hands out labels.
pub(super) struct Labels {
    free: usize,
    pub(super) reject: Label,
}

impl Labels {
    pub(super) fn next(&mut self) -> Label {
        self.free += 1;
        Label(self.free - 1)
    }
}

/// Fields of the context and helpers that read it.
#[derive(Clone, Copy)]
pub(super) struct Context(Target);

impl Context {
    fn field(dst: Reg, offset: i16) -> Insn {
        Insn::Load { size: 4, dst, src: CONTEXT, offset }
    }

    pub(super) fn is_xdp(self) -> bool {
        self.0 == Target::Xdp
    }

    fn data(self, dst: Reg) -> Insn {
        Self::field(dst, if self.is_xdp() { 0 } else { 76 })
    }

    fn data_end(self, dst: Reg) -> Insn {
        Self::field(dst, if self.is_xdp() { 4 } else { 80 })
    }

    /// The Ethernet type, in network order.
    pub(super) fn protocol(self, dst: Reg, code: &mut Vec<Insn>) {
        // At XDP nobody has looked yet: the frame itself tells it.
        code.push(if self.is_xdp() { Insn::Move32(dst, Source::Imm(0)) } else { Self::field(dst, 16) });
    }

    pub(super) fn ifindex(self, dst: Reg, code: &mut Vec<Insn>) {
        code.push(Self::field(dst, if self.is_xdp() { 12 } else { 40 }));
    }

    pub(super) fn packet_type(self, dst: Reg, code: &mut Vec<Insn>) {
        code.push(match self.0 {
            target if is_outgoing(target) => Insn::Move32(dst, Source::Imm(PACKET_OUTGOING)),
            Target::Xdp => Insn::Move32(dst, Source::Imm(0)),
            _ => Self::field(dst, 4),
        });
    }

    fn len(self, dst: Reg, code: &mut Vec<Insn>) {
        if self.is_xdp() {
            code.push(Insn::Move64(Reg(1), Source::Reg(CONTEXT)));
            code.push(Insn::Call(HELPER_XDP_GET_BUFF_LEN));
            code.push(Insn::Move32(dst, Source::Reg(Reg(0))));
        } else {
            code.push(Self::field(dst, 0));
        }
    }

    fn ancillary(self, dst: Reg, offset: u32, code: &mut Vec<Insn>) {
        match offset {
            ancillary::PROTOCOL => {
                self.protocol(dst, code);
                code.push(Insn::FromBe(dst, 16));
            }
            ancillary::PACKET_TYPE => self.packet_type(dst, code),
            ancillary::IFINDEX => self.ifindex(dst, code),
            // At XDP a tag is still among the bytes.
            ancillary::VLAN_PRESENT if !self.is_xdp() => code.push(Self::field(dst, 20)),
            ancillary::VLAN_TAG if !self.is_xdp() => code.push(Self::field(dst, 24)),
            _ => code.push(Insn::Move32(dst, Source::Imm(0))),
        }
    }

    /// Copies bytes of the packet to the stack; rejects a packet that has not so many.
    pub(super) fn load_bytes(
        self,
        at: Source,
        place: i16,
        len: i32,
        labels: &mut Labels,
        code: &mut Vec<Insn>,
    ) {
        let helper = if self.is_xdp() { HELPER_XDP_LOAD_BYTES } else { HELPER_SKB_LOAD_BYTES };
        code.push(Insn::Move64(Reg(1), Source::Reg(CONTEXT)));
        if at != Source::Reg(Reg(2)) {
            code.push(Insn::Move32(Reg(2), at));
        }
        code.extend([
            Insn::Move64(Reg(3), Source::Reg(FRAME)),
            Insn::Add64(Reg(3), Source::Imm(i32::from(place))),
            Insn::Move32(Reg(4), Source::Imm(len)),
            Insn::Call(helper),
            Insn::Branch32 { op: Compare::Ne, dst: Reg(0), src: Source::Imm(0), to: labels.reject },
        ]);
    }
}

struct Translator<'a> {
    context: Context,
    view: &'a View,
    labels: Labels,
    code: Vec<Insn>,
    known: Vec<Option<Known>>,
    /// How much the check before each instruction covers, 0 where there is none.
    checks: Vec<u32>,
    /// Instructions within a loop: the verifier goes round each, and so there is only one way to load.
    looped: Vec<bool>,
    /// Where loops begin. The only way there from before is from the instruction before.
    heads: Vec<usize>,
    /// Instructions at which the first copy may be left for the second.
    left_at: Vec<bool>,
}

/// Which copy of the program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copy {
    Direct,
    ThroughHelper,
}

impl<'a> Translator<'a> {
    fn new(insns: &[cbpf::Insn], context: Context, view: &'a View) -> Self {
        let shift = Shift::of(view);
        let end = |insn: &cbpf::Insn| {
            let (k, size) = guard::fixed_load(*insn)?;
            shift.place(k)?.checked_add(u32::from(size))
        };
        let ends: Vec<Option<u32>> = insns.iter().map(end).collect();
        let first = ends.iter().flatten().copied().filter(|end| *end <= FIRST_CHECK).max().unwrap_or(0);
        let check = |at: usize, known: Known| match ends.get(at).copied().flatten() {
            Some(end) if end > known.checked && end <= MAX_OFFSET / 2 => end.max(first),
            _ => 0,
        };
        let known = guard::known(insns, check);
        let checks = known.iter().enumerate().map(|(at, known)| known.map_or(0, |known| check(at, known)));
        let checks = checks.collect();
        // Labels: the first copy, the second copy, one to reject.
        let labels = Labels { free: 2 * insns.len() + 1, reject: Label(2 * insns.len()) };
        let left_at = vec![false; insns.len()];
        let looped = guard::looped(insns);
        let heads = guard::loop_heads(insns).collect();
        Self { context, view, labels, code: Vec::new(), known, checks, looped, heads, left_at }
    }

    fn translate(mut self, insns: &[cbpf::Insn]) -> Vec<Insn> {
        self.begin(insns);
        for (at, insn) in insns.iter().enumerate() {
            if self.known.get(at).is_some_and(Option::is_some) {
                self.insn(at, *insn, insns.len(), Copy::Direct);
            }
        }
        let reached = self.reached_in_second_copy(insns);
        for (at, insn) in insns.iter().enumerate() {
            if reached.get(at) == Some(&true) {
                self.insn(at, *insn, insns.len(), Copy::ThroughHelper);
            }
        }
        let reject = self.labels.reject;
        if self.code.iter().any(|insn| insn.target() == Some(reject)) {
            self.code.extend([Insn::Label(reject), Insn::Move32(Reg(0), Source::Imm(0)), Insn::Exit]);
        }
        self.code
    }

    /// What can run in the second copy: the kernel refuses what cannot.
    fn reached_in_second_copy(&self, insns: &[cbpf::Insn]) -> Vec<bool> {
        let mut reached = vec![false; insns.len()];
        let left = self.left_at.iter().enumerate().filter(|(_, left)| **left);
        let mut pending: Vec<usize> = left.map(|(at, _)| at).collect();
        while let Some(at) = pending.pop() {
            if let (Some(place @ false), Some(insn)) = (reached.get_mut(at), insns.get(at)) {
                *place = true;
                pending.extend(guard::successors(at, *insn));
            }
        }
        reached
    }

    fn begin(&mut self, insns: &[cbpf::Insn]) {
        self.code.push(Insn::Move64(CONTEXT, Source::Reg(Reg(1))));
        let reads = |insn: &cbpf::Insn| {
            matches!(insn, cbpf::Insn::LoadInd { .. }) || guard::fixed_load(*insn).is_some()
        };
        if insns.iter().any(reads) {
            self.code.push(self.context.data(DATA));
        }
        if let View::Cooked(cooked) = self.view {
            let looks = |insn: &cbpf::Insn| match insn {
                cbpf::Insn::LoadAbs { k, .. } | cbpf::Insn::LoadXHeaderLen(k) => *k < COOKED_LEN,
                cbpf::Insn::LoadInd { .. } => true,
                _ => false,
            };
            if insns.iter().any(looks) {
                cooked.build(self.context, &mut self.labels, &mut self.code);
            }
        }
        // The verifier does not let anybody read what was never written.
        self.code.push(Insn::Move32(A, Source::Imm(0)));
        self.code.push(Insn::Move32(X, Source::Imm(0)));
    }

    fn label(&self, at: usize, copy: Copy, len: usize) -> Label {
        Label(if copy == Copy::Direct { at } else { len + at })
    }

    fn insn(&mut self, at: usize, insn: cbpf::Insn, len: usize, copy: Copy) {
        if self.heads.contains(&at) {
            // Each loop counts anew; jumps backwards go behind this.
            self.code.push(Insn::StoreImm { size: 8, dst: FRAME, offset: LOOPS, imm: MAX_LOOPS as i32 });
        }
        self.code.push(Insn::Label(self.label(at, copy, len)));
        match insn {
            cbpf::Insn::LoadAbs { size, k } => self.load_fixed(at, A, size, k, len, copy),
            cbpf::Insn::LoadXHeaderLen(k) => {
                self.load_fixed(at, X, 1, k, len, copy);
                self.code.push(Insn::Alu32(ArithOp::And, X, Source::Imm(0xf)));
                self.code.push(Insn::Alu32(ArithOp::Shl, X, Source::Imm(2)));
            }
            cbpf::Insn::LoadInd { size, k } => self.load_computed(at, size, k, len, copy),
            cbpf::Insn::LoadImm(k) => self.code.push(Insn::Move32(A, Source::Imm(k as i32))),
            cbpf::Insn::LoadXImm(k) => self.code.push(Insn::Move32(X, Source::Imm(k as i32))),
            cbpf::Insn::LoadLen => self.packet_len(A),
            cbpf::Insn::LoadXLen => self.packet_len(X),
            cbpf::Insn::LoadMem(word) => self.code.push(memory_load(A, word)),
            cbpf::Insn::LoadXMem(word) => self.code.push(memory_load(X, word)),
            cbpf::Insn::Store(word) => self.code.push(memory_store(A, word)),
            cbpf::Insn::StoreX(word) => self.code.push(memory_store(X, word)),
            cbpf::Insn::Tax => self.code.push(Insn::Move32(X, Source::Reg(A))),
            cbpf::Insn::Txa => self.code.push(Insn::Move32(A, Source::Reg(X))),
            cbpf::Insn::Neg => self.code.push(Insn::Neg32(A)),
            cbpf::Insn::Alu(op, operand) => self.arithmetic(op, operand),
            cbpf::Insn::Jump(by) => {
                if by < 0 {
                    self.count_loop();
                }
                let target = (at + 1).checked_add_signed(by as isize).unwrap_or(at);
                if by != 0 {
                    self.code.push(Insn::Goto(self.label(target, copy, len)));
                }
            }
            cbpf::Insn::Branch { op, operand, yes, no } => {
                let target = |by: u8| at + 1 + usize::from(by);
                let (yes, no) = (target(yes), target(no));
                self.branch(op, operand, at, (yes, no), len, copy);
            }
            cbpf::Insn::Return(k) => {
                self.code.push(Insn::Move32(Reg(0), Source::Imm(k as i32)));
                self.code.push(Insn::Exit);
            }
        }
    }

    fn branch(
        &mut self,
        op: TestOp,
        operand: Operand,
        at: usize,
        (yes, no): (usize, usize),
        len: usize,
        copy: Copy,
    ) {
        let src = match operand {
            Operand::K(k) => Source::Imm(k as i32),
            Operand::X => Source::Reg(X),
        };
        let op = Compare::from(op);
        let (to_yes, to_no) = (self.label(yes, copy, len), self.label(no, copy, len));
        if yes == at + 1
            && let Some(op) = op.negated()
        {
            self.code.push(Insn::Branch32 { op, dst: A, src, to: to_no });
            return;
        }
        self.code.push(Insn::Branch32 { op, dst: A, src, to: to_yes });
        if no != at + 1 {
            self.code.push(Insn::Goto(to_no));
        }
    }

    fn packet_len(&mut self, dst: Reg) {
        self.context.len(dst, &mut self.code);
        if let View::Cooked(cooked) = self.view {
            cooked.len(dst, &mut self.code);
        }
    }

    fn arithmetic(&mut self, op: ArithOp, operand: Operand) {
        let src = match operand {
            Operand::K(k) => Source::Imm(k as i32),
            Operand::X => Source::Reg(X),
        };
        match (op, operand) {
            (ArithOp::Div | ArithOp::Mod, Operand::X) => {
                let reject = self.labels.reject;
                self.code.push(Insn::Branch32 { op: Compare::Eq, dst: X, src: Source::Imm(0), to: reject });
                self.code.push(Insn::Alu32(op, A, src));
            }
            (ArithOp::Shl | ArithOp::Shr, Operand::X) => {
                // eBPF takes the number of bits modulo 32.
                let (short, done) = (self.labels.next(), self.labels.next());
                self.code.extend([
                    Insn::Branch32 { op: Compare::Lt, dst: X, src: Source::Imm(32), to: short },
                    Insn::Move32(A, Source::Imm(0)),
                    Insn::Goto(done),
                    Insn::Label(short),
                    Insn::Alu32(op, A, src),
                    Insn::Label(done),
                ]);
            }
            _ => self.code.push(Insn::Alu32(op, A, src)),
        }
    }

    fn count_loop(&mut self) {
        let (count, reject) = (Reg(2), self.labels.reject);
        self.code.extend([
            Insn::Load { size: 8, dst: count, src: FRAME, offset: LOOPS },
            Insn::Branch32 { op: Compare::Eq, dst: count, src: Source::Imm(0), to: reject },
            Insn::Add64(count, Source::Imm(-1)),
            Insn::Store { size: 8, dst: FRAME, offset: LOOPS, src: count },
        ]);
        // With something added and taken away again X is what it was, but the verifier no longer knows
        // its bounds: they differ from round to round, and it would take every one for a new case.
        let unknown = Reg(2);
        self.context.ifindex(unknown, &mut self.code);
        self.code.push(Insn::Alu32(ArithOp::Add, X, Source::Reg(unknown)));
        self.code.push(Insn::Alu32(ArithOp::Sub, X, Source::Reg(unknown)));
    }

    /// A load at a constant offset.
    fn load_fixed(&mut self, at: usize, dst: Reg, size: u8, k: u32, len: usize, copy: Copy) {
        if ancillary::name(k).is_some() {
            self.context.ancillary(dst, k, &mut self.code);
            return;
        }
        let shift = Shift::of(self.view);
        if shift.is_cooked() && k < COOKED_LEN {
            let offset = COOKED_PLACE + k as i16;
            // The verifier wants the stack to be read at multiples of the size.
            if k + u32::from(size) <= COOKED_LEN && offset % i16::from(size) == 0 {
                self.code.push(Insn::Load { size, dst, src: FRAME, offset });
                self.swap(dst, size);
            } else {
                self.load_each(dst, size, Source::Imm(k as i32));
            }
            return;
        }
        let place = shift.place(k).unwrap_or(u32::MAX);
        if copy == Copy::ThroughHelper || place > MAX_OFFSET / 2 - 4 {
            self.load_through_helper(dst, size, Source::Imm(place as i32));
            return;
        }
        let check = self.checks.get(at).copied().unwrap_or(0);
        if check > 0 {
            let slow = self.leave(at, len);
            self.code.extend([
                self.context.data_end(Reg(2)),
                Insn::Move64(Reg(3), Source::Reg(DATA)),
                Insn::Add64(Reg(3), Source::Imm(check as i32)),
                Insn::BranchAbove64(Reg(3), Reg(2), slow),
            ]);
        }
        self.code.push(Insn::Load { size, dst, src: DATA, offset: place as i16 });
        self.swap(dst, size);
    }

    /// A load at X and a constant.
    fn load_computed(&mut self, at: usize, size: u8, k: u32, len: usize, copy: Copy) {
        let shift = Shift::of(self.view);
        let is_looped = self.looped.get(at) == Some(&true);
        let copy = if is_looped { Copy::ThroughHelper } else { copy };
        let most = self.known.get(at).copied().flatten().map_or(u32::MAX, |known| known.x);
        let offset = Reg(2);
        if shift.is_cooked() {
            // What lies within the cooked header is read byte by byte.
            let (behind, done) = (self.labels.next(), self.labels.next());
            self.sum(offset, k, most);
            self.code.push(Insn::Branch32 {
                op: Compare::Ge,
                dst: offset,
                src: Source::Imm(COOKED_LEN as i32),
                to: behind,
            });
            self.load_each(A, size, Source::Reg(offset));
            self.code.push(Insn::Goto(done));
            self.code.push(Insn::Label(behind));
            let less = COOKED_LEN - shift.link_len();
            self.code.push(Insn::Alu32(ArithOp::Sub, offset, Source::Imm(less as i32)));
            self.load_at(at, size, len, copy, u32::MAX, 0);
            self.code.push(Insn::Label(done));
            return;
        }
        if copy == Copy::Direct && k <= MAX_OFFSET / 2 - 4 {
            self.code.push(Insn::Move32(offset, Source::Reg(X)));
            self.load_at(at, size, len, copy, most, k);
        } else {
            self.sum(offset, k, most);
            self.load_through_helper(A, size, Source::Reg(offset));
        }
    }

    /// `offset = X + k`; a sum of more than 32 bits rejects the packet.
    fn sum(&mut self, offset: Reg, k: u32, most: u32) {
        self.code.push(Insn::Move32(offset, Source::Reg(X)));
        if k == 0 {
            return;
        }
        if most.checked_add(k).is_none() {
            let largest = u32::MAX - k;
            let reject = self.labels.reject;
            self.code.push(Insn::Branch32 {
                op: Compare::Gt,
                dst: offset,
                src: Source::Imm(largest as i32),
                to: reject,
            });
        }
        self.code.push(Insn::Alu32(ArithOp::Add, offset, Source::Imm(k as i32)));
    }

    /// A load into A at r2 and a constant; r2 is known not to be above `most`.
    fn load_at(&mut self, at: usize, size: u8, len: usize, copy: Copy, most: u32, k: u32) {
        let offset = Reg(2);
        if copy == Copy::ThroughHelper {
            self.load_through_helper(A, size, Source::Reg(offset));
            return;
        }
        let slow = self.leave(at, len);
        let largest = MAX_OFFSET - k - u32::from(size);
        if most > largest {
            self.code.push(Insn::Branch32 {
                op: Compare::Gt,
                dst: offset,
                src: Source::Imm(largest as i32),
                to: slow,
            });
        }
        let (end, pointer) = (Reg(3), Reg(2));
        self.code.extend([
            Insn::Add64(pointer, Source::Reg(DATA)),
            Insn::Move64(end, Source::Reg(pointer)),
            Insn::Add64(end, Source::Imm((k + u32::from(size)) as i32)),
            self.context.data_end(Reg(4)),
            Insn::BranchAbove64(end, Reg(4), slow),
            Insn::Load { size, dst: A, src: pointer, offset: k as i16 },
        ]);
        self.swap(A, size);
    }

    /// A load that may begin in the cooked header and end behind it. `from` is not r3 to r5.
    fn load_each(&mut self, dst: Reg, size: u8, from: Source) {
        let shift = Shift::of(self.view);
        let less = (COOKED_LEN - shift.link_len()) as i32;
        // The offset outlives the helper on the stack.
        let kept = BUFFER + 4;
        self.code.push(Insn::Move32(Reg(2), from));
        self.code.push(Insn::Store { size: 4, dst: FRAME, offset: kept, src: Reg(2) });
        self.code.push(Insn::Move32(dst, Source::Imm(0)));
        for byte in 0..size {
            let (packet, done) = (self.labels.next(), self.labels.next());
            self.code.extend([
                Insn::Alu32(ArithOp::Shl, dst, Source::Imm(8)),
                Insn::Load { size: 4, dst: Reg(2), src: FRAME, offset: kept },
                Insn::Alu32(ArithOp::Add, Reg(2), Source::Imm(i32::from(byte))),
                Insn::Branch32 {
                    op: Compare::Gt,
                    dst: Reg(2),
                    src: Source::Imm(COOKED_LEN as i32 - 1),
                    to: packet,
                },
                Insn::Move64(Reg(3), Source::Reg(FRAME)),
                Insn::Add64(Reg(3), Source::Reg(Reg(2))),
                Insn::Load { size: 1, dst: Reg(2), src: Reg(3), offset: COOKED_PLACE },
                Insn::Goto(done),
                Insn::Label(packet),
                Insn::Alu32(ArithOp::Sub, Reg(2), Source::Imm(less)),
            ]);
            self.context.load_bytes(Source::Reg(Reg(2)), BUFFER, 1, &mut self.labels, &mut self.code);
            self.code.extend([
                Insn::Load { size: 1, dst: Reg(2), src: FRAME, offset: BUFFER },
                Insn::Label(done),
                Insn::Alu32(ArithOp::Or, dst, Source::Reg(Reg(2))),
            ]);
        }
    }

    fn load_through_helper(&mut self, dst: Reg, size: u8, at: Source) {
        self.context.load_bytes(at, BUFFER, i32::from(size), &mut self.labels, &mut self.code);
        self.code.push(Insn::Load { size, dst, src: FRAME, offset: BUFFER });
        self.swap(dst, size);
    }

    fn swap(&mut self, dst: Reg, size: u8) {
        if size > 1 {
            self.code.push(Insn::FromBe(dst, 8 * i32::from(size)));
        }
    }

    /// The same instruction in the second copy.
    fn leave(&mut self, at: usize, len: usize) -> Label {
        if let Some(left) = self.left_at.get_mut(at) {
            *left = true;
        }
        self.label(at, Copy::ThroughHelper, len)
    }
}

/// Where an offset of the program is in the packet.
#[derive(Clone, Copy)]
struct Shift {
    /// Length of the link header that a cooked header takes the place of.
    link_len: Option<u32>,
}

impl Shift {
    fn of(view: &View) -> Self {
        match view {
            View::Frame => Self { link_len: None },
            View::Cooked(cooked) => Self { link_len: Some(cooked.link_len()) },
        }
    }

    fn is_cooked(self) -> bool {
        self.link_len.is_some()
    }

    fn link_len(self) -> u32 {
        self.link_len.unwrap_or_default()
    }

    /// `None` within the cooked header.
    fn place(self, k: u32) -> Option<u32> {
        match self.link_len {
            None => Some(k),
            Some(link_len) => k.checked_sub(COOKED_LEN)?.checked_add(link_len),
        }
    }
}

fn memory_load(dst: Reg, word: u8) -> Insn {
    Insn::Load { size: 4, dst, src: FRAME, offset: SCRATCH + 4 * i16::from(word) }
}

fn memory_store(src: Reg, word: u8) -> Insn {
    Insn::Store { size: 4, dst: FRAME, offset: SCRATCH + 4 * i16::from(word), src }
}
