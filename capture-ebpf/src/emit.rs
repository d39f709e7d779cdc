//! How a packet gets into a ring: reserve, copy, submit. The only place that writes there.

use core::{ptr, sync::atomic};

use aya_ebpf::bindings::BPF_RB_FORCE_WAKEUP;
use capture_common::abi::{CpuState, Hook, RecordHeader, record_len};

use crate::{config, maps, meta::Packet, opaque::opaque, short};

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
    let position = reserve(state, len)?;
    let ring = maps::RINGS.get_ptr_mut(cpu)?.cast::<u8>();
    let offset = (position & (config::ring_size() - 1)) as usize;
    // SAFETY: an element of `RINGS` holds `RING_SIZE` bytes and the slack of one whole record with what is in
    // front of it; `offset` is below the former and the record no longer than the latter. The verifier checks it.
    unsafe {
        let start = ring.add(offset);
        if front != 0 {
            start.cast::<u64>().write(packet.adapter_ns());
        }
        let record = start.add(front as usize);
        record.cast::<RecordHeader>().write(header);
        copy(packet, record.add(RecordHeader::LEN), header.caplen)?;
    }
    submit(state, position + len);
    wake(state, cpu);
    Some(())
}

/// Finds room for `len` bytes and answers with their position, `None` where the ring is full.
#[inline(always)]
fn reserve(state: *mut CpuState, len: u64) -> Option<u64> {
    let size = config::ring_size();
    // SAFETY: `state` points to this CPU's element of `CPUS`; only `consumed` is written by the
    // reader, hence the volatile read.
    unsafe {
        let produced = (*state).produced;
        if produced.wrapping_sub((*state).consumed_seen) + len > size {
            (*state).consumed_seen = ptr::read_volatile(&raw const (*state).consumed);
            if produced.wrapping_sub((*state).consumed_seen) + len > size {
                return None;
            }
        }
        Some(produced)
    }
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
        if short::copy(data, end, to, caplen) {
            return Some(());
        }
        packet.load(0, to, caplen)
    }
}

/// Makes everything before `end` visible to the reader.
#[inline(always)]
fn submit(state: *mut CpuState, end: u64) {
    // SAFETY: `state` points to this CPU's element of `CPUS`.
    let produced = unsafe { &raw mut (*state).produced };
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
