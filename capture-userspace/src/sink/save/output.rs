//! A file of whole records: what cannot be written whole is not left in it.

use std::{
    fs::File,
    io::{self, Stdout, Write},
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{super::SinkError, folder::Folder, pack::Packer};

/// Bytes that are handed to the system at a time, if they are not packed.
const BLOCK: usize = 256 * 1024;

/// A file that is being written.
pub struct Output {
    name: PathBuf,
    target: Target,
    folder: Rc<Folder>,
    owner: Option<Owner>,
    packer: Option<Packer>,
    /// What is not written yet: whole records, and the one that is being made.
    block: Vec<u8>,
    /// Where in `block` records end.
    ends: Vec<usize>,
    /// Bytes written.
    written: u64,
}

/// Numbers of a user and a group.
pub type Owner = (u32, u32);

enum Target {
    File(File),
    Stdout(Stdout),
}

impl Output {
    /// Creates a file in the folder, or takes standard output for `-`; all files are the owner's.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn create(
        name: PathBuf,
        folder: &Rc<Folder>,
        owner: Option<Owner>,
        packer: Option<Packer>,
    ) -> Result<Self, SinkError> {
        let target = Target::open(&name, folder, owner)?;
        let folder = Rc::clone(folder);
        Ok(Self { name, target, folder, owner, packer, block: Vec::new(), ends: Vec::new(), written: 0 })
    }

    /// Goes on with another file.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn reopen(&mut self, name: PathBuf) -> Result<(), SinkError> {
        self.target = Target::open(&name, &self.folder, self.owner)?;
        self.name = name;
        self.written = 0;
        Ok(())
    }

    pub fn name(&self) -> &Path {
        &self.name
    }

    /// The file's size as far as it is known: what is yet to be packed does not count.
    pub fn len(&self) -> u64 {
        match self.packer {
            Some(_) => self.written,
            None => self.written + self.block.len() as u64,
        }
    }

    /// Where the next record's bytes go, to be followed by [`Self::end_record`].
    pub const fn block(&mut self) -> &mut Vec<u8> {
        &mut self.block
    }

    /// What was put into the block is whole, and written if there is enough of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end_record(&mut self) -> Result<(), SinkError> {
        self.ends.push(self.block.len());
        let most = self.packer.as_ref().map_or(BLOCK, Packer::block_len);
        if self.block.len() >= most { self.flush() } else { Ok(()) }
    }

    /// Writes what is there.
    ///
    /// # Errors
    /// When that fails; then the file ends with the last record that is whole.
    pub fn flush(&mut self) -> Result<(), SinkError> {
        if self.block.is_empty() {
            return Ok(());
        }
        let result = self.write_block();
        self.block.clear();
        self.ends.clear();
        result.map_err(|cause| SinkError::io(&self.name.display().to_string(), cause))
    }

    /// Writes what is there and what a packed file ends with.
    ///
    /// # Errors
    /// As [`Self::flush`].
    pub fn close(&mut self) -> Result<(), SinkError> {
        self.flush()?;
        let Some(table) = self.packer.as_mut().map(Packer::end) else { return Ok(()) };
        self.write(&table, &[]).map_err(|cause| SinkError::io(&self.name.display().to_string(), cause))
    }

    fn write_block(&mut self) -> io::Result<()> {
        let (block, ends) = (std::mem::take(&mut self.block), std::mem::take(&mut self.ends));
        let result = match self.packer.take() {
            None => self.write(&block, &ends),
            Some(mut packer) => {
                let result = packer.pack(&block).and_then(|packed| self.write(packed, &[]));
                self.packer = Some(packer);
                result
            }
        };
        // The memory serves again.
        (self.block, self.ends) = (block, ends);
        result
    }

    /// Writes bytes; when that fails in the middle, the file is cut back to the last of `ends` that
    /// was reached, or to what it was.
    fn write(&mut self, bytes: &[u8], ends: &[usize]) -> io::Result<()> {
        let (done, result) = self.target.write(bytes);
        if result.is_ok() {
            self.written += bytes.len() as u64;
            return Ok(());
        }
        let whole = ends.iter().copied().take_while(|end| *end <= done).last().unwrap_or(0);
        self.written += whole as u64;
        if let Target::File(file) = &self.target {
            // A device or pipe cannot be cut; the failure itself is what is told.
            let _ = file.set_len(self.written);
        }
        result
    }
}

impl Target {
    fn open(name: &Path, folder: &Folder, owner: Option<Owner>) -> Result<Self, SinkError> {
        if name.as_os_str() == "-" {
            return Ok(Self::Stdout(io::stdout()));
        }
        let file = folder.create(name).and_then(|file| give(&file, owner).map(|()| file));
        file.map(Self::File).map_err(|cause| SinkError::io(&name.display().to_string(), cause))
    }

    /// Writes all of it; answers how much was written, and why not more.
    fn write(&mut self, bytes: &[u8]) -> (usize, io::Result<()>) {
        let target: &mut dyn Write = match self {
            Self::File(file) => file,
            Self::Stdout(stdout) => stdout,
        };
        let mut done = 0;
        while let Some(rest @ [_, ..]) = bytes.get(done..) {
            match target.write(rest) {
                Ok(0) => return (done, Err(io::ErrorKind::WriteZero.into())),
                Ok(len) => done += len,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                Err(error) => return (done, Err(error)),
            }
        }
        (done, target.flush())
    }
}

/// Only what is kept on a disk is somebody's.
#[cfg(unix)]
fn give(file: &File, owner: Option<Owner>) -> io::Result<()> {
    match owner {
        Some((user, group)) if file.metadata()?.is_file() => {
            std::os::unix::fs::fchown(file, Some(user), Some(group))
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn give(_: &File, _: Option<Owner>) -> io::Result<()> {
    Ok(())
}
