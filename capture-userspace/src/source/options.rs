//! What to capture live, and how.

use capture_common::{Direction, LinkType};

use super::sampling::Sampling;

/// How packets are captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// The best that this system has for the interface, as far as it lets us
    #[default]
    Auto,
    /// eBPF at tcx: Linux 6.6 and later
    #[cfg(all(target_os = "linux", feature = "ebpf"))]
    Tcx,
    /// eBPF at the clsact qdisc
    #[cfg(all(target_os = "linux", feature = "ebpf"))]
    Clsact,
    /// eBPF at XDP for what comes in, in the driver where it can; at tcx or clsact for what goes out
    #[cfg(all(target_os = "linux", feature = "ebpf"))]
    Xdp,
    /// A packet socket with its filter in the kernel, as tcpdump has
    #[cfg(all(target_os = "linux", feature = "ebpf"))]
    AfPacket,
    /// libpcap, or Npcap on Windows, where it is installed: monitor mode, and what is no network interface
    Libpcap,
}

impl Engine {
    /// Whether programs of ours see packets in the kernel, if it lets them.
    pub const fn is_ebpf(self) -> bool {
        #[cfg(all(target_os = "linux", feature = "ebpf"))]
        return !matches!(self, Self::AfPacket | Self::Libpcap);
        #[cfg(not(all(target_os = "linux", feature = "ebpf")))]
        false
    }
}

/// What to capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveOptions {
    /// Interfaces as `-i` takes them, or none for the first one.
    pub ifaces: Vec<String>,
    /// Packets of this direction only; `Unknown` for both.
    pub direction: Direction,
    /// Most bytes of a packet to keep.
    pub snaplen: u32,
    /// Size of the buffer between kernel and reader in bytes, if it was given.
    pub buffer: Option<u64>,
    /// Whether to put the interface into promiscuous mode.
    pub promiscuous: bool,
    /// Whether to put the interface into monitor mode.
    pub monitor: bool,
    /// Whether each packet is handed on at once, also where that costs more or loses the order in which
    /// different CPUs handled packets of the same moment.
    pub immediate: bool,
    /// Which engine.
    pub engine: Engine,
    /// Which of the packets that match are wanted.
    pub sampling: Sampling,
    /// What packets should start with, where there is a choice.
    pub link_type: Option<LinkType>,
    /// Which clock stamps packets, where there is a choice: a name as `-J` prints it.
    pub time_stamp_type: Option<TimeStampType>,
}

impl LiveOptions {
    /// Whether packets carry the adapter's own time.
    pub fn wants_adapter_time(&self) -> bool {
        self.time_stamp_type == Some(TimeStampType::ADAPTER)
    }
}

/// A clock that stamps packets, by its name for `-j` (pcap-tstamp(7)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeStampType {
    /// Its name.
    pub name: &'static str,
    /// Whether it is the host's own, so that every interface has it.
    pub is_host: bool,
}

impl TimeStampType {
    /// The adapter's, as it runs. One that the driver keeps in step with the host's (`adapter`) was offered up to
    /// Linux 3.16 only.
    pub const ADAPTER: Self = Self { name: "adapter_unsynced", is_host: false };

    /// All there are.
    const ALL: [Self; 6] = [
        Self { name: "host", is_host: true },
        Self { name: "host_lowprec", is_host: true },
        Self { name: "host_hiprec", is_host: true },
        Self { name: "host_hiprec_unsynced", is_host: false },
        Self { name: "adapter", is_host: false },
        Self::ADAPTER,
    ];

    /// The one with this name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name.eq_ignore_ascii_case(name))
    }
}
