//! Options of DHCP in HNCP's TLVs (RFC 7788 sections 10.2.3 and 10.2.4).

use super::line;
use crate::{
    app::dns_name,
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const V4_OPTIONS: &Table = &[(6, "DNS-server"), (42, "NTP-server"), (119, "DNS-search")];
const V6_OPTIONS: &Table = &[(23, "DNS-server"), (24, "DNS-search-list"), (31, "SNTP-servers")];

/// Prints options of DHCP for IPv4: a byte for the type, one for the length.
///
/// Where one is wrong, [`Stop::Cut`]: nothing of what follows is shown.
pub(super) fn print_v4(cx: &mut Context<'_>, mut p: Cursor<'_>, level: u8) -> Outcome {
    while p.len() > 0 {
        if p.len() < 2 {
            return Err(Stop::Cut);
        }
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        line(cx, level);
        out!(cx, named(V4_OPTIONS, kind).or_text("Unknown"), " (", len + 2, ")");
        if len > p.len() {
            return Err(Stop::Cut);
        }
        let mut value = p.declare(len);
        p.pass(len);
        match kind {
            6 | 42 if len < 4 || len % 4 != 0 => return Err(Stop::Cut),
            6 | 42 => {
                while value.len() > 0 {
                    out!(cx, " ", value.ipv4()?);
                }
            }
            119 => names(cx, value, p)?,
            _ => {}
        }
    }
    Ok(())
}

/// Prints options of DHCP for IPv6: two bytes for the type, two for the length.
pub(super) fn print_v6(cx: &mut Context<'_>, mut p: Cursor<'_>, level: u8) -> Outcome {
    while p.len() > 0 {
        if p.len() < 4 {
            return Err(Stop::Invalid);
        }
        let (kind, len) = (p.be_u16()?, usize::from(p.be_u16()?));
        line(cx, level);
        out!(cx, named(V6_OPTIONS, kind).or_text("Unknown"), " (", len + 4, ")");
        if len > p.len() {
            return Err(Stop::Invalid);
        }
        let mut value = p.declare(len);
        p.pass(len);
        match kind {
            23 | 31 if len % 16 != 0 => {
                cx.invalid()?;
                return Err(Stop::Invalid);
            }
            23 | 31 => {
                while value.len() > 0 {
                    out!(cx, " ", value.ipv6()?);
                }
            }
            24 => names(cx, value, p).map_err(|_| Stop::Invalid)?,
            _ => {}
        }
    }
    Ok(())
}

/// Prints names of DNS to the end of a value; pointers count from there.
fn names<'a>(cx: &mut Context<'_>, mut value: Cursor<'a>, end: Cursor<'a>) -> Outcome {
    while value.len() > 0 {
        out!(cx, " ");
        dns_name::name(cx, end, &mut value)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn options_of_both_versions() {
        let v4 = b"\x06\x04\x08\x08\x08\x08\x77\x05\x03foo\0\x01\0";
        let print = |cx: &mut Context<'_>, p: Cursor<'_>| print_v4(cx, p, 1);
        assert_eq!(printed(print, 3, v4), "\n\tDNS-server (6) 8.8.8.8\n\tDNS-search (7) foo.\n\tUnknown (2)");
        let v6 = b"\0\x18\0\x05\x03foo\0\0\x17\0\x01\0";
        let print = |cx: &mut Context<'_>, p: Cursor<'_>| print_v6(cx, p, 1);
        let text = "\n\tDNS-search-list (9) foo.\n\tDNS-server (5) (invalid) (invalid)";
        assert_eq!(printed(print, 3, v6), text);
    }
}
