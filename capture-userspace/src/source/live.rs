//! Live capture: which interface, and by which engine.

use std::io;

use capture_common::Direction;

use super::{
    Filtered, Interface, Next, Source, SourceError, af_packet::AfPacketSource, ledger::Ledger,
    ring::RingSource,
};
use crate::{
    diag,
    filter::Filter,
    kernel::{
        devices::{ANY, Device, choose, devices},
        links::{Link, Netlink},
    },
};

/// How packets are captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// eBPF at tcx, at clsact where the kernel refuses tcx, AF_PACKET where eBPF cannot be used
    #[default]
    Auto,
    /// eBPF at tcx: Linux 6.6 and later
    Tcx,
    /// eBPF at the clsact qdisc
    Clsact,
    /// A packet socket with its filter in the kernel, as tcpdump has
    AfPacket,
}

/// What to capture.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// An interface's name or number, `any`, or `None` for the first one.
    pub iface: Option<String>,
    /// Packets of this direction only; `Unknown` for both.
    pub direction: Direction,
    /// Most bytes of a packet to keep.
    pub snaplen: u32,
    /// Size of the buffer between kernel and reader in bytes, if it was given.
    pub buffer: Option<u64>,
    /// Whether to put the interface into promiscuous mode.
    pub promiscuous: bool,
    /// Which engine.
    pub engine: Engine,
}

/// The interfaces of this network namespace.
#[derive(Clone)]
pub struct Host {
    /// A connection by which to ask and change more.
    pub netlink: Netlink,
    /// All there are, by index.
    pub links: Vec<Link>,
}

impl Host {
    /// Asks the kernel.
    ///
    /// # Errors
    /// When the kernel does not list its interfaces.
    pub async fn ask() -> Result<Self, SourceError> {
        let failed = |cause| SourceError::Io { what: "cannot list the interfaces".into(), cause };
        let netlink = Netlink::open().map_err(failed)?;
        let links = netlink.links().await.map_err(|error| failed(io::Error::other(error)))?;
        Ok(Self { netlink, links })
    }

    /// All devices, in the order in which `-D` numbers them.
    pub fn devices(&self) -> Vec<Device> {
        devices(self.links.clone())
    }
}

/// A live capture by any engine.
pub enum LiveSource {
    /// eBPF.
    Ring(Box<RingSource>, Alternative),
    /// A packet socket.
    AfPacket(Box<AfPacketSource>),
}

/// What to try when eBPF cannot be used.
pub type Alternative = Option<Box<AfPacketSource>>;

impl LiveSource {
    /// Finds the interface; nothing is captured before [`Source::start`].
    ///
    /// # Errors
    /// When there is no such interface, or the engine cannot see its packets.
    pub async fn open(options: LiveOptions) -> Result<Self, SourceError> {
        let host = Host::ask().await?;
        let wanted = options.iface.as_deref();
        let device = choose(&host.devices(), wanted)
            .ok_or_else(|| SourceError::NoSuchDevice(wanted.unwrap_or(ANY).to_owned()))?;
        let socket = || Box::new(AfPacketSource::new(options.clone(), &host, &device));
        if options.engine == Engine::AfPacket {
            return Ok(Self::AfPacket(socket()));
        }
        let alternative = (options.engine == Engine::Auto).then(socket);
        match RingSource::new(options.clone(), host.clone(), device.clone()) {
            Ok(ring) => Ok(Self::Ring(Box::new(ring), alternative)),
            Err(error) => match alternative {
                Some(socket) => {
                    told(&error);
                    Ok(Self::AfPacket(socket))
                }
                None => Err(error),
            },
        }
    }
}

/// Says why eBPF is not used.
fn told(error: &SourceError) {
    diag::message(format_args!("{error}; capturing through AF_PACKET instead of eBPF"));
}

/// Whether a packet socket may do better.
const fn is_about_ebpf(error: &SourceError) -> bool {
    matches!(error, SourceError::Permission { .. } | SourceError::Kernel(_))
}

impl Source for LiveSource {
    fn interfaces(&self) -> &[Interface] {
        match self {
            Self::Ring(ring, _) => ring.interfaces(),
            Self::AfPacket(socket) => socket.interfaces(),
        }
    }

    async fn start(&mut self, filter: &Filter) -> Result<Filtered, SourceError> {
        let (refused, mut socket) = match self {
            Self::AfPacket(socket) => return socket.start(filter).await,
            Self::Ring(ring, alternative) => match (ring.start(filter).await, alternative.take()) {
                (Err(error), Some(socket)) if is_about_ebpf(&error) => (error, socket),
                (result, _) => return result,
            },
        };
        match socket.start(filter).await {
            Ok(filtered) => {
                told(&refused);
                *self = Self::AfPacket(socket);
                Ok(filtered)
            }
            // What eBPF lacks is what its user wants to hear of.
            Err(_) => Err(refused),
        }
    }

    fn next(&mut self) -> Result<Next<'_>, SourceError> {
        match self {
            Self::Ring(ring, _) => ring.next(),
            Self::AfPacket(socket) => socket.next(),
        }
    }

    async fn wait(&mut self) {
        match self {
            Self::Ring(ring, _) => ring.wait().await,
            Self::AfPacket(socket) => socket.wait().await,
        }
    }

    async fn stop(&mut self) {
        match self {
            Self::Ring(ring, _) => ring.stop().await,
            Self::AfPacket(socket) => socket.stop().await,
        }
    }

    fn ledger(&mut self) -> Option<Ledger> {
        match self {
            Self::Ring(ring, _) => ring.ledger(),
            Self::AfPacket(socket) => socket.ledger(),
        }
    }
}
