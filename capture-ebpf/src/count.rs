//! Counters: plain additions, as a CPU's tallies are only ever written with bottom halves off.

use capture_common::abi::{COUNTERS, Counter, Tally};

/// Adds packets to a counter.
///
/// Verifier: `counter` has to be a constant at each call. To a process without CAP_PERFMON it refuses
/// a pointer to which different paths have added different numbers.
#[inline(always)]
pub fn add(tally: *mut Tally, counter: Counter, packets: u32) {
    // SAFETY: `tally` points to an element of `LEDGER`, and the index comes from an enum whose numbers
    // are within the array.
    unsafe {
        let counts: *mut [u64; COUNTERS] = &raw mut (*tally).counts;
        let count = counts.cast::<u64>().add(counter as usize);
        *count = (*count).wrapping_add(u64::from(packets));
    }
}
