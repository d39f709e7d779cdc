//! Reading: byte orders, old formats, pcapng, compressed files, and what is damaged or cut off.

use std::{
    io::Write,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::write::pings;
use crate::support::{
    captures::{ETHERNET, Folder, ipv4, pcap, udp},
    command::{feed, run, say, tcxdump},
    require,
};

#[test]
fn pipes_are_read_and_written() {
    let original = pcap(ETHERNET, &pings(3));
    let mut command = tcxdump();
    command.args(["-r", "-", "-w", "-"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&original).unwrap();
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
    let whole = pcap(ETHERNET, &pings(3));
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
            assert!(
                message.starts_with("tcxdump: pcap_loop: truncated dump file; tried to read "),
                "{message}"
            );
            assert!(message.ends_with(&format!(", at byte {offset}")), "{message}");
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
    let mut file = pcap(ETHERNET, &pings(3));
    let second = 24 + (file.len() - 24) / 3;
    file[second + 8..second + 12].copy_from_slice(&u32::MAX.to_le_bytes());
    let said = feed(tcxdump().args(["-nr", "-"]), &file);
    assert_eq!((said.code, said.stdout.lines().count()), (Some(1), 1));
    let message = said.stderr.lines().last().unwrap();
    let expected =
        "tcxdump: pcap_loop: invalid packet capture length 4294967295, bigger than snaplen of 262144";
    assert_eq!(message, format!("{expected}, at byte {second}"));
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

/// A pcap header, and a packet of 60 bytes behind what its header has beyond 16 bytes.
fn old_pcap(magic: u32, version: [u16; 2], lengths: [u32; 2], beyond: usize) -> Vec<u8> {
    let mut frame = ipv4(17, &udp(53, 53, b"x"));
    frame.resize(60, 0);
    let version = u32::from(version[0]) | u32::from(version[1]) << 16;
    let mut file = words(&[magic, version, 0, 0, 65535, ETHERNET, 1_767_323_045, 123_456]);
    file.extend(words(&lengths));
    file.extend(vec![0; beyond]);
    file.extend(frame);
    file
}

#[test]
fn what_older_programs_wrote_is_read() {
    for (what, file) in [
        ("long packet headers", old_pcap(0xa1b2_cd34, [2, 4], [60, 60], 8)),
        ("lengths the other way round", old_pcap(0xa1b2_c3d4, [2, 2], [1500, 60], 0)),
        ("lengths in one order", old_pcap(0xa1b2_c3d4, [2, 3], [1500, 60], 0)),
        ("lengths in the other", old_pcap(0xa1b2_c3d4, [2, 3], [60, 1500], 0)),
        ("AIX", old_pcap(0xa1b2_c3d4, [543, 0], [60, 60], 0)),
        ("a checksum of 4 bytes behind frames", {
            let mut file = old_pcap(0xa1b2_c3d4, [2, 4], [60, 60], 0);
            file[23] = 0xf4;
            file
        }),
    ] {
        let said = feed(tcxdump().args(["-tttt", "-nr", "-"]), &file);
        assert_eq!((said.code, said.stdout.lines().count()), (Some(0), 1), "{what}: {}", said.stderr);
        assert!(
            said.stdout.starts_with("2026-01-02 03:04:05.123456 IP 10.0.0.1.53 >"),
            "{what}: {}",
            said.stdout
        );
    }
    for (version, words) in [
        ([1, 2], "archaic pcap savefile format"),
        ([2, 5], "unsupported pcap savefile version 2.5"),
        ([3, 0], "unsupported pcap savefile version 3.0"),
    ] {
        let said = feed(tcxdump().args(["-nr", "-"]), &old_pcap(0xa1b2_c3d4, version, [60, 60], 0));
        assert_eq!((said.code, said.stderr), (Some(1), format!("tcxdump: {words}\n")));
    }
}

/// Each row: what is wrong with a file's last block, and tcpdump's words for it.
fn damaged_blocks() -> Vec<(Vec<u8>, &'static str)> {
    let packet = |interface| block(6, &words(&[interface, 0, 0, 0, 0]));
    let mut other_end = packet(0);
    other_end[28] = 8;
    vec![
        (
            packet(5),
            "a packet arrived on interface 5, but there's no Interface Description Block for that interface",
        ),
        (block(6, &words(&[0, 0, 0, 9, 9])), "block of type 6 in pcapng dump file is too short"),
        (words(&[6, 8, 8]), "block in pcapng dump file has a length of 8 < 12"),
        (words(&[6, 35, 8]), "block in pcapng dump file has a length of 35 that is not a multiple of 4"),
        (words(&[6, 0x7fff_fffc, 8]), "pcapng block size 2147483644 > maximum 135266304"),
        (other_end, "block total length in header and trailer don't match"),
        (packet(0)[..20].to_vec(), "truncated pcapng dump file; tried to read 24 bytes, only got 12"),
        (packet(0)[..6].to_vec(), "truncated pcapng dump file; tried to read 8 bytes, only got 6"),
        (
            block(1, &words(&[ETHERNET, 0, 0x0001_0009, 0x7f, 0])),
            "Interface Description Block if_tsresol option resolution 10^-127 is too high",
        ),
    ]
}

#[test]
fn damage_in_pcapng_is_told_in_tcpdumps_words_and_with_its_place() {
    let section = block(0x0a0d_0d0a, &words(&[0x1a2b_3c4d, 1, u32::MAX, u32::MAX]));
    let frame = ipv4(17, &udp(53, 53, b"x"));
    let len = frame.len() as u32;
    let whole = [
        &section[..],
        &block(1, &words(&[ETHERNET, 0])),
        &block(6, &[&words(&[0, 0, 0, len, len]), &frame[..]].concat()),
    ]
    .concat();
    for (last, expected) in damaged_blocks() {
        let said = feed(tcxdump().args(["-nr", "-"]), &[&whole[..], &last].concat());
        assert_eq!((said.code, said.stdout.lines().count()), (Some(1), 1), "{expected}: {}", said.stderr);
        let message = said.stderr.lines().last().unwrap();
        assert_eq!(message, format!("tcxdump: pcap_loop: {expected}, at byte {}", whole.len()));
    }
}

/// Runs a program that packs what it reads.
fn pack(program: &str, input: &[u8]) -> Vec<u8> {
    let folder = Folder::new("pack");
    let file = folder.write("x", input);
    let output = Command::new(program).args(["-q", "-c", &file]).output().unwrap();
    assert!(output.status.success(), "{program}: {output:?}");
    output.stdout
}

#[test]
fn compressed_files_are_read_as_what_is_in_them() {
    let folder = Folder::new("compressed");
    // More than a packer's largest block.
    let original = pcap(ETHERNET, &pings(60_000));
    let expected = say(&["-nr", &folder.write("x.pcap", &original)]).stdout;
    for program in ["gzip", "zstd", "lz4", "xz"] {
        if !require::tool(program) {
            continue;
        }
        let packed = pack(program, &original);
        let from_file = say(&["-nr", &folder.write("x", &packed)]);
        assert_eq!(
            (from_file.code, from_file.stdout == expected),
            (Some(0), true),
            "{program}: {}",
            from_file.stderr
        );
        let from_pipe = feed(tcxdump().args(["-nr", "-"]), &packed);
        assert_eq!(
            (from_pipe.code, from_pipe.stdout == expected),
            (Some(0), true),
            "{program}: {}",
            from_pipe.stderr
        );
        // Two parts one after the other, as `cat` makes them.
        let (first, second) = original.split_at(original.len() / 2);
        let parts = [pack(program, first), pack(program, second)].concat();
        let in_parts = feed(tcxdump().args(["-nr", "-"]), &parts);
        assert_eq!(
            (in_parts.code, in_parts.stdout == expected),
            (Some(0), true),
            "{program}: {}",
            in_parts.stderr
        );
    }
}

#[test]
fn of_a_compressed_file_that_is_cut_off_what_is_whole_is_printed() {
    let original = pcap(ETHERNET, &pings(60_000));
    let expected = feed(tcxdump().args(["-nr", "-"]), &original).stdout;
    for program in ["gzip", "zstd", "lz4", "xz"] {
        if !require::tool(program) {
            continue;
        }
        let packed = pack(program, &original);
        let said = feed(tcxdump().args(["-nr", "-"]), &packed[..packed.len() - 20]);
        assert_eq!(said.code, Some(1), "{program}: {}", said.stderr);
        assert!(expected.starts_with(&said.stdout), "{program}");
        let message = said.stderr.lines().last().unwrap();
        assert!(message.contains("error reading dump file: "), "{program}: {message}");
        assert!(message.contains(", at byte "), "{program}: {message}");
    }
}

#[test]
fn a_bomb_takes_time_and_no_memory() {
    if !require::tool("zstd") {
        return;
    }
    // A packet of 256 KiB, then gigabytes of zeroes: empty packets.
    let zeroes = vec![0; 1 << 26];
    let bomb = [pack("zstd", &pcap(ETHERNET, &pings(1))), pack("zstd", &zeroes).repeat(16)].concat();
    assert!(bomb.len() < 1 << 20);
    let folder = Folder::new("bomb");
    let file = folder.write("x", &bomb);
    let mut limited = Command::new("sh");
    limited.args([
        "-c",
        "ulimit -v 400000; exec \"$0\" -r \"$1\" --count",
        env!("CARGO_BIN_EXE_tcxdump"),
        &file,
    ]);
    let said = run(&mut limited);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), "67108865 packets\n"), "{}", said.stderr);
}

#[cfg(unix)]
#[test]
fn a_pipe_without_end_is_printed_as_it_comes_and_left_at_a_signal() {
    for packed in [false, true] {
        if packed && !require::tool("zstd") {
            continue;
        }
        let mut child = tcxdump()
            .args(["-nr", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let bytes = pcap(ETHERNET, &pings(2));
        pipe.write_all(&if packed { pack("zstd", &bytes) } else { bytes }).unwrap();
        let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
        for _ in 0..2 {
            let mut line = String::new();
            std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
            assert!(line.contains("ICMP echo request"), "{line}");
        }
        assert!(run(Command::new("kill").args(["-INT", &child.id().to_string()])).code == Some(0));
        let deadline = Instant::now() + Duration::from_secs(5);
        while child.try_wait().unwrap().is_none() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        let ended = child.try_wait().unwrap();
        let _ = child.kill();
        assert_eq!(ended.and_then(|status| status.code()), Some(0), "packed: {packed}");
        drop(pipe);
    }
}
