//! eBPF instructions, by name: what the translator needs of them, their encoding and their text.
//!
//! Source: RFC 9669.

use crate::{ast::ArithOp, cfg::TestOp};

/// A register, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reg(pub u8);

/// What is computed with or compared to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A constant.
    Imm(i32),
    /// A register.
    Reg(Reg),
}

/// A place to jump to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Label(pub usize);

/// An instruction, or a label before the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insn {
    /// Names the place of the next instruction.
    Label(Label),
    /// `dst = src`, 64 bits.
    Move64(Reg, Source),
    /// `dst = src`, 32 bits; the upper half becomes zero.
    Move32(Reg, Source),
    /// `dst += src`, 64 bits.
    Add64(Reg, Source),
    /// `dst = dst op src`, 32 bits.
    Alu32(ArithOp, Reg, Source),
    /// `dst = -dst`, 32 bits.
    Neg32(Reg),
    /// `dst` from big-endian order, so many bits.
    FromBe(Reg, i32),
    /// `dst = *(size *)(src + offset)`, so many bytes.
    Load {
        /// Bytes.
        size: u8,
        /// Destination.
        dst: Reg,
        /// Address.
        src: Reg,
        /// From the address.
        offset: i16,
    },
    /// `*(size *)(dst + offset) = src`
    Store {
        /// Bytes.
        size: u8,
        /// Address.
        dst: Reg,
        /// From the address.
        offset: i16,
        /// What is stored.
        src: Reg,
    },
    /// `*(size *)(dst + offset) = imm`
    StoreImm {
        /// Bytes.
        size: u8,
        /// Address.
        dst: Reg,
        /// From the address.
        offset: i16,
        /// What is stored.
        imm: i32,
    },
    /// Jumps where a 32-bit comparison holds.
    Branch32 {
        /// The comparison.
        op: Compare,
        /// Left side.
        dst: Reg,
        /// Right side.
        src: Source,
        /// Where to.
        to: Label,
    },
    /// Jumps where `dst > src`, 64 bits, unsigned.
    BranchAbove64(Reg, Reg, Label),
    /// Jumps.
    Goto(Label),
    /// Calls a helper of the kernel.
    Call(i32),
    /// Returns r0.
    Exit,
}

/// Comparisons of jumps, unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what its name says")]
pub enum Compare {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    AnyBit,
}

impl From<TestOp> for Compare {
    fn from(op: TestOp) -> Self {
        match op {
            TestOp::Eq => Self::Eq,
            TestOp::Gt => Self::Gt,
            TestOp::Ge => Self::Ge,
            TestOp::AnyBit => Self::AnyBit,
        }
    }
}

impl Compare {
    /// The comparison that holds where this one does not, if there is an instruction for it.
    pub(super) fn negated(self) -> Option<Self> {
        Some(match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Gt => Self::Le,
            Self::Ge => Self::Lt,
            Self::Lt => Self::Ge,
            Self::Le => Self::Gt,
            Self::AnyBit => return None,
        })
    }

    const fn code(self) -> u8 {
        match self {
            Self::Eq => 0x10,
            Self::Gt => 0x20,
            Self::Ge => 0x30,
            Self::AnyBit => 0x40,
            Self::Ne => 0x50,
            Self::Lt => 0xa0,
            Self::Le => 0xb0,
        }
    }

    const fn symbol(self) -> &'static str {
        match self {
            Self::Eq => "==",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::AnyBit => "&",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
        }
    }
}

const CLASS_LDX: u8 = 0x01;
const CLASS_ST: u8 = 0x02;
const CLASS_STX: u8 = 0x03;
const CLASS_ALU32: u8 = 0x04;
const CLASS_JMP: u8 = 0x05;
const CLASS_JMP32: u8 = 0x06;
const CLASS_ALU64: u8 = 0x07;
const SOURCE_REG: u8 = 0x08;
const MODE_MEM: u8 = 0x60;

const fn size_code(size: u8) -> u8 {
    match size {
        1 => 0x10,
        2 => 0x08,
        4 => 0x00,
        _ => 0x18,
    }
}

const fn arith(op: ArithOp) -> (u8, &'static str) {
    match op {
        ArithOp::Add => (0x00, "+="),
        ArithOp::Sub => (0x10, "-="),
        ArithOp::Mul => (0x20, "*="),
        ArithOp::Div => (0x30, "/="),
        ArithOp::Or => (0x40, "|="),
        ArithOp::And => (0x50, "&="),
        ArithOp::Shl => (0x60, "<<="),
        ArithOp::Shr => (0x70, ">>="),
        ArithOp::Mod => (0x90, "%="),
        ArithOp::Xor => (0xa0, "^="),
    }
}

impl Insn {
    /// The eight bytes of the instruction in the machine's byte order; `jump` is what it skips.
    pub(super) fn encode(self, jump: i16) -> Option<[u8; 8]> {
        let with = |class: u8, code: u8, dst: Reg, src: Source, offset: i16| match src {
            Source::Imm(imm) => encode(class | code, dst, Reg(0), offset, imm),
            Source::Reg(src) => encode(class | code | SOURCE_REG, dst, src, offset, 0),
        };
        Some(match self {
            Self::Label(_) => return None,
            Self::Move64(dst, src) => with(CLASS_ALU64, 0xb0, dst, src, 0),
            Self::Move32(dst, src) => with(CLASS_ALU32, 0xb0, dst, src, 0),
            Self::Add64(dst, src) => with(CLASS_ALU64, 0x00, dst, src, 0),
            Self::Alu32(op, dst, src) => with(CLASS_ALU32, arith(op).0, dst, src, 0),
            Self::Neg32(dst) => encode(CLASS_ALU32 | 0x80, dst, Reg(0), 0, 0),
            Self::FromBe(dst, bits) => encode(CLASS_ALU32 | 0xd0 | SOURCE_REG, dst, Reg(0), 0, bits),
            Self::Load { size, dst, src, offset } => {
                encode(CLASS_LDX | MODE_MEM | size_code(size), dst, src, offset, 0)
            }
            Self::Store { size, dst, offset, src } => {
                encode(CLASS_STX | MODE_MEM | size_code(size), dst, src, offset, 0)
            }
            Self::StoreImm { size, dst, offset, imm } => {
                encode(CLASS_ST | MODE_MEM | size_code(size), dst, Reg(0), offset, imm)
            }
            Self::Branch32 { op, dst, src, .. } => with(CLASS_JMP32, op.code(), dst, src, jump),
            Self::BranchAbove64(dst, src, _) => with(CLASS_JMP, 0x20, dst, Source::Reg(src), jump),
            Self::Goto(_) => encode(CLASS_JMP, Reg(0), Reg(0), jump, 0),
            Self::Call(helper) => encode(CLASS_JMP | 0x80, Reg(0), Reg(0), 0, helper),
            Self::Exit => encode(CLASS_JMP | 0x90, Reg(0), Reg(0), 0, 0),
        })
    }

    /// Where it may jump to.
    pub(super) fn target(self) -> Option<Label> {
        match self {
            Self::Branch32 { to, .. } | Self::BranchAbove64(_, _, to) | Self::Goto(to) => Some(to),
            _ => None,
        }
    }

    /// The instruction as the kernel's verifier shows it, `to` being the number of its target.
    pub(super) fn text(self, to: usize) -> String {
        let narrow = |source: Source| match source {
            Source::Imm(imm) => format!("0x{imm:x}"),
            Source::Reg(Reg(reg)) => format!("w{reg}"),
        };
        let wide = |source: Source| match source {
            Source::Imm(imm) => imm.to_string(),
            Source::Reg(Reg(reg)) => format!("r{reg}"),
        };
        let place = |Reg(reg): Reg, offset: i16, size: u8| format!("*(u{} *)(r{reg} {offset:+})", 8 * size);
        match self {
            Self::Label(_) => String::new(),
            Self::Move64(Reg(dst), src) => format!("r{dst} = {}", wide(src)),
            Self::Move32(Reg(dst), src) => format!("w{dst} = {}", narrow(src)),
            Self::Add64(Reg(dst), src) => format!("r{dst} += {}", wide(src)),
            Self::Alu32(op, Reg(dst), src) => format!("w{dst} {} {}", arith(op).1, narrow(src)),
            Self::Neg32(Reg(dst)) => format!("w{dst} = -w{dst}"),
            Self::FromBe(Reg(dst), bits) => format!("r{dst} = be{bits} r{dst}"),
            Self::Load { size, dst: Reg(dst), src, offset } => {
                format!("r{dst} = {}", place(src, offset, size))
            }
            Self::Store { size, dst, offset, src: Reg(src) } => {
                format!("{} = r{src}", place(dst, offset, size))
            }
            Self::StoreImm { size, dst, offset, imm } => format!("{} = {imm}", place(dst, offset, size)),
            Self::Branch32 { op, dst: Reg(dst), src, .. } => {
                format!("if w{dst} {} {} goto {to}", op.symbol(), narrow(src))
            }
            Self::BranchAbove64(Reg(dst), Reg(src), _) => format!("if r{dst} > r{src} goto {to}"),
            Self::Goto(_) => format!("goto {to}"),
            Self::Call(helper) => format!("call {helper}"),
            Self::Exit => "exit".into(),
        }
    }
}

fn encode(code: u8, Reg(dst): Reg, Reg(src): Reg, offset: i16, imm: i32) -> [u8; 8] {
    let registers = if cfg!(target_endian = "big") { dst << 4 | src } else { src << 4 | dst };
    let [o0, o1] = offset.to_ne_bytes();
    let [i0, i1, i2, i3] = imm.to_ne_bytes();
    [code, registers, o0, o1, i0, i1, i2, i3]
}
