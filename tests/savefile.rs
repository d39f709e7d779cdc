//! Reading and writing savefiles: sound ones, damaged ones, and pipes.

use std::fs;

use crate::support::{
    captures::{ETHERNET, Folder, Packet, echo_request, ipv4, packet, pcap, read, udp},
    command::{feed, run, say, tcxdump},
    require,
};

fn some_packets() -> Vec<Packet> {
    (0..3).map(|n| packet(&ipv4(1, &echo_request(n)))).collect()
}

#[test]
fn a_file_is_copied_byte_for_byte() {
    let folder = Folder::new("copy");
    let original = pcap(ETHERNET, &some_packets());
    let file = folder.write("x.pcap", &original);
    let said = say(&["-r", &file, "-w", &folder.word("y.pcap")]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), ""));
    assert_eq!(
        said.stderr,
        format!("reading from file {file}, link-type EN10MB (Ethernet), snapshot length 262144\n")
    );
    assert_eq!(fs::read(folder.file("y.pcap")).unwrap(), original);
}

#[test]
fn pipes_are_read_and_written() {
    let original = pcap(ETHERNET, &some_packets());
    let mut command = tcxdump();
    command.args(["-r", "-", "-w", "-"]);
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), &original).unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, original);
}

#[test]
fn the_other_byte_order_and_nanoseconds_are_read() {
    let folder = Folder::new("orders");
    let frame = ipv4(17, &udp(53, 53, b"x"));
    for (magic, fraction, big) in [
        (0xa1b2_c3d4_u32, 123_456, true),
        (0xa1b2_3c4d, 123_456_789, false),
        (0xa1b2_3c4d, 123_456_789, true),
    ] {
        let bytes = |word: u32| if big { word.to_be_bytes() } else { word.to_le_bytes() };
        let version = if big { [0, 2, 0, 4] } else { [2, 0, 4, 0] };
        let mut file = [bytes(magic), version].concat();
        for word in [0, 0, 65535, 1, 1_767_323_045, fraction, frame.len() as u32, frame.len() as u32] {
            file.extend(bytes(word));
        }
        file.extend(&frame);
        let file = folder.write("x.pcap", &file);
        let said = say(&["-tttt", "-nr", &file]);
        assert!(said.stdout.starts_with("2026-01-02 03:04:05.123456 IP 10.0.0.1.53 >"), "{}", said.stdout);
    }
}

#[test]
fn what_is_whole_is_printed_before_a_truncated_end() {
    let folder = Folder::new("truncated");
    let whole = pcap(ETHERNET, &some_packets());
    let packet_len = (whole.len() - 24) / 3;
    for cut in 0..whole.len() {
        let file = folder.write("x.pcap", &whole[..cut]);
        let said = say(&["-nr", &file]);
        let on_boundary = cut >= 24 && (cut - 24) % packet_len == 0;
        let expected = if on_boundary { Some(0) } else { Some(1) };
        assert_eq!(said.code, expected, "cut at {cut}: {}", said.stderr);
        assert_eq!(said.stdout.lines().count(), cut.saturating_sub(24) / packet_len, "cut at {cut}");
        if cut > 24 && !on_boundary {
            let offset = 24 + (cut - 24) / packet_len * packet_len;
            let message = said.stderr.lines().last().unwrap();
            assert!(message.starts_with("tcxdump: ") && message.contains("truncated dump file"), "{message}");
            assert!(message.contains(&format!("at byte {offset},")), "{message}");
        }
    }
}

#[test]
fn garbage_is_not_a_savefile() {
    for garbage in [&b""[..], b"abc", b"this is no capture file at all, whatever it is"] {
        let said = feed(tcxdump().args(["-r", "-"]), garbage);
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""));
        assert_eq!(said.stderr.lines().count(), 1, "{}", said.stderr);
    }
}

#[test]
fn an_absurd_packet_length_is_refused_with_its_offset() {
    let mut file = pcap(ETHERNET, &some_packets());
    let second = 24 + (file.len() - 24) / 3;
    file[second + 8..second + 12].copy_from_slice(&u32::MAX.to_le_bytes());
    let said = feed(tcxdump().args(["-nr", "-"]), &file);
    assert_eq!((said.code, said.stdout.lines().count()), (Some(1), 1));
    let message = said.stderr.lines().last().unwrap();
    assert!(
        message.contains(&format!("invalid packet capture length 4294967295 at byte {second}")),
        "{message}"
    );
}

/// A block of a little-endian pcapng section.
fn block(kind: u32, body: &[u8]) -> Vec<u8> {
    let body = [body, &[0; 3][..(4 - body.len() % 4) % 4]].concat();
    let len = (12 + body.len() as u32).to_le_bytes();
    [&kind.to_le_bytes(), &len[..], &body, &len].concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

#[test]
fn pcapng_is_read_with_several_interfaces_and_sections() {
    let frame = ipv4(17, &udp(53, 53, b"x"));
    let len = frame.len() as u32;
    let section = block(0x0a0d_0d0a, &words(&[0x1a2b_3c4d, 1, u32::MAX, u32::MAX]));
    let ethernet = block(1, &words(&[ETHERNET, 0]));
    // Option 9, if_tsresol: nanoseconds.
    let raw = block(1, &words(&[101, 0, 0x0001_0009, 9, 0]));
    let micros = 1_767_323_045_000_007_u64;
    let nanos = 1_767_323_046_000_008_000_u64;
    let stamp = |time: u64| [(time >> 32) as u32, time as u32];
    let enhanced = |interface, time, data: &[u8]| {
        let [high, low] = stamp(time);
        let len = data.len() as u32;
        block(6, &[&words(&[interface, high, low, len, len]), data].concat())
    };
    let simple = block(3, &[&words(&[len]), &frame[..]].concat());
    let file = [
        &section[..],
        &ethernet,
        &block(0x0bad, b"unknown"),
        &raw,
        &enhanced(0, micros, &frame),
        &enhanced(1, nanos, &frame[14..]),
        &section,
        &ethernet,
        &simple,
    ]
    .concat();
    let said = feed(tcxdump().args(["-tttt", "-nr", "-"]), &file);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", said.stdout);
    assert!(lines[0].starts_with("2026-01-02 03:04:05.000007 IP 10.0.0.1.53 > 10.0.0.2.53"), "{}", lines[0]);
    assert!(lines[1].starts_with("2026-01-02 03:04:06.000008 IP 10.0.0.1.53 > 10.0.0.2.53"), "{}", lines[1]);
    assert!(lines[2].starts_with("1970-01-01 00:00:00.000000 IP 10.0.0.1.53 > 10.0.0.2.53"), "{}", lines[2]);

    let said = feed(tcxdump().args(["-r", "-", "-w", "/dev/null"]), &file);
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("one link type only"), "{}", said.stderr);
}

#[test]
fn a_damaged_pcapng_never_panics() {
    let frame = ipv4(17, &udp(53, 53, b"x"));
    let len = frame.len() as u32;
    let file = [
        block(0x0a0d_0d0a, &words(&[0x1a2b_3c4d, 1, u32::MAX, u32::MAX])),
        block(1, &words(&[ETHERNET, 0])),
        block(6, &[&words(&[0, 0, 0, len, len]), &frame[..]].concat()),
    ]
    .concat();
    for at in 0..file.len() {
        let mut damaged = file.clone();
        damaged[at] ^= 0xff;
        let said = feed(tcxdump().args(["-nr", "-"]), &damaged);
        assert!(matches!(said.code, Some(0 | 1)), "byte {at}: {:?} {}", said.code, said.stderr);
        assert!(!said.stderr.contains("panicked"), "byte {at}: {}", said.stderr);
    }
}

#[test]
fn what_is_written_is_what_tcpdump_writes() {
    if !require::tcpdump() {
        return;
    }
    let folder = Folder::new("written");
    let mut packets = some_packets();
    packets.push(Packet { origlen: 1500, data: ipv4(17, &udp(1, 2, &[0; 40])) });
    let file = folder.write("x.pcap", &pcap(ETHERNET, &packets));
    for filter in ["", "icmp", "udp", "not ip"] {
        let (ours, theirs) = (folder.word("ours"), folder.word("theirs"));
        assert_eq!(say(&["-r", &file, "-w", &ours, filter]).code, Some(0));
        let mut tcpdump = std::process::Command::new("tcpdump");
        assert_eq!(run(tcpdump.args(["-r", &file, "-w", &theirs, filter])).code, Some(0));
        assert_eq!(fs::read(&ours).unwrap(), fs::read(&theirs).unwrap(), "filter {filter:?}");
        assert!(!read(ours.as_ref()).is_empty() || filter == "not ip");
    }
}
