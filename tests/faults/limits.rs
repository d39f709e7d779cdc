//! Hosts that give little: memory, descriptors, type information; and hosts with very many interfaces.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use crate::support::{
    capture::{Capture, figure},
    command::{Said, run},
    netns::Netns,
    require,
};

/// Captures a ping on loopback, and says what was said.
fn capture_ping(netns: &Netns, command: &mut Command) -> Said {
    let capture = Capture::start(command);
    netns.run("ping -c 1 127.0.0.1");
    std::thread::sleep(Duration::from_millis(300));
    let said = capture.interrupt();
    assert_eq!((said.code, figure(&said, "packets captured")), (Some(0), 2), "{}", said.stderr);
    said
}

/// The same, started by a shell that first does something to itself.
fn capture_after(netns: &Netns, preparation: &str, words: &str) -> Said {
    let tool = env!("CARGO_BIN_EXE_tcxdump");
    let line = format!("{preparation} && exec {tool} -n -i lo {words} icmp");
    // `ip netns exec` would hide the control groups.
    let enter = format!("--net=/run/netns/{}", netns.name());
    capture_ping(netns, Command::new("nsenter").args([&enter, "sh", "-c", &line]))
}

#[test]
fn no_locked_memory_and_no_type_information_are_needed() {
    if !(require::live() && require::tool("prlimit") && require::tool("unshare")) {
        return;
    }
    let netns = Netns::new();
    capture_after(&netns, "prlimit --memlock=0 --pid $$", "--engine tcx");
    let tool = env!("CARGO_BIN_EXE_tcxdump");
    let line = format!("mount -t tmpfs none /sys/kernel && exec {tool} -n -i lo --engine tcx icmp");
    let enter = format!("--net=/run/netns/{}", netns.name());
    capture_ping(&netns, Command::new("nsenter").args([&enter, "unshare", "-m", "sh", "-c", &line]));
}

/// A control group of a test's own, removed when dropped.
struct Group(PathBuf);

impl Group {
    /// Makes one with this much memory, in either version's hierarchy.
    fn with_memory(bytes: u64) -> Result<Self, String> {
        let (hierarchy, limit) =
            [("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")]
                .into_iter()
                .find(|(hierarchy, _)| Path::new(hierarchy).join("cgroup.procs").exists())
                .ok_or("no control groups are mounted")?;
        let group = Self(Path::new(hierarchy).join(format!("tcxdump-{}", std::process::id())));
        fs::create_dir(&group.0).map_err(|error| format!("no control group can be made: {error}"))?;
        let limited = fs::write(group.0.join(limit), bytes.to_string());
        limited.map_err(|error| format!("the memory of a control group cannot be limited: {error}"))?;
        Ok(group)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Its processes have ended; the kernel may take a moment to notice.
        for _ in 0..100 {
            if fs::remove_dir(&self.0).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn where_memory_is_limited_the_buffer_is_smaller_and_that_is_told() {
    if !require::live() {
        return;
    }
    let group = match Group::with_memory(48 << 20) {
        Ok(group) => group,
        Err(reason) => {
            require::has("cgroup", Err(reason));
            return;
        }
    };
    let netns = Netns::new();
    for engine in ["tcx", "af-packet"] {
        let enter = format!("echo $$ > {}/cgroup.procs", group.0.display());
        let said = capture_after(&netns, &enter, &format!("--engine {engine}"));
        let warning = "the memory of this process's control group is limited";
        assert!(said.stderr.contains(warning), "{engine}: {}", said.stderr);
    }
}

#[test]
fn a_thousand_interfaces_take_few_descriptors_and_little_time() {
    if !(require::live() && require::tool("prlimit")) {
        return;
    }
    let netns = Netns::new();
    let lines: String =
        (0..500).map(|n| format!("link add d{n} up type veth peer name e{n}\nlink set e{n} up\n")).collect();
    let folder = crate::support::captures::Folder::new("many");
    let batch = folder.write("batch", lines.as_bytes());
    netns.ip(&format!("-batch {batch}"));
    let mut command = Command::new("prlimit");
    command.args(["--nofile=64:64", env!("CARGO_BIN_EXE_tcxdump"), "-n", "-i", "any", "icmp"]);
    let started = Instant::now();
    let capture = Capture::start(&mut netns.command(&command));
    let start = started.elapsed();
    netns.run("ping -c 1 127.0.0.1");
    std::thread::sleep(Duration::from_millis(300));
    let said = capture.interrupt();
    assert_eq!((said.code, figure(&said, "packets captured")), (Some(0), 2), "{}", said.stderr);
    println!("1001 interfaces: listening after {start:?}");
    assert!(start < Duration::from_secs(5));

    // What cannot be had is said.
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set", "-sys_resource", "prlimit", "--nofile=64:64"]);
    command.args([env!("CARGO_BIN_EXE_tcxdump"), "-n", "-i", "any", "--engine", "tcx", "icmp"]);
    let refused = run(&mut netns.command(&command));
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("(ulimit -n)"), "{}", refused.stderr);
}
