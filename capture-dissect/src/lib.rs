//! Packets as tcpdump 4.99.6 prints them, byte for byte.
//!
//! ```text
//! Dissector::print   number, time       time.rs
//!   link printer     Ethernet, ...      link/      Context: text so far, options, what is known
//!     net printer    IPv4, ARP, ...     net/       Cursor:  the bytes, and the only way to them
//!       transport    TCP, UDP, ...      transport/ Stop:    why a printer ends early
//!         app        DNS, DHCP, ...     app/
//!   -x, -X, -A       rows of bytes      hex.rs
//! ```
//!
//! One protocol is one file with one function `print`, found through one line in `tables.rs`. No
//! input makes this crate panic, and all text is printable ASCII with line breaks and tabs.
#![forbid(unsafe_code)]
#![deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

use capture_common::{LinkType, Record, abi::MAX_SNAPLEN};

mod app;
mod checksum;
mod context;
mod cursor;
mod flows;
mod hex;
mod link;
mod net;
mod options;
mod oui;
mod show;
mod stop;
mod tables;
mod time;
mod transport;

pub use options::{Dump, EspCipher, EspKey, Names, NoNames, Opens, Options, Payload, TimestampStyle, Zone};

use context::Context;
use cursor::Cursor;
use flows::Flows;
use show::{Blanks, out};
use time::Clock;

/// Prints packets, and remembers what later packets are shown relative to.
pub struct Dissector {
    options: Options,
    names: Box<dyn Names>,
    clock: Clock,
    flows: Flows,
    packets: u64,
}

impl Dissector {
    /// A dissector that has seen no packet.
    pub fn new(options: Options, zone: Box<dyn Zone>, names: Box<dyn Names>) -> Self {
        let clock = Clock::new(options.timestamp, options.nanoseconds, zone);
        Self { options, names, clock, flows: Flows::default(), packets: 0 }
    }

    /// Appends the lines of one packet, each with its line break.
    pub fn print(&mut self, record: &Record<'_>, link_type: LinkType, out: &mut Vec<u8>) {
        self.packets += 1;
        let cx = &mut Context::new(&self.options, &mut *self.names, &mut self.flows, out);
        if self.options.packet_number {
            out!(cx, Blanks(self.packets, 5), "  ");
        }
        let (caplen, origlen) = (record.caplen(), record.origlen);
        if caplen == 0 || origlen < caplen || origlen > MAX_SNAPLEN {
            return complain_of_lengths(cx, record);
        }
        self.clock.print(record.ts, cx.out);
        let packet = Cursor::new(record.data, record.origlen as usize);
        match tables::link(link_type) {
            Some(printer) => {
                if cx.call(printer, packet).is_err() {
                    // Truncated: the line ends here, and `-x` shows the link header, too.
                    let _ = cx.truncated();
                    cx.link_len = 0;
                }
            }
            None => {
                out!(cx, "UNSUPPORTED");
                hex::hex_ascii("\n\t", record.data, cx.out);
            }
        }
        let link_len = cx.link_len;
        self.dump(record.data, link_len, out);
        out.push(b'\n');
    }

    fn dump(&self, data: &[u8], link_len: usize, out: &mut Vec<u8>) {
        let shown = |link| if link { data } else { data.get(link_len..).unwrap_or_default() };
        match self.options.dump {
            Dump::None => {}
            Dump::Hex { link } => hex::hex("\n\t", shown(link), out),
            Dump::HexAscii { link } => hex::hex_ascii("\n\t", shown(link), out),
            Dump::Ascii { link: false } if data.len() <= link_len => {}
            Dump::Ascii { link } => hex::ascii(shown(link), out),
        }
    }
}

/// Says how the record's lengths do not fit each other.
#[cold]
fn complain_of_lengths(cx: &mut Context<'_>, record: &Record<'_>) {
    let (origlen, caplen) = (record.origlen, record.caplen());
    let mut separator = "[Invalid header:";
    let mut complain = |cx: &mut Context<'_>| {
        out!(cx, separator);
        separator = ",";
    };
    if caplen == 0 {
        complain(cx);
        out!(cx, " caplen==0");
    }
    if origlen == 0 {
        complain(cx);
        out!(cx, " len==0");
    } else if origlen < caplen {
        complain(cx);
        out!(cx, " len(", origlen, ") < caplen(", caplen, ")");
    }
    if caplen > MAX_SNAPLEN {
        complain(cx);
        out!(cx, " caplen(", caplen, ") > ", MAX_SNAPLEN);
    }
    if origlen > MAX_SNAPLEN {
        complain(cx);
        out!(cx, " len(", origlen, ") > ", MAX_SNAPLEN);
    }
    out!(cx, "]\n");
}

#[cfg(test)]
mod tests {
    use capture_common::{Direction, Timestamp};

    use super::*;

    struct Utc;

    impl Zone for Utc {
        fn utc_offset(&self, _: i64) -> i32 {
            0
        }
    }

    fn print(options: &Options, link_type: u32, origlen: u32, data: &[u8]) -> String {
        let mut out = Vec::new();
        let ts = Timestamp { secs: 1, nanos: 2_000 };
        let record = Record { ts, iface: 0, direction: Direction::Unknown, origlen, data };
        let options = Options { numeric: true, ..options.clone() };
        Dissector::new(options, Box::new(Utc), Box::new(NoNames)).print(
            &record,
            LinkType(link_type),
            &mut out,
        );
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lengths_that_cannot_be_are_all_that_is_said() {
        let options = Options { packet_number: true, ..Options::default() };
        assert_eq!(print(&options, 1, 0, &[]), "    1  [Invalid header: caplen==0, len==0]\n");
        assert_eq!(print(&options, 1, 1, &[1, 2]), "    1  [Invalid header: len(1) < caplen(2)]\n");
        assert_eq!(print(&options, 1, 262_145, &[1]), "    1  [Invalid header: len(262145) > 262144]\n");
    }

    #[test]
    fn a_link_type_without_a_printer_is_dumped() {
        let blanks = " ".repeat(37);
        let expected = format!("00:00:01.000002 UNSUPPORTED\n\t0x0000:  4100{blanks}A.\n");
        assert_eq!(print(&Options::default(), 160, 2, b"A\0"), expected);
    }

    #[test]
    fn a_dump_leaves_out_the_link_header_unless_asked_for() {
        let frame = b"\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x99\x99AB";
        let dumped = |dump| print(&Options { dump, quiet: 1, ..Options::default() }, 1, 16, frame);
        assert!(dumped(Dump::Hex { link: false }).ends_with("length 16: \n\t0x0000:  4142\n"));
        assert!(dumped(Dump::Ascii { link: false }).ends_with("length 16: \nAB\n"));
        assert!(dumped(Dump::Ascii { link: true }).ends_with("length 16: \n.........\t\n...AB\n"));
        let whole = "\n\t0x0000:  0001 0203 0405 0607 0809 0a0b 9999 4142\n";
        assert!(dumped(Dump::Hex { link: true }).ends_with(whole));
        let cut = print(
            &Options { dump: Dump::Hex { link: false }, ..Options::default() },
            1,
            14,
            b"\0\0\0\0\0\0\0\0\0\0\0\0\x08\x06",
        );
        assert!(cut.ends_with(" [|arp]\n\t0x0000:  0000 0000 0000 0000 0000 0000 0806\n"));
    }
}
