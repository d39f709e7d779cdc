//! Live capture through libpcap, or Npcap on Windows: where eBPF and packet sockets are not to be had.

use std::time::{Duration, Instant};

use capture_common::{LinkType, Record, abi::MAX_SNAPLEN};
use tokio::time::sleep;

use super::{
    Filtered, Interface, Next, Source, SourceError, Upkeep,
    ledger::{Entry, Ledger, Tally},
    options::LiveOptions,
    waiting::WaitingReader,
};
use crate::{
    devices::{self, ANY, Device},
    diag,
    filter::Filter,
    sys::libpcap::{Counters, Handle, Instruction, Libpcap, Settings},
};

/// How long packets gather before they are handed over, and how often one looks where the system does
/// not tell that some have come.
const LATENCY: Duration = Duration::from_millis(20);

/// The same for who cannot wait.
const SHORTEST_LATENCY: Duration = Duration::from_millis(1);

/// Size of the buffer in bytes where `-B` is not given.
const DEFAULT_BUFFER: u64 = 32 * 1024 * 1024;

/// The library's counters are read at least so often: they start anew at 2^32.
const RENEW_AFTER: Duration = Duration::from_secs(60);

/// Live capture of one device through libpcap.
pub struct LibpcapSource {
    /// The device, until a thread has it.
    handle: Option<Handle>,
    waiting: Waiting,
    interface: Interface,
    options: LiveOptions,
    statistics: Option<Statistics>,
    /// Packets that the library has handed out.
    read: u64,
    /// How many more may come of a capture that was stopped.
    rest: Option<u64>,
}

/// The library's counters, which have 32 bits, in 64.
struct Statistics {
    last: Counters,
    renewed: Instant,
    received: u64,
    dropped: u64,
}

impl Statistics {
    fn new() -> Self {
        Self { last: Counters::default(), renewed: Instant::now(), received: 0, dropped: 0 }
    }

    fn add(&mut self, now: Counters) {
        self.received += u64::from(now.received.wrapping_sub(self.last.received));
        self.dropped += u64::from(now.dropped.wrapping_sub(self.last.dropped));
        self.last = now;
        self.renewed = Instant::now();
    }
}

/// How one learns that packets have come.
enum Waiting {
    /// The system tells.
    #[cfg(unix)]
    Told(crate::sys::readiness::Watched<crate::sys::libpcap::Selectable>),
    /// One looks.
    Looking,
    /// A thread waits.
    Thread(WaitingReader),
}

/// All devices that libpcap can capture, in its order, which is that of `tcpdump -D`.
///
/// # Errors
/// When libpcap is not installed, or the system does not list them.
pub fn devices() -> Result<Vec<Device>, SourceError> {
    #[cfg_attr(not(windows), expect(unused_mut, reason = "there is nothing to add"))]
    let mut devices = Libpcap::load()?.devices()?;
    #[cfg(windows)]
    devices.iter_mut().for_each(add_alias);
    Ok(devices)
}

/// What the user calls an adapter, whose name has its GUID in it.
#[cfg(windows)]
fn add_alias(device: &mut Device) {
    let adapters = ipconfig::get_adapters().unwrap_or_default();
    let adapter = adapters.iter().find(|adapter| device.name.contains(adapter.adapter_name()));
    let alias = adapter.map(|adapter| adapter.friendly_name().to_owned());
    device.alias = alias.filter(|alias| device.description.as_ref() != Some(alias));
}

/// `-J`: the clocks that can stamp a device's packets, in tcpdump's words.
///
/// # Errors
/// When there is no such device.
pub fn time_stamp_types(device: &str) -> Result<String, SourceError> {
    let types = Libpcap::load()?.time_stamp_types(device)?;
    if types.is_empty() {
        return Ok(format!("Time stamp type cannot be set for {device}"));
    }
    let lines = types.iter().map(|kind| format!("\n  {} ({})", kind.name, kind.description));
    Ok(format!("Time stamp types for {device} (use option -j to set):{}", lines.collect::<String>()))
}

/// `-L`: what a device can be captured as, in tcpdump's words.
///
/// # Errors
/// When there is no such device, or it cannot be opened.
pub fn link_types(device: &str, options: &LiveOptions) -> Result<String, SourceError> {
    let library = Libpcap::load()?;
    let mode = match (library.can_monitor(device), options.monitor) {
        (Ok(true), true) => " when in monitor mode",
        (Ok(true), false) => " when not in monitor mode",
        _ => "",
    };
    let source = LibpcapSource::open(device, options)?;
    let mut lines = String::new();
    for number in source.handle.map_or(Ok(Vec::new()), |handle| handle.link_types())? {
        let link_type = LinkType::from_platform(number);
        lines += &match (link_type.name(), link_type.description()) {
            (Some(name), Some(words)) => format!("\n  {name} ({words})"),
            _ => format!("\n  DLT {number} (printing not supported)"),
        };
    }
    Ok(format!("Data link types for {device}{mode} (use option -y to set):{lines}"))
}

/// `--probe`: whether libpcap is there.
pub fn probe() -> String {
    let found = match Libpcap::load() {
        Ok(_) => "works".to_owned(),
        Err(error) => format!("no: {error}"),
    };
    format!("{:<20} {found}", "libpcap")
}

/// The device of a capture: libpcap captures one at a time.
///
/// # Errors
/// When there is none of this name, or several are wanted.
pub fn choose(wanted: &[String]) -> Result<String, SourceError> {
    let devices = devices()?;
    let name = |device: &Device| device.name.clone();
    match wanted {
        [] => devices.first().map(name).ok_or(SourceError::NoDevices),
        [wanted] => devices::find(&devices, wanted).map(name),
        _ => Err(SourceError::OneAtATime(wanted.join(","))),
    }
}

/// What is known of a device beside its name.
fn description(name: &str) -> String {
    let devices = devices().unwrap_or_default();
    let device = devices.into_iter().find(|device| device.name == name);
    device.and_then(|device| device.alias.or(device.description)).unwrap_or_default()
}

impl LibpcapSource {
    /// Opens a device.
    ///
    /// # Errors
    /// When libpcap is not installed, or refuses the device.
    pub fn open(device: &str, options: &LiveOptions) -> Result<Self, SourceError> {
        let settings = Settings {
            snaplen: Some(options.snaplen).filter(|snaplen| *snaplen < MAX_SNAPLEN),
            buffer: options.buffer.unwrap_or(DEFAULT_BUFFER),
            latency: latency(options),
            immediate: options.immediate,
            // All of them together never are, and newer releases warn about it.
            promiscuous: options.promiscuous && device != ANY,
            monitor: options.monitor,
            time_stamp_type: options.time_stamp_type.map(|kind| kind.name),
        };
        let (handle, warnings) = Libpcap::load()?.open(device, &settings)?;
        warnings.iter().for_each(|text| diag::warning(format_args!("{text}")));
        choose_link_type(&handle, device, options.link_type)?;
        let interface = Interface {
            name: device.to_owned(),
            description: description(device),
            link_type: LinkType::from_platform(handle.link_type()),
            snaplen: handle.snaplen(),
            link_flags: 0,
        };
        let (waiting, statistics) = (Waiting::of(&handle), Some(Statistics::new()));
        let handle = Some(handle);
        Ok(Self { handle, waiting, interface, options: options.clone(), statistics, read: 0, rest: None })
    }

    /// The filter as the library takes it; `None` where it must run here.
    fn program(&self, filter: &Filter) -> Result<Option<Vec<Instruction>>, SourceError> {
        let Interface { link_type, snaplen, .. } = self.interface;
        let is_cooked = matches!(link_type, LinkType::LINUX_SLL | LinkType::LINUX_SLL2);
        // Elsewhere nothing is kept beside a packet.
        let compiled = if cfg!(target_os = "linux") && !is_cooked {
            filter.compile_live(link_type, snaplen)?
        } else {
            filter.compile(link_type, snaplen)?
        };
        let encoded =
            || compiled.encoded().map(|it| Instruction { code: it.code, jt: it.jt, jf: it.jf, k: it.k });
        Ok(compiled.is_loop_free().then(|| encoded().collect()))
    }

    fn renew_statistics(&mut self) {
        match (&mut self.statistics, self.handle.as_ref().and_then(Handle::counters)) {
            (Some(statistics), Some(now)) => statistics.add(now),
            _ => self.statistics = None,
        }
    }
}

fn latency(options: &LiveOptions) -> Duration {
    if options.immediate { SHORTEST_LATENCY } else { LATENCY }
}

/// Chooses what packets start with, if that can be chosen: for all interfaces together what tells which.
/// Whoever wants anything else learns that the device has it not.
fn choose_link_type(handle: &Handle, device: &str, wanted: Option<LinkType>) -> Result<(), SourceError> {
    let wanted = wanted.or((device == ANY).then_some(LinkType::LINUX_SLL2));
    let offered =
        handle.link_types()?.into_iter().find(|number| Some(LinkType::from_platform(*number)) == wanted);
    Ok(offered.map_or(Ok(()), |number| handle.set_link_type(number))?)
}

impl Waiting {
    #[cfg(unix)]
    fn of(handle: &Handle) -> Self {
        let watched = handle.selectable().and_then(|it| crate::sys::readiness::Watched::new(it).ok());
        watched.map_or(Self::Looking, Self::Told)
    }

    #[cfg(not(unix))]
    fn of(_: &Handle) -> Self {
        Self::Looking
    }
}

impl Source for LibpcapSource {
    fn interfaces(&self) -> &[Interface] {
        std::slice::from_ref(&self.interface)
    }

    async fn start(&mut self, filter: &Filter) -> Result<Filtered, SourceError> {
        let program = self.program(filter)?;
        let Some(handle) = &self.handle else { return Ok(Filtered::InUser) };
        handle.set_direction(self.options.direction)?;
        let is_taken = program.is_some_and(|program| handle.filter(&program).is_ok());
        if let Some(handle) = self.handle.take_if(|handle| handle.waits()) {
            self.waiting = Waiting::Thread(WaitingReader::start(handle));
        }
        Ok(if is_taken { Filtered::InKernel } else { Filtered::InUser })
    }

    fn upkeep(&self) -> Upkeep {
        // The library takes an interface out of monitor mode again.
        if self.options.monitor { Upkeep::Detaches } else { Upkeep::None }
    }

    fn next(&mut self) -> Result<Next<'_>, SourceError> {
        if self.rest == Some(0) {
            return Ok(Next::End);
        }
        let received = match (&mut self.handle, &mut self.waiting) {
            (Some(handle), _) => handle.receive(),
            (None, Waiting::Thread(reader)) => reader.receive(),
            (None, _) => Ok(None),
        };
        match received {
            Ok(Some(packet)) => {
                self.read += 1;
                self.rest = self.rest.map(|rest| rest - 1);
                let record = Record {
                    ts: packet.ts,
                    iface: 0,
                    direction: self.options.direction,
                    origlen: packet.origlen,
                    data: packet.data,
                };
                Ok(Next::Record(record, &self.interface))
            }
            Ok(None) => Ok(if self.rest.is_some() { Next::End } else { Next::Idle }),
            Err(error) => Err(SourceError::Receiving(error)),
        }
    }

    async fn wait(&mut self) {
        match &mut self.waiting {
            #[cfg(unix)]
            Waiting::Told(watched) => watched.readable(|_| ()).await,
            Waiting::Thread(reader) => reader.ready().await,
            Waiting::Looking => sleep(latency(&self.options)).await,
        }
    }

    async fn attend(&mut self) -> Result<(), SourceError> {
        if self.statistics.as_ref().is_some_and(|it| it.renewed.elapsed() >= RENEW_AFTER) {
            self.renew_statistics();
        }
        Ok(())
    }

    async fn stop(&mut self) {
        // What follows is not part of the capture; what has come is handed over when its time is up.
        self.renew_statistics();
        let come = self.statistics.as_ref().map(|it| it.received - it.dropped);
        sleep(2 * latency(&self.options)).await;
        self.rest = Some(come.unwrap_or(u64::MAX).saturating_sub(self.read));
    }

    fn ledger(&mut self) -> Option<Ledger> {
        self.renew_statistics();
        let statistics = self.statistics.as_ref();
        let tally = Tally {
            // On Linux what the filter rejects is not counted.
            seen: statistics.map(|it| it.received).filter(|_| !cfg!(target_os = "linux")),
            filtered: None,
            sampled: 0,
            dropped: statistics.map(|it| it.dropped),
            // What else was received the library itself may yet leave out, such as the second copy of what
            // passes through loopback.
            copied: self.read,
        };
        let (iface, direction) = (self.interface.name.clone(), self.options.direction);
        Some(Ledger(vec![Entry { cpu: None, iface, direction, tally }]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_go_on_where_the_librarys_start_anew() {
        let mut statistics = Statistics::new();
        for received in [u32::MAX - 1, 3, 10] {
            statistics.add(Counters { received, dropped: 2 });
        }
        assert_eq!((statistics.received, statistics.dropped), ((1 << 32) + 10, 2));
    }
}
