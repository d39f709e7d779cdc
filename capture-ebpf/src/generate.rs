//! A packet generator for tests and benchmarks: paces and numbers the frames that
//! `BPF_PROG_TEST_RUN` sends up the stack as if an interface had received them, or out of an interface.

use aya_ebpf::{helpers::bpf_ktime_get_ns, macros::map, maps::Array, programs::XdpContext};
use capture_common::abi::{GENERATED_SEQUENCE_OFFSET, Pace};

use crate::config;

/// When the next frame is due; one element.
#[map]
static PACE: Array<Pace> = Array::with_max_entries(1, 0);

/// Looks at the clock while waiting for a frame to be due. Each takes some 20 ns, so that a frame
/// waits for 40 us at the most.
const LOOKS: u32 = 2_000;

/// Lets one frame pass when it is due.
#[inline(always)]
pub fn generate(ctx: &XdpContext) -> u32 {
    if let Some(pace) = PACE.get_ptr_mut(0) {
        // SAFETY: `pace` points to the one element of `PACE`, which only this program uses while
        // frames are sent.
        let [next_ns, step_ns, sequence] = unsafe { &mut *pace };
        if *step_ns != 0 {
            wait_until(*next_ns);
            *next_ns = next_ns.wrapping_add(*step_ns);
        }
        *sequence = sequence.wrapping_add(1);
        number(ctx, *sequence);
    }
    config::generated()
}

#[inline(always)]
fn wait_until(due_ns: u64) {
    for _ in 0..LOOKS {
        // SAFETY: the helper has no preconditions.
        if unsafe { bpf_ktime_get_ns() } >= due_ns {
            return;
        }
    }
}

/// Writes a frame's number into its payload, big-endian.
#[inline(always)]
fn number(ctx: &XdpContext, sequence: u64) {
    let at = ctx.data() + GENERATED_SEQUENCE_OFFSET;
    if at + 8 <= ctx.data_end() {
        // SAFETY: within the frame, as was just checked; the verifier checks it too.
        unsafe { (at as *mut u64).write_unaligned(sequence.to_be()) };
    }
}
