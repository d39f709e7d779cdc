//! Rx, the remote procedure calls of AFS, and the services of AFS on it ("Rx protocol specification").
//!
//! ```text
//!  0       4     8      12         16       20     21      22      23         24         26        28
//! +-------+-----+------+----------+--------+------+-------+--------+----------+----------+---------+-----
//! | epoch | cid | call | sequence | serial | type | flags | status | security | checksum | service | data
//! +-------+-----+------+----------+--------+------+-------+--------+----------+----------+---------+-----
//! ```
//!
//! The data of a call begin with the number of its operation; those of an error with its number. A reply
//! does not say what it answers: calls are remembered (`flows.rs`).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

mod ack;
mod bos;
mod cb;
mod field;
mod fs;
mod kauth;
mod prot;
mod ubik;
mod vldb;
mod vol;

use field::Operation;

const HEADER: usize = 28;

const FILES: u16 = 7000;
const PROTECTION: u16 = 7002;
const LOCATION: u16 = 7003;

const DATA: u8 = 1;
const ACK: u8 = 2;
const ABORT: u8 = 4;
const CLIENT: u8 = 1;

const TYPES: &Table = &[
    (1, "data"),
    (2, "ack"),
    (3, "busy"),
    (4, "abort"),
    (5, "ackall"),
    (6, "challenge"),
    (7, "response"),
    (8, "debug"),
    (9, "params"),
    (13, "version"),
];

/// Flags; the last means one thing in data and another in acknowledgements.
const FLAGS: [(u8, &str); 5] =
    [(1, "client-init"), (2, "req-ack"), (4, "last-pckt"), (8, "more-pckts"), (16, "free-pckt")];
const LAST_FLAG: u8 = 0x20;

/// A service: its name, what is said where too little of it was captured, and its operations.
struct Service {
    port: u16,
    name: &'static str,
    cut: &'static str,
    operations: &'static [Operation],
    /// Whether it is a database whose copies ubik keeps alike.
    is_database: bool,
}

#[rustfmt::skip]
const SERVICES: &[Service] = &[
    Service { port: FILES, name: " fs", cut: "fs", operations: fs::OPERATIONS, is_database: false },
    Service { port: 7001, name: " cb", cut: "cb", operations: cb::OPERATIONS, is_database: false },
    Service { port: PROTECTION, name: " pt", cut: "pt", operations: prot::OPERATIONS, is_database: true },
    Service { port: LOCATION, name: " vldb", cut: "vldb", operations: vldb::OPERATIONS, is_database: true },
    Service { port: 7004, name: " kauth", cut: "kauth", operations: kauth::OPERATIONS, is_database: true },
    Service { port: 7005, name: " vol", cut: "vol", operations: vol::OPERATIONS, is_database: false },
    Service { port: 7007, name: " bos", cut: "bos", operations: bos::OPERATIONS, is_database: false },
];

/// What the header says.
struct Header {
    call: u32,
    sequence: u32,
    kind: u8,
    flags: u8,
    service: u16,
}

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("rx");
    let len = p.len();
    if !p.has(HEADER) {
        out!(cx, " [|rx] (", len, ")");
        return Ok(());
    }
    let mut data = p;
    let header = show_header(cx, &mut data)?;
    let is_call = header.kind == DATA && header.sequence == 1 && header.flags & CLIENT != 0;
    let is_reply =
        (header.kind == DATA && header.sequence == 1 || header.kind == ABORT) && header.flags & CLIENT == 0;
    let (src, dst, (sport, dport)) = (cx.ip.src, cx.ip.dst, cx.ports);
    if is_call {
        if let Ok(operation) = data.peek_u32(0) {
            cx.flows.rx.insert((header.call, src, dst, dport, header.service), operation);
        }
        request(cx, data, dport)?;
    } else if is_reply
        && let Some(operation) = cx.flows.rx.find((header.call, dst, src, sport, header.service))
    {
        reply(cx, data, sport, operation, header.kind == ABORT)?;
    } else if header.kind == ACK {
        shorten(cx, "ack", |cx| ack::print(cx, data))?;
    }
    out!(cx, " (", len, ")");
    Ok(())
}

fn show_header(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<Header, Stop> {
    p.skip(4)?;
    let (cid, call, sequence, serial) = (p.be_u32()?, p.be_u32()?, p.be_u32()?, p.be_u32()?);
    let [kind, flags, _, security] = p.array()?;
    p.skip(2)?;
    let service = p.be_u16()?;
    out!(cx, " rx ", named(TYPES, kind).or("type ", ""));
    if cx.verbose(2) {
        out!(cx, " cid ", hex(cid, 8), " call# ", call);
    }
    if cx.verbose(1) {
        out!(cx, " seq ", sequence, " ser ", serial);
    }
    if cx.verbose(3) {
        out!(cx, " secindex ", security, " serviceid ", service);
    }
    if cx.verbose(2) {
        let last = match kind {
            DATA => Some((LAST_FLAG, "jumbogram")),
            ACK => Some((LAST_FLAG, "slow-start")),
            _ => None,
        };
        let mut before = " <";
        for (bit, name) in FLAGS.into_iter().chain(last) {
            if flags & bit != 0 {
                out!(cx, before, name, ">");
                before = ",<";
            }
        }
    }
    Ok(Header { call, sequence, kind, flags, service })
}

/// Prints, and says in brackets where something is missing.
fn shorten(
    cx: &mut Context<'_>,
    cut: &'static str,
    print: impl FnOnce(&mut Context<'_>) -> Outcome,
) -> Outcome {
    match print(cx) {
        Err(Stop::Cut) => {
            out!(cx, " [|", cut, "]");
            Ok(())
        }
        outcome => outcome,
    }
}

fn service(port: u16) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.port == port)
}

/// The operations to which a number belongs, and what is said before its name.
fn operations(service: &'static Service, number: u32) -> (&'static str, &'static [Operation]) {
    match service.is_database && ubik::is_operation(number) {
        true => (" ubik", ubik::OPERATIONS),
        false => ("", service.operations),
    }
}

fn find(operations: &'static [Operation], number: u32) -> Option<&'static Operation> {
    operations.iter().find(|(it, ..)| *it == number)
}

fn request(cx: &mut Context<'_>, mut p: Cursor<'_>, port: u16) -> Outcome {
    let Some(service) = service(port) else { return Ok(()) };
    if p.len() == 0 {
        return Ok(());
    }
    let number = p.be_u32()?;
    let (kind, operations) = operations(service, number);
    out!(cx, service.name, kind, " call ");
    let Some((_, name, arguments, _)) = find(operations, number) else {
        out!(cx, "op#", number);
        return Ok(());
    };
    out!(cx, *name);
    let cut = if kind.is_empty() { service.cut } else { "ubik" };
    shorten(cx, cut, |cx| field::print(cx, &mut p, arguments))
}

fn reply(cx: &mut Context<'_>, mut p: Cursor<'_>, port: u16, number: u32, is_abort: bool) -> Outcome {
    let Some(service) = service(port) else { return Ok(()) };
    if p.len() == 0 && !matches!(port, PROTECTION | LOCATION) {
        return Ok(());
    }
    let (kind, operations) = operations(service, number);
    out!(cx, service.name, kind, " reply ");
    let found = find(operations, number);
    match found {
        Some((_, name, ..)) => out!(cx, *name),
        None => out!(cx, "op#", number),
    }
    if kind == " ubik" && number == ubik::BEACON {
        return ubik::vote(cx, &mut p, is_abort);
    }
    if is_abort {
        return error(cx, &mut p, port);
    }
    let Some((.., results)) = found else { return Ok(()) };
    let cut = if kind.is_empty() { service.cut } else { "ubik" };
    shorten(cx, cut, |cx| field::print(cx, &mut p, results))
}

fn error(cx: &mut Context<'_>, p: &mut Cursor<'_>, port: u16) -> Outcome {
    if port == FILES {
        let code = p.be_u32()?;
        match crate::show::name(fs::ERRORS, code) {
            Some(name) => out!(cx, " error ", name),
            None => out!(cx, " error #", code as i32),
        }
        return Ok(());
    }
    out!(cx, " errcode");
    out!(cx, " ", p.be_u32()? as i32);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::tests::text_with, options::Options};

    /// A packet of call 7 to or from the file server.
    fn packet(kind: u8, flags: u8, data: &[u8]) -> Vec<u8> {
        let head = b"\0\0\0\x01\0\0\x12\x34\0\0\0\x07\0\0\0\x01\0\0\0\x05";
        [&head[..], &[kind, flags, 0, 0, 0, 0, 0, 1], data].concat()
    }

    #[test]
    fn a_reply_says_what_it_answers() {
        let options = Options { numeric: true, verbose: 0, ..Options::default() };
        let shown = text_with(&options, |cx| {
            cx.ports = (4000, FILES);
            let call = packet(DATA, CLIENT, b"\0\0\0\x89\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x01a\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x09\0\0\0\0\0\0\0\0\0\0\0\0");
            print(cx, Cursor::new(&call, call.len())).unwrap();
            cx.ports = (FILES, 4000);
            for reply in [packet(DATA, 0, b"\0\0\0\x01\0\0\0\x04\0\0\0\x05"), packet(ABORT, 0, b"\0\0\0\x65")]
            {
                print(cx, Cursor::new(&reply, reply.len())).unwrap();
            }
        });
        let call = " rx data fs call create-file fid 1/2/3 \"a\" StoreStatus owner 9 (76)";
        let reply = " rx data fs reply create-file new fid 1/4/5 (40)";
        assert_eq!(shown, format!("{call}{reply} rx abort fs reply create-file error salvage volume (32)"));
    }

    #[test]
    fn too_little_is_said_in_brackets() {
        let options = Options { numeric: true, ..Options::default() };
        let shown = |packet: &[u8]| {
            text_with(&options, |cx| {
                cx.ports = (4000, FILES);
                print(cx, Cursor::new(packet, packet.len())).unwrap();
            })
        };
        assert_eq!(
            shown(&packet(DATA, CLIENT, b"\0\0\0\x83\0\0\0\x01")),
            " rx data fs call fetch-acl [|fs] (36)"
        );
        assert_eq!(shown(&packet(DATA, 0, b"")[..9]), " [|rx] (9)");
        assert_eq!(shown(&packet(ACK, 0, b"")), " rx ack [|ack] (28)");
    }
}
