//! Sampling in the kernel, on conversations between the two ends of a wire.

use std::{collections::HashMap, net::UdpSocket, thread, time::Duration};

use crate::support::{
    capture::{Capture, figure},
    captures::{Folder, Packet, read},
    command::{Said, tcxdump},
    engines,
    netns::Wire,
    require,
};

/// Ports of the conversations' one end, on the left host; the other end is port 7.
const PORTS: std::ops::Range<u16> = 20_000..21_000;

/// Captures with these words while every conversation sends a packet each way, so often.
fn capture(wire: &Wire, words: &[&str], rounds: usize) -> (Said, Vec<Packet>) {
    let folder = Folder::new("sampling");
    let mut command = tcxdump();
    command.args(["-i", "l0", "-w", &folder.word("f")]).args(words).arg("udp port 7");
    let running = Capture::start(&mut wire.left.command(&command));
    let echo = wire.right.enter(|| UdpSocket::bind("10.9.0.2:7").unwrap());
    let sockets: Vec<UdpSocket> =
        wire.left.enter(|| PORTS.map(|port| UdpSocket::bind(("10.9.0.1", port)).unwrap()).collect());
    for _ in 0..rounds {
        for socket in &sockets {
            socket.send_to(b"something of some length", "10.9.0.2:7").unwrap();
            let mut question = [0; 100];
            let (len, from) = echo.recv_from(&mut question).unwrap();
            echo.send_to(&question[..len], from).unwrap();
        }
    }
    thread::sleep(Duration::from_millis(300));
    let said = running.interrupt();
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    (said, read(&folder.file("f")))
}

/// Packets of each conversation, by its port on the left host.
fn conversations(packets: &[Packet]) -> HashMap<u16, Vec<&Packet>> {
    let mut conversations = HashMap::<u16, Vec<&Packet>>::new();
    for packet in packets {
        let port = |at: usize| u16::from_be_bytes(packet.data[at..at + 2].try_into().unwrap());
        conversations.entry(port(34).max(port(36))).or_default().push(packet);
    }
    conversations
}

fn all(rounds: usize) -> u64 {
    2 * PORTS.len() as u64 * rounds as u64
}

#[test]
fn one_packet_in_ten_is_drawn() {
    if !require::live() {
        return;
    }
    for engine in engines::among(&["tcx", "clsact", "xdp"]) {
        let (said, packets) = capture(&Wire::new(), &["--engine", engine, "--sample", "10"], 5);
        assert_eq!(figure(&said, "received by filter"), all(5), "{engine}");
        assert!((800..1200).contains(&packets.len()), "{engine}: {} of 10000", packets.len());
        assert!(said.stderr.contains("of 10000 packets that passed the filter"), "{}", said.stderr);
    }
}

#[test]
fn conversations_are_drawn_whole() {
    if !require::live() {
        return;
    }
    for engine in engines::among(&["tcx", "clsact", "xdp"]) {
        let (_, packets) = capture(&Wire::new(), &["--engine", engine, "--sample-flows", "4"], 3);
        let conversations = conversations(&packets);
        assert!((150..=350).contains(&conversations.len()), "{engine}: {} of 1000", conversations.len());
        assert!(conversations.values().all(|packets| packets.len() == 6), "{engine}: half a conversation");
    }
}

#[test]
fn the_head_of_every_conversation_is_whole() {
    if !require::live() {
        return;
    }
    for engine in engines::among(&["tcx", "clsact", "xdp"]) {
        let wire = Wire::new();
        let (_, packets) = capture(&wire, &["--engine", engine, "--head", "5"], 4);
        let heads = conversations(&packets);
        assert_eq!(heads.len(), PORTS.len(), "{engine}");
        assert!(heads.values().all(|packets| packets.len() == 5), "{engine}");

        let (_, packets) = capture(&wire, &["--engine", engine, "--head", "5,42"], 4);
        for packets in conversations(&packets).values() {
            let lens: Vec<usize> = packets.iter().map(|packet| packet.data.len()).collect();
            assert_eq!(lens, [66, 66, 66, 66, 66, 42, 42, 42], "{engine}");
        }
    }
}

#[test]
fn a_rate_is_not_exceeded_by_more_than_its_credit() {
    if !require::live() {
        return;
    }
    for engine in engines::among(&["tcx", "clsact", "xdp"]) {
        let start = std::time::Instant::now();
        let (said, packets) = capture(&Wire::new(), &["--engine", engine, "--rate-limit", "1000"], 5);
        let most = 101 + start.elapsed().as_millis() as usize;
        assert_eq!(figure(&said, "received by filter"), all(5), "{engine}");
        assert!((50..=most).contains(&packets.len()), "{engine}: {} of at most {most}", packets.len());
    }
}
