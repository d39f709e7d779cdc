//! What becomes of savefiles that are finished: `-z` hands them to a command, `--max-disk` deletes the
//! oldest.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{super::SinkError, folder::Folder, post_rotate::PostRotate};
use crate::{cli::save::SavePlan, diag};

/// Looks after finished files.
pub struct Closed {
    post_rotate: Option<PostRotate>,
    folder: Rc<Folder>,
    max_bytes: Option<u64>,
    /// The files that are still there, the oldest first, with their sizes.
    kept: VecDeque<(PathBuf, u64)>,
}

impl Closed {
    /// Prepares for the files of a plan, which are in this folder.
    ///
    /// # Errors
    /// When what should run commands cannot be started.
    pub fn new(plan: &SavePlan, folder: &Rc<Folder>) -> Result<Self, SinkError> {
        let command = plan.post_rotate.as_deref().filter(|_| plan.rotation.is_on());
        let post_rotate =
            command.map(|command| PostRotate::start(command).map_err(|cause| SinkError::io("-z", cause)));
        Ok(Self {
            post_rotate: post_rotate.transpose()?,
            folder: Rc::clone(folder),
            max_bytes: plan.max_disk,
            kept: VecDeque::new(),
        })
    }

    /// Takes a file that is finished, and its size.
    pub fn add(&mut self, file: PathBuf, size: u64) {
        if let Some(post_rotate) = &mut self.post_rotate {
            post_rotate.run(&file);
        }
        self.keep(file, size);
    }

    /// Deletes the oldest files while all together are too large.
    fn keep(&mut self, file: PathBuf, size: u64) {
        let Some(max_bytes) = self.max_bytes else { return };
        self.kept.retain(|(kept, _)| *kept != file);
        self.kept.push_back((file, size));
        let mut total: u64 = self.kept.iter().map(|(_, size)| size).sum();
        while total > max_bytes
            && let Some((oldest, size)) = self.kept.pop_front()
        {
            total -= size;
            self.delete(&oldest);
        }
    }

    fn delete(&self, file: &Path) {
        if let Err(error) = self.folder.delete(file) {
            diag::message(format_args!("cannot delete {}: {}", file.display(), diag::os_words(&error)));
        }
    }
}
