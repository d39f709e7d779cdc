//! Compiles the eBPF object that the binary embeds.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

#[path = "../xtask/src/bpf_toolchain.rs"]
mod bpf_toolchain;

const SETUP: &str = "run `cargo xtask setup`, which installs what is missing, or build with \
                     `--no-default-features` for a tool that captures through libpcap only";

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=../capture-ebpf");
    println!("cargo::rerun-if-changed=../capture-common");
    println!("cargo::rerun-if-changed=../xtask/src/bpf_toolchain.rs");
    let wanted = env::var_os("CARGO_FEATURE_EBPF").is_some() && variable("CARGO_CFG_TARGET_OS")? == "linux";
    if wanted { build_object() } else { Ok(()) }
}

fn build_object() -> Result<()> {
    let target = match variable("CARGO_CFG_TARGET_ENDIAN")?.as_str() {
        "big" => "bpfeb-unknown-none",
        _ => "bpfel-unknown-none",
    };
    let Some(compiler) = bpf_toolchain::compiler(target) else {
        bail!("no Rust compiler here can compile for {target}: {SETUP}");
    };
    let Some(linker) = bpf_toolchain::linker() else {
        bail!("bpf-linker is not installed: {SETUP}");
    };
    let out = PathBuf::from(variable("OUT_DIR")?);
    let target_dir = target_dir(&out)?.join("bpf");
    let arch = variable("CARGO_CFG_TARGET_ARCH")?;
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no workspace around")?;
    let mut cargo = bpf_toolchain::cargo(&compiler, &linker, workspace, &arch, &[]);
    cargo
        .args(["build", "--quiet", "--release", "--package", "capture-ebpf", "--target", target])
        .arg("--target-dir")
        .arg(&target_dir);
    let status = cargo.status().context("cannot run cargo for the eBPF object")?;
    if !status.success() {
        bail!("the eBPF object could not be compiled (cargo's messages are above)");
    }
    let object = target_dir.join(target).join("release/capture-ebpf");
    fs::copy(&object, out.join("capture.o")).with_context(|| format!("cannot copy {}", object.display()))?;
    Ok(())
}

/// The workspace's target folder: the one above `<profile>/build/<package>/out`.
fn target_dir(out: &Path) -> Result<&Path> {
    out.ancestors().nth(4).context("OUT_DIR is not within a target folder")
}

fn variable(name: &str) -> Result<String> {
    env::var(name).with_context(|| format!("cargo did not set {name}"))
}
