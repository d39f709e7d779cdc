//! Carries out a plan.

use std::{io::Write, path::Path, process::ExitCode};

use capture_common::LinkType;
use capture_dissect::Dissector;

use crate::{
    cli::{
        Args,
        plan::{Dump, ExpressionPlan, Plan, SourcePlan},
    },
    diag,
    dump::{self, Subject},
    engine::{Counters, End, Engine, Observer, RunError},
    exit,
    filter::{self, Filter},
    interface_names::InterfaceNames,
    resolver::Resolver,
    sink::{Sink, SinkError, count::CountSink, pcap::PcapSink, print::PrintSink},
    source::{Interface, Source, SourceError, file::FileSource},
    stats,
    zone::LocalZone,
};

#[cfg(all(target_os = "linux", feature = "ebpf"))]
mod live;
#[cfg(not(all(target_os = "linux", feature = "ebpf")))]
#[path = "run/no_live.rs"]
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
    if args.list_interfaces {
        return runtime.block_on(live::list());
    }
    if args.list_time_stamp_types {
        return runtime.block_on(live::list_time_stamp_types(args));
    }
    if args.list_data_link_types {
        return runtime.block_on(live::list_link_types(args));
    }
    if args.probe {
        return runtime.block_on(live::probe());
    }
    if let Some(module) = &args.mib_module {
        diag::message(format_args!("ignoring option '-m {module}' (no libsmi support)"));
    }
    match Plan::from_args(args) {
        Ok(plan) => runtime.block_on(carry_out(&plan, args)),
        Err(error) => failed(&error),
    }
}

async fn carry_out(plan: &Plan, args: &Args) -> ExitCode {
    let filter = match filter(plan) {
        Ok(filter) => filter,
        Err(code) => return code,
    };
    if let Some(form) = plan.dump {
        return dump_filter(plan, args, &filter, form).await;
    }
    match &plan.source {
        SourcePlan::File(path) => match FileSource::open(path) {
            Ok(source) => capture(source, filter, plan, Some(path)).await,
            Err(error) => failed(&error),
        },
        SourcePlan::Live { .. } => match live::open(plan, args).await {
            Ok(source) => capture(source, filter, plan, None).await,
            Err(error) => failed(&error),
        },
    }
}

fn filter(plan: &Plan) -> Result<Filter, ExitCode> {
    let text = match &plan.expression {
        ExpressionPlan::Typed(text) => text.clone(),
        ExpressionPlan::File(path) => filter::read(path).map_err(|error| {
            diag::message(format_args!("can't open {}: {error}", path.display()));
            exit::failure()
        })?,
    };
    Ok(Filter::new(text, plan.optimise))
}

/// Prints the filter as it is for the packets of the source that was named, if one was.
async fn dump_filter(plan: &Plan, args: &Args, filter: &Filter, form: Dump) -> ExitCode {
    let found = match &plan.source {
        SourcePlan::File(path) => FileSource::open(path).map(|source| link_type(&source, plan)),
        SourcePlan::Live { ifaces, .. } if ifaces.is_empty() => {
            if plan.link_type.is_none() {
                eprintln!("Warning: assuming Ethernet");
            }
            Ok(Ok(plan.link_type.unwrap_or(LinkType::ETHERNET)))
        }
        SourcePlan::Live { .. } => live::open(plan, args).await.map(|source| link_type(&source, plan)),
    };
    let live = matches!(&plan.source, SourcePlan::Live { ifaces, .. } if !ifaces.is_empty());
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
        Some(wanted) if wanted != found && !matches!(plan.source, SourcePlan::File(_)) => {
            let name = wanted.name().unwrap_or_default();
            diag::message(format_args!("{name} is not one of the DLTs supported by this device"));
            Err(exit::failure())
        }
        _ => Ok(found),
    }
}

async fn capture(source: impl Source, filter: Filter, plan: &Plan, file: Option<&Path>) -> ExitCode {
    if let Err(code) = link_type(&source, plan) {
        return code;
    }
    let text = filter.text().to_owned();
    let sinks = match sinks(plan, source.interface_names()) {
        Ok(sinks) => sinks,
        Err(error) => return failed(&error),
    };
    let mut reporter = Reporter { plan, file, started: false };
    let (counters, result) = Engine::new(source, filter, sinks, plan.limit)
        .report_every(plan.stats.interval)
        .run(&mut reporter)
        .await;
    if let Ok(End::Signal) = result
        && plan.write.is_none()
    {
        // As tcpdump does: a terminal shows "^C" in this line.
        let _ = std::io::stdout().write_all(b"\n");
    }
    let code = match &result {
        Ok(_) => exit::SUCCESS,
        Err(RunError::Source(SourceError::Filter(error))) => {
            diag::message(format_args!("{}", error.render(&text)));
            exit::failure()
        }
        Err(error) => failed(error),
    };
    if reporter.started && file.is_none() {
        reporter.summary(&counters);
    }
    code
}

/// The sinks of a plan, in the order in which they get each record.
fn sinks(plan: &Plan, interfaces: InterfaceNames) -> Result<Vec<Box<dyn Sink>>, SinkError> {
    let mut sinks: Vec<Box<dyn Sink>> = Vec::new();
    if let Some(path) = &plan.write {
        sinks.push(Box::new(PcapSink::create(path, plan.packet_buffered)?));
    }
    if plan.count {
        sinks.push(Box::new(CountSink::default()));
    }
    if let Some(options) = &plan.print {
        let resolver = Resolver::new(interfaces, matches!(plan.source, SourcePlan::File(_)));
        let dissector = Dissector::new(options.clone(), Box::new(LocalZone::new()), Box::new(resolver));
        sinks.push(Box::new(PrintSink::new(dissector, plan.line_buffered)));
    }
    Ok(sinks)
}

/// tcpdump's words at the beginning and the end.
struct Reporter<'a> {
    plan: &'a Plan,
    file: Option<&'a Path>,
    started: bool,
}

impl Reporter<'_> {
    fn summary(&self, counters: &Counters) {
        for line in stats::summary(counters) {
            eprintln!("{line}");
        }
        if self.plan.sampling.is_on() {
            diag::message(format_args!("{}", stats::sampling(counters)));
        }
        if self.plan.stats.table {
            eprintln!("{}", stats::table(counters));
        }
        if self.plan.stats.json {
            eprintln!("{}", stats::json(counters));
        }
    }
}

impl Observer for Reporter<'_> {
    fn started(&mut self, interfaces: &[Interface]) {
        self.started = true;
        let Some(interface) = interfaces.first() else { return };
        let facts = facts(interface);
        match self.file {
            Some(path) => eprintln!("reading from file {}, {facts}", path.display()),
            None if self.plan.write.is_none() && self.plan.verbose == 0 => {
                diag::message(format_args!(
                    "verbose output suppressed, use -v[v]... for full protocol decode"
                ));
                eprintln!("listening on {}, {facts} bytes", interface.name);
            }
            None => diag::message(format_args!("listening on {}, {facts} bytes", interface.name)),
        }
    }

    fn asked(&mut self, counters: &Counters) {
        diag::message(format_args!("{}", stats::summary(counters).join(", ")));
        if self.plan.stats.table {
            eprintln!("{}", stats::table(counters));
        }
    }

    fn due(&mut self, counters: &Counters) {
        if self.plan.stats.json {
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
