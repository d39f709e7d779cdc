//! The rings and their states as mapped memory, behind an interface that cannot be used wrongly.
//!
//! Layout: [`capture_common::abi`]. The kernel writes a ring only from `produced` up to `consumed`
//! plus the size of the ring; what is between `consumed` and `produced` belongs to the reader.

use std::{
    io,
    mem::offset_of,
    os::fd::BorrowedFd,
    slice,
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
};

use capture_common::abi::{COUNTERS, CpuState, Hook};

use super::mapping::Mapping;

/// The rings of all possible CPUs, mapped into this process.
pub struct RingMemory {
    rings: Mapping,
    states: Mapping,
    /// Size of a ring in bytes, a power of two.
    size: u64,
    /// Distance from one ring to the next in bytes.
    stride: usize,
    /// Per CPU: what the reader has released, and what it has last seen produced.
    bounds: Vec<(u64, u64)>,
}

impl RingMemory {
    /// Maps the arrays `RINGS` and `CPUS`: one ring of `size` bytes plus `slack` for each CPU.
    ///
    /// # Errors
    /// When the kernel refuses to map either of them.
    pub fn new(
        rings: BorrowedFd<'_>,
        states: BorrowedFd<'_>,
        cpus: usize,
        size: u64,
        slack: u64,
    ) -> io::Result<Self> {
        let stride = usize::try_from((size + slack).next_multiple_of(8)).map_err(io::Error::other)?;
        let page = rustix::param::page_size();
        let states_len = (cpus * size_of::<CpuState>()).next_multiple_of(page);
        Ok(Self {
            rings: Mapping::new(rings, (cpus * stride).next_multiple_of(page))?,
            states: Mapping::new(states, states_len)?,
            size,
            stride,
            bounds: vec![(0, 0); cpus],
        })
    }

    /// Number of rings.
    pub fn cpus(&self) -> usize {
        self.bounds.len()
    }

    fn state(&self, cpu: usize) -> *mut CpuState {
        assert!(cpu < self.bounds.len());
        // SAFETY: the mapping holds one state for each CPU.
        unsafe { self.states.start().cast::<CpuState>().add(cpu) }
    }

    fn word(&self, cpu: usize, offset: usize) -> &AtomicU64 {
        debug_assert!(offset + 8 <= size_of::<CpuState>() && offset.is_multiple_of(8));
        // SAFETY: an aligned word within a mapped state, which the kernel also accesses as a whole.
        unsafe { AtomicU64::from_ptr(self.state(cpu).byte_add(offset).cast()) }
    }

    /// Looks how far a ring has been written and answers with that position.
    pub fn look(&mut self, cpu: usize) -> u64 {
        let produced = self.word(cpu, offset_of!(CpuState, produced)).load(Ordering::Acquire);
        self.bounds[cpu].1 = produced;
        produced
    }

    /// `len` bytes of a ring, from `position` on.
    ///
    /// `None` where they are not within what the reader owns: from the last [`Self::release`] to the
    /// last [`Self::look`].
    pub fn bytes(&mut self, cpu: usize, position: u64, len: usize) -> Option<&mut [u8]> {
        let (consumed, produced) = self.bounds[cpu];
        let end = position.checked_add(len as u64)?;
        let start = (position & (self.size - 1)) as usize;
        if position < consumed || end > produced || start + len > self.stride {
            return None;
        }
        // SAFETY: within the mapped ring of this CPU, and within what the kernel leaves to the
        // reader until it is released; `&mut self` keeps anyone else from releasing it meanwhile.
        unsafe {
            let ring = self.rings.start().add(cpu * self.stride);
            Some(slice::from_raw_parts_mut(ring.add(start), len))
        }
    }

    /// Gives everything before `position` back to the kernel.
    pub fn release(&mut self, cpu: usize, position: u64) {
        self.bounds[cpu].0 = position;
        self.word(cpu, offset_of!(CpuState, consumed)).store(position, Ordering::Release);
    }

    /// Asks the kernel to ring the alarm for the next record of this CPU, or no longer to.
    pub fn set_waiting(&self, cpu: usize, waiting: bool) {
        // SAFETY: an aligned field within a mapped state, which the kernel also accesses as a whole.
        let flag =
            unsafe { AtomicU32::from_ptr(self.state(cpu).byte_add(offset_of!(CpuState, waiting)).cast()) };
        flag.store(u32::from(waiting), Ordering::SeqCst);
    }

    /// The counters of one CPU and hook.
    pub fn counters(&self, cpu: usize, hook: Hook) -> [u64; COUNTERS] {
        let first = offset_of!(CpuState, counters) + hook as usize * COUNTERS * 8;
        std::array::from_fn(|i| self.word(cpu, first + i * 8).load(Ordering::Relaxed))
    }
}
