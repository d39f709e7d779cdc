//! Everything that speaks to the kernel about eBPF and interfaces: all of aya and rtnetlink.

pub mod attach;
mod clsact;
mod descriptors;
pub mod events;
pub mod generate;
pub mod links;
pub mod memory;
pub mod object;
mod permission;
pub mod probe;
pub mod scope;
mod splice;
pub mod standalone;
mod undisturbed;
pub mod xdp;

pub use object::{Object, ObjectError, dimensions};
pub use permission::missing_capabilities;
