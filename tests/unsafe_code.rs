//! Unsafe code stands where ARCHITECTURE.md (section 5) lets it, and nowhere else.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folders with unsafe code.
const ALLOWED: [&str; 2] = ["capture-ebpf/src", "capture-userspace/src/sys"];

#[test]
fn unsafe_code_is_where_it_may_be() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut allowed = 0;
    for folder in
        ["capture-common", "capture-dissect", "capture-ebpf", "capture-filter", "capture-userspace", "xtask"]
    {
        for file in sources(&workspace.join(folder).join("src")) {
            let text = fs::read_to_string(&file).unwrap();
            let blocks = text.lines().filter(|line| is_unsafe(line)).count();
            let name = file.strip_prefix(workspace).unwrap();
            if ALLOWED.iter().any(|folder| name.starts_with(folder)) {
                allowed += blocks;
            } else {
                assert_eq!(blocks, 0, "{} has unsafe code", name.display());
            }
        }
    }
    assert!(allowed > 0, "the search finds nothing");
}

/// Whether a line begins unsafe code: attributes and words of comments and lints do not.
fn is_unsafe(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    ["unsafe {", "unsafe fn", "unsafe impl", "unsafe trait"].iter().any(|form| code.contains(form))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
    found
}
