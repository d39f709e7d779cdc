//! The command line as typed. Each doc comment is the flag's help text.

use std::{ffi::OsString, path::PathBuf};

use clap::{ArgAction, CommandFactory, FromArgMatches, Parser};
use clap_complete::Shell;

use super::{plan::Color, save::Compression};
use crate::source::options::Engine;

/// Headings of the help.
const CAPTURE: &str = "What to capture";
const FILTER: &str = "Which of it";
const FILES: &str = "Savefiles";
const LINES: &str = "What is printed";
const ANSWERS: &str = "Answers and counts";

/// What the help ends with.
const EXAMPLES: &str = "\
Examples:
  tcxdump -i eth0 -nn port 53                          DNS on one interface, no names looked up
  tcxdump -i any -w x.pcap                             everything, to a file; Ctrl-C ends it
  tcxdump -nr x.pcap 'tcp[tcpflags] & tcp-syn != 0'    connections in that file
  tcxdump -i eth0 -w 'x-%F-%H.pcap' -G 3600 --compress zstd --max-disk 100G
                                                       a file an hour, as many as fit
  tcxdump -i eth0 --while 'curl -s example.org'        what a command sends and gets";

/// Capture and print packets: tcpdump's command line, with eBPF underneath.
#[derive(Clone, Debug, Default, Parser)]
#[command(
    name = "tcxdump",
    version,
    disable_version_flag = true,
    disable_help_flag = true,
    args_override_self = true,
    infer_long_args = true,
    max_term_width = 100,
    after_help = EXAMPLES
)]
pub struct Args {
    /// Accepted and without effect, as in tcpdump
    #[arg(short = 'a', hide = true, action = ArgAction::Count)]
    pub nothing: u8,

    /// Print packets' payload as text; twice: the link header too
    #[arg(short = 'A', action = ArgAction::Count, help_heading = LINES)]
    pub ascii: u8,

    /// Size of the buffer for packets, in KiB for all CPUs together
    #[arg(short = 'B', long, value_name = "KIB", help_heading = CAPTURE)]
    pub buffer_size: Option<String>,

    /// Print AS numbers as two numbers with a dot between
    #[arg(short = 'b', action = ArgAction::Count, help_heading = LINES)]
    pub as_dot: u8,

    /// Exit after this many packets
    #[arg(short = 'c', value_name = "COUNT", help_heading = CAPTURE)]
    pub limit: Option<String>,

    /// Print lines in colour
    #[arg(long, value_enum, default_value_t, value_name = "WHEN", help_heading = LINES)]
    pub color: Color,

    /// Print completions for a shell
    #[arg(long, value_enum, value_name = "SHELL", help_heading = ANSWERS)]
    pub completions: Option<Shell>,

    /// Print only the number of packets
    #[arg(long, help_heading = LINES)]
    pub count: bool,

    /// With -w: go on in another file once one is larger, in millions of bytes, or in KiB, MiB, GiB with k, m, g
    #[arg(short = 'C', value_name = "SIZE", help_heading = FILES)]
    pub file_size: Option<String>,

    /// With -w: compress while writing, so that what is there can always be read
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = FILES)]
    pub compress: Option<Compression>,

    /// Print the compiled filter and exit; -dd: as C; -ddd: as numbers
    #[arg(short = 'd', action = ArgAction::Count, help_heading = FILTER)]
    pub dump: u8,

    /// Print the eBPF that the filter becomes and exit
    #[arg(long, help_heading = FILTER)]
    pub dump_ebpf: bool,

    /// List the interfaces that can be captured
    #[arg(short = 'D', long, help_heading = ANSWERS)]
    pub list_interfaces: bool,

    /// Print the link-level header on each line
    #[arg(short = 'e', help_heading = LINES)]
    pub link_header: bool,

    /// End after so many seconds
    #[arg(long, value_name = "SECONDS", help_heading = CAPTURE)]
    pub duration: Option<String>,

    /// Decrypt ESP with these keys: [SPI@ADDRESS] ALGORITHM:SECRET, or "file NAME"
    #[arg(short = 'E', value_name = "KEYS", help_heading = LINES)]
    pub esp_keys: Option<String>,

    /// How packets are captured
    #[arg(long, value_enum, default_value_t, value_name = "ENGINE", help_heading = CAPTURE)]
    pub engine: Engine,

    /// Read the filter expression from this file
    #[arg(short = 'F', value_name = "FILE", help_heading = FILTER)]
    pub expression_file: Option<PathBuf>,

    /// Print numbers for addresses that are not of the local network
    #[arg(short = 'f', action = ArgAction::Count, help_heading = LINES)]
    pub foreign_numeric: u8,

    /// With -w: go on in another file after so many seconds; its name is a format for strftime(3)
    #[arg(short = 'G', value_name = "SECONDS", help_heading = FILES)]
    pub rotate_seconds: Option<String>,

    /// Print no line break behind the IP header that -v shows
    #[arg(short = 'g', action = ArgAction::Count, help_heading = LINES)]
    pub one_line: u8,

    /// Look for the draft of IEEE 802.11s
    #[arg(short = 'H', action = ArgAction::Count, help_heading = LINES)]
    pub mesh_draft: u8,

    /// Print this text
    #[arg(short = 'h', long, help_heading = ANSWERS)]
    pub help: bool,

    /// Capture on this interface: its name, number, description or address as -D prints them, or "any"; may be given several times
    #[arg(short = 'i', long = "interface", value_name = "INTERFACE", help_heading = CAPTURE)]
    pub interfaces: Vec<String>,

    /// Capture radio frames of a Wi-Fi interface in monitor mode
    #[arg(short = 'I', long, help_heading = CAPTURE)]
    pub monitor_mode: bool,

    /// Hand on each packet at once, however many come
    #[arg(long, help_heading = CAPTURE)]
    pub immediate_mode: bool,

    /// Which clock stamps packets: a name as -J prints it
    #[arg(short = 'j', long, value_name = "TYPE", help_heading = CAPTURE)]
    pub time_stamp_type: Option<String>,

    /// List the clocks that can stamp an interface's packets
    #[arg(short = 'J', long, help_heading = ANSWERS)]
    pub list_time_stamp_types: bool,

    /// List the link types that an interface can be captured as
    #[arg(short = 'L', long, help_heading = ANSWERS)]
    pub list_data_link_types: bool,

    /// Do not verify checksums
    #[arg(short = 'K', long, help_heading = LINES)]
    pub dont_verify_checksums: bool,

    /// Hand on each line at once
    #[arg(short = 'l', help_heading = LINES)]
    pub line_buffered: bool,

    /// Capture in this network namespace: a name that `ip netns` knows, or a path such as /proc/PID/ns/net
    #[arg(long, value_name = "NAME|PATH", help_heading = CAPTURE)]
    pub netns: Option<PathBuf>,

    /// Keep rights, files and system calls that are not needed once the capture has begun
    #[arg(long, help_heading = CAPTURE)]
    pub no_sandbox: bool,

    /// Load definitions of an SNMP module (accepted and ignored)
    #[arg(short = 'm', value_name = "MODULE", help_heading = LINES)]
    pub mib_modules: Vec<String>,

    /// Print the man page, as troff
    #[arg(long, help_heading = ANSWERS)]
    pub man: bool,

    /// End once so many bytes of packets were captured; K, M, G and T multiply
    #[arg(long, value_name = "SIZE", help_heading = CAPTURE)]
    pub max_bytes: Option<String>,

    /// With -C or -G: keep at most so many bytes of files, deleting the oldest; K, M, G and T multiply
    #[arg(long, value_name = "SIZE", help_heading = FILES)]
    pub max_disk: Option<String>,

    /// The secret with which TCP's MD5 option (RFC 2385) is verified
    #[arg(short = 'M', value_name = "SECRET", help_heading = LINES)]
    pub tcp_md5_secret: Option<String>,

    /// Print times in microseconds
    #[arg(long, overrides_with = "nano", help_heading = LINES)]
    pub micro: bool,

    /// Print times in nanoseconds
    #[arg(long, overrides_with = "micro", help_heading = LINES)]
    pub nano: bool,

    /// Print numbers instead of names
    #[arg(short = 'n', action = ArgAction::Count, help_heading = LINES)]
    pub numeric: u8,

    /// Print host names without their domain
    #[arg(short = 'N', help_heading = LINES)]
    pub suppress_domain: bool,

    /// Print a number at the beginning of each line
    #[arg(short = '#', long, help_heading = LINES)]
    pub number: bool,

    /// Do not optimise the filter
    #[arg(short = 'O', long, help_heading = FILTER)]
    pub no_optimize: bool,

    /// Do not put the interface into promiscuous mode
    #[arg(short = 'p', long, help_heading = CAPTURE)]
    pub no_promiscuous_mode: bool,

    /// With -w: write pcapng, which keeps interfaces, directions and what was lost
    #[arg(long, help_heading = FILES)]
    pub pcapng: bool,

    /// Print lines also when -w is given
    #[arg(long, help_heading = LINES)]
    pub print: bool,

    /// Print what this host offers a capture: rights, hooks, other programs
    #[arg(long, help_heading = ANSWERS)]
    pub probe: bool,

    /// Print less about each packet
    #[arg(short = 'q', action = ArgAction::Count, help_heading = LINES)]
    pub quiet: u8,

    /// Capture only what goes this way
    #[arg(short = 'Q', long, value_name = "DIRECTION", help_heading = CAPTURE)]
    pub direction: Option<String>,

    /// Read packets from a savefile, "-" for standard input
    #[arg(short = 'r', value_name = "FILE", help_heading = FILES)]
    pub read: Option<PathBuf>,

    /// Keep at most this many bytes of each packet, 0 for the most there can be
    #[arg(short = 's', long, value_name = "BYTES", help_heading = CAPTURE)]
    pub snapshot_length: Option<String>,

    /// Print absolute TCP sequence numbers
    #[arg(short = 'S', long, help_heading = LINES)]
    pub absolute_tcp_sequence_numbers: bool,

    /// Capture one matching packet in N, at random, decided in the kernel
    #[arg(long, value_name = "N", help_heading = FILTER)]
    pub sample: Option<String>,

    /// Capture one conversation in N whole, both directions, decided in the kernel
    #[arg(long, value_name = "N", help_heading = FILTER)]
    pub sample_flows: Option<String>,

    /// Capture the first PACKETS packets of each conversation, and BYTES bytes of each one behind them or none; SYN, FIN, RST and ICMP always
    #[arg(long, value_name = "PACKETS[,BYTES]", help_heading = FILTER)]
    pub head: Option<String>,

    /// Capture at most so many packets a second
    #[arg(long, value_name = "PACKETS", help_heading = FILTER)]
    pub rate_limit: Option<String>,

    /// At the end, print a table of what became of every packet
    #[arg(long, help_heading = ANSWERS)]
    pub stats: bool,

    /// Every so many seconds, print a line of what became of every packet
    #[arg(long, value_name = "SECONDS", help_heading = ANSWERS)]
    pub stats_interval: Option<String>,

    /// At the end, and at each interval, print what became of every packet as JSON
    #[arg(long, help_heading = ANSWERS)]
    pub json_stats: bool,

    /// What UDP and TCP payloads are
    #[arg(short = 'T', value_name = "TYPE", help_heading = LINES)]
    pub payload: Option<String>,

    /// Resolution of times: micro or nano
    #[arg(long, value_name = "PRECISION", help_heading = LINES)]
    pub time_stamp_precision: Option<String>,

    /// Print no time; -tt: since 1970; -ttt: since the line before; -tttt: with the date; -ttttt: since the first line
    #[arg(short = 't', action = ArgAction::Count, help_heading = LINES)]
    pub timestamp: u8,

    /// Print NFS file handles undecoded
    #[arg(short = 'u', action = ArgAction::Count, help_heading = LINES)]
    pub raw_handles: u8,

    /// With -w: hand on each packet at once
    #[arg(short = 'U', long, help_heading = FILES)]
    pub packet_buffered: bool,

    /// Print more about each packet; up to three times
    #[arg(short = 'v', action = ArgAction::Count, help_heading = LINES)]
    pub verbose: u8,

    /// Read the savefiles that this file names, one a line; "-" for standard input
    #[arg(short = 'V', value_name = "FILE", help_heading = FILES)]
    pub read_list: Option<PathBuf>,

    /// Print the version
    #[arg(long, help_heading = ANSWERS)]
    pub version: bool,

    /// Write packets to a savefile, "-" for standard output
    #[arg(short = 'w', value_name = "FILE", help_heading = FILES)]
    pub write: Option<PathBuf>,

    /// With -C: write to so many files by turns; with -G: end after so many files
    #[arg(short = 'W', value_name = "COUNT", help_heading = FILES)]
    pub file_count: Option<String>,

    /// Capture while this process lives: its number, or a command to start, with its words
    #[arg(long = "while", value_name = "PID|COMMAND", help_heading = CAPTURE)]
    pub while_runs: Option<String>,

    /// Print packets in hexadecimal; twice: the link header too
    #[arg(short = 'x', action = ArgAction::Count, help_heading = LINES)]
    pub hex: u8,

    /// Print packets in hexadecimal and as text; twice: the link header too
    #[arg(short = 'X', action = ArgAction::Count, help_heading = LINES)]
    pub hex_ascii: u8,

    /// The link type to compile the filter for, by its name
    #[arg(short = 'y', long, value_name = "LINKTYPE", help_heading = CAPTURE)]
    pub linktype: Option<String>,

    /// With -C or -G: run this command on each finished file
    #[arg(short = 'z', value_name = "COMMAND", help_heading = FILES)]
    pub post_rotate: Option<PathBuf>,

    /// As root: capture as this user, who then owns what is written [default: tcpdump, where there is one]
    #[arg(short = 'Z', long = "relinquish-privileges", value_name = "USER", help_heading = CAPTURE)]
    pub user: Option<String>,

    /// Which packets: a pcap-filter expression
    #[arg(value_name = "EXPRESSION")]
    pub expression: Vec<String>,
}

impl Args {
    /// The command: as derived, and any word that follows a flag with a value is that value, as for
    /// getopt(3).
    pub fn with_any_values() -> clap::Command {
        Self::command().mut_args(|arg| {
            let takes_value = !arg.is_positional() && arg.get_action().takes_values();
            if takes_value { arg.allow_hyphen_values(true) } else { arg }
        })
    }

    /// Reads the command line.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(words: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Self, clap::Error> {
        Self::from_arg_matches(&Self::with_any_values().try_get_matches_from(words)?)
    }

    /// Whether packets come from files.
    pub const fn reads_files(&self) -> bool {
        self.read.is_some() || self.read_list.is_some()
    }

    /// Whether times are printed in nanoseconds.
    pub fn nanoseconds(&self) -> bool {
        self.nano || self.time_stamp_precision.as_deref() == Some("nano")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Args {
        Args::read(std::iter::once("tcxdump").chain(line.split_whitespace())).unwrap()
    }

    #[test]
    fn the_command_is_well_formed() {
        Args::with_any_values().debug_assert();
    }

    #[test]
    fn flags_cluster_as_users_of_tcpdump_type_them() {
        let args = parse("-nnvvXSs0 -ieth0 -c10 -w- tcp port 80");
        assert_eq!((args.numeric, args.verbose, args.hex_ascii), (2, 2, 1));
        assert!(args.absolute_tcp_sequence_numbers);
        assert_eq!(args.snapshot_length.as_deref(), Some("0"));
        assert_eq!(args.interfaces, ["eth0"]);
        assert_eq!(args.limit.as_deref(), Some("10"));
        assert_eq!(args.write, Some(PathBuf::from("-")));
        assert_eq!(args.expression, ["tcp", "port", "80"]);
    }

    #[test]
    fn flags_may_follow_the_expression_and_interfaces_add_up() {
        let args = parse("-# tcp port 80 -tttt -i lo -i eth1");
        assert!(args.number);
        assert_eq!(args.timestamp, 4);
        assert_eq!(args.interfaces, ["lo", "eth1"]);
        assert_eq!(args.expression, ["tcp", "port", "80"]);
    }

    #[test]
    fn the_word_behind_a_flag_is_its_value_whatever_it_looks_like() {
        let args = parse("-w -x -c -1 -s-1 -n");
        assert_eq!((args.write, args.limit.as_deref()), (Some("-x".into()), Some("-1")));
        assert_eq!((args.snapshot_length.as_deref(), args.numeric), (Some("-1"), 1));
    }

    #[test]
    fn a_double_dash_ends_the_flags() {
        assert_eq!(parse("-r - -- -n").expression, ["-n"]);
    }
}
