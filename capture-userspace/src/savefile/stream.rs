//! The bytes of a savefile, unpacked where they are compressed.
//!
//! What may keep a reader waiting, or busy, is read by a thread of its own: pipes, so that a signal
//! is heard while nothing comes, and compressed files, so that unpacking costs the printer no time.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TryRecvError, sync_channel},
    },
    thread,
};

use tokio::sync::Notify;

use super::compression::{self, Compression};
use crate::sandbox::{self, Needs};

/// Bytes that the thread hands over at a time.
const CHUNK: usize = 256 * 1024;

/// How many chunks the thread may be ahead of the reader.
const CHUNKS_AHEAD: usize = 4;

/// Where a savefile's bytes come from.
pub enum Stream {
    /// What is there whenever it is asked for.
    Ready(Box<dyn Read>),
    /// What a thread reads.
    Thread(Handover),
}

impl Stream {
    /// Makes a stream of an input, which is `always_ready` when reading it never has to wait.
    ///
    /// # Errors
    /// When the first bytes cannot be read.
    pub fn new(mut input: Box<dyn Read + Send>, always_ready: bool) -> io::Result<Self> {
        let mut start = Vec::new();
        input.by_ref().take(compression::MAGIC_LEN).read_to_end(&mut start)?;
        let compression = Compression::of(&start);
        let whole = Box::new(io::Cursor::new(start).chain(input));
        Ok(match compression {
            None if always_ready => Self::Ready(whole),
            None => Self::Thread(Handover::start(|| Ok(whole))),
            Some(kind) => Self::Thread(Handover::start(move || kind.unpack(whole))),
        })
    }

    /// From now on [`Read::read`] answers [`io::ErrorKind::WouldBlock`] where it would have to wait.
    pub fn stop_waiting(&mut self) {
        if let Self::Thread(handover) = self {
            handover.waits = false;
        }
    }

    /// Waits until there is something to read, or the end.
    pub async fn ready(&mut self) {
        if let Self::Thread(handover) = self {
            handover.ready().await;
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Ready(input) => input.read(buffer),
            Self::Thread(handover) => handover.read(buffer),
        }
    }
}

/// The reader's end of what a thread reads.
pub struct Handover {
    chunks: Receiver<io::Result<Vec<u8>>>,
    /// Rung after each chunk and at the end.
    bell: Arc<Notify>,
    chunk: io::Cursor<Vec<u8>>,
    /// What came instead of a chunk and was not told yet.
    failure: Option<io::Error>,
    /// Whether reading waits for the thread.
    waits: bool,
}

impl Handover {
    /// Starts a thread that reads what `open` gives it.
    fn start(open: impl FnOnce() -> io::Result<Box<dyn Read>> + Send + 'static) -> Self {
        let (sender, chunks) = sync_channel(CHUNKS_AHEAD);
        let bell = Arc::new(Notify::new());
        let ring = Arc::clone(&bell);
        thread::spawn(move || {
            // Unpacking takes no more than memory; where the system cannot confine a thread, it is unpacked
            // all the same.
            let _ = sandbox::enter(&Needs::default());
            if let Err(error) = open().and_then(|input| hand_over(input, &sender, &ring)) {
                // A reader that has gone does not want to know.
                let _ = sender.send(Err(error));
            }
            drop(sender);
            ring.notify_one();
        });
        Self { chunks, bell, chunk: io::Cursor::default(), failure: None, waits: true }
    }

    fn is_empty(&self) -> bool {
        self.chunk.position() == self.chunk.get_ref().len() as u64
    }

    async fn ready(&mut self) {
        while self.is_empty() && self.failure.is_none() {
            match self.chunks.try_recv() {
                Ok(Ok(chunk)) => self.chunk = io::Cursor::new(chunk),
                Ok(Err(error)) => self.failure = Some(error),
                Err(TryRecvError::Empty) => self.bell.notified().await,
                Err(TryRecvError::Disconnected) => return,
            }
        }
    }

    fn next_chunk(&mut self) -> io::Result<Vec<u8>> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        let next = match self.waits {
            true => self.chunks.recv().map_err(|_| TryRecvError::Disconnected),
            false => self.chunks.try_recv(),
        };
        next.unwrap_or_else(|error| match error {
            TryRecvError::Empty => Err(io::ErrorKind::WouldBlock.into()),
            TryRecvError::Disconnected => Ok(Vec::new()),
        })
    }
}

impl Read for Handover {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_empty() {
            self.chunk = io::Cursor::new(self.next_chunk()?);
        }
        self.chunk.read(buffer)
    }
}

/// Reads to the end, or until nobody wants any more.
fn hand_over(
    mut input: Box<dyn Read>,
    sender: &SyncSender<io::Result<Vec<u8>>>,
    bell: &Notify,
) -> io::Result<()> {
    loop {
        let mut chunk = vec![0; CHUNK];
        match input.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(len) => chunk.truncate(len),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if sender.send(Ok(chunk)).is_err() {
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
        let mut stream = Stream::new(Box::new(reader), false).unwrap();
        let mut word = [0; 9];
        stream.read_exact(&mut word).unwrap();
        assert_eq!(&word, b"the first");
        stream.stop_waiting();
        assert_eq!(stream.read(&mut word).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            assert!(tokio::time::timeout(Duration::from_millis(20), stream.ready()).await.is_err());
            writer.write_all(b"more").unwrap();
            stream.ready().await;
            assert_eq!(stream.read(&mut word).unwrap(), 4);
            drop(writer);
            stream.ready().await;
            assert_eq!(stream.read(&mut word).unwrap(), 0);
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
        let input = io::Cursor::new(b"a few bytes").chain(Broken);
        let mut stream = Stream::new(Box::new(input), false).unwrap();
        let mut seen = Vec::new();
        assert_eq!(stream.read_to_end(&mut seen).unwrap_err().to_string(), "broken");
        assert_eq!(seen, b"a few bytes");
        assert_eq!(stream.read(&mut [0; 4]).unwrap(), 0);
    }
}
