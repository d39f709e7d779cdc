//! Copies of packets word by word: a helper's call takes longer than the copy of a short one, and its string
//! instruction waits for memory that is in no cache.

use capture_common::abi::MOST_BY_WORDS;

use crate::opaque::{opaque, opaque_usize};

/// Copies `len` bytes where they are few and linear; answers with whether it did.
///
/// A block is copied from the start and one of the same size from the end; they overlap by what `len`
/// is shorter than both.
///
/// # Safety
/// `to` has room for `len` bytes; `data` and `end` are those of the context.
#[inline(always)]
pub unsafe fn copy_short(data: usize, end: usize, to: *mut u8, len: u32) -> bool {
    // SAFETY: the caller vouches for `to`; what is read is checked there.
    unsafe {
        match len {
            17..=32 => both_ends::<16>(data, end, to, len),
            33..=64 => both_ends::<32>(data, end, to, len),
            65..=128 => both_ends::<64>(data, end, to, len),
            129..=256 => both_ends::<128>(data, end, to, len),
            _ => false,
        }
    }
}

/// Copies `len` bytes, 257 to [`MOST_BY_WORDS`], where they are linear; answers with whether it did.
///
/// # Safety
/// As for [`copy_short`].
#[inline(always)]
pub unsafe fn copy_frame(data: usize, end: usize, to: *mut u8, len: u32) -> bool {
    const BLOCK: usize = 128;
    const MOST: usize = MOST_BY_WORDS as usize;
    let len = len as usize;
    if !(2 * BLOCK + 1..=MOST).contains(&len) {
        return false;
    }
    // The last block overlaps the one before by what `len` is shorter than both.
    let last = opaque_usize(len - BLOCK);
    // Verifier: it may not have followed how `len` got its bounds.
    if last > MOST - BLOCK {
        return false;
    }
    let mut at = 0;
    // SAFETY: the caller vouches for room up to behind the last block.
    unsafe {
        // Verifier: that of Linux 6.1 does not see that the second condition implies the first.
        while opaque_usize(at) < MOST - BLOCK && at < last {
            if !checked::<BLOCK>(data + at, end, to.add(at)) {
                return false;
            }
            at += BLOCK;
        }
        checked::<BLOCK>(data + last, end, to.add(last))
    }
}

/// Copies a block if it is within the packet.
#[inline(always)]
unsafe fn checked<const SIZE: usize>(from: usize, end: usize, to: *mut u8) -> bool {
    // Verifier: what is read must be what was compared; the compiler would find other things to compare.
    let from = opaque_usize(from);
    if from + SIZE > end {
        return false;
    }
    // SAFETY: within the packet, as was just checked; the caller vouches for the room.
    unsafe { block::<SIZE>(from, to) };
    true
}

#[inline(always)]
unsafe fn both_ends<const SIZE: usize>(data: usize, end: usize, to: *mut u8, len: u32) -> bool {
    // Verifier: the mask tells what the comparisons have told already, from 1 to `SIZE`.
    let second = (opaque(len - SIZE as u32 - 1) as usize & (SIZE - 1)) + 1;
    if data + SIZE > end || data + second + SIZE > end {
        return false;
    }
    // SAFETY: both blocks are within the packet, as was just checked, and within the room at `to`.
    unsafe {
        block::<SIZE>(data, to);
        block::<SIZE>(data + second, to.add(second));
    }
    true
}

/// Copies words at these offsets from one place to another, which need not be aligned: the compiler would take
/// such words apart. One piece of assembly, so that the offsets are the instructions' own.
macro_rules! words {
    ($from:ident, $to:ident, $($at:literal)+) => {
        core::arch::asm!(
            $(
                concat!("{word} = *(u64 *)({from} + ", $at, ")"),
                concat!("*(u64 *)({to} + ", $at, ") = {word}"),
            )+
            word = out(reg) _,
            from = in(reg) $from,
            to = in(reg) $to,
        )
    };
}

/// Copies a block of 16, 32, 64 or 128 bytes.
///
/// # Safety
/// So many can be read at `from` and written at `to`.
#[cfg(target_arch = "bpf")]
#[inline(always)]
unsafe fn block<const SIZE: usize>(from: usize, to: *mut u8) {
    // SAFETY: the caller vouches for both.
    unsafe {
        match SIZE {
            16 => words!(from, to, 0 8),
            32 => words!(from, to, 0 8 16 24),
            64 => words!(from, to, 0 8 16 24 32 40 48 56),
            _ => words!(from, to, 0 8 16 24 32 40 48 56 64 72 80 88 96 104 112 120),
        }
    }
}

#[cfg(not(target_arch = "bpf"))]
unsafe fn block<const SIZE: usize>(_: usize, _: *mut u8) {}
