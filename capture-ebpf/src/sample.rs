//! Sampling: which of the packets that match are wanted, and how much of them.
//!
//! Each way of sampling is a constant that the loader sets; the verifier leaves out the code of those
//! that are not used.

use core::ptr;

use aya_ebpf::{
    bindings::BPF_NOEXIST,
    helpers::{bpf_get_prandom_u32, bpf_ktime_get_ns},
};

use crate::{atomic, config, flow, maps, meta::Packet};

/// Most bytes of a packet that are wanted; 0 leaves it out.
#[inline(always)]
pub fn limit(packet: impl Packet, link_len: u32) -> u32 {
    if !is_drawn() {
        return 0;
    }
    let limit = by_flow(packet, link_len);
    if limit == 0 || !is_within_rate() {
        return 0;
    }
    limit
}

/// `--sample`: whether chance is for this packet.
#[inline(always)]
fn is_drawn() -> bool {
    let threshold = config::sample_threshold();
    // SAFETY: the helper has no preconditions.
    threshold == u32::MAX || unsafe { bpf_get_prandom_u32() } <= threshold
}

/// `--sample-flows` and `--head`. What belongs to no conversation is wanted.
#[inline(always)]
fn by_flow(packet: impl Packet, link_len: u32) -> u32 {
    let (threshold, head) = (config::flow_threshold(), config::head_packets());
    if threshold == u32::MAX && head == 0 {
        return u32::MAX;
    }
    let Some(flow) = flow::flow(packet, link_len) else { return u32::MAX };
    if (flow.hash >> 32) as u32 > threshold {
        return 0;
    }
    if head == 0 || flow.is_marker || position(flow.hash) < u64::from(head) {
        u32::MAX
    } else {
        config::head_bytes()
    }
}

/// How many packets of a conversation were counted before this one.
#[inline(always)]
fn position(hash: u64) -> u64 {
    let count = || {
        let packets = maps::FLOWS.get_ptr_mut(hash)?;
        // SAFETY: a map's value is valid while the program runs, and aligned.
        Some(unsafe { atomic::fetch_add(packets, 1) })
    };
    if let Some(before) = count() {
        return before;
    }
    // Another CPU may have been first.
    if maps::FLOWS.insert(hash, 1, u64::from(BPF_NOEXIST)).is_ok() { 0 } else { count().unwrap_or(0) }
}

/// `--rate-limit`, all CPUs together: a packet has to be due by the time at which all before it would
/// have come at the rate that is allowed, with some credit for those that come in bursts.
#[inline(always)]
fn is_within_rate() -> bool {
    /// Credit, in nanoseconds.
    const CREDIT: u64 = 100_000_000;
    /// Attempts to be the one who takes the next place.
    const ATTEMPTS: u32 = 8;
    let step = config::rate_step_ns();
    if step == 0 {
        return true;
    }
    let Some(due) = maps::DUE.get_ptr_mut(0) else { return true };
    // SAFETY: the helper has no preconditions.
    let now = unsafe { bpf_ktime_get_ns() };
    for _ in 0..ATTEMPTS {
        // SAFETY: a map's value is valid while the program runs; others write it, hence volatile.
        let before = unsafe { ptr::read_volatile(due) };
        let next = before.max(now.saturating_sub(CREDIT)) + step;
        if next > now {
            return false;
        }
        // SAFETY: a map's value is valid while the program runs, and aligned.
        if unsafe { atomic::compare_exchange(due, before, next) } == before {
            return true;
        }
    }
    false
}
