//! `cargo xtask golden`: what the reference prints for the captures of `tests/golden`.
//!
//! Captures that [`trace`] can build, and those written down as text ([`packets`]), are written first. Then,
//! for each line
//! `name: flags` of `x.cases`, the installed tcpdump's lines for `x.pcap` go to `x.<name>.out`. Only
//! cases in which it agrees with the reference version belong there.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{packets, process, trace};

/// Captures of one kind of frame each: folder, name, kind.
const CAPTURES: &[(&str, &str, u32)] = &[
    ("net/arp", "request", 0),
    ("link/vlan", "tagged", 13),
    ("transport/tcp", "segments", 5),
    ("transport/udp", "datagrams", 81),
    ("app/dns", "messages", 66),
    ("net/icmp", "echo", 96),
];
const FRAMES: usize = 8;
const CASES: &str = "plain:\nverbose: -vv\nlink: -e -q\nhex: -x\ntext: -XX -v\nabsolute: -S\n";

/// Writes and records.
pub fn run() -> Result<()> {
    let golden = folder()?;
    for (folder, name, kind) in CAPTURES {
        let folder = golden.join(folder);
        fs::create_dir_all(&folder)?;
        let capture = folder.join(name).with_extension("pcap");
        if !capture.exists() {
            trace::write(&capture, packets::ETHERNET, trace::frames(*kind, FRAMES))?;
            fs::write(capture.with_extension("cases"), CASES)?;
        }
    }
    for text in found("packets")? {
        let (link_type, packets) =
            packets::parse(&fs::read_to_string(&text)?).with_context(|| text.display().to_string())?;
        trace::write(&text.with_extension("pcap"), link_type, packets.into_iter())?;
    }
    for list in found("cases")? {
        for case in fs::read_to_string(&list)?.lines() {
            let (name, flags) =
                case.split_once(':').with_context(|| format!("{}: {case}", list.display()))?;
            record(&list, name, flags)?;
        }
    }
    Ok(())
}

fn folder() -> Result<PathBuf> {
    Ok(process::workspace()?.join("tests/golden"))
}

/// The files with this extension.
pub fn found(extension: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    walk(&folder()?, extension, &mut files)?;
    Ok(files)
}

fn walk(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, extension, files)?;
        } else if path.extension().is_some_and(|it| it == extension) {
            files.push(path);
        }
    }
    Ok(())
}

fn record(list: &Path, name: &str, flags: &str) -> Result<()> {
    let mut tcpdump = Command::new("tcpdump");
    tcpdump.env("TZ", "UTC").args(["-#", "-n", "-r"]).arg(list.with_extension("pcap"));
    let output =
        tcpdump.args(flags.split_whitespace()).arg("-tttt").output().context("tcpdump is not installed")?;
    ensure!(output.status.success(), "tcpdump: {}", String::from_utf8_lossy(&output.stderr));
    // Before 4.99.5 an IPv6 header was worded differently.
    let text = String::from_utf8(output.stdout)?.replace(") payload length: ", "), payload length ");
    fs::write(list.with_extension(format!("{name}.out")), text)?;
    Ok(())
}
