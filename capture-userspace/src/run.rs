//! Carries out a plan.

use std::{
    env,
    io::{self, IsTerminal, Write},
    mem,
    path::{Path, PathBuf},
    process::ExitCode,
    rc::Rc,
};

use capture_common::LinkType;
use capture_dissect::Dissector;

use crate::{
    cli::{
        Args,
        plan::{Dump, ExpressionPlan, Plan, SourcePlan},
        save::Format,
    },
    control::Control,
    devices::Device,
    diag,
    dump::{self, Subject},
    engine::{Counters, End, Engine, Observer, RunError},
    exit,
    filter::{self, Filter},
    privileges::Account,
    resolver::Resolver,
    sandbox::{self, Needs, SandboxError},
    savefile::{FileList, SavefileError},
    sink::{
        SinkError, Sinks,
        count::CountSink,
        print::PrintSink,
        save::{SaveSink, folder::Folder},
    },
    source::{Interface, Source, SourceError, Upkeep, file::FileSource},
    stats,
    zone::LocalZone,
};

#[cfg(target_os = "linux")]
use crate::sink::service::ServiceSink;

#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod live;
#[cfg(not(all(target_os = "linux", feature = "ebpf")))]
#[path = "run/no_ebpf.rs"]
mod live;

/// Does what the command line says; answers with the process's exit code.
pub fn run(args: &Args) -> ExitCode {
    if let Err(error) = live::prepare(args) {
        return failed(&error);
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    for module in &args.mib_modules {
        diag::message(format_args!("ignoring option '-m {module}' (no libsmi support)"));
    }
    let plan = match Plan::from_args(args) {
        Ok(plan) => plan,
        Err(error) => return failed(&error),
    };
    warn_of_dumps(args);
    let answered = runtime.block_on(answer(&plan, args)).transpose();
    let carried_out = || Ok(runtime.block_on(carry_out(&plan)));
    answered.unwrap_or_else(carried_out).unwrap_or_else(|error| failed(&error))
}

/// Of several ways to show a packet's bytes one is taken.
fn warn_of_dumps(args: &Args) {
    let dumps = [("-X[X]", args.hex_ascii), ("-x[x]", args.hex), ("-A", args.ascii)];
    let mut given = dumps.into_iter().filter(|(_, times)| *times > 0).map(|(name, _)| name);
    let Some(taken) = given.next() else { return };
    for ignored in given {
        diag::warning(format_args!("{ignored} and {taken} are mutually exclusive. {ignored} ignored."));
    }
}

/// What is only a question about this host; `None` where something is to be done.
async fn answer(plan: &Plan, args: &Args) -> Result<Option<ExitCode>, SourceError> {
    match &plan.source {
        _ if args.list_interfaces => {
            // An adapter of Windows is hard to tell from another by its name.
            let line =
                if args.verbose > 0 || cfg!(windows) { Device::with_addresses } else { Device::to_string };
            print(
                (1..)
                    .zip(live::devices().await?)
                    .map(|(number, device)| format!("{number}.{}", line(&device))),
            );
        }
        SourcePlan::Live(options) if args.list_time_stamp_types => {
            print([live::time_stamp_types(options).await?]);
        }
        SourcePlan::Live(options) if args.list_data_link_types => print([live::link_types(options).await?]),
        _ if args.probe => print(live::probe().await?),
        _ => return Ok(None),
    }
    Ok(Some(exit::SUCCESS))
}

fn print(lines: impl IntoIterator<Item = String>) {
    for line in lines {
        // A closed pipe has seen enough.
        let _ = writeln!(io::stdout(), "{line}");
    }
}

async fn carry_out(plan: &Plan) -> ExitCode {
    let filter = match filter(plan) {
        Ok(filter) => filter,
        Err(code) => return code,
    };
    if let Some(form) = plan.dump {
        return dump_filter(plan, &filter, form).await;
    }
    match &plan.source {
        SourcePlan::File(path) => read_files([Ok(path.clone())], &filter, plan).await,
        SourcePlan::Files(list) => match FileList::open(list) {
            Ok(files) => read_files(files, &filter, plan).await,
            Err(error) => failed(&error),
        },
        SourcePlan::Live(options) => match live::open(options).await {
            Ok(source) => capture_live(source, &filter, plan).await,
            Err(error) => failed(&error),
        },
    }
}

fn filter(plan: &Plan) -> Result<Filter, ExitCode> {
    let text = match &plan.expression {
        ExpressionPlan::Typed(text) => text.clone(),
        ExpressionPlan::File(path) => filter::read(path).map_err(|error| {
            diag::message(format_args!("can't open {}: {}", path.display(), diag::os_words(&error)));
            exit::failure()
        })?,
    };
    Ok(Filter::new(text, plan.optimise))
}

/// Prints the filter as it is for the packets of the source that was named, if one was.
async fn dump_filter(plan: &Plan, filter: &Filter, form: Dump) -> ExitCode {
    let found = match &plan.source {
        SourcePlan::File(_) | SourcePlan::Files(_) => first_file(plan).map(|source| link_type(&source, plan)),
        SourcePlan::Live(options) if options.ifaces.is_empty() => {
            if plan.link_type.is_none() {
                eprintln!("Warning: assuming Ethernet");
            }
            Ok(Ok(plan.link_type.unwrap_or(LinkType::ETHERNET)))
        }
        SourcePlan::Live(options) => live::open(options).await.map(|source| {
            tell_link_type(&source, plan);
            link_type(&source, plan)
        }),
    };
    let live = plan.source.is_live();
    match found {
        Ok(Ok(link_type)) => dump::print(filter, Subject { link_type, snaplen: plan.snaplen, live }, form),
        Ok(Err(code)) => code,
        Err(error) => failed(&error),
    }
}

/// The link type of a source's packets, which must be the one that was asked for.
fn link_type(source: &impl Source, plan: &Plan) -> Result<LinkType, ExitCode> {
    let found = source.interfaces().first().map_or(LinkType::ETHERNET, |interface| interface.link_type);
    match plan.link_type {
        Some(wanted) if wanted != found && plan.source.is_live() => {
            let name = wanted.name().unwrap_or_default();
            diag::message(format_args!("{name} is not one of the DLTs supported by this device"));
            Err(exit::failure())
        }
        _ => Ok(found),
    }
}

/// tcpdump tells the link type that it has chosen: the one asked for, or that of "any".
fn tell_link_type(source: &impl Source, plan: &Plan) {
    let Some(interface) = source.interfaces().first() else { return };
    if (plan.link_type.is_some() || interface.name == "any")
        && let Some(name) = interface.link_type.name()
    {
        diag::message(format_args!("data link type {name}"));
    }
}

/// The file that comes first, announced.
fn first_file(plan: &Plan) -> Result<FileSource, SourceError> {
    let path = match &plan.source {
        SourcePlan::Files(list) => FileList::open(list)?.next().transpose()?,
        SourcePlan::File(path) => Some(path.clone()),
        SourcePlan::Live(_) => None,
    };
    open_file(&path.ok_or_else(|| nothing_in(plan))?, plan, None)
}

fn nothing_in(plan: &Plan) -> SourceError {
    let name = match &plan.source {
        SourcePlan::Files(list) => list.display().to_string(),
        _ => String::new(),
    };
    SourceError::NoFiles(name)
}

/// Opens a savefile and says what is in it, which must be what was in those before if all is written to
/// one file.
fn open_file(path: &Path, plan: &Plan, link_type: Option<LinkType>) -> Result<FileSource, SourceError> {
    // Lines on the same terminal show by themselves how far it is.
    let progress = plan.print.is_none() || !io::stdout().is_terminal();
    let source = FileSource::open(path, progress)?;
    let first = source.interfaces().first().map(|interface| interface.link_type);
    if link_type.is_some() && first != link_type {
        return Err(SourceError::OtherLinkType(path.display().to_string()));
    }
    if let Some(interface) = source.interfaces().first() {
        eprintln!("reading from file {}, {}", path.display(), facts(interface));
    }
    Ok(source)
}

/// Reads one savefile after the other. One that is damaged ends there, and with it nothing else.
async fn read_files(
    files: impl IntoIterator<Item = Result<PathBuf, SavefileError>>,
    filter: &Filter,
    plan: &Plan,
) -> ExitCode {
    let mut session = None;
    let mut link_type = None;
    let mut code = exit::SUCCESS;
    for path in files {
        let opened = path.map_err(SourceError::from).and_then(|path| open_file(&path, plan, link_type));
        let source = match opened {
            Ok(source) => source,
            Err(error) => {
                code = failed(&error);
                break;
            }
        };
        if plan.write.as_ref().is_some_and(|save| save.format == Format::Pcap) {
            link_type = source.interfaces().first().map(|interface| interface.link_type);
        }
        let session = match &mut session {
            Some(session) => session,
            None => match Session::begin(plan, filter, &source) {
                Ok(begun) => session.insert(begun),
                Err(code) => return code,
            },
        };
        let (_, result) = session.capture(source, filter, plan).await;
        match result {
            Ok(End::Input | End::Limit) => (),
            Ok(_) => break,
            Err(error) => {
                code = tell(&error, filter);
                if !matches!(error, RunError::Source(SourceError::Reading(_))) {
                    break;
                }
            }
        }
    }
    match session {
        Some(session) => session.finish().err().unwrap_or(code),
        None if code == exit::SUCCESS => failed(&nothing_in(plan)),
        None => code,
    }
}

async fn capture_live(source: impl Source, filter: &Filter, plan: &Plan) -> ExitCode {
    if let Err(code) = link_type(&source, plan) {
        return code;
    }
    tell_link_type(&source, plan);
    let mut session = match Session::begin(plan, filter, &source) {
        Ok(session) => session,
        Err(code) => return code,
    };
    let (counters, result) = session.capture(source, filter, plan).await;
    let has_started = session.reporter.started;
    let code = result.map_or_else(|error| tell(&error, filter), |_| exit::SUCCESS);
    let code = session.finish().err().unwrap_or(code);
    if has_started {
        summary(plan, &counters);
    }
    code
}

/// What outlasts the sources of a run.
struct Session<'a> {
    sinks: Sinks,
    control: Control,
    reporter: Reporter<'a>,
}

impl<'a> Session<'a> {
    fn begin(plan: &'a Plan, filter: &Filter, source: &impl Source) -> Result<Self, ExitCode> {
        let folder = plan.write.as_ref().map(|save| {
            let failed = |cause| failed(&SinkError::io(&save.path.display().to_string(), cause));
            Folder::of(&save.path).map(Rc::new).map_err(failed)
        });
        let folder = folder.transpose()?;
        let sinks = as_user(plan, |owner| sinks(plan, filter, source, folder.as_ref(), owner))?;
        let control = Control::new(plan.ending.clone()).map_err(|error| failed(&error))?;
        Ok(Self { sinks, control, reporter: Reporter { plan, folder, started: false } })
    }

    async fn capture(
        &mut self,
        source: impl Source,
        filter: &Filter,
        plan: &Plan,
    ) -> (Counters, Result<End, RunError>) {
        let (counters, result) = Engine::new(source, filter, &mut self.sinks, plan.limits)
            .report_every(plan.stats.interval)
            .run(&mut self.reporter, &mut self.control)
            .await;
        match result {
            // As tcpdump does: a terminal shows "^C" in this line.
            Ok(End::Signal) if plan.write.is_none() => drop(io::stdout().write_all(b"\n")),
            Ok(End::Files(count)) => eprintln!("{}", SinkError::LastFile(count)),
            _ => (),
        }
        (counters, result)
    }

    fn finish(mut self) -> Result<(), ExitCode> {
        match self.sinks.each(|sink| sink.finish()) {
            Ok(()) | Err(SinkError::ClosedPipe) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }
}

fn tell(error: &RunError, filter: &Filter) -> ExitCode {
    match error {
        RunError::Source(SourceError::Filter(error)) => {
            diag::message(format_args!("{}", error.render(filter.text())));
            exit::failure()
        }
        error => failed(error),
    }
}

/// Opens the output, and captures as the user of the plan from then on; before where files will have to
/// be opened later, so that one which cannot be shows at once.
fn as_user<T>(
    plan: &Plan,
    open: impl FnOnce(Option<(u32, u32)>) -> Result<T, SinkError>,
) -> Result<T, ExitCode> {
    let account = Account::find(plan.user.as_deref()).map_err(|error| failed(&error))?;
    let enter = || match &account {
        Some(account) => account.enter(plan.source.is_live()).map_err(|error| failed(&error)),
        None => Ok(()),
    };
    let is_early = plan.write.as_ref().is_some_and(|save| save.rotation.is_on());
    if is_early {
        enter()?;
    }
    let opened = open(account.as_ref().map(Account::ids)).map_err(|error| match (&account, &error) {
        (Some(account), SinkError::Io { cause, .. })
            if is_early && cause.kind() == io::ErrorKind::PermissionDenied =>
        {
            diag::message(format_args!("{error} (for {account}, who makes the files of a series: see -Z)"));
            exit::failure()
        }
        _ => failed(&error),
    })?;
    if !is_early {
        enter()?;
    }
    Ok(opened)
}

/// The sinks of a plan, in the order in which they get each record.
fn sinks(
    plan: &Plan,
    filter: &Filter,
    source: &impl Source,
    folder: Option<&Rc<Folder>>,
    owner: Option<(u32, u32)>,
) -> Result<Sinks, SinkError> {
    let mut sinks = Sinks::default();
    if let (Some(save), Some(folder)) = (&plan.write, folder) {
        sinks.push(SaveSink::create(save, folder, filter.text(), owner)?);
    }
    if plan.count {
        sinks.push(CountSink::default());
    }
    if let Some(options) = &plan.print {
        let resolver = resolver(plan, source);
        let dissector = Dissector::new(options.clone(), Box::new(LocalZone::new()), Box::new(resolver));
        sinks.push(PrintSink::new(dissector, plan.line_buffered, plan.color));
    }
    #[cfg(target_os = "linux")]
    if let Some(service) = ServiceSink::of_environment() {
        sinks.push(service);
    }
    Ok(sinks)
}

/// The names for printing what a source has.
fn resolver(plan: &Plan, source: &impl Source) -> Resolver {
    let resolver = Resolver::new(source.interface_names(), !plan.source.is_live());
    if !plan.foreign_numeric {
        return resolver;
    }
    if source.network().is_none()
        && let [interface] = source.interfaces()
        && interface.name != "any"
    {
        diag::warning(format_args!("{}: no IPv4 address assigned", interface.name));
    }
    resolver.within(source.network())
}

fn summary(plan: &Plan, counters: &Counters) {
    for line in stats::summary(counters) {
        eprintln!("{line}");
    }
    if plan.sampling.is_on() {
        diag::message(format_args!("{}", stats::sampling(counters)));
    }
    if plan.stats.table {
        eprintln!("{}", stats::table(counters));
    }
    if plan.stats.json {
        eprintln!("{}", stats::json(counters));
    }
}

/// tcpdump's words while a capture runs.
struct Reporter<'a> {
    plan: &'a Plan,
    /// Where files are written.
    folder: Option<Rc<Folder>>,
    started: bool,
}

impl Reporter<'_> {
    fn listening(&self, interface: &Interface) {
        let facts = facts(interface);
        if self.plan.write.is_none() && self.plan.verbose == 0 {
            diag::message(format_args!("verbose output suppressed, use -v[v]... for full protocol decode"));
            eprintln!("listening on {}, {facts} bytes", interface.name);
        } else {
            diag::message(format_args!("listening on {}, {facts} bytes", interface.name));
        }
    }

    /// What is left to be done once everything is open.
    fn needs(&self, upkeep: Upkeep) -> Needs<'_> {
        let rotates = self.plan.write.as_ref().is_some_and(|save| save.rotation.is_on());
        Needs {
            upkeep,
            folder: self.folder.as_deref().filter(|_| rotates),
            reads: matches!(self.plan.source, SourcePlan::Files(_)),
            resolves: self.plan.print.as_ref().is_some_and(|print| !print.numeric),
            notifies: env::var_os("NOTIFY_SOCKET").is_some(),
        }
    }
}

impl Observer for Reporter<'_> {
    fn started(&mut self, interfaces: &[Interface], upkeep: Upkeep) -> Result<(), SandboxError> {
        let is_first = !mem::replace(&mut self.started, true);
        if is_first && self.plan.sandbox {
            sandbox::enter(&self.needs(upkeep))?;
        }
        if let Some(interface) = interfaces.first().filter(|_| self.plan.source.is_live()) {
            self.listening(interface);
        }
        Ok(())
    }

    fn asked(&mut self, counters: &Counters) {
        diag::message(format_args!("{}", stats::summary(counters).join(", ")));
        if self.plan.stats.table {
            eprintln!("{}", stats::table(counters));
        }
    }

    fn due(&mut self, counters: &Counters) {
        if self.plan.stats.progress {
            eprint!("Got {}\r", counters.captured);
        } else if self.plan.stats.json {
            eprintln!("{}", stats::json(counters));
        } else {
            diag::message(format_args!("{}", stats::line(counters)));
        }
    }
}

fn facts(interface: &Interface) -> String {
    let Interface { link_type, snaplen, .. } = interface;
    match (link_type.name(), link_type.description()) {
        (Some(name), Some(words)) => {
            format!("link-type {name} ({words}), snapshot length {snaplen}")
        }
        _ => format!("link-type {}, snapshot length {snaplen}", link_type.0),
    }
}

pub(crate) fn failed(error: &dyn std::error::Error) -> ExitCode {
    diag::message(format_args!("{error}"));
    exit::failure()
}
