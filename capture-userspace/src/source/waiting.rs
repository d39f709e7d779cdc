//! A device of libpcap's that keeps whoever reads it waiting, as D-Bus does: a thread does so.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TryRecvError, sync_channel},
    },
    thread,
};

use capture_common::Timestamp;
use tokio::sync::Notify;

use crate::sys::libpcap::{Handle, LibpcapError, Packet};

/// How many packets the thread may be ahead of the reader.
const PACKETS_AHEAD: usize = 64;

/// What a thread reads.
pub struct WaitingReader {
    packets: Receiver<Result<Owned, LibpcapError>>,
    /// Rung after each packet and at the end.
    bell: Arc<Notify>,
    current: Owned,
}

/// A packet and its bytes.
#[derive(Default)]
struct Owned {
    ts: Timestamp,
    origlen: u32,
    data: Vec<u8>,
}

impl WaitingReader {
    /// Starts the thread.
    pub fn start(handle: Handle) -> Self {
        let (sender, packets) = sync_channel(PACKETS_AHEAD);
        let bell = Arc::new(Notify::new());
        let ring = Arc::clone(&bell);
        thread::spawn(move || {
            hand_over(handle, &sender, &ring);
            drop(sender);
            ring.notify_one();
        });
        Self { packets, bell, current: Owned::default() }
    }

    /// As [`Handle::receive`].
    ///
    /// # Errors
    /// The same.
    pub fn receive(&mut self) -> Result<Option<Packet<'_>>, LibpcapError> {
        match self.packets.try_recv() {
            Ok(packet) => self.current = packet?,
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => return Ok(None),
        }
        let Owned { ts, origlen, data } = &self.current;
        Ok(Some(Packet { ts: *ts, origlen: *origlen, data }))
    }

    /// Waits until there may be something to receive.
    pub async fn ready(&self) {
        self.bell.notified().await;
    }
}

/// Reads until nobody wants any more, or there is no more.
fn hand_over(mut handle: Handle, sender: &SyncSender<Result<Owned, LibpcapError>>, bell: &Notify) {
    let mut is_wanted = true;
    while is_wanted {
        let result = handle.dispatch(|Packet { ts, origlen, data }| {
            is_wanted = sender.send(Ok(Owned { ts, origlen, data: data.to_vec() })).is_ok();
            bell.notify_one();
        });
        if let Err(error) = result {
            // A reader that has gone does not want to know.
            let _ = sender.send(Err(error));
            return;
        }
    }
}
