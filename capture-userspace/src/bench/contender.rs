//! Who captures.

use std::{
    env, fmt,
    path::PathBuf,
    process::{Command, Stdio},
};

/// A program that captures, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Contender {
    /// Nobody: what everything is compared with
    None,
    /// This program, at tcx
    Tcx,
    /// This program, at clsact
    Clsact,
    /// This program, at XDP
    Xdp,
    /// This program, through AF_PACKET
    AfPacket,
    /// tcpdump
    Tcpdump,
    /// Wireshark's dumpcap
    Dumpcap,
}

impl Contender {
    /// The command that captures UDP to `port` on an interface into a file; `None` where nobody does.
    pub fn command(self, iface: &str, port: u16, file: &str, buffer_kib: Option<u32>) -> Option<Command> {
        let filter = format!("udp port {port}");
        let mut command = match self {
            Self::None => return None,
            Self::Tcx | Self::Clsact | Self::Xdp | Self::AfPacket => {
                let mut command = Command::new(env::current_exe().ok()?);
                command.args(["--engine", &self.to_string()]);
                command
            }
            Self::Tcpdump => {
                let mut command = Command::new("tcpdump");
                command.args(["-Z", "root"]);
                command
            }
            Self::Dumpcap => {
                let mut command = Command::new("dumpcap");
                // pcap, as everyone else.
                command.args(["-P", "-f", &filter]);
                command
            }
        };
        command.args(["-i", iface, "-w", file]);
        match (self, buffer_kib) {
            (_, None) => {}
            (Self::Dumpcap, Some(kib)) => drop(command.args(["-B", &kib.div_ceil(1024).to_string()])),
            (_, Some(kib)) => drop(command.args(["-B", &kib.to_string()])),
        }
        if self != Self::Dumpcap {
            command.arg(&filter);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        Some(command)
    }

    /// What the program says when it has begun.
    pub const fn greeting(self) -> &'static str {
        match self {
            Self::Dumpcap => "File: ",
            _ => "listening on",
        }
    }

    /// Whether it can be started.
    pub fn is_installed(self) -> bool {
        let program = match self {
            Self::Tcpdump => "tcpdump",
            Self::Dumpcap => "dumpcap",
            _ => return true,
        };
        let path = env::var_os("PATH").unwrap_or_default();
        env::split_paths(&path)
            .chain([PathBuf::from("/usr/sbin")])
            .any(|folder| folder.join(program).is_file())
    }
}

impl fmt::Display for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::None => "none",
            Self::Tcx => "tcx",
            Self::Clsact => "clsact",
            Self::Xdp => "xdp",
            Self::AfPacket => "af-packet",
            Self::Tcpdump => "tcpdump",
            Self::Dumpcap => "dumpcap",
        })
    }
}
