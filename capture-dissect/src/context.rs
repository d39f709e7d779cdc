//! What a printer has at hand besides its bytes: the text so far, the options, and what lower layers
//! have learned.

use std::net::IpAddr;

use crate::{
    cursor::Cursor,
    flows::Flows,
    hex,
    net::ip_protocol,
    options::{Dump, Names, Options},
    oui,
    show::{Addr, Ipv4, Ipv6, Mac, Macs, Safe, decimal, named, out},
    stop::{Outcome, Stop},
};

/// Prints one protocol: the one shape of all printers.
pub(crate) type Printer = fn(&mut Context<'_>, Cursor<'_>) -> Outcome;

/// How deep printers may call each other; each level costs about a kilobyte of stack.
const MAX_DEPTH: u8 = 60;

/// Text of a packet that only one which was made up for it reaches, by having its bytes shown again and again.
const LONG_TEXT: usize = 2 << 20;

/// What the innermost IP header said.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ip {
    /// 4 or 6; 0 without such a header.
    pub version: u8,
    /// The source.
    pub src: Addr,
    /// The destination.
    pub dst: Addr,
    /// The last destination of a source route; like `dst` without one.
    pub final_dst: Addr,
    /// The protocol that the fixed header names.
    pub next_header: u8,
    /// Whether the packet is the first fragment of several.
    pub fragmented: bool,
    /// The time to live, or hop limit.
    pub ttl: u8,
}

/// One packet while it is being printed.
pub(crate) struct Context<'a> {
    /// The text so far.
    pub out: &'a mut Vec<u8>,
    /// How to print.
    pub options: &'a Options,
    /// What is remembered from packet to packet.
    pub flows: &'a mut Flows,
    /// The innermost IP header.
    pub ip: Ip,
    /// Source and destination port of the innermost datagram.
    pub ports: (u16, u16),
    /// Bytes of the link header so far, which `-x` leaves out.
    pub link_len: usize,
    /// The addresses of the innermost frame, where it has such.
    pub macs: Option<Macs>,
    /// How many times `-v` does not count, where a printer shows what another packet holds.
    pub quieter: u8,
    names: &'a mut dyn Names,
    name: &'static str,
    depth: u8,
}

impl<'a> Context<'a> {
    /// Begins a packet.
    pub fn new(
        options: &'a Options,
        names: &'a mut dyn Names,
        flows: &'a mut Flows,
        out: &'a mut Vec<u8>,
    ) -> Self {
        Self {
            out,
            options,
            flows,
            ip: Ip::default(),
            ports: (0, 0),
            link_len: 0,
            macs: None,
            quieter: 0,
            names,
            name: "",
            depth: 0,
        }
    }

    /// Says whose bytes come next: the name in `[|name]`.
    pub fn enter(&mut self, name: &'static str) {
        self.name = name;
    }

    /// Hands bytes to another printer: the only way down.
    ///
    /// Bounds the nesting, and turns [`Stop::Invalid`] into ` (invalid)` and [`Stop::Cut`] into
    /// ` [|name]`.
    pub fn call(&mut self, printer: Printer, p: Cursor<'_>) -> Outcome {
        if self.depth >= MAX_DEPTH {
            out!(self, " [nested too deep]");
            return Ok(());
        }
        self.depth += 1;
        let outcome = printer(self, p);
        self.depth -= 1;
        match outcome {
            Err(Stop::Invalid) => self.invalid(),
            Err(Stop::Cut) => self.truncated(),
            other => other,
        }
    }

    /// Prints ` (invalid)` where the printer goes on.
    pub fn invalid(&mut self) -> Outcome {
        out!(self, " (invalid)");
        Ok(())
    }

    /// Ends a printer of `p` that says of what is invalid that it was cut, too, where it was.
    pub fn also_cut(&mut self, p: Cursor<'_>, outcome: Outcome) -> Outcome {
        match outcome {
            Err(Stop::Invalid) => {
                self.invalid()?;
                p.at(p.len()).map(|_| ())
            }
            other => other,
        }
    }

    /// Prints ` [|name]` where the layer above goes on.
    pub fn truncated(&mut self) -> Outcome {
        out!(self, " [|", self.name, "]");
        Ok(())
    }

    /// Says that a header of so many bytes was cut; nothing of `p` is read behind it.
    pub fn header_cut(&mut self, p: Cursor<'_>, header_len: usize) -> Outcome {
        out!(self, " [remaining caplen(", p.captured(), ") < header length(", header_len, ")]");
        Err(Stop::Truncated)
    }

    /// Prints ` [|name]` where even the link header was cut: `-x` shows nothing of `captured` bytes.
    pub fn cut_in_link_header(&mut self, captured: usize) -> Outcome {
        self.link_len = captured;
        self.truncated()
    }

    /// Whether there is so much text that a printer must not show the same bytes once more.
    pub const fn is_long(&self) -> bool {
        self.out.len() > LONG_TEXT
    }

    /// Whether `-v` was given at least so many times.
    pub const fn verbose(&self, times: u8) -> bool {
        self.options.verbose.saturating_sub(self.quieter) >= times
    }

    /// Prints bytes that no printer knows, in hexadecimal and as text.
    pub fn default_print(&mut self, bytes: &[u8]) {
        hex::hex_ascii("\n\t", bytes, self.out);
    }

    /// Prints a payload that no printer knows, unless `-q` wants none of it or `-x` or `-X` show the
    /// whole packet anyway.
    pub fn unknown_payload(&mut self, bytes: &[u8]) {
        if self.shows_payloads() {
            self.default_print(bytes);
        }
    }

    /// Whether [`unknown_payload`](Self::unknown_payload) shows anything.
    pub const fn shows_payloads(&self) -> bool {
        self.options.quiet == 0 && !self.dumps_packets()
    }

    /// Whether `-x` or `-X` show the whole packet.
    pub const fn dumps_packets(&self) -> bool {
        matches!(self.options.dump, Dump::Hex { .. } | Dump::HexAscii { .. })
    }

    /// Prints bytes in hexadecimal, each row behind a line break and this indentation.
    pub fn unknown_data(&mut self, indent: &str, p: Cursor<'_>, len: usize) {
        let bytes = p.limit(len).bytes();
        hex::hex(indent, bytes, self.out);
    }

    /// Prints ` > ` between the two ends, with a colon and a blank behind.
    pub fn ends(&mut self) {
        let (src, dst) = (self.ip.src, self.ip.dst);
        out!(self, src, " > ", dst, ": ");
    }

    /// Prints a TCP port.
    pub fn tcp_port(&mut self, port: u16) {
        match self.options.numeric {
            true => out!(self, port),
            false => port_text(self.names.tcp_port(port), self.out, port),
        }
    }

    /// Prints an interface's name, or `?` where it has none, in at least five characters.
    pub fn interface(&mut self, ifindex: u32) {
        let name = self.names.interface(ifindex).unwrap_or("?").to_owned();
        out!(self, Safe(name.as_bytes()));
        for _ in name.len()..5 {
            out!(self, ' ');
        }
    }

    /// Prints a UDP port.
    pub fn udp_port(&mut self, port: u16) {
        match self.options.numeric {
            true => out!(self, port),
            false => port_text(self.names.udp_port(port), self.out, port),
        }
    }

    /// Prints the name of a protocol above IP, or ` ip-proto-` and its number, a blank before it.
    pub fn ip_protocol(&mut self, number: u8) {
        let names = if self.options.numeric { &[] } else { ip_protocol::NAMES };
        out!(self, " ", named(names, number).or("ip-proto-", ""));
    }

    /// Prints a host's name, or its address without one.
    pub fn named_ipv4(&mut self, address: Ipv4) {
        if !self.host(IpAddr::from(address.0)) {
            address.number(self.out);
        }
    }

    /// Prints a host's name, or its address without one.
    pub fn named_ipv6(&mut self, address: Ipv6) {
        if !self.host(IpAddr::from(address.0)) {
            address.number(self.out);
        }
    }

    fn host(&mut self, address: IpAddr) -> bool {
        let Some(name) = self.names.host(address) else { return false };
        let name = match self.options.suppress_domain {
            true => name.split('.').next().unwrap_or_default(),
            false => name,
        };
        let name = name.to_owned();
        out!(self, Safe(name.as_bytes()));
        true
    }

    /// Prints a MAC address with the name of its owner or maker.
    pub fn named_mac(&mut self, address: Mac) {
        if let Some(name) = self.names.mac(address.0) {
            let name = name.to_owned();
            return out!(self, Safe(name.as_bytes()));
        }
        address.number(self.out);
        out!(self, " (oui ", oui::maker(address), ")");
    }
}

fn port_text(name: Option<&str>, out: &mut Vec<u8>, number: u16) {
    match name {
        // Names of services come from a file of the machine's own.
        Some(name) => out.extend(name.bytes().filter(u8::is_ascii_graphic)),
        None => decimal(number, out),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::options::NoNames;

    /// What something prints with these options.
    pub fn text_with(options: &Options, print: impl FnOnce(&mut Context<'_>)) -> String {
        let (mut names, mut flows, mut out) = (NoNames, Flows::default(), Vec::new());
        print(&mut Context::new(options, &mut names, &mut flows, &mut out));
        String::from_utf8(out).unwrap()
    }

    /// What something prints with `-n`.
    pub fn text(print: impl FnOnce(&mut Context<'_>)) -> String {
        text_with(&Options { numeric: true, ..Options::default() }, print)
    }

    /// What a printer makes of bytes with `-n` and so many `-v`, the end of the line included.
    pub fn printed(printer: Printer, verbose: u8, bytes: &[u8]) -> String {
        let options = Options { numeric: true, verbose, ..Options::default() };
        text_with(&options, |cx| {
            if cx.call(printer, Cursor::new(bytes, bytes.len())).is_err() {
                let _ = cx.truncated();
            }
        })
    }

    fn nest(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
        out!(cx, '.');
        cx.call(nest, p)
    }

    #[test]
    fn nesting_is_bounded() {
        let dots = ".".repeat(MAX_DEPTH.into());
        assert_eq!(printed(nest, 0, &[]), format!("{dots} [nested too deep]"));
    }

    #[test]
    fn a_stop_ends_the_printer_in_its_own_way() {
        fn truncated(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
            cx.enter("test");
            p.u8().map(|_| ())
        }
        fn invalid(_: &mut Context<'_>, _: Cursor<'_>) -> Outcome {
            Err(Stop::Invalid)
        }
        assert_eq!(printed(truncated, 0, &[]), " [|test]");
        assert_eq!(printed(invalid, 0, &[]), " (invalid)");
    }
}
