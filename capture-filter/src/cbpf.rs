//! Classic BPF: instructions, their encoding, and the three forms in which tcpdump prints them.
//!
//! Source: bpf(4), `linux/filter.h`, Documentation/networking/filter.rst.

use std::fmt::Write;

pub use crate::ast::ArithOp;
pub use crate::cfg::TestOp;

/// Words of scratch memory, `M[]`.
pub const MEMORY_WORDS: usize = 16;

/// How often a program may jump back to the same place; the packet is rejected then. Only the loop
/// that follows a chain of headers does, once for each header.
pub const MAX_LOOPS: u32 = 256;

/// Facts that Linux keeps beside a packet, as offsets of absolute loads (`SKF_AD_*`).
pub mod ancillary {
    const BASE: u32 = 0xffff_f000;
    /// The Ethernet type (`SKF_AD_PROTOCOL`).
    pub const PROTOCOL: u32 = BASE;
    /// `PACKET_OUTGOING` and its kin (`SKF_AD_PKTTYPE`).
    pub const PACKET_TYPE: u32 = BASE + 4;
    /// The interface's index (`SKF_AD_IFINDEX`).
    pub const IFINDEX: u32 = BASE + 8;
    /// The 802.1Q tag beside the frame (`SKF_AD_VLAN_TAG`).
    pub const VLAN_TAG: u32 = BASE + 44;
    /// 1 where there is one (`SKF_AD_VLAN_TAG_PRESENT`).
    pub const VLAN_PRESENT: u32 = BASE + 48;

    /// Bytes to load, as libpcap does; Linux gives the whole value whatever is asked for.
    pub(crate) const fn size(offset: u32) -> u8 {
        match offset {
            IFINDEX => 4,
            PACKET_TYPE | VLAN_TAG | PROTOCOL => 2,
            _ => 1,
        }
    }

    /// How tcpdump prints the offset of a load.
    pub(crate) fn name(offset: u32) -> Option<&'static str> {
        const NAMES: [&str; 16] = [
            "prot", "type", "ifidx", "nla", "nlan", "mark", "queue", "hatype", "rxhash", "cpu", "",
            "vlan_tci", "vlanp", "", "", "",
        ];
        let at = offset.checked_sub(BASE).filter(|at| at % 4 == 0)?;
        NAMES.get(at as usize / 4).copied().filter(|name| !name.is_empty())
    }
}

/// The second operand of arithmetic and of comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A constant.
    K(u32),
    /// The index register.
    X,
}

/// An instruction. `A` is the accumulator, `X` the index register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Insn {
    /// `A = packet[k]`, 1, 2 or 4 bytes, big-endian.
    LoadAbs {
        /// Bytes.
        size: u8,
        /// Offset from the beginning of the packet.
        k: u32,
    },
    /// `A = packet[X + k]`.
    LoadInd {
        /// Bytes.
        size: u8,
        /// Offset from `X`.
        k: u32,
    },
    /// `A = k`.
    LoadImm(u32),
    /// `A` = the packet's length.
    LoadLen,
    /// `A = M[k]`.
    LoadMem(u8),
    /// `X = k`.
    LoadXImm(u32),
    /// `X` = the packet's length.
    LoadXLen,
    /// `X = M[k]`.
    LoadXMem(u8),
    /// `X = 4 * (packet[k] & 0xf)`.
    LoadXHeaderLen(u32),
    /// `M[k] = A`.
    Store(u8),
    /// `M[k] = X`.
    StoreX(u8),
    /// `A = A op operand`; division by 0 rejects the packet.
    Alu(ArithOp, Operand),
    /// `A = -A`.
    Neg,
    /// `X = A`.
    Tax,
    /// `A = X`.
    Txa,
    /// Skips so many instructions; goes back where that is negative.
    Jump(i32),
    /// Skips `yes` instructions where the comparison of `A` holds, else `no`.
    Branch {
        /// The comparison.
        op: TestOp,
        /// What `A` is compared with.
        operand: Operand,
        /// Instructions to skip where it holds.
        yes: u8,
        /// Instructions to skip where it does not.
        no: u8,
    },
    /// Ends: keeps so many bytes of the packet, 0 rejects it.
    Return(u32),
}

/// `struct sock_filter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// Operation.
    pub code: u16,
    /// Instructions to skip where a comparison holds.
    pub jt: u8,
    /// Instructions to skip where it does not.
    pub jf: u8,
    /// Constant operand.
    pub k: u32,
}

impl Insn {
    /// The instruction as the kernel takes it.
    pub const fn encode(self) -> Encoded {
        const fn size_code(size: u8) -> u16 {
            match size {
                1 => 0x10,
                2 => 0x08,
                _ => 0x00,
            }
        }
        const fn with(operand: Operand, code: u16) -> (u16, u32) {
            match operand {
                Operand::K(k) => (code, k),
                Operand::X => (code | 0x08, 0),
            }
        }
        let (code, jt, jf, k) = match self {
            Self::LoadAbs { size, k } => (0x20 | size_code(size), 0, 0, k),
            Self::LoadInd { size, k } => (0x40 | size_code(size), 0, 0, k),
            Self::LoadImm(k) => (0x00, 0, 0, k),
            Self::LoadLen => (0x80, 0, 0, 0),
            Self::LoadMem(k) => (0x60, 0, 0, k as u32),
            Self::LoadXImm(k) => (0x01, 0, 0, k),
            Self::LoadXLen => (0x81, 0, 0, 0),
            Self::LoadXMem(k) => (0x61, 0, 0, k as u32),
            Self::LoadXHeaderLen(k) => (0xb1, 0, 0, k),
            Self::Store(k) => (0x02, 0, 0, k as u32),
            Self::StoreX(k) => (0x03, 0, 0, k as u32),
            Self::Alu(op, operand) => {
                let code = match op {
                    ArithOp::Add => 0x00,
                    ArithOp::Sub => 0x10,
                    ArithOp::Mul => 0x20,
                    ArithOp::Div => 0x30,
                    ArithOp::Or => 0x40,
                    ArithOp::And => 0x50,
                    ArithOp::Shl => 0x60,
                    ArithOp::Shr => 0x70,
                    ArithOp::Mod => 0x90,
                    ArithOp::Xor => 0xa0,
                };
                let (code, k) = with(operand, 0x04 | code);
                (code, 0, 0, k)
            }
            Self::Neg => (0x84, 0, 0, 0),
            Self::Tax => (0x07, 0, 0, 0),
            Self::Txa => (0x87, 0, 0, 0),
            Self::Jump(by) => (0x05, 0, 0, by as u32),
            Self::Branch { op, operand, yes, no } => {
                let code = match op {
                    TestOp::Eq => 0x10,
                    TestOp::Gt => 0x20,
                    TestOp::Ge => 0x30,
                    TestOp::AnyBit => 0x40,
                };
                let (code, k) = with(operand, 0x05 | code);
                (code, yes, no, k)
            }
            Self::Return(k) => (0x06, 0, 0, k),
        };
        Encoded { code, jt, jf, k }
    }

    /// Mnemonic and operand as tcpdump prints them.
    fn words(self, at: usize) -> (&'static str, String) {
        const fn load(size: u8) -> &'static str {
            match size {
                1 => "ldb",
                2 => "ldh",
                _ => "ld",
            }
        }
        let place = |k: u32| match ancillary::name(k) {
            Some(name) => format!("[{name}]"),
            None => format!("[{}]", k as i32),
        };
        match self {
            Self::LoadAbs { size, k } => (load(size), place(k)),
            Self::LoadInd { size, k } => (load(size), format!("[x + {}]", k as i32)),
            Self::LoadImm(k) => ("ld", format!("#0x{k:x}")),
            Self::LoadLen => ("ld", "#pktlen".into()),
            Self::LoadMem(k) => ("ld", format!("M[{k}]")),
            Self::LoadXImm(k) => ("ldx", format!("#0x{k:x}")),
            Self::LoadXLen => ("ldx", "#pktlen".into()),
            Self::LoadXMem(k) => ("ldx", format!("M[{k}]")),
            Self::LoadXHeaderLen(k) => ("ldxb", format!("4*([{}]&0xf)", k as i32)),
            Self::Store(k) => ("st", format!("M[{k}]")),
            Self::StoreX(k) => ("stx", format!("M[{k}]")),
            Self::Alu(op, operand) => {
                let name = match op {
                    ArithOp::Add => "add",
                    ArithOp::Sub => "sub",
                    ArithOp::Mul => "mul",
                    ArithOp::Div => "div",
                    ArithOp::Mod => "mod",
                    ArithOp::And => "and",
                    ArithOp::Or => "or",
                    ArithOp::Xor => "xor",
                    ArithOp::Shl => "lsh",
                    ArithOp::Shr => "rsh",
                };
                let is_mask = matches!(op, ArithOp::And | ArithOp::Or | ArithOp::Xor);
                let operand = match operand {
                    Operand::X => "x".into(),
                    Operand::K(k) if is_mask => format!("#0x{k:x}"),
                    Operand::K(k) => format!("#{}", k as i32),
                };
                (name, operand)
            }
            Self::Neg => ("neg", String::new()),
            Self::Tax => ("tax", String::new()),
            Self::Txa => ("txa", String::new()),
            Self::Jump(by) => ("ja", (at as i64 + 1 + i64::from(by)).to_string()),
            Self::Branch { op, operand, .. } => {
                let name = match op {
                    TestOp::Eq => "jeq",
                    TestOp::Gt => "jgt",
                    TestOp::Ge => "jge",
                    TestOp::AnyBit => "jset",
                };
                let operand = match operand {
                    Operand::X => "x".into(),
                    Operand::K(k) => format!("#0x{k:x}"),
                };
                (name, operand)
            }
            Self::Return(k) => ("ret", format!("#{k}")),
        }
    }
}

/// `-d`: a line for each instruction, as assembly.
pub fn assembly(insns: &[Insn]) -> String {
    let mut text = String::new();
    for (at, insn) in insns.iter().enumerate() {
        let (name, operand) = insn.words(at);
        let end = match insn {
            Insn::Branch { yes, no, .. } => {
                let target = |by: u8| at + 1 + usize::from(by);
                format!("{operand:<16} jt {}\tjf {}", target(*yes), target(*no))
            }
            _ => operand,
        };
        // Writing to a string does not fail.
        let _ = writeln!(text, "({at:03}) {name:<8} {end}");
    }
    text
}

/// `-dd`: a line for each instruction, as an initialiser in C.
pub fn c_initialiser(insns: &[Insn]) -> String {
    let line = |Encoded { code, jt, jf, k }| format!("{{ 0x{code:x}, {jt}, {jf}, 0x{k:08x} }},\n");
    insns.iter().map(|insn| line(insn.encode())).collect()
}

/// `-ddd`: their number, then a line of decimal numbers for each instruction.
pub fn decimal(insns: &[Insn]) -> String {
    let line = |Encoded { code, jt, jf, k }| format!("{code} {jt} {jf} {k}\n");
    let lines: String = insns.iter().map(|insn| line(insn.encode())).collect();
    format!("{}\n{lines}", insns.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: [Insn; 4] = [
        Insn::LoadAbs { size: 2, k: 12 },
        Insn::Branch { op: TestOp::Eq, operand: Operand::K(0x800), yes: 0, no: 1 },
        Insn::Return(262_144),
        Insn::Return(0),
    ];

    #[test]
    fn three_forms_as_tcpdump_prints_them() {
        assert_eq!(
            assembly(&PROGRAM),
            "(000) ldh      [12]\n(001) jeq      #0x800           jt 2\tjf 3\n\
             (002) ret      #262144\n(003) ret      #0\n"
        );
        assert_eq!(
            c_initialiser(&PROGRAM),
            "{ 0x28, 0, 0, 0x0000000c },\n{ 0x15, 0, 1, 0x00000800 },\n\
             { 0x6, 0, 0, 0x00040000 },\n{ 0x6, 0, 0, 0x00000000 },\n"
        );
        assert_eq!(decimal(&PROGRAM), "4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n");
    }

    #[test]
    fn what_linux_keeps_beside_a_packet_has_names() {
        assert!(assembly(&[Insn::LoadAbs { size: 1, k: ancillary::VLAN_PRESENT }]).contains("[vlanp]"));
        assert!(assembly(&[Insn::LoadAbs { size: 1, k: u32::MAX }]).contains("[-1]"));
    }
}
