//! The names of interfaces while they are captured: a capture keeps them up to date, printers read them.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

/// Names by index, shared between who learns them and who prints them.
#[derive(Clone, Debug, Default)]
pub struct InterfaceNames(Rc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    names: RefCell<BTreeMap<u32, String>>,
    /// Grows with every change.
    version: Cell<u64>,
}

impl InterfaceNames {
    /// Learns a name.
    pub fn set(&self, ifindex: u32, name: &str) {
        let old = self.0.names.borrow_mut().insert(ifindex, name.to_owned());
        if old.as_deref() != Some(name) {
            self.0.version.set(self.0.version.get() + 1);
        }
    }
}

/// A printer's copy, renewed when something has changed.
#[derive(Debug, Default)]
pub struct KnownNames {
    shared: InterfaceNames,
    names: BTreeMap<u32, String>,
    version: u64,
}

impl KnownNames {
    /// Follows these names.
    pub fn of(shared: InterfaceNames) -> Self {
        Self { shared, ..Self::default() }
    }

    /// The name of an interface.
    pub fn name(&mut self, ifindex: u32) -> Option<&str> {
        let shared = &self.shared.0;
        if shared.version.get() != self.version {
            self.version = shared.version.get();
            self.names.clone_from(&shared.names.borrow());
        }
        self.names.get(&ifindex).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_is_known_at_once() {
        let shared = InterfaceNames::default();
        let mut known = KnownNames::of(shared.clone());
        assert_eq!(known.name(2), None);
        shared.set(2, "eth0");
        assert_eq!(known.name(2), Some("eth0"));
        shared.set(2, "wan0");
        assert_eq!(known.name(2), Some("wan0"));
    }
}
