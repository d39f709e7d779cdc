//! Any bytes of any link type print as text, with any options.
//!
//! ```text
//!  0          1         2            4
//! +----------+---------+------------+-------
//! | link type| options | cut bytes  | packet
//! +----------+---------+------------+-------
//! ```
#![no_main]

use capture_common::{Direction, LinkType, Record, Timestamp};
use capture_dissect::{Dissector, Dump, NoNames, Options, Zone};
use libfuzzer_sys::fuzz_target;

struct Utc;

impl Zone for Utc {
    fn utc_offset(&self, _: i64) -> i32 {
        0
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((&[link_type, flags, high, low], data)) = input.split_first_chunk() else { return };
    let options = Options {
        verbose: flags & 3,
        numeric: flags & 4 != 0,
        link_header: flags & 8 != 0,
        quiet: flags >> 4 & 1,
        dump: match flags >> 5 & 3 {
            0 => Dump::None,
            1 => Dump::Hex { link: true },
            2 => Dump::HexAscii { link: false },
            _ => Dump::Ascii { link: false },
        },
        ..Options::default()
    };
    let mut dissector = Dissector::new(options, Box::new(Utc), Box::new(NoNames));
    let origlen = data.len() as u32 + u32::from(u16::from_be_bytes([high, low]));
    let ts = Timestamp { secs: 1, nanos: 0 };
    let record = Record { ts, iface: 0, direction: Direction::default(), origlen, data };
    let mut out = Vec::new();
    dissector.print(&record, LinkType(link_type.into()), &mut out);
    assert!(out.iter().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~')));
});
