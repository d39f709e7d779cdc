//! A stream that can be looked ahead of, without reading more than what is asked for and there.

use std::io::Read;

use super::{Part, SavefileError, Truncated, stream::Stream};

/// Bytes that are read at a time.
const CHUNK: usize = 256 * 1024;

/// A stream with the bytes that were read and not yet used.
pub struct ReadAhead {
    input: Stream,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Position in the stream of `start`.
    offset: u64,
}

impl std::fmt::Debug for ReadAhead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadAhead").field("offset", &self.offset).finish_non_exhaustive()
    }
}

impl ReadAhead {
    /// Starts at the beginning of a stream.
    pub fn new(input: Stream) -> Self {
        Self { input, buffer: vec![0; CHUNK], start: 0, end: 0, offset: 0 }
    }

    /// From now on nothing waits for what is not there yet: [`SavefileError::Read`] says so.
    pub fn stop_waiting(&mut self) {
        self.input.stop_waiting();
    }

    /// Waits until there is more to read, or the end.
    pub async fn ready(&mut self) {
        self.input.ready().await;
    }

    /// Position in the stream of the next unused byte.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Looks at the next bytes: at least `len` of them unless the stream ends before.
    ///
    /// # Errors
    /// When the system refuses to read, or has nothing yet: then this can be called again.
    pub fn peek(&mut self, len: usize) -> Result<&[u8], SavefileError> {
        while self.end - self.start < len {
            self.make_room(len);
            let room = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.input.read(room) {
                Ok(0) => break,
                Ok(read) => self.end += read,
                Err(cause) => {
                    let offset = self.offset + (self.end - self.start) as u64;
                    return Err(SavefileError::Read { offset, cause });
                }
            }
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    /// Looks at the next `len` bytes, of which those behind the first `before` are the part that an
    /// error names.
    ///
    /// # Errors
    /// When the stream ends before, or the system refuses to read.
    pub fn need(&mut self, len: usize, before: usize, part: Part) -> Result<&[u8], SavefileError> {
        let offset = self.offset;
        let bytes = self.peek(len)?;
        let got = bytes.len().saturating_sub(before);
        let truncated = Truncated { part, wanted: len - before, got, offset };
        bytes.get(..len).ok_or(SavefileError::Truncated(truncated))
    }

    /// Takes the next `len` bytes, which must have been looked at, and answers with them.
    pub fn take(&mut self, len: usize) -> &[u8] {
        let from = self.start;
        let len = len.min(self.end - self.start);
        self.start += len;
        self.offset += len as u64;
        self.buffer.get(from..self.start).unwrap_or_default()
    }

    /// Makes room for reading on, so that `len` bytes fit behind `start`. Grows by what has really
    /// been read, not by what a damaged length asks for.
    fn make_room(&mut self, len: usize) {
        if self.end < self.buffer.len() {
            return;
        }
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.buffer.len() {
            let wanted = len.min(self.buffer.len() * 2).max(self.buffer.len() + CHUNK);
            self.buffer.resize(wanted, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn ahead(data: Vec<u8>) -> ReadAhead {
        ReadAhead::new(Stream::new(Box::new(io::Cursor::new(data)), true).unwrap())
    }

    #[test]
    fn bytes_come_in_order_whatever_the_buffer_holds() {
        let data: Vec<u8> = (0..3 * CHUNK + 7).map(|i| i as u8).collect();
        let mut input = ahead(data.clone());
        let mut seen = Vec::new();
        for len in [1, 10, CHUNK, CHUNK + 1] {
            assert_eq!(input.need(len, 0, Part::Data).unwrap(), &data[seen.len()..seen.len() + len]);
            seen.extend_from_slice(input.take(len));
        }
        assert_eq!(input.offset(), seen.len() as u64);
        assert_eq!(seen, data[..seen.len()]);
    }

    #[test]
    fn a_huge_length_in_a_short_file_takes_no_memory() {
        let mut input = ahead(vec![0; 10]);
        let error = input.need(usize::MAX, 4, Part::Data).unwrap_err();
        assert!(matches!(error, SavefileError::Truncated(Truncated { got: 6, offset: 0, .. })));
        assert!(input.buffer.len() <= 2 * CHUNK);
    }
}
