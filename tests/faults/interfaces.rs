//! Interfaces of every kind, on every engine, and one that is taken away to another network namespace.

use std::{thread, time::Duration};

use crate::support::{
    capture::{Capture, figure},
    captures::{Folder, read},
    command::tcxdump,
    engines,
    netns::{Netns, Wire},
    require,
};

/// What makes an interface of a kind, whose name is `x`.
const KINDS: [(&str, &[&str]); 5] = [
    ("loopback", &[]),
    ("veth", &["link add x type veth peer name y", "link set y up"]),
    ("bridge", &["link add x type bridge"]),
    ("tun", &["tuntap add x mode tun"]),
    ("macvlan", &["link add y type veth peer name z", "link set y up", "link add x link y type macvlan"]),
];

#[test]
fn every_kind_of_interface_is_captured_on_every_engine() {
    if !require::live() {
        return;
    }
    for (kind, making) in KINDS {
        let netns = Netns::new();
        for line in making {
            netns.ip(line);
        }
        let iface = if making.is_empty() { "lo" } else { "x" };
        netns.ip(&format!("link set {iface} up"));
        for engine in engines::all() {
            let words = ["--engine", engine, "-n", "-i", iface];
            let capture = Capture::start(&mut netns.command(tcxdump().args(words)));
            let said = capture.interrupt();
            assert_eq!(said.code, Some(0), "{kind} {engine}: {}", said.stderr);
            figure(&said, "packets dropped by kernel");
        }
    }
}

#[test]
fn an_interface_that_is_taken_away_ends_a_capture_with_its_file_whole() {
    if !require::live() {
        return;
    }
    for engine in engines::all() {
        let (wire, folder) = (Wire::new(), Folder::new("taken"));
        let words = ["--engine", engine, "-i", "l0", "-w", &folder.word("x"), "icmp"];
        let capture = Capture::start(&mut wire.left.command(tcxdump().args(words)));
        wire.left.run("ping -c 2 -i 0.01 10.9.0.2");
        thread::sleep(Duration::from_millis(200));
        wire.left.ip(&format!("link set l0 netns {}", wire.right.name()));
        let said = capture.wait();
        assert_eq!(said.code, Some(1), "{engine}: {}", said.stderr);
        assert!(said.stderr.contains("l0"), "{engine}: {}", said.stderr);
        assert_eq!(read(&folder.file("x")).len(), 4, "{engine}: {}", said.stderr);
    }
}
