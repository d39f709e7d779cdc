//! The ring buffer through which the capture programs wake the reader.

use std::{io, os::fd::AsRawFd};

use aya::maps::{MapData, RingBuf};
use tokio::io::unix::AsyncFd;

/// Waits for the capture programs' alarm.
pub struct Alarm(AsyncFd<RingBuf<MapData>>);

impl Alarm {
    /// Registers the ring buffer with the runtime.
    ///
    /// # Errors
    /// When the system refuses to wait for it.
    pub fn new(ring: RingBuf<MapData>) -> io::Result<Self> {
        debug_assert!(ring.as_raw_fd() >= 0);
        // SAFETY: a RingBuf owns its file descriptor and answers with the same one until it is
        // dropped, which it is together with this value.
        let registered = unsafe { AsyncFd::register(ring) };
        Ok(Self(registered?))
    }

    /// Waits until it has rung. Which CPU it was does not matter: the reader looks at all.
    pub async fn rung(&mut self) {
        if let Ok(mut guard) = self.0.readable_mut().await {
            while guard.get_inner_mut().next().is_some() {}
            guard.clear_ready();
        }
    }
}
