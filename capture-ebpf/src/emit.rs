//! How a packet gets into a ring: reserve, copy, submit. The only place that writes there.

use core::{ptr, sync::atomic};

use aya_ebpf::bindings::BPF_RB_FORCE_WAKEUP;
use capture_common::abi::{CpuState, Hook, LINK, LINK_LEN, RecordHeader, record_len};

use crate::{config, maps, meta::Packet, opaque::opaque, words};

/// Writes one record, with at most `limit` bytes of the packet, into this CPU's ring, if there is room.
#[inline(always)]
pub fn emit(packet: impl Packet, hook: Hook, limit: u32, cpu: u32) -> Option<()> {
    let state = maps::CPUS.get_ptr_mut(cpu)?;
    // SAFETY: `state` points to this CPU's element of `CPUS`.
    let busy = unsafe { &raw mut (*state).busy };
    // SAFETY: as above. Bottom halves are off, so a program that finds the flag set has interrupted
    // the one that set it: the two never race for it.
    unsafe {
        if ptr::read_volatile(busy) != 0 {
            return None;
        }
        ptr::write_volatile(busy, 1);
    }
    let written = write_record(packet, hook, limit, cpu, state);
    // SAFETY: as above.
    unsafe { ptr::write_volatile(busy, 0) };
    written
}

#[inline(always)]
fn write_record(packet: impl Packet, hook: Hook, limit: u32, cpu: u32, state: *mut CpuState) -> Option<()> {
    let header = packet.header(hook, limit);
    let front = config::front();
    let len = front + record_len(header.caplen);
    let ring = maps::RINGS.get_ptr_mut(cpu)?.cast::<u8>();
    let place = reserve(state, ring, len)?;
    // SAFETY: `reserve` has found room for what is in front of a record, and for the record.
    unsafe {
        if front != 0 {
            place.cast::<u64>().write(packet.adapter_ns());
        }
        let record = place.add(front as usize);
        record.cast::<RecordHeader>().write(header);
        copy(packet, record.add(RecordHeader::LEN), header.caplen)?;
    }
    submit(state, len);
    wake(state, cpu);
    Some(())
}

/// Finds room for `len` bytes: in the block that is being filled, or else in a free one; `None` where there is none.
#[inline(always)]
fn reserve(state: *mut CpuState, ring: *mut u8, len: u64) -> Option<*mut u8> {
    // SAFETY: `state` points to this CPU's element of `CPUS`.
    let used = unsafe { (*state).used };
    // A link has room behind every record.
    if used + len + config::front() + LINK_LEN > config::block_size() {
        take_block(state, ring)?;
    }
    // SAFETY: as above.
    let offset = unsafe { (*state).block + (*state).used };
    within(ring, offset)
}

/// Goes on in the free block with the lowest number, which is most likely to be in the cache still.
#[inline(always)]
fn take_block(state: *mut CpuState, ring: *mut u8) -> Option<()> {
    // SAFETY: `state` points to this CPU's element of `CPUS`; only `given` is written by the reader, hence the
    // volatile read. What is written into the block depends on it, and so comes later on every architecture.
    unsafe {
        let free = (*state).taken ^ ptr::read_volatile(&raw const (*state).given);
        if free == 0 {
            return None;
        }
        let lowest = free & free.wrapping_neg();
        let number = u64::from((lowest - 1).count_ones());
        let end = within(ring, (*state).block + (*state).used)?;
        end.add(config::front() as usize).cast::<u64>().write(LINK | number);
        (*state).taken ^= lowest;
        (*state).block = number * config::block_size();
        (*state).used = 0;
    }
    Some(())
}

/// A place in a ring that has room for a record.
///
/// Verifier: it follows no sums of what it reads from a map, but takes a comparison's word.
#[inline(always)]
fn within(ring: *mut u8, offset: u64) -> Option<*mut u8> {
    if offset >= config::ring_size() {
        return None;
    }
    // SAFETY: an element of `RINGS` holds `RING_SIZE` bytes, and behind them as many as a record takes.
    Some(unsafe { ring.add(offset as usize) })
}

/// Copies the first `caplen` bytes of a packet, non-linear ones included.
///
/// # Safety
/// `to` has room for `caplen` bytes.
#[inline(always)]
unsafe fn copy(packet: impl Packet, to: *mut u8, caplen: u32) -> Option<()> {
    if caplen == 0 {
        return Some(());
    }
    // Verifier: the length must be seen to be at least 1 and at most the room. Older kernels learn
    // nothing from `!= 0`, and the compiler rewrites any comparison that would teach them; the mask
    // does, and changes nothing, as `caplen` is from 1 to the snaplen.
    let caplen = (opaque(caplen - 1) & config::caplen_mask()) + 1;
    let (data, end) = packet.linear();
    // SAFETY: the caller vouches for the room.
    unsafe {
        if words::copy_short(data, end, to, caplen) || words::copy_frame(data, end, to, caplen) {
            return Some(());
        }
        packet.load(0, to, caplen)
    }
}

/// Makes `len` bytes more visible to the reader.
#[inline(always)]
fn submit(state: *mut CpuState, len: u64) {
    // SAFETY: `state` points to this CPU's element of `CPUS`.
    let (produced, end) = unsafe {
        (*state).used += len;
        (&raw mut (*state).produced, (*state).produced + len)
    };
    if cfg!(bpf_target_arch = "x86_64") {
        // Stores are not reordered with earlier stores on this architecture; the fence keeps the
        // compiler from doing it.
        atomic::compiler_fence(atomic::Ordering::Release);
        // SAFETY: as above.
        unsafe { ptr::write_volatile(produced, end) };
    } else {
        // SAFETY: as above. The exchange is the one store of eBPF that is fully ordered on every
        // architecture; what was there before is of no interest.
        #[cfg(target_arch = "bpf")]
        unsafe {
            core::arch::asm!("{0} = xchg_64({1} + 0, {0})", inout(reg) end => _, in(reg) produced);
        }
    }
}

/// Wakes the reader if it has said that it sleeps.
///
/// Its last look at the ring and this look at its flag may cross; the reader bounds its sleep.
#[inline(always)]
fn wake(state: *mut CpuState, cpu: u32) {
    // SAFETY: `state` points to this CPU's element of `CPUS`; the reader writes `waiting`.
    unsafe {
        let waiting = &raw mut (*state).waiting;
        if ptr::read_volatile(waiting) != 0 {
            ptr::write_volatile(waiting, 0);
            // A full alarm queue means that the reader is already being woken.
            let _ = maps::WAKE.output::<[u8; 4]>(cpu.to_ne_bytes(), u64::from(BPF_RB_FORCE_WAKEUP));
        }
    }
}
