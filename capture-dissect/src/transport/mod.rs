//! Transport protocols.

pub(crate) mod ah;
pub(crate) mod dccp;
mod dccp_options;
pub(crate) mod esp;
mod mptcp;
pub(crate) mod pgm;
mod pgm_options;
pub(crate) mod sctp;
pub(crate) mod tcp;
mod tcp_md5;
mod tcp_options;
pub(crate) mod udp;
