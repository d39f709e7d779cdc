//! Promiscuous mode: eBPF hooks never set it, so a packet socket holds it for the capture.

use std::{io, os::fd::OwnedFd};

use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with};

use super::socket_option;

/// An interface's promiscuous mode, left again when dropped.
pub struct Promiscuous(#[expect(dead_code, reason = "the kernel counts the open socket")] OwnedFd);

impl Promiscuous {
    /// Puts an interface into promiscuous mode.
    ///
    /// # Errors
    /// Without `CAP_NET_RAW`, or when there is no such interface.
    pub fn enter(ifindex: u32) -> io::Result<Self> {
        // Protocol 0: the socket receives nothing.
        let socket = socket_with(AddressFamily::PACKET, SocketType::RAW, SocketFlags::CLOEXEC, None)?;
        let membership = libc::packet_mreq {
            mr_ifindex: ifindex as libc::c_int,
            mr_type: libc::PACKET_MR_PROMISC as u16,
            mr_alen: 0,
            mr_address: [0; 8],
        };
        socket_option::set(&socket, libc::SOL_PACKET, libc::PACKET_ADD_MEMBERSHIP, &membership)?;
        Ok(Self(socket))
    }
}
