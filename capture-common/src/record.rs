//! One captured packet with its capture facts.

use crate::{Direction, Timestamp};

/// One captured packet with its capture facts.
///
/// `data` starts with the header that the interface's link type names and holds `caplen` bytes of
/// the packet; it borrows from the ring or the file buffer that the source reads.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// When the packet passed the hook, as Unix time.
    pub ts: Timestamp,
    /// Position of the interface in the source's list of interfaces.
    pub iface: u32,
    /// Which way the packet went.
    pub direction: Direction,
    /// Length of the packet on the wire in bytes, never less than `data.len()` in what is captured
    /// live; a damaged savefile may say otherwise.
    pub origlen: u32,
    /// The captured bytes.
    pub data: &'a [u8],
}

impl Record<'_> {
    /// Number of captured bytes.
    pub const fn caplen(&self) -> u32 {
        // A source bounds its records by the snaplen, so the length always fits.
        self.data.len() as u32
    }
}
