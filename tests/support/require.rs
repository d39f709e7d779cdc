//! Tests that need what a machine may not have.

use std::{env, fs::OpenOptions, io::Write, path::Path, thread};

/// The conformance sets, which are no part of the project: `all` does not include them.
pub const CONFORMANCE: &str = "conformance";

/// Whether a test goes on: `Ok` when it has what it needs, else the reason is printed, or fails the
/// test when `TCXDUMP_REQUIRE` names the need.
pub fn has(need: &str, check: Result<(), String>) -> bool {
    let Err(reason) = check else { return true };
    let required = env::var("TCXDUMP_REQUIRE").unwrap_or_default();
    let required = required.split(',').any(|word| word == need || (word == "all" && need != CONFORMANCE));
    assert!(!required, "{need} is required here: {reason}");
    println!("skipped: {reason}");
    note(&reason);
    false
}

/// For `cargo xtask test`, which tells at the end what was skipped: test runners hide what passing
/// tests print.
fn note(reason: &str) {
    let Some(path) = env::var_os("TCXDUMP_SKIPPED") else { return };
    let test = thread::current().name().unwrap_or_default().to_owned();
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(format!("{test}: {reason}\n").as_bytes()).unwrap();
}

/// Live captures: root, for namespaces and for loading eBPF.
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub fn live() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    has("bpf", if is_root { Ok(()) } else { Err("only root can capture live".into()) })
        && has("netns", program("ip"))
}

/// A program of the system.
pub fn tool(name: &str) -> bool {
    has(name, program(name))
}

/// The reference program.
pub fn tcpdump() -> bool {
    has("tcpdump", program("tcpdump"))
}

fn program(name: &str) -> Result<(), String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let found = folders.into_iter().any(|folder| folder.join(name).is_file());
    if found { Ok(()) } else { Err(format!("{name} is not installed")) }
}

/// A file or folder that is not part of the project.
pub fn path(need: &str, path: &Path) -> bool {
    has(need, if path.exists() { Ok(()) } else { Err(format!("there is no {}", path.display())) })
}
