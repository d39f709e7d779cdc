//! Length of compiled filters, beside libpcap's.

use std::{env, fs, path::Path, process::Command};

use crate::support::{
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
