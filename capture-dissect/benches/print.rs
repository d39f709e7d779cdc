//! What a line costs: the packets of each golden capture, plain and with `-v`.

#![allow(missing_docs, reason = "criterion's macro makes a public function")]

use std::{fs, hint::black_box, path::Path};

use capture_common::{Direction, LinkType, Record, Timestamp};
use capture_dissect::{Dissector, NoNames, Options, Zone};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

struct Utc;

impl Zone for Utc {
    fn utc_offset(&self, _: i64) -> i32 {
        0
    }
}

/// The packets of a savefile with a little-endian header.
fn packets(file: &Path) -> Vec<Vec<u8>> {
    let bytes = fs::read(file).unwrap();
    let (mut rest, mut packets) = (&bytes[24..], Vec::new());
    while let Some((header, behind)) = rest.split_first_chunk::<16>() {
        let len = u32::from_le_bytes(header[8..12].try_into().unwrap()) as usize;
        packets.push(behind[..len].to_vec());
        rest = &behind[len..];
    }
    packets
}

fn print(criterion: &mut Criterion) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden");
    for name in ["app/dns/messages", "net/arp/request", "transport/tcp/segments", "transport/udp/datagrams"] {
        let packets = packets(&golden.join(name).with_extension("pcap"));
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(packets.len() as u64));
        for verbose in 0..2 {
            let options = Options { numeric: true, verbose, ..Options::default() };
            let mut dissector = Dissector::new(options, Box::new(Utc), Box::new(NoNames));
            let mut text = Vec::new();
            group.bench_function(["plain", "verbose"][usize::from(verbose)], |bencher| {
                bencher.iter(|| {
                    text.clear();
                    for data in &packets {
                        let (ts, origlen) = (Timestamp { secs: 1, nanos: 2_000 }, data.len() as u32);
                        let record = Record { ts, iface: 0, direction: Direction::default(), origlen, data };
                        dissector.print(&record, LinkType::ETHERNET, &mut text);
                    }
                    black_box(&text);
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, print);
criterion_main!(benches);
