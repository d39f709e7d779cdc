//! What a build with eBPF can do beside reading files.

use std::{
    fs::File,
    io,
    os::fd::AsFd,
    path::{Path, PathBuf},
};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::{
    cli::Args,
    devices::Device,
    kernel::{probe, scope::Scope},
    source::{
        SourceError, libpcap,
        live::{Choice, Host, LiveSource, scope_link_type},
        options::LiveOptions,
    },
    sys::ethtool::can_stamp_all,
};

/// Where `ip netns` keeps the namespaces that it has named (ip-netns(8)).
const NAMED: &str = "/run/netns";

/// What has to be done before anything else: enters the network namespace that is to be captured in.
///
/// # Errors
/// When there is no such namespace, or this process may not enter it.
pub fn prepare(args: &Args) -> Result<(), SourceError> {
    let Some(wanted) = &args.netns else { return Ok(()) };
    let is_name = wanted.components().count() == 1;
    let path = if is_name { Path::new(NAMED).join(wanted) } else { PathBuf::from(wanted) };
    enter(&path).map_err(|cause| SourceError::Io {
        what: format!("cannot enter the network namespace {}", wanted.display()),
        cause,
    })
}

fn enter(path: &Path) -> io::Result<()> {
    let namespace = File::open(path)?;
    Ok(move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network))?)
}

/// Opens a live source.
///
/// # Errors
/// When there is no such interface, or it cannot be captured.
pub async fn open(options: &LiveOptions) -> Result<LiveSource, SourceError> {
    LiveSource::open(options).await
}

/// `-J`: the clocks that can stamp the packets of what is captured.
///
/// # Errors
/// When there is no such interface.
pub async fn time_stamp_types(options: &LiveOptions) -> Result<String, SourceError> {
    match Host::ask().await?.choose(options)? {
        Choice::Libpcap { device, .. } => libpcap::time_stamp_types(&device),
        Choice::Ours(scope) => {
            let adapter = match &scope {
                Scope::One(link) if can_stamp_all(&link.name) => {
                    "\n  adapter_unsynced (Adapter, not synced with system time)"
                }
                _ => "",
            };
            let name = scope.name();
            Ok(format!("Time stamp types for {name} (use option -j to set):\n  host (Host){adapter}"))
        }
    }
}

/// `-L`: the link types of what is captured.
///
/// # Errors
/// When there is no such interface.
pub async fn link_types(options: &LiveOptions) -> Result<String, SourceError> {
    let scope = match Host::ask().await?.choose(options)? {
        Choice::Libpcap { device, .. } => return libpcap::link_types(&device, options),
        Choice::Ours(scope) => scope,
    };
    let link_type = scope_link_type(&scope);
    let name = link_type.name().unwrap_or_default();
    let description = link_type.description().unwrap_or_default();
    Ok(format!("Data link types for {} (use option -y to set):\n  {name} ({description})", scope.name()))
}

/// `-D`: what can be captured.
///
/// # Errors
/// When the kernel does not list its interfaces.
pub async fn devices() -> Result<Vec<Device>, SourceError> {
    Ok(Host::ask().await?.devices())
}

/// `--probe`: a line for everything that a capture could use.
///
/// # Errors
/// When the kernel does not list its interfaces.
pub async fn probe() -> Result<Vec<String>, SourceError> {
    let Host { netlink, links } = Host::ask().await?;
    Ok(probe::probe(&netlink, &links).await)
}
