//! Random expressions on random packets: the reference, the interpreter and the kernel must agree.
//!
//! `TCXDUMP_PAIRS` says how many pairs of an expression and a packet, `TCXDUMP_PACKETS` how many packets
//! each expression gets, `TCXDUMP_SEED` where to begin. A disagreement tells the expression, the packet and who said what.

use std::{collections::HashSet, env, path::Path, process::Command};

use capture_common::LinkType;
use capture_filter::{
    CompileOptions, Facts, NoNames, Program, compile,
    ebpf::{Target, View, insn::Insn, translate},
};
use tcxdump::kernel::standalone::{Kind, Standalone};

use super::random::{expression, packet};
use crate::support::{
    captures::{ETHERNET, Folder, Packet, pcap},
    command::run,
    random::{Random, given},
    require,
};

const DEFAULT_PAIRS: usize = 20_000;
const DEFAULT_PACKETS: usize = 100;

/// The tag that packets get beside them, TPID and TCI.
const TAG: (u16, u16) = (0x8100, 100);

/// Frames of the conformance captures where they are at hand, and of this crate's own.
pub fn real_packets() -> Vec<Vec<u8>> {
    let mut packets: Vec<Vec<u8>> = super::packets().into_iter().map(|packet| packet.data).collect();
    let conformance = match env::var_os("TCXDUMP_CONFORMANCE") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance"),
    };
    for folder in ["data/captures", "data/filter-captures"] {
        let Ok(entries) = std::fs::read_dir(conformance.join(folder)) else { continue };
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for bytes in paths.iter().filter_map(|path| std::fs::read(path).ok()) {
            packets.extend(frames(&bytes).into_iter().take(20));
        }
    }
    packets.retain(|packet| packet.len() >= 14);
    packets
}

/// Ethernet frames of a pcap file in either byte order; none of any other file.
fn frames(bytes: &[u8]) -> Vec<Vec<u8>> {
    let order: fn([u8; 4]) -> u32 = match bytes.get(..4) {
        Some([0xd4, 0xc3, 0xb2, 0xa1]) => u32::from_le_bytes,
        Some([0xa1, 0xb2, 0xc3, 0xd4]) => u32::from_be_bytes,
        _ => return Vec::new(),
    };
    let word = |at: usize| bytes.get(at..at + 4).map(|word| order(word.try_into().unwrap()));
    let mut frames = Vec::new();
    if word(20) != Some(ETHERNET) {
        return frames;
    }
    let mut at = 24;
    while let Some(caplen) = word(at + 8)
        && let Some(frame) = bytes.get(at + 16..at + 16 + caplen as usize)
    {
        frames.push(frame.to_vec());
        at += 16 + caplen as usize;
    }
    frames
}

/// The packets that the reference selects, by their number; `None` where it refuses the expression.
fn reference(folder: &Folder, file: &str, words: &[&str], expression: &str) -> Option<HashSet<usize>> {
    let out = folder.word("reference.pcap");
    let mut command = Command::new("tcpdump");
    let said = run(command.args(words).args(["-r", file, "-w", &out, expression]));
    if said.code != Some(0) {
        return None;
    }
    let bytes = std::fs::read(&out).unwrap();
    let word = |at: usize| u32::from_ne_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let mut selected = HashSet::new();
    let mut at = 24;
    while at < bytes.len() {
        // The time tells the packet: they are a second apart.
        selected.insert(word(at) - FIRST_SECOND);
        at += 16 + word(at + 8);
    }
    Some(selected)
}

/// The first packet's time in the files that [`pcap`] makes.
const FIRST_SECOND: usize = 1_767_323_045;

/// The same program in the kernel, in all ways in which it runs there.
struct InKernel {
    classifier: Standalone,
    xdp: Standalone,
}

impl InKernel {
    fn load(expression: &str, program: &Program) -> Self {
        let load = |target, kind| {
            let body = translate(program, target, &View::Frame).unwrap();
            Standalone::load(&body.bytes(), kind).unwrap_or_else(|error| {
                panic!("the kernel does not take {expression:?}: {error}\n{}", body.text())
            })
        };
        Self { classifier: load(Target::SkbIngress, Kind::Classifier), xdp: load(Target::Xdp, Kind::Xdp) }
    }
}

/// A body that first has the kernel put a tag beside the packet.
fn tagged(program: &Program) -> Vec<u8> {
    const VLAN_PUSH: i32 = 18;
    use capture_filter::ebpf::{
        Body,
        insn::{Reg, Source},
    };
    let prefix = Body::of(vec![
        Insn::Move64(Reg(6), Source::Reg(Reg(1))),
        Insn::Move32(Reg(2), Source::Imm(i32::from(TAG.0.swap_bytes()))),
        Insn::Move32(Reg(3), Source::Imm(i32::from(TAG.1))),
        Insn::Call(VLAN_PUSH),
        Insn::Move64(Reg(1), Source::Reg(Reg(6))),
    ]);
    let body = translate(program, Target::SkbIngress, &View::Frame).unwrap();
    [prefix.bytes(), body.bytes()].concat()
}

#[test]
fn random_expressions_on_random_packets() {
    if !(require::live() && require::tcpdump()) {
        return;
    }
    let pairs = given("TCXDUMP_PAIRS", DEFAULT_PAIRS);
    let each = given("TCXDUMP_PACKETS", DEFAULT_PACKETS);
    let seed = given("TCXDUMP_SEED", 1);
    let folder = Folder::new("differential");
    let real = real_packets();
    let (mut done, mut refused, mut ambiguous) = (0, 0, 0);
    let mut round = seed as u64;
    while done < pairs {
        let mut random = Random::new(round);
        let terms = 1 + random.below(6);
        let expression = expression(&mut random, terms);
        let packets: Vec<Vec<u8>> = (0..each).map(|_| packet(&mut random, &real)).collect();
        let label = format!("seed {round}: {expression:?}");
        round += 1;
        let records: Vec<Packet> =
            packets.iter().map(|data| Packet { origlen: data.len() as u32, data: data.clone() }).collect();
        let file = folder.write("packets.pcap", &pcap(ETHERNET, &records));
        let theirs = reference(&folder, &file, &[], &expression);
        let options = CompileOptions { netmask: Some(0), ..CompileOptions::new(LinkType::ETHERNET, 262_144) };
        let program = match (compile(&expression, &options, &NoNames), &theirs) {
            (Ok(program), Some(_)) => program,
            (Err(_), None) => {
                refused += 1;
                continue;
            }
            (Ok(_), None) => panic!("{label}: only the reference refuses it"),
            (Err(error), Some(_)) => panic!("{label}: only we refuse it: {error}"),
        };
        let theirs = theirs.unwrap();
        let mut unoptimised = None;
        let mut kernel = InKernel::load(&label, &program);
        for (at, data) in packets.iter().enumerate() {
            let ours = program.run(data, data.len() as u32) != 0;
            if ours != theirs.contains(&at) && !reads_what_nobody_wrote(&expression) {
                // Where the reference's optimiser changes what it means, either meaning is right.
                let plain = unoptimised
                    .get_or_insert_with(|| reference(&folder, &file, &["-O"], &expression).unwrap());
                assert_eq!(
                    ours,
                    plain.contains(&at),
                    "{label}: packet {at} differs from the reference: {data:02x?}"
                );
                ambiguous += 1;
            }
            for (program, name) in [(&mut kernel.classifier, "classifier"), (&mut kernel.xdp, "xdp")] {
                if !is_runnable(data, name == "xdp") {
                    continue;
                }
                let outcome = program
                    .run(data, 1)
                    .unwrap_or_else(|error| panic!("{name} does not run on {data:02x?}: {error}"));
                assert_eq!(ours, outcome.verdict != 0, "{label}: packet {at} differs in {name}: {data:02x?}");
            }
            done += 1;
        }
        live_agrees(&label, &expression, &packets);
    }
    println!("{done} pairs agree; {refused} expressions refused by both, {ambiguous} pairs ambiguous");
}

/// Whether the reference's verdict may depend on chance: what stands to the right of `geneve` begins where
/// its header says, which is read from memory that nobody has written where it did not match.
pub fn reads_what_nobody_wrote(expression: &str) -> bool {
    expression.contains("geneve") && ["not", "!", "or", "||"].iter().any(|word| expression.contains(word))
}

/// Whether `BPF_PROG_TEST_RUN` takes a packet: a classifier's must have the network header that it
/// promises and fit in a page; XDP's may take several, all but the first of which are behind the
/// linear part.
fn is_runnable(data: &[u8], is_xdp: bool) -> bool {
    let least = match data[12..14] {
        [0x08, 0x00] => 34,
        [0x86, 0xdd] => 54,
        _ => 15,
    };
    if is_xdp { data.len() <= 60_000 } else { (least..=3000).contains(&data.len()) }
}

/// With a tag beside the packet: the interpreter against the kernel.
fn live_agrees(label: &str, expression: &str, packets: &[Vec<u8>]) {
    let options =
        CompileOptions { netmask: Some(0), live: true, ..CompileOptions::new(LinkType::ETHERNET, 262_144) };
    let program = compile(expression, &options, &NoNames).unwrap();
    let mut kernel = Standalone::load(&tagged(&program), Kind::Classifier)
        .unwrap_or_else(|error| panic!("the kernel does not take {label} with tags: {error}"));
    for (at, data) in packets.iter().enumerate() {
        // A second tag goes among the bytes.
        if matches!(data[12..14], [0x81, 0x00] | [0x88, 0xa8]) || !is_runnable(data, false) {
            continue;
        }
        let facts = Facts { vlan_tci: Some(TAG.1), ..Facts::default() };
        let ours = program.run_live(data, data.len() as u32, &facts) != 0;
        let outcome = kernel.run(data, 1).unwrap();
        assert_eq!(ours, outcome.verdict != 0, "{label}: packet {at} differs when tagged: {data:02x?}");
    }
}
