//! Which way a packet went, seen from the host that captures.

/// Which way a packet went through the interface it was captured on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Received by the interface.
    In,
    /// Sent through the interface.
    Out,
    /// Not recorded, as in most savefiles.
    #[default]
    Unknown,
}
