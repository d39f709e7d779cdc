//! Options of DHCPv6 (RFC 8415 section 21, and those that IANA lists beside them).

use crate::{
    app::{dhcp6, dns_name},
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Safe, Table, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const OPTIONS: &Table = &[
    (1, "client-ID"),
    (2, "server-ID"),
    (3, "IA_NA"),
    (4, "IA_TA"),
    (5, "IA_ADDR"),
    (6, "option-request"),
    (7, "preference"),
    (8, "elapsed-time"),
    (9, "relay-message"),
    (11, "authentication"),
    (12, "server-unicast"),
    (13, "status-code"),
    (14, "rapid-commit"),
    (15, "user-class"),
    (16, "vendor-class"),
    (17, "vendor-specific-info"),
    (18, "interface-ID"),
    (19, "reconfigure-message"),
    (20, "reconfigure-accept"),
    (21, "SIP-servers-domain"),
    (22, "SIP-servers-address"),
    (23, "DNS-server"),
    (24, "DNS-search-list"),
    (25, "IA_PD"),
    (26, "IA_PD-prefix"),
    (27, "NIS-server"),
    (28, "NIS+-server"),
    (29, "NIS-domain-name"),
    (30, "NIS+-domain-name"),
    (31, "SNTP-servers"),
    (32, "lifetime"),
    (33, "BCMCS-domain-name"),
    (34, "BCMCS-server"),
    (36, "Geoconf-Civic"),
    (37, "Remote-ID"),
    (38, "Subscriber-ID"),
    (39, "Client-FQDN"),
    (40, "PANA-agent"),
    (41, "POSIX-timezone"),
    (42, "POSIX-tz-database"),
    (43, "Echo-request-option"),
    (44, "Lease-query"),
    (45, "LQ-client-data"),
    (46, "Clt-time"),
    (47, "LQ-relay-data"),
    (48, "LQ-client-link"),
    (56, "NTP-server"),
    (59, "Bootfile-URL"),
    (64, "AFTR-Name"),
    (112, "MUD-URL"),
    (136, "SZTP-redirect"),
];

const STATUSES: &Table = &[
    (0, "Success"),
    (1, "UnspecFail"),
    (2, "NoAddrsAvail"),
    (3, "NoBinding"),
    (4, "NotOnLink"),
    (5, "UseMulticast"),
    (6, "NoPrefixAvail"),
    (7, "UnknownQueryType"),
    (8, "MalformedQuery"),
    (9, "NotConfigured"),
    (10, "NotAllowed"),
];

/// Bytes shown of what has no form of its own.
const MAX_HEX: usize = 10;

/// Prints all options.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 && p.captured() > 0 {
        if p.len() < 4 {
            return Err(Stop::Truncated);
        }
        let (code, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        if p.len() < len {
            return Err(Stop::Truncated);
        }
        p.need(len)?;
        out!(cx, " (", named(OPTIONS, code).or("opt_", ""));
        let unlimited = p.declare(len);
        match option(cx, code, p.split(len), unlimited) {
            Err(Stop::Invalid) => out!(cx, " ?"),
            outcome => outcome?,
        }
        out!(cx, ")");
    }
    Ok(())
}

/// Prints a value; one that cannot be stops with `Invalid`. Behind an `unlimited` one stands what follows it.
fn option(cx: &mut Context<'_>, code: u16, mut p: Cursor<'_>, unlimited: Cursor<'_>) -> Outcome {
    let len = p.len();
    let is_wrong = match code {
        1 | 2 | 13 => len < 2,
        3 | 25 => len < 12,
        4 | 37 | 56 => len < 4,
        5 => len < 24,
        6 | 43 => !len.is_multiple_of(2),
        7 | 19 => len != 1,
        8 => len != 2,
        11 => len < 11,
        22 | 23 | 27 | 28 | 31 | 34 | 40 | 48 => !len.is_multiple_of(16),
        26 => len < 25,
        32 | 46 => len != 4,
        41 | 42 | 112 => len < 5,
        44 => len < 17,
        47 => len < 16,
        64 => len < 3,
        _ => false,
    };
    if is_wrong {
        return Err(Stop::Invalid);
    }
    match code {
        1 | 2 => return identifier(cx, p),
        3 | 25 => {
            out!(cx, " IAID:", p.be_u32()?, " T1:", p.be_u32()?, " T2:", p.be_u32()?);
            nested(cx, p);
        }
        4 => {
            out!(cx, " IAID:", p.be_u32()?);
            nested(cx, p);
        }
        5 => {
            out!(cx, " ", p.ipv6()?, " pltime:", p.be_u32()?, " vltime:", p.be_u32()?);
            nested(cx, p);
        }
        6 | 43 => {
            while p.len() > 0 {
                out!(cx, " ", named(OPTIONS, p.be_u16()?).or("opt_", ""));
            }
        }
        7 => out!(cx, " ", p.u8()?),
        8 => out!(cx, " ", p.be_u16()?),
        9 => {
            out!(cx, " (");
            relayed(cx, p);
        }
        11 => authentication(cx, p)?,
        13 => match p.be_u16()? {
            code @ 0..=255 => out!(cx, " ", named(STATUSES, code).or("code", "")),
            _ => out!(cx, " INVALID code"),
        },
        15 | 136 => classes(cx, p)?,
        18 | 38 => out!(cx, " ", HexBytes(p.take_some(len.min(MAX_HEX))), "..."),
        19 => match p.u8()? {
            5 => out!(cx, " for renew"),
            11 => out!(cx, " for inf-req"),
            other => out!(cx, " for ???(", hex(other, 2), ")"),
        },
        22 | 23 | 27 | 28 | 31 | 34 | 40 | 48 => {
            while p.len() > 0 {
                out!(cx, " ", p.ipv6()?);
            }
        }
        21 | 24 => domains(cx, unlimited)?,
        26 => {
            let (preferred, valid, bits, prefix) = (p.be_u32()?, p.be_u32()?, p.u8()?, p.ipv6()?);
            out!(cx, " ", prefix, "/", bits, " pltime:", preferred, " vltime:", valid);
            nested(cx, p);
        }
        32 | 46 => out!(cx, " ", p.be_u32()?),
        37 => out!(cx, " ", p.be_u32()?, " ", HexBytes(p.take_some((len - 4).min(MAX_HEX))), "..."),
        41 | 42 | 112 => out!(cx, " ", Safe(until_zero(p.bytes()))),
        44 => {
            match p.u8()? {
                1 => out!(cx, " by-address"),
                2 => out!(cx, " by-clientID"),
                other => out!(cx, " type_", other),
            }
            out!(cx, " ", p.ipv6()?);
            nested(cx, p);
        }
        45 => nested(cx, p),
        47 => out!(cx, " ", p.ipv6()?, " ", HexBytes(p.take_some((len - 16).min(MAX_HEX))), "..."),
        56 => time_servers(cx, p)?,
        59 => out!(cx, " ", Safe(p.bytes())),
        64 => tunnel(cx, p)?,
        _ => {}
    }
    Ok(())
}

/// Prints options inside an option; where they end early only they do.
fn nested(cx: &mut Context<'_>, p: Cursor<'_>) {
    // `call` bounds the nesting.
    if cx.call(print, p).is_err() {
        let _ = cx.truncated();
    }
}

fn relayed(cx: &mut Context<'_>, p: Cursor<'_>) {
    if cx.call(dhcp6::print, p).is_err() {
        let _ = cx.truncated();
    }
}

/// Who a client or server is (RFC 8415 section 11).
fn identifier(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    match p.be_u16()? {
        1 if len >= 8 => {
            out!(cx, " hwaddr/time type ", p.be_u16()?, " time ", p.be_u32()?, " ", HexBytes(p.bytes()));
        }
        2 if len >= 10 => out!(cx, " vid ", HexBytes(p.take(8)?)),
        3 if len >= 4 => out!(cx, " hwaddr type ", p.be_u16()?, " ", HexBytes(p.bytes())),
        4 if len == 18 => out!(cx, " uuid ", HexBytes(p.bytes())),
        1..=4 => return Err(Stop::Invalid),
        kind => out!(cx, " type ", kind),
    }
    Ok(())
}

fn authentication(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [protocol, algorithm, detection] = p.array()?;
    match protocol {
        2 => out!(cx, " proto: delayed"),
        3 => out!(cx, " proto: reconfigure"),
        _ => out!(cx, " proto: ", protocol),
    }
    match algorithm {
        1 => out!(cx, ", alg: HMAC-MD5"),
        _ => out!(cx, ", alg: ", algorithm),
    }
    match detection {
        0 => out!(cx, ", RDM: mono"),
        _ => out!(cx, ", RDM: ", detection),
    }
    out!(cx, ", RD:");
    for _ in 0..4 {
        out!(cx, " ", hex(p.be_u16()?, 4));
    }
    let left = p.len();
    match protocol {
        2 if left == 0 => return Ok(()),
        2 if left >= 20 => {
            if left > 20 {
                out!(cx, ", realm: ", HexBytes(p.take(left - 20)?));
            }
            out!(cx, ", key ID: ", hex(p.be_u32()?, 8), ", HMAC-MD5:");
        }
        3 if left == 17 => {
            let kind = match p.u8()? {
                1 => " reconfig-key",
                2 => " type: HMAC-MD5",
                _ => " type: ??",
            };
            out!(cx, kind, " value:");
        }
        _ => {
            out!(cx, " ??");
            return Ok(());
        }
    }
    for _ in 0..4 {
        out!(cx, " ", hex(p.be_u32()?, 8));
    }
    Ok(())
}

/// Texts, each behind its length.
fn classes(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let mut separator = " ";
    while p.len() >= 2 {
        out!(cx, separator);
        separator = ",";
        let len = usize::from(p.peek_u16(0)?);
        if len > p.len() - 2 {
            break;
        }
        p.skip(2)?;
        out!(cx, Safe(p.take(len)?));
    }
    if separator == " " {
        out!(cx, separator);
    }
    if p.len() == 0 { Ok(()) } else { Err(Stop::Invalid) }
}

/// Names, the last of which may go on behind the option. Nothing in an option can be pointed to, and so tcpdump
/// counts pointers from its end.
fn domains(cx: &mut Context<'_>, mut names: Cursor<'_>) -> Outcome {
    let end = end(names);
    while names.len() > 0 {
        out!(cx, " ");
        dns_name::name(cx, end, &mut names)?;
    }
    Ok(())
}

fn end(p: Cursor<'_>) -> Cursor<'_> {
    p.at(p.len()).unwrap_or(Cursor::new(&[], 0))
}

/// RFC 5908: suboptions of an address or a name.
fn time_servers(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 4 {
        let (code, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        if p.len() < len {
            return Err(Stop::Truncated);
        }
        out!(cx, " subopt:", code);
        let mut unlimited = p.declare(len);
        let mut value = p.split(len);
        match code {
            1 | 2 if len == 16 => out!(cx, " ", value.ipv6()?),
            3 => {
                out!(cx, " ");
                dns_name::name(cx, end(unlimited), &mut unlimited)?;
            }
            _ => out!(cx, " ?"),
        }
    }
    Ok(())
}

/// RFC 6334: the name of a tunnel's end, without a dot behind it.
fn tunnel(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, " ");
    while p.len() > 0 && p.peek(0)? != 0 {
        let len = usize::from(p.u8()?);
        if len >= p.len() {
            return Err(Stop::Invalid);
        }
        out!(cx, Safe(until_zero(p.take(len)?)));
        if p.peek(0)? != 0 {
            out!(cx, ".");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn values_by_their_form() {
        assert_eq!(printed(print, 1, b"\0\x08\0\x02\0\x0a"), " (elapsed-time 10)");
        assert_eq!(printed(print, 1, b"\0\x08\0\x01\0"), " (elapsed-time ?)");
        assert_eq!(
            printed(print, 1, b"\0\x03\0\x0c\0\0\0\x01\0\0\0\x02\0\0\0\x03"),
            " (IA_NA IAID:1 T1:2 T2:3)"
        );
        assert_eq!(printed(print, 1, b"\0\x06\0\x04\0\x17\x01\0"), " (option-request DNS-server opt_256)");
        assert_eq!(printed(print, 1, b"\0\x18\0\x05\x03abc\0"), " (DNS-search-list abc.)");
        assert_eq!(printed(print, 1, b"\0\x40\0\x05\x03abc\0"), " (AFTR-Name abc)");
    }

    #[test]
    fn options_in_options_are_bounded() {
        let mut bytes = Vec::new();
        for _ in 0..200u16 {
            let len = bytes.len() as u16;
            bytes = [b"\0\x2d".as_slice(), &len.to_be_bytes(), &bytes].concat();
        }
        assert!(printed(print, 1, &bytes).contains("nested too deep"));
    }
}
