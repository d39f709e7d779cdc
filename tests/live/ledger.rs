//! Every packet is accounted for, also when there are more than can be taken.

use std::{collections::HashSet, net::UdpSocket, thread, time::Duration};

use tcxdump::kernel::generate::{Course, Generator, Sending, udp_frame};

use crate::support::{
    capture::{Capture, figure},
    captures::{Folder, read},
    command::tcxdump,
    ledger,
    netns::{Netns, Wire},
    require,
};

const PORT: u16 = 7002;

/// Sends numbered datagrams; two senders keep clear of each other by their first number.
fn send(host: &Netns, peer: &str, first: u32, count: u32) {
    host.enter(|| {
        let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
        for number in first..first + count {
            socket.send_to(&number.to_be_bytes(), (peer, PORT)).unwrap();
        }
    });
}

#[test]
fn a_hundred_thousand_packets_each_way_are_all_there() {
    if !require::live() {
        return;
    }
    const COUNT: u32 = 100_000;
    let wire = Wire::new();
    let folder = Folder::new("each-way");
    // Receivers, so that no datagram is answered with an ICMP error.
    let receivers = [(&wire.left, "10.9.0.1"), (&wire.right, "10.9.0.2")]
        .map(|(host, address)| host.enter(|| UdpSocket::bind((address, PORT)).unwrap()));
    let capture = Capture::start(&mut wire.left.command(tcxdump().args([
        "-i",
        "l0",
        "-w",
        &folder.word("f"),
        "udp port 7002",
    ])));
    thread::scope(|scope| {
        scope.spawn(|| send(&wire.left, "10.9.0.2", 0, COUNT));
        scope.spawn(|| send(&wire.right, "10.9.0.1", COUNT, COUNT));
    });
    let said = capture.interrupt();
    drop(receivers);

    let packets = read(&folder.file("f"));
    let numbers: HashSet<u32> = packets
        .iter()
        .map(|packet| {
            assert_eq!((packet.data.len(), packet.origlen), (46, 46));
            u32::from_be_bytes(packet.data[42..46].try_into().unwrap())
        })
        .collect();
    assert_eq!(packets.len(), 2 * COUNT as usize, "{}", said.stderr);
    assert_eq!(numbers.len(), packets.len(), "a number came twice");
    assert_eq!(figure(&said, "captured"), 2 * u64::from(COUNT));
    assert_eq!(figure(&said, "received by filter"), 2 * u64::from(COUNT));
    assert_eq!(figure(&said, "dropped by kernel"), 0);
}

/// What a capture said of `count` generated frames: every row of its ledger closes, and all of them
/// together are as many as were sent.
struct Account {
    captured: u64,
    dropped: u64,
}

/// Captures `count` generated frames, the reader stopped for a `pause`, and checks the ledger.
fn generated(
    wire: &Wire,
    words: &[&str],
    count: u32,
    interval: Duration,
    pause: Option<Duration>,
) -> Account {
    let frame = udp_frame(128, wire.left.address("l0"), PORT);
    let ifindex = wire.left.ifindex("l0");
    let mut command = tcxdump();
    command.args(["-i", "l0", "--json-stats"]).args(words).arg(format!("udp port {PORT}"));
    let capture = Capture::start(&mut wire.left.command(&command));
    thread::scope(|scope| {
        let sender = scope.spawn(|| {
            wire.left.enter(|| {
                Generator::load(Course::Received)
                    .unwrap()
                    .send(ifindex, &frame, Sending::copies(count, interval))
                    .unwrap();
            });
        });
        if let Some(pause) = pause {
            capture.signal(rustix::process::Signal::STOP);
            thread::sleep(pause);
            capture.signal(rustix::process::Signal::CONT);
        }
        sender.join().unwrap();
    });
    let said = capture.interrupt();
    ledger::last(&said);
    let account =
        Account { captured: figure(&said, "captured"), dropped: figure(&said, "dropped by kernel") };
    assert_eq!(figure(&said, "received by filter"), u64::from(count));
    assert_eq!(account.captured + account.dropped, u64::from(count));
    println!("{count} sent, {} captured, {} dropped", account.captured, account.dropped);
    account
}

#[test]
fn a_million_packets_a_second_are_accounted_for() {
    if !require::live() {
        return;
    }
    generated(&Wire::new(), &["-w", "/dev/null"], 10_000_000, Duration::from_micros(1), None);
}

#[test]
fn a_reader_that_sleeps_loses_exactly_what_is_told() {
    if !require::live() {
        return;
    }
    let (wire, folder) = (Wire::new(), Folder::new("sleeper"));
    for _ in 0..20 {
        let words = ["-B", "256", "-w", &folder.word("f")];
        let pause = Some(Duration::from_millis(500));
        let account = generated(&wire, &words, 500_000, Duration::ZERO, pause);
        assert!(account.dropped > 0, "so small a ring cannot have held them");
        assert_eq!(read(&folder.file("f")).len() as u64, account.captured);
    }
}

#[test]
fn rings_of_64_kib_to_a_gib_are_exact() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    for kib in ["64", "1024", "65536", "1048576"] {
        let pause = Some(Duration::from_millis(100));
        generated(&wire, &["-B", kib, "-w", "/dev/null"], 300_000, Duration::ZERO, pause);
    }
}
