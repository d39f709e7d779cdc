//! Values that the compiler must not reason about, where its conclusions displease the verifier.

macro_rules! opaque {
    ($name:ident, $kind:ty) => {
        /// The same value, of which the compiler no longer knows anything.
        #[inline(always)]
        pub fn $name(value: $kind) -> $kind {
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
    };
}

opaque!(opaque, u32);
opaque!(opaque_usize, usize);
