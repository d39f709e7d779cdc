//! The same for a system on which nobody is changed into.

use thiserror::Error;

/// Why the user cannot be changed.
#[derive(Debug, Error)]
#[error("-Z is not available on this system")]
pub struct PrivilegesError;

/// Never made.
pub enum Account {}

impl Account {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub fn find(_: &str) -> Result<Option<Self>, PrivilegesError> {
        Err(PrivilegesError)
    }

    /// Never called.
    pub fn ids(&self) -> (u32, u32) {
        match *self {}
    }

    /// Never called.
    ///
    /// # Errors
    /// Never.
    pub fn enter(&self, _: bool) -> Result<(), PrivilegesError> {
        match *self {}
    }
}
