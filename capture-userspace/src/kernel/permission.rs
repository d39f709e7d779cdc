//! What this process lacks when the kernel says no.

use caps::{CapSet, Capability, has_cap};

/// The capabilities that a live capture needs, each with what it is for.
const NEEDED: [(Capability, &str); 3] = [
    (Capability::CAP_BPF, "to load the capture programs"),
    (Capability::CAP_NET_ADMIN, "to attach them to an interface"),
    (Capability::CAP_NET_RAW, "for promiscuous mode, unless -p is given"),
];

/// The capabilities that a live capture needs: name, purpose, and whether this process has it.
pub fn capabilities() -> Vec<(String, &'static str, bool)> {
    let is_there = |capability| has_cap(None, CapSet::Effective, capability).unwrap_or(false);
    NEEDED.iter().map(|(capability, what)| (capability.to_string(), *what, is_there(*capability))).collect()
}

/// The capabilities of [`NEEDED`] that this process does not have, as one line for its user, or
/// `None` when it has them all.
pub fn missing_capabilities() -> Option<String> {
    let missing: Vec<String> = capabilities()
        .into_iter()
        .filter(|(_, _, is_there)| !is_there)
        .map(|(name, purpose, _)| format!("{name} ({purpose})"))
        .collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}
