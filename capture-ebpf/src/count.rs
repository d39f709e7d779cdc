//! Counters: plain additions, as a CPU's tallies are only ever written with bottom halves off.

use core::mem::offset_of;

use capture_common::abi::{Counter, Tally};

/// Counts a packet.
#[inline(always)]
pub fn add(tally: *mut Tally, counter: Counter) {
    match counter {
        Counter::Seen => increment::<{ Counter::Seen as usize }>(tally),
        Counter::Filtered => increment::<{ Counter::Filtered as usize }>(tally),
        Counter::Sampled => increment::<{ Counter::Sampled as usize }>(tally),
        Counter::Dropped => increment::<{ Counter::Dropped as usize }>(tally),
        Counter::Copied => increment::<{ Counter::Copied as usize }>(tally),
    }
}

/// Adds one to the counter of this index.
///
/// Verifier: to a process without CAP_PERFMON it refuses a pointer to which different paths have added different
/// numbers. The compiler would make one of them out of plain additions, hence the assembly.
#[inline(always)]
fn increment<const INDEX: usize>(tally: *mut Tally) {
    // SAFETY: `tally` points to an element of `LEDGER`, and the index comes from an enum whose numbers are within
    // the array.
    #[cfg(target_arch = "bpf")]
    unsafe {
        core::arch::asm!(
            "{count} = *(u64 *)({tally} + {offset})",
            "{count} += 1",
            "*(u64 *)({tally} + {offset}) = {count}",
            tally = in(reg) tally,
            count = out(reg) _,
            offset = const offset_of!(Tally, counts) + INDEX * size_of::<u64>(),
        );
    }
}
