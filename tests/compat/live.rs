//! The same for captures: two programs on one interface, to which a third sends.

use std::process::{Child, Command, Stdio};

use super::{as_root, named};
use crate::support::{
    captures::Folder,
    command::{Said, run, tcxdump},
    netns::Netns,
    require,
};

/// Options with which packets of `ping` on the loopback are captured.
const SAME: &[&str] = &[
    "-i lo -c 2 -n",
    "-i lo -c 2 -nt",
    "-i lo -c 2 -nq",
    "-i lo -c 2 -nv",
    "-i lo -c 2 -ne",
    "-i lo -c 2 -n#",
    "-i lo -c 2 -nl",
    "-i lo -c 2 -nU",
    "-i lo -c 2 -np",
    "-i lo -c 2 -nS",
    "-i lo -c 2 -nO icmp",
    "-i lo -c 2 -n -s 40",
    "-i lo -c 2 -n -B 4096",
    "-i lo -c 2 -n -y EN10MB",
    "-i lo -c 2 -n -j host",
    "-i lo -c 2 -n -j adapter",
    "-i lo -c 2 -n --immediate-mode",
    "-i lo -c 2 -n -Q in",
    "-i lo -c 2 -n -Q inout",
    "-i lo -c 2 -n --nano",
    "-i lo -c 2 -nf",
    "-i lo -c 2 -f",
    "-i lo -c 2 icmp[icmptype] = icmp-echo -n",
    "-i any -c 2 -n",
    "-i any -c 2 -ne",
    "-i any -c 2 -n -y LINUX_SLL2",
    "-i any -d ip",
    "-i lo -d ip",
    "-i lo -c 2 -w OUT",
    "-i lo -c 2 -w OUT --nano",
    "-i lo -c 2 -w OUT -U",
    "-i lo -c 2 -w OUT -s 60",
    "-i lo -c 2 -w OUT --print -n",
    "-i any -c 2 -w OUT",
    "-i lo -y NOSUCH",
];

/// A `ping` that goes on until it is dropped.
struct Ping(Child);

impl Ping {
    fn start(host: &Netns) -> Self {
        let mut ping = host.program("ping -q -i 0.02 127.0.0.1");
        Self(ping.stdout(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Ping {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What is left of a text when times, identifiers and counts, which differ from packet to packet, are not
/// looked at, nor whether a capture began with a question or with an answer.
fn without_numbers(text: &str) -> String {
    let mut kept = String::new();
    for letter in text.replace("1 packet ", "1 packets ").replace("reply", "request").chars() {
        match letter {
            '0'..='9' if kept.ends_with('0') => (),
            '0'..='9' => kept.push('0'),
            letter => kept.push(letter),
        }
    }
    kept
}

/// What a program says, and the header of the file that it writes.
fn ask(host: &Netns, program: &Command, line: &str) -> (Said, Option<Vec<u8>>) {
    let folder = Folder::new("compat-live");
    let mut command = Command::new("timeout");
    command.arg("10").arg(program.get_program()).args(program.get_args());
    command.args(line.replace("OUT", &folder.word("OUT")).split_whitespace());
    let said = run(&mut host.command(&command));
    let written = std::fs::read(folder.file("OUT")).ok();
    (said, written.map(|bytes| bytes[..24].to_vec()))
}

#[test]
fn captures_are_told_and_printed_as_by_tcpdump() {
    if !(require::live() && require::tcpdump()) {
        return;
    }
    let host = Netns::new();
    let _ping = Ping::start(&host);
    let mut differ = Vec::new();
    for line in SAME {
        let (theirs, their_header) = ask(&host, &as_root(), line);
        let (ours, our_header) = ask(&host, &tcxdump(), line);
        let same = ours.code == theirs.code
            && without_numbers(&ours.stdout) == without_numbers(&theirs.stdout)
            && without_numbers(&ours.stderr) == without_numbers(&named(&theirs.stderr))
            && our_header == their_header;
        if !same {
            differ.push(format!("{line}\n  ours: {ours:?}\n  theirs: {theirs:?}"));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
