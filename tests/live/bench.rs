//! The benchmark of the product: that it measures, not how fast anything is.

use std::{collections::HashSet, fs, process::Stdio};

use serde_json::{Value, json};

use crate::support::{
    captures::{Folder, read},
    command::{run, tcxdump},
    netns::Wire,
    require,
};

#[test]
fn a_short_benchmark_accounts_for_every_frame() {
    if !require::live() {
        return;
    }
    let folder = Folder::new("bench");
    let (file, chart) = (folder.word("written"), folder.word("chart.svg"));
    let words = ["bench", "--json", "--packets", "20000", "--rounds", "1", "--rates", "200000", "--delays"];
    let engines = ["--engines", "none,tcx,xdp,af-packet", "--sizes", "128", "--flows", "7"];
    let files = ["--write", &file, "--chart", &chart];
    let said = run(tcxdump().args(words).args(engines).args(files));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let rows: Vec<Value> = said.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let engines: Vec<&str> = rows.iter().map(|row| row["engine"].as_str().unwrap()).collect();
    assert_eq!(engines, ["none", "tcx", "xdp", "af-packet"]);
    for row in &rows[1..] {
        assert_eq!((row["lost_percent"].as_f64(), &row["lost_by"]), (Some(0.0), &json!("numbers")), "{row}");
        assert!(row["sending_ns"].as_f64().unwrap() >= 4_900.0, "the rate was not kept: {row}");
        let delay = |name: &str| row[name].as_f64().unwrap();
        assert!(0.0 < delay("delay_us_p50") && delay("delay_us_p50") <= delay("delay_us_p99"), "{row}");
    }
    let ports: HashSet<Vec<u8>> =
        read(file.as_ref()).into_iter().map(|it| it.data[34..36].to_vec()).collect();
    assert_eq!(ports.len(), 7);
    let drawn = fs::read_to_string(chart).unwrap();
    assert!(drawn.starts_with("<svg") && drawn.contains("af-packet"), "{drawn}");
}

#[test]
fn the_traffic_of_an_interface_is_measured_where_it_is() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let mut ping = wire.left.program("ping -q -i 0.005 10.9.0.2").stdout(Stdio::null()).spawn().unwrap();
    let words = ["bench", "--json", "--iface", "l0", "--seconds", "1", "--rounds", "1", "--filter", "icmp"];
    let said = run(&mut wire.left.command(tcxdump().args(words).args(["--engines", "tcx,af-packet"])));
    ping.kill().unwrap();
    ping.wait().unwrap();
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(said.stdout.lines().count(), 2);
    for row in said.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let count = |name: &str| row[name].as_f64().unwrap();
        assert!(
            count("offered") > 50.0 && count("captured") > 50.0 && row["lost_percent"].is_null(),
            "{row}"
        );
    }
}
