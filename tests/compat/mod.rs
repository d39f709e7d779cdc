//! The command line beside tcpdump's: every option, alone and with others, on files and live.
//!
//! `docs/compatibility.md` says where the two differ on purpose; those are not compared here, or only
//! by how the messages begin.

#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod live;

use std::{path::PathBuf, process::Command};

use crate::support::{
    captures::Folder,
    command::{Said, run, tcxdump},
    require,
};

/// Lines, messages and exit code must be the same. `IN` is a capture, `OUT` a file to write, which must be
/// the same too.
const SAME: &[&str] = &[
    "-r IN -A",
    "-r IN -AA",
    "-r IN -a",
    "-r IN -b",
    "-r IN -B 100",
    "-r IN -B 0",
    "-r IN -B x",
    "-r IN --buffer-size=10",
    "-r IN -c 2",
    "-r IN -c2",
    "-r IN -c 0",
    "-r IN -c -1",
    "-r IN -c x",
    "-r IN --count",
    "-r IN --count -c 1",
    "-r IN --count --print",
    "-r IN --count -w OUT",
    "-r IN --count -w OUT --print",
    "-r IN -C 1",
    "-r IN -C 0 -w OUT",
    "-r IN -C x -w OUT",
    "-r IN -C -1 -w OUT",
    "-r IN -C 99999999999999 -w OUT",
    "-r IN -d",
    "-r IN -dd udp",
    "-r IN -ddd udp port 53",
    "-r IN -dddd udp",
    "-d",
    "-d tcp",
    "-d -y EN10MB tcp",
    "-d -y NOSUCH tcp",
    "-r IN -e",
    "-r IN -ee",
    "-r IN -E des-cbc:secret",
    "-r IN -f",
    "-V list -f",
    "-r IN -F /dev/null",
    "-r IN -G 0 -w OUT",
    "-r IN -G -1 -w OUT",
    "-r IN -H",
    "-r IN -i lo",
    "-r IN -I",
    "-r IN --monitor-mode",
    "-r IN --immediate-mode",
    "-r IN -j host",
    "-r IN -j nosuch",
    "-r IN --time-stamp-type host",
    "-r IN -J",
    "-r IN -K",
    "-r IN --dont-verify-checksums",
    "-r IN -l",
    "-r IN -L",
    "-r IN -m x",
    "-r IN -M secret",
    "-r IN -n",
    "-r IN -nnn",
    "-r IN -N",
    "-r IN -#",
    "-r IN --number",
    "-r IN -O",
    "-r IN --no-optimize",
    "-r IN -p",
    "-r IN --no-promiscuous-mode",
    "-r IN --print",
    "-r IN -w OUT --print",
    "-r IN -Q in",
    "-r IN --direction=in",
    "-r IN -q",
    "-r IN -s 0",
    "-r IN -s 64",
    "-r IN -s 64 -w OUT",
    "-r IN --snapshot-length=64",
    "-r IN -s -1",
    "-r IN -s 999999999",
    "-r IN -s x",
    "-r IN -S",
    "-r IN --absolute-tcp-sequence-numbers",
    "-r IN -t",
    "-r IN -tt",
    "-r IN -ttt",
    "-r IN -tttt",
    "-r IN -ttttt",
    "-r IN -tttttt",
    "-r IN -T nosuch",
    "-r IN -T snmp udp port 1",
    "-r IN -u",
    "-r IN -U",
    "-r IN -U -w OUT",
    "-r IN --packet-buffered -w OUT",
    "-r IN -v ip",
    "-r IN -vvvv ip",
    "-r IN -v -w OUT",
    "-r IN -V IN",
    "-r IN -w OUT",
    "-r IN -w nodir/OUT",
    "-r IN -w -",
    "-r IN -w-",
    "-r IN -W 3 -w OUT",
    "-r IN -W 0 -w OUT",
    "-r IN -W x -w OUT",
    "-r IN -x",
    "-r IN -xx",
    "-r IN -X",
    "-r IN -XX",
    "-r IN -y EN10MB",
    "-r IN --linktype=EN10MB",
    "-r IN -y RAW",
    "-r IN -y nosuch",
    "-r IN -z ls -w OUT",
    "-r IN -Z root",
    "-r IN --relinquish-privileges=root",
    "-r IN --time-stamp-precision=nano",
    "-r IN --time-stamp-precision=micro",
    "-r IN --time-stamp-prec nano",
    "-r IN --time-stamp-precision=pico",
    "-r IN --micro",
    "-r IN --nano",
    "-r IN --nano --micro",
    "-r IN --micro --nano -w OUT",
    "-nnvvXSs0 -r IN ip",
    "-nrIN",
    "-r IN udp -n",
    "-r IN -n -- udp",
    "-r IN udp port 53 -n -c 1",
    "-r nofile -r IN",
    "-r nofile",
    "-i lo -c 0",
    "-i lo -y NOSUCH",
    "-i lo -B 0",
];

/// As [`SAME`], but for what tcpdump 4.99.5 and 4.99.6 changed, as an older one may be installed: lists are on standard
/// output, and of options that exclude each other it is said which is ignored.
const NEWER: &[&str] = &[
    "-J",
    "-J -i lo",
    "-L -i lo",
    "--interface=lo -L",
    "--interface lo -L",
    "--list-data-link-types -i lo",
    "-r IN -xX",
    "-r IN -Xx",
    "-r IN -xA",
];

/// Standard output and the exit code must be the same, and our messages begin as tcpdump's do.
const BETTER: &[&str] = &[
    "-r IN -Q nosuch",
    "-i lo -Q nosuch",
    "-I -i lo",
    "-r /",
    "-L -i nosuch",
    "-i nosuch",
    "-r IN port nosuch",
    "-r IN --nosuch",
    "-r IN -k",
    "-r IN --count=3",
    "-r",
    "-r IN --interface",
];

fn capture() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/app/dns/messages.pcap")
}

/// What a program says to a line, and what it writes; times out rather than captures for ever.
fn ask(program: &Command, line: &str) -> (Said, Option<Vec<u8>>) {
    let folder = Folder::new("compat");
    std::fs::copy(capture(), folder.file("IN")).unwrap();
    folder.write("list", b"IN\n");
    let mut command = Command::new("timeout");
    command.arg("10").arg(program.get_program()).args(program.get_args());
    // No names of hosts: they may take long to be found, or not to be.
    command.arg("-n").args(line.split_whitespace());
    let said = run(command.current_dir(folder.file("")).env("TZ", "UTC"));
    (said, std::fs::read(folder.file("OUT")).ok())
}

/// Debian's tcpdump becomes another user unless it is told not to.
fn as_root() -> Command {
    let mut tcpdump = Command::new("tcpdump");
    tcpdump.args(["-Z", "root"]);
    tcpdump
}

/// What tcpdump says with our name, and with the quotation marks that it has since 4.99.5.
fn named(text: &str) -> String {
    text.lines().map(|line| line.replacen("tcpdump: ", "tcxdump: ", 1).replace('`', "'") + "\n").collect()
}

#[test]
fn options_mean_what_they_mean_to_tcpdump() {
    if !require::tcpdump() {
        return;
    }
    let mut differ = Vec::new();
    for line in SAME {
        let (mut theirs, their_file) = ask(&as_root(), line);
        let (ours, our_file) = ask(&tcxdump(), line);
        theirs.stderr = named(&theirs.stderr);
        if ours != theirs || our_file != their_file {
            differ.push(format!("{line}\n  ours: {ours:?}\n  theirs: {theirs:?}"));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn options_mean_what_they_mean_to_a_newer_tcpdump() {
    if !require::tcpdump() {
        return;
    }
    let all = |said: &Said| -> Vec<String> {
        let text = named(&said.stdout) + &named(&said.stderr);
        text.lines().filter(|line| !line.contains("mutually exclusive")).map(str::to_owned).collect()
    };
    for line in NEWER {
        let (theirs, _) = ask(&as_root(), line);
        let (ours, _) = ask(&tcxdump(), line);
        assert_eq!((ours.code, all(&ours)), (theirs.code, all(&theirs)), "{line}");
        let says_what = ours.stderr.contains(" are mutually exclusive. ");
        assert_eq!(says_what, line.starts_with("-r"), "{line}: {}", ours.stderr);
        assert!(!ours.stdout.is_empty(), "{line}");
    }
}

#[test]
fn messages_begin_as_tcpdumps_do() {
    if !require::tcpdump() {
        return;
    }
    for line in BETTER {
        let (theirs, _) = ask(&as_root(), line);
        let (ours, _) = ask(&tcxdump(), line);
        assert_eq!((ours.code, &ours.stdout), (theirs.code, &theirs.stdout), "{line}: {}", ours.stderr);
        let expected = named(&theirs.stderr);
        let wrong = expected.lines().find(|line| line.starts_with("tcxdump: ")).unwrap();
        assert!(ours.stderr.lines().any(|line| line.starts_with(wrong)), "{line}: {} {wrong}", ours.stderr);
    }
}
