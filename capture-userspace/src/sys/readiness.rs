//! Waiting for a file descriptor to become readable.

use std::{
    io,
    os::fd::{AsRawFd, OwnedFd},
};

use tokio::io::unix::AsyncFd;

/// Something that owns a file descriptor and answers with the same one until it is dropped.
///
/// # Safety
/// That has to be so.
pub unsafe trait OwnsFd: AsRawFd {}

// SAFETY: a RingBuf owns its map, which is never exchanged.
#[cfg(all(target_os = "linux", feature = "ebpf"))]
unsafe impl OwnsFd for aya::maps::RingBuf<aya::maps::MapData> {}
// SAFETY: it is nothing but the descriptor.
unsafe impl OwnsFd for OwnedFd {}
// SAFETY: its socket is never exchanged.
#[cfg(all(target_os = "linux", feature = "ebpf"))]
unsafe impl OwnsFd for super::packet_socket::PacketSocket {}

/// A file descriptor that the runtime watches.
pub struct Watched<T: OwnsFd>(AsyncFd<T>);

impl<T: OwnsFd> Watched<T> {
    /// Registers it with the runtime.
    ///
    /// # Errors
    /// When the system refuses to wait for it.
    pub fn new(inner: T) -> io::Result<Self> {
        // SAFETY: the trait vouches for the file descriptor, which is dropped together with this.
        let registered = unsafe { AsyncFd::register(inner) };
        Ok(Self(registered?))
    }

    /// What owns the file descriptor.
    pub fn inner(&self) -> &T {
        self.0.get_ref()
    }

    /// What owns the file descriptor.
    pub fn inner_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }

    /// Waits until it is readable, then does with it what makes it no longer so.
    pub async fn readable(&mut self, read: impl FnOnce(&mut T)) {
        if let Ok(mut guard) = self.0.readable_mut().await {
            read(guard.get_inner_mut());
            guard.clear_ready();
        }
    }
}
