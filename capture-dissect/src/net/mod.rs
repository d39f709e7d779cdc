//! The network layer and what stands beside it.

pub(crate) mod arp;
pub(crate) mod carp;
pub(crate) mod eigrp;
pub(crate) mod gre;
mod group_record;
pub(crate) mod icmp;
pub(crate) mod icmp6;
mod icmp6_mld;
mod icmp6_nd;
mod icmp6_node_info;
mod icmp6_renumbering;
mod icmp6_rpl;
mod icmp_extension;
pub(crate) mod igmp;
pub(crate) mod ip;
pub(crate) mod ip_protocol;
pub(crate) mod ipcomp;
pub(crate) mod ipv4;
pub(crate) mod ipv6;
mod ipv6_ext;
pub(crate) mod mpls;
pub(crate) mod nsh;
pub(crate) mod ospf;
pub(crate) mod pim;
mod pim_address;
mod pim_hello;
pub(crate) mod vrrp;
