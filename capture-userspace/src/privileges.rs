//! `-Z`: root becomes another user, who keeps no more rights than capturing needs.

use std::{ffi::CString, fmt, io};

use caps::{CapSet, Capability, CapsHashSet, errors::CapsError};
use nix::unistd::{User, getgrouplist};
use rustix::{
    process::{Gid, Uid, geteuid},
    thread::{set_keep_capabilities, set_thread_gid, set_thread_groups, set_thread_uid},
};
use thiserror::Error;

/// What attaching to interfaces that come up later needs (capabilities(7)).
const CAPTURING: [Capability; 4] =
    [Capability::CAP_BPF, Capability::CAP_NET_ADMIN, Capability::CAP_NET_RAW, Capability::CAP_PERFMON];

/// The user whom distributions make for tcpdump, and whom theirs becomes where nothing is said.
const USUAL: &str = "tcpdump";

/// What giving files to a user and becoming one takes.
const CHANGING: [Capability; 3] = [Capability::CAP_CHOWN, Capability::CAP_SETGID, Capability::CAP_SETUID];

/// Why the user cannot be changed.
#[derive(Debug, Error)]
pub enum PrivilegesError {
    /// There is no such user, in tcpdump's words.
    #[error("Couldn't find user '{0}'")]
    NoUser(String),
    /// The system refuses.
    #[error("cannot become another user: {0}")]
    Change(#[from] io::Error),
    /// The system refuses to give up the other rights.
    #[error("cannot give up rights: {0}")]
    Capabilities(#[from] CapsError),
}

/// The user to become.
pub struct Account(User);

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)
    }
}

impl Account {
    /// Looks up a user; where none is named the usual one, if this host has it and it may be become. `None`
    /// for a process that is not root's, as that has nothing to give up.
    ///
    /// # Errors
    /// When there is no user of that name.
    pub fn find(name: Option<&str>) -> Result<Option<Self>, PrivilegesError> {
        if !geteuid().is_root() {
            return Ok(None);
        }
        let find = |name| User::from_name(name).ok().flatten().map(Self);
        let Some(name) = name else {
            let effective = caps::read(None, CapSet::Effective)?;
            return Ok(if CHANGING.iter().all(|right| effective.contains(right)) {
                find(USUAL)
            } else {
                None
            });
        };
        find(name).map(Some).ok_or_else(|| PrivilegesError::NoUser(name.to_owned()))
    }

    /// Numbers of the user and of its group.
    pub fn ids(&self) -> (u32, u32) {
        (self.0.uid.as_raw(), self.0.gid.as_raw())
    }

    /// Becomes the user, for good; with what capturing needs if `captures`. So do threads that start from here
    /// on. One that unpacks a savefile already is confined, and could not: the system's library, which changes
    /// all threads or ends the process, is not asked.
    ///
    /// # Errors
    /// When the system refuses; then nothing further must be done.
    pub fn enter(&self, captures: bool) -> Result<(), PrivilegesError> {
        self.change(captures)?;
        if captures && !self.0.uid.is_root() {
            let permitted = caps::read(None, CapSet::Permitted)?;
            let kept: CapsHashSet = CAPTURING.into_iter().filter(|right| permitted.contains(right)).collect();
            caps::set(None, CapSet::Effective, &kept)?;
            caps::set(None, CapSet::Permitted, &kept)?;
        }
        Ok(())
    }

    /// Changes user and groups, and keeps capabilities if `captures`.
    fn change(&self, captures: bool) -> io::Result<()> {
        let User { name, uid, gid, .. } = &self.0;
        let groups = getgrouplist(&CString::new(name.as_str())?, *gid)?;
        let groups: Vec<Gid> = groups.into_iter().map(|group| Gid::from_raw(group.as_raw())).collect();
        set_thread_groups(&groups)?;
        set_thread_gid(Gid::from_raw(gid.as_raw()))?;
        set_keep_capabilities(captures)?;
        set_thread_uid(Uid::from_raw(uid.as_raw()))?;
        Ok(set_keep_capabilities(false)?)
    }
}
