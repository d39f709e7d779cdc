//! Goldens: what is printed for captures of the project's own making.
//!
//! `golden/<layer>/<protocol>/` holds captures `x.pcap`, each with `x.cases` (a line a case,
//! `name: flags`) and for each case `x.<name>.out`, the lines that `-# -n -r x.pcap FLAGS -tttt` must
//! print in UTC. Folders are found by walking; there is no list to keep.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::support::{
    captures::{Folder, parse, pcap},
    command::{run, tcxdump},
};

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/golden")
}

/// All files below a folder with this extension.
fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, extension, found);
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
}

/// The captures of all goldens.
pub fn golden_captures() -> Vec<PathBuf> {
    let mut captures = Vec::new();
    walk(&golden(), "pcap", &mut captures);
    captures
}

#[test]
fn captures_print_as_recorded() {
    let mut lists = Vec::new();
    walk(&golden(), "cases", &mut lists);
    assert!(!lists.is_empty(), "no goldens found");
    for list in lists {
        for case in fs::read_to_string(&list).unwrap().lines() {
            let (name, flags) = case.split_once(':').unwrap_or_else(|| panic!("{}: {case}", list.display()));
            let capture = list.with_extension("pcap");
            let expected = fs::read_to_string(list.with_extension(format!("{name}.out"))).unwrap();
            let mut command = tcxdump();
            command.args(["-#", "-n", "-r"]).arg(&capture).args(flags.split_whitespace()).arg("-tttt");
            let said = run(&mut command);
            assert_eq!(said.code, Some(0), "{}: {}", capture.display(), said.stderr);
            assert_eq!(said.stdout, expected, "{} {flags}", capture.display());
        }
    }
}

#[test]
fn captures_cut_at_any_length_print_without_a_panic() {
    let folder = Folder::new("cut");
    for capture in golden_captures() {
        let bytes = fs::read(&capture).unwrap();
        let link_type = u32::from_le_bytes(bytes[20..24].try_into().unwrap());
        let mut cut = Vec::new();
        for packet in parse(&bytes) {
            for caplen in 0..packet.data.len() {
                let mut shorter = packet.clone();
                shorter.data.truncate(caplen);
                cut.push(shorter);
            }
        }
        let file = folder.write("x.pcap", &pcap(link_type, &cut));
        for flags in [&["-n"][..], &["-nvvve"], &["-nqAX"]] {
            let said = run(tcxdump().args(flags).args(["-r", &file]));
            assert_eq!(said.code, Some(0), "{} {flags:?}: {}", capture.display(), said.stderr);
            let is_plain = |c: char| c == '\n' || c == '\t' || !c.is_control();
            assert!(said.stdout.chars().all(is_plain), "{} {flags:?}", capture.display());
        }
    }
}
