//! How many descriptors this process may hold: each link of tcx or XDP is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What else is open: maps, programs, sockets, files, signals.
const OTHERS: u64 = 64;

/// Whether there is room for so many links; takes what the system gives.
pub fn have_room_for(links: usize) -> bool {
    let wanted = links as u64 + OTHERS;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= wanted) {
        return true;
    }
    // Up to the hard limit everybody may go, beyond it who has CAP_SYS_RESOURCE.
    let maximum = maximum.map(|maximum| maximum.max(wanted));
    setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).is_ok()
}
