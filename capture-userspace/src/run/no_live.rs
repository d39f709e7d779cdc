//! The same for a build that only reads files.

use std::process::ExitCode;

use super::failed;
use crate::{
    cli::{Args, plan::Plan},
    source::{SourceError, file::FileSource},
};

/// Nothing has to be done.
///
/// # Errors
/// Never.
pub fn prepare(_: &Args) -> Result<(), SourceError> {
    Ok(())
}

/// Refuses.
///
/// # Errors
/// Always.
pub async fn open(_: &Plan, _: &Args) -> Result<FileSource, SourceError> {
    Err(SourceError::NoLive)
}

/// Refuses.
pub async fn list() -> ExitCode {
    failed(&SourceError::NoLive)
}

/// Refuses.
pub async fn probe() -> ExitCode {
    failed(&SourceError::NoLive)
}

/// Refuses.
pub async fn list_time_stamp_types(_: &Args) -> ExitCode {
    failed(&SourceError::NoLive)
}

/// Refuses.
pub async fn list_link_types(_: &Args) -> ExitCode {
    failed(&SourceError::NoLive)
}
