//! Copies of short packets word by word: a helper's call would take longer than the copy.

use crate::opaque::opaque;

/// Bytes of a word.
const WORD: usize = 8;

/// Copies `len` bytes where they are few and linear; answers with whether it did.
///
/// A block is copied from the start and one of the same size from the end; they overlap by what `len`
/// is shorter than both.
///
/// # Safety
/// `to` has room for `len` bytes; `data` and `end` are those of the context.
#[inline(always)]
pub unsafe fn copy(data: usize, end: usize, to: *mut u8, len: u32) -> bool {
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

/// Copies a block of `SIZE` bytes, which need not be aligned.
#[inline(always)]
unsafe fn block<const SIZE: usize>(from: usize, to: *mut u8) {
    let mut at = 0;
    while at < SIZE {
        // SAFETY: the caller vouches for `SIZE` bytes at both.
        unsafe { word(from + at, to.add(at)) };
        at += WORD;
    }
}

/// The compiler would take words that may not be aligned apart.
#[inline(always)]
unsafe fn word(from: usize, to: *mut u8) {
    #[cfg(target_arch = "bpf")]
    // SAFETY: the caller vouches for a word at both.
    unsafe {
        core::arch::asm!(
            "{word} = *(u64 *)({from} + 0)",
            "*(u64 *)({to} + 0) = {word}",
            word = out(reg) _,
            from = in(reg) from,
            to = in(reg) to,
        );
    }
    #[cfg(not(target_arch = "bpf"))]
    let _ = (from, to);
}
