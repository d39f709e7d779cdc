//! `cargo xtask fuzz`: runs the targets of `fuzz/` for a time, or for a number of inputs.
//!
//! Coverage comes from LLVM's own pass, which the stable compiler has too; no sanitizer is linked, as
//! what is fuzzed forbids unsafe code. What a target finds interesting is kept in
//! `target/fuzz/corpus/<target>`, so a later run goes on from there; what breaks it is in
//! `target/fuzz/findings/<target>-*`.

use std::{fs, path::Path, thread};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::{golden, process, setup};

/// Of LLVM's coverage pass: counters for edges, and the operands of comparisons.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing \
    -Cdebug-assertions -Coverflow-checks -Ccodegen-units=1";

/// The longest input that is made, in bytes: some over the largest frame of the seeds.
const LONGEST: usize = 4096;

/// No input may take longer, in seconds; a line of 64 KiB takes less than a twentieth of one.
const SLOWEST: u32 = 5;

/// What to run, and for how long.
#[derive(Args)]
pub struct Options {
    /// Targets; all of them unless named
    targets: Vec<String>,
    /// For how long each target runs
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Stop a target after this many inputs
    #[arg(long)]
    runs: Option<u64>,
}

/// Gives the targets their first inputs, and runs them, as many at a time as there are CPUs.
pub fn run(options: &Options) -> Result<()> {
    setup::run()?;
    let workspace = process::workspace()?;
    let folder = workspace.join("fuzz");
    let known = targets(&folder)?;
    for target in &options.targets {
        ensure!(known.contains(target), "no target {target}: there are {}", known.join(", "));
    }
    let output = workspace.join("target/fuzz");
    let wanted = if options.targets.is_empty() { &known } else { &options.targets };
    let cpus = thread::available_parallelism()?.get();
    wanted.chunks(cpus).try_for_each(|targets| {
        let run = |target: &String| one(target, &folder, &output, options);
        thread::scope(|scope| {
            let runs: Vec<_> = targets.iter().map(|target| scope.spawn(move || run(target))).collect();
            runs.into_iter()
                .try_for_each(|run| run.join().unwrap_or_else(|_| bail!("a fuzz target broke down")))
        })
    })
}

/// The names of all targets, in order.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder.join("fuzz_targets"))? {
        names.extend(entry?.path().file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

fn one(target: &str, folder: &Path, output: &Path, options: &Options) -> Result<()> {
    let (corpus, seeds) = (output.join("corpus").join(target), output.join("seeds").join(target));
    let findings = output.join("findings");
    for path in [&corpus, &seeds, &findings] {
        fs::create_dir_all(path)?;
    }
    for (number, seed) in first_inputs(target, folder)?.iter().enumerate() {
        fs::write(seeds.join(format!("{number:04}")), seed)?;
    }
    let mut fuzzer = process::cargo();
    fuzzer.current_dir(folder).env("RUSTFLAGS", COVERAGE);
    // A target that is named keeps the flags away from build scripts, which could not be linked.
    fuzzer.args(["run", "--quiet", "--release", "--target", "host-tuple", "--target-dir"]).arg(output);
    fuzzer.args(["--bin", target, "--"]);
    fuzzer.args([format!("-max_len={LONGEST}"), format!("-timeout={SLOWEST}")]);
    fuzzer.arg("-print_final_stats=1").arg("-verbosity=0").arg("-reload=0");
    fuzzer.arg(format!("-artifact_prefix={}/{target}-", findings.display()));
    if target.starts_with("filter_") {
        let words = output.join("filter.dict");
        fs::write(&words, filter_words()?)?;
        fuzzer.arg(format!("-dict={}", words.display()));
    }
    match options.runs {
        Some(runs) => fuzzer.arg(format!("-runs={runs}")),
        None => fuzzer.arg(format!("-max_total_time={}", options.seconds)),
    };
    let run = fuzzer.args([corpus, seeds]).output().context("cannot run cargo")?;
    let told = String::from_utf8_lossy(&run.stderr);
    if !run.status.success() {
        eprintln!("{told}");
        bail!("{target} failed; what broke it is in {}", findings.display());
    }
    let figure = |name| told.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?").trim();
    let inputs = figure("stat::number_of_executed_units:");
    let rate = figure("stat::average_exec_per_sec:");
    eprintln!("fuzz: {target}: {inputs} inputs, {rate} a second, no finding");
    Ok(())
}

/// What a target starts from: packets of the project's own captures, or expressions. The layouts are
/// those that each target documents.
fn first_inputs(target: &str, folder: &Path) -> Result<Vec<Vec<u8>>> {
    let expressions = fs::read_to_string(folder.join("expressions.txt"))?;
    let packets = packets()?;
    Ok(match target {
        "dissect" => packets
            .iter()
            .flat_map(|(link_type, packet)| {
                [3, 0b1000, 0b110_0011].map(|flags| [&[*link_type, flags, 0, 0], packet.as_slice()].concat())
            })
            .collect(),
        "filter_text" => expressions.lines().map(|text| [b"\x01\x03", text.as_bytes()].concat()).collect(),
        "filter_diff" => expressions
            .lines()
            .zip(packets.iter().cycle())
            .map(|(text, (link_type, packet))| {
                [&[*link_type, text.len() as u8], text.as_bytes(), packet.as_slice()].concat()
            })
            .collect(),
        "savefile" => packets.iter().flat_map(|(link_type, packet)| savefiles(*link_type, packet)).collect(),
        "option_files" => option_files(),
        "netlink" => vec![new_link()],
        _ => bail!("the target {target} has no first inputs"),
    })
}

/// A packet in a pcap file and in a pcapng file, whose blocks are a section, an interface and the packet.
fn savefiles(link_type: u8, packet: &[u8]) -> [Vec<u8>; 2] {
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let (link_type, len) = (u32::from(link_type), packet.len() as u32);
    let pcap = words(&[0xa1b2_c3d4, 0x0004_0002, 0, 0, 262_144, link_type, 1, 2, len, len]);
    let padded = len.next_multiple_of(4);
    let pcapng = [
        words(&[0x0a0d_0d0a, 28, 0x1a2b_3c4d, 1, u32::MAX, u32::MAX, 28]),
        words(&[1, 32, link_type, 0, 0x0001_0009, 9, 0, 32]),
        words(&[6, 32 + padded, 0, 0, 1, len, len]),
        packet.to_vec(),
        vec![0; (padded - len) as usize],
        words(&[32 + padded]),
    ];
    [[pcap, packet.to_vec()].concat(), pcapng.concat()]
}

/// Keys, a list of savefiles, and a command.
fn option_files() -> Vec<Vec<u8>> {
    [
        "\x000x12345678@192.0.2.1 3des-cbc-hmac96:0x00112233445566778899aabbccddeeff0011223344556677",
        "\x00aes128-cbc:secret,ikev2 I 0102030405060708 1112131415161718 sha256:0x00 aes256:0x01",
        "\x01first.pcap\nsecond.pcap\n",
        "\x02ping -c 3 'a b' \"c\\d\"",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

/// A new interface, as `rtnetlink(7)` tells of it: `struct nlmsghdr`, `struct ifinfomsg`, and attributes: its
/// name, its address, its XDP program.
fn new_link() -> Vec<u8> {
    let attribute = |kind: u16, value: &[u8]| {
        let mut bytes = [(4 + value.len() as u16).to_ne_bytes(), kind.to_ne_bytes()].concat();
        bytes.extend(value);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    };
    let xdp = [attribute(2, &[1]), attribute(4, &7u32.to_ne_bytes())].concat();
    let attributes =
        [attribute(3, b"eth0\0"), attribute(1, &[2, 0, 0, 0, 0, 1]), attribute(43, &xdp)].concat();
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_ne_bytes()).collect::<Vec<u8>>();
    let mut message = words(&[32 + attributes.len() as u32, 16, 0, 0, 1 << 16, 2, 0x1043, 0]);
    message.extend(attributes);
    message
}

/// The words of the filter language, as the fuzzer's dictionary: a quoted word a line.
fn filter_words() -> Result<String> {
    let table = fs::read_to_string(process::workspace()?.join("capture-filter/src/words.rs"))?;
    let words = table.lines().filter_map(|line| line.trim_start().strip_prefix("(\"")?.split_once('"'));
    Ok(words.map(|(word, _)| format!("\" {word} \"\n")).collect())
}

/// The packets of the golden captures, each with its link type.
fn packets() -> Result<Vec<(u8, Vec<u8>)>> {
    let mut packets = Vec::new();
    for list in golden::found("cases")? {
        packets.extend(of_savefile(&fs::read(list.with_extension("pcap"))?));
    }
    Ok(packets)
}

/// The packets of a savefile as [`crate::trace`] writes them, in little endian.
fn of_savefile(file: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut packets = Vec::new();
    let Some((header, mut rest)) = file.split_at_checked(24) else { return packets };
    while let Some((record, tail)) = rest.split_at_checked(16) {
        let caplen = u32::from_le_bytes([record[8], record[9], record[10], record[11]]) as usize;
        let Some((packet, tail)) = tail.split_at_checked(caplen) else { break };
        packets.push((header[20], packet.to_vec()));
        rest = tail;
    }
    packets
}
