//! Payloads of ISAKMP and IKE (RFC 2407, RFC 2408, RFC 7296).

use crate::{
    app::isakmp::{PAYLOAD_HEADER, Place, chain, holds},
    context::Context,
    cursor::Cursor,
    net::ip_protocol,
    show::{HexBytes, Named, Table, hex, name, named, out},
    stop::Outcome,
};

const PAYLOADS: &Table = &[
    (0, "none"),
    (1, "sa"),
    (2, "p"),
    (3, "t"),
    (4, "ke"),
    (5, "id"),
    (6, "cert"),
    (7, "cr"),
    (8, "hash"),
    (9, "sig"),
    (10, "nonce"),
    (11, "n"),
    (12, "d"),
    (13, "vid"),
    (14, "pay14"),
    (15, "pay15"),
    (16, "pay16"),
    (17, "pay17"),
    (18, "pay18"),
    (19, "pay19"),
    (20, "pay20"),
    (21, "pay21"),
    (22, "pay22"),
    (23, "pay23"),
    (24, "pay24"),
    (25, "pay25"),
    (26, "pay26"),
    (27, "pay27"),
    (28, "pay28"),
    (29, "pay29"),
    (30, "pay30"),
    (31, "pay31"),
    (32, "pay32"),
    (33, "v2sa"),
    (34, "v2ke"),
    (35, "v2IDi"),
    (36, "v2IDr"),
    (37, "v2cert"),
    (38, "v2cr"),
    (39, "v2auth"),
    (40, "v2nonce"),
    (41, "v2n"),
    (42, "v2d"),
    (43, "v2vid"),
    (44, "v2TSi"),
    (45, "v2TSr"),
    (46, "v2e"),
    (47, "v2cp"),
    (48, "v2eap"),
];

const PROTOCOLS: &Table = &[(1, "isakmp"), (2, "ipsec-ah"), (3, "ipsec-esp"), (4, "ipcomp")];
const ISAKMP_TRANSFORMS: &Table = &[(1, "ike")];
const AH_TRANSFORMS: &Table = &[
    (1, "(reserved)"),
    (2, "md5"),
    (3, "sha"),
    (4, "1des"),
    (5, "sha2-256"),
    (6, "sha2-384"),
    (7, "sha2-512"),
];
const ESP_TRANSFORMS: &Table = &[
    (1, "1des-iv64"),
    (2, "1des"),
    (3, "3des"),
    (4, "rc5"),
    (5, "idea"),
    (6, "cast"),
    (7, "blowfish"),
    (8, "3idea"),
    (9, "1des-iv32"),
    (10, "rc4"),
    (11, "null"),
    (12, "aes"),
];
const IPCOMP_TRANSFORMS: &Table = &[(1, "oui"), (2, "deflate"), (3, "lzs")];
const GROUPS: &Table = &[
    (1, "modp768"),
    (2, "modp1024"),
    (3, "EC2N 2^155"),
    (4, "EC2N 2^185"),
    (5, "modp1536"),
    (6, "iana-grp06"),
    (7, "iana-grp07"),
    (8, "iana-grp08"),
    (9, "iana-grp09"),
    (10, "iana-grp10"),
    (11, "iana-grp11"),
    (12, "iana-grp12"),
    (13, "iana-grp13"),
    (14, "modp2048"),
    (15, "modp3072"),
    (16, "modp4096"),
    (17, "modp6144"),
    (18, "modp8192"),
];
const ID_TYPES: &Table = &[
    (1, "IPv4"),
    (2, "FQDN"),
    (3, "user FQDN"),
    (4, "IPv4net"),
    (5, "IPv6"),
    (6, "IPv6net"),
    (7, "IPv4range"),
    (8, "IPv6range"),
    (9, "ASN1 DN"),
    (10, "ASN1 GN"),
    (11, "keyid"),
];
const CERTIFICATES: &Table = &[
    (0, "none"),
    (1, "pkcs7"),
    (2, "pgp"),
    (3, "dns"),
    (4, "x509sign"),
    (5, "x509ke"),
    (6, "kerberos"),
    (7, "crl"),
    (8, "arl"),
    (9, "spki"),
    (10, "x509attr"),
];
const NOTIFICATIONS: &Table = &[
    (1, "INVALID-PAYLOAD-TYPE"),
    (2, "DOI-NOT-SUPPORTED"),
    (3, "SITUATION-NOT-SUPPORTED"),
    (4, "INVALID-COOKIE"),
    (5, "INVALID-MAJOR-VERSION"),
    (6, "INVALID-MINOR-VERSION"),
    (7, "INVALID-EXCHANGE-TYPE"),
    (8, "INVALID-FLAGS"),
    (9, "INVALID-MESSAGE-ID"),
    (10, "INVALID-PROTOCOL-ID"),
    (11, "INVALID-SPI"),
    (12, "INVALID-TRANSFORM-ID"),
    (13, "ATTRIBUTES-NOT-SUPPORTED"),
    (14, "NO-PROPOSAL-CHOSEN"),
    (15, "BAD-PROPOSAL-SYNTAX"),
    (16, "PAYLOAD-MALFORMED"),
    (17, "INVALID-KEY-INFORMATION"),
    (18, "INVALID-ID-INFORMATION"),
    (19, "INVALID-CERT-ENCODING"),
    (20, "INVALID-CERTIFICATE"),
    (21, "CERT-TYPE-UNSUPPORTED"),
    (22, "INVALID-CERT-AUTHORITY"),
    (23, "INVALID-HASH-INFORMATION"),
    (24, "AUTHENTICATION-FAILED"),
    (25, "INVALID-SIGNATURE"),
    (26, "ADDRESS-NOTIFICATION"),
    (27, "NOTIFY-SA-LIFETIME"),
    (28, "CERTIFICATE-UNAVAILABLE"),
    (29, "UNSUPPORTED-EXCHANGE-TYPE"),
    (30, "UNEQUAL-PAYLOAD-LENGTHS"),
    (16384, "CONNECTED"),
];
/// Those of the IPsec DOI.
const IPSEC_NOTIFICATIONS: &Table = &[
    (8192, "RESERVED"),
    (24576, "RESPONDER-LIFETIME"),
    (24577, "REPLAY-STATUS"),
    (24578, "INITIAL-CONTACT"),
];
const V2_NOTIFICATIONS: &Table = &[
    (1, "unsupported_critical_payload"),
    (4, "invalid_ike_spi"),
    (5, "invalid_major_version"),
    (7, "invalid_syntax"),
    (9, "invalid_message_id"),
    (11, "invalid_spi"),
    (14, "no_protocol_chosen"),
    (17, "invalid_ke_payload"),
    (24, "authentication_failed"),
    (34, "single_pair_required"),
    (35, "no_additional_sas"),
    (36, "internal_address_failure"),
    (37, "failed:cp_required"),
    (39, "invalid_selectors"),
    (16384, "initial_contact"),
    (16385, "set_window_size"),
    (16386, "additional_ts_possible"),
    (16387, "ipcomp_supported"),
    (16388, "nat_detection_source_ip"),
    (16389, "nat_detection_destination_ip"),
    (16390, "cookie"),
    (16391, "use_transport_mode"),
    (16392, "http_cert_lookup_supported"),
    (16393, "rekey_sa"),
    (16394, "tfc_padding_not_supported"),
    (16395, "non_first_fragment_also"),
];
const AUTH_METHODS: &Table = &[(0, "invalid"), (1, "rsasig"), (2, "shared-secret"), (3, "dsssig")];
const TRANSFORM_TYPES: &Table = &[(1, "encr"), (2, "prf"), (3, "integ"), (4, "dh"), (5, "esn")];
const PRFS: &Table = &[(1, "hmac-md5"), (2, "hmac-sha"), (3, "hmac-tiger"), (4, "aes128_xcbc")];
const INTEGRITY: &Table =
    &[(1, "hmac-md5"), (2, "hmac-sha"), (3, "dec-mac"), (4, "kpdk-md5"), (5, "aes-xcbc")];
const SEQUENCE_NUMBERS: &Table = &[(0, "no-esn"), (1, "esn")];

/// An attribute: its number, its name, and the names of its values.
type Attributes = [(u16, &'static str, &'static Table)];

const LIFE_TYPES: &Table = &[(1, "sec"), (2, "kb")];
const OAKLEY: &Attributes = &[
    (
        1,
        "enc",
        &[(1, "1des"), (2, "idea"), (3, "blowfish"), (4, "rc5"), (5, "3des"), (6, "cast"), (7, "aes")],
    ),
    (2, "hash", &[(1, "md5"), (2, "sha1"), (3, "tiger"), (4, "sha2-256"), (5, "sha2-384"), (6, "sha2-512")]),
    (3, "auth", &[(1, "preshared"), (2, "dss"), (3, "rsa sig"), (4, "rsa enc"), (5, "rsa enc revised")]),
    (4, "group desc", GROUPS),
    (5, "group type", &[(1, "MODP"), (2, "ECP"), (3, "EC2N")]),
    (6, "group prime", &[]),
    (7, "group gen1", &[]),
    (8, "group gen2", &[]),
    (9, "group curve A", &[]),
    (10, "group curve B", &[]),
    (11, "lifetype", LIFE_TYPES),
    (12, "lifeduration", &[]),
    (13, "prf", &[]),
    (14, "keylen", &[]),
    (15, "field", &[]),
    (16, "order", &[]),
];
const IPSEC: &Attributes = &[
    (1, "lifetype", LIFE_TYPES),
    (2, "life", &[]),
    (3, "group desc", GROUPS),
    (4, "enc mode", &[(1, "tunnel"), (2, "transport")]),
    (5, "auth", &[(1, "hmac-md5"), (2, "hmac-sha1"), (3, "1des-mac"), (4, "keyed")]),
    (6, "keylen", &[]),
    (7, "rounds", &[]),
    (8, "dictsize", &[]),
    (9, "privalg", &[]),
];
const V2: &Attributes = &[(14, "keylen", &[])];

const IPSEC_DOI: u32 = 1;
/// The notification whose data is shown even without `-vvvv`.
const COOKIE: u16 = 16390;
const PROPOSAL: u8 = 2;
const V2_SA: u8 = 33;
const TRANSFORM: u8 = 3;

/// The name of a payload.
pub(crate) fn payload_name(number: u8) -> Named {
    named(PAYLOADS, number).or("#", "")
}

/// Prints what is in a payload of a number.
pub(crate) fn print(cx: &mut Context<'_>, at: Place, p: Cursor<'_>) -> Outcome {
    match at.number {
        2 => proposal(cx, at, p),
        3 => isakmp_transform(cx, at, p),
        1 => sa(cx, at, p),
        4 => {
            out!(cx, "ke: key len=", p.len());
            raw(cx, p)
        }
        5 => identity(cx, p),
        6 | 7 => certificate(cx, at, p),
        8 | 9 | 13 => {
            out!(cx, payload_name(at.number), ": len=", p.len());
            raw(cx, p)
        }
        10 => {
            out!(cx, "nonce: n len=", p.len());
            raw(cx, p)
        }
        11 => notification(cx, p),
        12 => deletion(cx, p),
        33..=48 => v2(cx, at, p),
        _ => {
            out!(cx, payload_name(at.number));
            Ok(())
        }
    }
}

/// Shows all bytes with `-vvv`.
fn raw(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if cx.verbose(3) && p.len() > 0 {
        out!(cx, " ");
        all(cx, &mut p)?;
    }
    Ok(())
}

fn all(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let bytes = p.take(p.len())?;
    out!(cx, HexBytes(bytes));
    Ok(())
}

/// The start and the end of long data.
fn ends(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let bytes = p.take(p.len())?;
    let (start, rest) = bytes.split_at(bytes.len().min(10));
    out!(cx, HexBytes(start));
    out!(cx, "...", HexBytes(rest.get(rest.len().saturating_sub(20)..).unwrap_or_default()));
    Ok(())
}

fn spi(cx: &mut Context<'_>, p: &mut Cursor<'_>, len: usize) -> Outcome {
    if len > 0 {
        out!(cx, " spi=");
        holds(p, len)?;
        out!(cx, HexBytes(p.take(len)?));
    }
    Ok(())
}

fn sa(cx: &mut Context<'_>, at: Place, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "sa:");
    holds(&p, 8)?;
    let (doi, situation) = (p.be_u32()?, p.be_u32()?);
    if doi != IPSEC_DOI {
        out!(cx, " doi=", doi, " situation=", situation);
        return Ok(());
    }
    out!(cx, " doi=ipsec situation=");
    let mut plus = "";
    for (bit, text) in [(1, "identity"), (2, "secrecy"), (4, "integrity")] {
        if situation & bit != 0 {
            out!(cx, plus, text);
            plus = "+";
        }
    }
    if situation & !1 != 0 {
        // tcpdump shows the first word again, and not this one.
        p.skip(4)?;
        out!(cx, " ident=", doi);
    }
    chain(cx, PROPOSAL, PROPOSAL, p, at.depth + 1, proposal)
}

fn proposal(cx: &mut Context<'_>, at: Place, mut p: Cursor<'_>) -> Outcome {
    let [number, protocol, spi_len, transforms] = p.array()?;
    out!(cx, "p: #", number, " protoid=", named(PROTOCOLS, protocol).or("#", ""));
    out!(cx, " transform=", transforms);
    spi(cx, &mut p, spi_len.into())?;
    let transform = match protocol {
        1 => isakmp_transform,
        2 => ah_transform,
        3 => esp_transform,
        4 => ipcomp_transform,
        _ => unknown_transform,
    };
    chain(cx, TRANSFORM, PROPOSAL, p, at.depth + 1, transform)
}

fn isakmp_transform(cx: &mut Context<'_>, _: Place, p: Cursor<'_>) -> Outcome {
    transform(cx, p, Some(ISAKMP_TRANSFORMS), OAKLEY)
}

fn ah_transform(cx: &mut Context<'_>, _: Place, p: Cursor<'_>) -> Outcome {
    transform(cx, p, Some(AH_TRANSFORMS), IPSEC)
}

fn esp_transform(cx: &mut Context<'_>, _: Place, p: Cursor<'_>) -> Outcome {
    transform(cx, p, Some(ESP_TRANSFORMS), IPSEC)
}

fn ipcomp_transform(cx: &mut Context<'_>, _: Place, p: Cursor<'_>) -> Outcome {
    transform(cx, p, Some(IPCOMP_TRANSFORMS), IPSEC)
}

fn unknown_transform(cx: &mut Context<'_>, _: Place, p: Cursor<'_>) -> Outcome {
    transform(cx, p, None, &[])
}

fn transform(
    cx: &mut Context<'_>,
    mut p: Cursor<'_>,
    names: Option<&Table>,
    attributes: &Attributes,
) -> Outcome {
    let [number, id, ..]: [u8; 4] = p.array()?;
    let prefix = if names.is_some() { "#" } else { "" };
    out!(cx, "t: #", number, " id=", named(names.unwrap_or_default(), id).or(prefix, ""), " ");
    while p.len() > 0 {
        attribute(cx, &mut p, attributes)?;
    }
    Ok(())
}

fn attribute(cx: &mut Context<'_>, p: &mut Cursor<'_>, attributes: &Attributes) -> Outcome {
    holds(p, 4)?;
    let (kind, value) = (p.be_u16()?, p.be_u16()?);
    let number = kind & 0x7fff;
    let known = attributes.iter().find(|(known, ..)| *known == number);
    out!(cx, "(type=");
    match known {
        Some((_, text, _)) => out!(cx, *text),
        None => out!(cx, "#", number),
    }
    if kind & 0x8000 != 0 {
        out!(cx, " value=");
        match known.and_then(|(.., values)| name(values, value)) {
            Some(text) => out!(cx, text),
            None => out!(cx, hex(value, 4)),
        }
    } else {
        holds(p, value.into())?;
        out!(cx, " len=", value, " value=", HexBytes(p.take(value.into())?));
    }
    out!(cx, ")");
    Ok(())
}

fn identity(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [kind, protocol, high, low] = p.array()?;
    out!(cx, "id: idtype=", named(ID_TYPES, kind).or("#", ""), " protoid=");
    match name(ip_protocol::NAMES, protocol) {
        Some(text) if !cx.options.numeric => out!(cx, text),
        _ => out!(cx, protocol),
    }
    let len = p.len();
    out!(cx, " port=", u16::from_be_bytes([high, low]), " len=", len);
    let least = match kind {
        1 => 4,
        4 | 7 => 8,
        5 => 16,
        6 | 8 => 32,
        _ => 0,
    };
    if len < least {
        out!(cx, " [bad: < ", least, "]");
        return Ok(());
    }
    match kind {
        1 => {
            let address = p.ipv4()?;
            out!(cx, " ");
            cx.named_ipv4(address);
        }
        2 | 3 => out!(cx, " ", crate::show::Safe(p.take(len)?)),
        4 => {
            let address = p.ipv4()?;
            out!(cx, " ");
            cx.named_ipv4(address);
            out!(cx, "/", p.ipv4()?);
        }
        5 => {
            let address = p.ipv6()?;
            out!(cx, " ");
            cx.named_ipv6(address);
        }
        6 => {
            let address = p.ipv6()?;
            out!(cx, " ");
            cx.named_ipv6(address);
            out!(cx, "/0x", HexBytes(p.take(16)?));
        }
        7 => {
            let (first, last) = (p.ipv4()?, p.ipv4()?);
            out!(cx, " ");
            cx.named_ipv4(first);
            out!(cx, "-");
            cx.named_ipv4(last);
        }
        8 => {
            let (first, last) = (p.ipv6()?, p.ipv6()?);
            out!(cx, " ");
            cx.named_ipv6(first);
            out!(cx, "-");
            cx.named_ipv6(last);
        }
        _ => {}
    }
    raw(cx, p)
}

fn certificate(cx: &mut Context<'_>, at: Place, p: Cursor<'_>) -> Outcome {
    out!(
        cx,
        payload_name(at.number),
        ": len=",
        p.len(),
        " type=",
        named(CERTIFICATES, p.peek(0)?).or("#", "")
    );
    raw(cx, p)
}

fn notification(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "n:");
    holds(&p, 8)?;
    let (doi, protocol, spi_len, kind) = (p.be_u32()?, p.u8()?, p.u8()?, p.be_u16()?);
    if doi != IPSEC_DOI {
        out!(cx, " doi=", doi, " proto=", protocol, " type=", named(NOTIFICATIONS, kind).or("#", ""));
        return spi(cx, &mut p, spi_len.into());
    }
    out!(cx, " doi=ipsec proto=", named(PROTOCOLS, protocol).or("#", ""), " type=");
    match name(IPSEC_NOTIFICATIONS, kind) {
        Some(text) => out!(cx, text),
        None => out!(cx, named(NOTIFICATIONS, kind).or("#", "")),
    }
    spi(cx, &mut p, spi_len.into())?;
    match kind {
        _ if p.len() == 0 => {}
        24576 => {
            out!(cx, " attrs=(");
            while p.len() > 0 {
                attribute(cx, &mut p, OAKLEY)?;
            }
            out!(cx, ")");
        }
        24577 => {
            let on = p.be_u32()? != 0;
            out!(cx, " status=(replay detection ", if on { "enabled" } else { "disabled" }, ")");
        }
        _ => {
            out!(cx, " data=(");
            ends(cx, p)?;
            out!(cx, ")");
        }
    }
    Ok(())
}

fn deletion(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "d:");
    holds(&p, 8)?;
    let (doi, protocol, spi_len, count) = (p.be_u32()?, p.u8()?, p.u8()?, p.be_u16()?);
    if doi == IPSEC_DOI {
        out!(cx, " doi=ipsec proto=", named(PROTOCOLS, protocol).or("#", ""));
    } else {
        out!(cx, " doi=", doi, " proto=", protocol);
    }
    out!(cx, " spilen=", spi_len, " nspi=", count, " spi=");
    // SPIs without bytes are none.
    for i in 0..if spi_len == 0 { 0 } else { count } {
        out!(cx, if i > 0 { "," } else { "" });
        holds(&p, spi_len.into())?;
        out!(cx, HexBytes(p.take(spi_len.into())?));
    }
    Ok(())
}

fn v2(cx: &mut Context<'_>, at: Place, mut p: Cursor<'_>) -> Outcome {
    if at.number == 34 {
        holds(&p, 4)?;
    }
    let critical = if at.bits & 0x80 != 0 { "[C]" } else { "" };
    // Some go by their name without the version.
    let text = match at.number {
        33 => "sa",
        40 => "nonce",
        41 => "n",
        _ => name(PAYLOADS, at.number).unwrap_or_default(),
    };
    out!(cx, text, critical, ":");
    match at.number {
        33 => {
            out!(cx, " len=", p.len());
            return chain(cx, PROPOSAL, at.number, p, at.depth + 1, v2_proposal);
        }
        34 => {
            let group = p.be_u16()?;
            p.skip(2)?;
            out!(cx, " len=", p.len(), " group=", named(GROUPS, group).or("#", ""));
        }
        39 => {
            holds(&p, 4)?;
            out!(cx, " len=", p.len(), " method=", named(AUTH_METHODS, p.u8()?).or("#", ""));
            p.skip(3)?;
            return secret(cx, p, " authdata=(", ") ");
        }
        40 => {
            out!(cx, " len=", p.len());
            return secret(cx, p, " nonce=(", ") ");
        }
        41 => return v2_notification(cx, p),
        43 => {
            out!(cx, " len=", p.len(), " vid=");
            for byte in p.take_some(p.len()) {
                let visible = matches!(*byte, 0x20..=0x7e);
                cx.out.push(if visible { *byte } else { b'.' });
            }
            return Ok(());
        }
        _ => out!(cx, " len=", p.len()),
    }
    raw(cx, p)
}

/// Data of which `-v` shows the ends and `-vvv` everything.
fn secret(cx: &mut Context<'_>, mut p: Cursor<'_>, before: &str, after: &str) -> Outcome {
    if p.len() == 0 {
        return Ok(());
    }
    if cx.verbose(3) {
        out!(cx, before);
        all(cx, &mut p)?;
        out!(cx, after);
    } else {
        out!(cx, " data=(");
        ends(cx, p)?;
        out!(cx, ")");
    }
    Ok(())
}

fn v2_proposal(cx: &mut Context<'_>, at: Place, mut p: Cursor<'_>) -> Outcome {
    let len = p.len() + PAYLOAD_HEADER;
    let [number, protocol, spi_len, transforms] = p.array()?;
    out!(cx, "p: #", number, " protoid=", named(PROTOCOLS, protocol).or("#", ""));
    out!(cx, " transform=", transforms, " len=", len);
    spi(cx, &mut p, spi_len.into())?;
    chain(cx, TRANSFORM, V2_SA, p, at.depth + 1, v2_transform)
}

fn v2_transform(cx: &mut Context<'_>, at: Place, mut p: Cursor<'_>) -> Outcome {
    let [kind, _, high, low] = p.array()?;
    let (names, prefix): (&Table, _) = match kind {
        1 => (ESP_TRANSFORMS, "#"),
        2 => (PRFS, "#"),
        3 => (INTEGRITY, "#"),
        4 => (GROUPS, "#"),
        5 => (SEQUENCE_NUMBERS, "#"),
        _ => (&[], ""),
    };
    out!(cx, "t: #", at.ordinal, " type=", named(TRANSFORM_TYPES, kind).or("#", ""));
    out!(cx, " id=", named(names, u16::from_be_bytes([high, low])).or(prefix, ""), " ");
    while p.len() > 0 {
        attribute(cx, &mut p, V2)?;
    }
    Ok(())
}

fn v2_notification(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    holds(&p, 4)?;
    let (protocol, spi_len, kind) = (p.u8()?, p.u8()?, p.be_u16()?);
    out!(cx, " prot_id=", named(PROTOCOLS, protocol).or("#", ""), " type=", kind, "(");
    let kind_name = name(V2_NOTIFICATIONS, kind).unwrap_or(match kind {
        0..8192 => "error",
        8192..16384 => "private-error",
        16384..40960 => "status",
        _ => "private-status",
    });
    out!(cx, kind_name, ")");
    spi(cx, &mut p, spi_len.into())?;
    if p.len() > 0 && spi_len == 0 && (cx.verbose(4) || kind == COOKIE) {
        out!(cx, " data=(");
        all(cx, &mut p)?;
        out!(cx, ")");
    }
    Ok(())
}
