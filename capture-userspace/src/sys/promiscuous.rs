//! Promiscuous mode: eBPF hooks never set it, so a packet socket holds it for the capture.

use std::{
    io,
    os::fd::{AsRawFd, OwnedFd},
};

use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with};

/// `SOL_PACKET`, `PACKET_ADD_MEMBERSHIP` and `PACKET_MR_PROMISC` of `linux/if_packet.h`.
const SOL_PACKET: libc::c_int = 263;

/// `struct packet_mreq` of `linux/if_packet.h`: 16 bytes in the machine's byte order.
#[repr(C)]
struct PacketMreq {
    ifindex: libc::c_int,
    kind: u16,
    address_len: u16,
    address: [u8; 8],
}

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
        let membership = PacketMreq {
            ifindex: ifindex as libc::c_int,
            kind: libc::PACKET_MR_PROMISC as u16,
            address_len: 0,
            address: [0; 8],
        };
        // SAFETY: the kernel reads `membership`, whose size is given, during the call only.
        let status = unsafe {
            libc::setsockopt(
                socket.as_raw_fd(),
                SOL_PACKET,
                libc::PACKET_ADD_MEMBERSHIP,
                (&raw const membership).cast(),
                size_of::<PacketMreq>() as libc::socklen_t,
            )
        };
        if status == 0 { Ok(Self(socket)) } else { Err(io::Error::last_os_error()) }
    }
}
