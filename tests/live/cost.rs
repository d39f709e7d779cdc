//! What the capture programs themselves cost, without what surrounds them: `BPF_PROG_TEST_RUN`.

use aya::programs::{TestRun, TestRunOptions, TestRunResult};
use capture_common::{LinkType, abi::Hook};
use capture_filter::{
    CompileOptions, NoNames, compile,
    ebpf::{Target, View, translate},
};
use tcxdump::{
    kernel::object::{Object, dimensions},
    source::{LinkLayer, sampling::Sampling},
};

use crate::support::{
    captures::{ipv4, udp},
    require,
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
        let median = |run: fn(&mut Object, TestRunOptions<'_>) -> TestRunResult| {
            let mut rounds: Vec<_> = (0..ROUNDS)
                .map(|_| {
                    let options =
                        TestRunOptions { data_in: Some(&frame), repeat: REPEAT, ..TestRunOptions::new() };
                    run(&mut object(expression), options).duration.as_nanos()
                })
                .collect();
            rounds.sort();
            rounds[ROUNDS / 2]
        };
        let tcx = median(|object, options| {
            object.classifier(LinkLayer::Ethernet, Hook::Ingress).unwrap().test_run(options).unwrap()
        });
        let xdp = median(|object, options| object.xdp().unwrap().test_run(options).unwrap());
        println!("{tcx:7}{xdp:7}{size:7}  {expression:?}");
    }
}

/// What the verifier walks through bounds how long loading takes, and tells of code that has grown.
#[test]
fn the_verifier_has_little_to_look_at() {
    if !require::live() {
        return;
    }
    for (expression, most) in [("", 1500), ("tcp port 443 and host 10.0.0.1", 1800)] {
        let mut object = object(expression);
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

fn object(expression: &str) -> Object {
    let program = compile(expression, &CompileOptions::new(LinkType::ETHERNET, SNAPLEN), &NoNames).unwrap();
    let body = |target| translate(&program, target, &View::Frame).unwrap().in_front().bytes();
    let filters = vec![
        (LinkLayer::Ethernet, Hook::Ingress, body(Target::SkbIngress)),
        (LinkLayer::Ethernet, Hook::Xdp, body(Target::Xdp)),
    ];
    let dimensions = dimensions(Some(64 << 20), SNAPLEN, 16).unwrap();
    Object::load(dimensions, SNAPLEN, &Sampling::default().settings(), &filters).unwrap()
}
