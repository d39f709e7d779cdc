//! Any text, for any link type: it compiles or is refused, and what is compiled translates and runs.
//!
//! ```text
//!  0           1                            2
//! +-----------+----------------------------+------
//! | link type | 1: optimise  2: not a file | text
//! +-----------+----------------------------+------
//! ```
#![no_main]

use capture_common::LinkType;
use capture_filter::{
    CompileOptions, NoNames, cbpf, compile,
    ebpf::{Cooked, Target, View, translate},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&[link_type, flags], text)) = input.split_first_chunk() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let options = CompileOptions {
        optimise: flags & 1 != 0,
        live: flags & 2 != 0,
        netmask: Some(0xffff_ff00),
        ..CompileOptions::new(LinkType(u32::from(link_type)), 262_144)
    };
    match compile(text, &options, &NoNames) {
        Ok(program) => {
            let _ = cbpf::assembly(program.insns());
            program.run(text.as_bytes(), text.len() as u32);
            let cooked = View::Cooked(Cooked { is_ethernet: true, arphrd: vec![(1, 772)], other_arphrd: 1 });
            for view in [View::Frame, cooked] {
                for target in [Target::SkbIngress, Target::Xdp] {
                    if let Ok(body) = translate(&program, target, &view) {
                        let _ = (body.bytes(), body.text());
                    }
                }
            }
        }
        Err(error) => assert!(error.position().is_none_or(|at| at <= text.len()), "{error:?}"),
    }
    if let Err(error) = compile(text, &options, &NoNames) {
        let _ = error.render(text);
    }
});
