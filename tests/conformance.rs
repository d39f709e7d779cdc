//! The conformance sets, where they are at hand: floors that only ever rise, in `conformance.floors`.
//!
//! The sets are not part of the project: they are looked for in `TCXDUMP_CONFORMANCE`, or beside the
//! checkout. They are driven by their own scripts.

use std::{collections::HashMap, env, fs, path::PathBuf, process::Command};

use crate::support::{
    command::{program, run},
    require,
};

/// Where the sets are.
pub fn folder() -> PathBuf {
    match env::var_os("TCXDUMP_CONFORMANCE") {
        Some(folder) => folder.into(),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/conformance"),
    }
}

fn floor(name: &str) -> u64 {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/conformance.floors");
    let text = fs::read_to_string(file).unwrap();
    let floors: HashMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    floors[name].parse().unwrap()
}

/// Runs a script of the set and holds the number that pass against the floor of that name.
fn check(name: &str, script: &str, words: &[&str]) {
    let script = folder().join(script);
    if !(require::path(require::CONFORMANCE, &script) && require::tool("python3")) {
        return;
    }
    let said = run(Command::new("python3")
        .arg(script)
        .arg("--bin")
        .arg(program())
        .args(words)
        .env("PYTHONDONTWRITEBYTECODE", "1"));
    let totals = said.stdout.lines().rev().find(|line| line.contains(" passed, "));
    let totals = totals.unwrap_or_else(|| panic!("{}{}", said.stdout, said.stderr));
    println!("{name}: {totals}");
    let passed: u64 = totals.split_whitespace().next().unwrap().parse().unwrap();
    assert!(passed >= floor(name), "{name}: {totals}, and the floor is {}", floor(name));
    for trouble in ["crash", "time-out", "runaway-output"] {
        let none = format!("{trouble} 0");
        let told = said.stdout.lines().find(|line| line.starts_with("failures: "));
        assert!(told.is_none_or(|line| line.contains(&none)), "{name}: {told:?}");
    }
}

#[test]
fn printed_lines() {
    check("lines", "run.py", &[]);
}

#[test]
fn printed_lines_of_tier_1() {
    check("lines tier 1", "run.py", &["--tier", "1"]);
}

#[test]
fn printed_lines_with_other_options() {
    let manifest = folder().join("options.tsv");
    check("options", "run.py", &["--manifest", manifest.to_str().unwrap()]);
}

#[test]
fn selected_packets() {
    check("filters", "filter_diff.py", &[]);
}
