//! Any text on any packet: the optimised program means what the one without optimising means.
//!
//! ```text
//!  0           1                 2      2 + length
//! +-----------+-----------------+------+--------
//! | link type | length of text  | text | packet
//! +-----------+-----------------+------+--------
//! ```
#![no_main]

use capture_common::LinkType;
use capture_filter::{CompileOptions, NoNames, compile};
use libfuzzer_sys::fuzz_target;

/// Behind this many bytes no test of a primitive looks; only accesses with computed offsets do.
const DEEP: usize = 70_000;

fuzz_target!(|input: &[u8]| {
    let Some((&[link_type, length], rest)) = input.split_first_chunk() else { return };
    let Some((text, packet)) = rest.split_at_checked(length.into()) else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let options = CompileOptions::new(LinkType(u32::from(link_type)), 262_144);
    let (Ok(optimised), Ok(plain)) = (
        compile(text, &options, &NoNames),
        compile(text, &CompileOptions { optimise: false, ..options }, &NoNames),
    ) else {
        return;
    };
    let len = packet.len() as u32;
    // What is accepted with every test made is accepted: optimising only makes fewer tests.
    if plain.run(packet, len) != 0 {
        assert_ne!(optimised.run(packet, len), 0, "{text:?} on {packet:02x?}");
    }
    let mut whole = packet.to_vec();
    whole.resize(packet.len().max(DEEP), 0);
    let accepts = optimised.run(&whole, len) != 0;
    if !text.contains(['[', 'b']) {
        // A test that rejects for want of bytes is not met here, so both mean the same.
        assert_eq!(accepts, plain.run(&whole, len) != 0, "{text:?} on {packet:02x?}");
    }
});
