//! Before the first packet is looked at, the process gives up what it no longer needs: rights
//! (capabilities(7)), files (landlock(7)) and system calls (seccomp(2)). Bytes from the wire that found a
//! fault in what reads them would find little else.
//!
//! All of this holds for the thread that enters and for those it starts.

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod files;
#[cfg(target_os = "linux")]
mod rights;

use crate::{sink::save::folder::Folder, source::Upkeep};

/// What the rest of a run still has to do.
#[derive(Clone, Copy, Default)]
pub struct Needs<'a> {
    /// What the source asks of the kernel.
    pub upkeep: Upkeep,
    /// Where files are made and deleted.
    pub folder: Option<&'a Folder>,
    /// Savefiles are opened by their names.
    pub reads: bool,
    /// Names of hosts, services and interfaces are looked up.
    pub resolves: bool,
    /// A service manager is told how the capture is.
    pub notifies: bool,
}

/// Why something could not be given up.
#[cfg(target_os = "linux")]
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Capabilities.
    #[error("cannot give up rights: {0}")]
    Rights(#[from] caps::errors::CapsError),
    /// Files.
    #[error("cannot give up access to files: {0}")]
    Files(#[from] landlock::RulesetError),
    /// System calls.
    #[error("cannot give up system calls: {0}")]
    Calls(#[from] seccompiler::Error),
}

/// Never made: other systems take nothing away.
#[cfg(not(target_os = "linux"))]
pub type SandboxError = std::convert::Infallible;

/// Gives up everything else, for good. Where a kernel has no Landlock, files are left out.
///
/// # Errors
/// When the kernel has what it takes, and refuses.
#[cfg_attr(not(target_os = "linux"), expect(unused_variables, reason = "there is nothing to give up"))]
pub fn enter(needs: &Needs<'_>) -> Result<(), SandboxError> {
    #[cfg(target_os = "linux")]
    {
        rights::give_up(needs)?;
        files::give_up(needs)?;
        calls::give_up(needs)?;
    }
    Ok(())
}
