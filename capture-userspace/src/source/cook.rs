//! Makes of what a hook or a socket saw what the wire or a cooked socket would have shown.
//!
//! Each function puts bytes in front of a packet, and does so in place: every packet of a ring has
//! [`HEADROOM`] free bytes before it, left by a header that has already been parsed.

use bytes::{Buf, BufMut};
use capture_common::abi::RecordHeader;
use network_types::{eth::EthHdr, vlan::VlanHdr};

/// Free bytes before a packet that the functions here may use: in a ring of our own, its header.
pub const HEADROOM: usize = RecordHeader::LEN;

/// Length of both Ethernet addresses, behind which a VLAN tag belongs (IEEE 802.1Q-2022, 9.3).
const ADDRESSES_LEN: usize = 12;

/// Length of an address in an Ethernet header.
const ADDRESS_LEN: usize = 6;

/// A packet's bytes and its length on the wire.
pub type Cooked<'a> = (&'a [u8], u32);

/// A packet with headroom before it.
pub struct Packet<'a> {
    /// [`HEADROOM`] bytes, free to be overwritten, and the captured bytes.
    pub bytes: &'a mut [u8],
    /// Length on the wire in bytes, the VLAN tag beside the packet not counted.
    pub origlen: u32,
}

/// What a cooked header tells (`linux/if_packet.h`, `struct sockaddr_ll`).
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// Ethertype.
    pub protocol: u16,
    /// The interface's index.
    pub ifindex: u32,
    /// The interface's `ARPHRD_` number.
    pub arphrd: u16,
    /// `PACKET_HOST` and the like.
    pub pkt_type: u8,
    /// Length of the sender's address.
    pub address_len: u8,
    /// The sender's address.
    pub address: [u8; 8],
}

impl<'a> Packet<'a> {
    /// The captured bytes.
    pub fn captured(&self) -> &[u8] {
        self.bytes.get(HEADROOM..).unwrap_or_default()
    }

    /// The frame as it is.
    pub fn plain(self) -> Cooked<'a> {
        (self.bytes.get(HEADROOM..).unwrap_or_default(), self.origlen)
    }

    /// The frame with the VLAN tag (TPID, TCI) that the kernel holds beside it put back.
    pub fn tagged(self, (tpid, tci): (u16, u16)) -> Cooked<'a> {
        if self.captured().len() < ADDRESSES_LEN {
            return self.plain();
        }
        let start = HEADROOM - VlanHdr::LEN;
        self.bytes.copy_within(HEADROOM..HEADROOM + ADDRESSES_LEN, start);
        let mut tag = &mut self.bytes[start + ADDRESSES_LEN..];
        tag.put_u16(tpid);
        tag.put_u16(tci);
        (&self.bytes[start..], self.origlen.saturating_add(VlanHdr::LEN as u32))
    }

    /// The packet behind a Linux cooked header (version 2) in the place of a link header of `link_len`
    /// bytes.
    ///
    /// The header is 20 bytes, big-endian: protocol 2, zero 2, ifindex 4, ARPHRD 2, packet type 1,
    /// address length 1, address 8. As on a cooked socket, a tag that the kernel holds beside the
    /// packet is not shown.
    pub fn sll2(self, origin: &Origin, link_len: usize, snaplen: u32) -> Cooked<'a> {
        const LEN: usize = 20;
        self.replace_header::<LEN>(link_len, snaplen, |mut header| {
            header.put_u16(origin.protocol);
            header.put_u16(0);
            header.put_u32(origin.ifindex);
            header.put_u16(origin.arphrd);
            header.put_u8(origin.pkt_type);
            header.put_u8(origin.address_len);
            header.put_slice(&origin.address);
        })
    }

    /// The packet behind a Linux cooked header (version 1).
    ///
    /// The header is 16 bytes, big-endian: packet type 2, ARPHRD 2, address length 2, address 8,
    /// protocol 2.
    pub fn sll(self, origin: &Origin, snaplen: u32) -> Cooked<'a> {
        const LEN: usize = 16;
        self.replace_header::<LEN>(0, snaplen, |mut header| {
            header.put_u16(u16::from(origin.pkt_type));
            header.put_u16(origin.arphrd);
            header.put_u16(u16::from(origin.address_len));
            header.put_slice(&origin.address);
            header.put_u16(origin.protocol);
        })
    }

    fn replace_header<const LEN: usize>(
        self,
        link_len: usize,
        snaplen: u32,
        write: impl FnOnce(&mut [u8]),
    ) -> Cooked<'a> {
        let link_len = link_len.min(self.captured().len());
        let start = HEADROOM + link_len - LEN;
        write(&mut self.bytes[start..start + LEN]);
        let end = self.bytes.len().min(start + snaplen as usize);
        let origlen = (self.origlen as usize + LEN).saturating_sub(link_len) as u32;
        (&self.bytes[start..end], origlen)
    }
}

/// The sender's address in an Ethernet header, as far as it was captured, with its length.
pub fn ethernet_source(frame: &[u8]) -> ([u8; 8], u8) {
    let mut address = [0; 8];
    match frame.get(ADDRESS_LEN..2 * ADDRESS_LEN) {
        Some(source) => {
            address[..ADDRESS_LEN].copy_from_slice(source);
            (address, ADDRESS_LEN as u8)
        }
        None => (address, 0),
    }
}

/// Length of an Ethernet header and the VLAN tag that may follow it, and what comes behind, as the kernel
/// understands a frame that it receives.
pub fn ethernet_payload(frame: &[u8]) -> (usize, u16) {
    const TAGS: [u16; 2] = [0x8100, 0x88a8];
    let ethertype = |at: usize| frame.get(at..at + 2).map_or(0, |mut bytes| bytes.get_u16());
    match ethertype(ADDRESSES_LEN) {
        tag if TAGS.contains(&tag) => (EthHdr::LEN + VlanHdr::LEN, ethertype(EthHdr::LEN + 2)),
        other => (EthHdr::LEN, other),
    }
}

/// For whom a frame is, seen from the interface with the address `own`: 0 for it, 1 for all, 2 for some,
/// 3 for another (`PACKET_HOST` and the like of `linux/if_packet.h`).
pub fn packet_type(frame: &[u8], own: &[u8]) -> u8 {
    match frame.get(..ADDRESS_LEN) {
        Some([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]) => 1,
        Some([first, ..]) if first & 1 != 0 => 2,
        Some(address) if address != own => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: [u8; 16] = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 8, 0, 0x45, 0];

    const ORIGIN: Origin = Origin {
        protocol: 0x0800,
        ifindex: 7,
        arphrd: 1,
        pkt_type: 4,
        address_len: 6,
        address: [2, 2, 2, 2, 2, 2, 0, 0],
    };

    fn with_headroom(frame: &[u8]) -> Vec<u8> {
        [&[0xaa; HEADROOM], frame].concat()
    }

    #[test]
    fn a_tag_is_put_back_behind_the_addresses() {
        let mut bytes = with_headroom(&FRAME);
        let (data, origlen) = Packet { bytes: &mut bytes, origlen: 100 }.tagged((0x8100, 0x2064));
        assert_eq!(data, [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 0x81, 0, 0x20, 0x64, 8, 0, 0x45, 0]);
        assert_eq!(origlen, 104);
    }

    #[test]
    fn a_frame_too_short_for_a_tag_stays_as_it_is() {
        let mut bytes = with_headroom(&FRAME[..8]);
        let cooked = Packet { bytes: &mut bytes, origlen: 100 }.tagged((0x8100, 0x2064));
        assert_eq!(cooked, (&FRAME[..8], 100));
    }

    #[test]
    fn a_cooked_header_takes_the_place_of_the_ethernet_header() {
        assert_eq!(ethernet_source(&FRAME), (ORIGIN.address, 6));
        let mut bytes = with_headroom(&FRAME);
        let (data, origlen) = Packet { bytes: &mut bytes, origlen: 100 }.sll2(&ORIGIN, 14, 262_144);
        assert_eq!(data, [8, 0, 0, 0, 0, 0, 0, 7, 0, 1, 4, 6, 2, 2, 2, 2, 2, 2, 0, 0, 0x45, 0]);
        assert_eq!(origlen, 106);
    }

    #[test]
    fn a_cooked_packet_is_cut_at_the_snaplen() {
        let mut bytes = with_headroom(&FRAME);
        let (data, origlen) = Packet { bytes: &mut bytes, origlen: 100 }.sll2(&ORIGIN, 0, 24);
        assert_eq!(data[20..], FRAME[..4]);
        assert_eq!(origlen, 120);
        let mut bytes = with_headroom(&[0x45]);
        let (data, origlen) = Packet { bytes: &mut bytes, origlen: 1 }.sll(&ORIGIN, 262_144);
        assert_eq!(data, [0, 4, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, 8, 0, 0x45]);
        assert_eq!(origlen, 17);
    }

    #[test]
    fn a_frame_is_understood_as_the_kernel_understands_it() {
        assert_eq!(ethernet_payload(&FRAME), (14, 0x0800));
        let tagged = [&FRAME[..12], &[0x81, 0, 0, 5, 0x86, 0xdd]].concat();
        assert_eq!(ethernet_payload(&tagged), (18, 0x86dd));
        assert_eq!(ethernet_payload(&FRAME[..12]), (14, 0));
        assert_eq!(packet_type(&[0xff; 14], &FRAME[..6]), 1);
        assert_eq!(packet_type(&FRAME, &FRAME[..6]), 2);
        assert_eq!(packet_type(&[2; 14], &[2; 6]), 0);
        assert_eq!(packet_type(&[2; 14], &[4; 6]), 3);
    }

    #[test]
    fn a_packet_cut_within_its_link_header_has_no_address() {
        assert_eq!(ethernet_source(&FRAME[..8]), ([0; 8], 0));
        let mut bytes = with_headroom(&FRAME[..8]);
        let (data, _) = Packet { bytes: &mut bytes, origlen: 100 }.sll2(&ORIGIN, 14, 262_144);
        assert_eq!(data.len(), 20);
    }
}
