//! A stream that can be looked ahead of, without reading more than what is asked for and there.

use super::{Part, SavefileError, Truncated, stream::Stream, unread::Unread};

/// A stream with the bytes that were read and not yet used.
pub struct ReadAhead {
    input: Stream,
    unread: Unread,
    /// Position in the stream of the next unused byte.
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
        Self { input, unread: Unread::default(), offset: 0 }
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
    #[inline]
    pub fn peek(&mut self, len: usize) -> Result<&[u8], SavefileError> {
        while self.unread.len() < len {
            let read = self.input.read_on(&mut self.unread, len).map_err(|cause| {
                let offset = self.offset + self.unread.len() as u64;
                SavefileError::Read { offset, cause }
            })?;
            if read == 0 {
                break;
            }
        }
        Ok(self.unread.bytes())
    }

    /// Looks at the next `len` bytes, of which those behind the first `before` are the part that an
    /// error names.
    ///
    /// # Errors
    /// When the stream ends before, or the system refuses to read.
    #[inline]
    pub fn need(&mut self, len: usize, before: usize, part: Part) -> Result<&[u8], SavefileError> {
        if self.unread.len() < len {
            self.read_on(len, before, part)?;
        }
        Ok(self.unread.bytes().get(..len).unwrap_or_default())
    }

    #[cold]
    fn read_on(&mut self, len: usize, before: usize, part: Part) -> Result<(), SavefileError> {
        let offset = self.offset;
        match self.peek(len)?.len() {
            got if got >= len => Ok(()),
            got => {
                let (wanted, got) = (len - before, got.saturating_sub(before));
                Err(SavefileError::Truncated(Truncated { part, wanted, got, offset }))
            }
        }
    }

    /// Takes the next `len` bytes, which must have been looked at, and answers with them.
    pub fn take(&mut self, len: usize) -> &[u8] {
        let taken = self.unread.take(len);
        self.offset += taken.len() as u64;
        taken
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{
        super::{stream::Pace, unread::CHUNK},
        *,
    };

    fn ahead(data: Vec<u8>, pace: Pace) -> ReadAhead {
        ReadAhead::new(Stream::new(Box::new(io::Cursor::new(data)), pace).unwrap())
    }

    #[test]
    fn bytes_come_in_order_whatever_the_buffer_holds() {
        let data: Vec<u8> = (0..3 * CHUNK + 7).map(|i| i as u8).collect();
        for pace in [Pace::Ready, Pace::Ahead, Pace::Waiting] {
            let mut input = ahead(data.clone(), pace);
            let mut seen = Vec::new();
            for len in [1, 10, CHUNK, CHUNK + 1] {
                let needed = input.need(len, 0, Part::Data).unwrap();
                assert_eq!(needed[..len], data[seen.len()..seen.len() + len]);
                seen.extend_from_slice(input.take(len));
                if pace == Pace::Ahead {
                    input.stop_waiting();
                }
            }
            assert_eq!(input.offset(), seen.len() as u64);
            assert_eq!(seen, data[..seen.len()]);
        }
    }

    #[test]
    fn a_huge_length_in_a_short_file_takes_no_memory() {
        let mut input = ahead(vec![0; 10], Pace::Ready);
        let error = input.need(usize::MAX, 4, Part::Data).unwrap_err();
        assert!(matches!(error, SavefileError::Truncated(Truncated { got: 6, offset: 0, .. })));
        assert_eq!(input.unread.len(), 10);
    }
}
