//! What is remembered from packet to packet, and never more than a bounded amount of it.

use std::{collections::HashMap, hash::Hash};

use crate::show::Addr;

/// Entries of one generation of a [`Memory`].
const GENERATION: usize = 1 << 17;

/// A map that forgets what was not asked for during the last [`GENERATION`] insertions.
#[derive(Debug)]
pub(crate) struct Memory<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K, V> Default for Memory<K, V> {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new() }
    }
}

impl<K: Copy + Eq + Hash, V: Copy> Memory<K, V> {
    /// The value that is remembered.
    pub fn get(&mut self, key: K) -> Option<V> {
        if let Some(value) = self.young.get(&key) {
            return Some(*value);
        }
        let value = self.old.remove(&key)?;
        self.insert(key, value);
        Some(value)
    }

    /// Remembers a value.
    pub fn insert(&mut self, key: K, value: V) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

/// A TCP connection: its ends, the one with the lower port (or address) first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Connection {
    /// The first end.
    pub a: (Addr, u16),
    /// The second end.
    pub b: (Addr, u16),
}

/// All that is remembered.
#[derive(Debug, Default)]
pub(crate) struct Flows {
    /// Sequence numbers from which a connection's relative ones count: those of its two ends.
    pub tcp: Memory<Connection, (u32, u32)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_forgets_what_is_not_asked_for() {
        let mut memory = Memory::default();
        memory.insert(0, 'a');
        memory.insert(1, 'b');
        for key in 2..2 * GENERATION {
            memory.insert(key, 'c');
            assert_eq!(memory.get(0), Some('a'));
        }
        assert!(memory.young.len() + memory.old.len() <= 2 * GENERATION);
        memory.insert(2 * GENERATION, 'd');
        for key in 2 * GENERATION + 1..3 * GENERATION {
            memory.insert(key, 'c');
        }
        assert_eq!(memory.get(1), None);
        assert_eq!(memory.get(0), Some('a'));
    }
}
