//! Live captures in network namespaces of the tests' own, held against tcpdump on the same wire.

mod adapter_time;
mod bench;
mod changes;
mod cost;
mod files;
mod interfaces;
mod ledger;
mod leftovers;
mod libpcap;
mod rights;
mod rings;
mod sampling;
mod sandbox;
mod trace;
mod wire;
