//! Signals at any moment: one summary, a file that can be read, nothing left attached.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::UdpSocket,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use crate::support::{
    capture::{Capture, PATIENCE},
    captures::{Folder, read},
    command::{Said, tcxdump},
    leftovers::attached,
    netns::Wire,
    random::Random,
    require,
};

pub const ENGINES: [&str; 4] = ["tcx", "clsact", "xdp", "af-packet"];

/// Starts a capture that rotates, with traffic on the wire, and sends it signals after a moment.
fn interrupted(wire: &Wire, folder: &Folder, engine: &str, moment: Duration, signals: &[Signal]) -> Said {
    let words = ["--engine", engine, "-i", "l0", "-w", &folder.word("x"), "-C", "1k", "-W", "3"];
    let running = Capture::spawn(&mut wire.left.command(tcxdump().args(words)));
    thread::sleep(moment);
    signals.iter().for_each(|signal| running.signal(*signal));
    running.wait()
}

/// Every file that there is has whole packets only.
fn check_files(folder: &Folder) {
    for name in ["x0", "x1", "x2"] {
        let path = folder.file(name);
        // A file that was made a moment before the end may be empty.
        if fs::metadata(&path).is_ok_and(|file| file.len() > 0) {
            read(&path);
        }
        let _ = fs::remove_file(path);
    }
}

/// A ping in the background that goes on until it is dropped.
pub struct Traffic(std::process::Child);

impl Traffic {
    /// On this wire.
    pub fn on(wire: &Wire) -> Self {
        let mut ping = wire.left.program("ping -q -i 0.002 10.9.0.2");
        Self(ping.stdout(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Traffic {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_signal_at_any_moment_ends_with_one_summary() {
    if !require::live() {
        return;
    }
    let (wire, folder, mut random) = (Wire::new(), Folder::new("moment"), Random::seeded());
    let _traffic = Traffic::on(&wire);
    let before = attached(&wire);
    for _ in 0..60 {
        let engine = *random.pick(&ENGINES);
        let end = *random.pick(&[Signal::INT, Signal::TERM, Signal::HUP]);
        let signals: [&[Signal]; 5] =
            [&[end], &[Signal::USR1, end], &[Signal::USR2, end], &[end, end], &[end, Signal::USR1]];
        let moment = Duration::from_micros(random.below(120_000) as u64);
        let said = interrupted(&wire, &folder, engine, moment, random.pick::<&[Signal]>(&signals));
        // What USR1 asks for stands in one line.
        let is_summary = |line: &&str| line.ends_with("dropped by kernel") && !line.starts_with("tcxdump:");
        let summaries = said.stderr.lines().filter(is_summary).count();
        match said.code {
            // Before it listened the signal did what signals do.
            None => assert_eq!(summaries, 0, "{}", said.stderr),
            Some(0) => {
                assert_eq!(summaries, usize::from(said.stderr.contains("listening")), "{}", said.stderr);
            }
            Some(code) => panic!("{engine} after {moment:?}: {code}: {}", said.stderr),
        }
        check_files(&folder);
        if said.code.is_some() || engine != "clsact" {
            assert_eq!(attached(&wire), before, "{engine} after {moment:?}: {}", said.stderr);
        } else {
            sweep(&wire);
        }
    }
}

/// The verifier gives up when a signal waits for its thread; while programs are loaded, signals are held back.
#[test]
fn signals_do_not_keep_programs_from_being_loaded() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    for engine in ["tcx", "clsact", "xdp", "tcx", "clsact", "xdp"] {
        let words = ["--engine", engine, "-i", "l0", "-w", "/dev/null"];
        let running = Capture::spawn(&mut wire.left.command(tcxdump().args(words)));
        let deadline = Instant::now() + PATIENCE;
        while !catches(running.id(), Signal::USR2) {
            assert!(Instant::now() < deadline, "{engine}: it listens to no signal");
        }
        let is_told = |line: &str| line.contains("listening on") || line.starts_with("tcxdump: the kernel");
        while running.last_line(is_told).is_none() {
            assert!(Instant::now() < deadline, "{engine}: it does not come to listen");
            running.signal(Signal::USR2);
            thread::sleep(Duration::from_micros(20));
        }
        let said = running.interrupt();
        assert_eq!(said.code, Some(0), "{engine}: {}", said.stderr);
    }
}

/// Whether a process has a handler for a signal: `SigCgt` of proc_pid_status(5), the first signal at bit 0.
fn catches(pid: u32, signal: Signal) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
    u64::from_str_radix(caught.trim(), 16).unwrap() >> (signal.as_raw() - 1) & 1 == 1
}

/// A capture by clsact takes off what killed ones have left.
pub fn sweep(wire: &Wire) {
    let words = ["--engine", "clsact", "-i", "l0", "-c", "1", "-w", "/dev/null"];
    let said = crate::support::command::run(&mut wire.left.command(tcxdump().args(words)));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
}

#[test]
#[ignore = "takes half a minute"]
fn what_was_killed_at_any_of_200_moments_leaves_nothing() {
    if !require::live() {
        return;
    }
    let (wire, folder, mut random) = (Wire::new(), Folder::new("killed"), Random::seeded());
    let _traffic = Traffic::on(&wire);
    let before = attached(&wire);
    for _ in 0..200 {
        let engine = *random.pick(&ENGINES);
        let moment = Duration::from_micros(random.below(120_000) as u64);
        interrupted(&wire, &folder, engine, moment, &[Signal::KILL]);
        if engine == "clsact" {
            sweep(&wire);
        }
        assert_eq!(attached(&wire), before, "{engine} after {moment:?}");
    }
}

/// Its output is a pipe that is full and that nobody reads.
#[test]
fn a_second_signal_forces_the_end_and_one_that_is_told_twice_does_not() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let before = attached(&wire);
    let mut command = wire.left.command(tcxdump().args(["-i", "l0", "-U", "-w", "-"]));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let pid = rustix::process::Pid::from_child(&child);
    let tell = |signal| rustix::process::kill_process(pid, signal).unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap()).lines();
    while !stderr.next().unwrap().unwrap().contains("listening on") {}
    wire.left.enter(|| {
        let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
        // A pipe has 64 KiB.
        (0..1000).for_each(|_| assert_eq!(socket.send_to(&[7; 1000], "10.9.0.2:7010").unwrap(), 1000));
    });
    thread::sleep(Duration::from_millis(500));
    tell(Signal::INT);
    tell(Signal::INT);
    thread::sleep(Duration::from_millis(1200));
    assert!(child.try_wait().unwrap().is_none(), "it should wait for its reader");
    tell(Signal::INT);
    let deadline = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "it does not end");
        thread::sleep(Duration::from_millis(5));
    }
    let code = child.wait_with_output().unwrap().status.code();
    assert_eq!((code, stderr.next().unwrap().unwrap().as_str()), (Some(1), "tcxdump: forced to end"));
    assert_eq!(attached(&wire), before);
}

#[test]
fn a_closed_pipe_ends_a_capture_within_a_second() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let before = attached(&wire);
    let _traffic = Traffic::on(&wire);
    let tool = env!("CARGO_BIN_EXE_tcxdump");
    let line = format!("{tool} -l -n -i l0 2>/dev/null | head -1");
    let mut shell = wire.left.command(Command::new("sh").args(["-c", &line]));
    let said: Said = shell.output().unwrap().into();
    assert_eq!(said.stdout.lines().count(), 1, "{}", said.stderr);
    thread::sleep(Duration::from_secs(1));
    assert_eq!(attached(&wire), before);
}
