//! The same for a system on which everything goes through the page cache.

use std::{fs::File, io, sync::Arc};

use super::block::Block;

/// Bytes that are written at a time.
pub const BLOCK: usize = 0;

/// Never made.
pub enum Direct {}

impl Direct {
    /// None.
    pub const fn new() -> Option<(Self, Block)> {
        None
    }

    /// Never called.
    pub fn begin(&mut self, _: &File) {
        match *self {}
    }

    /// Never called.
    pub fn position(&self) -> u64 {
        match *self {}
    }

    /// Never called.
    ///
    /// # Errors
    /// Never.
    pub fn hand_over(&mut self, _: &Arc<File>, _: &mut Block) -> io::Result<()> {
        match *self {}
    }

    /// Never called.
    ///
    /// # Errors
    /// Never.
    pub fn flush(&mut self, _: &Arc<File>, _: &mut Block) -> io::Result<()> {
        match *self {}
    }
}
