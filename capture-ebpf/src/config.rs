//! What the loader fixes before the programs are loaded. The verifier sees constants.

use core::ptr;

/// Most bytes of a packet to keep; at most [`capture_common::abi::MAX_SNAPLEN`].
#[unsafe(no_mangle)]
static SNAPLEN: u32 = 0;

/// [`capture_common::abi::caplen_mask`] of `SNAPLEN`.
#[unsafe(no_mangle)]
static CAPLEN_MASK: u32 = 0;

/// Size of a ring in bytes, a power of two, the slack behind it not counted.
#[unsafe(no_mangle)]
static RING_SIZE: u64 = 0;

/// Number of interfaces whose counters are told apart, a power of two.
#[unsafe(no_mangle)]
static SLOTS: u32 = 1;

/// Most bytes of a packet to keep.
#[inline(always)]
pub fn snaplen() -> u32 {
    // SAFETY: a static is valid to read; volatile, so that the value the loader put there is read
    // and not the one the compiler saw.
    unsafe { ptr::read_volatile(&raw const SNAPLEN) }
}

/// All ones, and not less than any `caplen - 1`.
#[inline(always)]
pub fn caplen_mask() -> u32 {
    // SAFETY: as in `snaplen`.
    unsafe { ptr::read_volatile(&raw const CAPLEN_MASK) }
}

/// Size of a ring in bytes.
#[inline(always)]
pub fn ring_size() -> u64 {
    // SAFETY: as in `snaplen`.
    unsafe { ptr::read_volatile(&raw const RING_SIZE) }
}

/// Number of interfaces whose counters are told apart.
#[inline(always)]
pub fn slots() -> u32 {
    // SAFETY: as in `snaplen`.
    unsafe { ptr::read_volatile(&raw const SLOTS) }
}
