//! How savefiles are written: the options that go with `-w`, checked.

use std::{num::NonZero, path::PathBuf, time::Duration};

use clap::ValueEnum;
use thiserror::Error;

use super::args::Args;

/// How savefiles are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavePlan {
    /// The file's name, `-` for standard output; with `-G` a format for strftime(3).
    pub path: PathBuf,
    /// pcap or pcapng.
    pub format: Format,
    /// Whether pcap's times have nanoseconds.
    pub nanoseconds: bool,
    /// How the files are packed.
    pub compression: Option<Compression>,
    /// Each packet is written at once.
    pub packet_buffered: bool,
    /// When to go on in another file.
    pub rotation: Rotation,
    /// The command that gets each finished file.
    pub post_rotate: Option<PathBuf>,
    /// Most bytes of all files together.
    pub max_disk: Option<u64>,
}

/// Formats of savefiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One link type, times and lengths.
    Pcap,
    /// With interfaces, directions and statistics.
    Pcapng,
}

/// Formats of compressed files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Compression {
    /// Zstandard, in frames with a table of where they begin: small, and quick to search
    Zstd,
    /// gzip: read by everything
    Gzip,
    /// LZ4: the quickest
    Lz4,
}

/// When to go on in another file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    /// `-C`: once a file is larger, in bytes.
    pub size: Option<u64>,
    /// `-G`: after this time.
    pub every: Option<Duration>,
    /// `-W`: with `-C` the number of files in a ring, with `-G` alone that of files at all.
    pub files: Option<NonZero<u32>>,
}

/// A value of these options that cannot be meant.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SaveError {
    /// Not a size, in tcpdump's words.
    #[error("invalid file size {0}")]
    FileSize(String),
    /// More than can be counted, in tcpdump's words.
    #[error("file size {0} is too large")]
    FileSizeTooLarge(String),
    /// Not a number of seconds, in tcpdump's words.
    #[error("invalid number of seconds {0}")]
    Seconds(String),
    /// Not a number of files, in tcpdump's words.
    #[error("invalid number of output files {0}")]
    Files(String),
    /// Not a size in bytes.
    #[error("invalid size {0} (bytes, or with K, M, G or T)")]
    Size(String),
    /// Standard output is one stream.
    #[error("-C and -G need a file (-w FILE), not standard output")]
    RotatedStdout,
    /// Whole files are deleted, and only those that are finished.
    #[error("--max-disk deletes the oldest of several files: give -C or -G too")]
    NothingToDelete,
    /// What a command makes of a file is not known.
    #[error("--max-disk cannot know what -z makes of the files; --compress packs them while writing")]
    DiskOfCommand,
}

impl Rotation {
    /// Whether there is more than one file.
    pub const fn is_on(self) -> bool {
        self.size.is_some() || self.every.is_some()
    }
}

impl SavePlan {
    /// Checks the options; `None` without `-w`, where they mean nothing but must be right all the same.
    ///
    /// # Errors
    /// When a value cannot be meant, or options contradict each other.
    pub fn from_args(args: &Args) -> Result<Option<Self>, SaveError> {
        let rotation = Rotation {
            size: args.file_size.as_deref().map(file_size).transpose()?,
            every: args.rotate_seconds.as_deref().map(rotate_seconds).transpose()?.flatten(),
            files: args.file_count.as_deref().map(file_count).transpose()?,
        };
        let max_disk = args.max_disk.as_deref().map(bytes).transpose()?;
        let Some(path) = args.write.clone() else { return Ok(None) };
        match max_disk {
            Some(_) if !rotation.is_on() => return Err(SaveError::NothingToDelete),
            Some(_) if args.post_rotate.is_some() => return Err(SaveError::DiskOfCommand),
            _ if rotation.is_on() && path.as_os_str() == "-" => return Err(SaveError::RotatedStdout),
            _ => (),
        }
        Ok(Some(Self {
            path,
            format: if args.pcapng { Format::Pcapng } else { Format::Pcap },
            nanoseconds: args.nanoseconds(),
            compression: args.compress,
            packet_buffered: args.packet_buffered,
            rotation,
            post_rotate: args.post_rotate.clone(),
            max_disk,
        }))
    }
}

/// Millions of bytes, or with a suffix KiB, MiB or GiB (tcpdump(1), `-C`).
fn file_size(text: &str) -> Result<u64, SaveError> {
    let invalid = || SaveError::FileSize(text.to_owned());
    let (digits, unit) = with_unit(text, 1_000_000);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || unit > 1 << 30 {
        return Err(invalid());
    }
    // A file's offsets have a sign.
    let size = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    match size {
        Some(0) => Err(invalid()),
        Some(size) if size <= i64::MAX as u64 => Ok(size),
        _ => Err(SaveError::FileSizeTooLarge(text.to_owned())),
    }
}

/// Bytes, or with a suffix KiB to TiB.
pub fn bytes(text: &str) -> Result<u64, SaveError> {
    let (digits, unit) = with_unit(text, 1);
    let size = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    size.filter(|size| *size > 0).ok_or_else(|| SaveError::Size(text.to_owned()))
}

/// A number's digits and what its suffix multiplies it by.
fn with_unit(text: &str, default: u64) -> (&str, u64) {
    let unit = match text.as_bytes().last().map(u8::to_ascii_lowercase) {
        Some(b'k') => 1 << 10,
        Some(b'm') => 1 << 20,
        Some(b'g') => 1 << 30,
        Some(b't') => 1 << 40,
        _ => return (text, default),
    };
    (&text[..text.len() - 1], unit)
}

/// 0 stands for no rotation, as in tcpdump.
fn rotate_seconds(text: &str) -> Result<Option<Duration>, SaveError> {
    let seconds = text.parse::<i32>().ok().and_then(|seconds| u64::try_from(seconds).ok());
    let seconds = seconds.ok_or_else(|| SaveError::Seconds(text.to_owned()))?;
    Ok((seconds > 0).then(|| Duration::from_secs(seconds)))
}

fn file_count(text: &str) -> Result<NonZero<u32>, SaveError> {
    let files = text.parse::<NonZero<u32>>().ok().filter(|files| files.get() <= i32::MAX as u32);
    files.ok_or_else(|| SaveError::Files(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(line: &str) -> Result<SavePlan, SaveError> {
        let words = std::iter::once("tcxdump").chain(line.split_whitespace());
        SavePlan::from_args(&Args::read(words).unwrap()).map(Option::unwrap)
    }

    #[test]
    fn sizes_are_in_tcpdumps_units() {
        let size = |text: &str| plan(&format!("-w x -C {text}")).map(|plan| plan.rotation.size.unwrap());
        assert_eq!(size("1"), Ok(1_000_000));
        assert_eq!((size("2k"), size("3M"), size("1g")), (Ok(2048), Ok(3 << 20), Ok(1 << 30)));
        for text in ["0", "x", "1.5", "k", "1kk", "+1", "1t"] {
            assert_eq!(size(text), Err(SaveError::FileSize(text.into())));
        }
        assert_eq!(size("9223372036855"), Err(SaveError::FileSizeTooLarge("9223372036855".into())));
        assert_eq!(plan("-w x -C -1"), Err(SaveError::FileSize("-1".into())));
    }

    #[test]
    fn rotation_needs_files() {
        assert_eq!(plan("-w - -C 1").unwrap_err(), SaveError::RotatedStdout);
        assert_eq!(plan("-w x --max-disk 1G").unwrap_err(), SaveError::NothingToDelete);
        assert_eq!(plan("-w x -C 1 -z ls --max-disk 1G").unwrap_err(), SaveError::DiskOfCommand);
        assert_eq!(plan("-w x -C 1 --max-disk 1G").unwrap().max_disk, Some(1 << 30));
        assert_eq!(plan("-w x -G 0").unwrap().rotation, Rotation::default());
        assert_eq!(plan("-w x -G z").unwrap_err(), SaveError::Seconds("z".into()));
        assert_eq!(plan("-w x -W 0").unwrap_err(), SaveError::Files("0".into()));
    }
}
