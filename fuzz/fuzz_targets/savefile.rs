//! Any bytes are read as a savefile to where they stop being one: nothing panics, no packet is longer
//! than it may be, and damage has its place within the bytes.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use tcxdump::savefile::{Reader, SavefileError};

/// The largest packets are D-Bus messages (128 MiB), which no input here has room for.
const LONGEST: usize = 4096;

fuzz_target!(|input: &[u8]| {
    // What is compressed is unpacked by a thread, in libraries that have fuzz targets of their own.
    if matches!(input, [0x1f, 0x8b, ..] | [0x28, 0xb5, ..] | [4, 0x22, ..] | [0xfd, b'7', ..]) {
        return;
    }
    let end = read(input);
    if let Err(SavefileError::Damaged { offset, .. }) = end {
        assert!(offset <= input.len() as u64);
    }
});

fn read(input: &[u8]) -> Result<(), SavefileError> {
    let mut reader = Reader::new(Box::new(Cursor::new(input.to_vec())), true)?;
    while let Some((record, interface)) = reader.read()? {
        assert!(record.data.len() <= LONGEST && record.caplen() <= interface.snaplen);
    }
    Ok(())
}
