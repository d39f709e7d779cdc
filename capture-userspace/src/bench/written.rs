//! What captures wrote: which of the frames that were sent, and when.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
    process::ChildStdout,
    time::Duration,
};

use anyhow::{Context, Result};
use capture_common::abi::{GENERATED_SEQUENCE_OFFSET, GENERATED_TIME_OFFSET};

use crate::{
    savefile::{Reader, SavefileError},
    sys::clock::monotonic_ns,
};

/// How many of the frames with numbers from 1 to `count` are in a savefile.
pub fn distinct(file: &Path, count: u32) -> Result<u64> {
    let mut reader = Reader::open(file, false)?;
    let mut is_there = vec![false; count as usize];
    while let Some((record, _)) = reader.read()? {
        let number = word(record.data, GENERATED_SEQUENCE_OFFSET).and_then(|number| number.checked_sub(1));
        let place = number.and_then(|number| is_there.get_mut(usize::try_from(number).ok()?));
        place.into_iter().for_each(|place| *place = true);
    }
    Ok(is_there.iter().filter(|is_there| **is_there).count() as u64)
}

/// How many lines are in a file; a frame is a line.
pub fn lines(file: &Path) -> Result<u64> {
    let mut text = BufReader::with_capacity(1 << 20, File::open(file)?);
    let mut lines = 0;
    loop {
        let piece = text.fill_buf()?;
        if piece.is_empty() {
            return Ok(lines);
        }
        lines += piece.iter().filter(|&&byte| byte == b'\n').count() as u64;
        let len = piece.len();
        text.consume(len);
    }
}

/// How long frames took until they came out of a pipe: the median, and what 99 of 100 did not exceed.
pub fn delays(pipe: ChildStdout) -> Result<[Duration; 2]> {
    let mut reader = Reader::new(Box::new(pipe), true)?;
    let mut delays = Vec::new();
    loop {
        match reader.read() {
            Ok(Some((record, _))) => {
                delays.extend(
                    word(record.data, GENERATED_TIME_OFFSET).map(|sent| monotonic_ns().saturating_sub(sent)),
                );
            }
            // A capture that is ended may stop within a record.
            Ok(None) | Err(SavefileError::Truncated(_)) => break,
            Err(error) => return Err(error.into()),
        }
    }
    delays.sort_unstable();
    let percentile = |percent: usize| delays.get(delays.len() * percent / 100).copied();
    let [median, most] = [percentile(50), percentile(99)].map(|delay| delay.map(Duration::from_nanos));
    median.zip(most).map(Into::into).context("no frame came out of the pipe")
}

fn word(frame: &[u8], offset: usize) -> Option<u64> {
    frame.get(offset..)?.first_chunk().copied().map(u64::from_be_bytes)
}
