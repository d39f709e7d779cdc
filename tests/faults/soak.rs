//! A capture that runs for long: it grows in nothing.

use std::{
    fs,
    net::UdpSocket,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::support::{
    capture::{Capture, figure},
    captures::{Folder, read},
    command::tcxdump,
    ledger,
    netns::Wire,
    random::given,
    require,
};

/// Packets a second.
const RATE: u64 = 100_000;

const PORT: u16 = 7009;

/// How often the capture is looked at.
const SAMPLE: Duration = Duration::from_secs(10);

/// Most growth of the resident memory, in bytes an hour.
const MAX_SLOPE: f64 = 1024.0 * 1024.0;

/// What was seen of the process at one moment.
struct Sample {
    hours: f64,
    resident: f64,
    descriptors: usize,
}

/// Sends at the rate until told to stop, in bursts of a millisecond.
fn send(wire: &Wire, stop: &AtomicBool, sent: &AtomicU64) {
    wire.left.enter(|| {
        let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
        let started = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            let due = started.elapsed().as_micros() as u64 * RATE / 1_000_000;
            let late = due - sent.load(Ordering::Relaxed).min(due);
            // On a busy machine what was missed is not made up for at once.
            for _ in 0..late.min(RATE / 100) {
                socket.send_to(&[7; 86], ("10.9.0.2", PORT)).unwrap();
            }
            sent.fetch_add(late, Ordering::Relaxed);
            thread::sleep(Duration::from_millis(1));
        }
    });
}

fn sample(running: &Capture, started: Instant) -> Sample {
    let process = format!("/proc/{}", running.id());
    let status = fs::read_to_string(format!("{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let resident: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    Sample {
        hours: started.elapsed().as_secs_f64() / 3600.0,
        resident: resident * 1024.0,
        descriptors: fs::read_dir(format!("{process}/fd")).unwrap().count(),
    }
}

/// The slope of the line that fits the samples best, in bytes an hour.
fn slope(samples: &[Sample]) -> f64 {
    let count = samples.len() as f64;
    let mean = |value: fn(&Sample) -> f64| samples.iter().map(value).sum::<f64>() / count;
    let (hours, resident) = (mean(|it| it.hours), mean(|it| it.resident));
    let products = samples.iter().map(|it| (it.hours - hours) * (it.resident - resident)).sum::<f64>();
    products / samples.iter().map(|it| (it.hours - hours).powi(2)).sum::<f64>()
}

#[test]
#[ignore = "takes as long as it is told to: cargo xtask soak"]
fn a_long_capture_grows_in_nothing() {
    if !require::live() {
        return;
    }
    let minutes = given("TCXDUMP_MINUTES", 1);
    let (wire, folder) = (Wire::new(), Folder::new("soak"));
    let receiver = wire.right.enter(|| UdpSocket::bind(("10.9.0.2", PORT)).unwrap());
    let words = ["-i", "l0", "-w", &folder.word("x"), "-C", "50", "-W", "3", "--json-stats"];
    let interval = ["--stats-interval", "10", "udp dst port 7009"];
    let running = Capture::start(&mut wire.left.command(tcxdump().args(words).args(interval)));
    let (stop, sent) = (AtomicBool::new(false), AtomicU64::new(0));
    let (started, mut samples) = (Instant::now(), Vec::new());
    thread::scope(|scope| {
        scope.spawn(|| send(&wire, &stop, &sent));
        while started.elapsed() < Duration::from_secs(60 * minutes as u64) {
            thread::sleep(SAMPLE);
            let now = sample(&running, started);
            if let Some(line) = running.last_line(|line| line.starts_with('{')) {
                let told = ledger::parse(&line, true);
                println!(
                    "{:6.0} s: {} seen, {} dropped, {} KiB resident, {} descriptors",
                    now.hours * 3600.0,
                    told["total"]["seen"],
                    told["total"]["dropped"],
                    now.resident / 1024.0,
                    now.descriptors
                );
            }
            samples.push(now);
        }
        stop.store(true, Ordering::Relaxed);
    });
    let elapsed = started.elapsed();
    let said = running.interrupt();
    drop(receiver);
    let told = ledger::last(&said);
    let (seen, dropped) = (figure(&said, "received by filter"), figure(&said, "dropped by kernel"));
    assert_eq!(figure(&said, "captured") + dropped, seen, "{told}");
    for file in ["x0", "x1", "x2"].map(|name| folder.file(name)).iter().filter(|file| file.exists()) {
        read(file);
    }
    // Memory that is used for the first time is no growth: the first half is left out.
    let later = samples.split_off(samples.len() / 2);
    let slope = slope(&later);
    println!(
        "{seen} packets in {:.0} s, {:.0} a second; {dropped} dropped; resident memory grows by {:.3} MiB an hour",
        elapsed.as_secs_f64(),
        seen as f64 / elapsed.as_secs_f64(),
        slope / MAX_SLOPE
    );
    assert!(seen > 0 && slope < MAX_SLOPE);
    let descriptors = later.iter().map(|it| it.descriptors);
    assert_eq!(descriptors.clone().max(), descriptors.min(), "descriptors are leaked");
}
