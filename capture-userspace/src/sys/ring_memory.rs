//! The rings and their states as mapped memory, behind an interface that cannot be used wrongly.
//!
//! Layout: [`capture_common::abi`]. The kernel writes into the block that it fills, behind what it has produced, and takes
//! only blocks that were given: what is between the reader's place and `produced` belongs to the reader.

use std::{
    io,
    mem::offset_of,
    os::fd::BorrowedFd,
    slice,
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
};

use capture_common::abi::{
    ADAPTER_TIME_LEN, COUNTERS, CpuState, Hook, LINK, LINK_LEN, RECORD_ALIGN, Tally, tally_index,
};

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
    /// Size of a block in bytes.
    pub block: u64,
    /// Number of the blocks of a ring, at most [`capture_common::abi::MAX_BLOCKS`].
    pub blocks: u64,
    /// Bytes behind each ring.
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
        Self { front: ADAPTER_TIME_LEN, ..self }
    }

    /// Size of a ring in bytes, the slack behind it not counted.
    pub const fn ring(&self) -> u64 {
        self.block * self.blocks
    }

    /// Number of tallies in the ledger.
    pub const fn tallies(&self) -> usize {
        self.cpus * self.slots as usize * Hook::ALL.len()
    }
}

/// How far a ring has been read.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Bytes of records that were taken.
    taken: u64,
    /// Produced at the last look.
    produced: u64,
    /// The block that is being read, by its number.
    block: usize,
    /// Where the next record, or a link, is in it.
    offset: usize,
    /// What `CpuState::given` is.
    given: u64,
}

/// The rings of all possible CPUs, mapped into this process.
pub struct RingMemory {
    rings: Mapping,
    states: Mapping,
    ledger: Mapping,
    slots: u32,
    /// Size of a block in bytes, and number of a ring's.
    block: usize,
    blocks: usize,
    /// Bytes in front of each record.
    front: usize,
    /// Distance from one ring to the next in bytes.
    stride: usize,
    /// Per CPU.
    places: Vec<Place>,
}

impl RingMemory {
    /// Maps the arrays of a loaded object and gives the blocks to its programs.
    ///
    /// # Errors
    /// When the kernel refuses to map one of them.
    pub fn new(maps: &Maps<'_>, dimensions: Dimensions) -> io::Result<Self> {
        let Dimensions { cpus, block, blocks, slack, front, slots } = dimensions;
        let narrow = |bytes: u64| usize::try_from(bytes).map_err(io::Error::other);
        let stride = narrow((dimensions.ring() + slack).next_multiple_of(8))?;
        let map = |fd, len: usize| Mapping::new(fd, len.next_multiple_of(rustix::param::page_size()));
        // The programs have the first one.
        let given = (u64::MAX >> (64 - blocks)) & !1;
        let this = Self {
            rings: map(maps.rings, cpus * stride)?,
            states: map(maps.states, cpus * size_of::<CpuState>())?,
            ledger: map(maps.ledger, dimensions.tallies() * size_of::<Tally>())?,
            slots,
            block: narrow(block)?,
            blocks: narrow(blocks)?,
            front: narrow(front)?,
            stride,
            places: vec![Place { given, ..Place::default() }; cpus],
        };
        for cpu in 0..cpus {
            this.word(cpu, offset_of!(CpuState, given)).store(given, Ordering::Release);
        }
        Ok(this)
    }

    /// Number of rings.
    pub fn cpus(&self) -> usize {
        self.places.len()
    }

    /// Size of each ring in bytes.
    pub const fn size(&self) -> u64 {
        (self.block * self.blocks) as u64
    }

    /// Bytes in front of each record.
    pub const fn front(&self) -> usize {
        self.front
    }

    fn state(&self, cpu: usize) -> *mut CpuState {
        assert!(cpu < self.places.len());
        // SAFETY: the mapping holds one state for each CPU.
        unsafe { self.states.start().cast::<CpuState>().add(cpu) }
    }

    fn word(&self, cpu: usize, offset: usize) -> &AtomicU64 {
        debug_assert!(offset + 8 <= size_of::<CpuState>() && offset.is_multiple_of(8));
        // SAFETY: an aligned word within a mapped state, which the kernel also accesses as a whole.
        unsafe { AtomicU64::from_ptr(self.state(cpu).byte_add(offset).cast()) }
    }

    /// Looks how far a ring has been written.
    pub fn look(&mut self, cpu: usize) {
        self.places[cpu].produced = self.word(cpu, offset_of!(CpuState, produced)).load(Ordering::Acquire);
    }

    /// How far it had been written at the last look, in bytes of records since the start.
    pub fn produced(&self, cpu: usize) -> u64 {
        self.places[cpu].produced
    }

    /// The first `len` bytes of what was not taken yet; `None` where there are not so many. A block that is finished is
    /// given back to the kernel.
    pub fn peek(&mut self, cpu: usize, len: usize) -> Option<&[u8]> {
        let Place { taken, produced, .. } = self.places[cpu];
        if taken + len as u64 > produced {
            return None;
        }
        self.follow_link(cpu)?;
        self.bytes(cpu, self.places[cpu].offset, len).map(|bytes| &*bytes)
    }

    /// Takes the next `len` bytes, which were peeked at: what is in front of a record, and the record. They are the
    /// reader's until it peeks again.
    pub fn take(&mut self, cpu: usize, len: usize) -> Option<&mut [u8]> {
        let padded = (len as u64).next_multiple_of(RECORD_ALIGN);
        let place = &mut self.places[cpu];
        if place.taken + padded > place.produced {
            return None;
        }
        let offset = place.offset;
        place.taken += padded;
        place.offset += padded as usize;
        self.bytes(cpu, offset, len)
    }

    /// Where a block is finished, goes on in the next one and gives the finished one back.
    fn follow_link(&mut self, cpu: usize) -> Option<()> {
        let front = self.front;
        let start = self.bytes(cpu, self.places[cpu].offset, front + LINK_LEN as usize)?;
        let word = start.last_chunk().map(|word| u64::from_ne_bytes(*word))?;
        if word & LINK != 0 {
            let number = usize::try_from(word & !LINK).ok().filter(|number| *number < self.blocks)?;
            let place = &mut self.places[cpu];
            place.given ^= 1 << place.block;
            (place.block, place.offset) = (number, 0);
            let given = place.given;
            self.word(cpu, offset_of!(CpuState, given)).store(given, Ordering::Release);
        }
        Some(())
    }

    /// `len` bytes of the block that is being read; the caller sees to it that they are produced.
    fn bytes(&mut self, cpu: usize, offset: usize, len: usize) -> Option<&mut [u8]> {
        let block = self.places[cpu].block * self.block;
        if offset.checked_add(len)? > self.block {
            return None;
        }
        // SAFETY: within a block of the mapped ring of this CPU. The block is the reader's until it is given back, up
        // to what the kernel has produced; `&mut self` keeps anyone else from giving it back meanwhile.
        unsafe {
            let start = self.rings.start().add(cpu * self.stride + block + offset);
            Some(slice::from_raw_parts_mut(start, len))
        }
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
