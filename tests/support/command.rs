//! Running `tcxdump` and the programs it is compared with.

use std::{
    env,
    ffi::OsString,
    io::Write,
    process::{Command, Output, Stdio},
    thread,
};

/// The program under test: the one that was built with the tests, unless `TCXDUMP_PROGRAM` names what runs
/// another build of it, as `cargo xtask test-windows` does.
pub fn program() -> OsString {
    env::var_os("TCXDUMP_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_tcxdump").into())
}

/// The command under test.
pub fn tcxdump() -> Command {
    let mut command = Command::new(program());
    command.env("TZ", "UTC").stdin(Stdio::null());
    command
}

/// What a finished command said.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Said {
    command.output().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}")).into()
}

/// Runs `tcxdump` with these words.
pub fn say(words: &[&str]) -> Said {
    run(tcxdump().args(words))
}

/// Runs a command that gets its standard input from here.
pub fn feed(command: &mut Command, input: &[u8]) -> Said {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    let mut pipe = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // A command that refuses its input early closes the pipe.
        scope.spawn(move || drop(pipe.write_all(input)));
        child.wait_with_output().unwrap().into()
    })
}
