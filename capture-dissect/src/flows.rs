//! What is remembered from packet to packet, and never more than a bounded amount of it.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, Hasher, RandomState},
};

use crate::{
    link::slip_header::Connections,
    show::{Addr, Ipv4, Ipv6},
};

/// Entries of one generation of a [`Memory`].
const GENERATION: usize = 1 << 17;

/// A map that forgets what was not asked for during the last [`GENERATION`] insertions.
#[derive(Debug)]
pub(crate) struct Memory<K, V> {
    young: HashMap<K, V, Secret>,
    old: HashMap<K, V, Secret>,
}

/// Starts each hash from a number that no sender of packets knows.
#[derive(Clone, Copy, Debug)]
struct Secret(u64);

impl Default for Secret {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0) | 1)
    }
}

impl BuildHasher for Secret {
    type Hasher = Folding;

    fn build_hasher(&self) -> Folding {
        Folding { state: self.0, secret: self.0 }
    }
}

/// A hash for short keys: a product of 128 bits for each 8 bytes, folded in half.
struct Folding {
    state: u64,
    secret: u64,
}

impl Hasher for Folding {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            self.write_u64(rest.iter().fold(rest.len() as u64, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * u128::from(self.secret ^ 0x9e37_79b9_7f4a_7c15);
        self.state = product as u64 ^ (product >> 64) as u64;
    }

    fn finish(&self) -> u64 {
        self.state
    }
}

impl<K, V> Default for Memory<K, V> {
    fn default() -> Self {
        Self { young: HashMap::default(), old: HashMap::default() }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Connection {
    /// The first end.
    pub a: (Addr, u16),
    /// The second end.
    pub b: (Addr, u16),
}

impl Hash for Connection {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for address in [self.a.0, self.b.0] {
            match address {
                Addr::V4(Ipv4(octets)) => state.write_u64(u32::from_ne_bytes(octets).into()),
                Addr::V6(Ipv6(octets)) => state.write(&octets),
            }
        }
        state.write_u64(u64::from(self.a.1) << 16 | u64::from(self.b.1));
    }
}

/// Calls that are remembered as long as tcpdump does: each new one takes the place of the oldest.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    calls: [Option<(K, V)>; RECENT],
    next: usize,
    found: usize,
}

/// Calls of a protocol that are remembered.
const RECENT: usize = 64;

impl<K: Copy, V: Copy> Default for Recent<K, V> {
    fn default() -> Self {
        Self { calls: [None; RECENT], next: 0, found: 0 }
    }
}

impl<K: Copy + Eq, V: Copy> Recent<K, V> {
    /// Remembers a call.
    pub fn insert(&mut self, key: K, value: V) {
        if let Some(place) = self.calls.get_mut(self.next) {
            *place = Some((key, value));
        }
        self.next = (self.next + 1) % RECENT;
    }

    /// The call that a reply answers; the search begins at the last one found.
    pub fn find(&mut self, key: K) -> Option<V> {
        let known = |at: &usize| self.calls.get(*at).and_then(Option::as_ref).filter(|(it, _)| *it == key);
        let at = (0..RECENT).map(|step| (self.found + step) % RECENT).find(|at| known(at).is_some())?;
        let value = known(&at).map(|(_, value)| *value);
        self.found = at;
        value
    }

    /// The call that a reply answers; the search begins behind the last one found.
    pub fn find_next(&mut self, key: K) -> Option<V> {
        let value = self.find(key)?;
        self.found = (self.found + 1) % RECENT;
        Some(value)
    }
}

/// All that is remembered.
#[derive(Debug, Default)]
pub(crate) struct Flows {
    /// Sequence numbers from which a connection's relative ones count: those of its two ends.
    pub tcp: Memory<Connection, (u32, u32)>,
    /// Source and destination of the message that began an ISAKMP exchange, by its initiator's cookie.
    pub isakmp: Memory<u64, (Addr, Addr)>,
    /// Versions and procedures of NFS' calls, by their number, who called and who was called.
    pub nfs: Recent<(u32, Addr, Addr), (u32, u32)>,
    /// Operations of Rx' calls, by their number, who called and who was called, at which port, and the
    /// number of the service.
    pub rx: Recent<(u32, Addr, Addr, u16, u16), u32>,
    /// Connections of SLIP.
    pub slip: Connections,
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

    #[test]
    fn the_oldest_call_is_forgotten() {
        let mut calls = Recent::default();
        for number in 0..=RECENT {
            calls.insert(number, number + 1);
        }
        assert_eq!(calls.find(0), None);
        assert_eq!(calls.find(RECENT), Some(RECENT + 1));
        assert_eq!(calls.find(1), Some(2));
    }
}
