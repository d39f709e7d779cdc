//! What a capture's user should hear of its interfaces.

use std::collections::BTreeMap;

use super::SourceError;
use crate::{
    diag,
    interface_names::InterfaceNames,
    kernel::{links::Link, scope::Scope},
};

/// The captured interfaces as they were last heard of.
pub struct Watch {
    known: BTreeMap<u32, Known>,
    names: InterfaceNames,
    /// Whether interfaces that come are captured too: then the capture does not end with the last.
    follows: bool,
}

struct Known {
    name: String,
    is_up: bool,
}

impl Watch {
    /// Watches the interfaces of a capture.
    pub fn new(scope: &Scope) -> Self {
        let known = |link: &Link| (link.ifindex, Known { name: link.name.clone(), is_up: link.is_up() });
        let names = InterfaceNames::default();
        scope.links().iter().for_each(|link| names.set(link.ifindex, &link.name));
        let known = scope.links().iter().map(known).collect();
        Self { known, names, follows: matches!(scope, Scope::All(_)) }
    }

    /// The names of the captured interfaces, kept up to date.
    pub fn names(&self) -> InterfaceNames {
        self.names.clone()
    }

    /// Tells what has changed about an interface, if it is captured.
    pub fn changed(&mut self, link: &Link) {
        for text in self.differences(link) {
            diag::message(format_args!("{text}"));
        }
    }

    fn differences(&mut self, link: &Link) -> Vec<String> {
        let (name, is_up) = (&link.name, link.is_up());
        self.names.set(link.ifindex, name);
        let Some(known) = self.known.get_mut(&link.ifindex) else {
            if self.follows {
                self.known.insert(link.ifindex, Known { name: name.clone(), is_up });
                return vec![format!("{name}: a new interface, captured from now on")];
            }
            return Vec::new();
        };
        let mut told = Vec::new();
        if known.name != *name {
            told.push(format!("{}: now called {name}", known.name));
            known.name.clone_from(name);
        }
        if known.is_up != is_up {
            told.push(format!("{name}: the interface is {}", if is_up { "up" } else { "down" }));
            known.is_up = is_up;
        }
        told
    }

    /// Tells that an interface has gone, if it was captured.
    ///
    /// # Errors
    /// When it was the last one.
    pub fn gone(&mut self, ifindex: u32) -> Result<(), SourceError> {
        let Some(Known { name, .. }) = self.known.remove(&ifindex) else { return Ok(()) };
        if self.known.is_empty() && !self.follows {
            return Err(SourceError::Gone(name));
        }
        diag::message(format_args!("{name}: the interface has gone"));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rtnetlink::packet_route::link::LinkFlags;

    use super::*;

    fn link(ifindex: u32, name: &str, flags: LinkFlags) -> Link {
        Link { ifindex, name: name.into(), arphrd: 1, flags, ..Link::default() }
    }

    #[test]
    fn what_has_changed_is_told_once() {
        let mut watch = Watch::new(&Scope::One(link(2, "eth0", LinkFlags::Up)));
        assert!(watch.differences(&link(2, "eth0", LinkFlags::Up | LinkFlags::Running)).is_empty());
        assert!(watch.differences(&link(3, "eth1", LinkFlags::Up)).is_empty());
        let down = link(2, "wan0", LinkFlags::empty());
        assert_eq!(watch.differences(&down), ["eth0: now called wan0", "wan0: the interface is down"]);
        assert!(watch.differences(&down).is_empty());
        assert!(matches!(watch.gone(2), Err(SourceError::Gone(name)) if name == "wan0"));
    }

    #[test]
    fn a_capture_of_all_goes_on_without_any() {
        let mut watch = Watch::new(&Scope::All(vec![link(1, "lo", LinkFlags::Up)]));
        assert_eq!(watch.differences(&link(9, "tun0", LinkFlags::Up)).len(), 1);
        assert!(watch.gone(9).is_ok() && watch.gone(1).is_ok());
    }
}
