//! What only libpcap can capture, and choosing by more than a name.

use std::{thread, time::Duration};

use crate::support::{
    capture::{Capture, figure},
    captures::{Folder, read},
    command::{run, tcxdump},
    engines,
    netns::{Netns, Wire},
    require,
};

/// Whether libpcap is there and can capture this.
fn has(device: &str) -> bool {
    let listed = run(tcxdump().arg("-D")).stdout;
    let is_there = listed.lines().any(|line| line.contains(&format!(".{device} ")));
    let missing = || Err(format!("libpcap has no {device} here"));
    require::live() && require::has("libpcap", if is_there { Ok(()) } else { missing() })
}

#[test]
fn all_devices_are_listed_as_tcpdump_lists_them() {
    if !(has("nflog") && require::tcpdump()) {
        return;
    }
    let wire = Wire::new();
    wire.left.ip("link add eth9 type veth peer name eth3");
    wire.left.ip("link add b7 type bridge");
    let ours = run(&mut wire.left.command(tcxdump().arg("-D")));
    assert_eq!(ours.stdout, wire.left.run("tcpdump -D"));
    let with_addresses = run(&mut wire.left.command(tcxdump().arg("-Dv"))).stdout;
    let line = with_addresses.lines().find(|line| line.contains(".l0 ")).unwrap();
    assert!(line.contains("[Up, Running, Connected] 10.9.0.1, ") && line.contains("fd09::1"), "{line}");
}

#[test]
fn an_interface_is_found_by_its_address_if_no_other_has_it() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    for (address, interface) in [("10.9.0.1", "l0"), ("fd09::1", "l0"), ("127.0.0.1", "lo")] {
        let capture = Capture::start(&mut wire.left.command(tcxdump().args(["-i", address])));
        capture.wait_for(&format!("listening on {interface}, "));
        assert_eq!(capture.interrupt().code, Some(0));
    }
    wire.left.ip("addr add 10.9.0.1/32 dev lo");
    let said = run(&mut wire.left.command(tcxdump().args(["-i", "10.9.0.1"])));
    assert_eq!(said.code, Some(1));
    assert!(
        said.stderr.starts_with("tcxdump: 10.9.0.1: more than one device fits: 1.l0 ["),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains(".lo [") && said.stderr.lines().count() == 1, "{}", said.stderr);
}

#[test]
fn what_is_no_interface_is_captured_without_being_told_how() {
    if !has("nflog") {
        return;
    }
    let host = Netns::new();
    for name in ["nflog", "nflog:7"] {
        let capture = Capture::start(&mut host.command(tcxdump().args(["-i", name])));
        capture.wait_for(&format!("listening on {name}, link-type NFLOG (Linux netfilter log messages), "));
        thread::sleep(Duration::from_millis(100));
        let said = capture.interrupt();
        assert_eq!((said.code, figure(&said, "captured")), (Some(0), 0), "{}", said.stderr);
    }
    let said = run(&mut host.command(tcxdump().args(["--engine", "af-packet", "-i", "nflog"])));
    assert_eq!((said.code, said.stderr.lines().count()), (Some(1), 1));
    assert!(said.stderr.starts_with("tcxdump: nflog: only libpcap can capture that"), "{}", said.stderr);
}

#[test]
fn messages_of_dbus_are_whole_and_what_it_does_not_count_is_not_known() {
    if !(has("dbus-session") && require::tool("dbus-daemon")) {
        return;
    }
    let folder = Folder::new("dbus");
    let address = format!("unix:path={}", folder.word("bus"));
    let configuration = format!(
        "<busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>\
         <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
         <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>"
    );
    let configuration = folder.write("bus.conf", configuration.as_bytes());
    let mut daemon = std::process::Command::new("dbus-daemon");
    daemon.args(["--nofork", "--print-address", "--config-file", &configuration]);
    let _daemon = Capture::spawn(&mut daemon);
    while !folder.file("bus").exists() {
        thread::sleep(Duration::from_millis(10));
    }
    // Whoever listens is greeted by the bus.
    let mut command = tcxdump();
    command.args(["-i", "dbus-session", "-c", "1", "-w", &folder.word("f")]);
    let said = Capture::start(command.env("DBUS_SESSION_BUS_ADDRESS", &address)).wait();
    assert_eq!((said.code, figure(&said, "captured")), (Some(0), 1), "{}", said.stderr);
    assert!(said.stderr.contains("\npackets dropped by kernel: not known\n"), "{}", said.stderr);
    // Little-endian, a signal, of the protocol's first version (D-Bus specification, "Message Format").
    let packets = read(&folder.file("f"));
    assert!(matches!(packets[0].data[..], [b'l', 4, _, 1, ..]), "{packets:02x?}");
}

#[test]
fn libpcap_captures_one_device_at_a_time() {
    if !require::live() || engines::among(&["libpcap"]).is_empty() {
        return;
    }
    let host = Netns::new();
    host.ip("link add d0 type veth peer name d1");
    let said = run(&mut host.command(tcxdump().args(["--engine", "libpcap", "-i", "lo", "-i", "d0"])));
    assert_eq!((said.code, said.stderr.lines().count()), (Some(1), 1));
    assert!(said.stderr.contains("libpcap captures one device at a time"), "{}", said.stderr);
}
