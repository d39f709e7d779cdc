//! Interfaces that come, go and change while they are captured.

use std::{thread, time::Duration};

use crate::support::{
    capture::{Capture, figure},
    captures::{Folder, read},
    command::tcxdump,
    engines,
    netns::Wire,
    require,
};

/// Starts a capture on the wire's left host.
fn capture(wire: &Wire, engine: &str, words: &[&str]) -> Capture {
    Capture::start(&mut wire.left.command(tcxdump().args(["--engine", engine, "-n"]).args(words)))
}

/// Waits until what was sent has been read.
fn settle() {
    thread::sleep(Duration::from_millis(300));
}

/// Makes a veth pair of which `name` is one end, with an address, and brings it up.
fn add_pair(wire: &Wire, name: &str) {
    wire.left.ip(&format!("link add {name} type veth peer name {name}-peer"));
    wire.left.ip(&format!("link set {name}-peer up"));
    wire.left.ip(&format!("link set {name} up"));
    wire.left.ip(&format!("addr add 10.12.0.1/24 dev {name}"));
}

#[test]
fn any_captures_what_comes_and_survives_what_goes() {
    if !require::live() {
        return;
    }
    for engine in engines::all() {
        let wire = Wire::new();
        let running = capture(&wire, engine, &["-i", "any", "arp"]);
        for _ in 0..2 {
            add_pair(&wire, "new0");
            running.wait_for("new0: a new interface");
            settle();
            // Nobody answers: the question is what there is to see.
            let _ = wire.left.program("ping -c 1 -W 1 10.12.0.2").output();
            wire.left.ip("link del new0");
            running.wait_for("new0: the interface has gone");
        }
        settle();
        let said = running.interrupt();
        assert_eq!(said.code, Some(0), "{engine}: {}", said.stderr);
        assert!(figure(&said, "captured") >= 4, "{engine}: {}{}", said.stdout, said.stderr);
    }
}

#[test]
fn a_capture_ends_when_its_interface_has_gone_and_its_file_is_whole() {
    if !require::live() {
        return;
    }
    for engine in engines::all() {
        let folder = Folder::new(&format!("gone-{engine}"));
        let wire = Wire::new();
        let running = capture(&wire, engine, &["-i", "l0", "-w", &folder.word("f"), "icmp"]);
        wire.left.run("ping -c 3 -i 0.01 10.9.0.2");
        settle();
        wire.left.ip("link del l0");
        let said = running.wait();
        assert_eq!(said.code, Some(1), "{engine}: {}", said.stderr);
        assert!(said.stderr.contains("tcxdump: l0: the interface has gone\n"), "{engine}: {}", said.stderr);
        assert_eq!(figure(&said, "captured"), 6, "{engine}");
        assert_eq!(read(&folder.file("f")).len(), 6, "{engine}");
    }
}

#[test]
fn an_interface_may_go_down_and_up_and_change_its_name() {
    if !require::live() {
        return;
    }
    for engine in engines::ours() {
        let wire = Wire::new();
        let running = capture(&wire, engine, &["-i", "l0", "icmp"]);
        for _ in 0..200 {
            wire.left.ip("link set l0 down");
            wire.left.ip("link set l0 up");
        }
        // Kernels before 6.2 rename only what is down.
        for change in ["l0 down", "l0 name wan0", "wan0 up"] {
            wire.left.ip(&format!("link set {change}"));
        }
        running.wait_for("l0: now called wan0");
        running.wait_for("wan0: the interface is up");
        wire.left.run("ping -c 2 -i 0.01 -W 5 10.9.0.2");
        settle();
        let said = running.interrupt();
        assert_eq!((said.code, figure(&said, "captured")), (Some(0), 4), "{engine}: {}", said.stderr);
    }
}

#[test]
fn several_interfaces_are_one_capture() {
    if !require::live() {
        return;
    }
    for engine in engines::ours() {
        let wire = Wire::new();
        add_pair(&wire, "other0");
        let running = capture(&wire, engine, &["-i", "l0", "-i", "lo", "icmp or arp"]);
        wire.left.run("ping -c 1 10.9.0.2");
        wire.left.run("ping -c 1 127.0.0.1");
        let _ = wire.left.program("ping -c 1 -W 1 10.12.0.2").output();
        settle();
        let said = running.interrupt();
        let lines = |name: &str| said.stdout.lines().filter(|line| line.contains(name)).count();
        assert!(lines("l0 ") >= 2 && lines("lo ") == 2, "{engine}: {}", said.stdout);
        assert_eq!(lines("other0"), 0, "{engine}: {}", said.stdout);
        assert!(said.stderr.contains("listening on lo,l0, link-type LINUX_SLL2"), "{}", said.stderr);
    }
}
