//! Where the files of a capture are.

use std::{
    fs::File,
    io,
    path::{Component, Path, PathBuf},
};

#[cfg(unix)]
use rustix::fs::{AtFlags, Mode, OFlags, openat, unlinkat};

/// How a folder is opened that need not be listed.
#[cfg(target_os = "linux")]
const AS_A_PLACE: OFlags = OFlags::PATH;
#[cfg(all(unix, not(target_os = "linux")))]
const AS_A_PLACE: OFlags = OFlags::RDONLY;

/// The folder of a capture's files, held open: they are made in it however its name, or the rights of this
/// process, change meanwhile.
pub struct Folder {
    /// As it was named.
    path: PathBuf,
    #[cfg(unix)]
    handle: std::os::fd::OwnedFd,
}

impl Folder {
    /// Opens the folder of files with such names: as far as it is the same for all, where parts of the path
    /// are formats for strftime(3).
    ///
    /// # Errors
    /// When there is none, or it may not be entered.
    pub fn of(template: &Path) -> io::Result<Self> {
        let path: PathBuf = template.parent().unwrap_or(template).components().take_while(is_fixed).collect();
        #[cfg(unix)]
        {
            let here = match () {
                // Standard output, which is nowhere.
                () if template.as_os_str() == "-" => Path::new("/"),
                () if path.as_os_str().is_empty() => Path::new("."),
                () => &path,
            };
            let flags = AS_A_PLACE | OFlags::DIRECTORY | OFlags::CLOEXEC;
            let handle = rustix::fs::open(here, flags, Mode::empty())?;
            Ok(Self { path, handle })
        }
        #[cfg(not(unix))]
        Ok(Self { path })
    }

    /// Makes a file, or empties the one that is there.
    ///
    /// # Errors
    /// As [`File::create`].
    #[cfg(unix)]
    pub fn create(&self, name: &Path) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::CLOEXEC;
        Ok(openat(&self.handle, self.inside(name), flags, Mode::from_raw_mode(0o666))?.into())
    }

    /// Makes a file, or empties the one that is there.
    ///
    /// # Errors
    /// As [`File::create`].
    #[cfg(not(unix))]
    pub fn create(&self, name: &Path) -> io::Result<File> {
        File::create(self.path.join(self.inside(name)))
    }

    /// Deletes a file.
    ///
    /// # Errors
    /// When the system refuses.
    #[cfg(unix)]
    pub fn delete(&self, name: &Path) -> io::Result<()> {
        Ok(unlinkat(&self.handle, self.inside(name), AtFlags::empty())?)
    }

    /// Deletes a file.
    ///
    /// # Errors
    /// When the system refuses.
    #[cfg(not(unix))]
    pub fn delete(&self, name: &Path) -> io::Result<()> {
        std::fs::remove_file(self.path.join(self.inside(name)))
    }

    /// A name from here on.
    fn inside<'a>(&self, name: &'a Path) -> &'a Path {
        name.strip_prefix(&self.path).unwrap_or(name)
    }

    /// The folder itself, for what asks for it (`O_PATH`).
    #[cfg(unix)]
    pub fn handle(&self) -> std::os::fd::BorrowedFd<'_> {
        std::os::fd::AsFd::as_fd(&self.handle)
    }
}

/// Whether a part of a path is no format.
fn is_fixed(part: &Component<'_>) -> bool {
    !part.as_os_str().as_encoded_bytes().contains(&b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_what_all_names_have_in_common() {
        let folder = |template: &str| Folder::of(Path::new(template)).unwrap().path;
        assert_eq!(folder("x.pcap"), Path::new(""));
        assert_eq!(folder("/x.pcap"), Path::new("/"));
        assert_eq!(folder("/tmp/%Y/%H.pcap"), Path::new("/tmp"));
        assert!(Folder::of(Path::new("/no/such/folder/x")).is_err());
    }

    #[test]
    fn files_are_made_in_it_and_deleted() {
        let place = std::env::temp_dir().join(format!("tcxdump-folder-{}", std::process::id()));
        std::fs::create_dir(&place).unwrap();
        let name = place.join("x");
        let folder = Folder::of(&name).unwrap();
        let moved = place.with_extension("moved");
        std::fs::rename(&place, &moved).unwrap();
        folder.create(&name).unwrap();
        assert!(moved.join("x").exists());
        folder.delete(&name).unwrap();
        assert!(folder.delete(&name).is_err());
        std::fs::remove_dir(&moved).unwrap();
    }
}
