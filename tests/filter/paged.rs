//! Random expressions on packets of which only the link header is linear: the filters read the rest from
//! pages. Our capture and tcpdump's, each with its filter in the kernel, of the same packets.
//!
//! `TCXDUMP_PAGED` says how many expressions, `TCXDUMP_SEED` where to begin.

use std::process::Command;

use super::{
    differential::{reads_what_nobody_wrote, real_packets},
    random::{expression, packet},
};
use crate::support::{
    capture::{Capture, figure, wait_until_stable},
    captures::{Folder, read},
    command::{run, tcxdump},
    netns::Netns,
    random::{Random, given},
    require,
};

const DEFAULT_EXPRESSIONS: usize = 24;
const AT_ONCE: usize = 6;
const PACKETS: usize = 100;

/// A packet socket puts nothing but the link header of what is longer than a page into the linear part.
const LEN: usize = 4500;

#[test]
fn the_same_packets_as_tcpdump_out_of_pages() {
    if !(require::live() && require::tcpdump() && require::tool("python3")) {
        return;
    }
    let real = real_packets();
    let seed = given("TCXDUMP_SEED", 1);
    let rounds = given("TCXDUMP_PAGED", DEFAULT_EXPRESSIONS).div_ceil(AT_ONCE);
    let netns = Netns::new();
    let mut selected = 0;
    for round in seed..seed + rounds {
        let mut random = Random::new(round as u64);
        let expressions: Vec<String> =
            std::iter::repeat_with(|| accepted(&mut random)).take(AT_ONCE).collect();
        let frames: Vec<Vec<u8>> = (0..PACKETS).map(|number| frame(&mut random, &real, number)).collect();
        selected += same_as_tcpdump(&netns, &expressions, &frames);
    }
    assert!(selected > rounds * AT_ONCE * PACKETS / 20, "only {selected} packets were selected");
}

/// A random expression that tcpdump takes.
fn accepted(random: &mut Random) -> String {
    loop {
        let terms = 1 + random.below(5);
        let expression = expression(random, terms);
        let compiles = run(Command::new("tcpdump").args(["-y", "EN10MB", "-d", &expression])).code == Some(0);
        if compiles && !reads_what_nobody_wrote(&expression) {
            return expression;
        }
    }
}

/// A packet that is too long to be linear, with its number at the end.
fn frame(random: &mut Random, real: &[Vec<u8>], number: usize) -> Vec<u8> {
    let mut frame = packet(random, real);
    frame.resize(LEN, 0);
    frame.extend((number as u32).to_be_bytes());
    frame
}

/// Captures with all expressions at once; answers with how many packets were selected.
fn same_as_tcpdump(netns: &Netns, expressions: &[String], frames: &[Vec<u8>]) -> usize {
    let folder = Folder::new("paged");
    let start = |mut command: Command, file: &str, expression: &str| {
        command.args(["-i", "lo", "--immediate-mode", "-U", "-w", &folder.word(file), expression]);
        Capture::start(&mut netns.command(&command))
    };
    let mut captures = Vec::new();
    for (at, expression) in expressions.iter().enumerate() {
        let mut tcpdump = Command::new("tcpdump");
        tcpdump.args(["-Z", "root", "-B", "65536"]);
        captures.push(start(tcpdump, &format!("theirs{at}"), expression));
        captures.push(start(tcxdump(), &format!("ours{at}"), expression));
    }
    netns.send("lo", frames);
    let len = |whose: &str| {
        let file = |at| folder.file(&format!("{whose}{at}"));
        (0..expressions.len()).map(|at| file(at).metadata().map_or(0, |it| it.len())).sum()
    };
    wait_until_stable(|| (len("ours"), len("theirs")));
    for capture in captures {
        assert_eq!(figure(&capture.interrupt(), "dropped by kernel"), 0);
    }
    let mut selected = 0;
    for (at, expression) in expressions.iter().enumerate() {
        let packets = |whose: &str| {
            let mut packets = read(&folder.file(&format!("{whose}{at}")));
            packets.sort();
            packets
        };
        let (ours, theirs) = (packets("ours"), packets("theirs"));
        for packet in ours.iter().chain(&theirs) {
            let (ours, theirs) = (ours.contains(packet), theirs.contains(packet));
            assert_eq!(
                ours,
                theirs,
                "{expression:?}: ours and tcpdump's verdict on {:02x?}",
                &packet.data[..80]
            );
        }
        selected += ours.len();
    }
    selected
}
