//! The pcap-filter language: text to cBPF to eBPF, and an interpreter for savefiles.
#![forbid(unsafe_code)]
#![deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
