//! TLVs about which addresses are reached (RFC 1195, RFC 5305 section 4, RFC 5308, RFC 5120).

use super::{EXTERNAL, Metrics, side, subtlv, topology};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Column, Ipv4, Ipv6, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

/// Metrics (4), address (4) and mask (4) of each; answers whether the PDU goes on behind them.
pub(super) fn old(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    const SIZE: usize = 12;
    while p.len() > 0 {
        if p.len() < SIZE {
            out!(cx, "short IPv4 Reachability (", p.len(), " vs ", SIZE, ")");
            return Ok(false);
        }
        if !p.has(SIZE) {
            return Ok(false);
        }
        let [default, delay, expense, error] = p.array()?;
        let (address, mask) = (p.ipv4()?, p.ipv4()?);
        out!(cx, "\n\t      IPv4 prefix: ");
        let word = u32::from_be_bytes(mask.0);
        match word.leading_ones() + word.trailing_zeros() {
            32.. => out!(cx, Column(address), "/", word.leading_ones()),
            _ => out!(cx, address, " mask ", mask),
        }
        distribution(cx, default & 0x80 != 0, (default & 0x3f).into());
        out!(cx, ", ", side(default));
        out!(cx, Metrics { bytes: [default, delay, expense, error], before: "\n\t        " });
    }
    Ok(true)
}

fn distribution(cx: &mut Context<'_>, is_down: bool, metric: u32) {
    out!(cx, ", Distribution: ", if is_down { "down" } else { "up" }, ", Metric: ", metric);
}

/// Metric (4), bits (1): 0x80 down, 0x40 sub-TLVs, length of the prefix; the prefix.
pub(super) fn ipv4(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let start = p;
        let (metric, status) = (p.be_u32()?, p.u8()?);
        let before = "\n\t      IPv4 prefix: ";
        let address = address::<4>(cx, &mut p, before, status & 0x3f)?;
        out!(cx, before, Column(Ipv4(address)), "/", status & 0x3f);
        distribution(cx, status & 0x80 != 0, metric);
        if status & 0x40 != 0 {
            subtlvs(cx, &mut p)?;
        }
        fits(cx, start, p)?;
    }
    Ok(())
}

/// Metric (4), bits (1): 0x80 down, 0x40 external, 0x20 sub-TLVs; length of the prefix (1); the prefix.
pub(super) fn ipv6(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let start = p;
        let (metric, status, bits) = (p.be_u32()?, p.u8()?, p.u8()?);
        let before = "\n\t      IPv6 prefix: ";
        let address = address::<16>(cx, &mut p, before, bits)?;
        out!(cx, before, Ipv6(address), "/", bits);
        distribution(cx, status & 0x80 != 0, metric);
        out!(cx, ", ", side(status & EXTERNAL));
        if status & 0x20 != 0 {
            subtlvs(cx, &mut p)?;
        }
        fits(cx, start, p)?;
    }
    Ok(())
}

/// The same in one topology (2).
pub(super) fn ipv4_of_topology(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    topology::one(cx, &mut p)?;
    ipv4(cx, p)
}

/// The same in one topology (2).
pub(super) fn ipv6_of_topology(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    topology::one(cx, &mut p)?;
    ipv6(cx, p)
}

/// Stops where a prefix was longer than what the TLV still had.
fn fits(cx: &mut Context<'_>, start: Cursor<'_>, end: Cursor<'_>) -> Outcome {
    let used = start.captured() - end.captured();
    if used <= start.len() {
        return Ok(());
    }
    out!(cx, " [remaining tlv length ", start.len(), " < ", used, "]");
    Err(Stop::Invalid)
}

/// Reads the bytes of so many bits into an address, with zeros behind them; says behind a text where there
/// are too many.
fn address<const N: usize>(
    cx: &mut Context<'_>,
    p: &mut Cursor<'_>,
    before: &str,
    bits: u8,
) -> Result<[u8; N], Stop> {
    let len = usize::from(bits).div_ceil(8);
    if len > N {
        out!(cx, before, "bad bit length ", bits);
        return Err(Stop::Cut);
    }
    let mut address = [0; N];
    for (to, from) in address.iter_mut().zip(p.take(len)?) {
        *to = *from;
    }
    Ok(address)
}

/// Sub-TLVs behind their length. tcpdump counts beyond its end, so only what was captured ends a length
/// that they do not fit.
fn subtlvs(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, ", sub-TLVs present");
    let mut left = u32::from(p.u8()?);
    out!(cx, " (", left, ")");
    while left > 0 {
        let (kind, len) = (p.u8()?, p.u8()?);
        subtlv::title(cx, SUBTLVS, kind, len.into());
        let outcome = p.need(len.into()).and_then(|()| subtlv(cx, kind, p.declare(len.into())));
        if outcome.is_err() {
            cx.truncated()?;
            return Err(Stop::Cut);
        }
        p.skip(len.into())?;
        left = left.wrapping_sub(2 + u32::from(len));
    }
    Ok(())
}

const SUBTLVS: &Table = &[
    (1, "32-Bit Administrative tag"),
    (2, "64-Bit Administrative tag"),
    (3, "Prefix SID"),
    (117, "Management Prefix Color"),
];

const SID_FLAGS: &Table = &[
    (0x80, "Readvertisement"),
    (0x40, "Node"),
    (0x20, "No-PHP"),
    (0x10, "Explicit NULL"),
    (0x08, "Value"),
    (0x04, "Local"),
];
const SID_IS_LABEL: u8 = 0x08;
const ALGORITHMS: &Table = &[(0, "SPF"), (1, "strict-SPF")];

fn subtlv(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    match kind {
        1 | 117 => {
            while p.len() >= 4 {
                let tag = p.be_u32()?;
                out!(cx, ", 0x", hex(tag, 8), " (=", tag, ")");
            }
        }
        2 => {
            while p.len() >= 8 {
                out!(cx, ", 0x", hex(p.be_u64()?, 16));
            }
        }
        3 => segment(cx, p)?,
        _ => cx.unknown_data("\n\t\t    ", p, p.len()),
    }
    Ok(())
}

/// Flags (1), algorithm (1), label (3) or index (4) (RFC 8667 section 2.1).
fn segment(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let least = if p.peek(0)? & SID_IS_LABEL != 0 { 5 } else { 6 };
    if p.len() < least {
        return Err(Stop::Cut);
    }
    let [flags, algorithm] = p.array()?;
    out!(cx, ", Flags [", bits(SID_FLAGS, flags).or("None"), "]");
    out!(cx, ", Algo ", named(ALGORITHMS, algorithm).or_text("Unknown"), " (", algorithm, ")");
    if flags & SID_IS_LABEL != 0 {
        out!(cx, ", label ", p.be_u24()?);
    } else {
        out!(cx, ", index ", p.be_u32()?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::net::iso::isis::tests::shown;

    #[test]
    fn old_prefixes_have_masks() {
        let text = shown(1, b"\x80\x0c\x8a\x80\x80\x80\x0a\0\0\0\xff\xff\xff\0");
        assert!(text.ends_with("IPv4 prefix:        10.0.0.0/24, Distribution: down, Metric: 10, Internal"));
        let text = shown(1, b"\x80\x0c\x4a\x80\x80\x80\x0a\0\0\0\xff\0\xff\0");
        let expected = "IPv4 prefix: 10.0.0.0 mask 255.0.255.0, Distribution: up, Metric: 10, External";
        assert!(text.ends_with(expected), "{text}");
        assert!(shown(1, b"\x80\x01\x8a").ends_with("length: 1short IPv4 Reachability (1 vs 12)"));
    }

    #[test]
    fn new_prefixes_have_lengths_and_more() {
        let text = shown(1, b"\x87\x0f\0\0\0\x0a\x58\x0a\0\0\x06\x01\x04\0\0\0\x01");
        let expected = "IPv4 prefix:        10.0.0.0/24, Distribution: up, Metric: 10, sub-TLVs present (6)\
             \n\t        32-Bit Administrative tag subTLV #1, length: 4, 0x00000001 (=1)";
        assert!(text.ends_with(expected), "{text}");
        let text = shown(1, b"\xec\x0a\0\0\0\x0a\xc0\x20\x20\x01\x0d\xb8");
        let expected = "IPv6 prefix: 2001:db8::/32, Distribution: down, Metric: 10, External";
        assert!(text.ends_with(expected), "{text}");
        assert!(shown(1, b"\x87\x05\0\0\0\x0a\x21").ends_with("IPv4 prefix: bad bit length 33 [|isis]"));
    }
}
