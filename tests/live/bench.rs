//! The benchmark of the product: that it measures, not how fast anything is.

use serde_json::Value;

use crate::support::{
    command::{run, tcxdump},
    require,
};

#[test]
fn a_short_benchmark_accounts_for_every_frame() {
    if !require::live() {
        return;
    }
    let words = ["bench", "--json", "--packets", "20000", "--rounds", "1", "--rates", "200000"];
    let said = run(tcxdump().args(words).args(["--engines", "none,tcx,xdp,af-packet", "--sizes", "128"]));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let rows: Vec<Value> = said.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let engines: Vec<&str> = rows.iter().map(|row| row["engine"].as_str().unwrap()).collect();
    assert_eq!(engines, ["none", "tcx", "xdp", "af-packet"]);
    for row in &rows[1..] {
        assert_eq!(row["lost_percent"].as_f64(), Some(0.0), "{row}");
        assert!(row["sending_ns"].as_f64().unwrap() >= 4_900.0, "the rate was not kept: {row}");
    }
}
