//! Which routes of VPNs somebody wants (RFC 4684 section 4).

use super::{as_number::As, prefix};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Ipv4, Show, hex, out},
    stop::Stop,
};

/// Bits of the origin, which are all there or not at all.
const ORIGIN: u8 = 32;

/// Prints a prefix of origin and route target; answers whether its length is possible.
pub(super) fn route(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    let bits = prefix::first(p)?;
    if bits == 0 {
        out!(cx, "\n\t      default route target");
        return Ok(true);
    }
    let Some(bits) = bits.checked_sub(ORIGIN).filter(|bits| *bits <= 64) else { return Ok(false) };
    p.need(4)?;
    let origin = As(p.be_u32()?);
    let len = usize::from(bits).div_ceil(8);
    p.need(len)?;
    let mut target = p.declare(len);
    let target: [u8; 8] = prefix::address(&mut target, bits)?;
    p.skip(len)?;
    out!(cx, "\n\t      origin AS: ", origin, ", ");
    let [high, low, a, b, c, d, e, f] = target;
    let (long, short) = (u32::from_be_bytes([a, b, c, d]), u16::from_be_bytes([e, f]));
    let pairs = target.get(..len).unwrap_or_default();
    match u16::from_be_bytes([high, low]) {
        0x0000 | 0x0002 => {
            out!(cx, "route-target: ", u16::from_be_bytes([a, b]), ":", u32::from_be_bytes([c, d, e, f]));
        }
        0x0102 => {
            out!(cx, "route-target: ");
            Ipv4([a, b, c, d]).number(cx.out);
            out!(cx, ":", short);
        }
        0x0202 => out!(cx, "route-target: ", As(long), ":", short),
        other => {
            out!(cx, "route target: unknown-type(", hex(other, 4), ")", Pairs(pairs), "/", bits, ")");
            return Ok(true);
        }
    }
    out!(cx, "/", bits);
    if len > 0 {
        out!(cx, Pairs(pairs), ")");
    }
    Ok(true)
}

/// Bytes in hexadecimal, two by two, behind an opening parenthesis.
struct Pairs<'a>(&'a [u8]);

impl Show for Pairs<'_> {
    fn show(self, cx: &mut Context<'_>) {
        let mut separator = " (";
        for pair in self.0.chunks(2) {
            out!(cx, separator, HexBytes(pair));
            separator = " ";
        }
    }
}
