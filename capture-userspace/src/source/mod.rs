//! Where records come from: the rings of a live capture, or a savefile.

use std::{future::Future, io};

use capture_common::{LinkType, Record};
use capture_filter::FilterError;
use thiserror::Error;

use self::ledger::Ledger;
use crate::{
    filter::Filter, interface_names::InterfaceNames, ipv4_network::Ipv4Network, savefile::SavefileError,
    sys::libpcap::LibpcapError,
};

#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod af_packet;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub(crate) mod cook;
pub mod file;
pub mod ledger;
pub mod libpcap;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod live;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod merge;
pub mod options;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
pub mod ring;
pub mod sampling;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod target;
mod waiting;
#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod watch;

/// An interface that records name by its position in [`Source::interfaces`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Interface {
    /// Its name, empty where a savefile does not say.
    pub name: String,
    /// What it is, or what its administrator calls it; empty where nobody says.
    pub description: String,
    /// What its packets start with.
    pub link_type: LinkType,
    /// Most bytes of a packet that were or will be kept.
    pub snaplen: u32,
    /// What pcap files keep above the number of the link type: whether frames end with a checksum, and
    /// its length.
    pub link_flags: u32,
}

impl Interface {
    /// Where a savefile says no more.
    pub const fn of_savefile(link_type: LinkType, snaplen: u32, link_flags: u32) -> Self {
        Self { name: String::new(), description: String::new(), link_type, snaplen, link_flags }
    }
}

/// What packets start with as an eBPF program sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkLayer {
    /// An Ethernet header.
    Ethernet,
    /// The IP header.
    Raw,
}

/// Where the filter runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filtered {
    /// Before the source hands out a record.
    InKernel,
    /// Not in the source: whoever reads it has to filter.
    InUser,
}

/// What a source has next.
#[derive(Debug)]
pub enum Next<'a> {
    /// A record, and the interface that it came from.
    Record(Record<'a>, &'a Interface),
    /// A record that the filter rejected, in a source that could not have the kernel do that.
    Rejected,
    /// Nothing now; more may come.
    Idle,
    /// Nothing any more.
    End,
}

/// Why a source cannot be opened or read.
#[derive(Debug, Error)]
pub enum SourceError {
    /// No interface has this name.
    #[error("{0}: No such device exists")]
    NoSuchDevice(String),
    /// Nor has one this number.
    #[error("Invalid adapter index {0} (-D lists what there is)")]
    NoSuchNumber(String),
    /// What was typed fits more than one device.
    #[error("{wanted}: more than one device fits: {candidates}")]
    Ambiguous {
        /// As typed.
        wanted: String,
        /// Their numbers and lines.
        candidates: String,
    },
    /// There is nothing to capture.
    #[error("no device is found that can be captured")]
    NoDevices,
    /// libpcap's devices cannot be captured together.
    #[error("{0}: libpcap captures one device at a time")]
    OneAtATime(String),
    /// An engine was chosen that cannot do it.
    #[error("{0}: only libpcap can capture that (--engine libpcap)")]
    OnlyLibpcap(String),
    /// libpcap is not there, or refuses.
    #[error(transparent)]
    Libpcap(#[from] LibpcapError),
    /// libpcap cannot read any further; the name of its function is part of tcpdump's line.
    #[error("pcap_loop: {0}")]
    Receiving(#[source] LibpcapError),
    /// The last of the captured interfaces is no longer there.
    #[error("{0}: the interface has gone")]
    Gone(String),
    /// Rights are missing: which, and what for.
    #[error("{iface}: You don't have permission to capture on that device: this process lacks {missing}")]
    Permission {
        /// The interface's name.
        iface: String,
        /// Names of capabilities, each with its purpose.
        missing: String,
    },
    /// eBPF programs cannot see packets of this kind.
    #[error("{iface}: packets of this kind of interface (ARPHRD {arphrd}) cannot be captured yet")]
    LinkLayer {
        /// The interface's name.
        iface: String,
        /// Its `ARPHRD_` number.
        arphrd: u16,
    },
    /// The expression is not one.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// The kernel side could not be set up.
    #[error("{0}")]
    Kernel(String),
    /// A list names no savefiles.
    #[error("Nothing in {0}")]
    NoFiles(String),
    /// A savefile whose packets do not fit into the file that is written.
    #[error("{0}: new dlt does not match original")]
    OtherLinkType(String),
    /// A savefile cannot be opened.
    #[error("{0}")]
    Savefile(#[from] SavefileError),
    /// A savefile cannot be read any further; the name of libpcap's function is part of tcpdump's line.
    #[error("pcap_loop: {0}")]
    Reading(#[source] SavefileError),
    /// Anything else that the system says.
    #[error("{what}: {cause}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

impl SourceError {
    /// There is nothing of this name, or number.
    pub fn no_such_device(wanted: String) -> Self {
        let is_number = !wanted.is_empty() && wanted.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { Self::NoSuchNumber(wanted) } else { Self::NoSuchDevice(wanted) }
    }
}

/// What a running source asks of the kernel that takes rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Upkeep {
    /// Nothing.
    #[default]
    None,
    /// To take off again what it has attached.
    Detaches,
    /// To attach to interfaces that come.
    Attaches,
}

/// A stream of records.
pub trait Source {
    /// The interfaces that records come from; for a live capture of `any`, that one.
    fn interfaces(&self) -> &[Interface];

    /// The names of live interfaces, by index.
    fn interface_names(&self) -> InterfaceNames {
        InterfaceNames::default()
    }

    /// The network of the one interface that is captured, where it has an IPv4 address.
    fn network(&self) -> Option<Ipv4Network> {
        None
    }

    /// Begins: from here on packets that pass the filter are captured.
    ///
    /// # Errors
    /// When the filter does not fit the interfaces, or the capture cannot be set up.
    fn start(&mut self, filter: &Filter) -> impl Future<Output = Result<Filtered, SourceError>>;

    /// What is left to do for the capture beside reading, once it has started.
    fn upkeep(&self) -> Upkeep {
        Upkeep::None
    }

    /// The next record in order of time.
    ///
    /// # Errors
    /// When a savefile is damaged or the system refuses to read.
    fn next(&mut self) -> Result<Next<'_>, SourceError>;

    /// Waits until it is worth calling [`Self::next`] again. May be dropped and called anew.
    fn wait(&mut self) -> impl Future<Output = ()>;

    /// Attends to what happens beside the packets; called often, between records.
    ///
    /// # Errors
    /// When the capture cannot go on; what is there can still be read after [`Self::stop`].
    fn attend(&mut self) -> impl Future<Output = Result<(), SourceError>> {
        std::future::ready(Ok(()))
    }

    /// Ends the capture: nothing new comes in, and what is there can still be read up to
    /// [`Next::End`].
    fn stop(&mut self) -> impl Future<Output = ()>;

    /// What became of the packets so far, up to the reader; `None` for a savefile.
    fn ledger(&mut self) -> Option<Ledger>;
}
