//! A filter expression as typed, compiled anew for each link type that it meets.

use std::{fs, io, path::Path};

use capture_common::LinkType;
use capture_filter::{CompileOptions, FilterError, Program};

use crate::names::Databases;

/// A filter expression.
pub struct Filter {
    text: String,
    optimise: bool,
    databases: Databases,
}

impl Filter {
    /// An expression; the empty one accepts every packet.
    pub fn new(text: String, optimise: bool) -> Self {
        Self { text, optimise, databases: Databases::default() }
    }

    /// The expression as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is nothing to ask of a packet.
    pub fn is_empty(&self) -> bool {
        self.text.trim_ascii().is_empty()
    }

    /// Compiles the expression for packets of a link type whose bytes are all there is.
    ///
    /// # Errors
    /// When it is not an expression, or cannot be one for this link type.
    pub fn compile(&self, link_type: LinkType, snaplen: u32) -> Result<Program, FilterError> {
        self.compile_for(link_type, snaplen, false)
    }

    /// Compiles the expression for packets of a link type, some facts of which Linux keeps beside
    /// them: the direction, the interface, a VLAN tag.
    ///
    /// # Errors
    /// As in [`Self::compile`].
    pub fn compile_live(&self, link_type: LinkType, snaplen: u32) -> Result<Program, FilterError> {
        self.compile_for(link_type, snaplen, true)
    }

    fn compile_for(&self, link_type: LinkType, snaplen: u32, live: bool) -> Result<Program, FilterError> {
        // As tcpdump does, `ip broadcast` goes by all zeroes and all ones whatever the network is.
        let options = CompileOptions { link_type, snaplen, optimise: self.optimise, live, netmask: Some(0) };
        capture_filter::compile(&self.text, &options, &self.databases)
    }
}

/// Reads an expression from a file (`-F`), in which `#` begins a comment.
///
/// # Errors
/// When the file cannot be read.
pub fn read(path: &Path) -> io::Result<String> {
    let bytes =
        if path == Path::new("-") { io::read_to_string(io::stdin())?.into_bytes() } else { fs::read(path)? };
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
