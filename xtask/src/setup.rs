//! `cargo xtask setup`: installs whatever is missing, and nothing else.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    bpf_toolchain::{self, Compiler},
    process,
};

/// The eBPF target of this machine.
pub const BPF_TARGET: &str =
    if cfg!(target_endian = "big") { "bpfeb-unknown-none" } else { "bpfel-unknown-none" };

/// The release of bpf-linker that is built here; any installed one will do.
const BPF_LINKER_VERSION: &str = "0.13.0";

/// The release of cargo-deb that is built here; any installed one will do.
const CARGO_DEB_VERSION: &str = "3.8.0";

/// Debian's LLVM, which must not be older than that of its Rust compiler.
const LLVM: &str = "22";

/// Debian's Rust compiler with a prebuilt core library for the BPF targets.
const COMPILER_PACKAGES: [&str; 2] = ["rustc-web", "libstd-rust-web-dev-bpf"];

/// That compiler's clippy, by which the programs are linted.
const CLIPPY_PACKAGE: &str = "rust-web-clippy";

/// What bpf-linker is built with.
const LINKER_PACKAGES: [&str; 4] = ["llvm-22-dev", "libpolly-22-dev", "libzstd-dev", "g++"];

/// Programs that the tests use, each with its Debian package.
const TEST_TOOLS: [(&str, &str); 17] = [
    ("capinfos", "wireshark-common"),
    ("dbus-daemon", "dbus-daemon"),
    ("ethtool", "ethtool"),
    ("g++", "g++"),
    ("ip", "iproute2"),
    ("iperf3", "iperf3"),
    ("lz4", "lz4"),
    ("ping", "iputils-ping"),
    ("python3", "python3"),
    ("script", "bsdutils"),
    ("setpriv", "util-linux"),
    ("sysctl", "procps"),
    ("systemd-analyze", "systemd"),
    ("tcpdump", "tcpdump"),
    ("tshark", "tshark"),
    ("xz", "xz-utils"),
    ("zstd", "zstd"),
];

/// Names of ports, which filters and lines use, and the Debian package that has them.
const SERVICES: (&str, &str) = ("/etc/services", "netbase");

/// Installs what is missing.
pub fn run() -> Result<()> {
    let compiler = bpf_toolchain::compiler(BPF_TARGET);
    let linker_is_missing = bpf_toolchain::linker().is_none();
    let tools: Vec<_> = TEST_TOOLS.iter().filter(|(program, _)| !process::is_installed(program)).collect();

    if process::is_installed("apt-get") {
        let mut packages: Vec<&str> = tools.iter().map(|(_, package)| *package).collect();
        if !Path::new(SERVICES.0).is_file() {
            packages.push(SERVICES.1);
        }
        if compiler.is_none() {
            packages.extend(COMPILER_PACKAGES);
        }
        if !matches!(compiler, Some(Compiler::Nightly)) && !Path::new(bpf_toolchain::SYSTEM_CLIPPY).is_file()
        {
            packages.push(CLIPPY_PACKAGE);
        }
        if linker_is_missing {
            packages.extend(LINKER_PACKAGES);
        }
        install_packages(&packages)?;
    } else {
        if compiler.is_none() {
            install_nightly()?;
        }
        if !tools.is_empty() {
            let names: Vec<_> = tools.iter().map(|(program, _)| *program).collect();
            eprintln!("setup: tests that use {} will be skipped: install them to run all", names.join(", "));
        }
    }
    if linker_is_missing {
        install_linker()?;
    }
    Ok(())
}

/// Installs Debian packages; none where none are named.
pub fn install_packages(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let names = packages.join(" ");
    if !is_root()? {
        bail!("missing Debian packages, and only root can install them: sudo apt-get install {names}");
    }
    eprintln!("setup: installing Debian packages: {names}");
    process::succeed(apt_get().arg("update"))?;
    process::succeed(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
        .context("the packages could not be installed; Debian 12 with its security updates has them all")
}

/// Installs what is missing of these files, each named with its Debian package.
pub fn install_files(files: &[(&str, &str)]) -> Result<()> {
    let missing = files.iter().filter(|(file, _)| !Path::new(file).is_file());
    install_packages(&missing.map(|(_, package)| *package).collect::<Vec<_>>())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.arg("--quiet=2").arg("--option=Dpkg::Use-Pty=0").env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Only root may write to the folder in which the packages' state is kept.
fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output().context("cannot run id")?;
    Ok(output.stdout.trim_ascii() == b"0")
}

fn install_nightly() -> Result<()> {
    eprintln!("setup: installing Rust nightly with the sources of core");
    let mut rustup = Command::new("rustup");
    rustup.args(["toolchain", "install", "nightly", "--profile", "minimal"]);
    rustup.args(["--component", "rust-src", "--component", "clippy"]);
    process::succeed(&mut rustup).context("eBPF needs a compiler for the BPF targets")
}

/// Installs what makes Debian packages, if it is missing.
pub fn install_cargo_deb() -> Result<()> {
    if process::is_installed("cargo-deb") {
        return Ok(());
    }
    eprintln!("setup: building cargo-deb {CARGO_DEB_VERSION}, some minutes");
    let mut cargo = process::cargo();
    cargo.args(["install", "--quiet", "--locked", "cargo-deb", "--version", CARGO_DEB_VERSION]);
    process::succeed(&mut cargo).context("cargo-deb could not be built")
}

fn install_linker() -> Result<()> {
    eprintln!("setup: building bpf-linker {BPF_LINKER_VERSION}, about a minute");
    let mut cargo = process::cargo();
    cargo.args(["install", "--quiet", "--locked", "bpf-linker", "--version", BPF_LINKER_VERSION]);
    let debian_llvm = format!("/usr/lib/llvm-{LLVM}");
    if Path::new(&debian_llvm).is_dir() {
        cargo.env("LLVM_PREFIX", debian_llvm);
        cargo.args(["--no-default-features", "--features"]).arg(format!("llvm-{LLVM}"));
    }
    process::succeed(&mut cargo).context("bpf-linker could not be built")
}
