//! Socket options that no library knows: values go to and from the kernel as they lie in memory.

use std::{
    io,
    mem::MaybeUninit,
    os::fd::{AsFd, AsRawFd},
};

/// Plain C data: any bytes make a valid value, and none of them are padding.
///
/// # Safety
/// That has to be so.
pub unsafe trait Plain: Copy {}

// SAFETY: an integer.
unsafe impl Plain for libc::c_int {}
// SAFETY: seven integers of the same size.
unsafe impl Plain for libc::tpacket_req3 {}
// SAFETY: three integers of the same size.
unsafe impl Plain for libc::tpacket_stats_v3 {}
// SAFETY: an int, two shorts and eight bytes: 16 bytes without gaps.
unsafe impl Plain for libc::packet_mreq {}

/// Sets an option.
///
/// # Errors
/// What the kernel says.
pub fn set<T: Plain>(socket: impl AsFd, level: libc::c_int, name: libc::c_int, value: &T) -> io::Result<()> {
    // SAFETY: the kernel reads `value`, whose size is given, during the call only.
    let status = unsafe {
        libc::setsockopt(
            socket.as_fd().as_raw_fd(),
            level,
            name,
            (&raw const *value).cast(),
            size_of::<T>() as libc::socklen_t,
        )
    };
    if status == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Reads an option.
///
/// # Errors
/// What the kernel says, and where its value is of another size.
pub fn read<T: Plain>(socket: impl AsFd, level: libc::c_int, name: libc::c_int) -> io::Result<T> {
    let mut value = MaybeUninit::<T>::uninit();
    let mut len = size_of::<T>() as libc::socklen_t;
    // SAFETY: the kernel writes at most `len` bytes to `value`, which holds as many.
    let status = unsafe {
        libc::getsockopt(socket.as_fd().as_raw_fd(), level, name, value.as_mut_ptr().cast(), &raw mut len)
    };
    if status != 0 {
        return Err(io::Error::last_os_error());
    }
    if len as usize != size_of::<T>() {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // SAFETY: the kernel has written all of it.
    Ok(unsafe { value.assume_init() })
}
