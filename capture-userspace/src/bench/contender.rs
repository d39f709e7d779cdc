//! Who captures.

use std::{
    env, fmt,
    fs::File,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

/// What everyone makes of what they capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A savefile.
    Savefile,
    /// A savefile that comes out of a pipe, packet by packet.
    Pipe,
    /// Lines, without names.
    Lines,
}

/// Where everyone writes to, and from what.
#[derive(Clone, Copy, Debug)]
pub struct Output<'a> {
    pub form: Form,
    /// The file's name, where it is not a pipe.
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
    ///
    /// # Errors
    /// When the file of lines cannot be made.
    pub fn command(self, iface: &str, filter: &str, output: &Output<'_>) -> Result<Option<Command>> {
        let Output { form, file, buffer_kib } = *output;
        let mut command = match self {
            Self::None => return Ok(None),
            Self::Tcx | Self::Clsact | Self::Xdp | Self::AfPacket => {
                let mut command = Command::new(env::current_exe()?);
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
        command.args(["-i", iface]);
        match (self, buffer_kib) {
            (_, None) => {}
            (Self::Dumpcap, Some(kib)) => drop(command.args(["-B", &kib.div_ceil(1024).to_string()])),
            (_, Some(kib)) => drop(command.args(["-B", &kib.to_string()])),
        }
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        match form {
            Form::Savefile => command.args(["-w", file]).stdout(Stdio::null()),
            // dumpcap writes at once to pipes.
            Form::Pipe => {
                command.args(["-w", "-"]).args((self != Self::Dumpcap).then_some("-U")).stdout(Stdio::piped())
            }
            Form::Lines => command.arg("-n").stdout(File::create(file).with_context(|| file.to_owned())?),
        };
        command.args((self != Self::Dumpcap).then_some(filter));
        Ok(Some(command))
    }

    /// Whether it can print lines.
    pub fn has_lines(self) -> bool {
        self != Self::Dumpcap
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
