//! Prints a compiled filter (`-d`, `-dd`, `-ddd`, `--dump-ebpf`).

use std::{io::Write, process::ExitCode};

use capture_common::LinkType;
use capture_filter::{
    FilterError, Program, cbpf,
    ebpf::{self, Cooked, Target, View},
};

use crate::{cli::plan::Dump, diag, exit, filter::Filter};

/// What a filter is compiled for.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// What packets start with.
    pub link_type: LinkType,
    /// Bytes of a packet to keep.
    pub snaplen: u32,
    /// Whether Linux itself hands them over.
    pub live: bool,
}

/// Prints a filter; answers with the process's exit code.
pub fn print(filter: &Filter, subject: Subject, form: Dump) -> ExitCode {
    match text(filter, subject, form) {
        Ok(text) => {
            // A closed pipe has seen enough.
            let _ = std::io::stdout().write_all(text.as_bytes());
            exit::SUCCESS
        }
        Err(error) => {
            diag::message(format_args!("{error}"));
            exit::failure()
        }
    }
}

fn text(
    filter: &Filter,
    Subject { link_type, snaplen, live }: Subject,
    form: Dump,
) -> Result<String, String> {
    let refused = |error: FilterError| error.render(filter.text());
    // At the hooks there always are facts beside the packet.
    let with_facts = live || form == Dump::Ebpf;
    let program =
        if with_facts { filter.compile_live(link_type, snaplen) } else { filter.compile(link_type, snaplen) };
    let program = program.map_err(refused)?;
    match form {
        Dump::Assembly => Ok(cbpf::assembly(program.insns())),
        Dump::C => Ok(cbpf::c_initialiser(program.insns())),
        Dump::Decimal => Ok(cbpf::decimal(program.insns())),
        Dump::Ebpf => ebpf_text(&program, link_type),
    }
}

/// For packets that come in on an interface like Ethernet, or for what the link type says.
fn ebpf_text(program: &Program, link_type: LinkType) -> Result<String, String> {
    let view = match link_type {
        LinkType::LINUX_SLL2 => {
            View::Cooked(Cooked { is_ethernet: true, arphrd: Vec::new(), other_arphrd: 1 })
        }
        _ => View::Frame,
    };
    let body = ebpf::translate(program, Target::SkbIngress, &view).map_err(|error| error.to_string())?;
    Ok(body.text())
}
