//! The capture programs, loaded but not attached: tests have the kernel run them on packets (`BPF_PROG_TEST_RUN`).

use aya::programs::{TestRun, TestRunOptions, TestRunResult};
use capture_common::{LinkType, abi::Hook};
use capture_filter::{
    CompileOptions, NoNames, compile,
    ebpf::{Target, View, translate},
};
use tcxdump::{
    kernel::object::Object,
    source::{LinkLayer, sampling::Sampling},
    sys::ring_memory::{Dimensions, RingMemory},
};

/// The programs for what an Ethernet interface receives, and the rings that they were given.
pub fn load(expression: &str, dimensions: Dimensions, snaplen: u32) -> (Object, RingMemory) {
    let program = compile(expression, &CompileOptions::new(LinkType::ETHERNET, snaplen), &NoNames).unwrap();
    let body = |target| translate(&program, target, &View::Frame).unwrap().in_front().bytes();
    let filters = [
        (LinkLayer::Ethernet, Hook::Ingress, body(Target::SkbIngress)),
        (LinkLayer::Ethernet, Hook::Xdp, body(Target::Xdp)),
    ];
    let object = Object::load(dimensions, snaplen, &Sampling::default().settings(), &filters).unwrap();
    let rings = RingMemory::new(&object.maps().unwrap(), dimensions).unwrap();
    (object, rings)
}

/// Runs the program of a hook.
pub fn run(object: &mut Object, hook: Hook, options: TestRunOptions<'_>) -> TestRunResult {
    match hook {
        Hook::Xdp => object.xdp().unwrap().test_run(options).unwrap(),
        Hook::Ingress | Hook::Egress => {
            object.classifier(LinkLayer::Ethernet, hook).unwrap().test_run(options).unwrap()
        }
    }
}
