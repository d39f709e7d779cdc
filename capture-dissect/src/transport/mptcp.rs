//! The Multipath TCP option (RFC 6824 for version 0, RFC 8684 for version 1).
//!
//! ```text
//!  0 (behind kind and length)
//! +---------+------------+--------------------------------
//! | subtype | flags or   | keys, tokens, addresses, sequence
//! | 4 bits  | version, 4 | numbers, by subtype
//! +---------+------------+--------------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Table, hex, named, out},
    stop::Stop,
};

const SUBTYPES: &Table = &[
    (0, "capable"),
    (1, "join"),
    (2, "dss"),
    (3, "add-addr"),
    (4, "rem-addr"),
    (5, "prio"),
    (6, "fail"),
    (7, "fast-close"),
];

const ADDR_VERSIONS: &Table = &[(6, "v0-ip6"), (4, "v0-ip4"), (1, "v1-echo"), (0, "v1")];

const SYN: u8 = 0x02;
const ACK: u8 = 0x10;

/// Prints the value of an option; answers whether its length is right for its subtype.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>, tcp_flags: u8) -> Result<bool, Stop> {
    cx.enter("mptcp");
    // Lengths are those that the RFCs give: with kind and length.
    let len = p.len() + 2;
    if len < 3 {
        return Ok(false);
    }
    let first = p.peek(0)?;
    let flags = first & 0xf;
    out!(cx, " ", len, " ", named(SUBTYPES, first >> 4).or_text("unknown"));
    match first >> 4 {
        0 => capable(cx, p, len, flags, tcp_flags),
        1 => join(cx, p, len, flags, tcp_flags),
        2 if tcp_flags & SYN != 0 => Ok(false),
        2 => data_sequence_signal(cx, p),
        3 => add_address(cx, p, len, flags),
        4 if len > 3 => {
            out!(cx, " id");
            for id in p.at(1)?.bytes().get(..len - 3).unwrap_or_default() {
                out!(cx, " ", *id);
            }
            Ok(true)
        }
        5 if matches!(len, 3 | 4) => {
            out!(cx, if flags & 1 != 0 { " backup" } else { " non-backup" });
            if len == 4 {
                out!(cx, " id ", p.peek(1)?);
            }
            Ok(true)
        }
        6 if len == 12 => {
            out!(cx, " seq ", p.at(2)?.be_u64()?);
            Ok(true)
        }
        7 if len == 12 => {
            out!(cx, " key 0x", hex(p.at(2)?.be_u64()?, 0));
            Ok(true)
        }
        4..=7 => Ok(false),
        _ => Ok(true),
    }
}

/// Both ends' keys, as far as the handshake has come.
fn capable(
    cx: &mut Context<'_>,
    mut p: Cursor<'_>,
    len: usize,
    version: u8,
    tcp_flags: u8,
) -> Result<bool, Stop> {
    let syn_ack = (tcp_flags & SYN != 0, tcp_flags & ACK != 0);
    let is_right = match len {
        4 | 12 => syn_ack.0,
        20 | 22 => syn_ack == (false, true),
        _ => false,
    };
    if !is_right {
        return Ok(false);
    }
    if version > 1 {
        out!(cx, " Unknown Version (", version, ")");
        return Ok(true);
    }
    out!(cx, " v", version);
    p.skip(1)?;
    let has_checksums = p.u8()? & 0x80 != 0;
    out!(cx, has_checksums.then_some(" csum"));
    if len >= 12 {
        out!(cx, " {0x", hex(p.be_u64()?, 0));
        if len >= 20 {
            out!(cx, ",0x", hex(p.be_u64()?, 0));
        }
        out!(cx, "}");
    }
    Ok(true)
}

/// A further subflow joins a connection.
fn join(cx: &mut Context<'_>, mut p: Cursor<'_>, len: usize, flags: u8, tcp_flags: u8) -> Result<bool, Stop> {
    let is_right = match len {
        12 => tcp_flags & SYN != 0,
        16 => tcp_flags & (SYN | ACK) == SYN | ACK,
        24 => tcp_flags & ACK != 0,
        _ => false,
    };
    if !is_right {
        return Ok(false);
    }
    p.skip(1)?;
    let id = p.u8()?;
    if len != 24 {
        out!(cx, (flags & 1 != 0).then_some(" backup"), " id ", id);
    }
    match len {
        12 => out!(cx, " token 0x", hex(p.be_u32()?, 0), " nonce 0x", hex(p.be_u32()?, 0)),
        16 => out!(cx, " hmac 0x", hex(p.be_u64()?, 0), " nonce 0x", hex(p.be_u32()?, 0)),
        _ => out!(cx, " hmac 0x", HexBytes(p.take(20)?)),
    }
    Ok(true)
}

/// Acknowledgement and mapping of the data level's sequence numbers.
fn data_sequence_signal(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    if p.len() < 2 {
        return Ok(false);
    }
    p.skip(1)?;
    let flags = p.u8()?;
    out!(cx, (flags & 0x10 != 0).then_some(" fin"));
    let number = |cx: &mut Context<'_>, p: &mut Cursor<'_>, name: &'static str, is_long: bool| {
        out!(cx, name);
        match (is_long, p.len()) {
            (true, 8..) => out!(cx, p.be_u64()?),
            (false, 4..) => out!(cx, p.be_u32()?),
            _ => return Ok(false),
        }
        Ok(true)
    };
    if flags & 0x01 != 0 && !number(cx, &mut p, " ack ", flags & 0x02 != 0)? {
        return Ok(false);
    }
    if flags & 0x04 != 0 {
        if !number(cx, &mut p, " seq ", flags & 0x08 != 0)? || p.len() < 4 {
            return Ok(false);
        }
        out!(cx, " subseq ", p.be_u32()?);
        if p.len() < 2 {
            return Ok(false);
        }
        out!(cx, " len ", p.be_u16()?);
        if p.len() >= 2 {
            out!(cx, " csum 0x", hex(p.be_u16()?, 0));
        }
    }
    Ok(p.len() == 0)
}

/// Another address of this end, with a port and a code that proves it where the length says so.
fn add_address(cx: &mut Context<'_>, mut p: Cursor<'_>, len: usize, version: u8) -> Result<bool, Stop> {
    let (is_ipv4, rest) = match len {
        8 | 10 | 16 | 18 => (true, len - 8),
        20 | 22 | 28 | 30 => (false, len - 20),
        _ => return Ok(false),
    };
    p.skip(1)?;
    out!(cx, " ", named(ADDR_VERSIONS, version).or_text("[bad version/echo]"), " id ", p.u8()?, " ");
    match is_ipv4 {
        true => out!(cx, p.ipv4()?),
        false => out!(cx, p.ipv6()?),
    }
    if matches!(rest, 2 | 10) {
        out!(cx, ":", p.be_u16()?);
    }
    if rest >= 8 {
        out!(cx, " hmac 0x", hex(p.be_u64()?, 0));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    fn option(bytes: &[u8], tcp_flags: u8) -> String {
        text(|cx| {
            let is_right = print(cx, Cursor::new(bytes, bytes.len()), tcp_flags);
            out!(cx, if is_right == Ok(true) { "" } else { "!" });
        })
    }

    #[test]
    fn a_subtype_has_lengths_of_its_own() {
        assert_eq!(option(b"\x01\x81", SYN), " 4 capable v1 csum");
        assert_eq!(option(b"\x01\x81", ACK), " 4 capable!");
        assert_eq!(option(b"\x10\x07\0\0\0\x01\0\0\0\x02", SYN), " 12 join id 7 token 0x1 nonce 0x2");
        assert_eq!(option(b"\x20\x01\0\0\0\x09", ACK), " 8 dss ack 9");
        assert_eq!(option(b"\x20\x01\0\0", ACK), " 6 dss ack !");
        assert_eq!(option(b"\x30\x07\x7f\0\0\x01\0\x50", ACK), " 10 add-addr v1 id 7 127.0.0.1:80");
        assert_eq!(option(b"\x40\x07\x08", ACK), " 5 rem-addr id 7 8");
        assert_eq!(option(b"\x51", ACK), " 3 prio backup");
        assert_eq!(option(b"\x70", ACK), " 3 fast-close!");
        assert_eq!(option(b"\xf0", ACK), " 3 unknown");
    }
}
