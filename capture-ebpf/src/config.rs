//! What the loader fixes before the programs are loaded. The verifier sees constants.

use core::ptr;

use aya_ebpf::bindings::xdp_action::XDP_PASS;

/// Most bytes of a packet to keep; at most [`capture_common::abi::MAX_SNAPLEN`].
#[unsafe(no_mangle)]
static SNAPLEN: u32 = 0;

/// [`capture_common::abi::caplen_mask`] of `SNAPLEN`.
#[unsafe(no_mangle)]
static CAPLEN_MASK: u32 = 0;

/// Size of a ring in bytes, the slack behind it not counted.
#[unsafe(no_mangle)]
static RING_SIZE: u64 = 0;

/// Size of each of its blocks in bytes.
#[unsafe(no_mangle)]
static BLOCK_SIZE: u64 = 0;

/// Bytes in front of each record: [`capture_common::abi::ADAPTER_TIME_LEN`] where the adapter's time is wanted, 0
/// otherwise.
#[unsafe(no_mangle)]
static FRONT: u64 = 0;

/// Number of interfaces whose counters are told apart, a power of two.
#[unsafe(no_mangle)]
static SLOTS: u32 = 1;

/// A packet is wanted when a random number is at most this: all ones for all packets.
#[unsafe(no_mangle)]
static SAMPLE_THRESHOLD: u32 = u32::MAX;

/// A conversation is wanted when its hash is at most this: all ones for all conversations.
#[unsafe(no_mangle)]
static FLOW_THRESHOLD: u32 = u32::MAX;

/// Packets of a conversation that are wanted whole, 0 for all.
#[unsafe(no_mangle)]
static HEAD_PACKETS: u32 = 0;

/// Bytes that are wanted of what comes behind them.
#[unsafe(no_mangle)]
static HEAD_BYTES: u32 = 0;

/// Nanoseconds from one wanted packet to the next, 0 for no limit.
#[unsafe(no_mangle)]
static RATE_STEP_NS: u64 = 0;

/// A random number, so that nobody can choose what shares a hash.
#[unsafe(no_mangle)]
static SEED: u64 = 0;

/// What becomes of a generated frame: received where it is (`XDP_PASS`), or sent from there (`XDP_TX`).
#[unsafe(no_mangle)]
static GENERATED: u32 = XDP_PASS;

macro_rules! setting {
    ($(#[$doc:meta])* $name:ident, $constant:ident, $kind:ty) => {
        $(#[$doc])*
        #[inline(always)]
        pub fn $name() -> $kind {
            // SAFETY: a static is valid to read; volatile, so that the value the loader put there is
            // read and not the one the compiler saw.
            unsafe { ptr::read_volatile(&raw const $constant) }
        }
    };
}

setting!(
    /// Most bytes of a packet to keep.
    snaplen, SNAPLEN, u32
);
setting!(
    /// All ones, and not less than any `caplen - 1`.
    caplen_mask, CAPLEN_MASK, u32
);
setting!(
    /// Size of a ring in bytes.
    ring_size, RING_SIZE, u64
);
setting!(
    /// Size of a block in bytes.
    block_size, BLOCK_SIZE, u64
);
setting!(
    /// Bytes in front of each record.
    front, FRONT, u64
);
setting!(
    /// Number of interfaces whose counters are told apart.
    slots, SLOTS, u32
);
setting!(
    /// The largest random number that draws a packet.
    sample_threshold, SAMPLE_THRESHOLD, u32
);
setting!(
    /// The largest hash of a conversation that is wanted.
    flow_threshold, FLOW_THRESHOLD, u32
);
setting!(
    /// Packets of a conversation that are wanted whole.
    head_packets, HEAD_PACKETS, u32
);
setting!(
    /// Bytes that are wanted of what comes behind them.
    head_bytes, HEAD_BYTES, u32
);
setting!(
    /// Nanoseconds from one wanted packet to the next.
    rate_step_ns, RATE_STEP_NS, u64
);
setting!(
    /// What hashes begin with.
    seed, SEED, u64
);
setting!(
    /// What becomes of a generated frame.
    generated, GENERATED, u32
);
