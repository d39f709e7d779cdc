//! The bytes of a savefile, unpacked where they are compressed.
//!
//! What may keep a reader waiting, or busy, is read by a thread of its own: pipes, so that a signal
//! is heard while nothing comes, and files that are long or compressed, so that reading and unpacking
//! cost the printer no time.

use std::{
    io::{self, Read},
    mem,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, TryRecvError, channel},
    },
    thread::{self, JoinHandle},
};

use tokio::sync::Notify;

use super::{
    compression::{self, Compression},
    unread::{Chunk, Unread},
};
use crate::sandbox::{self, Needs};

/// Chunks that are on their way from the thread to the reader, and back as memory.
const CHUNKS: usize = 8;

/// Memory goes back so many chunks at a time: each time may wake the thread.
const CHUNKS_BACK: usize = CHUNKS / 2;

/// How an input is best read, as long as it is not compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// When it is asked for: it is there.
    Ready,
    /// Ahead, once it is known to be a savefile: it is there, and there may be much of it.
    Ahead,
    /// As it comes.
    Waiting,
}

/// Where a savefile's bytes come from.
pub enum Stream {
    /// What is there whenever it is asked for.
    Ready(Box<dyn Read>),
    /// What is there, too, and is read ahead by a thread once it `is_known` to be a savefile.
    File { input: Box<dyn Read + Send>, is_known: bool },
    /// What a thread reads.
    Thread(Handover),
}

impl Stream {
    /// Makes a stream of an input.
    ///
    /// # Errors
    /// When the first bytes cannot be read.
    pub fn new(mut input: Box<dyn Read + Send>, pace: Pace) -> io::Result<Self> {
        let mut start = Vec::new();
        input.by_ref().take(compression::MAGIC_LEN).read_to_end(&mut start)?;
        let compression = Compression::of(&start);
        let whole = Box::new(io::Cursor::new(start).chain(input));
        Ok(match (compression, pace) {
            (Some(kind), _) => Self::Thread(Handover::start(pace, move || kind.unpack(whole))),
            (None, Pace::Ready) => Self::Ready(whole),
            (None, Pace::Ahead) => Self::File { input: whole, is_known: false },
            (None, Pace::Waiting) => Self::Thread(Handover::start(pace, || Ok(whole))),
        })
    }

    /// From now on [`Self::read_on`] answers [`io::ErrorKind::WouldBlock`] where it would have to wait for long.
    pub fn stop_waiting(&mut self) {
        match self {
            Self::Ready(_) => {}
            Self::File { is_known, .. } => *is_known = true,
            Self::Thread(handover) => handover.waits = handover.pace == Pace::Ahead,
        }
    }

    /// Waits until there is something to read, or the end.
    pub async fn ready(&mut self) {
        if let Self::Thread(handover) = self {
            handover.ready().await;
        }
    }

    /// Reads more behind what is unread, of which the reader wants `len` bytes; answers with how much, 0 at the end.
    ///
    /// # Errors
    /// When the system refuses to read, or has nothing yet.
    pub fn read_on(&mut self, unread: &mut Unread, len: usize) -> io::Result<usize> {
        match self {
            Self::Ready(input) => unread.read_from(input, len),
            Self::File { input, is_known: false } => unread.read_from(input, len),
            Self::File { input, is_known: true } => {
                let input = mem::replace(input, Box::new(io::empty()));
                *self = Self::Thread(Handover::start(Pace::Ahead, || Ok(input)));
                self.read_on(unread, len)
            }
            Self::Thread(handover) => handover.read_on(unread),
        }
    }
}

/// The reader's end of what a thread reads.
pub struct Handover {
    chunks: Receiver<io::Result<Chunk>>,
    /// Takes back the memory of chunks that were read.
    spares: Sender<Vec<Vec<u8>>>,
    /// Memory that is going back soon.
    spare: Vec<Vec<u8>>,
    /// Rung after each chunk and at the end.
    bell: Arc<Notify>,
    /// What has come and was not read yet.
    next: Option<io::Result<Chunk>>,
    pace: Pace,
    /// Whether reading waits for the thread.
    waits: bool,
    thread: Option<JoinHandle<()>>,
}

impl Handover {
    /// Starts a thread that reads what `open` gives it.
    fn start(pace: Pace, open: impl FnOnce() -> io::Result<Box<dyn Read>> + Send + 'static) -> Self {
        let (sender, chunks) = channel();
        let (back, spares) = channel();
        let bell = Arc::new(Notify::new());
        let ring = Arc::clone(&bell);
        let thread = thread::spawn(move || {
            // Unpacking takes no more than memory; where the system cannot confine a thread, it is unpacked
            // all the same.
            let _ = sandbox::enter(&Needs::default());
            if let Err(error) = open().and_then(|input| hand_over(input, &sender, &spares, &ring)) {
                // A reader that has gone does not want to know.
                let _ = sender.send(Err(error));
            }
            drop(sender);
            ring.notify_one();
        });
        Self {
            chunks,
            spares: back,
            spare: Vec::new(),
            bell,
            next: None,
            pace,
            waits: true,
            thread: Some(thread),
        }
    }

    async fn ready(&mut self) {
        while self.next.is_none() {
            match self.chunks.try_recv() {
                Ok(next) => self.next = Some(next),
                Err(TryRecvError::Empty) => self.bell.notified().await,
                Err(TryRecvError::Disconnected) => return,
            }
        }
    }

    fn read_on(&mut self, unread: &mut Unread) -> io::Result<usize> {
        let next = match self.next.take() {
            Some(next) => Ok(next),
            None if self.waits => self.chunks.recv().map_err(|_| TryRecvError::Disconnected),
            None => self.chunks.try_recv(),
        };
        match next {
            Ok(chunk) => {
                let chunk = chunk?;
                let len = chunk.len();
                self.spare.push(unread.go_on_with(chunk));
                if self.spare.len() == CHUNKS_BACK {
                    // A thread that is through needs no memory any more.
                    let _ = self.spares.send(mem::take(&mut self.spare));
                }
                Ok(len)
            }
            Err(TryRecvError::Empty) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryRecvError::Disconnected) => Ok(0),
        }
    }
}

impl Drop for Handover {
    /// Lets the thread go no further than it has. One that may wait for a pipe is not waited for.
    fn drop(&mut self) {
        (self.chunks, self.spares) = (channel().1, channel().0);
        if let (Pace::Ahead, Some(thread)) = (self.pace, self.thread.take()) {
            // It has told what went wrong, if anything.
            let _ = thread.join();
        }
    }
}

/// Reads to the end, or until nobody wants any more.
fn hand_over(
    mut input: Box<dyn Read>,
    sender: &Sender<io::Result<Chunk>>,
    spares: &Receiver<Vec<Vec<u8>>>,
    bell: &Notify,
) -> io::Result<()> {
    let mut memory = vec![Vec::new(); CHUNKS];
    loop {
        if memory.is_empty() {
            match spares.recv() {
                Ok(spares) => memory = spares,
                Err(_) => return Ok(()),
            }
        }
        let mut chunk = Chunk::new(memory.pop().unwrap_or_default());
        let len = loop {
            match chunk.read_from(&mut input) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        if len == 0 || sender.send(Ok(chunk)).is_err() {
            return Ok(());
        }
        bell.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Write, time::Duration};

    use super::*;

    #[test]
    fn a_pipe_is_read_as_it_comes() {
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"the first").unwrap();
        let mut stream = Stream::new(Box::new(reader), Pace::Waiting).unwrap();
        let mut unread = Unread::default();
        while unread.bytes().len() < 9 {
            stream.read_on(&mut unread, 9).unwrap();
        }
        assert_eq!(unread.bytes(), b"the first");
        stream.stop_waiting();
        assert_eq!(stream.read_on(&mut unread, 10).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            assert!(tokio::time::timeout(Duration::from_millis(20), stream.ready()).await.is_err());
            writer.write_all(b"more").unwrap();
            stream.ready().await;
            assert_eq!(stream.read_on(&mut unread, 10).unwrap(), 4);
            assert_eq!(unread.bytes(), b"the firstmore");
            drop(writer);
            stream.ready().await;
            assert_eq!(stream.read_on(&mut unread, 14).unwrap(), 0);
        });
    }

    #[test]
    fn a_failure_is_told_once_and_behind_what_was_read_before() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        for pace in [Pace::Ahead, Pace::Waiting] {
            let mut stream =
                Stream::new(Box::new(io::Cursor::new(b"a few bytes").chain(Broken)), pace).unwrap();
            let mut unread = Unread::default();
            if pace == Pace::Ahead {
                stream.stop_waiting();
            }
            let failure = loop {
                match stream.read_on(&mut unread, 100) {
                    Ok(len) => assert_ne!(len, 0),
                    Err(failure) => break failure,
                }
            };
            assert_eq!(failure.to_string(), "broken");
            assert_eq!(unread.bytes(), b"a few bytes");
            assert_eq!(stream.read_on(&mut unread, 100).unwrap(), 0);
        }
    }
}
