//! `cargo xtask lint`: formatting, and clippy with warnings denied for every crate.

use anyhow::{Context, Result};

use crate::{
    bpf_toolchain::{self, Compiler},
    process,
    setup::{self, BPF_TARGET},
};

const DENY_WARNINGS: [&str; 2] = ["-D", "warnings"];

/// Sets up and lints.
pub fn run() -> Result<()> {
    setup::run()?;
    let workspace = process::workspace()?;
    let cargo = |words: &[&str]| process::succeed(process::cargo().current_dir(workspace).args(words));
    let clippy =
        |words: &[&str]| cargo(&[&["clippy", "--all-targets"], words, &["--"], &DENY_WARNINGS].concat());
    cargo(&["fmt", "--all", "--check"])?;
    clippy(&[])?;
    clippy(&["--package", "capture-userspace", "--no-default-features"])?;
    programs()
}

/// The eBPF programs, which only their own compiler's clippy can look at.
fn programs() -> Result<()> {
    let compiler = bpf_toolchain::compiler(BPF_TARGET).context("no compiler for eBPF")?;
    let workspace = process::workspace()?;
    let linker = bpf_toolchain::linker().context("no bpf-linker")?;
    let mut cargo =
        bpf_toolchain::cargo(&compiler, &linker, workspace, std::env::consts::ARCH, &DENY_WARNINGS);
    match compiler {
        Compiler::Prebuilt => {
            cargo.arg("check").env("RUSTC_WORKSPACE_WRAPPER", bpf_toolchain::SYSTEM_CLIPPY);
        }
        Compiler::Nightly => {
            cargo.arg("clippy");
        }
    }
    cargo.args(["--package", "capture-ebpf", "--target", BPF_TARGET, "--target-dir", "target/bpf-lint"]);
    process::succeed(&mut cargo)
}
