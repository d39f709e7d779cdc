//! Memory that is shared with the kernel.

use std::{
    io,
    os::fd::BorrowedFd,
    ptr::{self, NonNull},
};

use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

/// A shared mapping of a file descriptor, unmapped when dropped.
pub struct Mapping {
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: the memory belongs to this value alone; who may touch which part of it is for its owner to
// see to, who gets nothing but a raw pointer.
unsafe impl Send for Mapping {}

impl Mapping {
    /// Maps the first `len` bytes of what `fd` names, to be read and written.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn new(fd: BorrowedFd<'_>, len: usize) -> io::Result<Self> {
        // SAFETY: the kernel chooses an address that nothing else uses.
        let start = unsafe {
            mmap(ptr::null_mut(), len, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED, fd, 0)
        }?;
        let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::AddrNotAvailable)?;
        Ok(Self { start, len })
    }

    /// The first byte.
    pub const fn start(&self) -> *mut u8 {
        self.start.as_ptr()
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: this is the mapping that `new` made, and no reference into it outlives `self`.
        // There is nothing to do about a failure.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.len) };
    }
}
