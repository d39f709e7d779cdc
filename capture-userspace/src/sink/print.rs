//! tcpdump's lines on standard output.

use std::{
    env,
    io::{self, IsTerminal, Stdout, Write},
};

use capture_common::Record;
use capture_dissect::Dissector;

use super::{Sink, SinkError, color};
use crate::{cli::plan::Color, source::Interface};

/// Text is handed to the system in pieces of about this many bytes.
const BLOCK: usize = 64 * 1024;

/// Prints records.
pub struct PrintSink {
    dissector: Dissector,
    text: Vec<u8>,
    /// A record's lines before they are coloured, if they are.
    plain: Option<Vec<u8>>,
    out: Stdout,
    /// Each record goes out at once.
    per_record: bool,
}

impl PrintSink {
    /// Prints to standard output; `per_record` hands each record's lines on at once, as does a
    /// terminal.
    pub fn new(dissector: Dissector, per_record: bool, color: Color) -> Self {
        let out = io::stdout();
        let is_colored = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => out.is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let per_record = per_record || out.is_terminal();
        let plain = is_colored.then(Vec::new);
        Self { dissector, text: Vec::with_capacity(2 * BLOCK), plain, out, per_record }
    }
}

impl Sink for PrintSink {
    fn start(&mut self, _: &[Interface]) -> Result<(), SinkError> {
        Ok(())
    }

    fn record(&mut self, record: &Record<'_>, interface: &Interface) -> Result<(), SinkError> {
        match &mut self.plain {
            None => self.dissector.print(record, interface.link_type, &mut self.text),
            Some(plain) => {
                plain.clear();
                self.dissector.print(record, interface.link_type, plain);
                color::paint(plain, &mut self.text);
            }
        }
        if self.per_record || self.text.len() >= BLOCK { self.flush() } else { Ok(()) }
    }

    fn idle(&mut self) -> Result<(), SinkError> {
        self.flush()
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        if self.text.is_empty() {
            return Ok(());
        }
        let written = self.out.write_all(&self.text).and_then(|()| self.out.flush());
        self.text.clear();
        written.map_err(|cause| SinkError::io("standard output", cause))
    }
}
