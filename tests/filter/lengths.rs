//! Length and cost of compiled filters: beside libpcap's, and in the kernel.

use std::{env, fs, path::Path, process::Command};

use capture_common::LinkType;
use capture_filter::{
    CompileOptions, NoNames, compile,
    ebpf::{Target, View, translate},
};
use tcxdump::kernel::standalone::{Kind, Standalone};

use crate::support::{
    captures::{ipv4, udp},
    command::{Said, run, tcxdump},
    require,
};

/// The number of instructions that `-ddd` tells first.
fn length(said: &Said) -> Option<usize> {
    said.stdout.lines().next()?.parse().ok()
}

#[test]
fn no_longer_than_what_libpcap_makes() {
    let conformance = match env::var_os("TCXDUMP_CONFORMANCE") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance"),
    };
    let list = conformance.join("filters.tsv");
    if !(require::tcpdump() && require::path("conformance", &list)) {
        return;
    }
    let (mut all, mut no_longer) = (0, 0);
    for line in fs::read_to_string(list).unwrap().lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let ["EN10MB", _, expression, "valid", ..] = columns[..] else { continue };
        let words = ["-y", "EN10MB", "-ddd", expression];
        let theirs = length(&run(Command::new("tcpdump").args(words)));
        let (Some(ours), Some(theirs)) = (length(&run(tcxdump().args(words))), theirs) else { continue };
        println!("{ours:4} {theirs:4} {expression}");
        all += 1;
        no_longer += usize::from(ours <= theirs);
    }
    println!("{no_longer} of {all} are no longer than libpcap's");
    assert!(100 * no_longer >= 95 * all, "{no_longer} of {all}");
}

#[test]
fn cost_in_the_kernel() {
    if !require::live() {
        return;
    }
    const REPEAT: u32 = 1_000_000;
    let hosts: Vec<String> = (1..=50).map(|host| format!("host 10.9.0.{host}")).collect();
    let packet = ipv4(17, &udp(53, 5353, &[0; 100]));
    for expression in
        ["", "tcp port 443 and host 10.0.0.1", "udp port 53 and host 10.0.0.1", &hosts.join(" or ")]
    {
        let options = CompileOptions::new(LinkType::ETHERNET, 262_144);
        let program = compile(expression, &options, &NoNames).unwrap();
        for (target, kind) in [(Target::SkbIngress, Kind::Classifier), (Target::Xdp, Kind::Xdp)] {
            let body = translate(&program, target, &View::Frame).unwrap();
            let mut loaded = Standalone::load(&body.bytes(), kind).unwrap();
            let outcome = loaded.run(&packet, REPEAT).unwrap();
            let shown = expression.get(..40).unwrap_or(expression);
            println!("{:6.1?} a packet, {kind:?}, {} instructions: {shown:?}", outcome.duration, body.len());
        }
    }
}
