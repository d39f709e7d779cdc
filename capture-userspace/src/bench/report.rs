//! What was measured, as a table or as JSON.

use std::{
    fmt::{self, Write},
    time::Duration,
};

use serde_json::json;

use super::contender::Contender;

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Length of a frame in bytes.
    pub size: usize,
    /// Frames a second, 0 for as many as can be.
    pub rate: u32,
    /// Number of frames.
    pub packets: u32,
    /// Whether the filter rejects them.
    pub rejected: bool,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, rate, packets, rejected } = *self;
        write!(f, "{packets} frames of {size} bytes, ")?;
        match rate {
            0 => write!(f, "as fast as can be")?,
            rate => write!(f, "{rate} a second")?,
        }
        write!(f, ", filter {} them", if rejected { "rejects" } else { "accepts" })
    }
}

/// One run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Time that sending took.
    pub sending: Duration,
    /// CPU time of the capturing process.
    pub capturing: Duration,
    /// Packets that it says it captured.
    pub captured: u64,
    /// Packets that it says were dropped.
    pub dropped: u64,
}

/// The figures of one engine: medians, and the spread of the first.
struct Figures {
    /// Nanoseconds that a frame took the sender.
    sending: f64,
    spread: (f64, f64),
    /// Nanoseconds of CPU time for each captured packet.
    capturing: f64,
    /// Part of the frames that were not captured, in percent.
    lost: f64,
    dropped: f64,
}

fn figures(case: &Case, results: &[Measured]) -> Figures {
    let packets = f64::from(case.packets);
    let of = |figure: &dyn Fn(&Measured) -> f64| sorted(results.iter().map(figure).collect());
    let sending = of(&|measured| measured.sending.as_nanos() as f64 / packets);
    let capturing = of(&|measured| measured.capturing.as_nanos() as f64 / measured.captured.max(1) as f64);
    Figures {
        sending: median(&sending),
        spread: (sending.first().copied().unwrap_or(0.0), sending.last().copied().unwrap_or(0.0)),
        capturing: median(&capturing),
        lost: 100.0 * (1.0 - median(&of(&|measured| measured.captured as f64)) / packets).max(0.0),
        dropped: median(&of(&|measured| measured.dropped as f64)),
    }
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

/// A table of one case.
pub fn table(case: &Case, measured: &[(Contender, Vec<Measured>)]) -> String {
    let rounds = measured.first().map_or(0, |(_, results)| results.len());
    let mut text = format!("{case}; medians of {rounds}\n");
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{:<10} {:>12} {:>15} {:>8} {:>9} {:>12} {:>8} {:>11}",
        "engine", "ns/frame", "(spread)", "added", "/tcpdump", "CPU ns/pkt", "lost %", "dropped"
    );
    let baseline = sending(case, measured, Contender::None);
    let reference = sending(case, measured, Contender::Tcpdump).zip(baseline).map(|(it, none)| it - none);
    for (engine, results) in measured {
        let Figures { sending, spread: (low, high), capturing, lost, dropped } = figures(case, results);
        let added = baseline.map(|none| sending - none);
        let ratio = added.zip(reference).map(|(added, reference)| added / reference);
        let is_capturing = *engine != Contender::None && !case.rejected;
        let shown = |wanted: bool, text: String| if wanted { text } else { "-".to_owned() };
        let _ = writeln!(
            text,
            "{engine:<10} {sending:>12.1} {:>15} {:>8} {:>9} {:>12} {:>8} {:>11}",
            format!("{low:.0}-{high:.0}"),
            added.map_or_else(|| "-".into(), |added| format!("{added:+.1}")),
            shown(*engine != Contender::None && ratio.is_some(), format!("{:.2}", ratio.unwrap_or_default())),
            shown(is_capturing, format!("{capturing:.0}")),
            shown(is_capturing, format!("{lost:.1}")),
            shown(is_capturing, format!("{dropped:.0}")),
        );
    }
    text.push('\n');
    text
}

fn sending(case: &Case, measured: &[(Contender, Vec<Measured>)], of: Contender) -> Option<f64> {
    measured.iter().find(|(engine, _)| *engine == of).map(|(_, results)| figures(case, results).sending)
}

/// A line of JSON for each engine of a case.
pub fn json(case: &Case, measured: &[(Contender, Vec<Measured>)]) -> String {
    let mut text = String::new();
    for (engine, results) in measured {
        let Figures { sending, spread: (low, high), capturing, lost, dropped } = figures(case, results);
        let object = json!({
            "engine": engine.to_string(),
            "size": case.size,
            "rate": case.rate,
            "packets": case.packets,
            "rejected": case.rejected,
            "rounds": results.len(),
            "sending_ns": sending,
            "sending_ns_least": low,
            "sending_ns_most": high,
            "capturing_ns": capturing,
            "lost_percent": lost,
            "dropped": dropped,
        });
        let _ = writeln!(text, "{object}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_compared_with_tcpdump() {
        let case = Case { size: 128, rate: 0, packets: 1000, rejected: false };
        let run = |micros, captured| Measured {
            sending: Duration::from_micros(micros),
            capturing: Duration::from_micros(200),
            captured,
            dropped: 1000 - captured,
        };
        let measured = [
            (Contender::None, vec![run(300, 0)]),
            (Contender::Tcx, vec![run(400, 1000), run(390, 1000), run(500, 900)]),
            (Contender::Tcpdump, vec![run(500, 900)]),
        ];
        let table = table(&case, &measured);
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[3], ["tcx", "400.0", "390-500", "+100.0", "0.50", "200", "0.0", "0"]);
        assert_eq!(rows[4][4..], ["1.00", "222", "10.0", "100"]);
        assert_eq!(json(&case, &measured).lines().count(), 3);
    }
}
