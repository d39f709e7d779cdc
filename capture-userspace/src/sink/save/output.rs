//! A file of whole records: what cannot be written whole is not left in it.

use std::{
    fs::File,
    io::{self, Stdout, Write},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

#[cfg(target_os = "linux")]
use super::direct::{self, Direct};
#[cfg(not(target_os = "linux"))]
use super::no_direct::{self as direct, Direct};
use super::{super::SinkError, block::Block, folder::Folder, pack::Packer};

/// Bytes that are handed to the system at a time, if they are neither packed nor written past its page cache.
const BLOCK: usize = 256 * 1024;

/// A file that is being written.
pub struct Output {
    name: PathBuf,
    target: Target,
    folder: Rc<Folder>,
    owner: Option<Owner>,
    packer: Option<Packer>,
    /// For what is on a disk, and nobody reads meanwhile.
    direct: Option<Direct>,
    /// What is not written yet: whole records, and the one that is being made.
    block: Block,
    /// Bytes before the block.
    written: u64,
}

/// Numbers of a user and a group.
pub type Owner = (u32, u32);

/// How a file is written.
pub struct Manner {
    /// Packs blocks.
    pub packer: Option<Packer>,
    /// Whether somebody reads while it is written.
    pub is_watched: bool,
}

enum Target {
    File(Arc<File>),
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
        manner: Manner,
    ) -> Result<Self, SinkError> {
        let target = Target::open(&name, folder, owner)?;
        let is_direct = manner.packer.is_none() && !manner.is_watched && target.is_on_disk();
        let direct = if is_direct { Direct::new() } else { None };
        let (direct, block) =
            direct.map_or_else(|| (None, Block::new(BLOCK)), |(it, block)| (Some(it), block));
        let (folder, packer) = (Rc::clone(folder), manner.packer);
        let mut output = Self { name, target, folder, owner, packer, direct, block, written: 0 };
        output.begin();
        Ok(output)
    }

    /// Goes on with another file.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn reopen(&mut self, name: PathBuf) -> Result<(), SinkError> {
        self.target = Target::open(&name, &self.folder, self.owner)?;
        self.name = name;
        self.written = 0;
        self.block.clear();
        self.begin();
        Ok(())
    }

    fn begin(&mut self) {
        if let (Some(direct), Target::File(file)) = (&mut self.direct, &self.target) {
            direct.begin(file);
        }
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
        self.block.end()
    }

    /// What was put into the block is whole, and written if there is enough of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end_record(&mut self) -> Result<(), SinkError> {
        self.block.end_record();
        let most = match (&self.direct, &self.packer) {
            (Some(_), _) => direct::BLOCK,
            (None, Some(packer)) => packer.block_len(),
            (None, None) => BLOCK,
        };
        if self.block.len() < most {
            return Ok(());
        }
        match (&mut self.direct, &self.target) {
            (Some(direct), Target::File(file)) => {
                let result = direct.hand_over(file, &mut self.block);
                self.written = direct.position();
                result.map_err(|cause| self.failed(cause))
            }
            _ => self.flush(),
        }
    }

    /// Writes what is there.
    ///
    /// # Errors
    /// When that fails; then the file ends with the last record that is whole.
    pub fn flush(&mut self) -> Result<(), SinkError> {
        if self.block.len() == 0 && self.direct.is_none() {
            return Ok(());
        }
        let result = match (&mut self.direct, &self.target) {
            (Some(direct), Target::File(file)) => {
                let result = direct.flush(file, &mut self.block);
                self.written = direct.position();
                result
            }
            _ => {
                let result = self.write_block();
                self.block.clear();
                result
            }
        };
        result.map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: io::Error) -> SinkError {
        SinkError::io(&self.name.display().to_string(), cause)
    }

    /// Writes what is there and what a packed file ends with.
    ///
    /// # Errors
    /// As [`Self::flush`].
    pub fn close(&mut self) -> Result<(), SinkError> {
        self.flush()?;
        let Some(table) = self.packer.as_mut().map(Packer::end) else { return Ok(()) };
        let (done, result) = self.target.write(&table);
        self.account(done, 0, result).map_err(|cause| self.failed(cause))
    }

    fn write_block(&mut self) -> io::Result<()> {
        match &mut self.packer {
            None => {
                let (done, result) = self.target.write(self.block.bytes());
                self.account(done, self.block.whole(done), result)
            }
            Some(packer) => {
                let (done, result) = self.target.write(packer.pack(self.block.bytes())?);
                self.account(done, 0, result)
            }
        }
    }

    /// Counts what was written; where that failed in the middle, the file is cut back to what is whole of it.
    fn account(&mut self, done: usize, whole: usize, result: io::Result<()>) -> io::Result<()> {
        if result.is_ok() {
            self.written += done as u64;
            return Ok(());
        }
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
        file.map(|file| Self::File(Arc::new(file)))
            .map_err(|cause| SinkError::io(&name.display().to_string(), cause))
    }

    fn is_on_disk(&self) -> bool {
        matches!(self, Self::File(file) if file.metadata().is_ok_and(|file| file.is_file()))
    }

    /// Writes all of it; answers how much was written, and why not more.
    fn write(&mut self, bytes: &[u8]) -> (usize, io::Result<()>) {
        let target: &mut dyn Write = match self {
            Self::File(file) => &mut &**file,
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
