//! Reads a savefile.

use std::path::Path;

use super::{Filtered, Interface, Next, Source, SourceError, ledger::Ledger};
use crate::{filter::Filter, savefile::Reader};

/// A savefile as a source of records.
pub struct FileSource {
    reader: Reader,
}

impl FileSource {
    /// Opens a savefile, or standard input for `-`; see [`Reader::open`].
    ///
    /// # Errors
    /// When it cannot be opened, or is no savefile.
    pub fn open(path: &Path, progress: bool) -> Result<Self, SourceError> {
        Ok(Self { reader: Reader::open(path, progress)? })
    }
}

impl Source for FileSource {
    fn interfaces(&self) -> &[Interface] {
        self.reader.interfaces()
    }

    async fn start(&mut self, _: &Filter) -> Result<Filtered, SourceError> {
        Ok(Filtered::InUser)
    }

    fn next(&mut self) -> Result<Next<'_>, SourceError> {
        match self.reader.read() {
            Ok(Some((record, interface))) => Ok(Next::Record(record, interface)),
            Ok(None) => Ok(Next::End),
            Err(error) => match error.is_pause() {
                true => Ok(Next::Idle),
                false => Err(SourceError::Reading(error)),
            },
        }
    }

    async fn wait(&mut self) {
        self.reader.ready().await;
    }

    async fn stop(&mut self) {}

    fn ledger(&mut self) -> Option<Ledger> {
        None
    }
}
