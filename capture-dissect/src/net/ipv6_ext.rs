//! Extension headers of IPv6: options (RFC 8200 section 4.2), routing (section 4.4, RFC 6275, RFC 8754)
//! and fragments (section 4.5).
//!
//! ```text
//!  0             1                  2
//! +-------------+------------------+----------------------------------------
//! | next header | length / 8 - 1   | options: type, length, value;
//! |             | (zero: fragment) | routing: type, segments left, data, addresses;
//! +-------------+------------------+ fragment: offset (13 bits), more (1), id (4 bytes)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Addr, hex, out},
    stop::{Outcome, Stop},
};

/// What is known of a jumbo payload (RFC 2675).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Jumbo {
    /// Whether there may be one: the fixed header gives no length.
    pub may_be: bool,
    /// Its length.
    pub len: Option<usize>,
}

/// Prints a hop-by-hop options header; answers its length.
pub(crate) fn hop_by_hop(cx: &mut Context<'_>, p: Cursor<'_>, jumbo: &mut Jumbo) -> Result<usize, Stop> {
    cx.enter("hbhopt");
    options_header(cx, p, "HBH ", Some(jumbo))
}

/// Prints a destination options header; answers its length.
pub(crate) fn destination(cx: &mut Context<'_>, p: Cursor<'_>) -> Result<usize, Stop> {
    cx.enter("dstopt");
    options_header(cx, p, "DSTOPT ", None)
}

fn options_header(
    cx: &mut Context<'_>,
    p: Cursor<'_>,
    name: &'static str,
    mut jumbo: Option<&mut Jumbo>,
) -> Result<usize, Stop> {
    let len = (usize::from(p.peek(1)?) + 1) * 8;
    p.need(len)?;
    out!(cx, name);
    if jumbo.is_none() && !cx.verbose(1) {
        return Ok(len);
    }
    let mut options = p.at(2)?.limit(len - 2);
    let mut seen_jumbo = false;
    while options.len() > 0 {
        let kind = options.peek(0)?;
        let option_len = match (kind, options.len()) {
            (0, _) => 1,
            (_, 1) => {
                out!(cx, " [remaining length 1 < 2]");
                return Err(Stop::Invalid);
            }
            _ => usize::from(options.peek(1)?) + 2,
        };
        if option_len > options.len() {
            out!(cx, " [remaining length ", options.len(), " < ", option_len, "]");
            return Err(Stop::Invalid);
        }
        let option = options.split(option_len);
        match kind {
            0xc2 => jumbo_option(cx, option, jumbo.as_deref_mut(), &mut seen_jumbo)?,
            _ => option_text(cx, kind, option)?,
        }
    }
    if cx.verbose(1) {
        out!(cx, " ");
    }
    Ok(len)
}

/// An option whose length is not what its type asks for.
fn bad_len(cx: &mut Context<'_>, name: &'static str, len: usize) -> Outcome {
    out!(cx, "(", name, ": invalid len ", len, ")");
    Err(Stop::Invalid)
}

fn option_text(cx: &mut Context<'_>, kind: u8, mut option: Cursor<'_>) -> Outcome {
    let value_len = option.len().saturating_sub(2);
    match (kind, value_len) {
        (0x05, 2) | (0xc9, 16..) => {}
        (0x05, _) => return bad_len(cx, "rtalert", value_len),
        (0xc9, _) => return bad_len(cx, "homeaddr", value_len),
        _ => {}
    }
    if !cx.verbose(1) {
        return Ok(());
    }
    if kind == 0 {
        out!(cx, "(pad1)");
        return Ok(());
    }
    option.skip(2)?;
    match kind {
        1 => out!(cx, "(padn)"),
        0x05 => out!(cx, "(rtalert: 0x", hex(option.be_u16()?, 4), ") "),
        0xc9 => {
            out!(cx, "(homeaddr: ", option.ipv6()?);
            sub_options(cx, option)?;
            out!(cx, ")");
        }
        _ => out!(cx, "(opt_type 0x", hex(kind, 2), ": len=", value_len, ")"),
    }
    Ok(())
}

/// Options within the home address option (RFC 6275 section 6.3 leaves room for them).
fn sub_options(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let kind = p.u8()?;
        match kind {
            0 => out!(cx, ", pad1"),
            _ => {
                let len = p.u8()?;
                match kind {
                    1 => out!(cx, ", padn"),
                    _ => out!(cx, ", sopt_type 0x", hex(kind, 2), ": len=", len),
                }
                p.skip(len.into())?;
            }
        }
    }
    Ok(())
}

fn jumbo_option(
    cx: &mut Context<'_>,
    mut option: Cursor<'_>,
    jumbo: Option<&mut Jumbo>,
    seen: &mut bool,
) -> Outcome {
    let value_len = option.len().saturating_sub(2);
    if value_len != 4 {
        return bad_len(cx, "jumbo", value_len);
    }
    option.skip(2)?;
    let len = option.be_u32()?;
    let why_not = match jumbo {
        _ if *seen => " - already seen",
        None => " - not a hop-by-hop option",
        Some(Jumbo { may_be: false, .. }) => " - payload len != 0",
        Some(_) if len < 65_536 => " - < 65536",
        Some(jumbo) => {
            jumbo.len = Some(len as usize);
            ""
        }
    };
    *seen = true;
    if cx.verbose(1) {
        out!(cx, "(jumbo: ", len, why_not, ") ");
    }
    Ok(())
}

/// Prints a fragment header; answers its length where a protocol's header follows, which only the first
/// fragment has. `behind` are the declared bytes behind the header.
pub(crate) fn fragment(
    cx: &mut Context<'_>,
    mut p: Cursor<'_>,
    behind: Option<usize>,
) -> Result<Option<usize>, Stop> {
    cx.enter("frag6");
    out!(cx, "frag (");
    p.at(8)?;
    p.skip(2)?;
    let (offset, id) = (p.be_u16()? & 0xfff8, p.be_u32()?);
    if cx.verbose(1) {
        out!(cx, "0x", hex(id, 8), ":");
    }
    out!(cx, offset, "|");
    match behind {
        Some(len) => out!(cx, len, ")"),
        None => out!(cx, "[length < 0] (invalid))"),
    }
    if offset != 0 {
        return Ok(None);
    }
    out!(cx, " ");
    Ok(Some(8))
}

/// Prints a routing header, and notes the last destination for checksums; answers its length.
pub(crate) fn routing(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<usize, Stop> {
    cx.enter("rt6");
    out!(cx, "RT6");
    let _next = p.u8()?;
    let len = usize::from(p.u8()?);
    out!(cx, " (len=", len);
    let kind = p.u8()?;
    out!(cx, ", type=", kind, (kind == 0).then_some(" [Deprecated]"));
    out!(cx, ", segleft=", p.u8()?);
    match kind {
        0 | 2 => {
            let reserved = p.be_u32()?;
            if reserved != 0 || cx.verbose(1) {
                out!(cx, ", rsv=0x", hex(reserved, 0));
            }
        }
        4 => {
            out!(cx, ", last-entry=", p.u8()?);
            let flags = p.u8()?;
            if flags != 0 || cx.verbose(1) {
                out!(cx, ", flags=0x", hex(flags, 0));
            }
            out!(cx, ", tag=", hex(p.be_u16()?, 0));
        }
        _ => {
            out!(cx, " (unknown type)");
            return Err(Stop::Invalid);
        }
    }
    if len % 2 != 0 {
        out!(cx, " (invalid length ", len, ")");
        return Err(Stop::Invalid);
    }
    for at in 0..len / 2 {
        let address = p.ipv6()?;
        out!(cx, ", [", at, "]", address);
        // Segment routing lists its addresses backwards.
        if kind != 4 || at == 0 {
            cx.ip.final_dst = Addr::V6(address);
        }
    }
    out!(cx, ") ");
    Ok((len + 1) * 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn hbh(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
        hop_by_hop(cx, p, &mut Jumbo { may_be: true, len: None }).map(|_| ())
    }

    fn rt(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
        routing(cx, p).map(|_| ())
    }

    #[test]
    fn options_are_read_even_where_they_are_not_shown() {
        assert_eq!(printed(hbh, 0, b"\x3b\0\x05\x02\0\0\x01\0"), "HBH ");
        assert_eq!(printed(hbh, 0, b"\x3b\0\x30\x30\0\0\0\0"), "HBH  [remaining length 6 < 50] (invalid)");
        assert_eq!(printed(hbh, 1, b"\x3b\0\xc2\x04\0\x01\0\x01"), "HBH (jumbo: 65537)  ");
        assert_eq!(printed(hbh, 1, b"\x3b\0\x22\x03\0\0\0\0"), "HBH (opt_type 0x22: len=3)(pad1) ");
    }

    #[test]
    fn a_routing_header_lists_addresses() {
        let mut header = b"\x3b\x02\x04\x01\0\x08\0\x10".to_vec();
        header.extend_from_slice(&5u128.to_be_bytes());
        assert_eq!(
            printed(rt, 1, &header),
            "RT6 (len=2, type=4, segleft=1, last-entry=0, flags=0x8, tag=10, [0]::5) "
        );
        assert_eq!(
            printed(rt, 0, &header[..20]),
            "RT6 (len=2, type=4, segleft=1, last-entry=0, flags=0x8, tag=10 [|rt6]"
        );
        assert_eq!(printed(rt, 0, b"ab"), "RT6 (len=98 [|rt6]");
    }
}
