//! Finds what compiles eBPF: a Rust compiler with a core library for the BPF targets, and bpf-linker.
//!
//! `xtask setup` and the build script of capture-userspace both include this file, so what the one
//! installs is what the other looks for. Two kinds of compiler will do: a distribution's, which
//! comes with a prebuilt core (Debian: `libstd-rust-web-dev-bpf`), and a nightly one with
//! `rust-src`, which builds core by itself.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// A Rust compiler that can compile for the BPF targets.
#[derive(Debug)]
pub enum Compiler {
    /// [`SYSTEM_RUSTC`] has a prebuilt core library for them.
    Prebuilt,
    /// rustup's nightly toolchain has the sources of core.
    Nightly,
}

/// Where a distribution puts its own compiler, beside rustup's.
pub const SYSTEM_RUSTC: &str = "/usr/bin/rustc";

/// That compiler's clippy.
#[allow(dead_code, reason = "a build script does not lint")]
pub const SYSTEM_CLIPPY: &str = "/usr/bin/clippy-driver";

/// The compiler to use for `target` (`bpfel-unknown-none` or `bpfeb-unknown-none`), if there is one.
pub fn compiler(target: &str) -> Option<Compiler> {
    if has_core(SYSTEM_RUSTC, target) {
        Some(Compiler::Prebuilt)
    } else if nightly_has_sources() {
        Some(Compiler::Nightly)
    } else {
        None
    }
}

/// bpf-linker's path, if it is installed.
pub fn linker() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let candidates =
        env::split_paths(&path).chain([cargo_home().join("bin")]).map(|folder| folder.join("bpf-linker"));
    candidates.into_iter().find(|file| file.is_file())
}

/// cargo, set up to compile the programs of a workspace with `compiler` and `linker` for hosts of this
/// architecture (`CARGO_CFG_TARGET_ARCH`). `extra` are more flags for the compiler. The same sources give the
/// same bytes wherever they are.
pub fn cargo(compiler: &Compiler, linker: &Path, workspace: &Path, arch: &str, extra: &[&str]) -> Command {
    let mut cargo = match compiler {
        Compiler::Prebuilt => {
            let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            // A released compiler, and aya-ebpf needs an unstable feature.
            cargo.env("RUSTC", SYSTEM_RUSTC).env("RUSTC_BOOTSTRAP", "1");
            cargo
        }
        Compiler::Nightly => {
            let mut cargo = Command::new("rustup");
            cargo.args(["run", "nightly", "cargo", "-Zbuild-std=core"]).env_remove("RUSTC");
            cargo.env_remove("RUSTUP_TOOLCHAIN");
            cargo
        }
    };
    // What was meant for the host's compiler: flags, and wrappers such as clippy's.
    for inherited in ["RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_TARGET"] {
        cargo.env_remove(inherited);
    }
    cargo.current_dir(workspace);
    let elsewhere = |path: &Path, name| format!("--remap-path-prefix={}={name}", path.display());
    let (sources, crates) = (elsewhere(workspace, "."), elsewhere(&cargo_home(), "cargo"));
    let linker = format!("-Clinker={}", linker.display());
    let arch = format!("bpf_target_arch=\"{arch}\"");
    // v3: 32-bit arithmetic and jumps, known to kernels since 5.1.
    let flags = [&linker, &sources, &crates, "-Ctarget-cpu=v3", "--cfg", &arch];
    cargo.env("CARGO_ENCODED_RUSTFLAGS", [&flags, extra].concat().join("\x1f"));
    cargo
}

/// Where cargo keeps the crates of others, and programs that it has installed.
fn cargo_home() -> PathBuf {
    let default = || env::home_dir().unwrap_or_default().join(".cargo");
    env::var_os("CARGO_HOME").map_or_else(default, PathBuf::from)
}

fn has_core(rustc: &str, target: &str) -> bool {
    let libdir = printed(Command::new(rustc).args(["--print", "target-libdir", "--target", target]));
    libdir.and_then(|folder| folder.read_dir().ok()).is_some_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
    })
}

fn nightly_has_sources() -> bool {
    // The cargo that calls this names its own toolchain in the environment; nightly is asked for.
    let mut command = Command::new("rustup");
    command.env_remove("RUSTUP_TOOLCHAIN").args(["run", "nightly", "rustc", "--print", "sysroot"]);
    printed(&mut command).is_some_and(|root| root.join("lib/rustlib/src/rust/library/core").is_dir())
}

/// The path that a command prints, if it succeeds.
fn printed(command: &mut Command) -> Option<PathBuf> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}
