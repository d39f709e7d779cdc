//! Whatever happens, in any order: a capture accounts for its packets, its file can be read, and nothing of it
//! is left on the host.

use std::{fs, thread, time::Duration};

use rustix::process::Signal;

use super::signals::{ENGINES, Traffic, sweep};
use crate::support::{
    capture::Capture,
    captures::{Folder, read},
    command::{Said, run, tcxdump},
    ledger,
    leftovers::attached,
    netns::Wire,
    random::{Random, given},
    require,
    small_disk::SmallDisk,
};

/// What happens, each as often as the others.
const EVENTS: [Event; 12] = [
    Event::Signal(Signal::USR1),
    Event::Signal(Signal::USR2),
    Event::End(Signal::INT),
    Event::End(Signal::TERM),
    Event::End(Signal::HUP),
    Event::Kill,
    Event::Stop,
    Event::DownAndUp,
    Event::Rename,
    Event::Comes,
    Event::Vanishes,
    Event::DiskFull,
];

#[derive(Clone, Copy, Debug)]
enum Event {
    /// A signal after which the capture goes on.
    Signal(Signal),
    /// One that ends it.
    End(Signal),
    Kill,
    /// The reader does not run for a while.
    Stop,
    /// The interface goes down and comes up.
    DownAndUp,
    /// The interface gets another name, and its own again.
    Rename,
    /// Another interface comes and goes.
    Comes,
    /// The interface is deleted; there will be another one.
    Vanishes,
    /// Another capture finds no room for its file.
    DiskFull,
}

/// A host with traffic, and a capture on it.
struct Chaos {
    random: Random,
    folder: Folder,
    disk: SmallDisk,
    /// As it is without any capture.
    before: String,
    capture: Option<Running>,
    traffic: Option<Traffic>,
    wire: Wire,
}

struct Running {
    capture: Capture,
    engine: &'static str,
    /// Whether it has named the interface, and ends with it.
    is_named: bool,
}

impl Chaos {
    fn new() -> Self {
        let wire = Wire::new();
        Self {
            random: Random::seeded(),
            folder: Folder::new("chaos"),
            disk: SmallDisk::new("128k"),
            before: attached(&wire),
            capture: None,
            traffic: Some(Traffic::on(&wire)),
            wire,
        }
    }

    /// The capture that runs, or a new one of some kind.
    fn running(&mut self) -> &mut Running {
        let Self { random, folder, wire, capture, .. } = self;
        capture.get_or_insert_with(|| {
            let (engine, is_named) = (*random.pick(&ENGINES), random.chance(70));
            let iface = if is_named { "l0" } else { "any" };
            let buffer = *random.pick(&["256", "4096", "65536"]);
            let format: &[&str] =
                random.pick::<&[&str]>(&[&[], &["--pcapng"], &["--compress", "zstd"], &["-U"]]);
            let filter = *random.pick(&["", "icmp", "not tcp", "len < 200"]);
            let mut command = tcxdump();
            command.args(["--engine", engine, "-i", iface, "-B", buffer, "--json-stats"]).args(format);
            command.args(["-w", &folder.word("x"), filter]);
            Running { capture: Capture::start(&mut wire.left.command(&command)), engine, is_named }
        })
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Signal(signal) => self.running().capture.signal(signal),
            Event::End(signal) => {
                self.running().capture.signal(signal);
                self.ended();
            }
            Event::Kill => self.kill(),
            Event::Stop => {
                let capture = &self.running().capture;
                capture.signal(Signal::STOP);
                thread::sleep(Duration::from_millis(100));
                capture.signal(Signal::CONT);
            }
            Event::DownAndUp => self.change(&["l0 down", "l0 up"]),
            Event::Rename => self.change(&["l0 down", "l0 name other", "other name l0", "l0 up"]),
            Event::Comes => self.come_and_go(),
            Event::Vanishes => self.vanish(),
            Event::DiskFull => self.fill(),
        }
    }

    fn change(&mut self, changes: &[&str]) {
        self.running();
        changes.iter().for_each(|change| self.wire.left.ip(&format!("link set {change}")));
        // The address stays, but for IPv6.
        self.wire.left.run("ping -c 1 -w 10 10.9.0.2");
    }

    fn come_and_go(&mut self) {
        let is_named = self.running().is_named;
        self.wire.left.ip("link add c0 type veth peer name c1");
        if !is_named {
            self.running().capture.wait_for("c0: a new interface");
        }
        self.wire.left.ip("link del c0");
    }

    /// What named the interface ends with it; what captures all goes on.
    fn vanish(&mut self) {
        let is_named = self.running().is_named;
        self.traffic = None;
        self.wire.left.ip("link del l0");
        if is_named {
            self.ended_with(1);
        } else {
            self.running().capture.wait_for("l0: the interface has gone");
            self.running().capture.signal(Signal::INT);
            self.ended_with(0);
        }
        self.wire = Wire::new();
        self.before = attached(&self.wire);
        self.traffic = Some(Traffic::on(&self.wire));
    }

    fn fill(&mut self) {
        let name = self.disk.0.file("x");
        let words = ["-i", "l0", "-U", "-w", name.to_str().unwrap()];
        let said = Capture::start(&mut self.wire.left.command(tcxdump().args(words))).wait();
        assert_eq!(said.code, Some(1), "{}", said.stderr);
        assert!(said.stderr.contains("No space left on device"), "{}", said.stderr);
        read(&name);
        fs::remove_file(name).unwrap();
    }

    fn kill(&mut self) {
        self.running();
        let Some(Running { capture, engine, .. }) = self.capture.take() else { return };
        capture.signal(Signal::KILL);
        capture.wait();
        if engine == "clsact" {
            sweep(&self.wire);
        }
        self.check_host();
    }

    fn ended(&mut self) {
        self.ended_with(0);
        self.check_host();
    }

    fn ended_with(&mut self, code: i32) {
        let Some(Running { capture, engine, .. }) = self.capture.take() else { return };
        let said = capture.wait();
        assert_eq!(said.code, Some(code), "{engine}: {}", said.stderr);
        if engine != "af-packet" {
            let told = ledger::last(&said);
            assert_eq!(ledger::number(&told["reader"], "captured"), self.packets(&said), "{told}");
        }
    }

    /// How many packets the file has.
    fn packets(&self, said: &Said) -> u64 {
        let count = run(tcxdump().args(["--count", "-r", &self.folder.word("x")]));
        assert_eq!(count.code, Some(0), "{}{}", count.stderr, said.stderr);
        count.stdout.split_whitespace().next().unwrap().parse().unwrap()
    }

    fn check_host(&self) {
        if self.capture.is_none() {
            assert_eq!(attached(&self.wire), self.before);
        }
    }
}

#[test]
#[ignore = "takes as long as there are events: cargo xtask chaos"]
fn nothing_is_lost_broken_or_left_whatever_happens() {
    if !(require::live() && require::tool("tc")) {
        return;
    }
    let events = given("TCXDUMP_EVENTS", 100);
    let mut chaos = Chaos::new();
    for number in 1..=events {
        let event = *chaos.random.pick(&EVENTS);
        let running = chaos.capture.as_ref().map_or("none", |running| running.engine);
        println!("{number}: {event:?}, capture: {running}");
        chaos.happen(event);
    }
    chaos.running().capture.signal(Signal::INT);
    chaos.ended();
    println!("{events} events: nothing lost, broken or left");
}
