//! `-Z`: root becomes another user, who keeps no more rights than capturing needs.

use caps::{CapSet, Capability, CapsHashSet, errors::CapsError};
use nix::{
    errno::Errno,
    sys::prctl::set_keepcaps,
    unistd::{Uid, User, initgroups, setgid, setuid},
};
use thiserror::Error;

/// What attaching to interfaces that come up later needs (capabilities(7)).
const CAPTURING: [Capability; 4] =
    [Capability::CAP_BPF, Capability::CAP_NET_ADMIN, Capability::CAP_NET_RAW, Capability::CAP_PERFMON];

/// Why the user cannot be changed.
#[derive(Debug, Error)]
pub enum PrivilegesError {
    /// There is no such user, in tcpdump's words.
    #[error("Couldn't find user '{0}'")]
    NoUser(String),
    /// The system refuses.
    #[error("cannot become another user: {}", .0.desc())]
    Change(#[from] Errno),
    /// The system refuses to give up the other rights.
    #[error("cannot give up rights: {0}")]
    Capabilities(#[from] CapsError),
}

/// The user to become.
pub struct Account(User);

impl Account {
    /// Looks up a user; `None` for a process that is not root's, as that has nothing to give up.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn find(name: &str) -> Result<Option<Self>, PrivilegesError> {
        if !Uid::effective().is_root() {
            return Ok(None);
        }
        let user = User::from_name(name).ok().flatten();
        user.map(|user| Some(Self(user))).ok_or_else(|| PrivilegesError::NoUser(name.to_owned()))
    }

    /// Numbers of the user and of its group.
    pub fn ids(&self) -> (u32, u32) {
        (self.0.uid.as_raw(), self.0.gid.as_raw())
    }

    /// Becomes the user, for good; with what capturing needs if `captures`.
    ///
    /// # Errors
    /// When the system refuses; then nothing further must be done.
    pub fn enter(&self, captures: bool) -> Result<(), PrivilegesError> {
        let User { name, uid, gid, .. } = &self.0;
        let name = std::ffi::CString::new(name.as_str()).map_err(|_| Errno::EINVAL)?;
        initgroups(&name, *gid)?;
        setgid(*gid)?;
        if uid.is_root() {
            return Ok(());
        }
        set_keepcaps(captures)?;
        setuid(*uid)?;
        if captures {
            let permitted = caps::read(None, CapSet::Permitted)?;
            let kept: CapsHashSet = CAPTURING.into_iter().filter(|right| permitted.contains(right)).collect();
            caps::set(None, CapSet::Effective, &kept)?;
            caps::set(None, CapSet::Permitted, &kept)?;
            set_keepcaps(false)?;
        }
        Ok(())
    }
}
