//! A disk that is soon full.

use std::process::Command;

use super::{captures::Folder, command::run};

/// A small file system in memory, unmounted when dropped.
pub struct SmallDisk(pub Folder);

impl SmallDisk {
    /// Mounts one of this size, such as "1m".
    pub fn new(size: &str) -> Self {
        let folder = Folder::new("disk");
        let mount = ["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"];
        assert_eq!(run(Command::new("mount").args(mount).arg(folder.file(""))).code, Some(0));
        Self(folder)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        run(Command::new("umount").arg(self.0.file("")));
    }
}
