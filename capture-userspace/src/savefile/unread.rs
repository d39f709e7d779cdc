//! Bytes that were read and not yet used, and the chunks in which a thread hands over more.

use std::{
    io::{self, Read},
    mem,
};

/// Bytes that are read at a time.
pub const CHUNK: usize = 256 * 1024;

/// Room in front of what a chunk holds: what is unread of the chunk before is copied there, so that records are
/// contiguous and most bytes are never moved.
const FRONT: usize = 64 * 1024;

/// Bytes behind [`FRONT`] others.
pub struct Chunk {
    bytes: Vec<u8>,
    end: usize,
}

impl Chunk {
    /// An empty chunk; memory of one that was used serves again.
    pub fn new(mut memory: Vec<u8>) -> Self {
        // Memory that grew for a long record is given back.
        if memory.len() != FRONT + CHUNK {
            memory = vec![0; FRONT + CHUNK];
        }
        Self { bytes: memory, end: FRONT }
    }

    /// Reads once; answers with how much, 0 at the end.
    pub fn read_from(&mut self, input: &mut dyn Read) -> io::Result<usize> {
        let len = input.read(self.bytes.get_mut(FRONT..).unwrap_or_default())?;
        self.end = FRONT + len;
        Ok(len)
    }

    /// How many bytes it holds.
    pub const fn len(&self) -> usize {
        self.end - FRONT
    }
}

/// Bytes that were read and not yet used.
#[derive(Default)]
pub struct Unread {
    memory: Vec<u8>,
    start: usize,
    end: usize,
}

impl Unread {
    /// All of them.
    pub fn bytes(&self) -> &[u8] {
        self.memory.get(self.start..self.end).unwrap_or_default()
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.end - self.start
    }

    /// Takes the first `len` of them.
    pub fn take(&mut self, len: usize) -> &[u8] {
        let from = self.start;
        self.start += len.min(self.len());
        self.memory.get(from..self.start).unwrap_or_default()
    }

    /// Reads more behind them, once; the reader wants `len` in all.
    pub fn read_from(&mut self, input: &mut dyn Read, len: usize) -> io::Result<usize> {
        self.make_room(len);
        let read = input.read(self.memory.get_mut(self.end..).unwrap_or_default())?;
        self.end += read;
        Ok(read)
    }

    /// Goes on with a chunk behind them; answers with memory that is no longer needed.
    pub fn go_on_with(&mut self, mut chunk: Chunk) -> Vec<u8> {
        let room =
            FRONT.checked_sub(self.len()).and_then(|start| Some((start, chunk.bytes.get_mut(start..FRONT)?)));
        if let Some((start, room)) = room {
            room.copy_from_slice(self.bytes());
            (self.start, self.end) = (start, chunk.end);
            return mem::replace(&mut self.memory, chunk.bytes);
        }
        // A long record is put together here.
        self.memory.truncate(self.end);
        self.memory.extend_from_slice(chunk.bytes.get(FRONT..chunk.end).unwrap_or_default());
        self.end = self.memory.len();
        chunk.bytes
    }

    /// Makes room for reading on, so that `len` bytes fit. Grows by what has really been read, not by what a damaged
    /// length asks for.
    fn make_room(&mut self, len: usize) {
        if self.end < self.memory.len() {
            return;
        }
        self.memory.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.memory.len() {
            let wanted = len.min(self.memory.len() * 2).max(self.memory.len() + CHUNK);
            self.memory.resize(wanted, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(bytes: &[u8]) -> Chunk {
        let mut chunk = Chunk::new(Vec::new());
        assert_eq!(chunk.read_from(&mut &bytes[..]).unwrap(), bytes.len());
        chunk
    }

    #[test]
    fn what_is_left_stands_in_front_of_what_comes() {
        let data: Vec<u8> = (0..3 * CHUNK).map(|i| (i % 251) as u8).collect();
        for left in [0, 1, 100, FRONT, FRONT + 1, CHUNK] {
            let mut unread = Unread::default();
            unread.go_on_with(chunk(&data[..CHUNK]));
            unread.take(CHUNK - left);
            for piece in data[CHUNK..].chunks(CHUNK) {
                unread.go_on_with(chunk(piece));
            }
            assert_eq!(unread.bytes(), &data[CHUNK - left..], "{left}");
        }
    }

    #[test]
    fn memory_that_grew_is_not_kept() {
        assert_eq!(Chunk::new(vec![1; 10 * CHUNK]).bytes.len(), FRONT + CHUNK);
    }
}
