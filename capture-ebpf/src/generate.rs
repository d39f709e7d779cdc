//! A packet generator for tests and benchmarks: paces and numbers the frames that
//! `BPF_PROG_TEST_RUN` sends up the stack as if an interface had received them, or out of an interface.

use aya_ebpf::{helpers::bpf_ktime_get_ns, macros::map, maps::Array, programs::XdpContext};
use capture_common::abi::{
    FIRST_FLOW_PORT, GENERATED_PORT_OFFSET, GENERATED_SEQUENCE_OFFSET, GENERATED_TIME_OFFSET, Pace,
};

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
        let [next_ns, step_ns, sequence, flows, is_stamped] = unsafe { &mut *pace };
        if *step_ns != 0 {
            wait_until(*next_ns);
            *next_ns = next_ns.wrapping_add(*step_ns);
        }
        *sequence = sequence.wrapping_add(1);
        write(ctx, GENERATED_SEQUENCE_OFFSET, sequence.to_be());
        if *flows > 1 {
            let port = FIRST_FLOW_PORT.wrapping_add((*sequence % *flows) as u16);
            write(ctx, GENERATED_PORT_OFFSET, port.to_be());
        }
        if *is_stamped != 0 {
            // SAFETY: the helper has no preconditions.
            write(ctx, GENERATED_TIME_OFFSET, unsafe { bpf_ktime_get_ns() }.to_be());
        }
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

/// Writes into a frame, where it is long enough.
#[inline(always)]
fn write<T>(ctx: &XdpContext, offset: usize, value: T) {
    let at = ctx.data() + offset;
    if at + size_of::<T>() <= ctx.data_end() {
        // SAFETY: within the frame, as was just checked; the verifier checks it too.
        unsafe { (at as *mut T).write_unaligned(value) };
    }
}
