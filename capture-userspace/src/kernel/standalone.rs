//! A filter body as a program of its own, run by the kernel on packets that it is handed.
//!
//! `BPF_PROG_TEST_RUN` runs a program without an interface. Tests hold what the kernel makes of a
//! body against the interpreter with it, benchmarks measure its cost.

use std::time::Duration;

use aya::{
    Ebpf, EbpfLoader,
    programs::{ProgramError, SchedClassifier, SocketFilter, TestRun, TestRunOptions, Xdp},
};
use object::{
    Architecture, BinaryFormat, Endianness, SectionKind, SymbolFlags, SymbolKind, SymbolScope,
    write::{Object, Symbol, SymbolSection},
};
use thiserror::Error;

/// Which kind of program, and so what its context is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A classifier: `struct __sk_buff`.
    Classifier,
    /// An XDP program that takes packets of several buffers: `struct xdp_md`.
    Xdp,
    /// A filter of a packet socket: `struct __sk_buff`, with less that may be read.
    Socket,
}

/// Why a body could not be loaded or run.
#[derive(Debug, Error)]
pub enum StandaloneError {
    /// The object that aya takes could not be written.
    #[error("cannot write the object: {0}")]
    Object(#[from] object::write::Error),
    /// aya did not take it.
    #[error("cannot load the object: {0}")]
    Load(#[from] aya::EbpfError),
    /// The kernel did not take it, or did not run it.
    #[error("{0}")]
    Program(#[from] ProgramError),
    /// The object has not the program that was put there.
    #[error("no program in the object")]
    Missing,
}

/// What a run gave.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// What the body returned: 0 rejects the packet.
    pub verdict: u32,
    /// How long a run took on average.
    pub duration: Duration,
}

/// A loaded body.
pub struct Standalone {
    ebpf: Ebpf,
    kind: Kind,
}

const NAME: &str = "body";

impl Standalone {
    /// Loads a body: eBPF instructions in the machine's byte order.
    ///
    /// # Errors
    /// When the kernel's verifier refuses it, or rights are missing.
    pub fn load(body: &[u8], kind: Kind) -> Result<Self, StandaloneError> {
        let ebpf = EbpfLoader::new().load(&elf(body, kind)?)?;
        let mut this = Self { ebpf, kind };
        match kind {
            Kind::Classifier => this.program::<SchedClassifier>()?.load()?,
            Kind::Xdp => this.program::<Xdp>()?.load()?,
            Kind::Socket => this.program::<SocketFilter>()?.load()?,
        }
        Ok(this)
    }

    /// Runs the body `repeat` times on a packet of at least 14 bytes.
    ///
    /// # Errors
    /// When the kernel does not take the packet.
    pub fn run(&mut self, packet: &[u8], repeat: u32) -> Result<Outcome, StandaloneError> {
        let options = TestRunOptions { data_in: Some(packet), repeat, ..TestRunOptions::new() };
        let result = match self.kind {
            Kind::Classifier => self.program::<SchedClassifier>()?.test_run(options)?,
            Kind::Xdp => self.program::<Xdp>()?.test_run(options)?,
            Kind::Socket => self.program::<SocketFilter>()?.test_run(options)?,
        };
        Ok(Outcome { verdict: result.return_value, duration: result.duration })
    }

    fn program<'a, P>(&'a mut self) -> Result<&'a mut P, StandaloneError>
    where
        &'a mut P: TryFrom<&'a mut aya::programs::Program, Error = ProgramError>,
    {
        let program = self.ebpf.program_mut(NAME).ok_or(StandaloneError::Missing)?;
        Ok(program.try_into()?)
    }
}

/// An object with one program, as aya takes it.
fn elf(body: &[u8], kind: Kind) -> Result<Vec<u8>, object::write::Error> {
    let endianness = if cfg!(target_endian = "big") { Endianness::Big } else { Endianness::Little };
    let mut elf = Object::new(BinaryFormat::Elf, Architecture::Bpf, endianness);
    let section = match kind {
        Kind::Classifier => "classifier",
        Kind::Xdp => "xdp.frags",
        Kind::Socket => "socket",
    };
    let code = elf.add_section(Vec::new(), section.into(), SectionKind::Text);
    elf.append_section_data(code, body, 8);
    elf.add_symbol(Symbol {
        name: NAME.into(),
        value: 0,
        size: body.len() as u64,
        kind: SymbolKind::Text,
        scope: SymbolScope::Linkage,
        weak: false,
        section: SymbolSection::Section(code),
        flags: SymbolFlags::None,
    });
    let license = elf.add_section(Vec::new(), b"license".to_vec(), SectionKind::Data);
    elf.append_section_data(license, b"Dual MIT/GPL\0", 1);
    elf.write()
}
