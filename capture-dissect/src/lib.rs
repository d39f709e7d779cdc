//! Packets as tcpdump prints them: bytes in, text out, no input or output of its own.
#![forbid(unsafe_code)]
#![deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]
