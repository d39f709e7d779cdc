//! The eBPF object: embedded at build time, prepared with the filter and sizes, loaded by aya.

use std::{io, os::fd::BorrowedFd};

use aya::{
    Ebpf, EbpfError, EbpfLoader,
    maps::{Map, MapError, RingBuf},
    programs::{Program, ProgramError, SchedClassifier, Xdp},
};
use aya_log::EbpfLogger;
use capture_common::abi::{Hook, MAX_BLOCKS, caplen_mask, least_block, slack};
use log::Log;
use rustix::process::{Resource, Rlimit, setrlimit};
use thiserror::Error;

use super::{
    memory::affordable,
    splice::{SpliceError, Splicer},
    undisturbed::undisturbed,
};
use crate::{
    source::{LinkLayer, sampling::Settings},
    sys::ring_memory::{Dimensions, Maps},
};

/// Built from `capture-ebpf` by this crate's build script.
pub(super) static OBJECT: &[u8] = aya::include_bytes_aligned!(concat!(env!("OUT_DIR"), "/capture.o"));

/// Largest ring of one CPU in bytes: the verifier takes no offset of 2^29 (`BPF_MAX_VAR_OFF`).
const MAX_RING: u64 = 1 << 28;

/// Blocks begin with a cache line.
const BLOCK_ALIGN: u64 = 64;

/// Rings in bytes where `-B` is not given: so much for each CPU, but at least so much together.
const DEFAULT_SHARE: u64 = 2 * 1024 * 1024;
const MIN_DEFAULT: u64 = 64 * 1024 * 1024;

/// Room for messages of the programs in bytes, and the least that a ring buffer may have.
const LOG_BYTES: u32 = 1 << 17;
const LEAST_LOG_BYTES: u32 = 4096;

/// Why the programs could not be loaded.
#[derive(Debug, Error)]
pub enum ObjectError {
    /// The embedded object could not be prepared.
    #[error(transparent)]
    Splice(#[from] SpliceError),
    /// aya or the kernel refused the object or its maps.
    #[error("the kernel did not take the capture programs: {0}")]
    Load(#[source] Box<EbpfError>),
    /// The kernel's verifier refused a program; the line of its log that says why.
    #[error("the kernel's verifier refused the program {program}: {log}")]
    Verifier {
        /// The program's name.
        program: &'static str,
        /// The verifier's reason.
        log: String,
        /// What the system call said.
        #[source]
        cause: io::Error,
    },
    /// A map or program is not what this loader expects.
    #[error("unexpected eBPF object: {0}")]
    Unexpected(String),
    /// The rings could not be mapped.
    #[error("cannot map the rings: {0}")]
    Rings(#[source] io::Error),
    /// The number of CPUs could not be read.
    #[error("cannot read the number of CPUs: {0}")]
    Cpus(#[source] io::Error),
}

impl ObjectError {
    /// What the kernel said, where the kernel said no.
    pub fn os_error(&self) -> Option<i32> {
        match self {
            Self::Verifier { cause, .. } => cause.raw_os_error(),
            Self::Load(error) => match error.as_ref() {
                EbpfError::MapError(MapError::CreateError { io_error, .. }) => io_error.raw_os_error(),
                EbpfError::MapError(MapError::SyscallError(error)) => error.io_error.raw_os_error(),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Divides a buffer of `total` bytes among the CPUs' rings, and gives `slots` interfaces counters of
/// their own.
///
/// # Errors
/// When the number of possible CPUs cannot be read.
pub fn dimensions(total: Option<u64>, snaplen: u32, slots: u32) -> Result<Dimensions, ObjectError> {
    let cpus = aya::util::nr_cpus().map_err(|(_, error)| ObjectError::Cpus(error))?;
    let total = affordable(total.unwrap_or_else(|| MIN_DEFAULT.max(DEFAULT_SHARE * cpus as u64)));
    let (block, blocks) = divided((total / cpus as u64).min(MAX_RING), snaplen);
    Ok(Dimensions { cpus, block, blocks, slack: slack(snaplen), front: 0, slots })
}

/// Size and number of the blocks of a ring: as many as can be, two where even those are more than there should be.
fn divided(ring: u64, snaplen: u32) -> (u64, u64) {
    let block = (ring / MAX_BLOCKS).max(least_block(snaplen)).next_multiple_of(BLOCK_ALIGN);
    (block, (ring / block).clamp(2, MAX_BLOCKS))
}

/// The loaded programs and their maps.
pub struct Object {
    ebpf: Ebpf,
}

impl Object {
    /// Loads the maps, with a filter body for each link layer and hook that is captured.
    ///
    /// # Errors
    /// When the kernel refuses, by lack of rights, of memory, or of support.
    pub fn load(
        dimensions: Dimensions,
        snaplen: u32,
        sampling: &Settings,
        filters: &[(LinkLayer, Hook, Vec<u8>)],
    ) -> Result<Self, ObjectError> {
        let mut splicer = Splicer::new(OBJECT)?;
        for (layer, hook, body) in filters {
            splicer.prepend(program_name(*layer, *hook), body)?;
        }
        let value_size = u32::try_from(dimensions.ring() + dimensions.slack)
            .map_err(|_| ObjectError::Unexpected("a ring of more than 4 GiB".into()))?;
        splicer.set_value_size("RINGS", value_size)?;
        let object = splicer.finish()?;

        lift_memlock();
        let load = || {
            EbpfLoader::new()
                .map_max_entries("RINGS", dimensions.cpus as u32)
                .map_max_entries("CPUS", dimensions.cpus as u32)
                .map_max_entries("LEDGER", dimensions.tallies() as u32)
                .override_global("SNAPLEN", &snaplen, true)
                .override_global("CAPLEN_MASK", &caplen_mask(snaplen), true)
                .override_global("RING_SIZE", &dimensions.ring(), true)
                .override_global("BLOCK_SIZE", &dimensions.block, true)
                .override_global("FRONT", &dimensions.front, true)
                .override_global("SLOTS", &dimensions.slots, true)
                .map_max_entries("FLOWS", sampling.flows)
                .override_global("SAMPLE_THRESHOLD", &sampling.sample_threshold, true)
                .override_global("FLOW_THRESHOLD", &sampling.flow_threshold, true)
                .override_global("HEAD_PACKETS", &sampling.head_packets, true)
                .override_global("HEAD_BYTES", &sampling.head_bytes, true)
                .override_global("RATE_STEP_NS", &sampling.rate_step_ns, true)
                .override_global("SEED", &sampling.seed, true)
                .override_global("AYA_LOG_LEVEL", &(log::max_level() as u8), true)
                .map_max_entries("AYA_LOGS", if is_logging() { LOG_BYTES } else { LEAST_LOG_BYTES })
                .load(&object)
        };
        let ebpf = undisturbed(load);
        Ok(Self { ebpf: ebpf.map_err(|error| ObjectError::Load(Box::new(error)))? })
    }

    /// The program for tcx or clsact, verified and loaded.
    ///
    /// # Errors
    /// When the verifier refuses it.
    pub fn classifier(&mut self, layer: LinkLayer, hook: Hook) -> Result<&mut SchedClassifier, ObjectError> {
        let name = program_name(layer, hook);
        let program: &mut SchedClassifier = self.program(name)?;
        loaded(name, undisturbed(|| program.load()))?;
        Ok(program)
    }

    /// The program for XDP, verified and loaded.
    ///
    /// # Errors
    /// When the verifier refuses it.
    pub fn xdp(&mut self) -> Result<&mut Xdp, ObjectError> {
        let name = "tcxdump_xdp";
        let program: &mut Xdp = self.program(name)?;
        loaded(name, undisturbed(|| program.load()))?;
        Ok(program)
    }

    fn program<'a, P>(&'a mut self, name: &str) -> Result<&'a mut P, ObjectError>
    where
        &'a mut P: TryFrom<&'a mut Program>,
    {
        self.ebpf
            .program_mut(name)
            .and_then(|program| program.try_into().ok())
            .ok_or_else(|| ObjectError::Unexpected(format!("no program {name}")))
    }

    /// The arrays that are shared with the reader.
    ///
    /// # Errors
    /// When the object has no such maps.
    pub fn maps(&self) -> Result<Maps<'_>, ObjectError> {
        Ok(Maps { rings: self.array("RINGS")?, states: self.array("CPUS")?, ledger: self.array("LEDGER")? })
    }

    fn array(&self, name: &str) -> Result<BorrowedFd<'_>, ObjectError> {
        use std::os::fd::AsFd;
        match self.ebpf.map(name) {
            Some(Map::Array(data)) => Ok(data.fd().as_fd()),
            _ => Err(ObjectError::Unexpected(format!("no array {name}"))),
        }
    }

    /// What the programs say, where anybody wants to know.
    ///
    /// # Errors
    /// When the object has no such map.
    pub fn take_logger(&mut self) -> Result<Option<EbpfLogger<&'static dyn Log>>, ObjectError> {
        let logger = is_logging().then(|| EbpfLogger::init(&mut self.ebpf)).transpose();
        logger.map_err(|error| ObjectError::Unexpected(error.to_string()))
    }

    /// Takes the ring buffer that wakes the reader out of the object.
    ///
    /// # Errors
    /// When the object has no such map, or it was taken before.
    pub fn take_alarm(&mut self) -> Result<RingBuf<aya::maps::MapData>, ObjectError> {
        self.ebpf
            .take_map("WAKE")
            .and_then(|map| RingBuf::try_from(map).ok())
            .ok_or_else(|| ObjectError::Unexpected("no ring buffer WAKE".into()))
    }
}

/// Whether the programs' messages are wanted.
fn is_logging() -> bool {
    log::log_enabled!(log::Level::Debug)
}

fn loaded(program: &'static str, result: Result<(), ProgramError>) -> Result<(), ObjectError> {
    match result {
        Ok(()) | Err(ProgramError::AlreadyLoaded) => Ok(()),
        Err(ProgramError::LoadError { io_error, verifier_log }) => {
            let log = reason(&verifier_log.to_string()).to_owned();
            Err(ObjectError::Verifier { program, log, cause: io_error })
        }
        Err(error) => Err(ObjectError::Load(Box::new(error.into()))),
    }
}

const fn program_name(layer: LinkLayer, hook: Hook) -> &'static str {
    match (layer, hook) {
        (_, Hook::Xdp) => "tcxdump_xdp",
        (LinkLayer::Ethernet, Hook::Ingress) => "tcxdump_in",
        (LinkLayer::Ethernet, Hook::Egress) => "tcxdump_out",
        (LinkLayer::Raw, Hook::Ingress) => "tcxdump_raw_in",
        (LinkLayer::Raw, Hook::Egress) => "tcxdump_raw_out",
    }
}

/// Kernels before 5.11 count maps against the limit of locked memory. Failure shows up when a map
/// is refused.
fn lift_memlock() {
    let _ = setrlimit(Resource::Memlock, Rlimit { current: None, maximum: None });
}

/// The verifier says what it did not like at the end of its log, before its statistics.
fn reason(log: &str) -> &str {
    const STATISTICS: [&str; 3] = ["processed ", "stack depth ", "verification time "];
    let is_statistic = |line: &&str| STATISTICS.iter().any(|start| line.starts_with(start));
    let told = |line: &&str| !line.trim().is_empty() && !is_statistic(line);
    log.lines().rev().find(told).unwrap_or("it gave no reason")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_are_divided_into_blocks() {
        assert_eq!(divided(16 << 20, 96), (256 << 10, 64));
        assert_eq!(divided(16 << 20, 262_144), (262_208, 63));
        assert_eq!(divided(2 << 20, 262_144), (262_208, 7));
        assert_eq!(divided(1, 262_144), (262_208, 2));
        assert_eq!(divided(MAX_RING, 262_144), (4 << 20, 64));
    }
}
