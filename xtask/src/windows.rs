//! The program for Windows, cross-compiled on Debian, and how to run it there under Wine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{cross, process, setup};

/// The target.
const TARGET: &str = "x86_64-pc-windows-gnu";

/// What linking takes, with its Debian package.
const LINKER: (&str, &str) = ("/usr/bin/x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64-win32");

/// What running takes. Wine's wpcap.dll hands everything on to libpcap.
const WINE_TOOLS: [(&str, &str); 2] = [(WINE, "wine64"), (SYSTEM_LIBPCAP, "libpcap0.8")];

const SYSTEM_LIBPCAP: &str = "/usr/lib/x86_64-linux-gnu/libpcap.so.0.8";
const WINE: &str = "/usr/lib/wine/wine64";
const WINE_SERVER: &str = "/usr/lib/wine/wineserver64";

/// What Rust's standard library asks Windows for and Wine 8 lacks: random numbers, which another function
/// of it has. Only for running under Wine.
const RANDOM_NUMBERS: &str = "\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID data, ULONG len);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T len) {
    return SystemFunction036(data, (ULONG)len);
}
";

/// Where all of it is kept.
fn folder() -> Result<PathBuf> {
    let folder = process::target_folder()?.join("windows");
    fs::create_dir_all(&folder)?;
    // Wine starts in another folder.
    Ok(fs::canonicalize(folder)?)
}

/// Builds the program, and answers with its path.
pub fn build() -> Result<PathBuf> {
    setup::install_files(&[LINKER])?;
    let folder = folder()?;
    process::succeed(cross::cargo("build", TARGET)?.arg("--release").env("CARGO_TARGET_DIR", &folder))?;
    Ok(folder.join(TARGET).join("release/tcxdump.exe"))
}

/// Makes what runs the program under Wine, and answers with its path.
pub fn under_wine(program: &Path) -> Result<PathBuf> {
    setup::install_files(&WINE_TOOLS)?;
    let folder = folder()?;
    let libraries = folder.join("libraries");
    fs::create_dir_all(&libraries)?;
    let source = folder.join("random_numbers.c");
    fs::write(&source, RANDOM_NUMBERS)?;
    let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
    compiler.arg("-shared").arg("-o").arg(libraries.join("bcryptprimitives.dll"));
    process::succeed(compiler.arg(&source).arg("-ladvapi32"))?;
    let runner = folder.join("tcxdump");
    let prefix = folder.join("wine");
    fs::write(&runner, script(program, &prefix, &libraries))?;
    process::succeed(Command::new("chmod").arg("+x").arg(&runner))?;
    // Without a server that waits for the next program, each start is one of all Windows, and some fail that meet
    // with the end of the last. A minute after the last program it ends.
    fs::create_dir_all(&prefix)?;
    process::succeed(Command::new(WINE_SERVER).arg("-p60").env("WINEPREFIX", &prefix))?;
    // The first start makes the folder of a new Windows; afterwards it has names of ports, as any Windows has.
    process::succeed(Command::new(&runner).arg("--version")).context("Wine does not start")?;
    let databases = prefix.join("drive_c/windows/system32/drivers/etc");
    fs::create_dir_all(&databases)?;
    for (name, theirs) in [("services", "services"), ("protocols", "protocol")] {
        fs::copy(Path::new("/etc").join(name), databases.join(theirs))?;
    }
    Ok(runner)
}

/// Another prefix, and other libraries to do without, may be given by the environment.
fn script(program: &Path, prefix: &Path, libraries: &Path) -> String {
    format!(
        "#!/bin/sh\n\
         export WINEPREFIX=\"${{WINEPREFIX:-{prefix}}}\" WINEDEBUG=-all WINEPATH='Z:{libraries}'\n\
         export WINEDLLOVERRIDES=\"mscoree,mshtml=;winedbg.exe=d;$WINEDLLOVERRIDES\"\n\
         exec {WINE} {program} \"$@\"\n",
        prefix = prefix.display(),
        libraries = libraries.display(),
        program = program.display(),
    )
}
