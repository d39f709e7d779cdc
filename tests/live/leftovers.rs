//! Nothing of ours is attached afterwards, however a capture ends.

use std::{thread, time::Duration};

use rustix::process::Signal;

use crate::support::{
    capture::{Capture, figure},
    command::{Said, run, tcxdump},
    engines,
    leftovers::attached,
    netns::Wire,
    require,
};

fn capture(wire: &Wire, words: &[&str]) -> Capture {
    Capture::start(&mut wire.left.command(tcxdump().args(["-i", "l0"]).args(words)))
}

fn captures_pings(wire: &Wire, running: Capture) -> Said {
    wire.left.run("ping -c 2 -i 0.01 10.9.0.2");
    thread::sleep(Duration::from_millis(100));
    let said = running.interrupt();
    assert_eq!(figure(&said, "captured"), 4, "{}", said.stderr);
    said
}

#[test]
fn tcx_leaves_nothing_after_a_signal_of_any_kind() {
    if !(require::live() && require::tool("tc")) || engines::among(&["tcx"]).is_empty() {
        return;
    }
    let wire = Wire::new();
    let before = attached(&wire);
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::KILL] {
        let running = capture(&wire, &["icmp"]);
        let during = attached(&wire);
        assert!(during.contains("tcxdump_in") && during.contains("tcxdump_out"), "{during}");
        running.signal(signal);
        running.wait();
        assert_eq!(attached(&wire), before, "after {signal:?}");
    }
}

#[test]
fn clsact_is_taken_away_again_by_who_put_it_there() {
    if !(require::live() && require::tool("tc")) {
        return;
    }
    let wire = Wire::new();
    let before = attached(&wire);
    let running = capture(&wire, &["--engine", "clsact", "icmp"]);
    assert!(attached(&wire).contains("clsact"), "{}", attached(&wire));
    captures_pings(&wire, running);
    assert_eq!(attached(&wire), before);

    wire.left.run("tc qdisc add dev l0 clsact");
    captures_pings(&wire, capture(&wire, &["--engine", "clsact", "icmp"]));
    assert!(attached(&wire).contains("clsact"), "a qdisc of somebody else was removed");
}

#[test]
fn clsact_leftovers_of_a_killed_capture_go_at_the_next_start() {
    if !(require::live() && require::tool("tc")) {
        return;
    }
    let wire = Wire::new();
    let before = attached(&wire);
    let killed = capture(&wire, &["--engine", "clsact", "icmp"]);
    killed.signal(Signal::KILL);
    killed.wait();
    assert!(attached(&wire).contains("tcxdump_in"), "the test shows nothing: nothing was left");
    captures_pings(&wire, capture(&wire, &["--engine", "clsact", "icmp"]));
    assert_eq!(attached(&wire), before);
}

#[test]
fn two_captures_on_one_interface_see_the_same() {
    if !require::live() {
        return;
    }
    for engine in engines::among(&["tcx", "clsact"]) {
        let wire = Wire::new();
        let other = capture(&wire, &["--engine", engine, "icmp"]);
        captures_pings(&wire, capture(&wire, &["--engine", engine, "icmp"]));
        let said = other.interrupt();
        assert_eq!(figure(&said, "captured"), 4, "{engine}");
    }
}

#[test]
fn an_xdp_program_that_is_there_is_neither_replaced_nor_hidden() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let first = capture(&wire, &["--engine", "xdp", "icmp"]);
    let refused = run(&mut wire.left.command(tcxdump().args(["--engine", "xdp", "-i", "l0"])));
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("l0: XDP is taken by program "), "{}", refused.stderr);
    assert!(refused.stderr.contains("(tcxdump_xdp)"), "{}", refused.stderr);

    let beside = capture(&wire, &["icmp"]);
    let said = captures_pings(&wire, beside);
    assert!(said.stderr.contains("WARNING: l0: XDP has program "), "{}", said.stderr);
    assert_eq!(figure(&first.interrupt(), "captured"), 4);

    let killed = capture(&wire, &["--engine", "xdp", "icmp"]);
    killed.signal(Signal::KILL);
    killed.wait();
    let again = capture(&wire, &["--engine", "xdp", "icmp"]);
    captures_pings(&wire, again);
    assert_eq!(attached(&wire).matches("tcxdump_").count(), 0);
}

#[test]
fn a_probe_tells_what_is_there_and_leaves_nothing() {
    if !require::live() || engines::among(&["tcx"]).is_empty() {
        return;
    }
    let wire = Wire::new();
    let running = capture(&wire, &["--engine", "tcx", "icmp"]);
    let before = attached(&wire);
    let said = run(&mut wire.left.command(tcxdump().arg("--probe")));
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    for line in ["CAP_BPF              there", "tcx                  works", "AF_PACKET            works"] {
        assert!(said.stdout.contains(line), "{}", said.stdout);
    }
    assert!(said.stdout.contains("tcx ingress: program "), "{}", said.stdout);
    assert_eq!(attached(&wire), before);
    drop(running);
}
