//! Link layers: what the first byte of a captured packet belongs to.

pub(crate) mod cdp;
pub(crate) mod cfm;
pub(crate) mod chdlc;
pub(crate) mod dsa;
pub(crate) mod eapol;
pub(crate) mod ethernet;
pub(crate) mod frame_relay;
pub(crate) mod llc;
pub(crate) mod lldp;
mod lldp_dcbx;
mod lldp_med;
mod lldp_private;
pub(crate) mod loopback;
pub(crate) mod macsec;
pub(crate) mod null;
mod oam;
pub(crate) mod ppp;
mod ppp_control;
pub(crate) mod pppoe;
pub(crate) mod raw;
pub(crate) mod slip;
pub(crate) mod sll;
pub(crate) mod sll2;
pub(crate) mod slow;
pub(crate) mod stp;
pub(crate) mod udld;
pub(crate) mod vsock;
