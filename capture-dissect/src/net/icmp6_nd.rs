//! Neighbor Discovery (RFC 4861) and its options, with those of mobile IPv6 (RFC 6275), of router
//! preferences (RFC 4191) and of DNS (RFC 8106).
//!
//! ```text
//! message: fixed fields by type, then options:
//! +------+------------+-------
//! | type | length / 8 | value
//! +------+------------+-------
//! ```

use crate::{
    app::dns_name,
    context::Context,
    cursor::Cursor,
    show::{Ipv6, Show, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const OPTIONS: &Table = &[
    (1, "source link-address"),
    (2, "destination link-address"),
    (3, "prefix info"),
    (4, "redirected header"),
    (5, "mtu"),
    (25, "rdnss"),
    (31, "dnssl"),
    (7, "advertisement interval"),
    (8, "homeagent information"),
    (24, "route info"),
];

const ROUTER_FLAGS: &Table =
    &[(0x80, "managed"), (0x40, "other stateful"), (0x20, "home agent"), (0x02, "ipv6 only")];
const NEIGHBOR_FLAGS: &Table =
    &[(0x8000_0000, "router"), (0x4000_0000, "solicited"), (0x2000_0000, "override")];
const PREFIX_FLAGS: &Table = &[(0x80, "onlink"), (0x40, "auto"), (0x20, "router")];
const PREFERENCES: [&str; 4] = ["medium", "high", "rsv", "low"];

/// A lifetime in seconds, of which the largest one has no end.
struct Lifetime(u32);

impl Show for Lifetime {
    fn show(self, cx: &mut Context<'_>) {
        match self.0 {
            u32::MAX => out!(cx, "infinity"),
            secs => out!(cx, secs, "s"),
        }
    }
}

fn preference(flags: u8) -> &'static str {
    PREFERENCES.get(usize::from(flags >> 3 & 3)).copied().unwrap_or_default()
}

/// Prints what follows the type: `p` stands at the beginning of the message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>, kind: u8) -> Outcome {
    let verbose = cx.verbose(1);
    let fixed = match kind {
        133 => 8,
        134 => {
            if verbose {
                router(cx, p)?;
            }
            16
        }
        135 => {
            out!(cx, ", who has ", p.at(8)?.ipv6()?);
            24
        }
        136 => {
            out!(cx, ", tgt is ", p.at(8)?.ipv6()?);
            if verbose {
                out!(cx, ", Flags [", bits(NEIGHBOR_FLAGS, p.peek_u32(4)?), "]");
            }
            24
        }
        137 => {
            out!(cx, ", ", p.at(24)?.ipv6()?, " to ", p.at(8)?.ipv6()?);
            40
        }
        145 => return if verbose { home_agents(cx, p) } else { Ok(()) },
        _ => {
            if verbose {
                mobile_prefix(cx, p)?;
            }
            8
        }
    };
    if !verbose || p.len() <= fixed {
        return Ok(());
    }
    let Ok(rest) = p.at(fixed) else { return Ok(()) };
    options(cx, rest)
}

fn router(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    p.at(16)?;
    let mut p = p.at(4)?;
    let (hop_limit, flags, lifetime) = (p.u8()?, p.u8()?, p.be_u16()?);
    out!(
        cx,
        "\n\thop limit ",
        hop_limit,
        ", Flags [",
        bits(ROUTER_FLAGS, flags),
        "], pref ",
        preference(flags)
    );
    out!(cx, ", router lifetime ", lifetime, "s, reachable time ", p.be_u32()?, "ms");
    out!(cx, ", retrans timer ", p.be_u32()?, "ms");
    Ok(())
}

fn home_agents(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, ", id 0x", hex(p.peek_u16(4)?, 4));
    let mut p = p;
    p.pass(8);
    while p.len() > 0 {
        out!(cx, ", ", p.ipv6()?);
    }
    Ok(())
}

fn mobile_prefix(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, ", id 0x", hex(p.peek_u16(4)?, 4));
    let flags = p.peek_u16(6)?;
    if flags & 0xc000 != 0 {
        out!(cx, " ", (flags & 0x8000 != 0).then_some("M"), (flags & 0x4000 != 0).then_some("O"));
    }
    Ok(())
}

/// Prints options up to the end of what was captured or declared.
fn options(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let start = p;
    while p.captured() > 0 && p.len() > 0 {
        let words = usize::from(p.peek(1)?);
        let kind = p.peek(0)?;
        if words == 0 {
            return Err(Stop::Cut);
        }
        let len = words * 8;
        p.need(len)?;
        out!(cx, "\n\t  ", named(OPTIONS, kind).or_text("unknown"), " option (", kind, "), length ", len);
        out!(cx, " (", words, "): ");
        let value = p.at(2)?.declare(len - 2);
        let is_known = option(cx, start, value, kind, words)?;
        if !is_known && !cx.verbose(2) {
            cx.unknown_data("\n\t  ", value, len - 2);
            return Ok(());
        }
        if cx.verbose(2) {
            cx.unknown_data("\n\t    ", value, len - 2);
        }
        p.skip(len)?;
    }
    Ok(())
}

/// Prints the value of an option; answers whether its type is known.
fn option<'a>(
    cx: &mut Context<'_>,
    start: Cursor<'a>,
    mut p: Cursor<'a>,
    kind: u8,
    words: usize,
) -> Result<bool, Stop> {
    match kind {
        1 | 2 => {
            for (at, byte) in p.take(p.len())?.iter().enumerate() {
                out!(cx, (at > 0).then_some(":"), hex(*byte, 2));
            }
        }
        3 => {
            let (prefix_len, flags) = (p.u8()?, p.u8()?);
            let (valid, preferred) = (p.be_u32()?, p.be_u32()?);
            p.skip(4)?;
            out!(cx, p.ipv6()?, "/", prefix_len, (words != 4).then_some("badlen"));
            out!(cx, ", Flags [", bits(PREFIX_FLAGS, flags), "], valid time ", Lifetime(valid));
            out!(cx, ", pref. time ", Lifetime(preferred));
        }
        4 => cx.unknown_data("\n\t    ", start, words * 8),
        5 => out!(cx, " ", p.at(2)?.be_u32()?, (words != 1).then_some("bad option length")),
        7 => out!(cx, " ", p.at(2)?.be_u32()?, "ms"),
        8 => out!(cx, " preference ", p.peek_u16(2)?, ", lifetime ", p.peek_u16(4)?),
        24 => route(cx, p, words)?,
        25 => {
            p.skip(2)?;
            out!(cx, " lifetime ", p.be_u32()?, "s,");
            for _ in 0..(words - 1) / 2 {
                out!(cx, " addr: ", p.ipv6()?);
            }
        }
        31 => {
            p.skip(2)?;
            out!(cx, " lifetime ", p.be_u32()?, "s, domain(s):");
            while p.len() > 0 && p.peek(0)? != 0 {
                out!(cx, " ");
                dns_name::name(cx, start, &mut p).map_err(|_| Stop::Cut)?;
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn route(cx: &mut Context<'_>, mut p: Cursor<'_>, words: usize) -> Outcome {
    let (prefix_len, flags, lifetime) = (p.u8()?, p.u8()?, p.be_u32()?);
    let bytes = match words {
        1..=3 => p.take((words - 1) * 8)?,
        _ => return Err(Stop::Cut),
    };
    let mut prefix = [0; 16];
    for (to, from) in prefix.iter_mut().zip(bytes) {
        *to = *from;
    }
    out!(
        cx,
        " ",
        Ipv6(prefix),
        "/",
        prefix_len,
        ", pref=",
        preference(flags),
        ", lifetime=",
        Lifetime(lifetime)
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::printed, net::icmp6};

    fn neighbor(kind: u8, options: &[u8]) -> Vec<u8> {
        [&[kind, 0, 0, 0, 0x60, 0, 0, 0][..], &7u128.to_be_bytes(), options].concat()
    }

    #[test]
    fn solicitations_and_advertisements_name_their_target() {
        let text = "ICMP6, neighbor solicitation, who has ::7, length 24";
        assert_eq!(printed(icmp6::print, 0, &neighbor(135, b"")), text);
        let text = printed(icmp6::print, 1, &neighbor(136, b"\x02\x01\0\x01\x02\x03\x04\x05"));
        let expected = "ICMP6, neighbor advertisement, length 32, tgt is ::7, Flags [solicited, override]\n\t  \
                        destination link-address option (2), length 8 (1): 00:01:02:03:04:05";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn an_option_of_no_length_ends_the_list() {
        assert!(printed(icmp6::print, 1, &neighbor(135, b"\x01\0")).ends_with("who has ::7 [|icmp6]"));
        let unknown = printed(icmp6::print, 1, &neighbor(135, b"\x63\x01\0\0\0\0\0\0\x01\0"));
        assert!(
            unknown.ends_with("unknown option (99), length 8 (1): \n\t  0x0000:  0000 0000 0000"),
            "{unknown}"
        );
    }
}
