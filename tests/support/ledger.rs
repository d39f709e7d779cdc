//! The ledger as `--json-stats` tells it.

use serde_json::Value;

use super::command::Said;

/// A number of the ledger.
pub fn number(row: &Value, what: &str) -> u64 {
    row[what].as_u64().unwrap_or_else(|| panic!("no {what}: {row}"))
}

/// Parses a line, and checks that each row closes: what was seen was filtered, sampled out, dropped or
/// copied. A capture that is running counts while it is asked, so that some packets may be seen only.
pub fn parse(line: &str, is_running: bool) -> Value {
    let ledger: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let check = |row: &Value| {
        let known = ["filtered", "sampled", "dropped", "copied"].map(|what| number(row, what)).iter().sum();
        let seen = number(row, "seen");
        assert!(if is_running { seen.abs_diff(known) < 1000 } else { seen == known }, "{row}");
    };
    ledger["kernel"].as_array().unwrap().iter().for_each(check);
    check(&ledger["total"]);
    let (total, reader) = (&ledger["total"], &ledger["reader"]);
    let outcomes = ["captured", "filtered", "discarded"].map(|what| number(reader, what));
    assert_eq!(number(reader, "read"), outcomes.iter().sum::<u64>(), "{ledger}");
    if !is_running {
        assert_eq!(number(reader, "unread"), 0, "{ledger}");
        assert_eq!(number(reader, "read"), number(total, "copied"), "{ledger}");
    }
    ledger
}

/// The ledger that a capture has told at its end.
pub fn last(said: &Said) -> Value {
    let line = said.stderr.lines().rev().find(|line| line.starts_with('{'));
    parse(line.unwrap_or_else(|| panic!("no ledger: {}", said.stderr)), false)
}
