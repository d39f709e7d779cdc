//! Makes of what a hook saw what the wire or a cooked socket would have shown.
//!
//! Both put bytes in front of others, and both do so in place: the record's header, already parsed,
//! makes the room.

use bytes::BufMut;
use capture_common::abi::RecordHeader;
use network_types::{eth::EthHdr, vlan::VlanHdr};

use super::{LinkLayer, merge::Raw};

/// Length of both Ethernet addresses, behind which a VLAN tag belongs (IEEE 802.1Q-2022, 9.3).
const ADDRESSES_LEN: usize = 12;

/// Length of an address in an Ethernet header.
const ADDRESS_LEN: usize = 6;

/// `struct sll2_header` of libpcap, 20 bytes, big-endian: protocol 2, zero 2, ifindex 4, ARPHRD 2,
/// packet type 1, address length 1, address 8.
const SLL2_LEN: usize = 20;

/// A packet's bytes and its length on the wire.
pub type Cooked<'a> = (&'a [u8], u32);

/// The frame with the VLAN tag that the kernel holds beside it put back.
pub fn frame(raw: Raw<'_>) -> Cooked<'_> {
    let Raw { header, bytes } = raw;
    let caplen = bytes.len() - RecordHeader::LEN;
    if header.vlan_proto == 0 || caplen < ADDRESSES_LEN {
        return (&bytes[RecordHeader::LEN..], header.origlen);
    }
    let start = RecordHeader::LEN - VlanHdr::LEN;
    bytes.copy_within(RecordHeader::LEN..RecordHeader::LEN + ADDRESSES_LEN, start);
    let mut tag = &mut bytes[start + ADDRESSES_LEN..];
    tag.put_u16(header.vlan_proto);
    tag.put_u16(header.vlan_tci);
    (&bytes[start..], header.origlen.saturating_add(VlanHdr::LEN as u32))
}

/// The packet behind a Linux cooked header (version 2) in the place of its link header.
///
/// As on a cooked socket, a tag that the kernel holds beside the frame is not shown.
pub fn sll2(raw: Raw<'_>, layer: LinkLayer, arphrd: u16, snaplen: u32) -> Cooked<'_> {
    let Raw { header, bytes } = raw;
    let link_len = match layer {
        LinkLayer::Ethernet => EthHdr::LEN.min(bytes.len() - RecordHeader::LEN),
        LinkLayer::Raw => 0,
    };
    let payload = RecordHeader::LEN + link_len;
    let mut address = [0; 8];
    let address_len = if link_len == EthHdr::LEN {
        let source = &bytes[RecordHeader::LEN + ADDRESS_LEN..][..ADDRESS_LEN];
        address[..ADDRESS_LEN].copy_from_slice(source);
        ADDRESS_LEN as u8
    } else {
        0
    };

    let start = payload - SLL2_LEN;
    let mut cooked = &mut bytes[start..];
    cooked.put_u16(header.protocol);
    cooked.put_u16(0);
    cooked.put_u32(header.ifindex);
    cooked.put_u16(arphrd);
    cooked.put_u8(header.pkt_type);
    cooked.put_u8(address_len);
    cooked.put_slice(&address);

    let origlen = (header.origlen as usize + SLL2_LEN).saturating_sub(link_len) as u32;
    let end = bytes.len().min(start + snaplen as usize);
    (&bytes[start..end], origlen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(caplen: u32) -> RecordHeader {
        RecordHeader {
            ktime_ns: 0,
            origlen: 100,
            caplen,
            ifindex: 7,
            vlan_tci: 0x2064,
            vlan_proto: 0x8100,
            protocol: 0x0800,
            pkt_type: 4,
            hook: 1,
            pad: 0,
        }
    }

    fn record(packet: &[u8]) -> Vec<u8> {
        [&[0xaa; RecordHeader::LEN], packet].concat()
    }

    const PACKET: [u8; 16] = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 8, 0, 0x45, 0];

    #[test]
    fn a_tag_is_put_back_behind_the_addresses() {
        let mut bytes = record(&PACKET);
        let (data, origlen) = frame(Raw { header: header(16), bytes: &mut bytes });
        assert_eq!(data, [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 0x81, 0, 0x20, 0x64, 8, 0, 0x45, 0]);
        assert_eq!(origlen, 104);
    }

    #[test]
    fn a_frame_too_short_for_a_tag_stays_as_it_is() {
        let mut bytes = record(&PACKET[..8]);
        assert_eq!(frame(Raw { header: header(8), bytes: &mut bytes }), (&PACKET[..8], 100));
    }

    #[test]
    fn a_cooked_header_takes_the_place_of_the_ethernet_header() {
        let mut bytes = record(&PACKET);
        let (data, origlen) =
            sll2(Raw { header: header(16), bytes: &mut bytes }, LinkLayer::Ethernet, 1, 262_144);
        assert_eq!(data, [8, 0, 0, 0, 0, 0, 0, 7, 0, 1, 4, 6, 2, 2, 2, 2, 2, 2, 0, 0, 0x45, 0]);
        assert_eq!(origlen, 106);
    }

    #[test]
    fn a_cooked_packet_is_cut_at_the_snaplen_and_may_have_no_address() {
        let mut bytes = record(&PACKET);
        let (data, origlen) = sll2(Raw { header: header(16), bytes: &mut bytes }, LinkLayer::Raw, 65534, 24);
        assert_eq!(data.len(), 24);
        assert_eq!(data[8..20], [0xff, 0xfe, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(origlen, 120);
    }
}
