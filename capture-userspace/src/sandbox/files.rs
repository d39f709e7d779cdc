//! Files, and what of the network Landlock knows.

use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, NetPort, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, Scope,
};

use super::Needs;
use crate::source::Upkeep;

/// The latest version of Landlock whose rules are known here; older kernels do what they can of it.
const KNOWN: ABI = ABI::V6;

/// What the system's library reads to look up names (nsswitch.conf(5), resolv.conf(5), ld.so(8)).
const NAMES: [&str; 17] = [
    "/etc/ethers",
    "/etc/gai.conf",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/networks",
    "/etc/nsswitch.conf",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/lib",
    "/lib64",
    "/run/NetworkManager",
    "/run/resolvconf",
    "/run/systemd/resolve",
    "/usr/lib",
    "/usr/lib64",
];

/// What attaching to an interface reads: which kernel this is.
const KERNEL: [&str; 2] = ["/proc/version_signature", "/proc/sys/kernel"];

/// The port of DNS (RFC 1035, section 4.2).
const DOMAIN: u16 = 53;

/// Keeps the files that are needed. Those that are open stay so.
pub fn give_up(needs: &Needs<'_>) -> Result<(), RulesetError> {
    let mut rules = Ruleset::default()
        .handle_access(AccessFs::from_all(KNOWN))?
        .handle_access(AccessNet::from_all(KNOWN))?
        .scope(scopes(needs))?
        .create()?;
    let reading = AccessFs::ReadFile | AccessFs::ReadDir;
    if let Some(folder) = needs.folder {
        let writing = AccessFs::WriteFile | AccessFs::Truncate | AccessFs::MakeReg | AccessFs::RemoveFile;
        rules = rules.add_rule(PathBeneath::new(folder.handle(), writing))?;
    }
    if needs.reads {
        rules = rules.add_rules(beneath(&["/"], reading))?;
    }
    if needs.resolves {
        rules = rules
            .add_rules(beneath(&NAMES, reading))?
            .add_rule(NetPort::new(DOMAIN, AccessNet::ConnectTcp))?;
    }
    if needs.upkeep == Upkeep::Attaches {
        rules = rules.add_rules(beneath(&KERNEL, reading))?;
    }
    rules.restrict_self()?;
    Ok(())
}

/// A service manager's socket may be an abstract one.
fn scopes(needs: &Needs<'_>) -> BitFlags<Scope> {
    if needs.notifies { Scope::Signal.into() } else { Scope::from_all(KNOWN) }
}

/// A rule for each of the paths that exist.
fn beneath(
    paths: &[&str],
    access: BitFlags<AccessFs>,
) -> impl Iterator<Item = Result<PathBeneath<PathFd>, RulesetError>> {
    paths.iter().filter_map(move |path| {
        let is_file = !Path::new(path).is_dir();
        let access = if is_file { access & AccessFs::from_file(KNOWN) } else { access };
        Some(Ok(PathBeneath::new(PathFd::new(path).ok()?, access)))
    })
}
