//! The same for a system on which nobody is changed into.

use std::fmt;

use thiserror::Error;

/// Why the user cannot be changed.
#[derive(Debug, Error)]
#[error("-Z is not available on this system")]
pub struct PrivilegesError;

/// Never made.
pub enum Account {}

impl fmt::Display for Account {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl Account {
    /// Nobody, where nobody is named.
    ///
    /// # Errors
    /// When somebody is.
    pub fn find(name: Option<&str>) -> Result<Option<Self>, PrivilegesError> {
        name.map_or(Ok(None), |_| Err(PrivilegesError))
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
