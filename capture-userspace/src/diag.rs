//! Messages on standard error, in tcpdump's form.

use std::{fmt, io};

/// The name that messages begin with.
pub const PROGRAM: &str = "tcxdump";

/// One line of information: `tcxdump: text`.
pub fn message(text: fmt::Arguments<'_>) {
    eprintln!("{PROGRAM}: {text}");
}

/// Something that the user should know about and that does not end the capture.
pub fn warning(text: fmt::Arguments<'_>) {
    eprintln!("{PROGRAM}: WARNING: {text}");
}

/// An error as `strerror` says it, without Rust's "(os error 2)". Windows has other words, in other languages
/// too, for what scripts look for most.
pub fn os_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound if cfg!(windows) => return "No such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied if cfg!(windows) => return "Permission denied".to_owned(),
        _ => {}
    }
    let words = error.to_string();
    match words.split_once(" (os error") {
        Some((bare, _)) => bare.to_owned(),
        None => words,
    }
}
