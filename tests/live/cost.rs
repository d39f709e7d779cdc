//! What the capture programs themselves cost, without what surrounds them: `BPF_PROG_TEST_RUN`.

use aya::programs::TestRunOptions;
use capture_common::abi::Hook;
use tcxdump::{
    kernel::object::{Object, dimensions},
    source::LinkLayer,
    sys::ring_memory::RingMemory,
};

use crate::support::{
    captures::{ipv4, udp},
    programs, require,
};

/// Within what a ring holds: nobody reads it.
const REPEAT: u32 = 20_000;
const ROUNDS: usize = 9;
const SNAPLEN: u32 = 262_144;

#[test]
fn cost_of_the_programs() {
    if !require::live() {
        return;
    }
    println!("medians of {ROUNDS} rounds of {REPEAT} runs, ns a packet\n    tcx    xdp  bytes  expression");
    for (expression, size) in [("", 128), ("", 1400), ("udp port 99", 128)] {
        let frame = ipv4(17, &udp(53, 5353, &vec![0; size - 42]));
        let median = |hook| {
            let mut rounds: Vec<_> = (0..ROUNDS)
                .map(|_| {
                    let options =
                        TestRunOptions { data_in: Some(&frame), repeat: REPEAT, ..TestRunOptions::new() };
                    let (mut object, _rings) = object(expression);
                    programs::run(&mut object, hook, options).duration.as_nanos()
                })
                .collect();
            rounds.sort();
            rounds[ROUNDS / 2]
        };
        let (tcx, xdp) = (median(Hook::Ingress), median(Hook::Xdp));
        println!("{tcx:7}{xdp:7}{size:7}  {expression:?}");
    }
}

/// What the verifier walks through bounds how long loading takes, and tells of code that has grown.
#[test]
fn the_verifier_has_little_to_look_at() {
    if !require::live() {
        return;
    }
    for (expression, most) in [("", 2600), ("tcp port 443 and host 10.0.0.1", 2900)] {
        let (mut object, _rings) = object(expression);
        let tcx = object.classifier(LinkLayer::Ethernet, Hook::Ingress).unwrap().info().unwrap();
        let xdp = object.xdp().unwrap().info().unwrap();
        for (hook, info) in [("tcx", tcx), ("xdp", xdp)] {
            // Kernels before 5.16 do not tell.
            let Some(walked) = info.verified_instruction_count() else { continue };
            println!("{walked:6} {hook} {expression:?}");
            assert!(walked <= most, "{hook} {expression:?}: {walked}");
        }
    }
}

fn object(expression: &str) -> (Object, RingMemory) {
    programs::load(expression, dimensions(Some(64 << 20), SNAPLEN, 16).unwrap(), SNAPLEN)
}
