//! What a build with live capture can do beside reading files.

use std::{
    fs::File,
    io::{self, Write},
    os::fd::AsFd,
    path::{Path, PathBuf},
    process::ExitCode,
};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::failed;
use crate::{
    cli::{
        Args,
        plan::{Plan, SourcePlan},
    },
    exit,
    kernel::probe,
    source::{
        SourceError,
        live::{Host, LiveOptions, LiveSource},
    },
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

/// Opens the live source of a plan.
///
/// # Errors
/// When there is no such interface, or it cannot be captured.
pub async fn open(plan: &Plan, args: &Args) -> Result<LiveSource, SourceError> {
    let SourcePlan::Live { ifaces, direction, buffer, promiscuous, immediate } = &plan.source else {
        return Err(SourceError::NoLive);
    };
    LiveSource::open(LiveOptions {
        ifaces: ifaces.clone(),
        direction: *direction,
        snaplen: plan.snaplen,
        buffer: *buffer,
        promiscuous: *promiscuous,
        immediate: *immediate,
        engine: args.engine,
        sampling: plan.sampling,
    })
    .await
}

/// `--probe`: a line for everything that a capture could use.
pub async fn probe() -> ExitCode {
    let lines = match Host::ask().await {
        Ok(Host { netlink, links }) => probe::probe(&netlink, &links).await,
        Err(error) => return failed(&error),
    };
    for line in lines {
        // A closed pipe has seen enough.
        let _ = writeln!(io::stdout(), "{line}");
    }
    exit::SUCCESS
}

/// `-D`: a numbered line for each interface.
pub async fn list() -> ExitCode {
    let devices = match Host::ask().await {
        Ok(host) => host.devices(),
        Err(error) => return failed(&error),
    };
    for (number, device) in (1..).zip(devices) {
        // A closed pipe has seen enough.
        let _ = writeln!(io::stdout(), "{number}.{device}");
    }
    exit::SUCCESS
}
