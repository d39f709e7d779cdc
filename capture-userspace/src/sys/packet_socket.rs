//! A packet socket with a receive ring (TPACKET_V3), behind an interface that cannot be used wrongly.
//!
//! The ring is a row of blocks (`linux/if_packet.h`). The kernel fills one with packets and hands it
//! over by setting `TP_STATUS_USER` in its header; the reader hands it back by clearing it. A block
//! starts with `struct tpacket_block_desc`; each packet in it with `struct tpacket3_hdr`, then at the
//! next multiple of 16 `struct sockaddr_ll`, then room, then the packet's bytes.

use std::{
    io,
    mem::offset_of,
    os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd},
    slice,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use capture_common::Timestamp;
use libc::{sock_filter, tpacket_block_desc, tpacket_hdr_v1, tpacket3_hdr};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with};

use super::{mapping::Mapping, socket_option};
use crate::source::cook::HEADROOM;

/// Offset of `struct sockaddr_ll` behind a packet's header: the header's size, aligned to 16.
const ADDRESS_OFFSET: usize = size_of::<tpacket3_hdr>().next_multiple_of(libc::TPACKET_ALIGNMENT);

/// What the kernel wants the ring's size expressed in; packets take what they need of a block.
const FRAME_SIZE: usize = 2048;

/// How to open a socket.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Without link headers (`SOCK_DGRAM`).
    pub cooked: bool,
    /// Most bytes of a packet to keep.
    pub snaplen: u32,
    /// Size of the ring in bytes, roughly.
    pub buffer: u64,
    /// How long a packet waits at most for its block to be handed over.
    pub latency: Duration,
    /// Whether what the adapter has stamped keeps that time.
    pub adapter_time: bool,
}

/// What the kernel tells beside a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// When it passed.
    pub ts: Timestamp,
    /// Length on the wire in bytes, the VLAN tag beside the packet not counted.
    pub origlen: u32,
    /// TPID and TCI of a VLAN tag held beside the packet.
    pub vlan: Option<(u16, u16)>,
    /// Ethertype, in host order.
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

/// A packet in the ring.
pub struct Received<'a> {
    /// What the kernel tells of it.
    pub facts: Facts,
    /// [`HEADROOM`] bytes, free to be overwritten, and the packet.
    pub bytes: &'a mut [u8],
}

/// Packets that passed the socket's filter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Statistics {
    /// All of them.
    pub packets: u64,
    /// Those for which the ring had no room.
    pub drops: u64,
}

/// Where the reader is.
#[derive(Clone, Copy, Default)]
struct Place {
    block: usize,
    /// Whether the block is the reader's.
    is_held: bool,
    /// Packets of the block not yet read.
    left: u32,
    /// Offset in the block of the next of them.
    offset: usize,
}

/// A packet socket and its ring.
pub struct PacketSocket {
    socket: OwnedFd,
    ring: Mapping,
    block_size: usize,
    blocks: usize,
    place: Place,
    statistics: Statistics,
}

impl PacketSocket {
    /// Makes the socket and its ring; nothing is received before [`Self::bind`].
    ///
    /// # Errors
    /// Without `CAP_NET_RAW`, or when the kernel has no memory for the ring.
    pub fn open(options: Options) -> io::Result<Self> {
        let kind = if options.cooked { SocketType::DGRAM } else { SocketType::RAW };
        // Protocol 0: nothing is received yet.
        let socket = socket_with(AddressFamily::PACKET, kind, SocketFlags::CLOEXEC, None)?;
        let packet = |name, value: libc::c_int| socket_option::set(&socket, libc::SOL_PACKET, name, &value);
        packet(libc::PACKET_VERSION, libc::tpacket_versions::TPACKET_V3 as libc::c_int)?;
        packet(libc::PACKET_RESERVE, HEADROOM as libc::c_int)?;
        if options.adapter_time {
            packet(libc::PACKET_TIMESTAMP, libc::SOF_TIMESTAMPING_RAW_HARDWARE as libc::c_int)?;
        }
        let (block_size, blocks) = dimensions(options.snaplen, options.buffer);
        let request = libc::tpacket_req3 {
            tp_block_size: block_size as u32,
            tp_block_nr: blocks as u32,
            tp_frame_size: FRAME_SIZE as u32,
            tp_frame_nr: (block_size / FRAME_SIZE * blocks) as u32,
            tp_retire_blk_tov: options.latency.as_millis().clamp(1, 1000) as u32,
            tp_sizeof_priv: 0,
            tp_feature_req_word: 0,
        };
        socket_option::set(&socket, libc::SOL_PACKET, libc::PACKET_RX_RING, &request)?;
        let ring = Mapping::new(socket.as_fd(), block_size * blocks)?;
        let (place, statistics) = (Place::default(), Statistics::default());
        Ok(Self { socket, ring, block_size, blocks, place, statistics })
    }

    /// From here on only packets that this program accepts are received, cut to what it answers.
    ///
    /// # Errors
    /// When the kernel finds fault with the program.
    pub fn filter(&self, program: &[sock_filter]) -> io::Result<()> {
        let len = u16::try_from(program.len()).map_err(io::Error::other)?;
        let program = libc::sock_fprog { len, filter: program.as_ptr().cast_mut() };
        // SAFETY: the kernel reads the program's header, and through it `len` instructions, during
        // the call only.
        let status = unsafe {
            libc::setsockopt(
                self.socket.as_raw_fd(),
                libc::SOL_SOCKET,
                libc::SO_ATTACH_FILTER,
                (&raw const program).cast(),
                size_of::<libc::sock_fprog>() as libc::socklen_t,
            )
        };
        if status == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// Begins to receive from one interface, or from all for `None`.
    ///
    /// # Errors
    /// When the interface has gone.
    pub fn bind(&self, ifindex: Option<u32>) -> io::Result<()> {
        let address = libc::sockaddr_ll {
            sll_family: libc::AF_PACKET as u16,
            sll_protocol: (libc::ETH_P_ALL as u16).to_be(),
            sll_ifindex: ifindex.unwrap_or(0) as libc::c_int,
            sll_hatype: 0,
            sll_pkttype: 0,
            sll_halen: 0,
            sll_addr: [0; 8],
        };
        // SAFETY: the kernel reads `address`, whose size is given, during the call only.
        let status = unsafe {
            libc::bind(
                self.socket.as_raw_fd(),
                (&raw const address).cast(),
                size_of::<libc::sockaddr_ll>() as libc::socklen_t,
            )
        };
        if status == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// What went wrong with the socket since this was last asked, such as an interface that went down.
    pub fn take_error(&self) -> Option<io::Error> {
        match socket_option::read::<libc::c_int>(&self.socket, libc::SOL_SOCKET, libc::SO_ERROR) {
            Ok(0) => None,
            Ok(number) => Some(io::Error::from_raw_os_error(number)),
            Err(error) => Some(error),
        }
    }

    /// The next packet, or `None` where the kernel has not handed over another block yet.
    pub fn receive(&mut self) -> Option<Received<'_>> {
        while self.place.left == 0 {
            self.release();
            self.take_block()?;
        }
        let (start, end, facts) = self.packet()?;
        let block = self.block(self.place.block);
        // SAFETY: within the mapped block, as `packet` has checked, which the kernel leaves to the
        // reader until it is released; `&mut self` keeps anyone from releasing it meanwhile.
        let bytes = unsafe { slice::from_raw_parts_mut(block.add(start), end - start) };
        Some(Received { facts, bytes })
    }

    /// The counters since the start.
    ///
    /// # Errors
    /// When the kernel does not tell.
    pub fn statistics(&mut self) -> io::Result<Statistics> {
        // The kernel starts anew each time it is asked.
        let since: libc::tpacket_stats_v3 =
            socket_option::read(&self.socket, libc::SOL_PACKET, libc::PACKET_STATISTICS)?;
        self.statistics.packets += u64::from(since.tp_packets);
        self.statistics.drops += u64::from(since.tp_drops);
        Ok(self.statistics)
    }

    fn block(&self, number: usize) -> *mut u8 {
        assert!(number < self.blocks);
        // SAFETY: the mapping holds that many blocks.
        unsafe { self.ring.start().add(number * self.block_size) }
    }

    /// The status word of a block, which both sides write.
    fn status(&self, number: usize) -> &AtomicU32 {
        let offset = offset_of!(tpacket_block_desc, hdr) + offset_of!(tpacket_hdr_v1, block_status);
        // SAFETY: an aligned word within a mapped block, which the kernel also accesses as a whole.
        unsafe { AtomicU32::from_ptr(self.block(number).add(offset).cast()) }
    }

    /// Takes the current block if the kernel has handed it over.
    fn take_block(&mut self) -> Option<()> {
        let Place { block, .. } = self.place;
        if self.status(block).load(Ordering::Acquire) & libc::TP_STATUS_USER == 0 {
            return None;
        }
        let header = self.header(0, offset_of!(tpacket_block_desc, hdr) + size_of::<tpacket_hdr_v1>())?;
        let header = header.get(offset_of!(tpacket_block_desc, hdr)..)?;
        let left = word(header, offset_of!(tpacket_hdr_v1, num_pkts))?;
        let offset = word(header, offset_of!(tpacket_hdr_v1, offset_to_first_pkt))? as usize;
        self.place = Place { block, is_held: true, left, offset };
        Some(())
    }

    /// Gives the current block back and goes on to the one behind it.
    fn release(&mut self) {
        if self.place.is_held {
            self.status(self.place.block).store(libc::TP_STATUS_KERNEL, Ordering::Release);
            self.place = Place { block: (self.place.block + 1) % self.blocks, ..Place::default() };
        }
    }

    /// `len` bytes of the current block.
    fn header(&self, offset: usize, len: usize) -> Option<&[u8]> {
        let end = offset.checked_add(len)?;
        // SAFETY: within the mapped block, which the kernel does not write to while it is held.
        (end <= self.block_size)
            .then(|| unsafe { slice::from_raw_parts(self.block(self.place.block).add(offset), len) })
    }

    /// Finds the next packet of the block: where its headroom starts, where it ends, and its facts.
    fn packet(&mut self) -> Option<(usize, usize, Facts)> {
        let at = self.place.offset;
        let header = self.header(at, ADDRESS_OFFSET + size_of::<libc::sockaddr_ll>())?;
        let facts = facts(header)?;
        let next = word(header, offset_of!(tpacket3_hdr, tp_next_offset))? as usize;
        let caplen = word(header, offset_of!(tpacket3_hdr, tp_snaplen))? as usize;
        let start = at + usize::from(half(header, offset_of!(tpacket3_hdr, tp_mac))?);
        let end = start.checked_add(caplen).filter(|end| *end <= self.block_size)?;
        let start = start.checked_sub(HEADROOM)?;
        self.place.offset = at + next;
        self.place.left -= 1;
        Some((start, end, facts))
    }
}

impl AsRawFd for PacketSocket {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }
}

impl AsFd for PacketSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

/// Size and number of the blocks: each has room for a packet of `snaplen` bytes and its headers.
fn dimensions(snaplen: u32, buffer: u64) -> (usize, usize) {
    const OVERHEAD: usize = 1024;
    const SMALLEST: usize = 128 * 1024;
    let block_size = (snaplen as usize + OVERHEAD).next_power_of_two().max(SMALLEST);
    let blocks = usize::try_from(buffer / block_size as u64).unwrap_or(usize::MAX).clamp(2, 1 << 16);
    (block_size, blocks)
}

fn word(bytes: &[u8], offset: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*bytes.get(offset..)?.first_chunk()?))
}

fn half(bytes: &[u8], offset: usize) -> Option<u16> {
    Some(u16::from_ne_bytes(*bytes.get(offset..)?.first_chunk()?))
}

/// Reads `struct tpacket3_hdr` and the `struct sockaddr_ll` behind it.
fn facts(header: &[u8]) -> Option<Facts> {
    let address = header.get(ADDRESS_OFFSET..)?;
    let status = word(header, offset_of!(tpacket3_hdr, tp_status))?;
    let tag = header.get(offset_of!(tpacket3_hdr, hv1)..)?;
    let tci = word(tag, offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tci))? as u16;
    let tpid = half(tag, offset_of!(libc::tpacket_hdr_variant1, tp_vlan_tpid))?;
    Some(Facts {
        ts: Timestamp {
            secs: i64::from(word(header, offset_of!(tpacket3_hdr, tp_sec))?),
            nanos: i64::from(word(header, offset_of!(tpacket3_hdr, tp_nsec))?),
        },
        origlen: word(header, offset_of!(tpacket3_hdr, tp_len))?,
        vlan: (status & libc::TP_STATUS_VLAN_VALID != 0).then_some((tpid, tci)),
        protocol: u16::from_be(half(address, offset_of!(libc::sockaddr_ll, sll_protocol))?),
        ifindex: word(address, offset_of!(libc::sockaddr_ll, sll_ifindex))?,
        arphrd: half(address, offset_of!(libc::sockaddr_ll, sll_hatype))?,
        pkt_type: *address.get(offset_of!(libc::sockaddr_ll, sll_pkttype))?,
        address_len: *address.get(offset_of!(libc::sockaddr_ll, sll_halen))?,
        address: *address.get(offset_of!(libc::sockaddr_ll, sll_addr)..)?.first_chunk()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_room_for_the_longest_packet() {
        assert_eq!(dimensions(64, 1 << 20), (128 * 1024, 8));
        assert_eq!(dimensions(262_144, 2 << 20), (512 * 1024, 4));
        assert_eq!(dimensions(262_144, 0), (512 * 1024, 2));
    }

    #[test]
    fn the_header_is_read_as_the_kernel_lays_it_out() {
        let mut header = [0; ADDRESS_OFFSET + size_of::<libc::sockaddr_ll>()];
        header[4..8].copy_from_slice(&7_u32.to_ne_bytes());
        header[8..12].copy_from_slice(&9_u32.to_ne_bytes());
        header[16..20].copy_from_slice(&60_u32.to_ne_bytes());
        header[20..24].copy_from_slice(&(1 | libc::TP_STATUS_VLAN_VALID).to_ne_bytes());
        header[32..36].copy_from_slice(&100_u32.to_ne_bytes());
        header[36..38].copy_from_slice(&0x8100_u16.to_ne_bytes());
        header[48 + 2..48 + 4].copy_from_slice(&[8, 0]);
        header[48 + 4..48 + 8].copy_from_slice(&3_u32.to_ne_bytes());
        header[48 + 8..48 + 10].copy_from_slice(&1_u16.to_ne_bytes());
        header[48 + 10..48 + 14].copy_from_slice(&[4, 6, 1, 2]);
        let facts = facts(&header).unwrap();
        assert_eq!(facts.ts, Timestamp { secs: 7, nanos: 9 });
        assert_eq!((facts.origlen, facts.vlan), (60, Some((0x8100, 100))));
        assert_eq!((facts.protocol, facts.ifindex, facts.arphrd), (0x0800, 3, 1));
        assert_eq!((facts.pkt_type, facts.address_len, facts.address[..2].to_vec()), (4, 6, vec![1, 2]));
    }
}
