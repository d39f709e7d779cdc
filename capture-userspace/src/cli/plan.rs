//! What is to be done: the command line, checked. Nothing has happened yet when a plan stands.

use std::{path::PathBuf, time::Duration};

use capture_common::{Direction, LinkType, abi::MAX_SNAPLEN};
use capture_dissect::{Dump as Rows, Options as PrintOptions, Payload, TimestampStyle};
use thiserror::Error;

use super::{
    args::Args,
    esp_keys,
    save::{self, SaveError, SavePlan},
};
use crate::source::{
    options::{LiveOptions, TimeStampType},
    sampling::{Head, Sampling},
};

/// Where packets come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourcePlan {
    /// Interfaces.
    Live(LiveOptions),
    /// A savefile.
    File(PathBuf),
    /// The savefiles that a file names, one a line.
    Files(PathBuf),
}

impl SourcePlan {
    /// Whether packets come from interfaces.
    pub const fn is_live(&self) -> bool {
        matches!(self, Self::Live(_))
    }
}

/// How much is enough; each source counts anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Packets.
    pub packets: Option<u64>,
    /// Bytes of packets, as captured.
    pub bytes: Option<u64>,
}

/// What else ends a capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// After this time.
    pub after: Option<Duration>,
    /// When this process ends.
    pub with: Option<Process>,
}

/// A process that is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Process {
    /// One that runs, by its number.
    Running(i32),
    /// One to start: a program and its arguments.
    Command(Vec<String>),
}

/// Where the filter expression comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpressionPlan {
    /// The command line.
    Typed(String),
    /// A file, or standard input for `-`.
    File(PathBuf),
}

/// How to print a compiled filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dump {
    /// Classic BPF as assembly.
    Assembly,
    /// As an initialiser in C.
    C,
    /// As decimal numbers.
    Decimal,
    /// The eBPF that it becomes.
    Ebpf,
}

/// When lines are in colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What a run does.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where packets come from.
    pub source: SourcePlan,
    /// Most bytes of a packet to keep.
    pub snaplen: u32,
    /// The filter expression.
    pub expression: ExpressionPlan,
    /// Whether to optimise the filter.
    pub optimise: bool,
    /// The link type that the filter must be compiled for.
    pub link_type: Option<LinkType>,
    /// The compiled filter is to be printed, and nothing captured.
    pub dump: Option<Dump>,
    /// How many packets are wanted.
    pub limits: Limits,
    /// What else ends the run.
    pub ending: Ending,
    /// The savefiles to write.
    pub write: Option<SavePlan>,
    /// How to print lines, if they are wanted.
    pub print: Option<PrintOptions>,
    /// `-f`: hosts of other networks than the captured interface's are shown by their addresses.
    pub foreign_numeric: bool,
    /// Each line is printed at once.
    pub line_buffered: bool,
    /// When lines are in colour.
    pub color: Color,
    /// Only the number of packets is wanted.
    pub count: bool,
    /// The user as whom to capture.
    pub user: Option<String>,
    /// Whether to give up what capturing does not need.
    pub sandbox: bool,
    /// How much to tell on standard error.
    pub verbose: u8,
    /// How to tell what became of every packet.
    pub stats: StatsPlan,
    /// Which of the packets that match are wanted.
    pub sampling: Sampling,
}

/// How to tell what became of every packet, beside tcpdump's three lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatsPlan {
    /// A table at the end.
    pub table: bool,
    /// JSON at the end, and in the place of lines in between.
    pub json: bool,
    /// Lines in between.
    pub interval: Option<Duration>,
    /// tcpdump's count in between, on one line of a terminal.
    pub progress: bool,
}

/// A value that cannot be meant.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PlanError {
    /// Not a number of packets.
    #[error("invalid packet count {0}")]
    Limit(String),
    /// There is one source.
    #[error("-V and -r are mutually exclusive.")]
    TwoSources,
    /// A value for `-w` that cannot be meant.
    #[error("{0}")]
    Save(#[from] SaveError),
    /// Neither a process nor a command.
    #[error("invalid process or command {0}")]
    Process(String),
    /// Not a size.
    #[error("invalid packet buffer size {0}")]
    Buffer(String),
    /// Not a number from 1 on.
    #[error("invalid number {0} (from 1 to 1000000000)")]
    Number(String),
    /// A savefile is read by no kernel program.
    #[error("--sample, --sample-flows, --head and --rate-limit are for live captures")]
    SamplingFile,
    /// Neither libpcap nor a packet socket leaves packets out.
    #[error("--sample, --sample-flows, --head and --rate-limit are done by eBPF, which is not used here")]
    SamplingEngine,
    /// Other systems have nothing like it.
    #[error("{0} is only available on Linux")]
    OnlyOnLinux(&'static str),
    /// Not a clock.
    #[error("invalid time stamp type {0}")]
    TimeStampType(String),
    /// Not a time.
    #[error("invalid interval {0} (seconds, from 0.01 to 1000000000)")]
    Interval(String),
    /// Not a snaplen.
    #[error("invalid snaplen {0} (must be >= 0 and <= {MAX_SNAPLEN})")]
    Snaplen(String),
    /// Not a link type's name.
    #[error("invalid data link type {0}")]
    LinkType(String),
    /// Not a direction.
    #[error("unknown capture direction '{0}' (one of in, out, inout)")]
    Direction(String),
    /// Not a kind of payload.
    #[error("unknown packet type '{0}'")]
    Payload(String),
    /// Keys that cannot be understood.
    #[error("{0}")]
    EspKeys(#[from] esp_keys::EspKeysError),
    /// The local network is that of an interface.
    #[error("-f can not be used with -V or -r")]
    ForeignFile,
    /// There are only so many ways to show times.
    #[error("only -t, -tt, -ttt, -tttt and -ttttt are supported")]
    TimestampStyle,
    /// Neither microseconds nor nanoseconds.
    #[error("unsupported time stamp precision")]
    Precision,
}

impl Plan {
    /// Checks the command line.
    ///
    /// # Errors
    /// When a value cannot be meant, or flags contradict each other.
    pub fn from_args(args: &Args) -> Result<Self, PlanError> {
        check(args)?;
        // Checked also where packets come from a file.
        let live = live(args)?;
        let source = match (&args.read, &args.read_list) {
            (Some(_), Some(_)) => return Err(PlanError::TwoSources),
            (Some(path), None) => SourcePlan::File(path.clone()),
            (None, Some(list)) => SourcePlan::Files(list.clone()),
            (None, None) => SourcePlan::Live(live.clone()),
        };
        let wants_lines = match args.write {
            Some(_) => args.print,
            None => !args.count,
        };
        Ok(Self {
            source,
            snaplen: live.snaplen,
            expression: match &args.expression_file {
                Some(path) => ExpressionPlan::File(path.clone()),
                None => ExpressionPlan::Typed(args.expression.join(" ")),
            },
            optimise: !args.no_optimize,
            link_type: live.link_type,
            dump: dump(args),
            limits: Limits {
                packets: args.limit.as_deref().map(limit).transpose()?,
                bytes: args.max_bytes.as_deref().map(save::bytes).transpose()?,
            },
            ending: ending(args)?,
            write: SavePlan::from_args(args)?,
            print: if wants_lines { Some(print_options(args)?) } else { None },
            line_buffered: args.line_buffered,
            color: args.color,
            count: args.count,
            user: args.user.clone(),
            foreign_numeric: args.foreign_numeric > 0,
            sandbox: !args.no_sandbox,
            verbose: args.verbose,
            stats: stats(args)?,
            sampling: live.sampling,
        })
    }
}

/// Refuses what has no meaning, in tcpdump's words, and what this system has not.
fn check(args: &Args) -> Result<(), PlanError> {
    let of_linux = [
        ("--netns", args.netns.is_some()),
        ("--while", args.while_runs.is_some()),
        ("-Z", args.user.is_some()),
    ];
    let used = of_linux.into_iter().find(|(_, is_used)| *is_used);
    if let (Some((flag, _)), false) = (used, cfg!(target_os = "linux")) {
        return Err(PlanError::OnlyOnLinux(flag));
    }
    if args.foreign_numeric > 0 && args.reads_files() {
        return Err(PlanError::ForeignFile);
    }
    if args.timestamp > 5 {
        return Err(PlanError::TimestampStyle);
    }
    match args.time_stamp_precision.as_deref() {
        None | Some("micro" | "nano") => Ok(()),
        Some(_) => Err(PlanError::Precision),
    }
}

fn print_options(args: &Args) -> Result<PrintOptions, PlanError> {
    Ok(PrintOptions {
        numeric: args.numeric > 0,
        verbose: args.verbose,
        quiet: args.quiet,
        link_header: args.link_header,
        timestamp: match args.timestamp {
            0 => TimestampStyle::Default,
            1 => TimestampStyle::None,
            2 => TimestampStyle::Unix,
            3 => TimestampStyle::Delta,
            4 => TimestampStyle::Date,
            _ => TimestampStyle::SinceFirst,
        },
        dump: match (args.hex_ascii, args.hex, args.ascii) {
            (0, 0, 0) => Rows::None,
            (0, 0, times) => Rows::Ascii { link: times > 1 },
            (0, times, _) => Rows::Hex { link: times > 1 },
            (times, ..) => Rows::HexAscii { link: times > 1 },
        },
        packet_number: args.number,
        absolute_seq: args.absolute_tcp_sequence_numbers,
        no_checksums: args.dont_verify_checksums,
        suppress_domain: args.suppress_domain,
        nanoseconds: args.nanoseconds(),
        one_line: args.one_line > 0,
        as_dot: args.as_dot > 0,
        raw_handles: args.raw_handles > 0,
        mesh_draft: args.mesh_draft > 0,
        payload: args.payload.as_deref().map(payload).transpose()?,
        esp_keys: args.esp_keys.as_deref().map(esp_keys::parse).transpose()?.unwrap_or_default(),
        tcp_md5_secret: args.tcp_md5_secret.as_ref().map(|secret| secret.clone().into_bytes()),
    })
}

fn payload(name: &str) -> Result<Payload, PlanError> {
    let found = Payload::NAMES.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
    found.map(|(_, payload)| *payload).ok_or_else(|| PlanError::Payload(name.to_owned()))
}

fn link_type(text: &str) -> Result<LinkType, PlanError> {
    LinkType::from_name(text).ok_or_else(|| PlanError::LinkType(text.to_owned()))
}

fn dump(args: &Args) -> Option<Dump> {
    match args.dump {
        _ if args.dump_ebpf => Some(Dump::Ebpf),
        0 => None,
        1 => Some(Dump::Assembly),
        2 => Some(Dump::C),
        _ => Some(Dump::Decimal),
    }
}

fn limit(text: &str) -> Result<u64, PlanError> {
    let number = text.parse().ok().filter(|number| (1..=i32::MAX as u64).contains(number));
    number.ok_or_else(|| PlanError::Limit(text.to_owned()))
}

/// What to capture, for a source that is live.
fn live(args: &Args) -> Result<LiveOptions, PlanError> {
    let clock =
        |name: &str| TimeStampType::from_name(name).ok_or_else(|| PlanError::TimeStampType(name.to_owned()));
    Ok(LiveOptions {
        ifaces: args.interfaces.clone(),
        direction: direction(args.direction.as_deref())?,
        snaplen: args.snapshot_length.as_deref().map_or(Ok(MAX_SNAPLEN), snaplen)?,
        buffer: args.buffer_size.as_deref().map(buffer).transpose()?,
        promiscuous: !args.no_promiscuous_mode,
        monitor: args.monitor_mode,
        immediate: args.immediate_mode,
        engine: args.engine,
        sampling: sampling(args)?,
        link_type: args.linktype.as_deref().map(link_type).transpose()?,
        time_stamp_type: args.time_stamp_type.as_deref().map(clock).transpose()?,
    })
}

fn sampling(args: &Args) -> Result<Sampling, PlanError> {
    let sampling = Sampling {
        packets: args.sample.as_deref().map(positive).transpose()?,
        flows: args.sample_flows.as_deref().map(positive).transpose()?,
        head: args.head.as_deref().map(head).transpose()?,
        rate: args.rate_limit.as_deref().map(positive).transpose()?,
    };
    if sampling.is_on() && args.reads_files() {
        return Err(PlanError::SamplingFile);
    }
    if sampling.is_on() && !args.engine.is_ebpf() {
        return Err(PlanError::SamplingEngine);
    }
    Ok(sampling)
}

/// With `-v`, tcpdump counts while it writes what is captured live.
fn stats(args: &Args) -> Result<StatsPlan, PlanError> {
    let wanted = args.stats_interval.as_deref().map(interval).transpose()?;
    let progress = wanted.is_none() && args.verbose > 0 && args.write.is_some() && !args.reads_files();
    Ok(StatsPlan {
        table: args.stats,
        json: args.json_stats,
        interval: wanted.or(progress.then_some(Duration::from_secs(1))),
        progress,
    })
}

fn ending(args: &Args) -> Result<Ending, PlanError> {
    Ok(Ending {
        after: args.duration.as_deref().map(interval).transpose()?,
        with: args.while_runs.as_deref().map(process).transpose()?,
    })
}

/// A number, or a command whose words are quoted as for a shell.
fn process(text: &str) -> Result<Process, PlanError> {
    let invalid = || PlanError::Process(text.to_owned());
    match text.parse() {
        Ok(pid @ 1..) => Ok(Process::Running(pid)),
        Ok(_) => Err(invalid()),
        Err(_) => {
            let words = shell_words::split(text).ok().filter(|words| !words.is_empty());
            words.map(Process::Command).ok_or_else(invalid)
        }
    }
}

/// `PACKETS[,BYTES]`.
fn head(text: &str) -> Result<Head, PlanError> {
    let (packets, bytes) = text.split_once(',').unwrap_or((text, "0"));
    let bytes = bytes.parse().map_err(|_| PlanError::Number(text.to_owned()))?;
    Ok(Head { packets: positive(packets)?, bytes })
}

fn positive(text: &str) -> Result<u32, PlanError> {
    let number = text.parse().ok().filter(|number| (1..=1_000_000_000).contains(number));
    number.ok_or_else(|| PlanError::Number(text.to_owned()))
}

fn interval(text: &str) -> Result<Duration, PlanError> {
    let seconds = text.parse().ok().filter(|seconds| (0.01..=1e9).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| PlanError::Interval(text.to_owned()))
}

fn buffer(text: &str) -> Result<u64, PlanError> {
    let kib = text.parse().ok().filter(|kib| (1..=i32::MAX as u64 / 1024).contains(kib));
    kib.map(|kib| kib * 1024).ok_or_else(|| PlanError::Buffer(text.to_owned()))
}

/// 0 stands for the most there can be.
fn snaplen(text: &str) -> Result<u32, PlanError> {
    match text.parse() {
        Ok(0) => Ok(MAX_SNAPLEN),
        Ok(bytes) if bytes <= MAX_SNAPLEN => Ok(bytes),
        _ => Err(PlanError::Snaplen(text.to_owned())),
    }
}

fn direction(text: Option<&str>) -> Result<Direction, PlanError> {
    match text {
        None => Ok(Direction::Unknown),
        Some(word) if word.eq_ignore_ascii_case("in") => Ok(Direction::In),
        Some(word) if word.eq_ignore_ascii_case("out") => Ok(Direction::Out),
        Some(word) if word.eq_ignore_ascii_case("inout") => Ok(Direction::Unknown),
        Some(word) => Err(PlanError::Direction(word.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(line: &str) -> Result<Plan, PlanError> {
        let words = std::iter::once("tcxdump").chain(line.split_whitespace());
        Plan::from_args(&Args::read(words).unwrap())
    }

    #[test]
    fn a_snaplen_of_zero_is_the_largest() {
        assert_eq!(plan("-s 0").unwrap().snaplen, MAX_SNAPLEN);
        assert_eq!(plan("-s 64").unwrap().snaplen, 64);
        assert_eq!(plan("-s 262145").unwrap_err(), PlanError::Snaplen("262145".into()));
        assert_eq!(plan("-s x").unwrap_err(), PlanError::Snaplen("x".into()));
    }

    #[test]
    fn a_filter_is_dumped_in_the_form_that_was_asked_for() {
        assert_eq!(plan("tcp").unwrap().dump, None);
        assert_eq!(plan("-d tcp").unwrap().dump, Some(Dump::Assembly));
        assert_eq!(plan("-ddd tcp").unwrap().dump, Some(Dump::Decimal));
        assert_eq!(plan("--dump-ebpf tcp").unwrap().dump, Some(Dump::Ebpf));
        assert_eq!(plan("-y raw tcp").unwrap().link_type, Some(LinkType::RAW));
        assert_eq!(plan("-y x tcp").unwrap_err(), PlanError::LinkType("x".into()));
        assert_eq!(plan("-F x tcp").unwrap().expression, ExpressionPlan::File("x".into()));
    }

    #[test]
    fn writing_prints_no_lines_unless_asked_to() {
        assert!(plan("-w x").unwrap().print.is_none());
        assert!(plan("-w x --print").unwrap().print.is_some());
        assert!(plan("-i lo").unwrap().print.is_some());
        assert!(plan("-r x --count").unwrap().print.is_none());
    }

    #[test]
    fn values_that_cannot_be_meant_are_refused() {
        assert_eq!(plan("-c 0").unwrap_err(), PlanError::Limit("0".into()));
        assert_eq!(plan("-Q sideways").unwrap_err(), PlanError::Direction("sideways".into()));
        assert_eq!(plan("-B 0").unwrap_err(), PlanError::Buffer("0".into()));
        assert_eq!(plan("-r x -f").unwrap_err(), PlanError::ForeignFile);
        assert_eq!(plan("-tttttt").unwrap_err(), PlanError::TimestampStyle);
        assert_eq!(plan("--time-stamp-precision pico").unwrap_err(), PlanError::Precision);
        assert_eq!(plan("-r x -V y").unwrap_err(), PlanError::TwoSources);
    }
}
