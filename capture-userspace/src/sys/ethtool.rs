//! What drivers are asked by their interfaces' names, for which there is no netlink message in `rtnetlink`: generic
//! receive offload, and packets that are stamped by the adapter's own clock.

use std::{
    io,
    os::fd::{AsRawFd, OwnedFd},
};

use libc::{HWTSTAMP_FILTER_ALL, SOF_TIMESTAMPING_RAW_HARDWARE};
use rustix::net::{AddressFamily, SocketFlags, SocketType, netdevice::index_to_name, socket_with};

/// `struct ethtool_value` of `linux/ethtool.h`.
#[repr(C)]
struct EthtoolValue {
    cmd: u32,
    data: u32,
}

/// `struct ethtool_ts_info` of `linux/ethtool.h`.
#[derive(Default)]
#[repr(C)]
struct TimeStampInfo {
    cmd: u32,
    /// Bits of `linux/net_tstamp.h`: `SOF_TIMESTAMPING_RAW_HARDWARE` and the like.
    so_timestamping: u32,
    phc_index: i32,
    tx_types: u32,
    tx_reserved: [u32; 3],
    /// A bit for each `HWTSTAMP_FILTER_` that the adapter has.
    rx_filters: u32,
    rx_reserved: [u32; 3],
}

/// `struct hwtstamp_config` of `linux/net_tstamp.h`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
struct TimeStampConfig {
    flags: i32,
    tx_type: i32,
    rx_filter: i32,
}

/// Numbers of `linux/ethtool.h`.
const ETHTOOL_SGRO: u32 = 0x2c;
const ETHTOOL_GET_TS_INFO: u32 = 0x41;

/// Switches an interface's GRO on. A veth then receives through NAPI, and takes XDP frames from its peer.
///
/// # Errors
/// When there is no such interface, or it has no GRO.
pub fn enable_gro(iface: &str) -> io::Result<()> {
    let mut value = EthtoolValue { cmd: ETHTOOL_SGRO, data: 1 };
    // SAFETY: the structure of this command.
    unsafe { ask(&any_socket()?, iface, libc::SIOCETHTOOL, &mut value) }
}

/// Whether an interface's adapter can stamp every packet that comes in.
pub fn can_stamp_all(iface: &str) -> bool {
    let mut info = TimeStampInfo { cmd: ETHTOOL_GET_TS_INFO, ..TimeStampInfo::default() };
    let asked = any_socket().and_then(|socket| {
        // SAFETY: the structure of this command.
        unsafe { ask(&socket, iface, libc::SIOCETHTOOL, &mut info) }
    });
    asked.is_ok()
        && info.so_timestamping & SOF_TIMESTAMPING_RAW_HARDWARE != 0
        && info.rx_filters & (1 << HWTSTAMP_FILTER_ALL) != 0
}

/// An adapter that stamps every packet that comes in. When dropped it does what it did before.
pub struct StampedByAdapter {
    socket: OwnedFd,
    ifindex: u32,
    before: TimeStampConfig,
}

impl StampedByAdapter {
    /// Switches it on.
    ///
    /// # Errors
    /// Without `CAP_NET_ADMIN`, and where the adapter cannot.
    pub fn enable(ifindex: u32) -> io::Result<Self> {
        let socket = any_socket()?;
        let iface = index_to_name(&socket, ifindex)?;
        let mut before = TimeStampConfig::default();
        // SAFETY: the structure of this request. Drivers that cannot tell are left as they start: off.
        let _ = unsafe { ask(&socket, &iface, libc::SIOCGHWTSTAMP, &mut before) };
        let mut wanted = TimeStampConfig { rx_filter: HWTSTAMP_FILTER_ALL as i32, ..before };
        // SAFETY: the structure of this request.
        unsafe { ask(&socket, &iface, libc::SIOCSHWTSTAMP, &mut wanted)? };
        Ok(Self { socket, ifindex, before })
    }
}

impl Drop for StampedByAdapter {
    fn drop(&mut self) {
        // Its name may be another by now. Of an interface that has gone there is nothing to restore.
        if let Ok(iface) = index_to_name(&self.socket, self.ifindex) {
            // SAFETY: the structure of this request.
            let _ = unsafe { ask(&self.socket, &iface, libc::SIOCSHWTSTAMP, &mut self.before) };
        }
    }
}

/// A socket to ask through; any will do.
fn any_socket() -> io::Result<OwnedFd> {
    Ok(socket_with(AddressFamily::INET, SocketType::DGRAM, SocketFlags::CLOEXEC, None)?)
}

/// Makes a request (`linux/sockios.h`) that reads `value`, or writes to it.
///
/// # Safety
/// `value` is the structure that the request, and the command within it, are made with.
unsafe fn ask<T>(socket: &OwnedFd, iface: &str, request: libc::Ioctl, value: &mut T) -> io::Result<()> {
    // SAFETY: a structure of integers, for which zeroes are valid.
    let mut ifreq: libc::ifreq = unsafe { std::mem::zeroed() };
    // The last byte stays zero.
    if iface.len() >= ifreq.ifr_name.len() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    for (to, from) in ifreq.ifr_name.iter_mut().zip(iface.bytes()) {
        *to = from as libc::c_char;
    }
    ifreq.ifr_ifru.ifru_data = (&raw mut *value).cast();
    // SAFETY: the request names an interface and points to a value, both of which outlive the call; the caller
    // vouches for the value's size.
    let status = unsafe { libc::ioctl(socket.as_raw_fd(), request, &raw mut ifreq) };
    if status == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_has_no_clock_of_its_own() {
        assert!(!can_stamp_all("lo"));
        assert!(!can_stamp_all("a name that is too long for an interface"));
        let refused = StampedByAdapter::enable(1).map(drop).unwrap_err();
        assert!(matches!(refused.raw_os_error(), Some(libc::EOPNOTSUPP | libc::EPERM)), "{refused}");
    }
}
