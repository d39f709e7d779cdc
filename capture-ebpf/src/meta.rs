//! What the kernel tells of a packet, whichever context it comes in.

use core::ffi::c_void;

use aya_ebpf::{
    EbpfContext,
    bindings::{__sk_buff, xdp_md},
    helpers::{bpf_ktime_get_ns, bpf_skb_load_bytes, bpf_xdp_get_buff_len, bpf_xdp_load_bytes},
};
use capture_common::abi::{Hook, PACKET_OUTGOING, RecordHeader};
use network_types::vlan::VlanHdr;

use crate::config;

/// A packet as a program gets it.
pub trait Packet: Copy + EbpfContext {
    /// Index of the interface.
    fn ifindex(self) -> u32;

    /// The header of its record, which will hold at most `limit` bytes and at most the snaplen.
    fn header(self, hook: Hook, limit: u32) -> RecordHeader;

    /// When the adapter stamped it, in ns on its own clock; 0 where it has not, or none can be asked.
    fn adapter_ns(self) -> u64;

    /// Where its linear part begins and ends.
    fn linear(self) -> (usize, usize);

    /// Copies `len` bytes from `offset` on, non-linear ones included; `None` past its end.
    ///
    /// # Safety
    /// `to` has room for `len` bytes.
    unsafe fn load(self, offset: u32, to: *mut u8, len: u32) -> Option<()>;
}

/// The context of programs at tcx and clsact.
#[derive(Clone, Copy)]
pub struct Skb(pub *mut __sk_buff);

impl EbpfContext for Skb {
    #[inline(always)]
    fn as_ptr(&self) -> *mut c_void {
        self.0.cast()
    }
}

impl Packet for Skb {
    #[inline(always)]
    fn ifindex(self) -> u32 {
        // SAFETY: the context's fields are there for a program to read.
        unsafe { (*self.0).ifindex }
    }

    #[inline(always)]
    fn header(self, hook: Hook, limit: u32) -> RecordHeader {
        let skb = self.0;
        // SAFETY: the context's fields are there for a program to read; the helper has no
        // preconditions.
        unsafe {
            let tagged = (*skb).vlan_present != 0;
            // The loader puts the tag back, so it takes its place within the snaplen.
            let tag_len = if tagged { VlanHdr::LEN as u32 } else { 0 };
            let room = config::snaplen().min(limit).saturating_sub(tag_len);
            RecordHeader {
                ktime_ns: bpf_ktime_get_ns(),
                origlen: (*skb).len,
                caplen: (*skb).len.min(room),
                ifindex: (*skb).ifindex,
                vlan_tci: if tagged { (*skb).vlan_tci as u16 } else { 0 },
                vlan_proto: if tagged { u16::from_be((*skb).vlan_proto as u16) } else { 0 },
                protocol: u16::from_be((*skb).protocol as u16),
                pkt_type: match hook {
                    // What is on its way out gets its type only when a packet socket takes a copy.
                    Hook::Egress => PACKET_OUTGOING,
                    Hook::Ingress | Hook::Xdp => (*skb).pkt_type as u8,
                },
                hook: hook as u8,
                pad: 0,
            }
        }
    }

    #[inline(always)]
    fn adapter_ns(self) -> u64 {
        // SAFETY: the context's fields are there for a program to read; volatile, as the verifier takes this one
        // as a whole only.
        unsafe { (&raw const (*self.0).hwtstamp).read_volatile() }
    }

    #[inline(always)]
    fn linear(self) -> (usize, usize) {
        // SAFETY: the context's fields are there for a program to read.
        unsafe { ((*self.0).data as usize, (*self.0).data_end as usize) }
    }

    #[inline(always)]
    unsafe fn load(self, offset: u32, to: *mut u8, len: u32) -> Option<()> {
        // SAFETY: the caller vouches for the room.
        let status = unsafe { bpf_skb_load_bytes(self.0.cast(), offset, to.cast(), len) };
        (status == 0).then_some(())
    }
}

/// The context of programs at XDP.
#[derive(Clone, Copy)]
pub struct Xdp(pub *mut xdp_md);

impl EbpfContext for Xdp {
    #[inline(always)]
    fn as_ptr(&self) -> *mut c_void {
        self.0.cast()
    }
}

impl Packet for Xdp {
    #[inline(always)]
    fn ifindex(self) -> u32 {
        // SAFETY: the context's fields are there for a program to read.
        unsafe { (*self.0).ingress_ifindex }
    }

    #[inline(always)]
    fn header(self, hook: Hook, limit: u32) -> RecordHeader {
        // SAFETY: the helpers have no preconditions.
        let (ktime_ns, len) = unsafe { (bpf_ktime_get_ns(), bpf_xdp_get_buff_len(self.0) as u32) };
        RecordHeader {
            ktime_ns,
            origlen: len,
            caplen: len.min(config::snaplen()).min(limit),
            ifindex: self.ifindex(),
            // The tag is still where it was on the wire, and what the packet is nobody has looked at:
            // the reader does.
            vlan_tci: 0,
            vlan_proto: 0,
            protocol: 0,
            pkt_type: 0,
            hook: hook as u8,
            pad: 0,
        }
    }

    #[inline(always)]
    fn adapter_ns(self) -> u64 {
        // Only programs that are loaded for one device can ask its driver.
        0
    }

    #[inline(always)]
    fn linear(self) -> (usize, usize) {
        // SAFETY: the context's fields are there for a program to read.
        unsafe { ((*self.0).data as usize, (*self.0).data_end as usize) }
    }

    #[inline(always)]
    unsafe fn load(self, offset: u32, to: *mut u8, len: u32) -> Option<()> {
        // SAFETY: the caller vouches for the room.
        let status = unsafe { bpf_xdp_load_bytes(self.0, offset, to.cast(), len) };
        (status == 0).then_some(())
    }
}
