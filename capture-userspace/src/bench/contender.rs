//! Who captures.

use std::{
    env, fmt,
    path::PathBuf,
    process::{Command, Stdio},
};

/// Where everyone writes to, and from what.
#[derive(Clone, Copy, Debug)]
pub struct Output<'a> {
    /// A file, or `-` for a pipe, to which everyone writes at once.
    pub file: &'a str,
    /// The size of their buffers; their own default where it is not given.
    pub buffer_kib: Option<u32>,
}

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
    /// The command that captures what a filter selects on an interface; `None` where nobody does.
    pub fn command(self, iface: &str, filter: &str, output: &Output<'_>) -> Option<Command> {
        let Output { file, buffer_kib } = *output;
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
                command.args(["-P", "-f", filter]);
                command
            }
        };
        command.args(["-i", iface, "-w", file]);
        match (self, buffer_kib) {
            (_, None) => {}
            (Self::Dumpcap, Some(kib)) => drop(command.args(["-B", &kib.div_ceil(1024).to_string()])),
            (_, Some(kib)) => drop(command.args(["-B", &kib.to_string()])),
        }
        let is_pipe = file == "-";
        if self != Self::Dumpcap {
            command.args(is_pipe.then_some("-U")).arg(filter);
        }
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        command.stdout(if is_pipe { Stdio::piped() } else { Stdio::null() });
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
