//! A filter expression as typed, compiled anew for each link type that it meets.

use capture_common::LinkType;
use capture_filter::{CompileOptions, FilterError, Program};

use crate::names::Databases;

/// A filter expression.
pub struct Filter {
    text: String,
    databases: Databases,
}

impl Filter {
    /// An expression; the empty one accepts every packet.
    pub fn new(text: String) -> Self {
        Self { text, databases: Databases::default() }
    }

    /// The expression as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Compiles the expression for packets of a link type.
    ///
    /// # Errors
    /// When it is not an expression, or cannot be one for this link type.
    pub fn compile(&self, link_type: LinkType, snaplen: u32) -> Result<Program, FilterError> {
        let options = CompileOptions { link_type, snaplen, optimise: true };
        capture_filter::compile(&self.text, &options, &self.databases)
    }
}
