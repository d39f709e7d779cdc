//! Which interfaces a live capture attaches to, and what their packets start with.

use std::collections::{BTreeMap, BTreeSet};

use capture_common::LinkType;

use super::{LinkLayer, SourceError};
use crate::{
    diag,
    kernel::{links::Link, scope::Scope},
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
pub struct Targets {
    /// By index. Those that have gone stay, as records of theirs may still be read.
    targets: Vec<Target>,
    slots: u32,
}

impl Targets {
    /// Those of a scope.
    ///
    /// # Errors
    /// When eBPF programs cannot see the packets of an interface that was named.
    pub fn new(scope: &Scope) -> Result<Self, SourceError> {
        let mut targets = Vec::new();
        for link in scope.links() {
            match (Target::new(link.clone()), scope) {
                (Ok(target), _) => targets.push(target),
                (Err(error), Scope::All(_)) => diag::warning(format_args!("{error}")),
                (Err(error), _) => return Err(error),
            }
        }
        // With room for interfaces that come.
        let least = if matches!(scope, Scope::All(_)) { 64 } else { 1 };
        let slots = slots(&targets).max(least);
        Ok(Self { targets, slots })
    }

    /// All targets.
    pub fn as_slice(&self) -> &[Target] {
        &self.targets
    }

    /// Number of interfaces whose counters can be told apart, a power of two.
    pub const fn slots(&self) -> u32 {
        self.slots
    }

    /// Adds an interface, or notes what has changed about it; answers with it when it is new.
    ///
    /// # Errors
    /// When eBPF programs cannot see its packets.
    pub fn update(&mut self, link: Link) -> Result<Option<Target>, SourceError> {
        match self.targets.binary_search_by_key(&link.ifindex, |target| target.link.ifindex) {
            Ok(at) => {
                if let Some(target) = self.targets.get_mut(at) {
                    target.link = link;
                }
                Ok(None)
            }
            Err(at) => {
                let target = Target::new(link)?;
                self.targets.insert(at, target.clone());
                Ok(Some(target))
            }
        }
    }

    /// What is counted apart: an index, and the name of its interface, or names where several share
    /// their counters.
    pub fn counted(&self) -> Vec<(u32, String)> {
        let mut counted: BTreeMap<u32, (u32, String)> = BTreeMap::new();
        for Target { link, .. } in &self.targets {
            counted
                .entry(link.ifindex % self.slots)
                .and_modify(|(_, names)| *names += &format!("+{}", link.name))
                .or_insert_with(|| (link.ifindex, link.name.clone()));
        }
        counted.into_values().collect()
    }

    /// The target with an index.
    pub fn by_index(&self, ifindex: u32) -> Option<&Target> {
        let at = self.targets.binary_search_by_key(&ifindex, |target| target.link.ifindex).ok()?;
        self.targets.get(at)
    }
}

/// The least power of two by which the targets' indices can be told apart, within reason.
fn slots(targets: &[Target]) -> u32 {
    const MOST: u32 = 4096;
    let are_apart = |slots: u32| {
        let taken: BTreeSet<u32> = targets.iter().map(|target| target.link.ifindex % slots).collect();
        taken.len() == targets.len()
    };
    (0..).map(|power| 1 << power).find(|&slots| slots >= MOST || are_apart(slots)).unwrap_or(MOST)
}

impl Target {
    fn new(link: Link) -> Result<Self, SourceError> {
        match link_layer(link.arphrd) {
            Some(layer) => Ok(Self { link, layer }),
            None => Err(SourceError::LinkLayer { iface: link.name, arphrd: link.arphrd }),
        }
    }
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
pub const fn link_layer(arphrd: u16) -> Option<LinkLayer> {
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
            ..Link::default()
        };
        vec![link(4, "eth1", 1), link(5, "tun2", libc::ARPHRD_NONE), link(6, "can4", 280), link(9, "3", 1)]
    }

    #[test]
    fn all_is_every_interface_that_can_be_seen() {
        let mut targets = Targets::new(&Scope::All(links())).unwrap();
        let names: Vec<&str> = targets.as_slice().iter().map(|target| target.link.name.as_str()).collect();
        assert_eq!(names, ["eth1", "tun2", "3"]);
        assert_eq!(targets.by_index(5).map(|target| target.layer), Some(LinkLayer::Raw));
        assert_eq!(targets.slots(), 64);
        let new = Link { ifindex: 7, ..links().remove(0) };
        assert!(targets.update(new.clone()).unwrap().is_some());
        assert!(targets.update(new).unwrap().is_none());
        assert!(targets.by_index(7).is_some());
    }

    #[test]
    fn what_cannot_be_seen_is_refused_when_it_is_named() {
        let refused = Targets::new(&Scope::One(links().remove(2)));
        assert!(matches!(refused, Err(SourceError::LinkLayer { arphrd: 280, .. })));
    }

    #[test]
    fn those_that_share_counters_are_named_together() {
        let link = |ifindex| Link { ifindex, name: format!("eth{ifindex}"), ..links().remove(0) };
        assert_eq!(Targets::new(&Scope::Some(vec![link(4), link(5), link(9)])).unwrap().slots(), 8);
        let mut targets = Targets::new(&Scope::Some(vec![link(2), link(3)])).unwrap();
        targets.update(link(4)).unwrap();
        assert_eq!(targets.counted(), [(2, "eth2+eth4".to_owned()), (3, "eth3".to_owned())]);
    }
}
