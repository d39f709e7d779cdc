//! Moves records from a source through the filter into the sinks until something ends it.

use std::{ops::ControlFlow, time::Duration};

use capture_common::{LinkType, Record};
use capture_filter::Program;
use tokio::time::{Instant, Interval, interval_at};

use crate::{
    cli::plan::Limits,
    control::{Control, ControlError, Request, until},
    filter::Filter,
    sandbox::SandboxError,
    sink::{SinkError, Sinks},
    source::{Filtered, Interface, Next, Source, SourceError, Upkeep, ledger::Ledger},
};

/// Records between two looks at signals. A record costs well under a microsecond.
const BATCH: usize = 1024;

/// What the engine tells its owner while it runs.
pub trait Observer {
    /// The capture has begun; what is left to do for it needs no more rights than its upkeep.
    ///
    /// # Errors
    /// When the rest cannot be given up.
    fn started(&mut self, interfaces: &[Interface], upkeep: Upkeep) -> Result<(), SandboxError>;

    /// Somebody has asked how far it is.
    fn asked(&mut self, counters: &Counters);

    /// It is time to say how far it is.
    fn due(&mut self, counters: &Counters);
}

/// Packets by what became of them.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    /// Records given to the sinks.
    pub captured: u64,
    /// Bytes of those records.
    pub captured_bytes: u64,
    /// Records that the filter rejected here, in user space.
    pub filtered: u64,
    /// Records that were read and neither captured nor filtered: those behind the last that was
    /// wanted, or that came when the output had gone.
    pub discarded: u64,
    /// What became of packets before they were read, for a live capture.
    pub ledger: Option<Ledger>,
}

impl Counters {
    /// Packets that passed the filter, wherever it ran: tcpdump's "received by filter".
    pub fn matched(&self) -> u64 {
        self.ledger
            .as_ref()
            .map_or(self.captured, |ledger| ledger.total().matched().saturating_sub(self.filtered))
    }

    /// Records that were read.
    pub const fn read(&self) -> u64 {
        self.captured + self.filtered + self.discarded
    }

    /// Packets that were handed over and not read yet: 0 once a capture has ended.
    pub fn unread(&self) -> u64 {
        self.ledger.as_ref().map_or(0, |ledger| ledger.total().copied.saturating_sub(self.read()))
    }
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The source has no more.
    Input,
    /// As many records were captured as were wanted.
    Limit,
    /// Somebody asked for it.
    Signal,
    /// It has lasted as long as it should.
    Duration,
    /// The process that it should outlive no longer has ended.
    Process,
    /// So many files were written, as were wanted.
    Files(u32),
    /// Nobody reads the output any more.
    ClosedPipe,
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The source failed.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A sink failed.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// Rights cannot be given up.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// What should end the capture cannot be waited for.
    #[error(transparent)]
    Control(#[from] ControlError),
}

/// A capture from its source to its sinks.
pub struct Engine<'a, S> {
    source: S,
    delivery: Delivery<'a>,
    /// How often [`Observer::due`] is called.
    report_every: Option<Duration>,
}

impl<'a, S: Source> Engine<'a, S> {
    /// Prepares a run that captures until there is enough.
    pub fn new(source: S, filter: &'a Filter, sinks: &'a mut Sinks, limits: Limits) -> Self {
        let delivery = Delivery { filter, programs: None, sinks, limits, counters: Counters::default() };
        Self { source, delivery, report_every: None }
    }

    /// Tells the observer how far it is at this interval.
    pub fn report_every(mut self, interval: Option<Duration>) -> Self {
        self.report_every = interval;
        self
    }

    /// Runs until the source ends, or the capture; the sinks may then get another source's records,
    /// or be finished.
    ///
    /// The counters are right whatever happened; with an error, all records before it were given
    /// to the sinks.
    pub async fn run(
        mut self,
        observer: &mut impl Observer,
        control: &mut Control,
    ) -> (Counters, Result<End, RunError>) {
        let mut result = self.capture(observer, control).await;
        self.source.stop().await;
        if matches!(
            result,
            Ok(End::Signal | End::Duration | End::Process) | Err(RunError::Source(SourceError::Gone(_)))
        ) {
            // What was copied before that belongs to the capture.
            let rest = self.batch(usize::MAX);
            result = result.and_then(|end| rest.map(|batch| batch.break_value().unwrap_or(end)));
        }
        if self.source.ledger().is_some() {
            self.discard_rest();
        }
        self.tell_ledger();
        self.delivery.counters.ledger = self.source.ledger();
        // Lines come before what is said of the end.
        let flushed = self.delivery.sinks.each(|sink| sink.flush());
        let result = match result.and_then(|end| flushed.map(|()| end).map_err(RunError::from)) {
            Err(RunError::Sink(SinkError::ClosedPipe)) => Ok(End::ClosedPipe),
            Err(RunError::Sink(SinkError::LastFile(count))) => Ok(End::Files(count)),
            other => other,
        };
        (self.delivery.counters, result)
    }

    async fn capture(
        &mut self,
        observer: &mut impl Observer,
        control: &mut Control,
    ) -> Result<End, RunError> {
        if self.source.start(self.delivery.filter).await? == Filtered::InUser {
            self.delivery.filter_here(self.source.interfaces())?;
        }
        self.delivery.sinks.each(|sink| sink.start(self.source.interfaces()))?;
        control.start()?;
        observer.started(self.source.interfaces(), self.source.upkeep())?;
        let mut reports = self.report_every.map(|every| interval_at(Instant::now() + every, every));
        loop {
            self.source.attend().await?;
            let idle = match self.batch(BATCH)? {
                ControlFlow::Break(end) => return Ok(end),
                ControlFlow::Continue(idle) => idle,
            };
            self.tell_ledger();
            if idle {
                self.delivery.sinks.each(|sink| sink.idle())?;
            }
            let request = tokio::select! {
                biased;
                request = control.next() => request,
                () = due(&mut reports) => {
                    self.delivery.counters.ledger = self.source.ledger();
                    observer.due(&self.delivery.counters);
                    continue;
                }
                () = until(self.delivery.sinks.due().map(Instant::from_std)) => {
                    self.delivery.sinks.each(|sink| sink.tick())?;
                    continue;
                }
                () = pause(&mut self.source, idle) => continue,
            };
            match request {
                Request::End(end) => return Ok(end),
                Request::Flush => self.delivery.sinks.each(|sink| sink.flush())?,
                Request::Report => {
                    self.delivery.counters.ledger = self.source.ledger();
                    observer.asked(&self.delivery.counters);
                }
            }
        }
    }

    /// Tells the sinks that want to know what became of packets so far.
    fn tell_ledger(&mut self) {
        if self.delivery.sinks.want_ledger()
            && let Some(ledger) = self.source.ledger()
        {
            self.delivery.sinks.tell(&ledger);
        }
    }

    /// Delivers up to `most` records; goes on with whether the source has become idle.
    fn batch(&mut self, most: usize) -> Result<ControlFlow<End, bool>, RunError> {
        for _ in 0..most {
            if self.delivery.is_enough() {
                return Ok(ControlFlow::Break(End::Limit));
            }
            match self.source.next()? {
                Next::Record(record, interface) => self.delivery.take(&record, interface)?,
                Next::Rejected => self.delivery.counters.filtered += 1,
                Next::Idle => return Ok(ControlFlow::Continue(true)),
                Next::End => return Ok(ControlFlow::Break(End::Input)),
            }
        }
        Ok(ControlFlow::Continue(false))
    }

    /// Counts what is left in a stopped live source, so that the ledger closes.
    fn discard_rest(&mut self) {
        loop {
            match self.source.next() {
                Ok(Next::Record(..)) => self.delivery.counters.discarded += 1,
                Ok(Next::Rejected) => self.delivery.counters.filtered += 1,
                _ => return,
            }
        }
    }
}

/// What happens to a record once it has left the source.
struct Delivery<'a> {
    filter: &'a Filter,
    /// The filter for each link type met so far, where the source does not filter.
    programs: Option<Vec<(LinkType, Program)>>,
    sinks: &'a mut Sinks,
    limits: Limits,
    counters: Counters,
}

impl Delivery<'_> {
    /// From now on records are filtered here; refuses an expression that does not fit.
    fn filter_here(&mut self, interfaces: &[Interface]) -> Result<(), RunError> {
        if self.filter.is_empty() {
            return Ok(());
        }
        self.programs = Some(Vec::new());
        for interface in interfaces {
            self.program(interface)?;
        }
        Ok(())
    }

    fn is_enough(&self) -> bool {
        let reached = |limit: Option<u64>, count| limit.is_some_and(|limit| count >= limit);
        reached(self.limits.packets, self.counters.captured)
            || reached(self.limits.bytes, self.counters.captured_bytes)
    }

    fn take(&mut self, record: &Record<'_>, interface: &Interface) -> Result<(), RunError> {
        if self.programs.is_some() && !self.accepts(record, interface)? {
            self.counters.filtered += 1;
            return Ok(());
        }
        self.counters.captured += 1;
        self.counters.captured_bytes += u64::from(record.caplen());
        Ok(self.sinks.each(|sink| sink.record(record, interface))?)
    }

    fn accepts(&mut self, record: &Record<'_>, interface: &Interface) -> Result<bool, RunError> {
        let program = self.program(interface)?;
        Ok(program.is_none_or(|program| program.run(record.data, record.origlen) != 0))
    }

    fn program(&mut self, interface: &Interface) -> Result<Option<&Program>, RunError> {
        let Some(programs) = &mut self.programs else { return Ok(None) };
        let at = programs.iter().position(|(link_type, _)| *link_type == interface.link_type);
        let at = match at {
            Some(at) => at,
            None => {
                let program =
                    self.filter.compile(interface.link_type, interface.snaplen).map_err(SourceError::from)?;
                programs.push((interface.link_type, program));
                programs.len() - 1
            }
        };
        Ok(programs.get(at).map(|(_, program)| program))
    }
}

/// Waits until a report is due; for ever where none is wanted.
async fn due(reports: &mut Option<Interval>) {
    match reports {
        Some(interval) => drop(interval.tick().await),
        None => std::future::pending().await,
    }
}

async fn pause(source: &mut impl Source, idle: bool) {
    if idle {
        source.wait().await;
    } else {
        tokio::task::yield_now().await;
    }
}
