//! Filter expressions on savefiles, held against tcpdump on the same file.

#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod cost;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod differential;
mod lengths;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod paged;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod random;

use std::process::Command;

use crate::support::{
    captures::{ETHERNET, Folder, Packet, echo_request, ipv4, packet, parse, pcap, udp},
    command::{run, say},
    require,
};

/// One of each kind that the primitives tell apart.
fn packets() -> Vec<Packet> {
    let mut second_fragment = ipv4(17, &udp(53, 53, b"not a header"));
    second_fragment[20..22].copy_from_slice(&[0, 0x20]);
    let mut tcp = vec![0; 20];
    tcp[..4].copy_from_slice(&[0x30, 0x39, 0, 22]);
    tcp[12..14].copy_from_slice(&[0x50, 0x02]);
    let ipv6 = |next: u8, payload: &[u8]| {
        let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x86, 0xdd, 0x60, 0, 0, 0];
        frame.extend((payload.len() as u16).to_be_bytes());
        frame.extend([next, 64]);
        frame.extend([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        frame.extend([0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
        frame.extend(payload);
        frame
    };
    let mut arp = vec![0xff; 6];
    arp.extend([2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1]);
    arp.extend([0, 0, 0, 0, 0, 0, 10, 0, 0, 2]);
    let frames = [
        ipv4(1, &echo_request(1)),
        ipv4(17, &udp(5353, 53, b"query")),
        ipv4(17, &udp(53, 5353, b"answer")),
        ipv4(6, &tcp),
        second_fragment,
        ipv6(17, &udp(547, 546, b"v6")),
        ipv6(58, &[128, 0, 0, 0, 0, 1, 0, 1]),
        ipv6(6, &tcp),
        arp,
        vec![0; 14],
    ];
    let mut packets: Vec<_> = frames.iter().map(|frame| packet(frame)).collect();
    // Cut off before what a filter has to look at.
    packets.push(Packet { origlen: 60, data: frames[1][..20].to_vec() });
    packets
}

const EXPRESSIONS: &[&str] = &[
    "",
    "ip",
    "ip6",
    "arp",
    "tcp",
    "udp",
    "icmp",
    "icmp6",
    "host 10.0.0.1",
    "src 10.0.0.1",
    "dst host 10.0.0.1",
    "src net 10.0.0.0/8",
    "net 10.0",
    "host 2001:db8::1",
    "dst net 2001:db8::/32",
    "port 53",
    "src port 53",
    "udp dst port 53",
    "tcp port 53",
    "port 22",
    "portrange 500-600",
    "port domain",
    "tcp port ssh",
    "not port 53",
    "udp and not ip6",
    "(tcp or icmp) and host 10.0.0.2",
    "ip and (udp or tcp) and not (src port 53 or dst port 22)",
    "icmp or icmp6 or arp",
    "port 22 or 53",
];

#[test]
fn the_same_packets_as_tcpdump_selects() {
    if !require::tcpdump() {
        return;
    }
    let folder = Folder::new("filters");
    let file = folder.write("x.pcap", &pcap(ETHERNET, &packets()));
    for expression in EXPRESSIONS {
        let ours = folder.word("ours");
        let said = say(&["-r", &file, "-w", &ours, expression]);
        assert_eq!(said.code, Some(0), "{expression}: {}", said.stderr);
        let theirs = folder.word("theirs");
        let said = run(Command::new("tcpdump").args(["-r", &file, "-w", &theirs, expression]));
        assert_eq!(said.code, Some(0), "{expression}: {}", said.stderr);
        let selected = |path: &str| parse(&std::fs::read(path).unwrap());
        assert_eq!(selected(&ours), selected(&theirs), "{expression}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let folder = Folder::new("impossible");
    let file = folder.write("x.pcap", &pcap(ETHERNET, &packets()));
    for expression in
        ["tcp and udp", "port 65536", "host 10.0.0.300", "net 10.0.0.1/8", "src", "(tcp", "tcp)"]
    {
        let said = say(&["-r", &file, "-w", "/dev/null", expression]);
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{expression}");
        assert!(said.stderr.lines().last().is_some_and(|line| !line.is_empty()), "{expression}");
    }
}

#[test]
fn enormous_expressions_compile_or_are_refused() {
    let folder = Folder::new("enormous");
    let or = |terms: Vec<String>| terms.join(" or ");
    let hosts = or((0..10_000).map(|n| format!("host 10.0.{}.{}", n / 256, n % 256)).collect());
    let ports = or((1..10_000).map(|port| format!("tcp port {port}")).collect());
    for (text, code) in [
        (hosts, 0),
        (ports, 0),
        (format!("{}tcp{}", "(".repeat(1000), ")".repeat(1000)), 0),
        (format!("{}tcp", "not ".repeat(262_000)), 0),
        ("(".repeat(1 << 20), 1),
        (format!("len{} = 1", "+len".repeat(260_000)), 1),
        ("a".repeat(1 << 20), 1),
    ] {
        let file = folder.write("expression", text.as_bytes());
        let said = say(&["-ddd", "-F", &file]);
        assert_eq!(said.code, Some(code), "{text:.60}: {:.300}", said.stderr);
        assert!(said.stderr.len() < 1000, "{text:.60}");
    }
}

#[test]
fn a_filter_is_dumped_as_tcpdump_dumps_it() {
    if !require::tcpdump() {
        return;
    }
    for form in ["-d", "-dd", "-ddd"] {
        for words in [&["tcp"][..], &["-y", "RAW", "ip[8] < 5"], &["-y", "EN10MB", "not arp and len > 100"]] {
            let words: Vec<&str> = [&[form], words].concat();
            let theirs = run(Command::new("tcpdump").args(&words));
            assert_eq!(say(&words).stdout, theirs.stdout, "{words:?}");
        }
    }
}
