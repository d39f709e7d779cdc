//! Where the compiled filter expression goes.
//!
//! These functions are placeholders that reject everything. Before the object is loaded, the loader
//! replaces the bytes of their sections with the filter it has compiled for the link type. There is
//! one for each direction, as the packet does not always tell its own. The body gets the context in r1
//! and answers in r0: 0 rejects the packet.

use aya_ebpf::bindings::{__sk_buff, xdp_md};

macro_rules! placeholder {
    ($name:ident, $section:literal, $context:ty) => {
        /// The filter for one link type and direction; replaced by the loader.
        #[inline(never)]
        #[unsafe(no_mangle)]
        #[unsafe(link_section = $section)]
        pub extern "C" fn $name(context: *mut $context) -> u32 {
            let verdict: u32;
            // Verifier: without an instruction that reads `context` the compiler drops the argument, and
            // r1 no longer holds the context when the filter is called.
            #[cfg(target_arch = "bpf")]
            // SAFETY: reads the first field of the context.
            unsafe {
                core::arch::asm!("{0} = *(u32 *)({1} + 0)", "{0} = 0", out(reg) verdict, in(reg) context);
            }
            #[cfg(not(target_arch = "bpf"))]
            {
                let _ = context;
                verdict = 0;
            }
            verdict
        }
    };
}

placeholder!(filter_in, ".text.filter.in", __sk_buff);
placeholder!(filter_out, ".text.filter.out", __sk_buff);
placeholder!(filter_raw_in, ".text.filter.raw_in", __sk_buff);
placeholder!(filter_raw_out, ".text.filter.raw_out", __sk_buff);
placeholder!(filter_xdp, ".text.filter.xdp", xdp_md);
