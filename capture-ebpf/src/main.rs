//! The capture programs: filter, count every packet, copy what matches into this CPU's ring.
//!
//! The loader puts the filter that it has compiled for the link type in front of each program, within the same
//! function: it runs first, and leaves the context in r1 and its verdict in r2, 0 for a packet that it rejects.
//! As it is, a program is no use: the verifier refuses a function that reads r2.
//!
//! They only observe: each returns [`TCX_NEXT`], so whatever else is attached sees the packet too.
//! One pair is for interfaces whose packets start with an Ethernet header, one for those whose
//! packets start with the IP header.
#![no_std]
#![no_main]
#![expect(missing_docs, reason = "the attribute macro adds a function of its own")]
#![expect(clippy::needless_pass_by_value, reason = "the attribute macro passes the context so")]
// Inline assembly for the BPF target says what the compiler would say otherwise.
#![cfg_attr(target_arch = "bpf", feature(asm_experimental_arch))]

mod atomic;
mod config;
mod count;
mod emit;
mod flow;
mod generate;
mod maps;
mod meta;
mod opaque;
mod sample;
mod words;

use aya_ebpf::{
    bindings::{__sk_buff, xdp_action::XDP_PASS, xdp_md},
    helpers::bpf_get_smp_processor_id,
    macros::xdp,
    programs::XdpContext,
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
#[unsafe(no_mangle)]
#[unsafe(link_section = "classifier/in")]
pub extern "C" fn tcxdump_in(skb: *mut __sk_buff, verdict: u32) -> i32 {
    capture(Skb(skb), Hook::Ingress, ETHERNET, verdict);
    TCX_NEXT
}

/// Packets that an Ethernet-like interface sends.
#[unsafe(no_mangle)]
#[unsafe(link_section = "classifier/out")]
pub extern "C" fn tcxdump_out(skb: *mut __sk_buff, verdict: u32) -> i32 {
    capture(Skb(skb), Hook::Egress, ETHERNET, verdict);
    TCX_NEXT
}

/// Packets that an interface without a link header receives.
#[unsafe(no_mangle)]
#[unsafe(link_section = "classifier/raw_in")]
pub extern "C" fn tcxdump_raw_in(skb: *mut __sk_buff, verdict: u32) -> i32 {
    capture(Skb(skb), Hook::Ingress, RAW, verdict);
    TCX_NEXT
}

/// Packets that an interface without a link header sends.
#[unsafe(no_mangle)]
#[unsafe(link_section = "classifier/raw_out")]
pub extern "C" fn tcxdump_raw_out(skb: *mut __sk_buff, verdict: u32) -> i32 {
    capture(Skb(skb), Hook::Egress, RAW, verdict);
    TCX_NEXT
}

/// Frames that an Ethernet interface receives, before the kernel makes packets of them.
#[unsafe(no_mangle)]
#[unsafe(link_section = "xdp.frags")]
pub extern "C" fn tcxdump_xdp(xdp: *mut xdp_md, verdict: u32) -> u32 {
    capture(Xdp(xdp), Hook::Xdp, ETHERNET, verdict);
    XDP_PASS
}

/// Frames that a benchmark or test has the kernel receive.
#[xdp]
pub fn tcxdump_gen(ctx: XdpContext) -> u32 {
    generate::generate(&ctx)
}

#[inline(always)]
fn capture<P: Packet>(packet: P, hook: Hook, link_len: u32, verdict: u32) {
    // SAFETY: the helper has no preconditions.
    let cpu = unsafe { bpf_get_smp_processor_id() } as u32;
    let tally = maps::LEDGER.get_ptr_mut(tally_index(cpu, packet.ifindex(), hook, config::slots()));
    let Some(tally) = tally else { return };
    count::add(tally, Counter::Seen);
    let outcome = outcome(packet, hook, link_len, cpu, verdict);
    count::add(tally, outcome);
    // Costs nothing while the level that the loader sets leaves it out: the verifier does, too.
    debug!(&packet, "ifindex {}, hook {}: counter {}", packet.ifindex(), hook as u8, outcome as u8);
}

/// What becomes of a packet.
#[inline(always)]
fn outcome<P: Packet>(packet: P, hook: Hook, link_len: u32, cpu: u32, verdict: u32) -> Counter {
    if verdict == 0 {
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
