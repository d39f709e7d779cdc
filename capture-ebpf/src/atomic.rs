//! Atomic operations of eBPF (Linux 5.12), which the compiler does not offer for this target.

/// Adds `number` to a word of memory and answers with what was there before.
///
/// # Safety
/// `word` points to an aligned word that may be read and written.
#[inline(always)]
pub unsafe fn fetch_add(word: *mut u64, number: u64) -> u64 {
    let mut before = number;
    #[cfg(target_arch = "bpf")]
    // SAFETY: the caller vouches for `word`.
    unsafe {
        core::arch::asm!("{0} = atomic_fetch_add((u64 *)({1} + 0), {0})", inout(reg) before, in(reg) word);
    }
    #[cfg(not(target_arch = "bpf"))]
    let _ = (&mut before, word);
    before
}

/// Puts `new` into a word of memory if `expected` is there; answers with what was there before.
///
/// # Safety
/// `word` points to an aligned word that may be read and written.
#[inline(always)]
pub unsafe fn compare_exchange(word: *mut u64, expected: u64, new: u64) -> u64 {
    let mut before = expected;
    #[cfg(target_arch = "bpf")]
    // SAFETY: the caller vouches for `word`; the instruction compares with r0 and answers there.
    unsafe {
        core::arch::asm!("r0 = cmpxchg_64({0} + 0, r0, {1})", in(reg) word, in(reg) new, inout("r0") before);
    }
    #[cfg(not(target_arch = "bpf"))]
    let _ = (&mut before, word, new);
    before
}
