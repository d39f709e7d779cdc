//! What filters cost in the kernel: our bodies beside the socket filter that libpcap would attach.
//!
//! The kernel hides its own translation of a socket filter from `BPF_PROG_TEST_RUN`. The same program is
//! therefore translated here, instruction by instruction, with the loads that eBPF has for it.

use std::process::Command;

use capture_common::LinkType;
use capture_filter::{
    CompileOptions, NoNames, compile,
    ebpf::{Target, View, translate},
};
use tcxdump::kernel::standalone::{Kind, Standalone};

use crate::support::{
    captures::{ipv4, udp},
    command::run,
    require,
};

const REPEAT: u32 = 1_000_000;
const ROUNDS: usize = 7;

#[test]
fn cost_in_the_kernel() {
    if !(require::live() && require::tcpdump()) {
        return;
    }
    let hosts: Vec<String> = (1..=50).map(|host| format!("host 10.9.0.{host}")).collect();
    let hosts = hosts.join(" or ");
    let packet = ipv4(17, &udp(53, 5353, &[0; 100]));
    // A socket filter is shown what stands behind the link header of a packet that is handed in.
    let behind_a_header = [&[0; 14], packet.as_slice()].concat();
    println!("medians of {ROUNDS} rounds of {REPEAT} runs, ns a packet\n    tcx    xdp socket  expression");
    for expression in ["", "tcp port 443 and host 10.0.0.1", "udp port 53 and host 10.0.0.1", &hosts] {
        let mut programs = [
            (ours(expression, Target::SkbIngress, Kind::Classifier), &packet),
            (ours(expression, Target::Xdp, Kind::Xdp), &packet),
            (Standalone::load(&socket_filter(expression), Kind::Socket).unwrap(), &behind_a_header),
        ];
        let mut rounds = [const { Vec::new() }; 3];
        for _ in 0..ROUNDS {
            for ((program, packet), rounds) in programs.iter_mut().zip(&mut rounds) {
                rounds.push(program.run(packet, REPEAT).unwrap());
            }
        }
        let verdicts = rounds.each_ref().map(|rounds| rounds[0].verdict != 0);
        assert_eq!(verdicts, [verdicts[0]; 3], "{expression:?}");
        for rounds in &mut rounds {
            rounds.sort_by_key(|outcome| outcome.duration);
            print!("{:7}", rounds[ROUNDS / 2].duration.as_nanos());
        }
        println!("  {:?}", expression.get(..40).unwrap_or(expression));
    }
}

fn ours(expression: &str, target: Target, kind: Kind) -> Standalone {
    let options = CompileOptions::new(LinkType::ETHERNET, 262_144);
    let program = compile(expression, &options, &NoNames).unwrap();
    Standalone::load(&translate(&program, target, &View::Frame).unwrap().bytes(), kind).unwrap()
}

/// eBPF with the accumulator in r0, the index register in r7, as the kernel chooses them, too
/// (`net/core/filter.c`).
fn socket_filter(expression: &str) -> Vec<u8> {
    let listed = run(Command::new("tcpdump").args(["-y", "EN10MB", "-ddd", expression])).stdout;
    let classic: Vec<[u32; 4]> = listed
        .lines()
        .skip(1)
        .map(|line| {
            let numbers: Vec<u32> = line.split(' ').map(|number| number.parse().unwrap()).collect();
            numbers.try_into().unwrap()
        })
        .collect();
    let mut code = vec![insn(0xbf, 6, 1, 0, 0)]; // The loads expect the context in r6.
    let starts: Vec<usize> =
        classic.iter().scan(code.len(), |at, insn| Some(std::mem::replace(at, *at + len(insn[0])))).collect();
    for (at, [operation, jt, jf, k]) in classic.iter().copied().enumerate() {
        let jump = |by: u32, from: usize| (starts[at + 1 + by as usize] - from - 1) as u16;
        match operation {
            0x20 | 0x28 | 0x30 => code.push(insn(operation, 0, 0, 0, k)), // A = packet[k]
            0x40 | 0x48 | 0x50 => code.push(insn(operation, 0, 7, 0, k)), // A = packet[X + k]
            0xb1 => code.extend([
                insn(0xbf, 8, 0, 0, 0), // X = 4 * (packet[k] & 0xf), A kept
                insn(0x30, 0, 0, 0, k),
                insn(0x54, 0, 0, 0, 0xf),
                insn(0x64, 0, 0, 0, 2),
                insn(0xbf, 7, 0, 0, 0),
                insn(0xbf, 0, 8, 0, 0),
            ]),
            0x15 | 0x25 | 0x35 | 0x45 => {
                let from = code.len();
                code.push(insn(operation + 1, 0, 0, jump(jt, from), k));
                code.push(insn(0x05, 0, 0, jump(jf, from + 1), 0));
            }
            0x06 => code.extend([insn(0xb4, 0, 0, 0, k), insn(0x95, 0, 0, 0, 0)]),
            other => panic!("{expression:?} has the operation {other:#x}"),
        }
    }
    code.concat()
}

/// How many instructions one becomes.
fn len(operation: u32) -> usize {
    match operation {
        0xb1 => 6,
        0x15 | 0x25 | 0x35 | 0x45 | 0x06 => 2,
        _ => 1,
    }
}

fn insn(operation: u32, dst: u8, src: u8, offset: u16, immediate: u32) -> [u8; 8] {
    let [o0, o1] = offset.to_ne_bytes();
    let [i0, i1, i2, i3] = immediate.to_ne_bytes();
    [operation as u8, src << 4 | dst, o0, o1, i0, i1, i2, i3]
}
