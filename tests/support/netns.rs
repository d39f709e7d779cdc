//! Network namespaces of a test's own, joined by a veth pair, removed when dropped.

use std::{
    fs::File,
    os::fd::AsFd,
    process::{self, Command},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::{captures::Folder, command::run};

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A network namespace.
pub struct Netns {
    name: String,
}

impl Netns {
    /// Makes a namespace whose loopback is up, and whose kernel sends nothing of its own accord once
    /// its interfaces are up: captures that begin one after the other must see the same.
    pub fn new() -> Self {
        let name = format!("tcxdump-{}-{}", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        ip(&["netns", "add", &name]);
        let netns = Self { name };
        for setting in [
            "net.ipv6.conf.default.mldv2_unsolicited_report_interval=1",
            "net.ipv6.conf.default.router_solicitations=0",
            "net.ipv6.conf.default.accept_dad=0",
        ] {
            netns.run(&format!("sysctl -qw {setting}"));
        }
        netns.ip("link set lo up");
        netns
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same command, run inside.
    pub fn command(&self, command: &Command) -> Command {
        let mut inside = Command::new("ip");
        inside.args(["netns", "exec", &self.name]).arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => inside.env(key, value),
                None => inside.env_remove(key),
            };
        }
        inside
    }

    /// A program with words that need no quoting, to be run inside.
    pub fn program(&self, line: &str) -> Command {
        let mut words = line.split_whitespace();
        let mut command = Command::new(words.next().unwrap());
        command.args(words);
        self.command(&command)
    }

    /// Runs a program inside, which must succeed; answers with what it printed.
    pub fn run(&self, line: &str) -> String {
        let said = run(&mut self.program(line));
        assert_eq!(said.code, Some(0), "{line}: {}", said.stderr);
        said.stdout
    }

    /// Runs `ip` on the namespace.
    pub fn ip(&self, line: &str) {
        let words = ["-n", &self.name].into_iter().chain(line.split_whitespace());
        ip(&words.collect::<Vec<_>>());
    }

    /// Runs code on a thread that is inside.
    pub fn enter<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let handle = File::open(format!("/run/netns/{}", self.name)).unwrap();
        thread::scope(|scope| {
            let inside = scope.spawn(|| {
                move_into_link_name_space(handle.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
                work()
            });
            inside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// Sends frames as they are from an interface, through a packet socket.
    pub fn send(&self, iface: &str, frames: &[Vec<u8>]) {
        const SCRIPT: &str = "import socket,sys\n\
                              s=socket.socket(socket.AF_PACKET,socket.SOCK_RAW)\n\
                              s.bind((sys.argv[1],0))\n\
                              for line in open(sys.argv[2]): s.send(bytes.fromhex(line))\n";
        let lines: String = frames
            .iter()
            .map(|frame| frame.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n")
            .collect();
        let folder = Folder::new("frames");
        let script = folder.write("send.py", SCRIPT.as_bytes());
        let frames = folder.write("frames", lines.as_bytes());
        self.run(&format!("python3 {script} {iface} {frames}"));
    }

    /// An interface's index.
    pub fn ifindex(&self, iface: &str) -> u32 {
        self.run(&format!("cat /sys/class/net/{iface}/ifindex")).trim().parse().unwrap()
    }

    /// An interface's Ethernet address.
    pub fn address(&self, iface: &str) -> [u8; 6] {
        let text = self.run(&format!("cat /sys/class/net/{iface}/address"));
        let bytes: Vec<u8> =
            text.trim().split(':').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        bytes.try_into().unwrap()
    }
}

impl Drop for Netns {
    fn drop(&mut self) {
        let _ = Command::new("ip").args(["netns", "del", &self.name]).output();
    }
}

fn ip(words: &[&str]) {
    let said = run(Command::new("ip").args(words));
    assert_eq!(said.code, Some(0), "ip {words:?}: {}", said.stderr);
}

/// Two hosts, `left` with the interface `l0` and `right` with `r0`, on one wire:
/// 10.9.0.1 and fd09::1, 10.9.0.2 and fd09::2.
pub struct Wire {
    pub left: Netns,
    pub right: Netns,
}

impl Wire {
    /// Makes both hosts and waits until they can talk.
    pub fn new() -> Self {
        let (left, right) = (Netns::new(), Netns::new());
        ip(&[
            "-n",
            left.name(),
            "link",
            "add",
            "l0",
            "type",
            "veth",
            "peer",
            "name",
            "r0",
            "netns",
            right.name(),
        ]);
        for (host, iface, number) in [(&left, "l0", 1), (&right, "r0", 2)] {
            host.ip(&format!("addr add 10.9.0.{number}/24 dev {iface}"));
            // Without duplicate address detection the address can be used at once.
            host.ip(&format!("addr add fd09::{number}/64 dev {iface} nodad"));
            host.ip(&format!("link set {iface} up"));
        }
        let wire = Self { left, right };
        wire.left.run("ping -c 1 -w 10 10.9.0.2");
        wire.left.run("ping -6 -c 1 -w 10 fd09::2");
        wire.settle();
        wire
    }

    /// Waits until neither host sends anything of its own accord. They report their multicast groups once more
    /// when the kernel has noticed that the link is up, which may be a second later.
    fn settle(&self) {
        const QUIET: Duration = Duration::from_millis(150);
        let facts = |host: &Netns, iface| {
            let folder = format!("/sys/class/net/{iface}");
            host.run(&format!("cat {folder}/operstate {folder}/statistics/tx_packets"))
        };
        let mut before = None;
        loop {
            let now = [facts(&self.left, "l0"), facts(&self.right, "r0")];
            let is_up = now.iter().all(|facts| facts.starts_with("up"));
            if is_up && before.as_ref() == Some(&now) {
                return;
            }
            before = Some(now);
            thread::sleep(QUIET);
        }
    }
}
