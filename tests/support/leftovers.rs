//! What captures have attached to an interface.

use aya::programs::{SchedClassifier, TcAttachType};

use super::netns::Wire;

/// Our programs on the wire's left end, at tcx and at clsact, and its qdiscs.
pub fn attached(wire: &Wire) -> String {
    let tcx = |hook| match SchedClassifier::query_tcx("l0", hook) {
        Ok((_, programs)) => programs,
        // A kernel without tcx.
        Err(_) => Vec::new(),
    };
    let programs = || [TcAttachType::Ingress, TcAttachType::Egress].into_iter().flat_map(tcx);
    let mut found: Vec<String> = wire
        .left
        .enter(|| programs().map(|program| program.name_as_str().unwrap_or_default().to_owned()).collect());
    for what in ["qdisc show dev l0", "filter show dev l0 ingress", "filter show dev l0 egress"] {
        found.push(wire.left.run(&format!("tc {what}")));
    }
    found.join("\n")
}
