//! Loading that no signal cuts short.
//!
//! The verifier gives up with `EAGAIN` when a signal waits for its thread (`bpf_check`, kernel/bpf/verifier.c):
//! aya would report a program that was refused, or take a feature for missing that it probed for.

use nix::sys::signal::{SigSet, SigmaskHow};

/// Does something while signals wait.
pub fn undisturbed<T>(work: impl FnOnce() -> T) -> T {
    let before = SigSet::all().thread_swap_mask(SigmaskHow::SIG_BLOCK);
    let done = work();
    if let Ok(before) = before {
        // A mask that was in force is taken again.
        let _ = before.thread_set_mask();
    }
    done
}
