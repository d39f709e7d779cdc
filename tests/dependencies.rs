//! What the project depends on: under licences that let it be given on, and each for a reason that is told.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use crate::support::command::run;

/// Licences under which what is built may be given on (SPDX names).
const LICENCES: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Whether an expression of SPDX can be met: one of what "OR" joins, all of what "AND" joins.
fn is_allowed(expression: &str) -> bool {
    // Crates of old separate choices by a slash.
    let choices = expression.replace('/', " OR ");
    choices.split(" OR ").any(|choice| {
        let words = choice.replace(['(', ')'], "");
        words.split(" AND ").all(|licence| LICENCES.contains(&licence.trim()))
    })
}

#[test]
fn every_dependency_may_be_given_on() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut metadata = Command::new(cargo);
    metadata.current_dir(workspace()).args(["metadata", "--format-version", "1", "--locked"]);
    let said = run(&mut metadata);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let metadata: Value = serde_json::from_str(&said.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50);
    let refused: Vec<_> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_allowed))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn every_dependency_has_its_reason() {
    let mut checked = 0;
    for name in ["common", "dissect", "ebpf", "filter", "userspace"] {
        let manifest = workspace().join(format!("capture-{name}/Cargo.toml"));
        let text = fs::read_to_string(&manifest).unwrap();
        let mut is_list = false;
        let mut before = "";
        for line in text.lines() {
            if line.starts_with('[') {
                is_list = line.ends_with("dependencies]");
            } else if is_list && line.contains('=') {
                checked += 1;
                // A line that goes on with what the one above began shares its reason.
                let is_told = before.starts_with('#') || before.contains('=');
                assert!(is_told, "{}: {line}", manifest.display());
            }
            before = line;
        }
    }
    assert!(checked > 20, "the search finds {checked}");
}
