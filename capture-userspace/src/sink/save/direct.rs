//! Files on a disk are written past the page cache, by a thread of its own: through the cache a fast disk is
//! not half as fast, and whoever writes waits for it.

use std::{
    fs::File,
    io,
    os::unix::fs::FileExt,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

use super::block::{Block, PAGE};

/// Bytes that are written at a time.
pub const BLOCK: usize = 4 * 1024 * 1024;

/// Room for the record with which a block is full.
const SLACK: usize = 512 * 1024;

/// How many blocks there are, together with the one that is being filled.
const BLOCKS: usize = 4;

/// Writes blocks into one file after another.
pub struct Direct {
    /// Where in the file the block that is being filled begins: at a multiple of [`PAGE`].
    at: u64,
    /// How much of the file is whole records that were written.
    whole: u64,
    /// Blocks to be filled.
    free: Vec<Block>,
    in_flight: usize,
    /// The file ends where it could not be written.
    has_failed: bool,
    writer: Option<Writer>,
}

/// The thread's ends. It is started when the first block is full, so that it has no more rights than the
/// capture has then.
struct Writer {
    jobs: Sender<Job>,
    done: Receiver<Done>,
}

struct Job {
    file: Arc<File>,
    at: u64,
    block: Block,
    /// How much of the block is written.
    len: usize,
}

struct Done {
    at: u64,
    block: Block,
    written: usize,
    result: io::Result<()>,
}

impl Direct {
    /// For files; the first block to be filled comes with it.
    pub fn new() -> Option<(Self, Block)> {
        let free = (1..BLOCKS).map(|_| Block::new(BLOCK + SLACK)).collect();
        Some((
            Self { at: 0, whole: 0, free, in_flight: 0, has_failed: false, writer: None },
            Block::new(BLOCK + SLACK),
        ))
    }

    /// Goes on with a file that is empty, once nothing of the last one is left.
    pub fn begin(&mut self, file: &File) {
        (self.at, self.whole, self.has_failed) = (0, 0, false);
        // Where the file system refuses, the page cache takes it all the same.
        let _ = set_direct(file, true);
    }

    /// Bytes before the block that is being filled.
    pub const fn position(&self) -> u64 {
        self.at
    }

    /// Hands a block over, to be written while the next is filled; waits where all are on their way. What
    /// fills no page is the next block's beginning.
    ///
    /// # Errors
    /// When one that was handed over before could not be written; then the file ends with the last record
    /// that is whole.
    pub fn hand_over(&mut self, file: &Arc<File>, block: &mut Block) -> io::Result<()> {
        if self.has_failed {
            block.clear();
            return Ok(());
        }
        while self.free.is_empty() {
            self.take_back(file)?;
        }
        let at = self.at;
        let Some((block, len)) = self.advance(block) else { return Ok(()) };
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(Writer::start()?),
        };
        writer.jobs.send(Job { file: Arc::clone(file), at, block, len }).map_err(|_| broken())?;
        self.in_flight += 1;
        Ok(())
    }

    /// Puts a free block in the place of one that fills pages, with what is left over. Answers with the full one
    /// and how many of its bytes are pages.
    fn advance(&mut self, block: &mut Block) -> Option<(Block, usize)> {
        let len = block.len() / PAGE * PAGE;
        let mut next = self.free.pop_if(|_| len > 0)?;
        block.copy_rest(len, &mut next);
        self.at += len as u64;
        Some((std::mem::replace(block, next), len))
    }

    /// Writes all of a block, and waits until it is written. What fills no page stays at its beginning.
    ///
    /// # Errors
    /// As [`Self::hand_over`].
    pub fn flush(&mut self, file: &Arc<File>, block: &mut Block) -> io::Result<()> {
        while self.in_flight > 0 {
            self.take_back(file)?;
        }
        if self.has_failed {
            block.clear();
            return Ok(());
        }
        let (written, result) = write_at(file, self.at, block.bytes());
        self.account(file, self.at, block, written, result)?;
        if let Some((mut full, _)) = self.advance(block) {
            full.clear();
            self.free.push(full);
        }
        Ok(())
    }

    /// Waits for a block to be written.
    fn take_back(&mut self, file: &File) -> io::Result<()> {
        let writer = self.writer.as_ref().ok_or_else(broken)?;
        let Done { at, mut block, written, result } = writer.done.recv().map_err(|_| broken())?;
        self.in_flight -= 1;
        let result = self.account(file, at, &block, written, result);
        block.clear();
        self.free.push(block);
        result
    }

    /// Cuts the file back to whole records where a block could not be written.
    fn account(
        &mut self,
        file: &File,
        at: u64,
        block: &Block,
        written: usize,
        result: io::Result<()>,
    ) -> io::Result<()> {
        self.whole = self.whole.max(at + block.whole(written) as u64);
        if result.is_err() {
            // What was handed over behind it is cut off, too.
            while self.in_flight > 0 {
                let writer = self.writer.as_ref().ok_or_else(broken)?;
                self.free.push(writer.done.recv().map_err(|_| broken())?.block);
                self.in_flight -= 1;
            }
            self.free.iter_mut().for_each(Block::clear);
            self.has_failed = true;
            // The failure itself is what is told.
            let _ = file.set_len(self.whole);
        }
        result
    }
}

impl Writer {
    fn start() -> io::Result<Self> {
        let (jobs, orders) = channel();
        let (reports, done) = channel();
        thread::Builder::new().name("writer".into()).spawn(move || serve(&orders, &reports))?;
        Ok(Self { jobs, done })
    }
}

/// Writes until nobody hands anything over any more.
fn serve(jobs: &Receiver<Job>, done: &Sender<Done>) {
    for Job { file, at, block, len } in jobs {
        let (written, result) = write_at(&file, at, block.bytes().get(..len).unwrap_or_default());
        if done.send(Done { at, block, written, result }).is_err() {
            return;
        }
    }
}

/// Writes all of it; answers how much was written, and why not more. What is not made of whole pages, or what
/// the file system does not take otherwise, goes through the page cache.
fn write_at(file: &File, at: u64, bytes: &[u8]) -> (usize, io::Result<()>) {
    let are_pages = bytes.len().is_multiple_of(PAGE) && bytes.as_ptr().align_offset(PAGE) == 0;
    let was_direct = !are_pages && set_direct(file, false).is_ok_and(|was_direct| was_direct);
    let mut done = 0;
    let result = loop {
        let Some(rest @ [_, ..]) = bytes.get(done..) else { break Ok(()) };
        match file.write_at(rest, at + done as u64) {
            Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
            Ok(len) => done += len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => match set_direct(file, false) {
                Ok(true) => (),
                _ => break Err(error),
            },
            Err(error) => break Err(error),
        }
    };
    if was_direct {
        let _ = set_direct(file, true);
    }
    (done, result)
}

/// Whether writes go past the page cache from now on; answers whether they did before.
fn set_direct(file: &File, is_direct: bool) -> io::Result<bool> {
    let flags = fcntl_getfl(file)?;
    let mut wanted = flags;
    wanted.set(OFlags::DIRECT, is_direct);
    fcntl_setfl(file, wanted)?;
    Ok(flags.contains(OFlags::DIRECT))
}

fn broken() -> io::Error {
    io::Error::other("the thread that writes has ended")
}
