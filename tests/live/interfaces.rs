//! Choosing interfaces, counting packets, lines while they come, and signals.

use std::{
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use crate::support::{
    capture::{Capture, PATIENCE, figure},
    captures::{Folder, read},
    command::{run, tcxdump},
    engines,
    netns::{Netns, Wire},
    require,
};

#[test]
fn interfaces_are_listed_as_tcpdump_lists_them() {
    if !(require::live() && require::tcpdump()) {
        return;
    }
    let wire = Wire::new();
    wire.left.ip("link add b7 type bridge");
    let ours = run(&mut wire.left.command(tcxdump().arg("-D")));
    let theirs = wire.left.run("tcpdump -D");
    // tcpdump also lists devices that are not network interfaces, and numbers them along.
    let names = |text: &str| -> Vec<String> {
        let known =
            |line: &&str| ["l0", "any", "lo", "b7"].iter().any(|name| line.contains(&format!(".{name} ")));
        text.lines().filter(known).map(|line| line.split_once('.').unwrap().1.to_owned()).collect()
    };
    assert_eq!(names(&ours.stdout), names(&theirs));
    assert_eq!(names(&ours.stdout).len(), 4, "{}", ours.stdout);
}

#[test]
fn an_interface_is_found_by_its_number() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let listed = run(&mut wire.left.command(tcxdump().arg("-D")));
    let line = listed.stdout.lines().find(|line| line.contains(".l0 ")).unwrap();
    let number = line.split('.').next().unwrap();
    let capture = Capture::spawn(&mut wire.left.command(tcxdump().args(["-i", number])));
    capture.wait_for("listening on l0, link-type EN10MB (Ethernet), snapshot length 262144 bytes");
    assert_eq!(capture.interrupt().code, Some(0));
}

#[test]
fn an_unknown_interface_is_refused() {
    let said = run(tcxdump().args(["-i", "nosuch0"]));
    assert_eq!((said.code, said.stderr.as_str()), (Some(1), "tcxdump: nosuch0: No such device exists\n"));
    let said = run(tcxdump().args(["-i", "4711"]));
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.starts_with("tcxdump: Invalid adapter index"), "{}", said.stderr);
}

#[test]
fn a_bad_filter_ends_a_live_capture_before_it_begins() {
    if !require::live() {
        return;
    }
    let netns = Netns::new();
    let said = run(&mut netns.command(tcxdump().args(["-i", "lo", "tcp prot 80"])));
    assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""));
    assert!(said.stderr.contains('^'), "{}", said.stderr);
    assert!(!said.stderr.contains("listening on"), "{}", said.stderr);
}

#[test]
fn the_count_is_exact_and_comes_after_the_filter() {
    if !require::live() {
        return;
    }
    let netns = Netns::new();
    let capture = Capture::start(&mut netns.command(tcxdump().args(["-n", "-i", "lo", "-c", "3", "icmp"])));
    netns.run("ping -c 4 -i 0.01 127.0.0.1");
    let said = capture.wait();
    assert_eq!(said.code, Some(0));
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", said.stdout);
    assert!(lines[0].contains("IP 127.0.0.1 > 127.0.0.1: ICMP echo request, id "), "{}", lines[0]);
    assert_eq!(figure(&said, "captured"), 3);
    assert!(figure(&said, "received by filter") >= 3);
}

#[test]
fn outgoing_on_loopback_is_nothing_as_with_tcpdump() {
    if !require::live() {
        return;
    }
    let netns = Netns::new();
    let capture = Capture::start(&mut netns.command(tcxdump().args(["-i", "lo", "-Q", "out"])));
    netns.run("ping -c 2 -i 0.01 127.0.0.1");
    let said = capture.interrupt();
    assert_eq!((figure(&said, "captured"), figure(&said, "received by filter")), (0, 0));
}

#[test]
fn an_interface_without_link_header_is_raw() {
    if !(require::live() && require::tcpdump() && require::tool("python3")) {
        return;
    }
    let folder = Folder::new("tun");
    let netns = Netns::new();
    netns.ip("tuntap add dev t0 mode tun");
    netns.ip("addr add 10.11.0.1/24 dev t0");
    netns.ip("link set t0 up");
    // Somebody has to hold the other end, or the interface has no carrier and sends nothing.
    let holder = "import fcntl,os,struct,time\nf=os.open('/dev/net/tun',os.O_RDWR)\n\
                  fcntl.ioctl(f,0x400454ca,struct.pack('16sH',b't0',0x1001))\nprint('up',flush=True)\ntime.sleep(30)\n";
    let script = folder.write("holder.py", holder.as_bytes());
    let _holder = Capture::spawn(&mut netns.program(&format!("python3 {script}")));
    thread::sleep(Duration::from_millis(500));
    let engines = engines::all();
    for (iface, engine) in
        ["t0", "any"].into_iter().flat_map(|iface| engines.iter().map(move |it| (iface, *it)))
    {
        let (ours, theirs) = (folder.word("ours"), folder.word("theirs"));
        let theirs_running = Capture::start(
            &mut netns.program(&format!("tcpdump -Z root --immediate-mode -i {iface} -w {theirs} icmp")),
        );
        let ours_running = Capture::start(
            &mut netns.command(tcxdump().args(["--engine", engine, "-i", iface, "-w", &ours, "icmp"])),
        );
        run(&mut netns.program("ping -c 3 -i 0.01 -W 1 10.11.0.2"));
        thread::sleep(Duration::from_millis(300));
        let said = ours_running.interrupt();
        theirs_running.interrupt();
        assert_eq!(figure(&said, "captured"), 3, "{iface} {engine}");
        assert_eq!(read(ours.as_ref()), read(theirs.as_ref()), "{iface} {engine}");
    }
}

#[test]
fn lines_come_while_the_capture_runs() {
    if !require::live() {
        return;
    }
    let netns = Netns::new();
    let folder = Folder::new("lines");
    let file = std::fs::File::create(folder.file("lines")).unwrap();
    let mut command = netns.command(tcxdump().args(["-l", "-n", "-i", "lo", "icmp"]));
    let mut child = command.stdout(file).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let deadline = Instant::now() + PATIENCE;
    let mut lines = String::new();
    while lines.lines().count() < 2 && Instant::now() < deadline {
        netns.run("ping -c 1 127.0.0.1");
        thread::sleep(Duration::from_millis(200));
        lines = std::fs::read_to_string(folder.file("lines")).unwrap();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(lines.lines().count() >= 2, "{lines}");
}

#[test]
fn user_signals_report_and_flush() {
    if !require::live() {
        return;
    }
    let netns = Netns::new();
    let folder = Folder::new("signals");
    let capture =
        Capture::start(&mut netns.command(tcxdump().args(["-i", "lo", "-w", &folder.word("f"), "icmp"])));
    netns.run("ping -c 2 -i 0.01 127.0.0.1");
    thread::sleep(Duration::from_millis(200));
    capture.signal(Signal::USR1);
    capture
        .wait_for("tcxdump: 4 packets captured, 4 packets received by filter, 0 packets dropped by kernel");
    capture.signal(Signal::USR2);
    thread::sleep(Duration::from_millis(200));
    assert_eq!(read(&folder.file("f")).len(), 4);
    capture.signal(Signal::TERM);
    let said = capture.wait();
    assert_eq!((said.code, figure(&said, "captured")), (Some(0), 4));
}

#[test]
fn another_network_namespace_is_captured_from_outside() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    for netns in [wire.left.name().to_owned(), format!("/run/netns/{}", wire.left.name())] {
        let listed = run(tcxdump().args(["--netns", &netns, "-D"]));
        assert!(listed.stdout.contains(".l0 ["), "{}", listed.stdout);
        let capture = Capture::start(tcxdump().args(["--netns", &netns, "-i", "l0", "icmp"]));
        wire.left.run("ping -c 2 -i 0.01 10.9.0.2");
        thread::sleep(Duration::from_millis(200));
        assert_eq!(figure(&capture.interrupt(), "captured"), 4);
    }
    let said = run(tcxdump().args(["--netns", "no-such-netns", "-i", "lo"]));
    let expected = "tcxdump: cannot enter the network namespace no-such-netns: No such file or directory";
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.starts_with(expected), "{}", said.stderr);
}

#[test]
fn immediate_mode_hands_on_each_packet_at_once() {
    if !require::live() {
        return;
    }
    let netns = Netns::new();
    for engine in engines::all() {
        let words = ["--engine", engine, "--immediate-mode", "-l", "-n", "-i", "lo", "-c", "1", "icmp"];
        let capture = Capture::start(&mut netns.command(tcxdump().args(words)));
        netns.run("ping -c 1 127.0.0.1");
        assert_eq!(figure(&capture.wait(), "captured"), 1, "{engine}");
    }
}

#[test]
fn clocks_and_link_types_are_listed_as_by_tcpdump() {
    if !(require::live() && require::tcpdump()) {
        return;
    }
    let wire = Wire::new();
    for words in ["-J -i l0", "-J -i any", "-L -i lo"] {
        let words: Vec<&str> = words.split(' ').collect();
        let ours = run(&mut wire.left.command(tcxdump().args(&words)));
        let theirs = run(wire.left.program("tcpdump").args(&words));
        // Before 4.99.5 tcpdump lists on standard error.
        assert_eq!((ours.code, &ours.stdout), (theirs.code, &(theirs.stdout + &theirs.stderr)), "{words:?}");
        assert_eq!(ours.stderr, "", "{words:?}");
    }
}
