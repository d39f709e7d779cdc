//! The capture programs: count every packet, ask the filter, copy what matches into this CPU's ring.
//!
//! They only observe: each returns [`TCX_NEXT`], so whatever else is attached sees the packet too.
//! One pair is for interfaces whose packets start with an Ethernet header, one for those whose
//! packets start with the IP header; they differ in the filter they call.
#![no_std]
#![no_main]
#![expect(missing_docs, reason = "the attribute macros add functions of their own")]
#![expect(clippy::needless_pass_by_value, reason = "the attribute macros pass the context so")]
// Inline assembly for the BPF target is what makes the filter's placeholder possible.
#![cfg_attr(target_arch = "bpf", feature(asm_experimental_arch))]

mod config;
mod count;
mod emit;
mod filter;
mod generate;
mod maps;
mod opaque;

use aya_ebpf::{
    bindings::__sk_buff,
    helpers::bpf_get_smp_processor_id,
    macros::{classifier, xdp},
    programs::{TcContext, XdpContext},
};
use capture_common::abi::{Counter, Hook, tally_index};

use crate::opaque::opaque;

/// "Go on with the next program": `TCX_NEXT`, the same number as clsact's `TC_ACT_UNSPEC`.
const TCX_NEXT: i32 = -1;

/// Packets that an Ethernet-like interface receives.
#[classifier]
pub fn tcxdump_in(ctx: TcContext) -> i32 {
    capture(ctx.skb.skb, Hook::Ingress, filter::filter_ether)
}

/// Packets that an Ethernet-like interface sends.
#[classifier]
pub fn tcxdump_out(ctx: TcContext) -> i32 {
    capture(ctx.skb.skb, Hook::Egress, filter::filter_ether)
}

/// Packets that an interface without a link header receives.
#[classifier]
pub fn tcxdump_raw_in(ctx: TcContext) -> i32 {
    capture(ctx.skb.skb, Hook::Ingress, filter::filter_raw)
}

/// Packets that an interface without a link header sends.
#[classifier]
pub fn tcxdump_raw_out(ctx: TcContext) -> i32 {
    capture(ctx.skb.skb, Hook::Egress, filter::filter_raw)
}

/// Frames that a benchmark or test has the kernel receive.
#[xdp]
pub fn tcxdump_gen(ctx: XdpContext) -> u32 {
    generate::generate(&ctx)
}

#[inline(always)]
fn capture(skb: *mut __sk_buff, hook: Hook, filter: extern "C" fn(*mut __sk_buff) -> u32) -> i32 {
    // SAFETY: the helper has no preconditions, and the verifier lets a program read this field.
    let (cpu, ifindex) = unsafe { (bpf_get_smp_processor_id() as u32, (*skb).ifindex) };
    let tally = maps::LEDGER.get_ptr_mut(tally_index(cpu, ifindex, hook, config::slots()));
    if let (Some(state), Some(tally)) = (maps::CPUS.get_ptr_mut(cpu), tally) {
        let matched = u32::from(filter(skb) != 0);
        let copied = if matched != 0 { emit::emit(skb, hook, cpu, state) } else { 0 };
        // Verifier: left to itself the compiler picks the counter and then adds to it, see `count::add`.
        let (matched, copied) = (opaque(matched), opaque(copied));
        count::add(tally, Counter::Seen, 1);
        count::add(tally, Counter::Filtered, 1 - matched);
        count::add(tally, Counter::Dropped, matched - copied);
        count::add(tally, Counter::Copied, copied);
    }
    TCX_NEXT
}

#[cfg(target_arch = "bpf")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

#[unsafe(link_section = "license")]
#[unsafe(no_mangle)]
static LICENSE: [u8; 13] = *b"Dual MIT/GPL\0";
