//! A network namespace of this process's own.

use std::io;

use rustix::thread::{UnshareFlags, unshare_unsafe};

/// Leaves the network namespace for a new, empty one, which lives as long as something is in it.
///
/// # Errors
/// Without `CAP_SYS_ADMIN`.
pub fn leave_for_new_netns() -> io::Result<()> {
    // SAFETY: file descriptors, the only thing that is dangerous to leave, are not left.
    Ok(unsafe { unshare_unsafe(UnshareFlags::NEWNET) }?)
}
