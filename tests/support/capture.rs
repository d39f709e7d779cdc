//! Live captures in the background.

use std::{
    io::Read,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::command::Said;

/// How long a test waits for something that should happen at once.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A capture in the background, ended when dropped.
pub struct Capture {
    child: Child,
    stdout: Option<JoinHandle<Vec<u8>>>,
    stderr: Arc<Mutex<String>>,
    stderr_reader: Option<JoinHandle<()>>,
}

impl Capture {
    /// Starts a capture and waits until it says that it is listening.
    pub fn start(command: &mut Command) -> Self {
        let capture = Self::spawn(command);
        capture.wait_for("listening on");
        capture
    }

    /// Starts a command.
    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        let mut stdout = child.stdout.take().unwrap();
        let stdout = thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stdout.read_to_end(&mut bytes);
            bytes
        });
        let stderr = Arc::new(Mutex::new(String::new()));
        let mut pipe = child.stderr.take().unwrap();
        let sink = Arc::clone(&stderr);
        let stderr_reader = thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(len @ 1..) = pipe.read(&mut chunk) {
                sink.lock().unwrap().push_str(&String::from_utf8_lossy(&chunk[..len]));
            }
        });
        Self { child, stdout: Some(stdout), stderr, stderr_reader: Some(stderr_reader) }
    }

    /// Waits until standard error contains these words.
    pub fn wait_for(&self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.stderr.lock().unwrap().contains(words) {
            assert!(Instant::now() < deadline, "it only said: {}", self.stderr.lock().unwrap());
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// The last whole line so far on standard error that is like this.
    pub fn last_line(&self, is_wanted: impl Fn(&str) -> bool) -> Option<String> {
        let stderr = self.stderr.lock().unwrap();
        let (whole, _) = stderr.rsplit_once('\n')?;
        whole.lines().rev().find(|line| is_wanted(line)).map(str::to_owned)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits until it ends by itself.
    pub fn wait(mut self) -> Said {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "it does not end: {}", self.stderr.lock().unwrap());
            thread::sleep(Duration::from_millis(2));
        };
        self.finish(status)
    }

    /// Ends it as Ctrl-C does.
    pub fn interrupt(self) -> Said {
        self.signal(Signal::INT);
        self.wait()
    }

    fn finish(&mut self, status: ExitStatus) -> Said {
        let stdout = self.stdout.take().unwrap().join().unwrap();
        self.stderr_reader.take().unwrap().join().unwrap();
        Said {
            code: status.code(),
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            stderr: self.stderr.lock().unwrap().clone(),
        }
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until both files are as long as each other, or have had ample time for it, and no longer
/// grow: on a busy machine either program may be late.
pub fn wait_until_stable(lens: impl Fn() -> (u64, u64)) {
    let deadline = Instant::now() + PATIENCE / 2;
    let mut before = lens();
    loop {
        thread::sleep(Duration::from_millis(300));
        let now = lens();
        if now == before && (now.0 == now.1 || Instant::now() > deadline) {
            return;
        }
        before = now;
    }
}

/// The number in front of `what` in a capture's summary.
pub fn figure(said: &Said, what: &str) -> u64 {
    let line = said.stderr.lines().rev().find(|line| line.ends_with(what));
    let line = line.unwrap_or_else(|| panic!("no line with {what:?} in {}", said.stderr));
    line.split_whitespace().next().unwrap().parse().unwrap()
}
