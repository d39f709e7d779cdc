//! The same packets, byte for byte, as tcpdump captures on the same interface at the same time.

use std::{collections::HashMap, fs, process::Command, thread};

use crate::support::{
    capture::{Capture, figure, wait_until_stable},
    captures::{Folder, Packet, echo_request, ipv4, read},
    command::{Said, tcxdump},
    engines,
    netns::Wire,
    require,
};

/// Both programs' captures of the same traffic.
struct Both {
    ours: Vec<Packet>,
    theirs: Vec<Packet>,
    said: Said,
}

/// Captures on the left host's end with both programs, with the same words, while `traffic` flows; and
/// asserts that both captured the same packets as often. With every engine.
fn same_as_tcpdump(test: &str, words: &[&str], traffic: impl Fn(&Wire), look: impl Fn(&[Packet])) {
    same_as_tcpdump_on(test, |_| (), words, traffic, look);
}

/// The same on a wire that is prepared first.
fn same_as_tcpdump_on(
    test: &str,
    prepare: impl Fn(&Wire),
    words: &[&str],
    traffic: impl Fn(&Wire),
    look: impl Fn(&[Packet]),
) {
    if !(require::live() && require::tcpdump()) {
        return;
    }
    for engine in engines::all() {
        let wire = Wire::new();
        prepare(&wire);
        let both = capture_both(&format!("{test}-{engine}"), &wire, engine, words, &traffic);
        assert_same(engine, &both);
        look(&both.ours);
    }
}

/// For captures of which there is no more to say than that they are the same.
fn nothing_more(_: &[Packet]) {}

fn capture_both(test: &str, wire: &Wire, engine: &str, words: &[&str], traffic: impl Fn(&Wire)) -> Both {
    let folder = Folder::new(test);
    let start = |mut command: Command, file: &str| {
        command.args(words).args(["-U", "-w", &folder.word(file)]);
        Capture::start(&mut wire.left.command(&command))
    };
    let mut tcpdump = Command::new("tcpdump");
    // In its immediate mode the default buffer holds eight packets.
    tcpdump.args(["-Z", "root", "--immediate-mode", "-B", "65536"]);
    let theirs = start(tcpdump, "theirs");
    let mut ours = tcxdump();
    ours.args(["--engine", engine]);
    let ours = start(ours, "ours");
    traffic(wire);
    let len = |file| fs::metadata(folder.file(file)).map_or(0, |metadata| metadata.len());
    wait_until_stable(|| (len("ours"), len("theirs")));
    let said = ours.interrupt();
    assert_eq!(figure(&theirs.interrupt(), "dropped by kernel"), 0, "tcpdump lost packets");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let (ours, theirs) = (read(&folder.file("ours")), read(&folder.file("theirs")));
    assert!(!theirs.is_empty(), "tcpdump captured nothing");
    Both { ours, theirs, said }
}

/// Asserts that both captured the same packets as often. Their order is that of the CPUs that
/// handled them, which tcpdump does not restore.
fn assert_same(engine: &str, both: &Both) {
    let count = |packets: &[Packet]| {
        let mut seen = HashMap::<Packet, i64>::new();
        for packet in packets {
            *seen.entry(packet.clone()).or_default() += 1;
        }
        seen
    };
    let (mut ours, theirs) = (count(&both.ours), count(&both.theirs));
    for (packet, times) in &theirs {
        assert_eq!(ours.remove(packet), Some(*times), "{engine}: tcpdump has {packet:02x?} {times} times");
    }
    assert!(ours.is_empty(), "only {engine} has {ours:02x?}");
    assert_eq!(figure(&both.said, "captured"), both.ours.len() as u64);
    assert_eq!(figure(&both.said, "received by filter"), both.ours.len() as u64);
    assert_eq!(figure(&both.said, "dropped by kernel"), 0);
}

fn mixed_traffic(wire: &Wire) {
    wire.left.run("ping -c 3 -i 0.01 10.9.0.2");
    wire.right.run("ping -6 -c 3 -i 0.01 fd09::1");
    wire.left.run("ping -c 2 -i 0.01 -s 1400 10.9.0.2");
    udp(wire, 20);
}

/// Sends datagrams both ways between port 7000 and nobody, who answers with ICMP errors.
fn udp(wire: &Wire, count: u32) {
    for (host, peer) in [(&wire.left, "10.9.0.2"), (&wire.right, "10.9.0.1"), (&wire.left, "fd09::2")] {
        host.enter(|| {
            let any = if peer.contains(':') { "[::]:0" } else { "0.0.0.0:0" };
            let socket = std::net::UdpSocket::bind(any).unwrap();
            for number in 0..count {
                // An ICMP error of an earlier one comes back as an error of this one.
                let _ = socket.send_to(&number.to_be_bytes(), (peer, 7000));
            }
        });
    }
}

#[test]
fn everything_both_ways() {
    same_as_tcpdump("both-ways", &["-i", "l0"], mixed_traffic, nothing_more);
}

#[test]
fn with_a_filter_in_the_kernel() {
    for filter in [
        "icmp",
        "udp and port 7000 and src host 10.9.0.1",
        "ip6 and not icmp6",
        "net 10.9.0.0/24 and (icmp or udp portrange 6999-7001)",
        "dst host fd09::1",
    ] {
        same_as_tcpdump("filter", &["-i", "l0", filter], mixed_traffic, nothing_more);
    }
}

#[test]
fn incoming_only() {
    same_as_tcpdump("incoming", &["-i", "l0", "-Q", "in"], mixed_traffic, nothing_more);
}

#[test]
fn outgoing_only() {
    same_as_tcpdump("outgoing", &["-i", "l0", "-Q", "out"], mixed_traffic, nothing_more);
}

#[test]
fn a_small_snaplen_keeps_the_length_on_the_wire() {
    same_as_tcpdump("snaplen", &["-i", "l0", "-s", "64"], mixed_traffic, |ours| {
        assert!(ours.iter().all(|packet| packet.data.len() <= 64));
        assert!(ours.iter().any(|packet| packet.origlen > 1400));
    });
}

#[test]
fn any_is_linux_cooked() {
    let traffic = |wire: &Wire| {
        mixed_traffic(wire);
        wire.left.run("ping -c 2 -i 0.01 127.0.0.1");
    };
    same_as_tcpdump("any", &["-i", "any"], traffic, nothing_more);
    same_as_tcpdump("any-64", &["-i", "any", "-s", "64"], traffic, nothing_more);
}

#[test]
fn loopback_shows_each_packet_once() {
    let traffic = |wire: &Wire| {
        wire.left.run("ping -c 5 -i 0.01 127.0.0.1");
        wire.left.run("ping -c 5 -i 0.01 ::1");
    };
    same_as_tcpdump("loopback", &["-i", "lo"], traffic, nothing_more);
}

#[test]
fn tcp_with_segments_larger_than_the_mtu() {
    let traffic = |wire: &Wire| {
        let listener = wire.right.enter(|| std::net::TcpListener::bind("10.9.0.2:7001").unwrap());
        let receiver = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            std::io::copy(&mut stream, &mut std::io::sink()).unwrap()
        });
        wire.left.enter(|| {
            let mut stream = std::net::TcpStream::connect("10.9.0.2:7001").unwrap();
            std::io::Write::write_all(&mut stream, &vec![7; 2_000_000]).unwrap();
        });
        assert_eq!(receiver.join().unwrap(), 2_000_000);
    };
    same_as_tcpdump("gso", &["-i", "l0", "tcp"], traffic, |ours| {
        assert!(ours.iter().any(|packet| packet.data.len() > 20_000), "no super-packet was seen");
    });
}

#[test]
fn jumbo_frames() {
    let traffic = |wire: &Wire| {
        wire.left.ip("link set l0 mtu 9000");
        wire.right.ip("link set r0 mtu 9000");
        wire.left.run("ping -c 3 -i 0.01 -s 8900 -M do 10.9.0.2");
    };
    same_as_tcpdump("jumbo", &["-i", "l0", "icmp"], traffic, |ours| {
        assert!(ours.iter().all(|packet| packet.data.len() == 8942));
    });
}

/// A frame with tags (TPID and TCI each) behind its addresses.
fn tagged(tags: &[[u16; 2]]) -> Vec<u8> {
    let mut frame = ipv4(1, &echo_request(1));
    let tags: Vec<u8> = tags.iter().flatten().flat_map(|half| half.to_be_bytes()).collect();
    frame.splice(12..12, tags);
    frame
}

#[test]
fn vlan_tags_are_put_back() {
    if !require::tool("python3") {
        return;
    }
    let frames = [
        tagged(&[[0x8100, 0x2064]]),
        tagged(&[[0x88a8, 7], [0x8100, 100]]),
        tagged(&[[0x8100, 5], [0x8100, 6]]),
        tagged(&[]),
    ];
    for (test, words, longest) in
        [("vlan", &["-i", "l0"][..], 1514), ("vlan-64", &["-i", "l0", "-s", "40"], 40)]
    {
        let look = |ours: &[Packet]| {
            for frame in &frames {
                let seen = &frame[..frame.len().min(longest)];
                assert!(ours.iter().any(|packet| packet.data == seen), "{frame:02x?} was not seen");
            }
        };
        same_as_tcpdump(test, words, |wire| wire.right.send("r0", &frames), look);
    }
}

#[test]
fn a_bridge_and_its_port() {
    for iface in ["br0", "l0"] {
        let traffic = |wire: &Wire| {
            wire.left.run("ping -c 3 -i 0.01 10.13.0.2");
            wire.right.run("ping -c 3 -i 0.01 10.13.0.1");
        };
        let prepare = |wire: &Wire| {
            wire.left.ip("link add br0 type bridge");
            wire.left.ip("link set l0 master br0");
            wire.left.ip("addr add 10.13.0.1/24 dev br0");
            wire.left.ip("link set br0 up");
            wire.right.ip("addr add 10.13.0.2/24 dev r0");
            wire.left.run("ping -c 1 -W 5 10.13.0.2");
        };
        same_as_tcpdump_on("bridge", prepare, &["-i", iface, "icmp"], traffic, nothing_more);
    }
}

#[test]
fn a_macvlan() {
    let prepare = |wire: &Wire| {
        wire.left.ip("link add mv0 link l0 type macvlan mode bridge");
        wire.left.ip("addr add 10.14.0.1/24 dev mv0");
        wire.left.ip("link set mv0 up");
        wire.right.ip("addr add 10.14.0.2/24 dev r0");
        wire.left.run("ping -c 1 -W 5 10.14.0.2");
    };
    let traffic = |wire: &Wire| {
        wire.left.run("ping -c 3 -i 0.01 10.14.0.2");
        wire.right.run("ping -c 3 -i 0.01 10.14.0.1");
    };
    for iface in ["mv0", "l0"] {
        same_as_tcpdump_on("macvlan", prepare, &["-i", iface, "icmp"], traffic, nothing_more);
    }
}
