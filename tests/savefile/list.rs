//! `-V`: lists of savefiles, beside tcpdump.

use std::process::Command;

use super::write::pings;
use crate::support::{
    captures::{ETHERNET, Folder, ipv4, packet, pcap, udp},
    command::{Said, feed, run, tcxdump},
    require,
};

/// A folder with the files `a` and `b` of one link type, `raw` of another, and `cut`, which ends too early.
fn files() -> Folder {
    let folder = Folder::new("list");
    let whole = pcap(ETHERNET, &pings(3));
    folder.write("a", &whole);
    folder.write("b", &pcap(ETHERNET, &pings(1)));
    folder.write("raw", &pcap(101, &[packet(&ipv4(17, &udp(53, 53, b"x"))[14..])]));
    folder.write("cut", &whole[..whole.len() - 5]);
    folder
}

fn in_folder(mut command: Command, folder: &Folder, list: &str, words: &[&str]) -> Said {
    folder.write("list", list.as_bytes());
    command.current_dir(folder.file("")).env("TZ", "UTC").args(["-n", "-V", "list"]).args(words);
    run(&mut command)
}

/// Each row: a list, and what else stands on the command line.
const CASES: [(&str, &[&str]); 12] = [
    ("a\nb\n", &[]),
    ("a", &["-#"]),
    ("a\nraw\na\n", &["-ttt"]),
    ("a\nb\na\n", &["-c", "2"]),
    ("a\nb\n", &["--count", "-c", "2"]),
    ("raw\na\n", &["ip proto 17"]),
    ("a\nnone\nb\n", &[]),
    ("none\n", &[]),
    ("a\n\nb\n", &[]),
    ("", &[]),
    ("a\nb\n", &["-d", "tcp"]),
    ("a\nb\n", &["-r", "a"]),
];

#[test]
fn a_list_means_what_it_means_to_tcpdump() {
    if !require::tcpdump() {
        return;
    }
    let folder = files();
    for (list, words) in CASES {
        let theirs = in_folder(Command::new("tcpdump"), &folder, list, words);
        let ours = in_folder(tcxdump(), &folder, list, words);
        assert_eq!(ours.stdout, theirs.stdout, "{list:?} {words:?}");
        assert_eq!(ours.stderr, theirs.stderr.replace("tcpdump: ", "tcxdump: "), "{list:?} {words:?}");
        assert_eq!(ours.code, theirs.code, "{list:?} {words:?}");
    }
}

#[test]
fn a_damaged_file_ends_and_the_next_one_is_read() {
    let said = in_folder(tcxdump(), &files(), "a\ncut\nb\n", &[]);
    // tcpdump forgets the damage in any file but the last.
    assert_eq!((said.code, said.stdout.lines().count()), (Some(1), 3 + 2 + 1), "{}", said.stderr);
    let lines: Vec<&str> = said.stderr.lines().collect();
    assert!(lines[2].starts_with("tcxdump: pcap_loop: truncated dump file"), "{}", said.stderr);
    assert!(lines[3].starts_with("reading from file b,"), "{}", said.stderr);
}

#[test]
fn a_list_comes_from_a_pipe() {
    let folder = files();
    let said = feed(tcxdump().current_dir(folder.file("")).args(["-n", "-V", "-"]), b"a\nb\n");
    assert_eq!((said.code, said.stdout.lines().count()), (Some(0), 4), "{}", said.stderr);
}
