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

use capture_common::abi::{ADAPTER_TIME_LEN, COUNTERS, CpuState, Hook, Tally, tally_index};

use super::mapping::Mapping;

/// The arrays of a loaded object.
#[derive(Clone, Copy, Debug)]
pub struct Maps<'a> {
    /// `RINGS`.
    pub rings: BorrowedFd<'a>,
    /// `CPUS`.
    pub states: BorrowedFd<'a>,
    /// `LEDGER`.
    pub ledger: BorrowedFd<'a>,
}

/// How large the arrays are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimensions {
    /// Number of possible CPUs, each with a ring.
    pub cpus: usize,
    /// Size of a ring in bytes, a power of two.
    pub ring: u64,
    /// Bytes behind each ring, for the last record to run on into.
    pub slack: u64,
    /// Bytes in front of each record: [`ADAPTER_TIME_LEN`] where the adapter's time is wanted, 0 otherwise.
    pub front: u64,
    /// Number of interfaces with counters of their own, a power of two.
    pub slots: u32,
}

impl Dimensions {
    /// The same, with room for the adapter's time in front of each record.
    #[must_use]
    pub const fn with_adapter_time(self) -> Self {
        Self { front: ADAPTER_TIME_LEN, slack: self.slack + ADAPTER_TIME_LEN, ..self }
    }

    /// Number of tallies in the ledger.
    pub const fn tallies(&self) -> usize {
        self.cpus * self.slots as usize * Hook::ALL.len()
    }
}

/// The rings of all possible CPUs, mapped into this process.
pub struct RingMemory {
    rings: Mapping,
    states: Mapping,
    ledger: Mapping,
    slots: u32,
    /// Size of a ring in bytes, a power of two.
    size: u64,
    /// Bytes in front of each record.
    front: u64,
    /// Distance from one ring to the next in bytes.
    stride: usize,
    /// Per CPU: what the reader has released, and what it has last seen produced.
    bounds: Vec<(u64, u64)>,
}

impl RingMemory {
    /// Maps the arrays of a loaded object.
    ///
    /// # Errors
    /// When the kernel refuses to map one of them.
    pub fn new(maps: &Maps<'_>, dimensions: Dimensions) -> io::Result<Self> {
        let Dimensions { cpus, ring, slack, front, .. } = dimensions;
        let stride = usize::try_from((ring + slack).next_multiple_of(8)).map_err(io::Error::other)?;
        let map = |fd, len: usize| Mapping::new(fd, len.next_multiple_of(rustix::param::page_size()));
        Ok(Self {
            rings: map(maps.rings, cpus * stride)?,
            states: map(maps.states, cpus * size_of::<CpuState>())?,
            ledger: map(maps.ledger, dimensions.tallies() * size_of::<Tally>())?,
            slots: dimensions.slots,
            size: ring,
            front,
            stride,
            bounds: vec![(0, 0); cpus],
        })
    }

    /// Number of rings.
    pub fn cpus(&self) -> usize {
        self.bounds.len()
    }

    /// Size of each ring in bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Bytes in front of each record.
    pub const fn front(&self) -> u64 {
        self.front
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

    /// What a hook has counted on a CPU and an interface, by [`capture_common::abi::Counter`].
    pub fn counts(&self, cpu: usize, ifindex: u32, hook: Hook) -> [u64; COUNTERS] {
        assert!(cpu < self.cpus());
        let index = tally_index(cpu as u32, ifindex, hook, self.slots) as usize;
        let first = index * size_of::<Tally>() + offset_of!(Tally, counts);
        std::array::from_fn(|counter| {
            // SAFETY: an aligned word within a mapped tally, which the kernel also accesses as a whole;
            // the mapping holds a tally for each CPU, slot and hook.
            let count = unsafe { AtomicU64::from_ptr(self.ledger.start().add(first + counter * 8).cast()) };
            count.load(Ordering::Relaxed)
        })
    }
}
