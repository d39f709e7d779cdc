//! The program for Windows, run by Wine, whose wpcap.dll hands everything on to this system's libpcap.
//!
//! `cargo xtask test-windows` builds it and runs these, and the tests that any program must pass.

use std::{
    net::UdpSocket,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::support::{
    capture::{Capture, figure},
    captures::{ETHERNET, Folder, echo_request, ipv4, packet, parse, pcap, read},
    command::{Said, run, say, tcxdump},
    netns::{Netns, Wire},
    require,
};

const PORT: u16 = 7003;

/// A Windows of a test's own, which sees the interfaces of a host.
struct Windows<'a> {
    host: &'a Netns,
    folder: Folder,
}

impl<'a> Windows<'a> {
    fn new(host: &'a Netns) -> Self {
        let windows = Self { host, folder: Folder::new("windows") };
        assert_eq!(windows.say(&["--version"]).code, Some(0));
        windows
    }

    /// The program for Windows, on this host.
    fn program(&self, words: &[&str]) -> Command {
        let mut command = tcxdump();
        command.args(words).env("WINEPREFIX", self.folder.word("wine"));
        self.host.command(&command)
    }

    fn say(&self, words: &[&str]) -> Said {
        run(&mut self.program(words))
    }
}

impl Drop for Windows<'_> {
    fn drop(&mut self) {
        let mut server = Command::new("/usr/lib/wine/wineserver64");
        let _ = server.args(["-k", "-w"]).env("WINEPREFIX", self.folder.word("wine")).output();
    }
}

/// The program that was built with the tests.
fn on_linux() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tcxdump"));
    command.env("TZ", "UTC").stdin(Stdio::null());
    command
}

/// Sends numbered datagrams over the wire, to nobody.
fn send(wire: &Wire, count: u32) {
    wire.left.enter(|| {
        let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
        for number in 0..count {
            // An ICMP error of an earlier one comes back as an error of this one.
            while socket.send_to(&number.to_be_bytes(), ("10.9.0.2", PORT)).is_err() {}
        }
    });
}

#[test]
#[ignore = "needs the program for Windows: cargo xtask test-windows"]
fn a_capture_by_description_is_what_linux_captures() {
    if !require::live() {
        return;
    }
    const COUNT: u32 = 100;
    let (wire, folder) = (Wire::new(), Folder::new("by-description"));
    let windows = Windows::new(&wire.left);
    let listed = windows.say(&["-D"]);
    let line = listed.stdout.lines().find(|line| line.contains(" (l0) [Up, Running, Connected] "));
    let line = line.unwrap_or_else(|| panic!("{listed:?}"));
    assert!(line.contains(".\\Device\\NPF_") && line.contains("10.9.0.1"), "{line}");

    let (ours, theirs) = (folder.word("with spaces \u{e9}\u{4e16}.pcap"), folder.word("theirs"));
    let filter = "udp dst port 7003";
    let on_windows = Capture::start(&mut windows.program(&["-i", "l0", "-c", "100", "-w", &ours, filter]));
    let on_linux = {
        let mut command = on_linux();
        command.args(["--engine", "af-packet", "-i", "l0", "-c", "100", "-w", &theirs, filter]);
        Capture::start(&mut wire.left.command(&command))
    };
    send(&wire, COUNT);
    let said = on_windows.wait();
    assert_eq!((said.code, figure(&said, "captured")), (Some(0), 100), "{}", said.stderr);
    assert_eq!(on_linux.wait().code, Some(0));
    assert_eq!(read(ours.as_ref()), read(theirs.as_ref()));
    assert_eq!(read(ours.as_ref()).len(), COUNT as usize);

    let reopened = windows.say(&["-nr", &ours]);
    assert_eq!(reopened.stdout, run(self::on_linux().args(["-nr", &ours])).stdout);
    assert_eq!((reopened.code, reopened.stdout.lines().count()), (Some(0), COUNT as usize));
}

#[test]
#[ignore = "needs the program for Windows: cargo xtask test-windows"]
fn an_interface_is_found_by_number_and_address_and_its_capture_ends_with_ctrl_c() {
    if !require::live() {
        return;
    }
    let (wire, folder) = (Wire::new(), Folder::new("by-address"));
    let windows = Windows::new(&wire.left);
    let listed = windows.say(&["-D"]).stdout;
    let line = listed.lines().find(|line| line.contains(" (l0) ")).unwrap();
    let number = line.split('.').next().unwrap();
    for wanted in [number, "10.9.0.1"] {
        let file = folder.word("f");
        let words = ["-i", wanted, "--pcapng", "-w", &file, "udp dst port 7003"];
        let capture = Capture::start(&mut windows.program(&words));
        send(&wire, 10);
        thread::sleep(Duration::from_millis(300));
        let said = capture.interrupt();
        assert_eq!((said.code, figure(&said, "captured")), (Some(0), 10), "{wanted}: {}", said.stderr);
        assert_eq!(say(&["-nr", &file]).stdout.lines().count(), 10, "{wanted}");
    }
}

#[test]
#[ignore = "needs the program for Windows: cargo xtask test-windows"]
fn lines_are_those_of_linux_while_they_come() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let windows = Windows::new(&wire.left);
    let words = ["--immediate-mode", "-lntq", "-i", "l0", "-c", "3", "udp dst port 7003"];
    let capture = Capture::start(&mut windows.program(&words));
    send(&wire, 3);
    let said = capture.wait();
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{said:?}");
    assert!(lines.iter().all(|line| line.starts_with("IP 10.9.0.1.") && line.ends_with("UDP, length 4")));
}

#[test]
#[ignore = "needs the program for Windows: cargo xtask test-windows"]
fn without_npcap_one_line_says_what_to_install_and_files_are_read() {
    let without = |words: &[&str]| run(tcxdump().env("WINEDLLOVERRIDES", "wpcap=").args(words));
    for words in [&["-D"][..], &["-i", "Ethernet"], &["-L"]] {
        let said = without(words);
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{words:?}");
        assert!(said.stderr.starts_with("tcxdump: Npcap is not installed: "), "{}", said.stderr);
        assert_eq!(said.stderr.lines().count(), 1, "{}", said.stderr);
    }
    let folder = Folder::new("no-npcap");
    let file = folder.write("x.pcap", &pcap(ETHERNET, &[packet(&ipv4(1, &echo_request(1)))]));
    assert_eq!(without(&["--count", "-r", &file]).stdout, "1 packet\n");
}

#[test]
#[ignore = "needs the program for Windows: cargo xtask test-windows"]
fn what_windows_has_not_is_said() {
    for words in [&["-Z", "nobody"][..], &["--netns", "x"], &["--while", "1"]] {
        let said = say(&[words, &["-i", "lo"]].concat());
        assert_eq!(said.code, Some(1));
        assert_eq!(said.stderr, format!("tcxdump: {} is only available on Linux\n", words[0]));
    }
}

#[test]
#[ignore = "needs the program for Windows: cargo xtask test-windows"]
fn standard_output_is_binary() {
    let folder = Folder::new("binary");
    let packets: Vec<_> = (0..300).map(|n| packet(&ipv4(1, &echo_request(n)))).collect();
    let file = folder.write("x.pcap", &pcap(ETHERNET, &packets));
    let output = tcxdump().args(["-r", &file, "-w", "-"]).output().unwrap();
    assert_eq!(parse(&output.stdout), packets);
}
