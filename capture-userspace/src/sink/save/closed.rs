//! What becomes of savefiles that are finished: `-z` hands them to a command, `--max-disk` deletes the
//! oldest.

use std::{
    collections::VecDeque,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{cli::save::SavePlan, diag};

/// Commands that run at a time, and files that wait for one. Behind that, a file is left as it is.
const MOST_RUNNING: usize = 4;
const MOST_WAITING: usize = 1024;

/// How often commands that have ended are collected.
const REAP_EVERY: Duration = Duration::from_secs(1);

/// How long the end of a capture waits for room to start the commands that are still due.
const PATIENCE: Duration = Duration::from_secs(10);

/// Looks after finished files.
pub struct Closed {
    command: Option<PathBuf>,
    running: Vec<Child>,
    waiting: VecDeque<PathBuf>,
    reap_due: Option<Instant>,
    max_bytes: Option<u64>,
    /// The files that are still there, the oldest first, with their sizes.
    kept: VecDeque<(PathBuf, u64)>,
}

impl Closed {
    pub fn new(plan: &SavePlan) -> Self {
        Self {
            command: plan.post_rotate.clone(),
            running: Vec::new(),
            waiting: VecDeque::new(),
            reap_due: None,
            max_bytes: plan.max_disk,
            kept: VecDeque::new(),
        }
    }

    /// Takes a file that is finished, and its size.
    pub fn add(&mut self, file: PathBuf, size: u64) {
        self.keep(&file, size);
        if self.command.is_none() {
            return;
        }
        if self.waiting.len() == MOST_WAITING {
            diag::message(format_args!("too many files wait for -z: {} is left as it is", file.display()));
            return;
        }
        self.waiting.push_back(file);
        self.attend();
    }

    /// When [`Self::attend`] is wanted.
    pub const fn due(&self) -> Option<Instant> {
        self.reap_due
    }

    /// Collects commands that have ended, and starts those that are due.
    pub fn attend(&mut self) {
        self.running.retain_mut(|child| matches!(child.try_wait(), Ok(None)));
        while self.running.len() < MOST_RUNNING
            && let Some(file) = self.waiting.pop_front()
        {
            self.start(&file);
        }
        self.reap_due = (!self.running.is_empty()).then(|| Instant::now() + REAP_EVERY);
    }

    /// Starts what is still due; commands outlive the capture.
    pub fn finish(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        self.attend();
        while !self.waiting.is_empty() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
            self.attend();
        }
        if !self.waiting.is_empty() {
            diag::message(format_args!("{} files were not handed to -z", self.waiting.len()));
        }
    }

    /// Runs the command on a file, without a shell and after everything else on the host.
    fn start(&mut self, file: &Path) {
        let Some(command) = &self.command else { return };
        match Command::new(command).arg(file).stdin(Stdio::null()).spawn() {
            Ok(child) => {
                yield_to_others(&child);
                self.running.push(child);
            }
            Err(error) => diag::message(format_args!(
                "cannot run {} on {}: {}",
                command.display(),
                file.display(),
                diag::os_words(&error)
            )),
        }
    }

    /// Deletes the oldest files while all together are too large.
    fn keep(&mut self, file: &Path, size: u64) {
        let Some(max_bytes) = self.max_bytes else { return };
        self.kept.retain(|(kept, _)| kept != file);
        self.kept.push_back((file.to_owned(), size));
        let mut total: u64 = self.kept.iter().map(|(_, size)| size).sum();
        while total > max_bytes
            && let Some((oldest, size)) = self.kept.pop_front()
        {
            total -= size;
            if let Err(error) = fs::remove_file(&oldest) {
                let name = oldest.display();
                diag::message(format_args!("cannot delete {name}: {}", diag::os_words(&error)));
            }
        }
    }
}

/// The lowest priority; a command that ended at once has none.
#[cfg(target_os = "linux")]
fn yield_to_others(child: &Child) {
    let _ = rustix::process::setpriority_process(Some(rustix::process::Pid::from_child(child)), 19);
}

#[cfg(not(target_os = "linux"))]
fn yield_to_others(_: &Child) {}
