//! The traffic that an interface of the host has.

use std::{fs, thread, time::Duration};

use anyhow::{Context, Result};

use super::{
    capture::Capture,
    contender::{Contender, Output},
    report::Measured,
};

/// Captures it for a while.
pub fn run(
    iface: &str,
    filter: &str,
    length: Duration,
    contender: Contender,
    output: &Output<'_>,
) -> Result<Measured> {
    let cpu = thread::available_parallelism()?.get() - 1;
    let command = contender.command(iface, filter, output)?;
    let mut capture = command.map(|command| Capture::start(command, contender, cpu)).transpose()?;
    let before = packets(iface)?;
    thread::sleep(length);
    let mut measured = Measured { offered: packets(iface)? - before, ..Measured::default() };
    if let Some(capture) = &mut capture {
        measured.capturing = capture.cpu_time()?;
        capture.end(&mut measured)?;
    }
    Ok(measured)
}

/// How many packets an interface has received and sent.
fn packets(iface: &str) -> Result<u64> {
    let count = |way: &str| -> Result<u64> {
        let file = format!("/sys/class/net/{iface}/statistics/{way}_packets");
        let text = fs::read_to_string(file).with_context(|| format!("{iface}: no such interface"))?;
        Ok(text.trim().parse()?)
    };
    Ok(count("rx")? + count("tx")?)
}
