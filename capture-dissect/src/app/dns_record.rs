//! Questions and resource records of DNS (RFC 1035 section 4.1), with EDNS (RFC 6891).
//!
//! ```text
//! +------+------+-------+-----+--------+------
//! | name | type | class | TTL | length | data      a question ends with its class
//! +------+------+-------+-----+--------+------
//!  OPT:   41     UDP     rcode, version, DO; data are options: code, length, value
//! ```

use crate::{
    app::dns_name::{name, skip_name},
    context::Context,
    cursor::Cursor,
    show::{Float, HexBytes, Ipv4, Ipv6, Safe, Span, Table, hex, named, out},
    stop::{Outcome, Stop},
};

/// The type of the record that carries EDNS.
pub(crate) const OPT: u16 = 41;

const TSIG: u16 = 250;

pub(super) const TYPES: &Table = &[
    (1, "A"),
    (28, "AAAA"),
    (5, "CNAME"),
    (12, "PTR"),
    (2, "NS"),
    (3, "MD"),
    (4, "MF"),
    (6, "SOA"),
    (7, "MB"),
    (8, "MG"),
    (9, "MR"),
    (10, "NULL"),
    (11, "WKS"),
    (13, "HINFO"),
    (14, "MINFO"),
    (15, "MX"),
    (16, "TXT"),
    (17, "RP"),
    (18, "AFSDB"),
    (19, "X25"),
    (20, "ISDN"),
    (21, "RT"),
    (22, "NSAP"),
    (23, "NSAP_PTR"),
    (24, "SIG"),
    (25, "KEY"),
    (26, "PX"),
    (27, "GPOS"),
    (29, "LOC"),
    (30, "NXT"),
    (31, "EID"),
    (32, "NIMLOC"),
    (33, "SRV"),
    (34, "ATMA"),
    (35, "NAPTR"),
    (36, "KX"),
    (37, "CERT"),
    (38, "A6"),
    (39, "DNAME"),
    (40, "SINK"),
    (41, "OPT"),
    (42, "APL"),
    (43, "DS"),
    (44, "SSHFP"),
    (45, "IPSECKEY"),
    (46, "RRSIG"),
    (47, "NSEC"),
    (48, "DNSKEY"),
    (99, "SPF"),
    (100, "UINFO"),
    (101, "UID"),
    (102, "GID"),
    (103, "UNSPEC"),
    (104, "UNSPECA"),
    (249, "TKEY"),
    (250, "TSIG"),
    (251, "IXFR"),
    (252, "AXFR"),
    (253, "MAILB"),
    (254, "MAILA"),
    (255, "ANY"),
    (256, "URI"),
];

const IN: u16 = 1;
pub(super) const CLASSES: &Table = &[(1, "IN"), (3, "CHAOS"), (4, "HS"), (255, "ANY")];

/// Multicast DNS: an answer may come to this host alone, or replaces what is cached.
const TOP_BIT: u16 = 0x8000;

const EDNS_OPTIONS: &Table = &[
    (1, "LLQ"),
    (2, "UL"),
    (3, "NSID"),
    (5, "DAU"),
    (6, "DHU"),
    (7, "N3U"),
    (8, "ECS"),
    (9, "EXPIRE"),
    (10, "COOKIE"),
    (11, "KEEPALIVE"),
    (12, "PADDING"),
    (13, "CHAIN"),
    (14, "KEY-TAG"),
    (16, "CLIENT-TAG"),
    (17, "SERVER-TAG"),
];

const DNSSEC_ALGORITHMS: &Table = &[
    (0, "DELETE"),
    (1, "RSAMD5"),
    (2, "DH"),
    (3, "DS"),
    (5, "RSASHA1"),
    (6, "DSA-NSEC3-SHA1"),
    (7, "RSASHA1-NSEC3-SHA1"),
    (8, "RSASHA256"),
    (10, "RSASHA512"),
    (12, "ECC-GOST"),
    (13, "ECDSAP256SHA256"),
    (14, "ECDSAP384SHA384"),
    (15, "ED25519"),
    (16, "ED448"),
    (252, "INDIRECT"),
    (253, "PRIVATEDNS"),
    (254, "PRIVATEOID"),
];

const DS_HASHES: &Table = &[(1, "SHA-1"), (2, "SHA-256"), (3, "GOST_R_34.11-94"), (4, "SHA-384")];
const NSEC3_HASHES: &Table = &[(1, "SHA-1")];

/// The message that records belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message<'a> {
    /// Where it starts, which pointers in names count from.
    pub start: Cursor<'a>,
    /// Whether it is one of multicast DNS.
    pub is_mdns: bool,
}

/// Prints a question and passes over it.
pub(crate) fn question<'a>(cx: &mut Context<'_>, message: Message<'a>, p: &mut Cursor<'a>) -> Outcome {
    // The name comes last in the text, and what follows it must be there for it to be shown.
    let mut behind = *p;
    skip_name(&mut behind)?;
    behind.need(4)?;
    let (kind, class) = (behind.be_u16()?, behind.be_u16()?);
    out!(cx, " ", named(TYPES, kind).or("Type", ""));
    let bare = if message.is_mdns { class & !TOP_BIT } else { class };
    if bare != IN {
        out!(cx, " ", named(CLASSES, bare).or("(Class ", ")"));
    }
    if message.is_mdns {
        out!(cx, if class & TOP_BIT != 0 { " (QU)" } else { " (QM)" });
    }
    out!(cx, "? ");
    name(cx, message.start, p)?;
    p.pass(4);
    Ok(())
}

/// Prints a record and passes over it.
pub(crate) fn record<'a>(cx: &mut Context<'_>, message: Message<'a>, p: &mut Cursor<'a>) -> Outcome {
    let owner = match cx.verbose(1) {
        true => {
            out!(cx, " ");
            name(cx, message.start, p)
        }
        // A name that cannot be passed over ends the message quietly.
        false => skip_name(p).map_err(|_| Stop::Invalid),
    };
    match owner {
        Err(Stop::Truncated) => return Err(Stop::Truncated),
        Ok(()) if p.has(10) => {}
        _ => {
            p.pass(p.captured());
            return Ok(());
        }
    }
    let (kind, class) = (p.be_u16()?, p.be_u16()?);
    let bare = if message.is_mdns { class & !TOP_BIT } else { class };
    if bare != IN && kind != OPT {
        out!(cx, " ", named(CLASSES, bare).or("(Class ", ")"));
    }
    if message.is_mdns && class & TOP_BIT != 0 {
        out!(cx, " (Cache flush)");
    }
    let ttl = p.be_u32()?;
    if kind != OPT && cx.verbose(3) {
        out!(cx, " [", Span(ttl), "]");
    }
    let len = usize::from(p.be_u16()?);
    out!(cx, " ", named(TYPES, kind).or("Type", ""));
    p.need(len)?;
    let data = p.declare(len);
    match kind {
        OPT => {
            out!(cx, " UDPsize=", bare, (ttl & 0x8000 != 0).then_some(" DO"));
            options(cx, data)?;
        }
        TSIG if cx.verbose(1) => transaction_signature(cx, message, data)?,
        _ => rdata(cx, message, kind, data)?,
    }
    p.skip(len)
}

fn rdata<'a>(cx: &mut Context<'_>, message: Message<'a>, kind: u16, mut data: Cursor<'a>) -> Outcome {
    let start = message.start;
    match kind {
        1 => {
            let Ipv4(address) = data.ipv4()?;
            out!(cx, " ");
            Ipv4(address).number(cx.out);
        }
        28 => {
            let address = data.ipv6()?;
            out!(cx, " ");
            address.number(cx.out);
        }
        2 | 5 | 12 | 39 => {
            out!(cx, " ");
            name(cx, start, &mut data)?;
        }
        6 if cx.verbose(1) => {
            out!(cx, " ");
            name(cx, start, &mut data)?;
            out!(cx, " ");
            name(cx, start, &mut data)?;
            data.need(20)?;
            for _ in 0..5 {
                out!(cx, " ", data.be_u32()?);
            }
        }
        15 => {
            out!(cx, " ");
            let preference = data.be_u16()?;
            name(cx, start, &mut data)?;
            out!(cx, " ", preference);
        }
        16 => {
            while data.len() > 0 {
                out!(cx, " \"");
                let len = usize::from(data.u8()?);
                let text = data.take_some(len);
                out!(cx, Safe(text));
                if text.len() < len {
                    return Err(Stop::Truncated);
                }
                out!(cx, "\"");
            }
        }
        33 => {
            out!(cx, " ");
            let (priority, weight, port) = (data.be_u16()?, data.be_u16()?, data.be_u16()?);
            name(cx, start, &mut data)?;
            out!(cx, ":", port, " ", priority, " ", weight);
        }
        38 => ipv6_suffix(cx, message, data)?,
        104 => {
            let text = data.take(data.len())?;
            out!(cx, Safe(text));
        }
        256 => {
            out!(cx, " ", data.be_u16()?, " ", data.be_u16()?, " ");
            out!(cx, Safe(data.take_some(data.len())));
        }
        _ => {}
    }
    Ok(())
}

/// An address of which a name gives the first bits (RFC 2874, long given up).
fn ipv6_suffix<'a>(cx: &mut Context<'_>, message: Message<'a>, mut data: Cursor<'a>) -> Outcome {
    let prefix_bits = data.u8()?;
    let prefix = usize::from(prefix_bits / 8);
    if prefix_bits > 128 {
        out!(cx, " ", prefix_bits, "(bad plen)");
        return Ok(());
    }
    if prefix_bits < 128 {
        let mut address = [0; 16];
        for byte in address.iter_mut().skip(prefix) {
            *byte = data.u8()?;
        }
        out!(cx, " ", prefix_bits, " ");
        Ipv6(address).number(cx.out);
    }
    if prefix_bits > 0 {
        out!(cx, " ");
        name(cx, message.start, &mut data)?;
    }
    Ok(())
}

/// TSIG (RFC 8945 section 4.2).
fn transaction_signature<'a>(cx: &mut Context<'_>, message: Message<'a>, mut data: Cursor<'a>) -> Outcome {
    out!(cx, " ");
    name(cx, message.start, &mut data)?;
    data.pass(6);
    out!(cx, " fudge=", data.be_u16()?);
    let mac_len = data.be_u16()?;
    out!(cx, " maclen=", mac_len);
    data.pass(mac_len.into());
    out!(cx, " origid=", data.be_u16()?);
    out!(cx, " error=", data.be_u16()?);
    out!(cx, " otherlen=", data.be_u16()?);
    Ok(())
}

fn options(cx: &mut Context<'_>, mut data: Cursor<'_>) -> Outcome {
    if data.len() == 0 {
        return Ok(());
    }
    out!(cx, " [");
    while data.len() > 0 {
        let code = data.be_u16()?;
        out!(cx, named(EDNS_OPTIONS, code).or("Opt", ""));
        let len = usize::from(data.be_u16()?);
        data.need(len)?;
        let value = data.split(len);
        if len > 0 {
            out!(cx, " ");
            option(cx, code, value)?;
        }
        if data.len() > 0 {
            out!(cx, ",");
        }
    }
    out!(cx, "]");
    Ok(())
}

fn option(cx: &mut Context<'_>, code: u16, mut value: Cursor<'_>) -> Outcome {
    let len = value.len();
    match (code, len) {
        (8, _) => return client_subnet(cx, value),
        (10, 8 | 16..=40) => {
            out!(cx, HexBytes(value.take(8)?));
            if len > 8 {
                out!(cx, " ", HexBytes(value.take(len - 8)?));
            }
        }
        (11, 2) => out!(cx, Float(f64::from(value.be_u16()?) / 10.0, 1), " sec"),
        (9, 4) => out!(cx, value.be_u32()?, " sec"),
        (12, _) => out!(cx, "(", len, ")"),
        (14, _) if len.is_multiple_of(2) => {
            for at in 0..len / 2 {
                out!(cx, (at > 0).then_some(" "), value.be_u16()?);
            }
        }
        (9..=11 | 14, _) => return cx.invalid(),
        (5..=7, _) => {
            let table = match code {
                5 => DNSSEC_ALGORITHMS,
                6 => DS_HASHES,
                _ => NSEC3_HASHES,
            };
            for at in 0..len {
                out!(cx, (at > 0).then_some(" "), named(table, value.u8()?).or("Alg_", ""));
            }
        }
        (13, _) => {
            // What is wrong with this name is no concern of the message.
            let start = value;
            let _ = name(cx, start, &mut value);
        }
        _ => {
            for byte in value.take(len)? {
                out!(cx, hex(*byte, 2));
            }
        }
    }
    Ok(())
}

/// The network of the client that asks (RFC 7871 section 6).
fn client_subnet(cx: &mut Context<'_>, mut value: Cursor<'_>) -> Outcome {
    if value.len() < 4 {
        return cx.invalid();
    }
    let (family, source_bits, scope_bits) = (value.be_u16()?, value.u8()?, value.u8()?);
    let address_bits = match family {
        1 => 32,
        2 => 128,
        _ => return cx.invalid(),
    };
    let len = value.len();
    if source_bits > address_bits || scope_bits > address_bits || usize::from(source_bits).div_ceil(8) != len
    {
        return cx.invalid();
    }
    let mut address = [0; 16];
    for (to, from) in address.iter_mut().zip(value.take(len)?) {
        *to = *from;
    }
    match (family, address) {
        (1, [a, b, c, d, ..]) => Ipv4([a, b, c, d]).number(cx.out),
        _ => Ipv6(address).number(cx.out),
    }
    out!(cx, "/", source_bits, "/", scope_bits);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    fn show(bytes: &[u8]) -> String {
        text(|cx| {
            let start = Cursor::new(bytes, bytes.len());
            let mut p = start;
            let outcome = record(cx, Message { start, is_mdns: false }, &mut p);
            out!(cx, if outcome.is_ok() && p.captured() == 0 { "" } else { "!" });
        })
    }

    fn rr(kind: u8, data: &[u8]) -> Vec<u8> {
        [&[0, 0, kind, 0, 1, 0, 0, 0, 1, 0, data.len() as u8], data].concat()
    }

    #[test]
    fn data_are_shown_by_type() {
        assert_eq!(show(&rr(1, &[1, 2, 3, 4])), " A 1.2.3.4");
        assert_eq!(show(&rr(15, b"\0\x05\x01m\0")), " MX m. 5");
        assert_eq!(show(&rr(16, b"\x02hi\x03y\x1bo")), " TXT \"hi\" \"y^[o\"");
        assert_eq!(show(&rr(33, b"\0\x01\0\x02\0\x50\x01s\0")), " SRV s.:80 1 2");
        assert_eq!(show(&rr(38, b"\x40\0\0\0\0\0\0\0\x01\x01p\0")), " A6 64 ::1 p.");
        assert_eq!(show(&rr(6, b"")), " SOA");
        assert_eq!(show(&rr(99, b"abc")), " SPF");
        assert_eq!(show(&rr(1, &[1, 2, 3, 4])[..13]), " A!");
    }

    #[test]
    fn edns_options_are_listed() {
        let options = |options: &[u8]| show(&rr(OPT as u8, options));
        assert_eq!(options(b""), " OPT UDPsize=1");
        assert_eq!(options(b"\0\x08\0\x07\0\x01\x18\0\x0a\0\x01"), " OPT UDPsize=1 [ECS 10.0.1.0/24/0]");
        assert_eq!(options(b"\0\x0b\0\x02\0\x0f\0\x63\0\0"), " OPT UDPsize=1 [KEEPALIVE 1.5 sec,Opt99]");
        assert_eq!(options(b"\0\x0a\0\x01\0"), " OPT UDPsize=1 [COOKIE  (invalid)]");
    }

    #[test]
    fn a_record_that_is_cut_in_its_header_ends_the_message() {
        assert_eq!(show(&rr(1, &[1, 2, 3, 4])[..10]), "");
    }
}
