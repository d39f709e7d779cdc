//! Series of savefiles: `-C`, `-G`, `-W`, `-z` and `--max-disk`, and what else ends a capture.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::write::pings;
use crate::support::{
    captures::{ETHERNET, Folder, pcap, read},
    command::{Said, run, tcxdump},
    require,
};

/// What a run left in its folder: sizes by name.
type Files = BTreeMap<String, u64>;

/// Runs a command in a folder of its own that reads a file of 4 MB.
fn rotate(mut command: Command, words: &[&str]) -> (Said, Files) {
    let folder = Folder::new("rotate");
    let input = Folder::new("rotate-input");
    let input = input.write("in.pcap", &pcap(ETHERNET, &pings(60_000)));
    command.current_dir(folder.file("")).args(["-r", &input]).args(words);
    let said = run(&mut command);
    let files = fs::read_dir(folder.file("")).unwrap().map(|entry| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().len())
    });
    (said, files.collect())
}

/// Options of series.
const SERIES: [&str; 9] = [
    "-w x -C 1",
    "-w x -C 1 -W 1",
    "-w x -C 1 -W 2",
    "-w x -C 1 -W 10",
    "-w x -C 1 -W 11",
    "-w x -W 3",
    "-w x%Y -C 1",
    "-w x%Y-%% -G 3600 -C 1",
    "-w x%Y -G 3600 -C 1 -W 20",
];

#[test]
fn a_series_has_tcpdumps_names_and_sizes() {
    if !require::tcpdump() {
        return;
    }
    for line in SERIES {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut tcpdump = Command::new("tcpdump");
        tcpdump.args(["-Z", "root"]);
        let (theirs, expected) = rotate(tcpdump, &words);
        let (ours, files) = rotate(tcxdump(), &words);
        assert_eq!((ours.code, theirs.code), (Some(0), Some(0)), "{line}: {}", ours.stderr);
        assert_eq!(files, expected, "{line}");
    }
}

#[test]
fn no_packet_of_a_series_is_lost_or_doubled() {
    let folder = Folder::new("series");
    let packets = pings(60_000);
    let input = folder.write("in.pcap", &pcap(ETHERNET, &packets));
    let said = run(tcxdump().current_dir(folder.file("")).args(["-r", &input, "-w", "x", "-C", "100k"]));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let names = (0..).map(|n| if n == 0 { "x".to_owned() } else { format!("x{n}") });
    let files = names.map(|name| folder.file(&name)).take_while(|path| path.exists());
    let files: Vec<_> = files.map(|path| read(&path)).collect();
    assert!(files.len() > 30, "{} files", files.len());
    assert!(files.concat() == packets);
}

#[test]
fn each_finished_file_is_handed_to_the_command_by_name() {
    let (said, files) = rotate(tcxdump(), &["-w", "x y;$(id)", "-C", "1", "-z", "echo"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(files.len(), 4);
    // Several run at a time.
    let mut lines: Vec<&str> = said.stdout.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["x y;$(id)", "x y;$(id)1", "x y;$(id)2"]);
}

#[test]
fn a_command_that_cannot_be_run_harms_nothing() {
    let (said, files) = rotate(tcxdump(), &["-w", "x", "-C", "1", "-z", "no-such-command -l"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(files.into_values().sum::<u64>(), 24 * 4 + 60_000 * (16 + 50));
    // Why not: another user may not enter all folders of root's PATH.
    assert!(said.stderr.contains("tcxdump: cannot run no-such-command -l on x1: "), "{}", said.stderr);
}

#[test]
fn a_command_that_hangs_holds_nothing_up() {
    let started = Instant::now();
    let folder = Folder::new("hang");
    let script = folder.write("hang", b"#!/bin/sh\nexec sleep 3\n");
    assert_eq!(run(Command::new("chmod").args(["+x", &script])).code, Some(0));
    let (said, files) = rotate(tcxdump(), &["-w", "x", "-C", "1", "-z", &script]);
    assert_eq!((said.code, files.len()), (Some(0), 4), "{}", said.stderr);
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn the_oldest_files_make_room() {
    let (said, files) = rotate(tcxdump(), &["-w", "x", "-C", "200k", "--max-disk", "700k"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    // Three that are finished, and the last one.
    assert_eq!(files.len(), 4, "{files:?}");
    let last: u32 = files.keys().map(|name| name[1..].parse().unwrap()).max().unwrap();
    assert!(files.contains_key(&format!("x{}", last - 3)), "{files:?}");
}

#[test]
fn bytes_and_time_end_a_run() {
    let (said, files) = rotate(tcxdump(), &["-w", "x", "--max-bytes", "1k"]);
    assert_eq!((said.code, files["x"]), (Some(0), 24 + 21 * 66), "{}", said.stderr);
    let mut child = tcxdump()
        .args(["-nr", "-", "--duration", "0.2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(&pcap(ETHERNET, &pings(1))).unwrap();
    let started = Instant::now();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(5));
    drop(pipe);
}
