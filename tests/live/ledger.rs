//! Every packet is accounted for, also when there are more than can be taken.

use std::{collections::HashSet, net::UdpSocket, thread, time::Duration};

use tcxdump::kernel::generate::{Generator, udp_frame};

use crate::support::{
    capture::{Capture, figure},
    captures::{Folder, read},
    command::tcxdump,
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

/// Captures `count` generated frames and answers with the summary's three figures.
fn generated(words: &[&str], count: u32, interval: Duration, pause: Option<Duration>) -> [u64; 3] {
    let wire = Wire::new();
    // Who forwards or answers would cost time that belongs to the capture.
    wire.left.run("sysctl -qw net.ipv4.icmp_echo_ignore_all=1");
    let frame = udp_frame(128, wire.left.address("l0"), PORT);
    let ifindex = wire.left.ifindex("l0");
    let mut command = tcxdump();
    command.args(["-i", "l0", "-w", "/dev/null"]).args(words).arg("udp port 7002");
    let capture = Capture::start(&mut wire.left.command(&command));
    thread::scope(|scope| {
        let sender = scope.spawn(|| {
            wire.left.enter(|| Generator::load().unwrap().send(ifindex, &frame, count, interval).unwrap());
        });
        if let Some(pause) = pause {
            capture.signal(rustix::process::Signal::STOP);
            thread::sleep(pause);
            capture.signal(rustix::process::Signal::CONT);
        }
        sender.join().unwrap();
    });
    let said = capture.interrupt();
    ["captured", "received by filter", "dropped by kernel"].map(|what| figure(&said, what))
}

#[test]
fn a_million_packets_a_second_are_accounted_for() {
    if !require::live() {
        return;
    }
    const COUNT: u32 = 10_000_000;
    let [captured, received, dropped] = generated(&[], COUNT, Duration::from_micros(1), None);
    println!("{COUNT} sent, {captured} captured, {dropped} dropped");
    assert_eq!(received, u64::from(COUNT));
    assert_eq!(captured + dropped, received);
}

#[test]
fn a_reader_that_sleeps_loses_exactly_what_is_told() {
    if !require::live() {
        return;
    }
    const COUNT: u32 = 2_000_000;
    let pause = Some(Duration::from_secs(1));
    let [captured, received, dropped] = generated(&["-B", "256"], COUNT, Duration::ZERO, pause);
    println!("{COUNT} sent, {captured} captured, {dropped} dropped");
    assert_eq!(received, u64::from(COUNT));
    assert_eq!(captured + dropped, received);
    assert!(dropped > 0, "a ring of 256 KiB cannot have held them");
}
