//! Words that the kernel side and the user side of tcxdump share: the layout of what crosses the
//! border ([`abi`]) and the plain types that every crate speaks ([`Record`], [`LinkType`],
//! [`Direction`], [`Timestamp`]).
#![no_std]
#![forbid(unsafe_code)]

pub mod abi;
mod direction;
mod link_type;
mod record;
mod timestamp;

pub use direction::Direction;
pub use link_type::LinkType;
pub use record::Record;
pub use timestamp::{NANOS_PER_SEC, Timestamp};
