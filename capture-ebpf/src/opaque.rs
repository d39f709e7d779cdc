//! Values that the compiler must not reason about, where its conclusions displease the verifier.

/// The same value, of which the compiler no longer knows anything.
#[inline(always)]
pub fn opaque(value: u32) -> u32 {
    #[cfg(target_arch = "bpf")]
    let value = {
        let mut value = value;
        // SAFETY: a register is moved into itself.
        unsafe {
            core::arch::asm!("{0} = {0}", inout(reg) value);
        }
        value
    };
    value
}

/// The same for 64 bits.
#[inline(always)]
pub fn opaque_usize(value: usize) -> usize {
    #[cfg(target_arch = "bpf")]
    let value = {
        let mut value = value;
        // SAFETY: a register is moved into itself.
        unsafe {
            core::arch::asm!("{0} = {0}", inout(reg) value);
        }
        value
    };
    value
}
