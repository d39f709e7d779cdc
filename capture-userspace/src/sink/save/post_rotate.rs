//! `-z`: a command is run on each file that is finished.
//!
//! Commands are run by a process of their own, which has all the rights that the capture gives up once it
//! has begun. It knows its command from the start and is only told files' names, each followed by a NUL, so
//! nothing that packets could make of the capture makes it run another.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitCode, Stdio},
    sync::Mutex,
    thread,
};

use crate::{diag, exit};

/// Makes a process run commands, when it is the first word of its command line.
pub const SERVE: &str = "--serve-post-rotate";

/// Commands that run at a time.
const MOST_RUNNING: usize = 4;

/// The process that runs the command.
pub struct PostRotate {
    command: PathBuf,
    names: ChildStdin,
    /// It ends by itself, when there are no more names and the last command has ended.
    _process: Child,
}

impl PostRotate {
    /// Starts it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn start(command: &Path) -> io::Result<Self> {
        let mut server = Command::new(this_program()?);
        server.arg(SERVE).arg(command).stdin(Stdio::piped());
        // Ctrl-C ends the capture, not what is made of its files.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut server, 0);
        let mut process = server.spawn()?;
        let names = process.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        // A capture does not wait for commands.
        #[cfg(unix)]
        rustix::io::ioctl_fionbio(&names, true)?;
        Ok(Self { command: command.to_owned(), names, _process: process })
    }

    /// Has the command run on a file. Where too many wait already, the file is left as it is.
    pub fn run(&mut self, file: &Path) {
        let mut name = file.as_os_str().as_encoded_bytes().to_vec();
        name.push(0);
        // As long as it is no longer than PIPE_BUF, a name goes into the pipe whole or not at all (pipe(7)).
        if let Err(error) = self.names.write_all(&name) {
            let (command, file) = (self.command.display(), file.display());
            match error.kind() {
                io::ErrorKind::WouldBlock => {
                    diag::message(format_args!("too many files wait for -z: {file} is left as it is"));
                }
                _ => {
                    diag::message(format_args!("cannot run {command} on {file}: {}", diag::os_words(&error)));
                }
            }
        }
    }
}

/// Also where another one has been put in its place meanwhile.
fn this_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { env::current_exe() }
}

/// Runs the command on the files whose names come from standard input, some at a time, after everything
/// else on the host; to the end of the names and of the last command.
pub fn serve(command: &OsStr) -> ExitCode {
    yield_to_others();
    let names = Mutex::new(BufReader::new(io::stdin()));
    thread::scope(|scope| {
        for _ in 0..MOST_RUNNING {
            scope.spawn(|| {
                while let Some(file) = next_name(&names) {
                    run(command, &file);
                }
            });
        }
    });
    exit::SUCCESS
}

fn next_name(names: &Mutex<impl BufRead>) -> Option<OsString> {
    let mut name = Vec::new();
    names.lock().ok()?.read_until(0, &mut name).ok()?;
    (name.pop() == Some(0)).then(|| from_bytes(name))
}

#[cfg(unix)]
fn from_bytes(name: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(name)
}

#[cfg(not(unix))]
fn from_bytes(name: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&name).into_owned().into()
}

/// Without a shell.
fn run(command: &OsStr, file: &OsStr) {
    if let Err(error) = Command::new(command).arg(file).stdin(Stdio::null()).status() {
        let (command, file) = (Path::new(command).display(), Path::new(file).display());
        diag::message(format_args!("cannot run {command} on {file}: {}", diag::os_words(&error)));
    }
}

/// The lowest priority, and that of everything it starts.
#[cfg(target_os = "linux")]
fn yield_to_others() {
    let _ = rustix::process::setpriority_process(None, 19);
}

#[cfg(not(target_os = "linux"))]
fn yield_to_others() {}
