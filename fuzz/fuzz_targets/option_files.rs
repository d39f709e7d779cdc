//! Any bytes as what options name: keys of `-E` and its files, lists of `-V`, commands of `--while`. They are
//! understood or refused.
//!
//! ```text
//!  0                              1
//! +------------------------------+------
//! | 0: keys  1: list  2: command | text
//! +------------------------------+------
//! ```
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use tcxdump::{cli::esp_keys, savefile::FileList};

fuzz_target!(|input: &[u8]| {
    let Some((&kind, text)) = input.split_first() else { return };
    match (kind, std::str::from_utf8(text)) {
        // What another file has is read from no file here.
        (0, Ok(text)) if !text.contains("file ") => drop(esp_keys::parse(text)),
        (1, _) => {
            let names: Vec<_> = FileList::new(Box::new(Cursor::new(text.to_vec()))).flatten().collect();
            assert!(names.iter().map(|name| name.as_os_str().len()).sum::<usize>() <= text.len());
        }
        (2, Ok(text)) => drop(shell_words::split(text)),
        _ => (),
    }
});
