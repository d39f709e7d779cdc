//! The maps: per CPU a ring and its state, and the reader's alarm clock.

use aya_ebpf::{
    bindings::BPF_F_MMAPABLE,
    macros::map,
    maps::{Array, LruHashMap, RingBuf},
};
use capture_common::abi::{CpuState, Tally};

/// One ring per possible CPU. The loader sets the number of elements and their size in bytes
/// (`RING_SIZE` and the slack behind it).
#[map]
pub static RINGS: Array<u64> = Array::with_max_entries(1, BPF_F_MMAPABLE);

/// The state of each ring. The loader sets the number of elements.
#[map]
pub static CPUS: Array<CpuState> = Array::with_max_entries(1, BPF_F_MMAPABLE);

/// The counters of each CPU, interface slot and hook. The loader sets the number of elements.
#[map]
pub static LEDGER: Array<Tally> = Array::with_max_entries(1, BPF_F_MMAPABLE);

/// Packets of each conversation, by its hash. The loader sets the number of elements.
#[map]
pub static FLOWS: LruHashMap<u64, u64> = LruHashMap::with_max_entries(1, 0);

/// When the next packet is due under a rate limit, in nanoseconds on `CLOCK_MONOTONIC`; one element.
#[map]
pub static DUE: Array<u64> = Array::with_max_entries(1, 0);

/// Wakes the reader: an entry is the number of the CPU (4 bytes) whose ring has something to read.
#[map]
pub static WAKE: RingBuf = RingBuf::with_byte_size(4096, 0);
