//! Which interfaces a live capture attaches to, and what their packets start with.

use std::collections::BTreeMap;

use capture_common::LinkType;

use super::{LinkLayer, SourceError};
use crate::{
    diag,
    kernel::{
        devices::{ANY, Device},
        links::Link,
    },
};

/// An interface that is captured.
#[derive(Clone, Debug)]
pub struct Target {
    /// The interface.
    pub link: Link,
    /// What its packets start with.
    pub layer: LinkLayer,
}

/// The interfaces of a capture.
#[derive(Clone, Debug)]
pub enum Targets {
    /// One by name or number.
    One(Target),
    /// All there are, by index.
    Any(Vec<Target>),
}

impl Targets {
    /// The interfaces of a device, out of all that there are.
    ///
    /// # Errors
    /// When eBPF programs cannot see its packets.
    pub fn new(device: Device, links: Vec<Link>) -> Result<Self, SourceError> {
        match device {
            Device::Link(link) => Target::new(link).map(Self::One),
            Device::Any => Ok(Self::Any(every(links))),
        }
    }

    /// All targets.
    pub fn as_slice(&self) -> &[Target] {
        match self {
            Self::One(target) => std::slice::from_ref(target),
            Self::Any(targets) => targets,
        }
    }

    /// Whether this is the capture of all interfaces.
    pub const fn is_any(&self) -> bool {
        matches!(self, Self::Any(_))
    }

    /// The name that stands for the targets.
    pub fn name(&self) -> &str {
        match self {
            Self::One(target) => &target.link.name,
            Self::Any(_) => ANY,
        }
    }

    /// What records of these targets start with.
    pub const fn link_type(&self) -> LinkType {
        match self {
            Self::One(target) => link_type(target.layer),
            Self::Any(_) => LinkType::LINUX_SLL2,
        }
    }

    /// The least power of two by which the targets' indices can be told apart, within reason.
    pub fn slots(&self) -> u32 {
        const MOST: u32 = 4096;
        let targets = self.as_slice();
        let mut slots = 1;
        while slots < MOST {
            let mut taken: Vec<u32> = targets.iter().map(|target| target.link.ifindex % slots).collect();
            taken.sort_unstable();
            taken.dedup();
            if taken.len() == targets.len() {
                break;
            }
            slots *= 2;
        }
        slots
    }

    /// What is counted apart: an index, and the name of its interface, or names where several share
    /// their counters.
    pub fn counted(&self) -> Vec<(u32, String)> {
        let slots = self.slots();
        let mut counted: BTreeMap<u32, (u32, String)> = BTreeMap::new();
        for Target { link, .. } in self.as_slice() {
            counted
                .entry(link.ifindex % slots)
                .and_modify(|(_, names)| *names += &format!("+{}", link.name))
                .or_insert_with(|| (link.ifindex, link.name.clone()));
        }
        counted.into_values().collect()
    }

    /// The target with an index.
    pub fn by_index(&self, ifindex: u32) -> Option<&Target> {
        let targets = self.as_slice();
        let at = targets.binary_search_by_key(&ifindex, |target| target.link.ifindex).ok()?;
        targets.get(at)
    }
}

impl Target {
    fn new(link: Link) -> Result<Self, SourceError> {
        match link_layer(link.arphrd) {
            Some(layer) => Ok(Self { link, layer }),
            None => Err(SourceError::LinkLayer { iface: link.name, arphrd: link.arphrd }),
        }
    }
}

fn every(links: Vec<Link>) -> Vec<Target> {
    let mut targets = Vec::new();
    for link in links {
        match Target::new(link) {
            Ok(target) => targets.push(target),
            Err(error) => diag::warning(format_args!("{error}")),
        }
    }
    targets.sort_by_key(|target| target.link.ifindex);
    targets
}

/// The link type of frames as an eBPF program sees them.
pub const fn link_type(layer: LinkLayer) -> LinkType {
    match layer {
        LinkLayer::Ethernet => LinkType::ETHERNET,
        LinkLayer::Raw => LinkType::RAW,
    }
}

/// `linux/if_arp.h`, not in libc: an interface of IP packets, such as a modem.
const ARPHRD_RAWIP: u16 = 519;

/// What packets of a kind of interface start with (`linux/if_arp.h`).
const fn link_layer(arphrd: u16) -> Option<LinkLayer> {
    match arphrd {
        libc::ARPHRD_ETHER | libc::ARPHRD_LOOPBACK => Some(LinkLayer::Ethernet),
        libc::ARPHRD_NONE
        | libc::ARPHRD_TUNNEL
        | libc::ARPHRD_TUNNEL6
        | libc::ARPHRD_SIT
        | libc::ARPHRD_IPGRE
        | ARPHRD_RAWIP => Some(LinkLayer::Raw),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rtnetlink::packet_route::link::LinkFlags;

    use super::*;

    fn links() -> Vec<Link> {
        let link = |ifindex, name: &str, arphrd| Link {
            ifindex,
            name: name.into(),
            arphrd,
            flags: LinkFlags::Up | LinkFlags::Running | LinkFlags::LowerUp,
            addresses: Vec::new(),
        };
        vec![link(9, "3", 1), link(4, "eth1", 1), link(5, "tun2", libc::ARPHRD_NONE), link(6, "can4", 280)]
    }

    #[test]
    fn any_is_every_interface_that_can_be_seen() {
        let targets = Targets::new(Device::Any, links()).unwrap();
        let names: Vec<&str> = targets.as_slice().iter().map(|target| target.link.name.as_str()).collect();
        assert_eq!(names, ["eth1", "tun2", "3"]);
        assert_eq!(targets.by_index(5).map(|target| target.layer), Some(LinkLayer::Raw));
        assert_eq!(targets.link_type(), LinkType::LINUX_SLL2);
        assert_eq!(targets.slots(), 8, "4, 5 and 9 differ modulo 8");
        let can = links().remove(3);
        let refused = Targets::new(Device::Link(can), links());
        assert!(matches!(refused, Err(SourceError::LinkLayer { arphrd: 280, .. })));
    }
}
