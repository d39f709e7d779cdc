//! Payloads of version 2 of IKE (RFC 7296), decrypted where there is a key for them (`-E`).

use super::{
    PAYLOAD_HEADER,
    attribute::{self, V2},
    chain::{Next, Place, chain},
    names::{
        AUTH_METHODS, ESP_TRANSFORMS, GROUPS, INTEGRITY, PAYLOADS, PRFS, PROTOCOLS, SEQUENCE_NUMBERS,
        TRANSFORM_TYPES, V2_NOTIFICATIONS,
    },
    raw::{bytes, ends, rest, spi, to_end},
    v1,
};
use crate::{
    context::Context,
    cursor::Cursor,
    options::Opens,
    show::{Safe, Table, name, named, out},
    stop::{Outcome, Stop},
    transport::esp,
};

/// The notification whose data is shown even without `-vvvv`.
const COOKIE: u16 = 16390;
/// Bytes of a cookie that are all shown.
const SHORT: usize = 29;
/// Notifications that are not about a security association, so that its SPI is not shown.
const HAS_NO_SPI: [u16; 14] = [1, 5, 35, 36, 37, 39, 16384, 16385, 16386, 16387, 16391, 16392, 16394, 16395];
const PROPOSAL: u8 = 2;
const TRANSFORM: u8 = 3;
const SA: u8 = 33;

/// Prints what is in a payload of version 2.
pub(super) fn print<'a>(cx: &mut Context<'_>, at: Place, mut p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    if at.number == 34 {
        p.need(4)?;
    }
    let len = at.left(&p);
    let critical = if at.bits & 0x80 != 0 { "[C]" } else { "" };
    // Some go by their name without the version.
    let text = match at.number {
        33 => "sa",
        40 => "nonce",
        41 => "n",
        _ => name(PAYLOADS, at.number).unwrap_or_default(),
    };
    out!(cx, text, critical, ":");
    if at.number == 41 {
        notification(cx, p)?;
        return Ok(Next::Behind);
    }
    match at.number {
        34 if len < 4 => out!(cx, " len=", len + PAYLOAD_HEADER, " < 8"),
        34 => {
            let group = p.be_u16()?;
            p.skip(2)?;
            out!(cx, " len=", at.left(&p), " group=", named(GROUPS, group).or("#", ""));
            rest(cx, at, p)?;
        }
        _ => {
            out!(cx, " len=", len);
            sized(cx, at, p)?;
        }
    }
    Ok(Next::Behind)
}

/// Prints what follows the length of a payload.
fn sized(cx: &mut Context<'_>, at: Place, mut p: Cursor<'_>) -> Outcome {
    let len = at.left(&p);
    match at.number {
        33 => {
            let _ = chain(cx, PROPOSAL, Some(SA), p.limit(len), at.depth + 1, &proposal)?;
        }
        35 | 36 => {
            rest(cx, at, p)?;
            identity(cx, at, p)?;
        }
        39 => {
            out!(cx, " method=", named(AUTH_METHODS, p.u8()?).or("#", ""));
            p.skip(3)?;
            secret(cx, p, len.checked_sub(4), " authdata=(")?;
        }
        40 => secret(cx, p, Some(len), " nonce=(")?,
        43 => {
            out!(cx, " vid=");
            let id = p.limit(len);
            for byte in id.bytes() {
                let visible = matches!(*byte, 0x20..=0x7e);
                cx.out.push(if visible { *byte } else { b'.' });
            }
            if len > 4 {
                rest(cx, at, p)?;
            }
        }
        _ => rest(cx, at, p)?,
    }
    Ok(())
}

/// Data of which `-v` shows the start and the end of the message, and `-vv` everything.
fn secret(cx: &mut Context<'_>, mut p: Cursor<'_>, len: Option<usize>, before: &str) -> Outcome {
    if cx.verbose(2) {
        out!(cx, before);
        bytes(cx, &mut p, len.ok_or(Stop::Cut)?)?;
        out!(cx, ") ");
    } else {
        out!(cx, " data=(");
        ends(cx, p, p.len())?;
        out!(cx, ")");
    }
    Ok(())
}

/// The name that an identity is; the others are numbers (RFC 7296 p. 88).
fn identity(cx: &mut Context<'_>, at: Place, mut p: Cursor<'_>) -> Outcome {
    let kind = p.u8()?;
    let (label, is_text) = match kind {
        1 => (" ipv4:", false),
        2 => (" fqdn:", true),
        3 => (" rfc822:", true),
        5 => (" ipv6:", false),
        9 => (" dn:", false),
        10 => (" gn:", false),
        11 => (" keyid:", false),
        _ => return Ok(()),
    };
    out!(cx, label);
    // Behind three reserved bytes.
    let len = at.left(&p).checked_sub(3).ok_or(Stop::Cut)?;
    p.skip(3)?;
    if is_text {
        out!(cx, Safe(p.take(len)?));
        return Ok(());
    }
    bytes(cx, &mut p, len)
}

fn proposal<'a>(cx: &mut Context<'_>, at: Place, mut p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    if at.number != PROPOSAL {
        return v1::print(cx, at, p);
    }
    let len = at.left(&p) + PAYLOAD_HEADER;
    let [number, protocol, spi_len, transforms] = p.array()?;
    out!(cx, "p: #", number, " protoid=", named(PROTOCOLS, protocol).or("#", ""));
    out!(cx, " transform=", transforms, " len=", len);
    spi(cx, &mut p, spi_len)?;
    chain(cx, TRANSFORM, Some(SA), p, at.depth + 1, &transform)
}

fn transform<'a>(cx: &mut Context<'_>, at: Place, mut p: Cursor<'a>) -> Result<Next<'a>, Stop> {
    if at.number != TRANSFORM {
        return v1::print(cx, at, p);
    }
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
    attribute::all(cx, at, p, V2).map(Next::At)
}

fn notification(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (protocol, spi_len, kind) = (p.u8()?, p.u8()?, p.be_u16()?);
    out!(cx, " prot_id=", named(PROTOCOLS, protocol).or("#", ""), " type=", kind, "(");
    let kind_name = name(V2_NOTIFICATIONS, kind).unwrap_or(match kind {
        0..8192 => "error",
        8192..16384 => "private-error",
        16384..40960 => "status",
        _ => "private-status",
    });
    out!(cx, kind_name, ")");
    if HAS_NO_SPI.contains(&kind) {
        p.skip(spi_len.into())?;
    } else {
        spi(cx, &mut p, spi_len)?;
    }
    if kind == COOKIE && (1..=SHORT).contains(&p.len()) {
        out!(cx, " data=(");
        let len = p.len();
        bytes(cx, &mut p, len)?;
        out!(cx, ")");
    } else if cx.verbose(4) || kind == COOKIE {
        to_end(cx, p)?;
    }
    Ok(())
}

/// Prints an encrypted payload, which is the last of a message, and with a key those inside of it.
pub(super) fn encrypted<'a>(
    cx: &mut Context<'_>,
    at: Place,
    p: Cursor<'a>,
    key: Opens,
) -> Result<Next<'a>, Stop> {
    out!(cx, "v2e", if at.bits & 0x80 != 0 { "[C]" } else { "" }, ": len=", at.left(&p));
    if at.left(&p) > 4 {
        rest(cx, at, p)?;
    }
    let key = cx.options.esp_keys.iter().rev().find(|it| it.opens == key);
    let plain = key.and_then(|key| {
        let len = at.left(&p).checked_sub(key.icv_bytes)?;
        esp::decrypt(key, p.limit(len).bytes())
    });
    if let Some(plain) = plain {
        let p = Cursor::new(&plain, plain.len());
        let _ = chain(cx, at.next, None, p, at.depth + 2, &v1::print)?;
    }
    Ok(Next::Nowhere)
}
