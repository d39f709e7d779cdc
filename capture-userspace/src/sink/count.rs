//! `--count`: nothing but the number of packets, at the end.

use std::io::{self, Write};

use capture_common::Record;

use super::{Sink, SinkError};
use crate::source::Interface;

/// Counts records.
#[derive(Debug, Default)]
pub struct CountSink {
    packets: u64,
}

impl Sink for CountSink {
    fn start(&mut self, _: &[Interface]) -> Result<(), SinkError> {
        Ok(())
    }

    fn record(&mut self, _: &Record<'_>, _: &Interface) -> Result<(), SinkError> {
        self.packets += 1;
        Ok(())
    }

    fn idle(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }

    fn finish(&mut self) -> Result<(), SinkError> {
        let plural = if self.packets == 1 { "" } else { "s" };
        writeln!(io::stdout(), "{} packet{plural}", self.packets)
            .map_err(|e| SinkError::io("standard output", e))
    }
}
