//! The ledger as its readers want it: tcpdump's three lines, a table, one line, or JSON.

use std::fmt::Write;

use capture_common::Direction;
use serde_json::{Value, json};

use crate::{
    engine::Counters,
    source::ledger::{Entry, Tally},
};

/// tcpdump's three lines, without line ends.
pub fn summary(counters: &Counters) -> [String; 3] {
    [
        format!("{} captured", packets(counters.captured)),
        format!("{} received by filter", packets(counters.matched())),
        match total(counters).dropped {
            Some(dropped) => format!("{} dropped by kernel", packets(dropped)),
            None => "packets dropped by kernel: not known".to_owned(),
        },
    ]
}

/// A number of packets in tcpdump's words.
pub fn packets(number: u64) -> String {
    format!("{number} packet{}", if number == 1 { "" } else { "s" })
}

/// How many of the packets that matched sampling kept, so that counts can be scaled back.
pub fn sampling(counters: &Counters) -> String {
    let total = total(counters);
    let kept = total.dropped.unwrap_or(0) + total.copied;
    let text = format!("sampling kept {kept} of {} that passed the filter", packets(total.matched()));
    match kept {
        0 => text,
        _ => format!("{text} (1 in {:.2})", total.matched() as f64 / kept as f64),
    }
}

/// One line: every figure, added up.
pub fn line(counters: &Counters) -> String {
    let total = total(counters);
    format!(
        "seen {} = filtered {} + sampled {} + dropped {} + copied {}; copied = captured {} + filtered late {} \
         + discarded {} + unread {}",
        known(total.seen),
        known(total.filtered),
        total.sampled,
        known(total.dropped),
        total.copied,
        counters.captured,
        counters.filtered,
        counters.discarded,
        counters.unread(),
    )
}

/// A table: a row for each interface, CPU and direction, their sum, and what the reader did.
pub fn table(counters: &Counters) -> String {
    let mut text = format!(
        "{:<16} {:>4} {:<4} {:>14} {:>14} {:>12} {:>12} {:>14}\n",
        "interface", "cpu", "dir", "seen", "filtered", "sampled", "dropped", "copied"
    );
    let entries = counters.ledger.as_ref().map_or(&[][..], |ledger| &ledger.0);
    for Entry { cpu, iface, direction, tally } in entries {
        let cpu = cpu.map_or_else(|| "all".to_owned(), |cpu| cpu.to_string());
        row(&mut text, iface, &cpu, word(*direction), tally);
    }
    row(&mut text, "total", "all", "all", &total(counters));
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "read {} = captured {} + filtered late {} + discarded {}; unread {}",
        counters.read(),
        counters.captured,
        counters.filtered,
        counters.discarded,
        counters.unread(),
    );
    text
}

fn row(text: &mut String, iface: &str, cpu: &str, direction: &str, tally: &Tally) {
    let Tally { seen, filtered, sampled, dropped, copied } = tally;
    let (seen, filtered, dropped) = (known(*seen), known(*filtered), known(*dropped));
    let _ = writeln!(
        text,
        "{iface:<16} {cpu:>4} {direction:<4} {seen:>14} {filtered:>14} {sampled:>12} {dropped:>12} {copied:>14}"
    );
}

/// One JSON object on a line; `null` stands for what is not counted.
pub fn json(counters: &Counters) -> String {
    object(counters).to_string()
}

fn object(counters: &Counters) -> Value {
    let entries = counters.ledger.as_ref().map_or(&[][..], |ledger| &ledger.0);
    let rows: Vec<Value> = entries
        .iter()
        .map(|Entry { cpu, iface, direction, tally }| {
            let mut row = figures(tally);
            row["interface"] = json!(iface);
            row["cpu"] = json!(cpu);
            row["direction"] = json!(word(*direction));
            row
        })
        .collect();
    json!({
        "kernel": rows,
        "total": figures(&total(counters)),
        "reader": {
            "read": counters.read(),
            "captured": counters.captured,
            "filtered": counters.filtered,
            "discarded": counters.discarded,
            "unread": counters.unread(),
        },
    })
}

fn figures(tally: &Tally) -> Value {
    json!({
        "seen": tally.seen,
        "filtered": tally.filtered,
        "sampled": tally.sampled,
        "dropped": tally.dropped,
        "copied": tally.copied,
    })
}

fn total(counters: &Counters) -> Tally {
    counters.ledger.as_ref().map(crate::source::ledger::Ledger::total).unwrap_or_default()
}

const fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
        Direction::Unknown => "all",
    }
}

/// "?" for what is not counted.
fn known(count: Option<u64>) -> String {
    count.map_or_else(|| "?".to_owned(), |count| count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::ledger::Ledger;

    fn counters(seen: Option<u64>) -> Counters {
        let tally =
            Tally { seen, filtered: seen.map(|seen| seen - 6), sampled: 1, dropped: Some(2), copied: 3 };
        let entry = Entry { cpu: Some(1), iface: "eth0".into(), direction: Direction::Out, tally };
        Counters { captured: 1, discarded: 1, ledger: Some(Ledger(vec![entry])), ..Counters::default() }
    }

    #[test]
    fn the_summary_is_tcpdumps() {
        let expected = ["1 packet captured", "6 packets received by filter", "2 packets dropped by kernel"];
        assert_eq!(summary(&counters(Some(10))), expected);
    }

    #[test]
    fn the_table_has_a_row_for_each_place_and_their_sum() {
        let table = table(&counters(Some(10)));
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[1], ["eth0", "1", "out", "10", "4", "1", "2", "3"]);
        assert_eq!(rows[2], ["total", "all", "all", "10", "4", "1", "2", "3"]);
        assert_eq!(rows[3].join(" "), "read 2 = captured 1 + filtered late 0 + discarded 1; unread 1");
    }

    #[test]
    fn what_is_not_counted_is_not_zero() {
        assert!(line(&counters(None)).starts_with("seen ? = filtered ? + sampled 1 + dropped 2 + copied 3;"));
        let json = object(&counters(None));
        assert_eq!(json["total"]["seen"], Value::Null);
        assert_eq!(json["kernel"][0]["interface"], "eth0");
        assert_eq!(json["reader"]["unread"], 1);
    }
}
