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
    diag, exit,
    kernel::{devices::Scope, probe},
    source::{
        SourceError,
        live::{Host, LiveOptions, LiveSource, scope_link_type},
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
    if args.monitor_mode {
        return Err(SourceError::MonitorMode(ifaces.join(",")));
    }
    if let Some(kind) = plan.time_stamp_type.filter(|kind| !kind.is_host) {
        let (name, iface) = (kind.name, ifaces.join(","));
        diag::warning(format_args!(
            "When trying to set timestamp type '{name}' on {iface}: That type of time stamp is not supported by \
             that device"
        ));
    }
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

/// `-J`: the clocks that can stamp the packets of each interface that is named. The host's own stamps
/// them at the hook; no interface's own clock is used.
pub async fn list_time_stamp_types(args: &Args) -> ExitCode {
    describe(args, |scope| {
        format!("Time stamp types for {} (use option -j to set):\n  host (Host)", scope.name())
    })
    .await
}

/// `-L`: the link types of what is captured.
pub async fn list_link_types(args: &Args) -> ExitCode {
    describe(args, |scope| {
        let link_type = scope_link_type(scope);
        let name = link_type.name().unwrap_or_default();
        let description = link_type.description().unwrap_or_default();
        format!("Data link types for {} (use option -y to set):\n  {name} ({description})", scope.name())
    })
    .await
}

async fn describe(args: &Args, text: impl FnOnce(&Scope) -> String) -> ExitCode {
    let scope = Host::ask()
        .await
        .and_then(|host| Scope::choose(&host.links, &args.interfaces).map_err(SourceError::no_such_device));
    match scope {
        Ok(scope) => {
            // As tcpdump does, on standard error.
            eprintln!("{}", text(&scope));
            exit::SUCCESS
        }
        Err(error) => failed(&error),
    }
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
