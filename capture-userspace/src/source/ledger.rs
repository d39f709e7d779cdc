//! The ledger: what became of every packet, on its way to the reader.

use std::ops::AddAssign;

use capture_common::Direction;

/// Packets at one place, by what became of them: seen = filtered + sampled + dropped + copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Packets that reached the filter, where that is counted.
    pub seen: Option<u64>,
    /// Packets that the filter rejected, where that is counted.
    pub filtered: Option<u64>,
    /// Packets that the filter let through and sampling left out.
    pub sampled: u64,
    /// Packets that were wanted and lost for want of room, where that is counted.
    pub dropped: Option<u64>,
    /// Packets that were handed over to the reader.
    pub copied: u64,
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The CPU that handled the packets, where that is counted.
    pub cpu: Option<usize>,
    /// The interface's name; several where they cannot be told apart.
    pub iface: String,
    /// Which way the packets went, where that is counted.
    pub direction: Direction,
    /// How many there were.
    pub tally: Tally,
}

/// All rows, in the order of interfaces, CPUs and directions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger(pub Vec<Entry>);

impl Ledger {
    /// The sum over all rows.
    pub fn total(&self) -> Tally {
        self.total_of(|_| true)
    }

    /// The sum over some rows.
    pub fn total_of(&self, wanted: impl Fn(&Entry) -> bool) -> Tally {
        let mut total = Tally::default();
        self.0.iter().filter(|entry| wanted(entry)).for_each(|entry| total += entry.tally);
        total
    }
}

impl Default for Tally {
    /// No packets, and that is known.
    fn default() -> Self {
        Self { seen: Some(0), filtered: Some(0), sampled: 0, dropped: Some(0), copied: 0 }
    }
}

impl Tally {
    /// Packets that the filter let through, as far as they are counted: tcpdump's "received by filter".
    pub fn matched(&self) -> u64 {
        self.sampled + self.dropped.unwrap_or(0) + self.copied
    }

    /// Whether every packet is accounted for; `None` where not all is counted.
    pub fn is_closed(&self) -> Option<bool> {
        Some(self.seen? == self.filtered? + self.sampled + self.dropped? + self.copied)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        let both = |a: Option<u64>, b: Option<u64>| Some(a? + b?);
        self.seen = both(self.seen, other.seen);
        self.filtered = both(self.filtered, other.filtered);
        self.sampled += other.sampled;
        self.dropped = both(self.dropped, other.dropped);
        self.copied += other.copied;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(seen: Option<u64>, filtered: Option<u64>) -> Tally {
        Tally { seen, filtered, sampled: 1, dropped: Some(2), copied: 3 }
    }

    #[test]
    fn what_one_row_does_not_know_the_total_does_not_know() {
        let row = |tally| Entry { cpu: None, iface: "lo".into(), direction: Direction::In, tally };
        let known = row(tally(Some(10), Some(4)));
        assert_eq!(Ledger(vec![known.clone(), known.clone()]).total().seen, Some(20));
        let total = Ledger(vec![known, row(tally(None, None))]).total();
        assert_eq!((total.seen, total.filtered, total.matched()), (None, None, 12));
        assert_eq!(Ledger::default().total().seen, Some(0));
    }

    #[test]
    fn a_tally_is_closed_when_nothing_is_missing() {
        assert_eq!(tally(Some(10), Some(4)).is_closed(), Some(true));
        assert_eq!(tally(Some(11), Some(4)).is_closed(), Some(false));
        assert_eq!(tally(None, Some(4)).is_closed(), None);
    }
}
