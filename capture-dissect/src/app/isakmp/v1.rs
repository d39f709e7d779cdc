//! Payloads of ISAKMP and of version 1 of IKE (RFC 2407, RFC 2408, RFC 2409).

use super::{
    attribute::{self, Attributes, IPSEC, OAKLEY},
    chain::{Body, Next, Place, chain},
    names::{
        AH_TRANSFORMS, CERTIFICATES, ESP_TRANSFORMS, ID_TYPES, IPCOMP_TRANSFORMS, IPSEC_NOTIFICATIONS,
        ISAKMP_TRANSFORMS, NOTIFICATIONS, PROTOCOLS, payload_name,
    },
    raw::{bytes, ends, rest, spi, to_end},
    v2,
};
use crate::{
    context::Context,
    cursor::Cursor,
    net::ip_protocol,
    show::{Safe, Table, name, named, out},
    stop::{Outcome, Stop},
};

const IPSEC_DOI: u32 = 1;
/// The situation in which nothing else is said.
const IDENTITY_ONLY: u32 = 1;
const PROPOSAL: u8 = 2;
const TRANSFORM: u8 = 3;

/// Prints what is in a payload; those of version 2 may be among them.
pub(super) fn print<'a>(cx: &mut Context<'_>, at: Place, p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    match at.number {
        1 => return sa(cx, at, p),
        2 => return proposal(cx, at, p),
        3 => return unknown_transform(cx, at, p),
        4 => {
            out!(cx, "ke: key len=", at.left(&p));
            rest(cx, at, p)?;
        }
        5 => identity(cx, at, p)?,
        6 | 7 => certificate(cx, at, p)?,
        8 | 9 | 13 => {
            out!(cx, payload_name(at.number), ": len=", at.left(&p));
            rest(cx, at, p)?;
        }
        10 => {
            out!(cx, "nonce: n len=", at.left(&p));
            if cx.verbose(2) && !cx.verbose(3) && at.left(&p) > 0 {
                out!(cx, "  data=(");
                ends(cx, p, p.len())?;
                out!(cx, ")");
            }
            rest(cx, at, p)?;
        }
        11 => return notification(cx, at, p),
        12 => return deletion(cx, p),
        33..=45 | 47..=48 => return v2::print(cx, at, p),
        _ => out!(cx, payload_name(at.number)),
    }
    Ok(Next::Behind)
}

fn sa<'a>(cx: &mut Context<'_>, at: Place, mut p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    out!(cx, "sa:");
    p.need(8)?;
    let (doi, situation) = (p.be_u32()?, p.be_u32()?);
    if doi != IPSEC_DOI {
        out!(cx, " doi=", doi, " situation=", situation);
        return Ok(Next::At(p));
    }
    out!(cx, " doi=ipsec situation=");
    let mut plus = "";
    for (bit, text) in [(1, "identity"), (2, "secrecy"), (4, "integrity")] {
        if situation & bit != 0 {
            out!(cx, plus, text);
            plus = "+";
        }
    }
    if situation != IDENTITY_ONLY {
        // tcpdump shows the first word again, and not this one.
        p.need(4)?;
        p.skip(4)?;
        out!(cx, " ident=", doi);
    }
    chain(cx, PROPOSAL, None, p, at.depth + 1, &proposal)
}

fn proposal<'a>(cx: &mut Context<'_>, at: Place, mut p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    if at.number != PROPOSAL {
        return print(cx, at, p);
    }
    out!(cx, "p:");
    p.need(4)?;
    let [number, protocol, spi_len, transforms] = p.array()?;
    out!(cx, " #", number, " protoid=", named(PROTOCOLS, protocol).or("#", ""));
    out!(cx, " transform=", transforms);
    spi(cx, &mut p, spi_len)?;
    p.need(super::PAYLOAD_HEADER)?;
    let transform: Body<'_> = match protocol {
        1 => &isakmp_transform,
        2 => &ah_transform,
        3 => &esp_transform,
        4 => &ipcomp_transform,
        _ => &unknown_transform,
    };
    chain(cx, TRANSFORM, None, p, at.depth + 1, transform)
}

fn isakmp_transform<'a>(cx: &mut Context<'_>, at: Place, p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    transform(cx, at, p, Some(ISAKMP_TRANSFORMS), OAKLEY)
}

fn ah_transform<'a>(cx: &mut Context<'_>, at: Place, p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    transform(cx, at, p, Some(AH_TRANSFORMS), IPSEC)
}

fn esp_transform<'a>(cx: &mut Context<'_>, at: Place, p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    transform(cx, at, p, Some(ESP_TRANSFORMS), IPSEC)
}

fn ipcomp_transform<'a>(cx: &mut Context<'_>, at: Place, p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    transform(cx, at, p, Some(IPCOMP_TRANSFORMS), IPSEC)
}

fn unknown_transform<'a>(cx: &mut Context<'_>, at: Place, p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    transform(cx, at, p, None, &[])
}

fn transform<'a>(
    cx: &mut Context<'_>,
    at: Place,
    mut p: Cursor<'a>,
    names: Option<&Table>,
    attributes: &Attributes,
) -> Result<Next<'a>, Stop> {
    if at.number != TRANSFORM {
        return print(cx, at, p);
    }
    out!(cx, "t:");
    p.need(4)?;
    let [number, id, ..]: [u8; 4] = p.array()?;
    let prefix = if names.is_some() { "#" } else { "" };
    out!(cx, " #", number, " id=", named(names.unwrap_or_default(), id).or(prefix, ""), " ");
    attribute::all(cx, at, p, attributes).map(Next::At)
}

fn identity(cx: &mut Context<'_>, at: Place, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "id:");
    p.need(4)?;
    let [kind, protocol, high, low] = p.array()?;
    out!(cx, " idtype=", named(ID_TYPES, kind).or("#", ""), " protoid=");
    match name(ip_protocol::NAMES, protocol) {
        Some(text) if !cx.options.numeric => out!(cx, text),
        _ => out!(cx, protocol),
    }
    out!(cx, " port=", u16::from_be_bytes([high, low]));
    let len = at.left(&p);
    if len == 0 {
        return Ok(());
    }
    out!(cx, " len=", len);
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
        1 => out!(cx, " ", p.ipv4()?),
        2 | 3 => out!(cx, " ", Safe(p.take(len)?)),
        4 => out!(cx, " ", p.ipv4()?, "/", p.ipv4()?),
        5 => out!(cx, " ", p.ipv6()?),
        6 => {
            out!(cx, " ", p.ipv6()?, "/0x");
            bytes(cx, &mut p, 16)?;
        }
        7 => out!(cx, " ", p.ipv4()?, "-", p.ipv4()?),
        8 => out!(cx, " ", p.ipv6()?, "-", p.ipv6()?),
        _ => rest(cx, at, p)?,
    }
    Ok(())
}

fn certificate(cx: &mut Context<'_>, at: Place, p: Cursor<'_>) -> Outcome {
    out!(cx, payload_name(at.number), ":");
    // The encoding, and a byte of the certificate.
    p.need(2)?;
    out!(cx, " len=", at.left(&p), " type=", named(CERTIFICATES, p.peek(0)?).or("#", ""));
    rest(cx, at, p)
}

fn notification<'a>(cx: &mut Context<'_>, at: Place, mut p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    out!(cx, "n:");
    p.need(8)?;
    let (doi, protocol, spi_len, kind) = (p.be_u32()?, p.u8()?, p.u8()?, p.be_u16()?);
    if doi != IPSEC_DOI {
        out!(cx, " doi=", doi, " proto=", protocol, " type=");
        match name(NOTIFICATIONS, kind) {
            Some(text) => out!(cx, text),
            None => out!(cx, "#", if (16384..24576).contains(&kind) { kind - 16384 } else { kind }),
        }
        spi(cx, &mut p, spi_len)?;
        return Ok(Next::At(p));
    }
    out!(cx, " doi=ipsec proto=", named(PROTOCOLS, protocol).or("#", ""), " type=");
    match name(IPSEC_NOTIFICATIONS, kind).or(name(NOTIFICATIONS, kind)) {
        Some(text) => out!(cx, text),
        // Counted from the start of their range.
        None => out!(cx, "#", if kind < 32768 { kind % 8192 } else { kind }),
    }
    spi(cx, &mut p, spi_len)?;
    match kind {
        _ if p.len() == 0 => {}
        24576 => {
            out!(cx, " attrs=(");
            attribute::all(cx, at, p, OAKLEY)?;
            out!(cx, ")");
        }
        24577 => {
            out!(cx, " status=(");
            let on = p.be_u32()? != 0;
            out!(cx, "replay detection ", if on { "enabled" } else { "disabled" }, ")");
        }
        _ => to_end(cx, p)?,
    }
    Ok(Next::Behind)
}

fn deletion<'a>(cx: &mut Context<'_>, mut p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    out!(cx, "d:");
    p.need(8)?;
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
        bytes(cx, &mut p, spi_len.into())?;
    }
    Ok(Next::At(p))
}
