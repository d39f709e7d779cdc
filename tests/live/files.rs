//! Savefiles of live captures: series under load and on idle links, pcapng, full disks, other users.

use std::{
    fs,
    net::UdpSocket,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use tcxdump::kernel::generate::{Course, Generator, Sending, udp_frame};

use crate::support::{
    capture::{Capture, figure},
    captures::{ETHERNET, Folder, Packet, ipv4, pcap, read, udp},
    command::{run, say, tcxdump},
    netns::{Netns, Wire},
    require,
    small_disk::SmallDisk,
};

const PORT: u16 = 7003;

/// Sends datagrams to the right host, as fast as it goes, or with pauses.
fn send(wire: &Wire, count: usize, len: usize, pause: Duration) {
    wire.left.enter(|| {
        let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
        for _ in 0..count {
            socket.send_to(&vec![7; len], ("10.9.0.2", PORT)).unwrap();
            if !pause.is_zero() {
                std::thread::sleep(pause);
            }
        }
    });
}

/// A capture of those datagrams on the left host.
fn capture(wire: &Wire, words: &[&str]) -> Command {
    wire.left.command(tcxdump().args(["-i", "l0"]).args(words).arg("udp dst port 7003"))
}

/// A receiver, so that no datagram is answered with an ICMP error.
fn receiver(wire: &Wire) -> UdpSocket {
    wire.right.enter(|| UdpSocket::bind(("10.9.0.2", PORT)).unwrap())
}

/// The files of a series that `-C` makes.
fn series(folder: &Folder) -> Vec<std::path::PathBuf> {
    let names = (0..).map(|n| if n == 0 { "x".to_owned() } else { format!("x{n}") });
    names.map(|name| folder.file(&name)).take_while(|path| path.exists()).collect()
}

/// 200,000 packets a second, more than 1,000 rotations where none is dropped.
#[test]
fn a_series_under_load_loses_and_doubles_nothing() {
    if !require::live() {
        return;
    }
    const COUNT: u32 = 1_100_000;
    let wire = Wire::new();
    let folder = Folder::new("load");
    let file = folder.word("x");
    let running = Capture::start(&mut capture(&wire, &["-B", "65536", "-w", &file, "-C", "140k"]));
    let frame = udp_frame(128, wire.left.address("l0"), PORT);
    let ifindex = wire.left.ifindex("l0");
    wire.left.enter(|| {
        let mut generator = Generator::load(Course::Received).unwrap();
        generator.send(ifindex, &frame, Sending::copies(COUNT, Duration::from_micros(5))).unwrap();
    });
    let said = running.interrupt();
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let files = series(&folder);
    let written: u64 = files.iter().map(|path| read(path).len() as u64).sum();
    let dropped = figure(&said, "packets dropped by kernel");
    println!("{} files, {dropped} packets dropped", files.len());
    assert_eq!(figure(&said, "packets captured"), written, "{}", said.stderr);
    // A machine that is too slow drops packets, says so, and makes fewer files.
    assert_eq!(written + dropped, u64::from(COUNT), "{}", said.stderr);
    assert!(files.len() > if dropped == 0 { 1000 } else { 100 }, "{} files", files.len());
}

#[test]
fn an_idle_link_rotates_on_time_and_ends_after_the_last_file() {
    if !require::live() {
        return;
    }
    let host = Netns::new();
    let folder = Folder::new("idle");
    let file = folder.word("x-%s");
    let started = Instant::now();
    let running =
        Capture::start(&mut host.command(tcxdump().args(["-i", "lo", "-G", "1", "-W", "3", "-w", &file])));
    let said = running.wait();
    let lasted = started.elapsed();
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!((2900..8000).contains(&lasted.as_millis()), "{lasted:?}");
    assert!(said.stderr.contains("\nMaximum file limit reached: 3\n0 packets captured\n"), "{}", said.stderr);
    assert_eq!(fs::read_dir(folder.file("")).unwrap().count(), 3);
}

#[test]
fn pcapng_tells_interfaces_directions_and_what_became_of_packets() {
    if !(require::live() && require::tool("tshark") && require::tool("capinfos")) {
        return;
    }
    let wire = Wire::new();
    let folder = Folder::new("pcapng");
    let file = folder.word("x");
    wire.left.run("ip link set l0 alias uplink");
    let words = ["-i", "l0", "--pcapng", "-w", &file, "icmp"];
    let running = Capture::start(&mut wire.left.command(tcxdump().args(words)));
    wire.left.run("ping -c 3 -i 0.02 10.9.0.2");
    let said = running.interrupt();
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let copy = folder.word("y");
    assert_eq!(say(&["-r", &file, "--pcapng", "-w", &copy, "icmp"]).code, Some(0));
    for file in [&file, &copy] {
        let facts = run(Command::new("capinfos").arg(file)).stdout;
        let wanted = ["Name = l0", "Description = uplink", "Filter string = icmp", "Number of packets = 6"];
        wanted.iter().for_each(|fact| assert!(facts.contains(fact), "{fact}: {facts}"));
        assert_eq!(facts.contains("Number of stat entries = 1"), file != &copy, "{facts}");
    }
    let mut tshark = Command::new("tshark");
    tshark.args(["-r", &file, "-T", "fields", "-e", "frame.packet_flags_direction", "-e", "icmp.type"]);
    let lines = run(&mut tshark).stdout;
    let lines: Vec<&str> = lines.lines().collect();
    // Outbound requests, inbound replies.
    let pairs = ["0x00000002\t8", "0x00000001\t0"].repeat(3);
    assert_eq!(lines, pairs);
    assert_eq!(say(&["-nr", &file, "--count"]).stdout, "6 packets\n");
}

#[test]
fn pcapng_tells_where_packets_were_lost() {
    if !(require::live() && require::tool("tshark")) {
        return;
    }
    let wire = Wire::new();
    let _receiver = receiver(&wire);
    let folder = Folder::new("lost");
    let file = folder.word("x");
    let running = Capture::start(&mut capture(&wire, &["--pcapng", "-B", "64", "-w", &file]));
    running.signal(Signal::STOP);
    send(&wire, 5000, 700, Duration::ZERO);
    running.signal(Signal::CONT);
    std::thread::sleep(Duration::from_millis(300));
    send(&wire, 10, 700, Duration::from_millis(5));
    let said = running.interrupt();
    let dropped = figure(&said, "packets dropped by kernel");
    assert!(dropped > 1000, "{}", said.stderr);
    let counts =
        run(Command::new("tshark").args(["-r", &file, "-T", "fields", "-e", "frame.drop_count"])).stdout;
    let counts: Vec<u64> = counts.lines().filter_map(|line| line.parse().ok()).collect();
    assert_eq!(counts.iter().sum::<u64>(), dropped, "{counts:?}");
}

#[test]
fn a_full_disk_ends_the_capture_with_whole_records() {
    if !require::live() {
        return;
    }
    for words in [&["-U"][..], &[], &["-C", "300k"]] {
        let wire = Wire::new();
        let _receiver = receiver(&wire);
        let disk = SmallDisk::new("1M");
        let file = disk.0.word("x");
        let running = Capture::start(&mut capture(&wire, &[&["-w", &file], words].concat()));
        send(&wire, 40_000, 700, Duration::ZERO);
        let said = running.wait();
        assert_eq!(said.code, Some(1), "{words:?}: {}", said.stderr);
        let told = said.stderr.lines().filter(|line| line.contains("No space left on device")).count();
        assert_eq!(told, 1, "{words:?}: {}", said.stderr);
        let written: usize = series(&disk.0).iter().map(|path| read(path).len()).sum();
        assert!(written > 1000, "{words:?}: {written}");
        assert!(written as u64 <= figure(&said, "packets captured"), "{words:?}: {}", said.stderr);
    }
}

#[test]
fn a_packed_file_is_readable_when_its_capture_was_killed() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let _receiver = receiver(&wire);
    for name in ["zstd", "gzip", "lz4"] {
        let folder = Folder::new("killed");
        let file = folder.word("x");
        let running = Capture::start(&mut capture(&wire, &["--compress", name, "-U", "-w", &file]));
        send(&wire, 100, 64, Duration::from_millis(2));
        // The last ones may be on their way.
        std::thread::sleep(Duration::from_millis(300));
        running.signal(Signal::KILL);
        drop(running);
        let said = say(&["-r", &file, "--count"]);
        assert_eq!((said.code, said.stdout.as_str()), (Some(0), "100 packets\n"), "{name}: {}", said.stderr);
    }
}

#[test]
fn another_user_captures_and_owns_what_is_written() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let _receiver = receiver(&wire);
    let folder = Folder::new("user");
    let nobody = 65_534;
    std::os::unix::fs::chown(folder.file(""), Some(nobody), None).unwrap();
    fs::set_permissions(folder.file(""), fs::Permissions::from_mode(0o755)).unwrap();
    for (name, words) in [("one", &["-Z", "nobody"][..]), ("series", &["-Z", "nobody", "-C", "1k"])] {
        let file = folder.word(name);
        let running = Capture::start(&mut capture(&wire, &[&["-w", &file], words].concat()));
        send(&wire, 100, 64, Duration::ZERO);
        let said = running.interrupt();
        assert_eq!(figure(&said, "packets captured"), 100, "{}", said.stderr);
    }
    let entries: Vec<_> = fs::read_dir(folder.file("")).unwrap().map(Result::unwrap).collect();
    assert!(entries.len() > 5, "{entries:?}");
    for entry in entries {
        assert_eq!(entry.metadata().unwrap().uid(), nobody, "{entry:?}");
    }
}

#[test]
fn another_user_has_no_right_but_to_capture() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let folder = Folder::new("rights");
    let file = folder.word("status");
    // What a command of the capture's own is started with is what the capture has.
    let words = ["-i", "l0", "-Z", "nobody", "-w", "/dev/null", "--while", "cat /proc/self/status"];
    let said = run(&mut wire.left.command(tcxdump().args(words)));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let line =
        |name: &str| said.stdout.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    assert_eq!(line("Uid:").split_whitespace().nth(1), Some("65534"), "{}", said.stdout);
    assert_eq!(line("CapEff:").split_whitespace().nth(1), Some("0000000000000000"), "{}", said.stdout);
    assert!(!Path::new(&file).exists());
    // A folder that is root's shows at once.
    fs::set_permissions(folder.file(""), fs::Permissions::from_mode(0o755)).unwrap();
    let words = ["-i", "l0", "-Z", "nobody", "-C", "1", "-w", &file];
    let said = run(&mut wire.left.command(tcxdump().args(words)));
    assert_eq!(said.code, Some(1));
    assert!(
        said.stderr.ends_with(&format!(
            "tcxdump: {file}: Permission denied (for nobody, who makes the files of a series: see -Z)\n"
        )),
        "{}",
        said.stderr
    );
}

/// The one that distributions make for tcpdump, where there is one.
#[test]
fn root_becomes_the_usual_user_unless_told_otherwise() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let folder = Folder::new("usual");
    let owner = |name: &str, words: &[&str]| {
        let file = folder.word(name);
        let words = [&["-w", &file, "--duration", "0.1"], words].concat();
        let said = run(&mut capture(&wire, &words));
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        fs::metadata(&file).unwrap().uid()
    };
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let usual =
        users.lines().find_map(|line| line.strip_prefix("tcpdump:x:")?.split(':').next()?.parse().ok());
    assert_eq!(owner("one", &[]), usual.unwrap_or(0));
    assert_eq!(owner("series", &["-C", "1"]), usual.unwrap_or(0));
    assert_eq!(owner("root", &["-Z", "root"]), 0);
}

/// What unpacks it is confined before the user changes.
#[test]
fn another_user_goes_on_reading_what_is_being_unpacked() {
    if !require::live() {
        return;
    }
    let folder = Folder::new("unpacked");
    let packet = Packet { origlen: 1442, data: ipv4(17, &udp(1, 2, &[7; 1400])) };
    let file = folder.write("x", &pcap(ETHERNET, &vec![packet; 20_000]));
    let packed = folder.word("x.gz");
    assert_eq!(say(&["-r", &file, "--compress", "gzip", "-w", &packed]).code, Some(0));
    let said = say(&["-Z", "nobody", "-r", &packed, "--count"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), "20000 packets\n"), "{}", said.stderr);
}

#[test]
fn time_and_another_process_end_a_capture() {
    if !require::live() {
        return;
    }
    let host = Netns::new();
    // Another user may not enter all folders of root's PATH, and ping may need root's rights.
    let ended = |words: &[&str]| {
        let started = Instant::now();
        let said = run(&mut host.command(tcxdump().args(["-Z", "root", "-i", "lo", "-n"]).args(words)));
        assert!(started.elapsed() < Duration::from_secs(10));
        said
    };
    let said = ended(&["--duration", "0.3"]);
    assert!(said.code == Some(0) && said.stderr.contains("0 packets captured"), "{}", said.stderr);
    let said = ended(&["--while", "ping -c 2 -i 0.05 127.0.0.1", "icmp[icmptype] == icmp-echo"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(
        said.stdout.lines().filter(|line| line.contains("ICMP echo request")).count(),
        2,
        "{}",
        said.stdout
    );
    let mut sleeping = Command::new("sleep").arg("0.5").spawn().unwrap();
    let said = ended(&["--while", &sleeping.id().to_string()]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    sleeping.wait().unwrap();
    let said = ended(&["--while", "no-such-command"]);
    assert_eq!(said.code, Some(1));
    assert!(
        said.stderr.contains("tcxdump: cannot run no-such-command: No such file or directory"),
        "{}",
        said.stderr
    );
}
