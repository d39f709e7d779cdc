//! What this process lacks when the kernel says no.

use caps::{CapSet, Capability, has_cap};

/// The capabilities that a live capture needs, each with what it is for.
const NEEDED: [(Capability, &str); 3] = [
    (Capability::CAP_BPF, "to load the capture programs"),
    (Capability::CAP_NET_ADMIN, "to attach them to an interface"),
    (Capability::CAP_NET_RAW, "for promiscuous mode, unless -p is given"),
];

/// The capabilities of [`NEEDED`] that this process does not have, as one line for its user, or
/// `None` when it has them all.
pub fn missing_capabilities() -> Option<String> {
    let missing: Vec<String> = NEEDED
        .iter()
        .filter(|(capability, _)| !has_cap(None, CapSet::Effective, *capability).unwrap_or(false))
        .map(|(capability, purpose)| format!("{capability} ({purpose})"))
        .collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}
