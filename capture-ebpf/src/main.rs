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

mod atomic;
mod config;
mod count;
mod emit;
mod filter;
mod flow;
mod generate;
mod maps;
mod meta;
mod opaque;
mod sample;
mod short;

use aya_ebpf::{
    EbpfContext,
    bindings::xdp_action::XDP_PASS,
    helpers::bpf_get_smp_processor_id,
    macros::{classifier, xdp},
    programs::{TcContext, XdpContext},
};
use aya_log_ebpf::debug;
use capture_common::abi::{Counter, Hook, tally_index};
use network_types::eth::EthHdr;

use crate::meta::{Packet, Skb, Xdp};

/// "Go on with the next program": `TCX_NEXT`, the same number as clsact's `TC_ACT_UNSPEC`.
const TCX_NEXT: i32 = -1;

/// Length of an Ethernet header.
const ETHERNET: u32 = EthHdr::LEN as u32;

/// Length of no link header.
const RAW: u32 = 0;

/// Packets that an Ethernet-like interface receives.
#[classifier]
pub fn tcxdump_in(ctx: TcContext) -> i32 {
    capture(&ctx, Skb(ctx.skb.skb), Hook::Ingress, ETHERNET, |skb| filter::filter_in(skb.0));
    TCX_NEXT
}

/// Packets that an Ethernet-like interface sends.
#[classifier]
pub fn tcxdump_out(ctx: TcContext) -> i32 {
    capture(&ctx, Skb(ctx.skb.skb), Hook::Egress, ETHERNET, |skb| filter::filter_out(skb.0));
    TCX_NEXT
}

/// Packets that an interface without a link header receives.
#[classifier]
pub fn tcxdump_raw_in(ctx: TcContext) -> i32 {
    capture(&ctx, Skb(ctx.skb.skb), Hook::Ingress, RAW, |skb| filter::filter_raw_in(skb.0));
    TCX_NEXT
}

/// Packets that an interface without a link header sends.
#[classifier]
pub fn tcxdump_raw_out(ctx: TcContext) -> i32 {
    capture(&ctx, Skb(ctx.skb.skb), Hook::Egress, RAW, |skb| filter::filter_raw_out(skb.0));
    TCX_NEXT
}

/// Frames that an Ethernet interface receives, before the kernel makes packets of them.
#[xdp(frags)]
pub fn tcxdump_xdp(ctx: XdpContext) -> u32 {
    capture(&ctx, Xdp(ctx.ctx), Hook::Xdp, ETHERNET, |xdp| filter::filter_xdp(xdp.0));
    XDP_PASS
}

/// Frames that a benchmark or test has the kernel receive.
#[xdp]
pub fn tcxdump_gen(ctx: XdpContext) -> u32 {
    generate::generate(&ctx)
}

#[inline(always)]
fn capture<P: Packet>(
    ctx: &impl EbpfContext,
    packet: P,
    hook: Hook,
    link_len: u32,
    filter: impl Fn(P) -> u32,
) {
    // SAFETY: the helper has no preconditions.
    let cpu = unsafe { bpf_get_smp_processor_id() } as u32;
    let tally = maps::LEDGER.get_ptr_mut(tally_index(cpu, packet.ifindex(), hook, config::slots()));
    let Some(tally) = tally else { return };
    count::add(tally, Counter::Seen);
    let outcome = outcome(packet, hook, link_len, cpu, filter);
    count::add(tally, outcome);
    // Costs nothing while the level that the loader sets leaves it out: the verifier does, too.
    debug!(ctx, "ifindex {}, hook {}: counter {}", packet.ifindex(), hook as u8, outcome as u8);
}

/// What becomes of a packet.
#[inline(always)]
fn outcome<P: Packet>(packet: P, hook: Hook, link_len: u32, cpu: u32, filter: impl Fn(P) -> u32) -> Counter {
    if filter(packet) == 0 {
        return Counter::Filtered;
    }
    let limit = sample::limit(packet, link_len);
    if limit == 0 {
        return Counter::Sampled;
    }
    match emit::emit(packet, hook, limit, cpu) {
        Some(()) => Counter::Copied,
        None => Counter::Dropped,
    }
}

#[cfg(target_arch = "bpf")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

#[unsafe(link_section = "license")]
#[unsafe(no_mangle)]
static LICENSE: [u8; 13] = *b"Dual MIT/GPL\0";
