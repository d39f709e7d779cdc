//! Random expressions from the grammar, and random packets from real ones.

use crate::support::random::Random;

/// An expression with up to `terms` primitives.
pub fn expression(random: &mut Random, terms: usize) -> String {
    if terms <= 1 || random.chance(25) {
        let primitive = primitive(random);
        return if random.chance(15) { format!("not {primitive}") } else { primitive };
    }
    let left = 1 + random.below(terms - 1);
    let (left, right) = (expression(random, left), expression(random, terms - left));
    let operator = random.pick(&["and", "or", "&&", "||"]);
    let negation = if random.chance(10) { "not " } else { "" };
    match random.below(4) {
        0 => format!("{left} {operator} {right}"),
        1 => format!("{left} {operator} {negation}({right})"),
        2 => format!("{negation}({left}) {operator} {right}"),
        _ => format!("{negation}({left}) {operator} {negation}({right})"),
    }
}

const PORTS: &[u16] = &[22, 53, 67, 80, 123, 179, 443, 546, 5353, 6081, 8080, 49152];
const HOSTS: &[&str] = &["10.0.0.1", "10.0.0.2", "127.0.0.1", "192.168.1.1", "224.0.0.18", "255.255.255.255"];
const HOSTS6: &[&str] = &["::1", "fe80::1", "2001:db8::1", "2001:db8::2", "ff02::1"];

/// Without `ip multicast`: libpcap 1.10.3 takes 240.0.0.0/4 for multicast, 1.10.6 does not.
fn primitive(random: &mut Random) -> String {
    const WORDS: &[&str] = &[
        "ip",
        "ip6",
        "arp",
        "rarp",
        "tcp",
        "udp",
        "sctp",
        "icmp",
        "icmp6",
        "igmp",
        "pim",
        "vrrp",
        "ah",
        "esp",
        "iso",
        "clnp",
        "isis",
        "esis",
        "stp",
        "ipx",
        "netbeui",
        "atalk",
        "aarp",
        "decnet",
        "lat",
        "llc",
        "llc u",
        "llc s",
        "llc i",
        "lsp",
        "csnp",
        "iih",
        "broadcast",
        "multicast",
        "ip6 multicast",
        "ether multicast",
        "ip broadcast",
        "pppoed",
    ];
    const SHIFTS: &[&str] =
        &["vlan", "vlan 100", "vlan 5", "mpls", "mpls 16", "pppoes", "pppoes 59", "geneve"];
    let dir = *random.pick(&["", "", "src ", "dst ", "src or dst ", "src and dst "]);
    match random.below(22) {
        0..5 => (*random.pick(WORDS)).to_owned(),
        5..8 => format!("{}{dir}port {}", random.pick(&["", "tcp ", "udp ", "sctp "]), random.pick(PORTS)),
        8 => {
            let (low, high) = (random.pick(PORTS).to_owned(), random.pick(PORTS).to_owned());
            format!("{dir}portrange {low}-{high}")
        }
        9..11 => format!("{}{dir}host {}", random.pick(&["", "ip ", "arp "]), random.pick(HOSTS)),
        11 => format!("{dir}host {}", random.pick(HOSTS6)),
        12 => {
            format!("{dir}net {}", random.pick(&["10", "10.0.0.0/8", "192.168", "224.0.0.0/4", "0.0.0.0/0"]))
        }
        13 => format!("ip6 {dir}net {}", random.pick(&["fe80::/10", "2001:db8::/32", "::/0", "ff02::/16"])),
        14 => format!("ether {dir}host {}", random.pick(&["02:00:00:00:00:01", "ff:ff:ff:ff:ff:ff"])),
        15 => format!("{}proto {}", random.pick(&["ip ", "ip6 ", "", "ether "]), random.below(256)),
        16 => format!("{} {}", random.pick(&["less", "greater"]), random.below(200)),
        17 if random.chance(20) => {
            format!("{}protochain {}", random.pick(&["ip ", "ip6 ", ""]), random.pick(&[6, 17, 51, 58]))
        }
        17 => (*random.pick(SHIFTS)).to_owned(),
        _ => relation(random),
    }
}

/// A comparison of which at least one side is no constant: it depends on the number of libpcap's passes
/// whether tests before a computed constant still reject a packet that is too short for them.
fn relation(random: &mut Random) -> String {
    let mut left = value(random, 3);
    while !left.contains(['[', 'l']) {
        left = value(random, 3);
    }
    let right = if random.chance(60) { random.below(300).to_string() } else { value(random, 2) };
    format!("{left} {} {right}", random.pick(&["=", "==", "!=", ">", "<", ">=", "<="]))
}

fn value(random: &mut Random, depth: usize) -> String {
    const LAYERS: &[&str] = &["ether", "ip", "ip6", "tcp", "udp", "icmp", "icmp6", "arp", "sctp"];
    match random.below(if depth == 0 { 3 } else { 6 }) {
        0 => "len".into(),
        1 => random.below(100).to_string(),
        2 => format!("{}[{}:{}]", random.pick(LAYERS), random.below(64), random.pick(&[1, 2, 4])),
        3 => format!("{}[{}]", random.pick(LAYERS), value(random, depth - 1)),
        4 => {
            let left = value(random, depth - 1);
            let operator = random.pick(&["+", "-", "*", "&", "|", "^"]);
            format!("({left} {operator} {})", value(random, depth - 1))
        }
        _ => {
            let left = value(random, depth - 1);
            let operator = random.pick(&["/", "%", "<<", ">>"]);
            format!("({left} {operator} {})", 1 + random.below(8))
        }
    }
}

/// A packet made of a real one: as it is, cut off, or with bytes changed.
pub fn packet(random: &mut Random, real: &[Vec<u8>]) -> Vec<u8> {
    let mut packet = random.pick(real).clone();
    if random.chance(20) {
        let len = 14 + random.below(packet.len().max(15) - 14);
        packet.truncate(len);
    }
    if random.chance(40) {
        for _ in 0..=random.below(4) {
            let (at, byte) = (random.below(packet.len().min(80)), random.next() as u8);
            packet[at] = if random.chance(50) { byte } else { packet[at] ^ (1 << (byte % 8)) };
        }
    }
    packet
}
