//! From a record to its line or file no memory is taken for it: what there is serves again.

use std::{fs, io::Cursor, net::Ipv4Addr, path::Path, rc::Rc, slice};

use allocation_counter::measure;
use capture_common::{Direction, LinkType, Record, Timestamp};
use capture_dissect::{Dissector, NoNames, Options};
use capture_filter::{CompileOptions, compile};
use tcxdump::{
    cli::save::{Format, Rotation, SavePlan},
    savefile::Reader,
    sink::{
        Sink,
        save::{SaveSink, folder},
    },
    source::Interface,
};

use crate::{
    print::golden_captures,
    support::captures::{Folder, pcap},
};

struct Utc;

impl capture_dissect::Zone for Utc {
    fn utc_offset(&self, _: i64) -> i32 {
        0
    }
}

/// How often memory is taken when something is done once more.
fn taken_again(mut work: impl FnMut()) -> u64 {
    // The first times buffers grow, and conversations are met.
    work();
    work();
    measure(work).count_total
}

#[test]
fn a_line_takes_no_memory() {
    let everyday =
        ["net/arp/", "net/icmp/", "net/ipv4/", "net/ipv6/", "transport/tcp/", "transport/udp/", "app/dns/"];
    let is_everyday = |path: &Path| everyday.iter().any(|it| path.to_string_lossy().contains(it));
    let mut captures = golden_captures();
    captures.retain(|path| is_everyday(path));
    assert!(captures.len() >= 4, "{captures:?}");
    for path in captures {
        let file = fs::read(&path).unwrap();
        let link_type = LinkType(u32::from_le_bytes(file[20..24].try_into().unwrap()));
        let packets = crate::support::captures::parse(&file);
        for verbose in [0, 1, 3] {
            let options = Options { numeric: true, verbose, ..Options::default() };
            let mut dissector = Dissector::new(options, Box::new(Utc), Box::new(NoNames));
            let mut text = Vec::new();
            let taken = taken_again(|| {
                text.clear();
                for packet in &packets {
                    let ts = Timestamp { secs: 1, nanos: 0 };
                    let direction = Direction::default();
                    let record =
                        Record { ts, iface: 0, direction, origlen: packet.origlen, data: &packet.data };
                    dissector.print(&record, link_type, &mut text);
                }
            });
            assert_eq!(taken, 0, "{} -{}", path.display(), "v".repeat(verbose.into()));
        }
    }
}

#[test]
fn a_filter_takes_no_memory() {
    let options = CompileOptions::new(LinkType::ETHERNET, 262_144);
    let text = format!("tcp port 443 or host {} or ip protochain 6", Ipv4Addr::new(10, 0, 0, 1));
    let program = compile(&text, &options, &capture_filter::NoNames).unwrap();
    let frame = crate::support::captures::ipv4(17, &[0; 64]);
    assert_eq!(taken_again(|| assert_ne!(program.run(&frame, frame.len() as u32), 0)), 0);
}

#[test]
fn reading_takes_no_memory_for_each_packet() {
    let packets = vec![crate::support::captures::packet(&[7; 700]); 20_000];
    let file = pcap(crate::support::captures::ETHERNET, &packets);
    let mut reader = Reader::new(Box::new(Cursor::new(file)), true).unwrap();
    let mut read = |count| (0..count).for_each(|_| assert!(reader.read().unwrap().is_some()));
    read(10_000);
    assert_eq!(measure(|| read(10_000)).count_total, 0);
}

#[test]
fn saving_takes_no_memory_for_each_packet() {
    let files = Folder::new("saving");
    for format in [Format::Pcap, Format::Pcapng] {
        let path = files.file("saved");
        let folder = Rc::new(folder::Folder::of(&path).unwrap());
        let plan = SavePlan {
            path,
            format,
            nanoseconds: false,
            compression: None,
            packet_buffered: false,
            rotation: Rotation::default(),
            post_rotate: None,
            max_disk: None,
        };
        let interface = Interface::of_savefile(LinkType::ETHERNET, 262_144, 0);
        let mut sink = SaveSink::create(&plan, &folder, "", None).unwrap();
        sink.start(slice::from_ref(&interface)).unwrap();
        let data = [7; 700];
        let (ts, direction) = (Timestamp { secs: 1, nanos: 0 }, Direction::default());
        let record = Record { ts, iface: 0, direction, origlen: 700, data: &data };
        let taken = taken_again(|| (0..40_000).for_each(|_| sink.record(&record, &interface).unwrap()));
        // What is handed to the thread that writes is a block of 4 MiB, and the channel takes memory now and then.
        assert!(taken <= 10, "{format:?}: {taken}");
        sink.finish().unwrap();
    }
}
