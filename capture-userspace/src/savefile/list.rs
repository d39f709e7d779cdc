//! Lists of savefiles: a name a line.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use super::SavefileError;

/// Longest name, as Linux has it (`linux/limits.h`, PATH_MAX).
const MAX_NAME: u64 = 4096;

/// The names in a list, read one by one.
pub struct FileList {
    input: Box<dyn BufRead>,
}

impl FileList {
    /// Opens a list, or standard input for `-`.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, SavefileError> {
        if path.as_os_str() == "-" {
            return Ok(Self::new(Box::new(BufReader::new(io::stdin()))));
        }
        let failed = |cause| SavefileError::Open { name: "Unable to open file".into(), cause };
        Ok(Self::new(Box::new(BufReader::new(File::open(path).map_err(failed)?))))
    }

    /// Reads a list from where it is.
    pub fn new(input: Box<dyn BufRead>) -> Self {
        Self { input }
    }
}

impl Iterator for FileList {
    type Item = Result<PathBuf, SavefileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        match (&mut self.input).take(MAX_NAME).read_until(b'\n', &mut line) {
            Ok(0) => return None,
            Ok(_) => (),
            Err(cause) => return Some(Err(SavefileError::Read { offset: 0, cause })),
        }
        line.pop_if(|last| *last == b'\n');
        Some(Ok(name(line)))
    }
}

#[cfg(unix)]
fn name(bytes: Vec<u8>) -> PathBuf {
    <std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn name(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}
