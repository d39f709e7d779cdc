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

#[cfg(test)]
mod tests {
    use super::*;
    use ebpf::{Target, View};

    fn compiled(text: &str, link_type: LinkType) -> Result<Program, FilterError> {
        compile(text, &CompileOptions::new(link_type, 262_144), &NoNames)
    }

    #[test]
    fn a_filter_is_as_short_as_can_be() {
        for (text, insns) in [("", 1), ("ip", 4), ("tcp port 80", 20), ("host 1.2.3.4", 14), ("port 53", 24)]
        {
            let program = compiled(text, LinkType::ETHERNET).unwrap();
            assert_eq!(program.insns().len(), insns, "{text}:\n{}", cbpf::assembly(program.insns()));
        }
    }

    #[test]
    fn no_expression_accepts_all_of_any_link_type() {
        for link_type in [LinkType::ETHERNET, LinkType::PPI, LinkType::PRISM_HEADER] {
            assert_eq!(compiled("", link_type).unwrap().insns().len(), 1, "{link_type:?}");
        }
    }

    #[test]
    fn what_accepts_nothing_is_refused_only_if_it_is_optimised() {
        for text in ["tcp and udp", "ip6 and arp", "port 80 and arp", "0 = 1", "ip[0] > 5 and ip[0] <= 5"] {
            let error = compiled(text, LinkType::ETHERNET).unwrap_err();
            assert_eq!(error.to_string(), "expression rejects all packets", "{text}");
            let plain = CompileOptions { optimise: false, ..CompileOptions::new(LinkType::ETHERNET, 96) };
            assert!(compile(text, &plain, &NoNames).is_ok(), "{text}");
        }
    }

    #[test]
    fn an_error_points_at_the_word_that_it_is_about() {
        for (text, at) in
            [("ip and host nosuch", 12), ("tcp port nosuch", 9), ("port 65536", 5), ("ip[0] / 0 = 1", 6)]
        {
            assert_eq!(compiled(text, LinkType::ETHERNET).unwrap_err().position(), Some(at), "{text}");
        }
    }

    #[test]
    fn a_tag_beside_the_packet_is_looked_at_in_live_captures_only() {
        let frame = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0x45];
        let options = CompileOptions { live: true, ..CompileOptions::new(LinkType::ETHERNET, 96) };
        let program = compile("vlan 100 and ip", &options, &NoNames).unwrap();
        let facts = |vlan_tci| Facts { vlan_tci, ..Facts::default() };
        assert_ne!(program.run_live(&frame, 15, &facts(Some(0x2064))), 0);
        assert_eq!(program.run_live(&frame, 15, &facts(None)), 0);
        let offline = compiled("vlan 100 and ip", LinkType::ETHERNET).unwrap();
        assert_eq!(offline.run(&frame, 15), 0);
    }

    #[test]
    fn a_body_is_translated_for_every_context() {
        let program = compiled("tcp port 80 or ip6 protochain 17", LinkType::ETHERNET).unwrap();
        for target in [Target::SkbIngress, Target::SkbEgress, Target::Xdp] {
            let body = ebpf::translate(&program, target, &View::Frame).unwrap();
            assert_eq!(body.bytes().len(), 8 * body.len());
            assert!(body.text().ends_with("exit\n"));
        }
    }

    #[test]
    fn a_body_in_front_of_a_program_runs_on_into_it() {
        for (expression, jumps) in [("", false), ("tcp port 80", true)] {
            let program = compiled(expression, LinkType::ETHERNET).unwrap();
            let body = ebpf::translate(&program, Target::SkbIngress, &View::Frame).unwrap().in_front();
            let (text, end) = (body.text(), format!("goto {}\n", body.len() - 2));
            assert!(text.ends_with("w2 = w0\n") && !text.contains("exit"), "{text}");
            assert_eq!(text.contains(&end), jumps, "{text}");
        }
    }
}
