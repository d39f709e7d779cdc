//! What was measured, as a table or as JSON.

use std::{
    fmt::{self, Write},
    time::Duration,
};

use serde_json::{Value, json};

use super::contender::Contender;

/// What each engine's runs gave.
pub type Results = Vec<(Contender, Vec<Measured>)>;

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Length of a frame in bytes.
    pub size: usize,
    /// Frames a second, 0 for as many as can be.
    pub rate: u32,
    /// Number of frames.
    pub packets: u32,
    /// Number of flows that they are of in turn.
    pub flows: u16,
    /// Whether the filter rejects them.
    pub rejected: bool,
}

impl Case {
    /// Time from one frame to the next; zero for as fast as can be.
    pub fn interval(&self) -> Duration {
        match self.rate {
            0 => Duration::ZERO,
            rate => Duration::from_secs(1) / rate,
        }
    }

    /// The same for machines.
    pub fn facts(&self) -> Value {
        let Self { size, rate, packets, flows, rejected } = *self;
        json!({ "size": size, "rate": rate, "packets": packets, "flows": flows, "rejected": rejected })
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, rate, packets, flows, rejected } = *self;
        write!(f, "{packets} frames of {size} bytes, ")?;
        if flows > 1 {
            write!(f, "{flows} flows, ")?;
        }
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
    /// Frames that there were.
    pub offered: u64,
    /// Time that sending them took; `None` where others send.
    pub sending: Option<Duration>,
    /// CPU time of the capturing process.
    pub capturing: Duration,
    /// Packets that it says it captured.
    pub captured: u64,
    /// Packets that it says were dropped.
    pub dropped: u64,
    /// Frames that are in its file.
    pub written: Option<u64>,
    /// How long frames took until they came out of the capture: the median, and what 99 of 100 did not exceed.
    pub delays: Option<[Duration; 2]>,
}

/// The figures of one engine: medians, `None` where nothing was measured.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Frames that there were.
    pub offered: f64,
    /// Nanoseconds that a frame took the sender.
    pub sending: Option<f64>,
    /// The least and the most of that.
    spread: Option<[f64; 2]>,
    /// Nanoseconds of CPU time for each captured packet.
    capturing: f64,
    captured: f64,
    dropped: f64,
    /// Part of the frames that were sent and not captured, in percent.
    pub lost: Option<f64>,
    /// Microseconds.
    delays: [Option<f64>; 2],
}

impl Figures {
    /// Of some runs.
    pub fn of(results: &[Measured]) -> Self {
        let all =
            |figure: &dyn Fn(&Measured) -> Option<f64>| sorted(results.iter().filter_map(figure).collect());
        let of = |figure: &dyn Fn(&Measured) -> Option<f64>| median(&all(figure));
        let sending = all(&|run| run.sending.map(|time| time.as_nanos() as f64 / run.offered.max(1) as f64));
        let kept = |run: &Measured| run.written.unwrap_or(run.captured) as f64;
        let lost = |run: &Measured| 100.0 * (1.0 - kept(run) / run.offered.max(1) as f64).max(0.0);
        let delay = |at: usize| of(&|run| run.delays.map(|delays| delays[at].as_nanos() as f64 / 1000.0));
        Self {
            offered: of(&|run| Some(run.offered as f64)).unwrap_or_default(),
            sending: median(&sending),
            spread: sending.first().zip(sending.last()).map(|(least, most)| [*least, *most]),
            capturing: of(&|run| Some(run.capturing.as_nanos() as f64 / run.captured.max(1) as f64))
                .unwrap_or_default(),
            captured: of(&|run| Some(run.captured as f64)).unwrap_or_default(),
            dropped: of(&|run| Some(run.dropped as f64)).unwrap_or_default(),
            lost: of(&|run| run.sending.map(|_| lost(run))),
            delays: [delay(0), delay(1)],
        }
    }
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> Option<f64> {
    sorted.get(sorted.len() / 2).copied()
}

/// A column of the table: its heading, and what stands below it for an engine.
type Column<'a> = (&'a str, Box<dyn Fn(Contender, &Figures) -> Option<String> + 'a>);

/// A table of one case. Columns in which nothing was measured are left out.
pub fn table(case: &str, results: &Results) -> String {
    let rounds = results.first().map_or(0, |(_, results)| results.len());
    let figures: Vec<(Contender, Figures)> =
        results.iter().map(|(engine, results)| (*engine, Figures::of(results))).collect();
    let sending = |of| figures.iter().find(|(engine, _)| *engine == of).and_then(|(_, it)| it.sending);
    let none = sending(Contender::None);
    let added = |it: &Figures| it.sending.zip(none).map(|(sending, none)| sending - none);
    let theirs = sending(Contender::Tcpdump).zip(none).map(|(sending, none)| sending - none);
    let mut columns = columns();
    let costs: [Column<'_>; 2] = [
        ("added", Box::new(|_, it| added(it).map(|added| format!("{added:+.1}")))),
        (
            "/tcpdump",
            Box::new(|engine, it| {
                let ratio = added(it).zip(theirs).map(|(added, theirs)| format!("{:.2}", added / theirs));
                ratio.filter(|_| engine != Contender::None)
            }),
        ),
    ];
    columns.splice(2..2, costs);
    let mut cells: Vec<Vec<String>> = vec![vec!["engine".into()]];
    cells.extend(figures.iter().map(|(engine, _)| vec![engine.to_string()]));
    for (heading, cell) in columns {
        let below: Vec<Option<String>> = figures.iter().map(|(engine, it)| cell(*engine, it)).collect();
        if below.iter().any(Option::is_some) {
            let column = [Some(heading.to_owned())].into_iter().chain(below);
            cells.iter_mut().zip(column).for_each(|(row, cell)| row.push(cell.unwrap_or_else(|| "-".into())));
        }
    }
    format!("{case}; medians of {rounds}\n{}\n", aligned(&cells))
}

/// The columns that need no other engine's figures.
fn columns<'a>() -> Vec<Column<'a>> {
    let captures = |engine| engine != Contender::None;
    vec![
        ("ns/frame", Box::new(|_, it| it.sending.map(|sending| format!("{sending:.1}")))),
        ("(spread)", Box::new(|_, it| it.spread.map(|[least, most]| format!("{least:.0}-{most:.0}")))),
        (
            "CPU ns/pkt",
            Box::new(move |engine, it| {
                (captures(engine) && it.captured > 0.0).then(|| format!("{:.0}", it.capturing))
            }),
        ),
        ("offered", Box::new(|_, it| it.sending.is_none().then(|| format!("{:.0}", it.offered)))),
        ("captured", Box::new(move |engine, it| captures(engine).then(|| format!("{:.0}", it.captured)))),
        ("dropped", Box::new(move |engine, it| captures(engine).then(|| format!("{:.0}", it.dropped)))),
        (
            "lost %",
            Box::new(move |engine, it| {
                it.lost.filter(|_| captures(engine) && it.captured > 0.0).map(|lost| format!("{lost:.1}"))
            }),
        ),
        ("p50 us", Box::new(|_, it| it.delays[0].map(|delay| format!("{delay:.0}")))),
        ("p99 us", Box::new(|_, it| it.delays[1].map(|delay| format!("{delay:.0}")))),
    ]
}

/// Lines of cells: the first at the left of its column, the others at the right.
fn aligned(cells: &[Vec<String>]) -> String {
    let columns = cells.first().map_or(0, Vec::len);
    let width = |column: usize| cells.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in cells {
        // Writing to a String cannot fail.
        let _ = write!(text, "{:<width$}", row[0], width = widths[0]);
        for (cell, width) in row.iter().zip(&widths).skip(1) {
            let _ = write!(text, "  {cell:>width$}");
        }
        text.push('\n');
    }
    text
}

/// A line of JSON for each engine of a case.
pub fn json(case: &Value, results: &Results) -> String {
    let mut text = String::new();
    for (engine, results) in results {
        let it = Figures::of(results);
        let mut object = json!({
            "engine": engine.to_string(),
            "rounds": results.len(),
            "offered": it.offered,
            "sending_ns": it.sending,
            "sending_ns_spread": it.spread,
            "capturing_ns": it.capturing,
            "captured": it.captured,
            "dropped": it.dropped,
            "lost_percent": it.lost,
            "lost_by": if results.iter().all(|run| run.written.is_some()) { "numbers" } else { "counts" },
            "delay_us_p50": it.delays[0],
            "delay_us_p99": it.delays[1],
        });
        if let (Some(object), Some(case)) = (object.as_object_mut(), case.as_object()) {
            object.extend(case.clone());
        }
        let _ = writeln!(text, "{object}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_compared_with_tcpdump() {
        let run = |micros, captured| Measured {
            offered: 1000,
            sending: Some(Duration::from_micros(micros)),
            capturing: Duration::from_micros(200),
            captured,
            dropped: 1000 - captured,
            ..Measured::default()
        };
        let stored = Measured {
            written: Some(1000),
            delays: Some([Duration::from_micros(7), Duration::from_micros(90)]),
            ..run(390, 1000)
        };
        let results = vec![
            (Contender::None, vec![run(300, 0)]),
            (Contender::Tcx, vec![run(400, 1000), stored, run(500, 900)]),
            (Contender::Tcpdump, vec![Measured { written: Some(890), ..run(500, 900) }]),
        ];
        let table = table("a case", &results);
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[2], ["none", "300.0", "300-300", "+0.0", "-", "-", "-", "-", "-", "-", "-"]);
        assert_eq!(
            rows[3],
            ["tcx", "400.0", "390-500", "+100.0", "0.50", "200", "1000", "0", "0.0", "7", "90"]
        );
        assert_eq!(rows[4][4..9], ["1.00", "222", "900", "100", "11.0"]);
        let lines = json(&json!({ "size": 128 }), &results);
        let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        assert_eq!((&last["lost_by"], &last["size"]), (&json!("numbers"), &json!(128)));
    }

    #[test]
    fn of_others_traffic_no_losses_are_told() {
        let run = Measured { offered: 50, captured: 40, dropped: 3, ..Measured::default() };
        let table = table("eth0", &vec![(Contender::Tcx, vec![run])]);
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[1], ["engine", "CPU", "ns/pkt", "offered", "captured", "dropped"]);
        assert_eq!(rows[2], ["tcx", "0", "50", "40", "3"]);
    }
}
