//! Applications.

pub(crate) mod bfd;
pub(crate) mod bgp;
pub(crate) mod dhcp;
pub(crate) mod dhcp6;
mod dhcp6_option;
mod dhcp_option;
pub(crate) mod dns;
pub(crate) mod dns_name;
mod dns_record;
pub(crate) mod eap;
pub(crate) mod geneve;
pub(crate) mod hsrp;
pub(crate) mod isakmp;
pub(crate) mod ntp;
pub(crate) mod radius;
mod radius_attribute;
pub(crate) mod rip;
pub(crate) mod rpki_rtr;
pub(crate) mod snmp;
mod snmp_ber;
mod snmp_mib;
pub(crate) mod ssh;
pub(crate) mod syslog;
pub(crate) mod text;
pub(crate) mod tftp;
pub(crate) mod vxlan;
pub(crate) mod vxlan_gpe;
