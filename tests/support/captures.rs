//! Savefiles for the tests: built from packets that are built here, and read back.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// `LINKTYPE_ETHERNET`.
pub const ETHERNET: u32 = 1;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A folder of one test, removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes an empty folder.
    pub fn new(test: &str) -> Self {
        // Tests may run as threads of one process, and use the same name.
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("tcxdump-{}-{number}-{test}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        // Root's captures become another user.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
        Self(path)
    }

    /// A file's path in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A file's path in the folder, as a word of a command line.
    pub fn word(&self, name: &str) -> String {
        self.file(name).to_str().unwrap().to_owned()
    }

    /// Writes a file into the folder and answers with its path.
    pub fn write(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.file(name), bytes).unwrap();
        self.word(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A packet in a savefile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Packet {
    pub origlen: u32,
    pub data: Vec<u8>,
}

/// A whole packet.
pub fn packet(data: &[u8]) -> Packet {
    Packet { origlen: data.len() as u32, data: data.to_vec() }
}

/// The bytes of a little-endian pcap file: packets a second apart from 2026-01-02 03:04:05 UTC on.
pub fn pcap(link_type: u32, packets: &[Packet]) -> Vec<u8> {
    let mut file = Vec::new();
    for word in [0xa1b2_c3d4, 0x0004_0002, 0, 0, 262_144, link_type] {
        file.extend(u32::to_le_bytes(word));
    }
    for (second, packet) in (0..).zip(packets) {
        for word in [1_767_323_045 + second, 6, packet.data.len() as u32, packet.origlen] {
            file.extend(u32::to_le_bytes(word));
        }
        file.extend(&packet.data);
    }
    file
}

/// Reads a pcap file in this machine's byte order; panics on anything odd.
pub fn read(path: &Path) -> Vec<Packet> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    parse(&bytes)
}

/// Reads a pcap file's bytes.
pub fn parse(bytes: &[u8]) -> Vec<Packet> {
    let word = |at: usize| u32::from_ne_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!(word(0), 0xa1b2_c3d4, "not a pcap file");
    let mut packets = Vec::new();
    let mut at = 24;
    while at < bytes.len() {
        let (caplen, origlen) = (word(at + 8) as usize, word(at + 12));
        packets.push(Packet { origlen, data: bytes[at + 16..at + 16 + caplen].to_vec() });
        at += 16 + caplen;
    }
    packets
}

/// An Ethernet frame with an IPv4 packet (RFC 791) of a protocol, 10.0.0.1 to 10.0.0.2.
pub fn ipv4(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0];
    frame.extend((20 + payload.len() as u16).to_be_bytes());
    frame.extend([0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
    let checksum = checksum(&frame[14..34]);
    frame[24..26].copy_from_slice(&checksum.to_be_bytes());
    frame.extend(payload);
    frame
}

/// A UDP datagram (RFC 768) without a checksum.
pub fn udp(source: u16, destination: u16, payload: &[u8]) -> Vec<u8> {
    let mut datagram = Vec::new();
    for word in [source, destination, 8 + payload.len() as u16, 0] {
        datagram.extend(word.to_be_bytes());
    }
    datagram.extend(payload);
    datagram
}

/// An ICMP echo request (RFC 792).
pub fn echo_request(sequence: u16) -> Vec<u8> {
    let mut message = vec![8, 0, 0, 0, 0x12, 0x34];
    message.extend(sequence.to_be_bytes());
    message.extend(b"tcxdump!");
    let checksum = checksum(&message);
    message[2..4].copy_from_slice(&checksum.to_be_bytes());
    message
}

/// RFC 1071, for an even number of bytes.
fn checksum(bytes: &[u8]) -> u16 {
    let sum: u32 = bytes.chunks_exact(2).map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]]))).sum();
    !((sum & 0xffff) + (sum >> 16)) as u16
}
