//! Writing: what tcpdump writes, byte for byte, and what else there is.

use std::{fs, process::Command};

use crate::support::{
    captures::{ETHERNET, Folder, Packet, echo_request, ipv4, packet, pcap, read, udp},
    command::{run, say},
    require,
};

/// So many packets.
pub fn pings(count: u16) -> Vec<Packet> {
    (0..count).map(|n| packet(&ipv4(1, &echo_request(n)))).collect()
}

#[test]
fn a_file_is_copied_byte_for_byte() {
    let folder = Folder::new("copy");
    let original = pcap(ETHERNET, &pings(3));
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
fn what_is_written_is_what_tcpdump_writes() {
    if !require::tcpdump() {
        return;
    }
    let folder = Folder::new("written");
    let mut packets = pings(3);
    packets.push(Packet { origlen: 1500, data: ipv4(17, &udp(1, 2, &[0; 40])) });
    let file = folder.write("x.pcap", &pcap(ETHERNET, &packets));
    for filter in ["", "icmp", "udp", "not ip"] {
        let (ours, theirs) = (folder.word("ours"), folder.word("theirs"));
        assert_eq!(say(&["-r", &file, "-w", &ours, filter]).code, Some(0));
        let mut tcpdump = Command::new("tcpdump");
        assert_eq!(run(tcpdump.args(["-r", &file, "-w", &theirs, filter])).code, Some(0));
        assert_eq!(fs::read(&ours).unwrap(), fs::read(&theirs).unwrap(), "filter {filter:?}");
        assert!(!read(ours.as_ref()).is_empty() || filter == "not ip");
    }
}

#[test]
fn times_have_nanoseconds_where_they_are_wanted() {
    let folder = Folder::new("nanoseconds");
    let file = folder.write("x.pcap", &pcap(ETHERNET, &pings(2)));
    let out = folder.word("y.pcap");
    assert_eq!(say(&["-r", &file, "--time-stamp-precision=nano", "-w", &out]).code, Some(0));
    let bytes = fs::read(&out).unwrap();
    assert_eq!(bytes[..4], 0xa1b2_3c4d_u32.to_ne_bytes());
    assert_eq!(bytes[28..32], 6000_u32.to_ne_bytes());
    let said = say(&["--nano", "-tttt", "-nr", &out]);
    assert!(said.stdout.starts_with("2026-01-02 03:04:05.000006000 IP "), "{}", said.stdout);
    // Back again, byte for byte.
    let back = folder.word("z.pcap");
    assert_eq!(say(&["-r", &out, "-w", &back]).code, Some(0));
    assert_eq!(fs::read(&back).unwrap(), fs::read(&file).unwrap());
}

#[test]
fn captures_of_the_conformance_set_are_copied_as_tcpdump_copies_them() {
    let captures = crate::conformance::folder().join("data/captures");
    if !(require::path(require::CONFORMANCE, &captures) && require::tcpdump()) {
        return;
    }
    let folder = Folder::new("copies");
    for entry in fs::read_dir(captures).unwrap() {
        let path = entry.unwrap().path();
        for precision in ["--micro", "--nano"] {
            let copy = |program: &mut Command, name| {
                let said = run(program.args([precision, "-w", &folder.word(name), "-r"]).arg(&path));
                (said.code, fs::read(folder.file(name)).ok())
            };
            let ours = copy(&mut crate::support::command::tcxdump(), "ours");
            let theirs = copy(&mut Command::new("tcpdump"), "theirs");
            assert!(ours == theirs, "{} {precision}: {:?} and {:?}", path.display(), ours.0, theirs.0);
        }
    }
}

#[test]
fn pcapng_keeps_what_pcap_does_and_others_can_read_it() {
    let folder = Folder::new("pcapng");
    let mut packets = pings(3);
    packets.push(Packet { origlen: 1500, data: ipv4(17, &udp(1, 2, &[0; 41])) });
    let file = folder.write("x.pcap", &pcap(ETHERNET, &packets));
    let out = folder.word("y.pcapng");
    let said = say(&["-r", &file, "--pcapng", "-w", &out, "ip"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let lines = |file: &str| say(&["-tttt", "-nvr", file]).stdout;
    assert_eq!(lines(&out), lines(&file));
    // A copy of a copy is the same but for nothing.
    let again = folder.word("z.pcapng");
    assert_eq!(say(&["-r", &out, "--pcapng", "-w", &again, "ip"]).code, Some(0));
    assert_eq!(fs::read(&again).unwrap(), fs::read(&out).unwrap());
    if require::tcpdump() {
        let theirs = run(Command::new("tcpdump").env("TZ", "UTC").args(["-tttt", "-nvr", &out]));
        assert_eq!((theirs.code, theirs.stdout), (Some(0), lines(&out)));
    }
    if require::tool("capinfos") {
        let facts = run(Command::new("capinfos").arg(&out)).stdout;
        for fact in ["Number of packets = 4", "Time precision = nanoseconds (9)", "Filter string = ip"] {
            assert!(facts.contains(fact), "{fact}: {facts}");
        }
    }
}

#[test]
fn packets_of_several_link_types_fit_into_pcapng_only() {
    let folder = Folder::new("link-types");
    let raw = pcap(101, &[packet(&ipv4(17, &udp(53, 53, b"x"))[14..])]);
    let list = format!("{}\n{}\n", folder.write("a", &pcap(ETHERNET, &pings(2))), folder.write("b", &raw));
    let list = folder.write("list", list.as_bytes());
    let out = folder.word("out");
    let said = say(&["-V", &list, "-w", &out]);
    assert_eq!(said.code, Some(1));
    let refusal = format!("tcxdump: {}: new dlt does not match original", folder.word("b"));
    assert_eq!(said.stderr.lines().last(), Some(refusal.as_str()));
    assert_eq!(read(out.as_ref()).len(), 2);
    let said = say(&["-V", &list, "--pcapng", "-w", &out]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(say(&["-nr", &out]).stdout, say(&["-n", "-V", &list]).stdout);
}

#[test]
fn a_compressed_file_is_what_its_program_makes_of_it() {
    let folder = Folder::new("packed");
    let original = pcap(ETHERNET, &pings(60_000));
    let file = folder.write("x.pcap", &original);
    for (name, program) in [("zstd", "zstd"), ("gzip", "gzip"), ("lz4", "lz4")] {
        let out = folder.word(name);
        let said = say(&["-r", &file, "--compress", name, "-w", &out]);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        assert!(fs::metadata(&out).unwrap().len() < original.len() as u64 / 4);
        let back = folder.word("back");
        assert_eq!(say(&["-r", &out, "-w", &back]).code, Some(0));
        assert!(fs::read(&back).unwrap() == original, "{name}");
        if require::tool(program) {
            let unpacked =
                Command::new(program).arg("-dc").stdin(fs::File::open(&out).unwrap()).output().unwrap();
            assert!(unpacked.status.success() && unpacked.stdout == original, "{name}");
        }
    }
    // A table of where the frames begin is at the end.
    let packed = fs::read(folder.file("zstd")).unwrap();
    assert_eq!(packed[packed.len() - 4..], 0x8f92_eab1_u32.to_le_bytes());
}
