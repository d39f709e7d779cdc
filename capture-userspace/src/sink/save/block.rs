//! Records on their way into a file.

/// To what devices may want memory and places in files aligned that are written past the page cache.
pub const PAGE: usize = 4096;

/// Bytes, and where in them records end. Memory for them begins at a multiple of [`PAGE`], unless more is put
/// there than room was asked for.
pub struct Block {
    memory: Vec<u8>,
    /// Where in `memory` the first byte is.
    start: usize,
    /// Counted from the first byte.
    ends: Vec<usize>,
}

impl Block {
    /// With room for so many bytes.
    pub fn new(room: usize) -> Self {
        let mut memory: Vec<u8> = Vec::with_capacity(room + PAGE);
        let start = memory.as_ptr().align_offset(PAGE);
        memory.resize(start, 0);
        Self { memory, start, ends: Vec::new() }
    }

    /// Where more bytes go, behind those that are there.
    pub const fn end(&mut self) -> &mut Vec<u8> {
        &mut self.memory
    }

    /// The last byte is the last one of a record.
    pub fn end_record(&mut self) {
        self.ends.push(self.len());
    }

    pub fn bytes(&self) -> &[u8] {
        self.memory.get(self.start..).unwrap_or_default()
    }

    pub const fn len(&self) -> usize {
        self.memory.len() - self.start
    }

    pub fn clear(&mut self) {
        self.memory.truncate(self.start);
        self.ends.clear();
    }

    /// How many of the first `len` bytes are whole records.
    pub fn whole(&self, len: usize) -> usize {
        self.ends.iter().copied().take_while(|end| *end <= len).last().unwrap_or(0)
    }

    /// Copies what is behind the first `len` bytes to the end of an empty block.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "what fills no page is written as well"))]
    pub fn copy_rest(&self, len: usize, rest: &mut Self) {
        rest.memory.extend_from_slice(self.bytes().get(len..).unwrap_or_default());
        rest.ends.extend(self.ends.iter().filter_map(|end| end.checked_sub(len)).filter(|end| *end > 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_over_goes_into_another_block() {
        let mut block = Block::new(2 * PAGE);
        for len in [10, PAGE, 20] {
            block.end().extend(vec![len as u8; len]);
            block.end_record();
        }
        assert_eq!(block.bytes().as_ptr().align_offset(PAGE), 0);
        assert_eq!(
            [9, 10, PAGE, PAGE + 10, PAGE + 11].map(|len| block.whole(len)),
            [0, 10, 10, PAGE + 10, PAGE + 10]
        );
        let mut rest = Block::new(0);
        block.copy_rest(PAGE, &mut rest);
        assert_eq!((rest.len(), rest.whole(29), rest.whole(30)), (30, 10, 30));
        assert_eq!(rest.bytes()[9..11], [PAGE as u8, 20]);
        block.clear();
        assert_eq!((block.len(), block.whole(PAGE)), (0, 0));
    }
}
