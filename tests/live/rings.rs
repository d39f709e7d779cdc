//! The way of packets through the blocks of a ring. The kernel runs the programs on frames that it is handed.

use std::time::Duration;

use aya::programs::TestRunOptions;
use capture_common::abi::{COUNTERS, Counter, Hook, RecordHeader};
use tcxdump::{kernel::object::dimensions, source::merge::Merger};

use crate::support::{programs, require};

/// The interface that the kernel says such frames come from.
const LOOPBACK: u32 = 1;
const SLOTS: u32 = 4;
const HOOKS: [Hook; 2] = [Hook::Ingress, Hook::Xdp];

/// A frame of so many bytes, no two of which are alike nearby, nor alike in two frames.
fn frame(len: usize, number: u32) -> Vec<u8> {
    let byte = |at: usize| (at as u32 ^ (at as u32 >> 8)).wrapping_mul(167).wrapping_add(number) as u8;
    [&number.to_be_bytes()[..], &(4..len).map(byte).collect::<Vec<_>>()].concat()
}

fn received(merger: &mut Merger) -> Option<Vec<u8>> {
    merger.next_record().map(|record| record.bytes[RecordHeader::LEN..].to_vec())
}

#[test]
fn frames_of_every_length_come_through_as_they_are() {
    if !require::live() {
        return;
    }
    for (hook, snaplen) in HOOKS.into_iter().flat_map(|hook| [64, 300, 262_144].map(|len| (hook, len))) {
        let (mut object, rings) =
            programs::load("", dimensions(Some(1 << 20), snaplen, SLOTS).unwrap(), snaplen);
        let mut merger = Merger::new(rings, Duration::ZERO);
        merger.drain();
        for len in (14..1700).chain([2000, 2900, 3000]) {
            let frame = frame(len, len as u32);
            let options = TestRunOptions { data_in: Some(&frame), ..TestRunOptions::new() };
            programs::run(&mut object, hook, options);
            let kept = &frame[..len.min(snaplen as usize)];
            assert_eq!(received(&mut merger).as_deref(), Some(kept), "{hook:?}, {len} bytes of {snaplen}");
        }
    }
}

#[test]
fn a_full_ring_drops_and_goes_on_once_it_is_read() {
    if !require::live() {
        return;
    }
    for hook in HOOKS {
        let dimensions = dimensions(Some(1 << 20), 2048, SLOTS).unwrap();
        let (mut object, rings) = programs::load("", dimensions, 2048);
        let mut merger = Merger::new(rings, Duration::ZERO);
        merger.drain();
        let mut sent = 0;
        let mut kept = std::collections::VecDeque::new();
        let mut counted = [0; COUNTERS];
        for round in 0..40 {
            for _ in 0..400 {
                let frame = frame(60 + sent as usize % 1500, sent);
                let options = TestRunOptions { data_in: Some(&frame), ..TestRunOptions::new() };
                programs::run(&mut object, hook, options);
                sent += 1;
                let before = std::mem::replace(&mut counted, counts(&merger, hook));
                if counted[Counter::Copied as usize] > before[Counter::Copied as usize] {
                    kept.push_back(frame);
                }
            }
            // Now and then not all of it, so that blocks come back in another order.
            for _ in 0..[150, 700, usize::MAX][round % 3] {
                let Some(received) = received(&mut merger) else { break };
                assert_eq!(Some(received), kept.pop_front(), "{hook:?}, round {round}");
            }
        }
        while let Some(received) = received(&mut merger) {
            assert_eq!(Some(received), kept.pop_front(), "{hook:?}");
        }
        assert!(kept.is_empty());
        let [seen, filtered, sampled, dropped, copied] = counted;
        assert_eq!((seen, filtered + sampled), (u64::from(sent), 0));
        assert_eq!(seen, dropped + copied);
        assert!(0 < dropped && dropped < copied, "{copied} copied, {dropped} dropped");
    }
}

/// Of all CPUs: the test may move from one to another.
fn counts(merger: &Merger, hook: Hook) -> [u64; COUNTERS] {
    let memory = merger.memory();
    let of_cpus = (0..memory.cpus()).map(|cpu| memory.counts(cpu, LOOPBACK, hook));
    of_cpus.fold([0; COUNTERS], |sum, counts| std::array::from_fn(|counter| sum[counter] + counts[counter]))
}
