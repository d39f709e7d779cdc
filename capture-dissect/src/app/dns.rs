//! Domain Name System (RFC 1035), multicast DNS (RFC 6762), LLMNR (RFC 4795).
//!
//! ```text
//!  0                   1
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
//! +-------------------------------+
//! |              id               |
//! +-+-------+-+-+-+-+-+-+-+-------+
//! |R|opcode |A|T|D|A|Z|A|C| rcode |   response, authoritative, truncated, recursion desired and
//! +-+-------+-+-+-+-+-+-+-+-------+   available, authentic data, checking disabled
//! |  counts: questions, answers,  |
//! |  authorities, additionals     |
//! +-------------------------------+
//! |  records (dns_record.rs)      |
//! ```

use crate::{
    app::{
        dns_name::skip_name,
        dns_record::{self, Message},
    },
    context::Context,
    cursor::Cursor,
    show::{hex, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 12;

const OPCODES: [&str; 16] = [
    "",
    " inv_q",
    " stat",
    " op3",
    " notify",
    " update",
    " op6",
    " op7",
    " op8",
    " updateA",
    " updateD",
    " updateDA",
    " updateM",
    " updateMA",
    " zoneInit",
    " zoneRef",
];

/// Errors by number; a missing blank is as tcpdump has it.
const RCODES: [&str; 24] = [
    "",
    " FormErr",
    " ServFail",
    " NXDomain",
    " NotImp",
    " Refused",
    " YXDomain",
    " YXRRSet",
    " NXRRSet",
    " NotAuth",
    " NotZone",
    " Resp11",
    " Resp12",
    " Resp13",
    " Resp14",
    " NoChange",
    " BadVers",
    "Resp17",
    " Resp18",
    " Resp19",
    " Resp20",
    "Resp21",
    " Resp22",
    " BadCookie",
];

/// The opcode of an inverse query.
const IQUERY: u16 = 1;

/// Bits of the second word that a request should not have.
const UNEXPECTED: u16 = 0x06cf;

/// Prints a message over UDP.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    message(cx, p, false)
}

/// Prints a message of multicast DNS.
pub(crate) fn print_mdns(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    message(cx, p, true)
}

/// Prints a message over TCP, where its length stands before it.
pub(crate) fn print_tcp(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("domain");
    if p.len() < 2 {
        out!(cx, " [DNS over TCP: length ", p.len(), " < 2]");
        return Err(Stop::Invalid);
    }
    let prefix = p.be_u16()?;
    if usize::from(prefix) != p.len() {
        out!(cx, " [prefix length(", prefix, ") != length(", p.len(), ")]");
        return Err(Stop::Invalid);
    }
    out!(cx, " ");
    message(cx, p, false)
}

/// The fields of a header.
struct Header {
    id: u16,
    flags: u16,
    /// Questions, answers, authorities, additionals.
    counts: [u16; 4],
}

impl Header {
    const fn opcode(&self) -> u16 {
        self.flags >> 11 & 0xf
    }

    const fn is_response(&self) -> bool {
        self.flags & 0x8000 != 0
    }
}

fn message(cx: &mut Context<'_>, p: Cursor<'_>, is_mdns: bool) -> Outcome {
    cx.enter("domain");
    if p.len() < HEADER {
        out!(cx, "domain [length ", p.len(), " < ", HEADER, "]");
        return Err(Stop::Invalid);
    }
    p.need(HEADER)?;
    let mut fields = p;
    let header = Header {
        id: fields.be_u16()?,
        flags: fields.be_u16()?,
        counts: [fields.be_u16()?, fields.be_u16()?, fields.be_u16()?, fields.be_u16()?],
    };
    let message = Message { start: p, is_mdns };
    let sections = match header.is_response() {
        true => response(cx, &header, message),
        false => request(cx, &header, message),
    };
    match sections {
        Ok(()) => {
            out!(cx, " (", p.len(), ")");
            Ok(())
        }
        Err(Stop::Truncated | Stop::Cut) => cx.truncated(),
        Err(Stop::Invalid) => Err(Stop::Invalid),
    }
}

fn response(cx: &mut Context<'_>, header: &Header, message: Message<'_>) -> Outcome {
    let flag = |bit: u16, text: &'static str| (header.flags & bit != 0).then_some(text);
    out!(cx, header.id, OPCODES.get(usize::from(header.opcode())).copied());
    let rcode = header.flags & 0xf | extended_rcode(header, message).unwrap_or(0) << 4;
    match RCODES.get(usize::from(rcode)) {
        Some(name) => out!(cx, *name),
        None => out!(cx, " Resp", rcode),
    }
    out!(
        cx,
        flag(0x0400, "*"),
        (header.flags & 0x0080 == 0).then_some("-"),
        flag(0x0200, "|"),
        flag(0x0020, "$")
    );
    let [questions, answers, authorities, additionals] = header.counts;
    if questions != 1 {
        out!(cx, " [", questions, "q]");
    }
    let mut p = message.start.at(HEADER)?;
    for at in 0..questions {
        if at != 0 {
            out!(cx, ",");
        }
        match cx.verbose(2) {
            true => {
                out!(cx, " q:");
                dns_record::question(cx, message, &mut p)?;
            }
            false => {
                skip_name(&mut p)?;
                p.pass(4);
            }
        }
    }
    out!(cx, " ", answers, "/", authorities, "/", additionals);
    section(cx, message, &mut p, answers, "", true)?;
    if cx.verbose(2) {
        section(cx, message, &mut p, authorities, " ns:", false)?;
        section(cx, message, &mut p, additionals, " ar:", false)?;
    }
    Ok(())
}

fn request(cx: &mut Context<'_>, header: &Header, message: Message<'_>) -> Outcome {
    let flag = |bit: u16, text: &'static str| (header.flags & bit != 0).then_some(text);
    out!(cx, header.id, OPCODES.get(usize::from(header.opcode())).copied());
    out!(cx, flag(0x0100, "+"), flag(0x0010, "%"));
    if header.flags & UNEXPECTED != 0 {
        out!(cx, " [b2&3=0x", hex(header.flags, 0), "]");
    }
    let [questions, answers, authorities, additionals] = header.counts;
    let unless = |cx: &mut Context<'_>, usual: u16, count: u16, letters: &'static str| {
        if count != usual {
            out!(cx, " [", count, letters);
        }
    };
    match header.opcode() {
        IQUERY => {
            unless(cx, 0, questions, "q]");
            unless(cx, 1, answers, "a]");
        }
        _ => {
            unless(cx, 0, answers, "a]");
            unless(cx, 1, questions, "q]");
        }
    }
    unless(cx, 0, authorities, "n]");
    unless(cx, 0, additionals, "au]");
    let mut p = message.start.at(HEADER)?;
    for at in 0..questions {
        if at != 0 && p.captured() == 0 {
            return Err(Stop::Truncated);
        }
        dns_record::question(cx, message, &mut p)?;
    }
    if cx.verbose(2) {
        section(cx, message, &mut p, answers, "", true)?;
        section(cx, message, &mut p, authorities, " ns:", false)?;
        section(cx, message, &mut p, additionals, " ar:", false)?;
    }
    Ok(())
}

/// Prints the records of a section; the first one even where nothing more was captured, if `always`.
fn section<'a>(
    cx: &mut Context<'_>,
    message: Message<'a>,
    p: &mut Cursor<'a>,
    count: u16,
    name: &'static str,
    always: bool,
) -> Outcome {
    for at in 0..count {
        if p.captured() == 0 && (at != 0 || !always) {
            return Err(Stop::Truncated);
        }
        out!(cx, if at == 0 { name } else { "," });
        dns_record::record(cx, message, p)?;
    }
    Ok(())
}

/// The upper bits of the error, which the record of EDNS holds (RFC 6891 section 6.1.3).
fn extended_rcode(header: &Header, message: Message<'_>) -> Option<u16> {
    let [questions, answers, authorities, additionals] = header.counts;
    // Most messages have none: nothing is to be found without an additional record.
    if additionals == 0 {
        return None;
    }
    let mut p = message.start.at(HEADER).ok()?;
    for _ in 0..questions {
        skip_name(&mut p).ok()?;
        p.skip(4).ok()?;
    }
    for _ in 0..u32::from(answers) + u32::from(authorities) {
        skip_name(&mut p).ok()?;
        p.skip(8).ok()?;
        let len = p.be_u16().ok()?;
        p.skip(len.into()).ok()?;
    }
    for _ in 0..additionals {
        skip_name(&mut p).ok()?;
        let kind = p.be_u16().ok()?;
        p.skip(2).ok()?;
        if kind == dns_record::OPT {
            return p.u8().ok().map(u16::from);
        }
        p.skip(4).ok()?;
        let len = p.be_u16().ok()?;
        p.skip(len.into()).ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const QUERY: &[u8] = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x03www\x02xy\0\0\x01\0\x01";

    #[test]
    fn a_query_asks_for_a_type_of_a_name() {
        assert_eq!(printed(print, 0, QUERY), "4660+ A? www.xy. (24)");
        assert_eq!(printed(print_tcp, 0, &[b"\0\x18", QUERY].concat()), " 4660+ A? www.xy. (24)");
        assert_eq!(
            printed(print_tcp, 0, &[b"\0\x19", QUERY].concat()),
            " [prefix length(25) != length(24)] (invalid)"
        );
    }

    #[test]
    fn a_response_counts_its_records() {
        let answer = b"\xc0\x0c\0\x01\0\x01\0\0\x0e\x10\0\x04\x0a\0\0\x01";
        let response = [b"\x12\x34\x85\x80\0\x01\0\x01\0\0\0\0", &QUERY[12..], answer].concat();
        assert_eq!(printed(print, 0, &response), "4660* 1/0/0 A 10.0.0.1 (40)");
        assert_eq!(printed(print, 1, &response), "4660* 1/0/0 www.xy. A 10.0.0.1 (40)");
        assert_eq!(printed(print, 3, &response), "4660* q: A? www.xy. 1/0/0 www.xy. [1h] A 10.0.0.1 (40)");
        assert_eq!(printed(print, 0, &response[..39]), "4660* 1/0/0 A [|domain]");
    }

    #[test]
    fn a_message_that_is_too_short_is_invalid() {
        assert_eq!(printed(print, 0, &QUERY[..11]), "domain [length 11 < 12] (invalid)");
        assert_eq!(printed(print, 0, &QUERY[..20]), "4660+ [|domain]");
    }
}
