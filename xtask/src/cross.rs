//! Compiling for other systems, of which no standard library is at hand: Debian's compiler comes with the
//! sources of the one that fits it.

use std::process::Command;

use anyhow::Result;

use crate::{bpf_toolchain::SYSTEM_RUSTC, process, setup};

const SYSTEM_CARGO: &str = "/usr/bin/cargo";

/// What it takes, each with its Debian package.
const TOOLS: [(&str, &str); 3] = [
    (SYSTEM_RUSTC, "rustc-web"),
    (SYSTEM_CARGO, "cargo-web"),
    ("/usr/lib/rustlib/src/rust/library/Cargo.lock", "rust-web-src"),
];

/// The command that builds or checks the product for a target.
pub fn cargo(command: &str, target: &str) -> Result<Command> {
    setup::install_files(&TOOLS)?;
    let mut cargo = Command::new(SYSTEM_CARGO);
    // A released compiler, and building the standard library is unstable.
    cargo.env("RUSTC", SYSTEM_RUSTC).env("RUSTC_BOOTSTRAP", "1").env_remove("RUSTUP_TOOLCHAIN");
    cargo.current_dir(process::workspace()?).args([command, "--quiet", "--package", "capture-userspace"]);
    cargo.args(["--target", target, "-Zbuild-std=std,panic_abort"]);
    Ok(cargo)
}

/// Looks whether the product compiles for macOS, with warnings denied. Nothing is linked, and the libraries in C
/// are not compiled: of those, too, there is nothing here.
pub fn check_macos() -> Result<()> {
    const TARGET: &str = "aarch64-apple-darwin";
    let mut cargo = cargo("check", TARGET)?;
    for tool in ["CC", "AR", "RANLIB"] {
        cargo.env(format!("{tool}_{}", TARGET.replace('-', "_")), "true");
    }
    let folder = process::target_folder()?.join("macos");
    process::succeed(cargo.env("SDKROOT", "/").env("RUSTFLAGS", "-Dwarnings").env("CARGO_TARGET_DIR", folder))
}
