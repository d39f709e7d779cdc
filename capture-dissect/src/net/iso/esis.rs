//! End system to intermediate system routing (ISO 9542, RFC 995).
//!
//! ```text
//!  0       1        2         3          4       5              7          9
//! +-------+--------+---------+----------+-------+--------------+----------+-------------------
//! | NLPID | length | version | reserved | type  | holding time | checksum | addresses, options
//! | 0x82  |        | 1       |          | 5 bits| seconds      |          |
//! +-------+--------+---------+----------+-------+--------------+----------+-------------------
//! length: of the header, which is all of the PDU; an option: code, length, value
//! ```

use super::{NLPIDS, Nsap, checksum, separator, title};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{LinkAddr, Table, UpperHex, hex, name, named, out},
    stop::{Outcome, Stop},
};

const HELLO: u8 = 2;
const IS_HELLO: u8 = 4;
const REDIRECT: u8 = 6;
const TYPES: &Table = &[(2, "ESH"), (4, "ISH"), (6, "redirect")];

const CONFIGURATION_TIME: u8 = 198;
const PROTOCOLS: u8 = 129;
const OPTIONS: &Table = &[
    (129, "Protocols supported"),
    (195, "QoS Maintenance"),
    (197, "Security"),
    (198, "ES Configuration Time"),
    (205, "Priority"),
    (225, "Addressk Mask"),
    (226, "SNPA Mask"),
];

/// Length of the fixed part.
const HEADER: usize = 9;
const CHECKSUM: usize = 7;

/// Prints a PDU.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("esis");
    title(cx, "ES-IS");
    if p.len() <= 2 {
        out!(cx, "no header at all!");
        return Ok(());
    }
    p.need(HEADER)?;
    let (len, version, kind) = (p.peek(1)?, p.peek(2)?, p.peek(4)? & 0x1f);
    if version != 1 {
        out!(cx, " version ", version, " packet not supported");
        return Ok(());
    }
    if usize::from(len) > p.len() {
        out!(cx, " length indicator(", len, ") > PDU size (", p.len(), ")!");
        return Ok(());
    }
    if usize::from(len) < HEADER + 2 {
        out!(cx, " length indicator ", len, " < min PDU size:", UpperHex(p.bytes()));
        return Ok(());
    }
    if !cx.verbose(1) {
        out!(cx, separator(cx), named(TYPES, kind).or("unknown type (", ")"), ", length ", p.len());
        return Ok(());
    }
    out!(cx, separator(cx), "length ", p.len());
    out!(cx, "\n\t", named(TYPES, kind).or("unknown type: ", ""), " (", kind, "), v: ", version);
    let field = p.peek_u16(CHECKSUM)?;
    out!(cx, ", checksum: 0x", hex(field, 4));
    checksum::verify(cx, p, field, CHECKSUM, len.into());
    out!(cx, ", holding time: ", p.peek_u16(5)?, "s, length indicator: ", len);
    if cx.verbose(2) {
        cx.unknown_data("\n\t", p, HEADER);
    }
    let rest = p.at(HEADER)?;
    if name(TYPES, kind).is_none() && !cx.verbose(2) {
        cx.unknown_data("\n\t  ", rest, rest.len());
    }
    body(cx, kind, rest.declare(usize::from(len) - HEADER))
}

fn body(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    match kind {
        REDIRECT if !redirect(cx, &mut p)? => return Ok(()),
        REDIRECT => {}
        HELLO => {
            p.need(1)?;
            let count = p.u8()?;
            out!(cx, "\n\t  Number of Source Addresses: ", count);
            for _ in 0..count {
                p.need(1)?;
                if !entity(cx, &mut p, "esh")? {
                    return Ok(());
                }
            }
        }
        IS_HELLO if !entity(cx, &mut p, "ish")? => return Ok(()),
        IS_HELLO => {}
        _ => return Ok(()),
    }
    options(cx, p)
}

/// A network entity title behind its length; answers whether it fits.
fn entity(cx: &mut Context<'_>, p: &mut Cursor<'_>, of: &'static str) -> Result<bool, Stop> {
    let Some(address) = counted(cx, p, of)? else { return Ok(false) };
    out!(cx, "\n\t  NET (length: ", address.len(), "): ", Nsap(address));
    Ok(true)
}

/// Bytes behind their number; says where they do not fit.
fn counted<'a>(cx: &mut Context<'_>, p: &mut Cursor<'a>, of: &'static str) -> Result<Option<&'a [u8]>, Stop> {
    let len = if p.len() == 0 { 0 } else { usize::from(p.peek(0)?) };
    if p.len() > 0 {
        p.need(1 + len)?;
    }
    if p.len() < 1 + len {
        out!(cx, ", bad ", of, "/li");
        return Ok(None);
    }
    p.skip(1)?;
    p.take(len).map(Some)
}

fn redirect(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    let Some(destination) = counted(cx, p, "redirect")? else { return Ok(false) };
    out!(cx, "\n\t  ", Nsap(destination));
    let Some(snpa) = counted(cx, p, "redirect")? else { return Ok(false) };
    let left = p.len();
    let net = usize::from(p.u8()?);
    p.need(net)?;
    let address = p.take(net)?;
    out!(cx, "\n\t  SNPA (length: ", snpa.len(), "): ", LinkAddr(snpa));
    if net > 0 {
        out!(cx, "\n\t  NET (length: ", net, ") ", Nsap(address));
    }
    // The byte that holds this length is not counted.
    *p = p.declare(left.saturating_sub(net));
    Ok(true)
}

fn options(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() < 2 {
            out!(cx, ", bad opts/li");
            return Ok(());
        }
        let (code, len) = (p.u8()?, usize::from(p.u8()?));
        if len > p.len() {
            out!(cx, ", opt (", code, ") too long");
            return Ok(());
        }
        out!(cx, "\n\t  ", named(OPTIONS, code).or_text("Unknown"), " Option #", code, ", length ", len);
        out!(cx, ", value: ");
        option(cx, code, p.declare(len))?;
        if code == PROTOCOLS {
            // tcpdump counts a list of protocols off, but reads it as options once more.
            p = p.declare(p.len() - len);
            continue;
        }
        if cx.verbose(2) {
            cx.unknown_data("\n\t  ", p, len);
        }
        p.pass(len);
    }
    Ok(())
}

fn option(cx: &mut Context<'_>, code: u8, mut p: Cursor<'_>) -> Outcome {
    match code {
        CONFIGURATION_TIME if p.len() == 2 => {
            p.need(2)?;
            out!(cx, p.be_u16()?, "s");
        }
        CONFIGURATION_TIME => out!(cx, "(bad length)"),
        PROTOCOLS => {
            while p.len() > 0 {
                let nlpid = p.u8()?;
                out!(cx, named(NLPIDS, nlpid).or_text("unknown"), " (0x", hex(nlpid, 2), ")");
                out!(cx, if p.len() > 0 { ", " } else { "" });
            }
        }
        _ => {
            if name(OPTIONS, code).is_some() {
                p.need(p.len())?;
            }
            cx.unknown_data("\n\t  ", p, p.len());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const HELLO_OF_AN_IS: &[u8] = b"\x82\x15\x01\0\x04\0\x1e\0\0\x03\x49\0\x01\xc6\x02\0\x3c\x81\x02\xcc\x8e";

    #[test]
    fn a_hello() {
        assert_eq!(printed(print, 0, HELLO_OF_AN_IS), "ES-IS, ISH, length 21");
        let expected = "ES-IS, length 21\n\tISH (4), v: 1, checksum: 0x0000 (unverified), holding time: 30s, \
             length indicator: 21\n\t  NET (length: 3): 49.0001\
             \n\t  ES Configuration Time Option #198, length 2, value: 60s\
             \n\t  Protocols supported Option #129, length 2, value: IPv4 (0xcc), IPv6 (0x8e)";
        assert_eq!(printed(print, 1, HELLO_OF_AN_IS), expected);
    }

    #[test]
    fn a_length_that_cannot_be_ends_it() {
        assert_eq!(printed(print, 0, b"\x82"), "ES-ISno header at all!");
        assert_eq!(printed(print, 0, &HELLO_OF_AN_IS[..8]), "ES-IS [|esis]");
        assert_eq!(printed(print, 0, &HELLO_OF_AN_IS[..12]), "ES-IS length indicator(21) > PDU size (12)!");
    }
}
