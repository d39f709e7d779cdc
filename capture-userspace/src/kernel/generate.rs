//! The packet generator: has the kernel receive frames on an interface, at a rate or as fast as it
//! can, without a sending host.
//!
//! `BPF_PROG_TEST_RUN` with `BPF_F_TEST_XDP_LIVE_FRAMES` (Linux 5.18) hands copies of a frame to an
//! XDP program, and what that lets pass goes up the stack. The interface must belong to a test or a
//! benchmark.

use std::time::Duration;

use aya::{
    Ebpf, EbpfLoader,
    maps::{Array, MapError},
    programs::{ProgramError, TestRun, TestRunAttrs, TestRunOptions, Xdp},
};
use capture_common::abi::{GENERATED_TIME_OFFSET, Pace};
use thiserror::Error;

use super::object::{OBJECT, ObjectError};
use crate::sys::clock::monotonic_ns;

/// Frames that the kernel hands to the program at a time: its own default.
const BATCH: u32 = 64;

/// Why frames could not be sent.
#[derive(Debug, Error)]
pub enum GenerateError {
    /// The object could not be loaded.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// The program could not be loaded or run.
    #[error("cannot run the packet generator: {0}")]
    Program(#[from] ProgramError),
    /// Its pace could not be set.
    #[error("cannot set the packet generator's pace: {0}")]
    Map(#[from] MapError),
}

/// Which way frames go, by the action of XDP that says so (`enum xdp_action` of `linux/bpf.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Course {
    /// The interface receives them; its own XDP program does not see them.
    Received = 2,
    /// The interface sends them. The other end of a veth pair must receive through NAPI.
    Sent = 3,
}

/// Which frames are sent, and when.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    /// How many.
    pub count: u32,
    /// Time from one to the next; zero for as fast as can be.
    pub interval: Duration,
    /// From so many ports in turn, [`FIRST_FLOW_PORT`](capture_common::abi::FIRST_FLOW_PORT) and above; 1 for
    /// the frame's own.
    pub flows: u16,
    /// Each carries the time at which it was sent, and is sent by itself.
    pub is_stamped: bool,
}

impl Sending {
    /// Copies of one frame.
    pub const fn copies(count: u32, interval: Duration) -> Self {
        Self { count, interval, flows: 1, is_stamped: false }
    }
}

/// A loaded generator.
pub struct Generator {
    ebpf: Ebpf,
}

impl Generator {
    /// Loads the generator's program.
    ///
    /// # Errors
    /// When the kernel refuses it.
    pub fn load(course: Course) -> Result<Self, GenerateError> {
        let loaded = EbpfLoader::new().override_global("GENERATED", &(course as u32), true).load(OBJECT);
        let mut ebpf = loaded.map_err(|error| ObjectError::Load(Box::new(error)))?;
        program(&mut ebpf)?.load()?;
        Ok(Self { ebpf })
    }

    /// Has an interface receive or send copies of a frame, each with its number; returns when all are sent.
    ///
    /// # Errors
    /// When the kernel refuses to, such as for an interface that is down.
    pub fn send(&mut self, ifindex: u32, frame: &[u8], sending: Sending) -> Result<(), GenerateError> {
        let Sending { count, interval, flows, is_stamped } = sending;
        let step_ns = interval.as_nanos() as u64;
        let pace: Pace = [monotonic_ns(), step_ns, 0, flows.into(), is_stamped.into()];
        let map = self.ebpf.map_mut("PACE").ok_or_else(|| ObjectError::Unexpected("no array PACE".into()))?;
        Array::<_, Pace>::try_from(map)?.set(0, pace, 0)?;
        let context = xdp_md(frame.len() as u32, ifindex);
        program(&mut self.ebpf)?.test_run(TestRunOptions {
            data_in: Some(frame),
            ctx_in: Some(&context),
            repeat: count,
            attrs: TestRunAttrs::new().xdp_live_frames(if is_stamped { 1 } else { BATCH }),
            ..TestRunOptions::new()
        })?;
        Ok(())
    }
}

fn program(ebpf: &mut Ebpf) -> Result<&mut Xdp, GenerateError> {
    let program = ebpf.program_mut("tcxdump_gen");
    let program = program.ok_or_else(|| ObjectError::Unexpected("no program tcxdump_gen".into()))?;
    Ok(program.try_into()?)
}

/// `struct xdp_md` of `linux/bpf.h`: six words in the machine's byte order: data, data_end,
/// data_meta, ingress_ifindex, rx_queue_index, egress_ifindex.
fn xdp_md(len: u32, ifindex: u32) -> [u8; 24] {
    let mut words = [0; 24];
    words[4..8].copy_from_slice(&len.to_ne_bytes());
    words[12..16].copy_from_slice(&ifindex.to_ne_bytes());
    words
}

/// An Ethernet frame of `len` bytes with an IPv4 packet and in it a UDP datagram to `port`, room for
/// its number and the time behind the headers; at least 58 bytes.
///
/// Layout: RFC 894, RFC 791 section 3.1, RFC 768. The addresses are of the blocks for documentation
/// (RFC 5737) and of benchmarking (RFC 2544).
pub fn udp_frame(len: usize, destination: [u8; 6], port: u16) -> Vec<u8> {
    let len = len.max(GENERATED_TIME_OFFSET + 8);
    let (ip_len, udp_len) = ((len - 14) as u16, (len - 34) as u16);
    let mut frame = Vec::with_capacity(len);
    frame.extend(destination);
    frame.extend([2, 0, 0, 0, 0, 1, 8, 0]);
    frame.extend([0x45, 0]);
    frame.extend(ip_len.to_be_bytes());
    frame.extend([0, 0, 0x40, 0, 64, 17, 0, 0, 198, 18, 0, 1, 198, 18, 0, 2]);
    let checksum = internet_checksum(&frame[14..34]);
    frame[24..26].copy_from_slice(&checksum.to_be_bytes());
    frame.extend(9u16.to_be_bytes());
    frame.extend(port.to_be_bytes());
    frame.extend(udp_len.to_be_bytes());
    // A checksum of zero is none.
    frame.resize(len, 0);
    frame
}

/// RFC 1071, for an even number of bytes.
fn internet_checksum(bytes: &[u8]) -> u16 {
    let sum: u32 = bytes.chunks_exact(2).map(|pair| u32::from(u16::from_be_bytes([pair[0], pair[1]]))).sum();
    !((sum & 0xffff) + (sum >> 16)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_the_length_asked_for_and_a_right_checksum() {
        let frame = udp_frame(128, [2; 6], 9);
        assert_eq!(frame.len(), 128);
        assert_eq!(internet_checksum(&frame[14..34]), 0);
        assert_eq!(udp_frame(0, [2; 6], 9).len(), 58);
    }
}
