//! Capabilities.

use caps::{CapSet, Capability, CapsHashSet, errors::CapsError};
use rustix::{
    fs::{Access, AtFlags, Dir, Mode, OFlags, accessat, openat, statat},
    process::geteuid,
};

use super::Needs;
use crate::{sink::save::folder::Folder, source::Upkeep};

/// What attaching takes (`Documentation/bpf`, capabilities(7)).
const ATTACHING: [Capability; 3] = [Capability::CAP_BPF, Capability::CAP_NET_ADMIN, Capability::CAP_PERFMON];

/// Keeps the capabilities that are needed of those that are there.
pub fn give_up(needs: &Needs<'_>) -> Result<(), CapsError> {
    let permitted = caps::read(None, CapSet::Permitted)?;
    let mut kept: CapsHashSet = needed(needs).into_iter().filter(|right| permitted.contains(right)).collect();
    caps::set(None, CapSet::Effective, &kept)?;
    if permitted.contains(&Capability::CAP_DAC_OVERRIDE) && needs.folder.is_some_and(is_of_others) {
        kept.insert(Capability::CAP_DAC_OVERRIDE);
        caps::set(None, CapSet::Effective, &kept)?;
    }
    caps::clear(None, CapSet::Ambient)?;
    caps::clear(None, CapSet::Inheritable)?;
    caps::set(None, CapSet::Permitted, &kept)
}

fn needed(needs: &Needs<'_>) -> Vec<Capability> {
    let mut needed = match needs.upkeep {
        Upkeep::None => Vec::new(),
        Upkeep::Detaches => vec![Capability::CAP_NET_ADMIN],
        Upkeep::Attaches => ATTACHING.to_vec(),
    };
    if needs.reads {
        needed.push(Capability::CAP_DAC_READ_SEARCH);
    }
    needed
}

/// Whether files can only be made, or written over, in a folder by who may do so everywhere.
fn is_of_others(folder: &Folder) -> bool {
    let handle = folder.handle();
    let is_writable = accessat(handle, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).is_ok();
    let has_others = || -> rustix::io::Result<bool> {
        let listing = openat(handle, ".", OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        for entry in Dir::new(listing)? {
            let stat = statat(handle, entry?.file_name(), AtFlags::SYMLINK_NOFOLLOW)?;
            if stat.st_uid != geteuid().as_raw() && stat.st_mode & libc::S_IFMT == libc::S_IFREG {
                return Ok(true);
            }
        }
        Ok(false)
    };
    !is_writable || has_others().unwrap_or(true)
}
