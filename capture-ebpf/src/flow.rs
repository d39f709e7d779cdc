//! Which conversation a packet belongs to.

use core::mem::MaybeUninit;

use network_types::{eth::EthHdr, ip::Ipv4Hdr, vlan::VlanHdr};

use crate::{config, meta::Packet};

const ETHERTYPE_OFFSET: u32 = 12;
const ETHERTYPE_IPV4: u16 = 0x0800;
const ETHERTYPE_IPV6: u16 = 0x86dd;
const ETHERTYPE_VLAN: u16 = 0x8100;
const ETHERTYPE_QINQ: u16 = 0x88a8;

const PROTO_ICMP: u8 = 1;
const PROTO_TCP: u8 = 6;
const PROTO_UDP: u8 = 17;
const PROTO_ICMPV6: u8 = 58;
const PROTO_SCTP: u8 = 132;

/// Offset of the flags in a TCP header, and FIN, SYN and RST (RFC 9293, 3.1).
const TCP_FLAGS_OFFSET: u32 = 13;
const TCP_MARKERS: u8 = 0x07;

/// VLAN tags that are looked behind.
const MOST_TAGS: u32 = 2;

/// A packet's conversation.
#[derive(Clone, Copy)]
pub struct Flow {
    /// The same for both directions of a conversation: addresses, protocol and ports. Fragments have no
    /// ports, so those between two hosts belong to one conversation.
    pub hash: u64,
    /// Whether the packet begins or ends a conversation, or reports on one: SYN, FIN, RST or ICMP.
    pub is_marker: bool,
}

/// Finds the conversation; `None` for what is neither IPv4 nor IPv6. `link_len` is the length of the
/// link header, 14 or 0.
#[inline(always)]
pub fn flow(packet: impl Packet, link_len: u32) -> Option<Flow> {
    let (offset, ethertype) = network(packet, link_len)?;
    match ethertype {
        ETHERTYPE_IPV4 => ipv4(packet, offset),
        ETHERTYPE_IPV6 => ipv6(packet, offset),
        _ => None,
    }
}

/// Where the network header starts, and what it is.
#[inline(always)]
fn network(packet: impl Packet, link_len: u32) -> Option<(u32, u16)> {
    if link_len == 0 {
        let [version] = load::<1>(packet, 0)?;
        return Some((0, if version >> 4 == 4 { ETHERTYPE_IPV4 } else { ETHERTYPE_IPV6 }));
    }
    let mut offset = EthHdr::LEN as u32;
    let mut ethertype = u16::from_be_bytes(load::<2>(packet, ETHERTYPE_OFFSET)?);
    for _ in 0..MOST_TAGS {
        if ethertype != ETHERTYPE_VLAN && ethertype != ETHERTYPE_QINQ {
            break;
        }
        ethertype = u16::from_be_bytes(load::<2>(packet, offset + 2)?);
        offset += VlanHdr::LEN as u32;
    }
    Some((offset, ethertype))
}

/// RFC 791, 3.1.
#[inline(always)]
fn ipv4(packet: impl Packet, offset: u32) -> Option<Flow> {
    const MORE_FRAGMENTS_AND_OFFSET: u16 = 0x3fff;
    let header = load::<{ Ipv4Hdr::LEN }>(packet, offset)?;
    let header_len = u32::from(header[0] & 0x0f) * 4;
    let is_fragment = u16::from_be_bytes([header[6], header[7]]) & MORE_FRAGMENTS_AND_OFFSET != 0;
    let source = u64::from(u32::from_be_bytes([header[12], header[13], header[14], header[15]]));
    let destination = u64::from(u32::from_be_bytes([header[16], header[17], header[18], header[19]]));
    transport(packet, offset + header_len, header[9], is_fragment, [0, source], [0, destination])
}

/// RFC 8200, 3. Behind extension headers no ports are looked for.
#[inline(always)]
fn ipv6(packet: impl Packet, offset: u32) -> Option<Flow> {
    const LEN: usize = 40;
    let header = load::<LEN>(packet, offset)?;
    let half = |at: usize| {
        u64::from_be_bytes([
            header[at],
            header[at + 1],
            header[at + 2],
            header[at + 3],
            header[at + 4],
            header[at + 5],
            header[at + 6],
            header[at + 7],
        ])
    };
    transport(packet, offset + LEN as u32, header[6], false, [half(8), half(16)], [half(24), half(32)])
}

#[inline(always)]
fn transport(
    packet: impl Packet,
    offset: u32,
    protocol: u8,
    is_fragment: bool,
    source: [u64; 2],
    destination: [u64; 2],
) -> Option<Flow> {
    let mut ports = [0; 2];
    let mut is_marker = protocol == PROTO_ICMP || protocol == PROTO_ICMPV6;
    if !is_fragment && (protocol == PROTO_TCP || protocol == PROTO_UDP || protocol == PROTO_SCTP) {
        let [a, b, c, d] = load::<4>(packet, offset)?;
        ports = [u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])];
        if protocol == PROTO_TCP {
            let [flags] = load::<1>(packet, offset + TCP_FLAGS_OFFSET)?;
            is_marker = flags & TCP_MARKERS != 0;
        }
    }
    // A sum, so that it does not matter which end sends.
    let ends = end(source, ports[0]).wrapping_add(end(destination, ports[1]));
    Some(Flow { hash: mix(ends ^ u64::from(protocol)), is_marker })
}

#[inline(always)]
fn end([high, low]: [u64; 2], port: u16) -> u64 {
    mix(mix(mix(config::seed() ^ high) ^ low) ^ u64::from(port))
}

/// Spreads every bit over the whole word: two rounds of xor-shift and multiplication by odd numbers.
#[inline(always)]
const fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word ^ (word >> 32)
}

#[inline(always)]
fn load<const LEN: usize>(packet: impl Packet, offset: u32) -> Option<[u8; LEN]> {
    let mut bytes = MaybeUninit::<[u8; LEN]>::uninit();
    // SAFETY: there is room for `LEN` bytes, all of which are written where there is an answer.
    unsafe {
        packet.load(offset, bytes.as_mut_ptr().cast(), LEN as u32)?;
        Some(bytes.assume_init())
    }
}
