//! Any text, for any link type: it compiles or is refused, and what is compiled translates and runs.
#![no_main]

use capture_common::LinkType;
use capture_filter::{
    CompileOptions, NoNames, cbpf, compile,
    ebpf::{Cooked, Target, View, translate},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, bool, bool, &str)| {
    let (link_type, optimise, live, text) = input;
    let options = CompileOptions {
        optimise,
        live,
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
