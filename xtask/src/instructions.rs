//! `cargo xtask instructions`: how many instructions a packet takes, held against ceilings that only ever sink.
//!
//! A count is the same on a busy machine. cachegrind counts those of the whole program, in a shorter and in a longer
//! run; what lies between the two is the packets' share. The kernel's own are not counted.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{build, process, setup, trace};

const VALGRIND: &str = "/usr/bin/valgrind";

/// The ceilings, in the workspace.
const CEILINGS: &str = "xtask/instructions.ceilings";

/// What is counted.
struct Case {
    name: &'static str,
    /// Packets, or terms of a filter, in the shorter and in the longer run.
    sizes: [u32; 2],
    /// The command line for one of them.
    words: fn(&Savefiles, u32) -> Vec<String>,
}

const CASES: [Case; 6] = [
    Case { name: "lines", sizes: PACKETS, words: |files, n| files.read(n, &["-n"]) },
    Case { name: "lines -v", sizes: PACKETS, words: |files, n| files.read(n, &["-n", "-v"]) },
    Case { name: "lines -e -X", sizes: PACKETS, words: |files, n| files.read(n, &["-n", "-e", "-X"]) },
    Case { name: "filter", sizes: PACKETS, words: |files, n| files.read(n, &["--count", FILTER]) },
    Case { name: "copy", sizes: PACKETS, words: |files, n| files.read(n, &["-w", &files.named("copy")]) },
    Case { name: "compile", sizes: [100, 600], words: |_, terms| vec!["-d".into(), hosts(terms)] },
];

const PACKETS: [u32; 2] = [2_000, 12_000];

const FILTER: &str = "tcp port 443 and host 192.168.1.7 or udp port 53";

/// A filter of so many terms.
fn hosts(terms: u32) -> String {
    let hosts: Vec<_> = (0..terms).map(|n| format!("host 10.1.{}.{}", n / 256, n % 256)).collect();
    hosts.join(" or ")
}

/// Counts, prints, and fails where a ceiling is passed.
pub fn run() -> Result<()> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        eprintln!("skipped: the ceilings are those of Linux on x86_64");
        return Ok(());
    }
    setup::install_files(&[(VALGRIND, "valgrind")])?;
    let program = build::run(&build::Options::default())?;
    let files = Savefiles::write()?;
    let ceilings = ceilings()?;
    let mut is_passed = false;
    println!("instructions for each packet, or term of a filter\n  counted  ceiling");
    for Case { name, sizes: [short, long], words } in CASES {
        let [less, more] = [short, long].map(|size| count(&program, &words(&files, size)));
        let each = (more? - less?) / u64::from(long - short);
        let ceiling = *ceilings.get(name).with_context(|| format!("{CEILINGS} has no {name}"))?;
        println!("{each:9}{ceiling:9}  {name}");
        is_passed |= each > ceiling;
    }
    ensure!(!is_passed, "a ceiling of {CEILINGS} is passed");
    Ok(())
}

/// What the cases read.
struct Savefiles {
    folder: PathBuf,
}

impl Savefiles {
    fn write() -> Result<Self> {
        let folder = process::target_folder()?.join("instructions");
        fs::create_dir_all(&folder)?;
        let this = Self { folder };
        for packets in PACKETS {
            trace::run(&trace::Options { file: this.named(&packets.to_string()).into(), packets })?;
        }
        Ok(this)
    }

    fn named(&self, name: &str) -> String {
        self.folder.join(name).with_extension("pcap").to_string_lossy().into_owned()
    }

    /// A command line that reads so many packets.
    fn read(&self, packets: u32, words: &[&str]) -> Vec<String> {
        // What counts cannot make its system calls from within the sandbox.
        let all = ["--no-sandbox", "-Z", "root", "-r", &self.named(&packets.to_string())];
        all.iter().chain(words).map(|&word| word.to_owned()).collect()
    }
}

/// The instructions of a run.
fn count(program: &Path, words: &[String]) -> Result<u64> {
    let mut valgrind = Command::new(VALGRIND);
    valgrind.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
    let run = valgrind.arg(program).args(words).output().context("cannot run valgrind")?;
    let told = String::from_utf8_lossy(&run.stderr);
    ensure!(run.status.success(), "{told}");
    let count = told.lines().find_map(|line| line.split_once("I   refs:")).map(|(_, count)| count);
    let count = count.with_context(|| format!("no count in: {told}"))?;
    Ok(count.trim().replace(',', "").parse()?)
}

/// Ceilings by their names; a line is `name = count`.
fn ceilings() -> Result<HashMap<String, u64>> {
    let text = fs::read_to_string(process::workspace()?.join(CEILINGS))?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, count) = line.split_once('=').with_context(|| format!("{CEILINGS}: {line}"))?;
            Ok((name.trim().to_owned(), count.trim().parse()?))
        })
        .collect()
}
