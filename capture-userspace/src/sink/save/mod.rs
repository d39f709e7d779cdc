//! `-w`: savefiles, one or a series of them.

use std::{
    path::PathBuf,
    rc::Rc,
    time::{Duration, Instant},
};

use capture_common::Record;

use self::{
    closed::Closed,
    encode::Encoder,
    folder::Folder,
    names::Names,
    output::{Manner, Output, Owner},
    pack::Packer,
};
use super::{Sink, SinkError};
use crate::{
    cli::save::{Rotation, SavePlan},
    source::{Interface, ledger::Ledger},
};

mod block;
mod closed;
#[cfg(target_os = "linux")]
mod direct;
mod encode;
pub mod folder;
mod names;
#[cfg(not(target_os = "linux"))]
mod no_direct;
mod output;
mod pack;
mod pcapng;
pub mod post_rotate;

/// How long packets wait to be written while few come. Packed ones wait until a block is full.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Writes records to savefiles.
pub struct SaveSink {
    plan: SavePlan,
    encoder: Encoder,
    names: Names,
    output: Output,
    closed: Closed,
    /// The source's interfaces, once they are known.
    interfaces: Vec<Interface>,
    /// What became of packets so far, where that is counted.
    ledger: Option<Ledger>,
    /// When what is buffered has waited long enough.
    flush_due: Option<Instant>,
    /// When the current file has lasted long enough.
    rotation_due: Option<Instant>,
    /// Files that lasted long enough.
    intervals: u32,
}

impl SaveSink {
    /// Creates the first file in the folder, or takes standard output for `-`; all files are the owner's.
    /// `filter` is told in what has room for it.
    ///
    /// # Errors
    /// When the file cannot be created.
    pub fn create(
        plan: &SavePlan,
        folder: &Rc<Folder>,
        filter: &str,
        owner: Option<Owner>,
    ) -> Result<Self, SinkError> {
        let names = Names::new(plan);
        let packer = plan.compression.map(Packer::new).transpose()?;
        let manner = Manner { packer, is_watched: plan.packet_buffered };
        let output = Output::create(names.first(), folder, owner, manner)?;
        Ok(Self {
            encoder: Encoder::new(plan, filter),
            names,
            output,
            closed: Closed::new(plan, folder)?,
            interfaces: Vec::new(),
            ledger: None,
            flush_due: None,
            rotation_due: plan.rotation.every.map(|every| Instant::now() + every),
            intervals: 0,
            plan: plan.clone(),
        })
    }

    /// Ends the current file.
    fn close(&mut self) -> Result<(), SinkError> {
        self.encoder.end(self.ledger.as_ref(), self.output.block());
        self.output.close()
    }

    /// Goes on in another file.
    fn open(&mut self, name: PathBuf) -> Result<(), SinkError> {
        self.closed.add(self.output.name().to_owned(), self.output.len());
        self.output.reopen(name)?;
        self.encoder.begin(&self.interfaces, self.output.block());
        self.output.end_record()
    }

    /// The current file has become too large.
    fn rotate_by_size(&mut self) -> Result<(), SinkError> {
        self.close()?;
        let name = self.names.next_by_size();
        self.open(name)
    }

    /// The current file has lasted long enough. tcpdump ends with the last file of `-W`, unless `-C`
    /// gives that number another meaning.
    fn rotate_by_time(&mut self, due: Instant) -> Result<(), SinkError> {
        let Rotation { every, size, files } = self.plan.rotation;
        self.close()?;
        self.intervals += 1;
        if let (None, Some(files)) = (size, files)
            && self.intervals >= files.get()
        {
            self.closed.add(self.output.name().to_owned(), self.output.len());
            self.rotation_due = None;
            return Err(SinkError::LastFile(files.get()));
        }
        let now = Instant::now();
        let name = self.names.next_by_time(now.saturating_duration_since(due));
        self.open(name)?;
        // Counted from when it was due, so that small delays do not add up, unless a whole interval
        // was missed.
        self.rotation_due = every.map(|every| if due + every > now { due + every } else { now + every });
        Ok(())
    }
}

impl Sink for SaveSink {
    fn start(&mut self, interfaces: &[Interface]) -> Result<(), SinkError> {
        let is_first = self.interfaces.is_empty();
        self.interfaces = interfaces.to_vec();
        if is_first {
            self.encoder.begin(interfaces, self.output.block());
        } else {
            self.encoder.go_on();
        }
        self.output.end_record()
    }

    fn record(&mut self, record: &Record<'_>, interface: &Interface) -> Result<(), SinkError> {
        if self.plan.rotation.size.is_some_and(|size| self.output.len() > size) {
            self.rotate_by_size()?;
        }
        if !self.encoder.record(record, interface, self.output.block()) {
            return Err(SinkError::LinkTypes { name: self.output.name().display().to_string() });
        }
        self.output.end_record()
    }

    fn idle(&mut self) -> Result<(), SinkError> {
        if self.plan.packet_buffered {
            return self.output.flush();
        }
        if self.flush_due.is_none() && self.plan.compression.is_none() {
            self.flush_due = Some(Instant::now() + LONGEST_WAIT);
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        self.output.flush()
    }

    fn due(&self) -> Option<Instant> {
        self.flush_due.into_iter().chain(self.rotation_due).min()
    }

    fn tick(&mut self) -> Result<(), SinkError> {
        let now = Instant::now();
        if self.flush_due.take_if(|due| *due <= now).is_some() {
            self.output.flush()?;
        }
        match self.rotation_due {
            Some(due) if due <= now => self.rotate_by_time(due),
            _ => Ok(()),
        }
    }

    fn wants_ledger(&self) -> bool {
        self.encoder.wants_ledger()
    }

    fn ledger(&mut self, ledger: &Ledger) {
        self.encoder.count_drops(self.ledger.as_ref(), ledger);
        self.ledger = Some(ledger.clone());
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        if self.interfaces.is_empty() { self.output.flush() } else { self.close() }
    }
}
