//! Any bytes as the kernel's messages about interfaces: they tell something, or nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rtnetlink::{packet_core::NetlinkMessage, packet_route::RouteNetlinkMessage};
use tcxdump::kernel::events::event;

fuzz_target!(|input: &[u8]| {
    if let Ok(message) = NetlinkMessage::<RouteNetlinkMessage>::deserialize(input) {
        drop(event(message));
    }
});
