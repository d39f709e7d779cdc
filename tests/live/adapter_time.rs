//! Packets that an adapter has stamped. No adapter here has a clock, so the kernel runs the programs on packets whose
//! `skb_hwtstamps` it is told (`BPF_PROG_TEST_RUN`).

use std::{mem::offset_of, time::Duration};

use aya::programs::TestRunOptions;
use capture_common::abi::Hook;
use tcxdump::{
    kernel::object::{Object, dimensions},
    source::merge::Merger,
    sys::clock::monotonic_ns,
};

use crate::support::{
    captures::{ipv4, udp},
    programs, require,
};

const SNAPLEN: u32 = 262_144;
const STAMPED_NS: u64 = 1_700_000_000_123_456_789;

/// The fields of `struct __sk_buff` (`linux/bpf.h`) up to the last.
#[repr(C)]
struct SkBuff {
    words: [u32; 46],
    hwtstamp: u64,
}

#[test]
fn the_adapters_time_comes_with_each_packet() {
    if !require::live() {
        return;
    }
    let dimensions = dimensions(Some(1 << 20), SNAPLEN, 16).unwrap().with_adapter_time();
    let (mut object, rings) = programs::load("udp", dimensions, SNAPLEN);

    let started = monotonic_ns();
    let frames = [0_usize, 1, 7, 1400, 30].map(|len| ipv4(17, &udp(53, 5353, &vec![0x55; len])));
    for (frame, stamp) in frames.iter().zip([STAMPED_NS, 0, STAMPED_NS + 1, 0, u64::MAX / 4]) {
        run(&mut object, frame, stamp);
    }

    let mut merger = Merger::new(rings, Duration::ZERO);
    merger.drain();
    for (frame, stamp) in frames.iter().zip([STAMPED_NS, 0, STAMPED_NS + 1, 0, u64::MAX / 4]) {
        let record = merger.next_record().unwrap();
        assert_eq!(record.adapter_ns, stamp);
        assert!((started..=monotonic_ns()).contains(&record.header.ktime_ns));
        assert_eq!(record.header.origlen as usize, frame.len());
        assert!(record.bytes.ends_with(frame));
    }
    assert!(merger.next_record().is_none());
}

/// Has the kernel receive a frame that the adapter stamped.
fn run(object: &mut Object, frame: &[u8], hwtstamp: u64) {
    let mut context = [0; size_of::<SkBuff>()];
    context[offset_of!(SkBuff, hwtstamp)..].copy_from_slice(&hwtstamp.to_ne_bytes());
    let options = TestRunOptions { data_in: Some(frame), ctx_in: Some(&context), ..TestRunOptions::new() };
    programs::run(object, Hook::Ingress, options);
}
