//! `cargo xtask trace`: a savefile like an everyday network's, for measuring.
//!
//! 400,000 packets in the same order each time: TCP with and without data over IPv4 and IPv6, some in
//! VLANs, DNS questions and answers, other UDP, ICMP, ARP. Checksums are left at zero.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Args;

use crate::packets::{self, udp};

/// What to write, and where.
#[derive(Args)]
pub struct Options {
    /// The savefile
    #[arg(default_value = "target/trace.pcap")]
    pub file: PathBuf,

    /// How many packets
    #[arg(long, default_value_t = 400_000)]
    pub packets: u32,
}

/// Writes the savefile.
pub fn run(options: &Options) -> Result<()> {
    let mut random = Random(1);
    let frames = (0..options.packets).map(|_| {
        let kind = random.below(100);
        frame(&mut random, kind)
    });
    write(&options.file, packets::ETHERNET, frames)?;
    eprintln!("{}: {} packets", options.file.display(), options.packets);
    Ok(())
}

/// Frames of one kind, by its place in a hundred.
pub fn frames(kind: u32, count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut random = Random(1 + kind);
    (0..count).map(move |_| frame(&mut random, kind))
}

/// Writes packets of a link type into a savefile, 200 microseconds apart.
pub fn write(file: &Path, link_type: u32, packets: impl Iterator<Item = Vec<u8>>) -> Result<()> {
    let created = File::create(file).with_context(|| file.display().to_string())?;
    let mut out = BufWriter::new(created);
    out.write_all(&[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0])?;
    out.write_all(&link_type.to_le_bytes())?;
    for (number, packet) in (0u32..).zip(packets) {
        let len = u32::try_from(packet.len())?;
        for word in [1_700_000_000 + number / 5_000, number % 5_000 * 200, len, len] {
            out.write_all(&word.to_le_bytes())?;
        }
        out.write_all(&packet)?;
    }
    out.flush()?;
    Ok(())
}

/// Numbers that look random and are the same each time (xorshift).
struct Random(u32);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.next() % limit
    }
}

fn frame(random: &mut Random, kind: u32) -> Vec<u8> {
    let mut frame = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
    let host = random.below(64) as u8;
    if kind < 3 {
        frame.extend([0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 2, 10, 0, 0, host]);
        frame.extend([0, 0, 0, 0, 0, 0, 10, 0, 0, 1]);
        return frame;
    }
    if kind % 10 == 3 {
        frame.extend([0x81, 0, 0, 7]);
    }
    let (protocol, payload) = match kind {
        3..65 => (6, tcp(random, host)),
        65..80 => (17, dns(random)),
        80..95 => (17, udp([1_024 + random.below(100) as u16, 40_000], &[0x55; 120])),
        _ => (1, vec![8, 0, 0, 0, 0, 1, 0, random.below(200) as u8, 1, 2, 3, 4, 5, 6, 7, 8]),
    };
    if protocol != 1 && random.below(4) == 0 {
        frame.extend([0x86, 0xdd, 0x60, 0, 0, 0]);
        frame.extend((payload.len() as u16).to_be_bytes());
        frame.extend([protocol, 64, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host]);
        frame.extend([0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    } else {
        frame.extend([0x08, 0, 0x45, 0]);
        frame.extend((20 + payload.len() as u16).to_be_bytes());
        frame.extend([0, 1, 0x40, 0, 64, protocol, 0, 0, 192, 168, 1, host, 198, 51, 100, 7]);
    }
    frame.extend(payload);
    frame
}

fn tcp(random: &mut Random, host: u8) -> Vec<u8> {
    let port = 40_000 + u16::from(host);
    let mut segment = Vec::with_capacity(1_480);
    segment.extend(port.to_be_bytes());
    segment.extend([443u16, 80, 5_432][random.below(3) as usize].to_be_bytes());
    segment.extend((1_000_000 + random.below(1 << 20)).to_be_bytes());
    segment.extend((2_000_000 + random.below(1 << 20)).to_be_bytes());
    segment.extend([0x80, 0x18, 0x01, 0xf5, 0, 0, 0, 0, 1, 1, 8, 10]);
    segment.extend(random.next().to_be_bytes());
    segment.extend(random.next().to_be_bytes());
    match random.below(4) {
        0 => {}
        1 => segment.extend(b"GET /index.html HTTP/1.1\r\nHost: www.example.org\r\nAccept: */*\r\n\r\n"),
        2 => segment.extend([0x17; 200]),
        _ => segment.extend([0x17; 1_448]),
    }
    segment
}

fn dns(random: &mut Random) -> Vec<u8> {
    let id = random.below(1 << 16) as u16;
    let name = b"\x03www\x07example\x03org\0\0\x01\0\x01";
    if random.below(2) == 0 {
        let question = [&id.to_be_bytes()[..], b"\x01\0\0\x01\0\0\0\0\0\0", name].concat();
        return udp([50_000, 53], &question);
    }
    let answer = b"\xc0\x0c\0\x01\0\x01\0\0\x0e\x10\0\x04\xc6\x33\x64\x07";
    udp([53, 50_000], &[&id.to_be_bytes()[..], b"\x81\x80\0\x01\0\x01\0\0\0\0", name, answer].concat())
}
