//! The way out of a capture that cannot end by itself: its output is a pipe that nobody reads, say.

use std::{
    io,
    sync::atomic::{AtomicU64, Ordering},
};

use super::clock::monotonic_ns;

/// The first signal asks; one that comes so much later forces. What is told twice at once, as timeout(1) does,
/// is asked for once.
const GRACE_NS: u64 = 1_000_000_000;

/// When the first signal came, on the monotonic clock; 0 before.
static ASKED: AtomicU64 = AtomicU64::new(0);

/// From now on the second of these signals ends the process, whatever it is doing.
///
/// # Errors
/// When the system refuses.
pub fn at_second(signals: &[libc::c_int]) -> io::Result<()> {
    for signal in signals {
        // SAFETY: the action only does what signal-safety(7) allows: it reads a clock, changes an atomic
        // number, writes to a descriptor and leaves.
        unsafe { signal_hook_registry::register(*signal, came)? };
    }
    Ok(())
}

fn came() {
    let now = monotonic_ns();
    let asked = ASKED.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
    if asked.is_err_and(|asked| now.saturating_sub(asked) > GRACE_NS) {
        // There is nobody to tell that this fails.
        let _ = rustix::io::write(rustix::stdio::stderr(), b"tcxdump: forced to end\n");
        // SAFETY: ends the process without running anything of it.
        unsafe { libc::_exit(1) };
    }
}
