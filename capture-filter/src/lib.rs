//! The pcap-filter language: text to syntax tree to graph to classic BPF, and on to eBPF.
//!
//! [`compile`] makes a [`Program`] of an expression for one link type. It runs on packets in memory
//! ([`Program::run`]), prints as tcpdump prints it ([`cbpf`]), and becomes native code in the kernel
//! ([`ebpf`]). Source: pcap-filter(7); what it leaves open is as tcpdump does it.
#![forbid(unsafe_code)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use capture_common::LinkType;

mod ast;
pub mod cbpf;
mod cfg;
pub mod ebpf;
mod emit;
mod error;
mod interp;
mod lex;
mod lower;
mod names;
mod opt;
mod parse;
mod value;
mod words;

pub use error::FilterError;
pub use interp::Facts;
pub use names::{Names, NoNames};

/// What an expression is compiled for.
#[derive(Clone, Copy, Debug)]
pub struct CompileOptions {
    /// What packets start with.
    pub link_type: LinkType,
    /// Bytes of an accepted packet to keep.
    pub snaplen: u32,
    /// Whether to rewrite what follows from the expression into something shorter. Only then is an
    /// expression refused that accepts nothing.
    pub optimise: bool,
    /// Whether packets come from Linux itself, which keeps facts beside them: the direction, the
    /// interface, a VLAN tag.
    pub live: bool,
    /// The mask of the network on the interface, for `ip broadcast`.
    pub netmask: Option<u32>,
}

impl CompileOptions {
    /// For packets of a link type from a savefile.
    pub const fn new(link_type: LinkType, snaplen: u32) -> Self {
        Self { link_type, snaplen, optimise: true, live: false, netmask: None }
    }
}

/// A compiled filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    insns: Vec<cbpf::Insn>,
}

impl Program {
    /// The instructions.
    pub fn insns(&self) -> &[cbpf::Insn] {
        &self.insns
    }

    /// The instructions as the kernel takes them.
    pub fn encoded(&self) -> impl ExactSizeIterator<Item = cbpf::Encoded> {
        self.insns.iter().map(|insn| insn.encode())
    }

    /// Whether all jumps go forward; the kernel takes no other classic program.
    pub fn is_loop_free(&self) -> bool {
        !self.insns.iter().any(|insn| matches!(insn, cbpf::Insn::Jump(by) if *by < 0))
    }

    /// Runs the filter: how many bytes of the packet to keep, 0 rejects it.
    ///
    /// `data` are the captured bytes, `origlen` is the packet's length on the wire.
    pub fn run(&self, data: &[u8], origlen: u32) -> u32 {
        interp::run(&self.insns, data, origlen, None)
    }

    /// The same for a packet of which more is known than its bytes.
    pub fn run_live(&self, data: &[u8], origlen: u32, facts: &Facts) -> u32 {
        interp::run(&self.insns, data, origlen, Some(facts))
    }
}

/// Compiles an expression; the empty one accepts every packet.
///
/// # Errors
/// When it is not an expression, names something unknown, does not fit the link type, or accepts
/// nothing.
pub fn compile(text: &str, options: &CompileOptions, names: &dyn Names) -> Result<Program, FilterError> {
    let ast = parse::parse(text)?;
    let lowered = lower::lower(&ast, options, names)?;
    let values = &lowered.conditions.values;
    let mut graph = cfg::Graph::build(&lowered.conditions, lowered.root);
    if options.optimise && lowered.is_plain {
        graph = opt::rewrite(graph, values);
        if graph.root == cfg::NodeId::REJECT {
            return Err(FilterError::whole("expression rejects all packets"));
        }
        graph = opt::rewrite(opt::regroup(&graph), values);
    }
    Ok(Program { insns: emit::emit(&graph, values, options.snaplen)? })
}
