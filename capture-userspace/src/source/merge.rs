//! Merges the rings of all CPUs into one stream in order of time.
//!
//! Records of one CPU are in order. Between CPUs a record is handed out once it is older than
//! a window at the time of the last look at all rings: what any CPU stamped before it has been
//! visible to that look.

use std::{cmp::Reverse, collections::BinaryHeap, time::Duration};

use bytes::Buf;
use capture_common::abi::RecordHeader;

use crate::sys::{clock::monotonic_ns, ring_memory::RingMemory};

/// Longest time from the clock read in a capture program to the record being visible. Programs run
/// with bottom halves off; only hardware interrupts can hold them up.
pub const WINDOW: Duration = Duration::from_millis(1);

/// Between two looks a ring may fill up to one part in so many.
const SHARE_OF_RING: u64 = 8;

/// What the window grows by at least when it grows again, in nanoseconds.
const LEAST_WINDOW_NS: u64 = 10_000;

/// A record in a ring.
pub struct Raw<'a> {
    /// Its header.
    pub header: RecordHeader,
    /// When the adapter stamped it, in ns on its own clock; 0 where it has not, or was not asked.
    pub adapter_ns: u64,
    /// The header's own bytes, free to be overwritten, and the packet behind them.
    pub bytes: &'a mut [u8],
}

/// What is known of a ring.
#[derive(Clone, Copy, Default)]
struct Ring {
    /// Its next record's, which is among the heads.
    head: Option<RecordHeader>,
    /// Produced when the pace was last measured.
    paced: u64,
}

/// The rings, read as one stream.
pub struct Merger {
    memory: RingMemory,
    rings: Vec<Ring>,
    /// The next record of each ring that has one: its time and its ring.
    heads: BinaryHeap<Reverse<(u64, usize)>>,
    longest_window_ns: u64,
    window_ns: u64,
    /// When the pace was last measured.
    paced_ns: u64,
    /// Records up to this time may be handed out.
    horizon_ns: u64,
    /// No more records come in: all may be handed out.
    draining: bool,
    /// The ring of the record handed out last, which still is that record's reader's.
    last: Option<usize>,
}

impl Merger {
    /// Reads these rings from their start; a record waits for `window` to pass before it is handed out.
    pub fn new(memory: RingMemory, window: Duration) -> Self {
        let cpus = memory.cpus();
        Self {
            memory,
            rings: vec![Ring::default(); cpus],
            heads: BinaryHeap::with_capacity(cpus),
            longest_window_ns: window.as_nanos() as u64,
            window_ns: window.as_nanos() as u64,
            paced_ns: monotonic_ns(),
            horizon_ns: 0,
            draining: false,
            last: None,
        }
    }

    /// Hands out what is left without waiting for other CPUs; for the end of a capture.
    pub fn drain(&mut self) {
        self.draining = true;
    }

    /// How long the reader may let records gather: the window, or less where a ring would fill up too much
    /// at the pace of the time since this was last asked. The window shrinks along with it.
    pub fn pace(&mut self) -> Duration {
        let now = monotonic_ns();
        let elapsed = now.saturating_sub(self.paced_ns);
        self.paced_ns = now;
        let mut fastest = 1;
        for (cpu, ring) in self.rings.iter_mut().enumerate() {
            let produced = self.memory.produced(cpu);
            fastest = fastest.max(produced - ring.paced);
            ring.paced = produced;
        }
        let spare = elapsed.saturating_mul(self.memory.size() / SHARE_OF_RING) / fastest;
        // A moment without records says little: what shrank at once grows again step by step.
        let most = self.longest_window_ns.min(2 * self.window_ns + LEAST_WINDOW_NS);
        self.window_ns = spare.min(most);
        Duration::from_nanos(self.window_ns)
    }

    /// Whether a record is there that has to wait for the window to pass.
    pub fn is_holding(&self) -> bool {
        !self.heads.is_empty()
    }

    /// The rings' memory, for counters and alarms.
    pub const fn memory(&self) -> &RingMemory {
        &self.memory
    }

    /// The next record, or `None` where no ring has one that may be handed out yet.
    pub fn next_record(&mut self) -> Option<Raw<'_>> {
        self.finish_last();
        if !self.has_due_head() {
            self.look();
            if !self.has_due_head() {
                return None;
            }
        }
        let Reverse((_, cpu)) = self.heads.pop()?;
        let header = self.rings[cpu].head.take()?;
        self.last = Some(cpu);
        let front = self.memory.front();
        let len = front + RecordHeader::LEN + header.caplen as usize;
        let (front, bytes) = self.memory.take(cpu, len)?.split_at_mut(front);
        Some(Raw { header, adapter_ns: front.first_chunk().copied().map_or(0, u64::from_ne_bytes), bytes })
    }

    fn has_due_head(&self) -> bool {
        self.heads.peek().is_some_and(|Reverse((ktime, _))| *ktime <= self.horizon_ns)
    }

    /// Looks at all rings anew and takes up the heads of those that had none.
    pub fn look(&mut self) {
        let now = monotonic_ns();
        self.horizon_ns = if self.draining { u64::MAX } else { now.saturating_sub(self.window_ns) };
        for cpu in 0..self.rings.len() {
            self.memory.look(cpu);
            if self.rings[cpu].head.is_none() {
                self.push_head(cpu);
            }
        }
    }

    /// The record handed out last is no longer in use: go on behind it.
    fn finish_last(&mut self) {
        if let Some(cpu) = self.last.take() {
            self.push_head(cpu);
        }
    }

    fn push_head(&mut self, cpu: usize) {
        if let Some(header) = self.header(cpu) {
            self.heads.push(Reverse((header.ktime_ns, cpu)));
            self.rings[cpu].head = Some(header);
        }
    }

    fn header(&mut self, cpu: usize) -> Option<RecordHeader> {
        let front = self.memory.front();
        let mut bytes = self.memory.peek(cpu, front + RecordHeader::LEN)?;
        bytes.advance(front);
        Some(RecordHeader {
            ktime_ns: bytes.get_u64_ne(),
            origlen: bytes.get_u32_ne(),
            caplen: bytes.get_u32_ne(),
            ifindex: bytes.get_u32_ne(),
            vlan_tci: bytes.get_u16_ne(),
            vlan_proto: bytes.get_u16_ne(),
            protocol: bytes.get_u16_ne(),
            pkt_type: bytes.get_u8(),
            hook: bytes.get_u8(),
            pad: 0,
        })
    }
}
