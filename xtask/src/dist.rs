//! `cargo xtask dist`: the Debian package, and that it installs, runs and can be removed again; or a zip for
//! Windows.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use crate::{build, process, setup, windows};

/// For what.
#[derive(Args)]
pub struct Options {
    /// The system that it is for
    #[arg(long, value_enum, default_value_t = Target::Debian)]
    target: Target,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    Debian,
    Windows,
}

/// Builds what is handed out, and says where it is.
pub fn run(options: &Options) -> Result<()> {
    match options.target {
        Target::Debian => debian(),
        Target::Windows => zip(),
    }
}

/// A zip with the program, its man page as text and what is to be read first. The page is made by the program of
/// this system, whose options are the same.
fn zip() -> Result<()> {
    let program = windows::build()?;
    let folder = program.parent().context("the program lies in no folder")?.to_owned();
    let page = folder.join("tcxdump.8");
    fs::write(&page, said_by(&build::run(&build::Options::default())?, &["--man"])?)?;
    let mut groff = Command::new("groff");
    groff.args(["-man", "-Tascii", "-P-cbou", "-rLL=90n"]).arg(&page);
    let text = groff.output().context("cannot run groff")?;
    ensure!(text.status.success(), "groff failed ({})", text.status);
    // Windows ends lines in its own way.
    let text = String::from_utf8_lossy(&text.stdout).replace('\n', "\r\n");
    fs::write(folder.join("tcxdump.txt"), text)?;
    let stripped = folder.join("stripped");
    fs::create_dir_all(&stripped)?;
    let mut strip = Command::new("x86_64-w64-mingw32-strip");
    process::succeed(strip.arg("-o").arg(stripped.join("tcxdump.exe")).arg(&program))?;
    let package = folder.join("tcxdump-windows.zip");
    let mut zip = Command::new("python3");
    zip.args(["-m", "zipfile", "-c"]).arg(&package);
    zip.arg(stripped.join("tcxdump.exe")).arg(folder.join("tcxdump.txt"));
    let workspace = process::workspace()?;
    process::succeed(zip.args(["README.md", "docs/windows.md"].map(|file| workspace.join(file))))?;
    eprintln!("dist: {}", package.display());
    Ok(())
}

/// What the program answers.
fn said_by(program: &Path, words: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new(program).args(words).output()?;
    ensure!(output.status.success(), "{} {} failed", program.display(), words.join(" "));
    Ok(output.stdout)
}

/// What is in the package beside what lies in the tree: made by the program itself. Each row: its words,
/// and the file's name.
const GENERATED: [(&[&str], &str); 4] = [
    (&["--man"], "tcxdump.8"),
    (&["--completions", "bash"], "tcxdump"),
    (&["--completions", "zsh"], "_tcxdump"),
    (&["--completions", "fish"], "tcxdump.fish"),
];

/// Builds the package, tries it, and says where it is.
fn debian() -> Result<()> {
    setup::install_cargo_deb()?;
    let program = build::run(&build::Options::default())?;
    let folder = program.parent().context("the program lies in no folder")?.join("package");
    fs::create_dir_all(&folder)?;
    for (words, name) in GENERATED {
        fs::write(folder.join(name), said_by(&program, words)?)?;
    }
    let package = folder.join("tcxdump.deb");
    let mut cargo = process::cargo();
    cargo.current_dir(process::workspace()?).args([
        "deb",
        "--quiet",
        "--no-build",
        "--strip",
        "--package",
        "capture-userspace",
    ]);
    process::succeed(cargo.arg("--output").arg(&package))?;
    check(&package)?;
    eprintln!("dist: {}", package.display());
    Ok(())
}

/// Installs the package into an empty folder as if that were the host's, and removes it.
fn check(package: &Path) -> Result<()> {
    let root = package.with_extension("root");
    let _ = fs::remove_dir_all(&root);
    for folder in ["updates", "info"] {
        fs::create_dir_all(root.join("var/lib/dpkg").join(folder))?;
    }
    fs::write(root.join("var/lib/dpkg/status"), "")?;
    let dpkg = |words: &[&str]| {
        let mut dpkg = Command::new("dpkg");
        dpkg.arg("--root").arg(&root).args(["--force-depends", "--force-not-root", "--log=/dev/null"]);
        dpkg.args(words);
        let output = dpkg.output().context("cannot run dpkg")?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "dpkg {}: {said}", words.join(" "));
        Ok(())
    };
    let name = package.to_str().context("the package's path is no text")?;
    dpkg(&["--install", name])?;
    let program = root.join("usr/bin/tcxdump");
    process::succeed(Command::new(&program).arg("--version"))?;
    dpkg(&["--remove", "tcxdump"])?;
    let left: Vec<PathBuf> =
        ["usr/bin/tcxdump", "usr/lib/systemd/system/tcxdump@.service", "usr/share/man/man8/tcxdump.8"]
            .into_iter()
            .map(|path| root.join(path))
            .filter(|path| path.exists())
            .collect();
    ensure!(left.is_empty(), "still there after removal: {left:?}");
    fs::remove_dir_all(&root)?;
    Ok(())
}
