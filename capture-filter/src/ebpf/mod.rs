//! Classic BPF to eBPF: the body of a function that gets a packet's context in r1 and answers in r0.
//!
//! The body runs in the kernel as part of a program at tcx, clsact or XDP, and means what the
//! interpreter means. See [`translate`].

mod cooked;
mod guard;
pub mod insn;
mod translate;

pub use cooked::Cooked;
pub use translate::translate;

use insn::{Insn, Label, Reg, Source};
use thiserror::Error;

/// The largest body that a kernel is asked to take, in instructions. Jumps reach 32767 of them.
const MAX_INSNS: usize = 32_000;

/// What the context is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// `struct __sk_buff`, for packets that come in.
    SkbIngress,
    /// `struct __sk_buff`, for packets that go out.
    SkbEgress,
    /// `struct xdp_md`.
    Xdp,
}

/// How a packet that the program's offsets are meant for lies in the packet that the kernel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// They are the same.
    Frame,
    /// The offsets are those of a Linux cooked header (version 2) in the place of the link header.
    Cooked(Cooked),
}

/// Why there is no body.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TranslateError {
    /// A jump would be too far.
    #[error("{0} instructions are more than one eBPF function may have")]
    TooLarge(usize),
}

/// Translated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    insns: Vec<Insn>,
}

impl Body {
    fn new(insns: Vec<Insn>) -> Result<Self, TranslateError> {
        let body = Self { insns };
        match body.len() {
            0..=MAX_INSNS => Ok(body),
            len => Err(TranslateError::TooLarge(len)),
        }
    }

    /// Instructions as they are, to be put before a translated body.
    pub fn of(insns: Vec<Insn>) -> Self {
        Self { insns }
    }

    /// The same as the beginning of a program: in the place of an answer it runs on into what stands behind it,
    /// with the context in r1 and the answer in r2.
    #[must_use]
    pub fn in_front(self) -> Self {
        let mut insns = self.insns;
        // The last exit has nowhere to jump: what it would jump to is next.
        insns.pop_if(|insn| *insn == Insn::Exit);
        let labels = insns.iter().filter_map(|insn| match insn {
            Insn::Label(Label(label)) => Some(label + 1),
            _ => None,
        });
        let end = Label(labels.max().unwrap_or_default());
        for insn in insns.iter_mut().filter(|insn| **insn == Insn::Exit) {
            *insn = Insn::Goto(end);
        }
        insns.extend([
            Insn::Label(end),
            Insn::Move64(Reg(1), Source::Reg(translate::CONTEXT)),
            Insn::Move32(Reg(2), Source::Reg(Reg(0))),
        ]);
        Self { insns }
    }

    /// Number of instructions.
    pub fn len(&self) -> usize {
        self.insns.iter().filter(|insn| !matches!(insn, Insn::Label(_))).count()
    }

    /// Whether there are none; there always are.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code in the machine's byte order, 8 bytes an instruction.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 * self.insns.len());
        for (at, insn, target) in self.numbered() {
            let jump = target as i64 - at as i64 - 1;
            bytes.extend(insn.encode(jump as i16).into_iter().flatten());
        }
        bytes
    }

    /// The code as text, a line for each instruction.
    pub fn text(&self) -> String {
        self.numbered().map(|(at, insn, target)| format!("{at:4}: {}\n", insn.text(target))).collect()
    }

    /// Instructions with their numbers and the numbers of what they jump to.
    fn numbered(&self) -> impl Iterator<Item = (usize, Insn, usize)> {
        let mut places: Vec<usize> = Vec::new();
        let mut at = 0;
        for insn in &self.insns {
            match insn {
                Insn::Label(Label(label)) => {
                    if places.len() <= *label {
                        places.resize(label + 1, 0);
                    }
                    if let Some(place) = places.get_mut(*label) {
                        *place = at;
                    }
                }
                _ => at += 1,
            }
        }
        let code = self.insns.iter().filter(|insn| !matches!(insn, Insn::Label(_)));
        code.enumerate().map(move |(at, insn)| {
            let target = insn.target().and_then(|Label(label)| places.get(label).copied());
            (at, *insn, target.unwrap_or(at + 1))
        })
    }
}
