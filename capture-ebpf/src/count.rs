//! Counters: plain additions, as a CPU's state is only ever written with bottom halves off.

use capture_common::abi::{Counter, CpuState, Hook};

/// Adds packets to a counter of this CPU.
///
/// Verifier: `counter` has to be a constant at each call. To a process without CAP_PERFMON it refuses
/// a pointer to which different paths have added different numbers.
#[inline(always)]
pub fn add(state: *mut CpuState, hook: Hook, counter: Counter, packets: u32) {
    // SAFETY: `state` points to this CPU's element of `CPUS`, and both indices come from enums whose
    // numbers are within the array.
    unsafe {
        let cell = (&raw mut (*state).counters).cast::<[u64; 4]>().add(hook as usize).cast::<u64>();
        let cell = cell.add(counter as usize);
        *cell = (*cell).wrapping_add(u64::from(packets));
    }
}
