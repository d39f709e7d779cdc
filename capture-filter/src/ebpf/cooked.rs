//! The cooked header that a program may have been compiled for, built from what the kernel keeps
//! beside the packet.
//!
//! `struct sll2_header`, 20 bytes, big-endian: protocol 2, zero 2, interface 4, ARPHRD 2, packet
//! type 1, address length 1, address 8.

use super::{
    Target,
    insn::{Compare, Insn, Reg, Source},
    translate::{Context, Labels, SCRATCH},
};
use crate::ast::ArithOp;

/// Length of the header.
pub(super) const COOKED_LEN: u32 = 20;

/// Where it is built, from the frame pointer.
pub(super) const COOKED_PLACE: i16 = -124;

const ETHERNET_LEN: u32 = 14;

const ETHERTYPE_OFFSET: i32 = 12;

/// What the header takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cooked {
    /// Whether packets begin with an Ethernet header; else they begin with the IP header.
    pub is_ethernet: bool,
    /// `ARPHRD_` of interfaces, by their index.
    pub arphrd: Vec<(u32, u16)>,
    /// `ARPHRD_` of all others.
    pub other_arphrd: u16,
}

impl Cooked {
    /// Length of the header that the packet has in the place of the cooked one.
    pub(super) const fn link_len(&self) -> u32 {
        if self.is_ethernet { ETHERNET_LEN } else { 0 }
    }

    /// Builds the header on the stack. r6 holds the context; r0 to r5 are overwritten.
    ///
    /// A packet that is too short for its Ethernet header is rejected.
    pub(super) fn build(&self, context: Context, labels: &mut Labels, code: &mut Vec<Insn>) {
        let value = Reg(2);
        let frame = Reg(10);
        let store = |offset: i16, size: u8| Insn::Store {
            size,
            dst: frame,
            offset: COOKED_PLACE + offset,
            src: value,
        };
        code.push(Insn::StoreImm { size: 8, dst: frame, offset: COOKED_PLACE + 12, imm: 0 });

        // The protocol is kept in network order.
        if context.is_xdp() {
            context.load_bytes(Source::Imm(ETHERTYPE_OFFSET), COOKED_PLACE, 2, labels, code);
        } else {
            context.protocol(value, code);
            code.push(store(0, 2));
        }
        code.push(Insn::StoreImm { size: 2, dst: frame, offset: COOKED_PLACE + 2, imm: 0 });

        context.ifindex(value, code);
        let known = labels.next();
        code.push(Insn::Move32(Reg(3), Source::Imm(i32::from(self.other_arphrd))));
        for (ifindex, arphrd) in &self.arphrd {
            let other = labels.next();
            code.push(Insn::Branch32 {
                op: Compare::Ne,
                dst: value,
                src: Source::Imm(*ifindex as i32),
                to: other,
            });
            code.push(Insn::Move32(Reg(3), Source::Imm(i32::from(*arphrd))));
            code.push(Insn::Goto(known));
            code.push(Insn::Label(other));
        }
        code.push(Insn::Label(known));
        code.push(Insn::FromBe(value, 32));
        code.push(store(4, 4));
        code.push(Insn::Move32(value, Source::Reg(Reg(3))));
        code.push(Insn::FromBe(value, 16));
        code.push(store(8, 2));

        context.packet_type(value, code);
        code.push(store(10, 1));
        let address_len = if self.is_ethernet { 6 } else { 0 };
        code.push(Insn::StoreImm { size: 1, dst: frame, offset: COOKED_PLACE + 11, imm: address_len });
        if self.is_ethernet {
            // The source address, straight into its place.
            context.load_bytes(Source::Imm(6), COOKED_PLACE + 12, 6, labels, code);
        }
    }

    /// The packet's length with the cooked header in the place of its own.
    pub(super) fn len(&self, len: Reg, code: &mut Vec<Insn>) {
        let more = COOKED_LEN - self.link_len();
        code.push(Insn::Alu32(ArithOp::Add, len, Source::Imm(more as i32)));
    }
}

const _: () = assert!(COOKED_PLACE + COOKED_LEN as i16 <= SCRATCH);

/// Whether the kernel's context tells which way a packet goes.
pub(super) const fn is_outgoing(target: Target) -> bool {
    matches!(target, Target::SkbEgress)
}
