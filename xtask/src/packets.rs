//! Packets written down as text, for goldens: `x.packets` becomes `x.pcap`.
//!
//! ```text
//! # A question and its answer (RFC 5905).       comment
//! udp 40000 123 e300 06ec ...                   ports, payload
//! tcp 40000 179 ffff ...                        the same
//! ip 112 2101 ...                               protocol, payload; ip6 the same
//! eth 88cc 0207 ...                             Ethernet type, payload
//! llc 0180c2000000 4242 03 ...                  destination, LLC header and payload
//! back udp 123 40000 e300 06ec ...              an answer: IPv4 addresses the other way round
//! link 105 8000 0000 ...                        a packet of another link type than Ethernet
//! ```
//!
//! Payloads are hexadecimal, with blanks where they help. Addresses are 10.0.0.1 and 10.0.0.2, fe80::1
//! and fe80::2; checksums of IPv4 are right, those of UDP and TCP zero. All packets of a file are of one link
//! type, a number of savefiles (`LINKTYPE_`).

use anyhow::{Context, Result, bail, ensure};

/// The link type of Ethernet.
pub const ETHERNET: u32 = 1;

/// The link type and the packets of the text.
///
/// # Errors
/// The line that cannot be understood, or that is of another link type than the first.
pub fn parse(text: &str) -> Result<(u32, Vec<Vec<u8>>)> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let packets = lines.map(|line| packet(line).with_context(|| line.to_owned()));
    let (link_types, packets): (Vec<_>, Vec<_>) = packets.collect::<Result<Vec<_>>>()?.into_iter().unzip();
    let link_type = link_types.first().copied().unwrap_or(ETHERNET);
    ensure!(link_types.iter().all(|it| *it == link_type), "packets of several link types");
    Ok((link_type, packets))
}

fn packet(line: &str) -> Result<(u32, Vec<u8>)> {
    match line.strip_prefix("link ") {
        Some(line) => {
            let (link_type, bytes) = line.split_once(' ').context("too few words")?;
            Ok((link_type.parse()?, hexadecimal(bytes.split_ascii_whitespace())?))
        }
        None => Ok((ETHERNET, frame(line)?)),
    }
}

fn frame(line: &str) -> Result<Vec<u8>> {
    if let Some(line) = line.strip_prefix("back ") {
        let mut frame = frame(line)?;
        ensure!(frame.get(12..14) == Some(&[8, 0]), "not IPv4");
        // Source and destination; the checksum stays the same.
        frame[26..34].rotate_left(4);
        return Ok(frame);
    }
    let mut words = line.split_ascii_whitespace();
    let mut word = || words.next().context("too few words");
    match word()? {
        "udp" => {
            let ports = [word()?.parse::<u16>()?, word()?.parse()?];
            Ok(ipv4(17, &udp(ports, &hexadecimal(words)?)))
        }
        "tcp" => {
            let ports = [word()?.parse::<u16>()?, word()?.parse()?];
            Ok(ipv4(6, &tcp(ports, &hexadecimal(words)?)))
        }
        "udp6" => {
            let ports = [word()?.parse::<u16>()?, word()?.parse()?];
            Ok(ipv6(17, &udp(ports, &hexadecimal(words)?)))
        }
        "ip" => {
            let protocol = word()?.parse()?;
            Ok(ipv4(protocol, &hexadecimal(words)?))
        }
        "ip6" => {
            let protocol = word()?.parse()?;
            Ok(ipv6(protocol, &hexadecimal(words)?))
        }
        "eth" => {
            let kind = u16::from_str_radix(word()?, 16)?;
            Ok(ethernet(&DESTINATION, kind, &hexadecimal(words)?))
        }
        "llc" => {
            let destination = hexadecimal([word()?].into_iter())?;
            let payload = hexadecimal(words)?;
            Ok(ethernet(&destination, u16::try_from(payload.len())?, &payload))
        }
        other => bail!("{other}: nothing that packets are built from"),
    }
}

const DESTINATION: [u8; 6] = [2, 0, 0, 0, 0, 2];

fn hexadecimal<'a>(words: impl Iterator<Item = &'a str>) -> Result<Vec<u8>> {
    let digits = words.collect::<String>();
    ensure!(digits.len() % 2 == 0, "an odd number of digits");
    let byte = |at: usize| digits.get(at..at + 2).context("not ASCII");
    (0..digits.len()).step_by(2).map(|at| Ok(u8::from_str_radix(byte(at)?, 16)?)).collect()
}

fn ethernet(destination: &[u8], kind: u16, payload: &[u8]) -> Vec<u8> {
    [destination, &[2, 0, 0, 0, 0, 1], &kind.to_be_bytes(), payload].concat()
}

fn ipv4(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let mut header = vec![0x45, 0];
    header.extend((20 + payload.len() as u16).to_be_bytes());
    header.extend([0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
    let sum: u32 = header.chunks(2).map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]]))).sum();
    let checksum = !((sum & 0xffff) + (sum >> 16)) as u16;
    header[10..12].copy_from_slice(&checksum.to_be_bytes());
    ethernet(&DESTINATION, 0x0800, &[&header, payload].concat())
}

fn ipv6(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let host = |last| [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last];
    let length = (payload.len() as u16).to_be_bytes();
    let header = [&[0x60, 0, 0, 0][..], &length, &[protocol, 64], &host(1), &host(2)].concat();
    ethernet(&DESTINATION, 0x86dd, &[&header, payload].concat())
}

/// A datagram without a checksum.
pub fn udp([source, destination]: [u16; 2], payload: &[u8]) -> Vec<u8> {
    let len = 8 + payload.len() as u16;
    [&source.to_be_bytes()[..], &destination.to_be_bytes(), &len.to_be_bytes(), &[0, 0], payload].concat()
}

fn tcp([source, destination]: [u16; 2], payload: &[u8]) -> Vec<u8> {
    let rest = [0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 2, 0, 0, 0, 0, 0];
    [&source.to_be_bytes()[..], &destination.to_be_bytes(), &rest, payload].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_be_of_another_link_type_than_ethernet() {
        assert_eq!(
            parse("# comment\nlink 105 c400 12\nlink 105 d4").unwrap(),
            (105, vec![vec![0xc4, 0, 0x12], vec![0xd4]])
        );
        let (link_type, frames) = parse("eth 1234 56").unwrap();
        assert_eq!((link_type, &frames[0][12..]), (ETHERNET, &[0x12, 0x34, 0x56][..]));
        assert!(parse("eth 1234 56\nlink 105 c400").is_err());
    }
}
