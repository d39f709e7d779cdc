//! `cargo xtask build`: the release binary, which runs alone on another host.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use clap::Args;

use crate::{process, setup};

/// What to build.
#[derive(Args, Default)]
pub struct Options {
    /// Link the C library statically: musl where its target is installed, else glibc
    #[arg(long = "static")]
    is_static: bool,
}

/// Sets up, builds, and answers with the binary's path.
pub fn run(options: &Options) -> Result<PathBuf> {
    setup::run()?;
    let workspace = process::workspace()?;
    let mut cargo = process::cargo();
    cargo.current_dir(workspace).args(["build", "--quiet", "--release", "--package", "capture-userspace"]);
    let mut folder = process::target_folder()?;
    if options.is_static {
        let target = static_target(&mut cargo)?;
        cargo.args(["--target", &target]);
        folder.push(target);
    }
    process::succeed(&mut cargo)?;
    let binary = folder.join("release/tcxdump");
    eprintln!("built {}", relative(workspace, &binary).display());
    Ok(binary)
}

/// musl needs nothing of the host it runs on; a static glibc resolves names only where the same
/// glibc is installed.
fn static_target(cargo: &mut Command) -> Result<String> {
    let musl = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    if has_target(&musl)? {
        return Ok(musl);
    }
    eprintln!("build: no Rust library for {musl} (rustup target add {musl}): linking glibc statically");
    cargo.env("RUSTFLAGS", "-Ctarget-feature=+crt-static");
    Ok(format!("{}-unknown-linux-gnu", std::env::consts::ARCH))
}

fn has_target(target: &str) -> Result<bool> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", target])
        .output()
        .context("cannot run rustc")?;
    let folder = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success() && Path::new(folder.trim()).is_dir())
}

fn relative<'a>(workspace: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(workspace).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{bpf_toolchain, setup::BPF_TARGET};

    /// The object of a workspace, built in this folder if it is not there yet.
    fn object(workspace: &Path, folder: &Path) -> Option<Vec<u8>> {
        let (compiler, linker) = (bpf_toolchain::compiler(BPF_TARGET)?, bpf_toolchain::linker()?);
        let mut cargo = bpf_toolchain::cargo(&compiler, &linker, workspace, std::env::consts::ARCH, &[]);
        cargo.args(["build", "--quiet", "--release", "--package", "capture-ebpf", "--target", BPF_TARGET]);
        process::succeed(cargo.arg("--target-dir").arg(folder)).unwrap();
        fs::read(folder.join(BPF_TARGET).join("release/capture-ebpf")).ok()
    }

    /// A workspace with the same sources somewhere else.
    fn elsewhere() -> PathBuf {
        let copy = std::env::temp_dir().join(format!("tcxdump-copy-{}", std::process::id()));
        fs::create_dir(&copy).unwrap();
        for entry in fs::read_dir(process::workspace().unwrap()).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name != "target") {
                std::os::unix::fs::symlink(&path, copy.join(path.file_name().unwrap())).unwrap();
            }
        }
        copy
    }

    #[test]
    fn the_programs_are_the_same_bytes_wherever_they_are_built() {
        let here = object(process::workspace().unwrap(), &process::target_folder().unwrap().join("bpf"));
        let copy = elsewhere();
        let there = object(&copy, &copy.join("target"));
        fs::remove_dir_all(&copy).unwrap();
        let (Some(here), Some(there)) = (here, there) else {
            println!("skipped: no compiler for eBPF");
            assert!(std::env::var_os("TCXDUMP_REQUIRE").is_none(), "a compiler for eBPF is required here");
            return;
        };
        assert!(here == there, "{} and {} bytes", here.len(), there.len());
    }
}
