//! What crosses the border between the kernel programs and the loader.
//!
//! Only naturally aligned integers in the machine's byte order, padding spelled out. One ring per
//! possible CPU:
//!
//! ```text
//! RINGS[cpu]     blocks of equal size, slack behind them
//!   block        records one behind the other, at last a link to the block that goes on
//!   record       RecordHeader, caplen bytes, padding to 8
//! CPUS[cpu]      CpuState: how far the ring is written, and which blocks are free
//! LEDGER[...]    Tally: counters for each CPU, interface slot and hook
//! ```
//!
//! A record that does not fit into what is left of a block begins the free block with the lowest number. A reader that
//! keeps up thus has few blocks written again and again, which stay in the CPU's cache; the others are for when it does
//! not. Where packets are stamped by the adapter, [`ADAPTER_TIME_LEN`] bytes stand in front of each record and link.

use core::mem::{offset_of, size_of};

/// Largest snaplen, in bytes: tcpdump's default and its maximum.
pub const MAX_SNAPLEN: u32 = 262_144;

/// Records start at multiples of this many bytes.
pub const RECORD_ALIGN: u64 = 8;

/// Bytes in front of a record for the time at which the adapter stamped the packet (`skb_hwtstamps`), in ns on its own
/// clock; 0 where it has not. Only there when the capture asked for that clock.
pub const ADAPTER_TIME_LEN: u64 = 8;

/// Which hook saw a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Hook {
    /// tcx or clsact ingress.
    Ingress = 0,
    /// tcx or clsact egress.
    Egress = 1,
    /// XDP, which only sees what comes in.
    Xdp = 2,
}

impl Hook {
    /// All hooks, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Ingress, Self::Egress, Self::Xdp];
}

/// What the kernel side counts, and the index of [`Tally::counts`].
///
/// In each [`Tally`]: seen = filtered + sampled + dropped + copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Counter {
    /// Packets that reached the program.
    Seen = 0,
    /// Packets that the filter rejected.
    Filtered = 1,
    /// Packets that matched and were left out by sampling.
    Sampled = 2,
    /// Packets that were wanted and found no room in the ring, or could not be read.
    Dropped = 3,
    /// Packets whose record was written into the ring.
    Copied = 4,
}

/// The packet type of what leaves, this host's own or forwarded (`linux/if_packet.h`).
pub const PACKET_OUTGOING: u8 = 4;

/// Number of [`Counter`]s.
pub const COUNTERS: usize = 5;

/// Set in a link, in the place of a record's `ktime_ns`; the other bits are the number of a block.
pub const LINK: u64 = 1 << 63;

/// Most bytes of a packet that are copied word by word: a common frame has no more.
pub const MOST_BY_WORDS: u32 = 1536;

/// Bytes of a link.
pub const LINK_LEN: u64 = 8;

/// Most blocks of a ring: a bit for each in [`CpuState::taken`].
pub const MAX_BLOCKS: u64 = 64;

/// The state of one CPU's ring: an element of the mmapable array `CPUS`, 128 bytes.
///
/// The first cache line is written by the kernel program, the second by the reader. A block is free where its bits in
/// `taken` and `given` differ: as each word has one writer, nobody needs atomic operations. The program has the first
/// block from the start, all others once the reader has given them.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct CpuState {
    /// Bytes of records since the start, links not counted; a record, and the link before it, is visible once this is
    /// past it.
    pub produced: u64,
    /// Where the block that is being filled begins, in bytes from the start of the ring.
    pub block: u64,
    /// Bytes of that block that are filled.
    pub used: u64,
    /// Bit n changes when the program takes block n.
    pub taken: u64,
    /// 1 while the program writes a record: turns away a program that interrupts it.
    pub busy: u32,
    /// Zero.
    pub pad0: u32,
    /// Zero.
    pub pad1: [u64; 3],
    /// Bit n changes when the reader gives block n.
    pub given: u64,
    /// 1 when the reader sleeps and wants to be woken by the next record.
    pub waiting: u32,
    /// Zero.
    pub pad2: u32,
    /// Zero.
    pub pad3: [u64; 6],
}

/// Packets counted at one place: an element of the mmapable array `LEDGER`, one cache line of 64 bytes.
///
/// The element of a CPU, interface and hook is [`tally_index`].
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Tally {
    /// Packets by [`Counter`].
    pub counts: [u64; COUNTERS],
    /// Zero.
    pub pad: [u64; 3],
}

/// Where in `LEDGER` packets are counted that a hook sees on a CPU and an interface.
///
/// `slots`, a power of two, is the number of interfaces that can be told apart: those whose index is
/// the same modulo `slots` share their counters.
#[inline(always)]
pub const fn tally_index(cpu: u32, ifindex: u32, hook: Hook, slots: u32) -> u32 {
    (cpu * slots + (ifindex & (slots - 1))) * Hook::ALL.len() as u32 + hook as u32
}

/// What stands before the bytes of a packet in a ring, 32 bytes.
///
/// | offset | width | field |
/// |---|---|---|
/// | 0 | 8 | `ktime_ns` |
/// | 8 | 4 | `origlen` |
/// | 12 | 4 | `caplen` |
/// | 16 | 4 | `ifindex` |
/// | 20 | 2 | `vlan_tci` |
/// | 22 | 2 | `vlan_proto` |
/// | 24 | 2 | `protocol` |
/// | 26 | 1 | `pkt_type` |
/// | 27 | 1 | `hook` |
/// | 28 | 4 | zero |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct RecordHeader {
    /// `CLOCK_MONOTONIC` at the hook, in nanoseconds.
    pub ktime_ns: u64,
    /// Length of the frame in bytes, the VLAN tag beside it not counted.
    pub origlen: u32,
    /// Bytes of the frame that follow this header.
    pub caplen: u32,
    /// The interface's index.
    pub ifindex: u32,
    /// The VLAN tag held beside the frame, 0 with a `vlan_proto` of 0.
    pub vlan_tci: u16,
    /// The tag's TPID (0x8100 or 0x88a8), 0 where no tag is held beside the frame.
    pub vlan_proto: u16,
    /// Ethertype of the payload as the kernel understands it (`skb->protocol`), in host order.
    pub protocol: u16,
    /// `PACKET_HOST` and the like of `linux/if_packet.h`.
    pub pkt_type: u8,
    /// A [`Hook`].
    pub hook: u8,
    /// Zero.
    pub pad: u32,
}

/// When the packet generator lets its next frame pass, and what it writes into it:
/// `[next_ns, step_ns, sequence, flows, is_stamped]`, 40 bytes.
///
/// `next_ns` is on `CLOCK_MONOTONIC`; a `step_ns` of 0 stands for as fast as can be; `sequence` is
/// the number of the last frame, from 1 on; frames come from so many ports in turn as there are `flows`; they
/// carry the time if `is_stamped` is not 0.
pub type Pace = [u64; 5];

/// Where a generated frame carries the port that it comes from (2 bytes, big-endian): at the start of UDP behind
/// Ethernet and IPv4.
pub const GENERATED_PORT_OFFSET: usize = 34;

/// Where a generated frame carries its number (8 bytes, big-endian): behind UDP.
pub const GENERATED_SEQUENCE_OFFSET: usize = 42;

/// Where a stamped frame carries the time in ns on `CLOCK_MONOTONIC` (8 bytes, big-endian).
pub const GENERATED_TIME_OFFSET: usize = 50;

/// The port of the first of several flows.
pub const FIRST_FLOW_PORT: u16 = 1024;

const _: () = assert!(size_of::<RecordHeader>() == 32);
const _: () = assert!(size_of::<CpuState>() == 128);
const _: () = assert!(size_of::<Tally>() == 64);
const _: () = assert!(offset_of!(CpuState, given) == 64);

impl RecordHeader {
    /// Size of the header in bytes.
    pub const LEN: usize = size_of::<Self>();
}

/// Bytes that a record with `caplen` bytes of a packet takes in a ring.
pub const fn record_len(caplen: u32) -> u64 {
    (RecordHeader::LEN as u64 + caplen as u64).next_multiple_of(RECORD_ALIGN)
}

/// The smallest number of all ones that no `caplen - 1` exceeds where `caplen` is 1 to `snaplen`.
///
/// A program masks the length of a copy with it, which tells the verifier how long it can be.
pub const fn caplen_mask(snaplen: u32) -> u32 {
    snaplen.next_power_of_two() - 1
}

/// Bytes behind the blocks of a ring. No record runs on into them, but the verifier only sees that it starts within a
/// block and that it is no longer than this.
pub const fn slack(snaplen: u32) -> u64 {
    let longest = caplen_mask(snaplen) + 1;
    ADAPTER_TIME_LEN + record_len(if longest < MOST_BY_WORDS { MOST_BY_WORDS } else { longest })
}

/// Bytes that a block has at least: for a record of `snaplen` bytes, a link, and what stands in front of both.
pub const fn least_block(snaplen: u32) -> u64 {
    2 * ADAPTER_TIME_LEN + record_len(snaplen) + LINK_LEN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_padded_to_eight_bytes() {
        assert_eq!(record_len(0), 32);
        assert_eq!(record_len(1), 40);
        assert_eq!(record_len(64), 96);
        assert_eq!((slack(65), slack(65_535)), (1576, 65_576));
        assert_eq!(least_block(64), 120);
    }

    #[test]
    fn every_cpu_slot_and_hook_has_a_tally_of_its_own() {
        let mut seen = [false; 2 * 4 * 3];
        for (cpu, ifindex) in (0..2).flat_map(|cpu| (8..12).map(move |ifindex| (cpu, ifindex))) {
            for hook in Hook::ALL {
                let index = tally_index(cpu, ifindex, hook, 4) as usize;
                assert!(!core::mem::replace(&mut seen[index], true));
            }
        }
        assert_eq!(tally_index(0, 12, Hook::Egress, 4), tally_index(0, 8, Hook::Egress, 4));
    }
}
