//! Options of TCP (IANA TCP parameters).
//!
//! ```text
//! +------+--------+-------------
//! | kind | length | value         kinds 0 (end) and 1 (no operation) stand alone
//! +------+--------+-------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Table, hex, name, named, out},
    stop::Stop,
    transport::{mptcp, tcp::Header, tcp_md5},
};

const KINDS: &Table = &[
    (0, "eol"),
    (1, "nop"),
    (2, "mss"),
    (3, "wscale"),
    (4, "sackOK"),
    (5, "sack"),
    (6, "echo"),
    (7, "echoreply"),
    (8, "TS"),
    (11, "cc"),
    (12, "ccnew"),
    (13, ""),
    (19, "md5"),
    (20, "scps"),
    (28, "uto"),
    (29, "tcp-ao"),
    (30, "mptcp"),
    (34, "tfo"),
    (254, "exp"),
];

/// Why an option ends the list.
enum Bad {
    /// Its length contradicts the header's.
    Length,
    /// It was not captured.
    Stop(Stop),
}

impl From<Stop> for Bad {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// Prints the options of a segment; answers whether they were all right.
///
/// `base` is what the blocks of a selective acknowledgement are relative to.
pub(crate) fn print(
    cx: &mut Context<'_>,
    segment: Cursor<'_>,
    header: &Header,
    base: u32,
) -> Result<bool, Stop> {
    if let Some((val, ecr)) = only_timestamps(segment, header) {
        out!(cx, ", options [nop,nop,TS val ", val, " ecr ", ecr, "]");
        return Ok(true);
    }
    out!(cx, ", options [");
    let mut p = segment.at(20)?.declare(header.len - 20);
    let mut is_first = true;
    while p.len() > 0 {
        if !is_first {
            out!(cx, ",");
        }
        match option(cx, &mut p, segment, header, base) {
            Ok(0) => break,
            Ok(_) => {}
            Err(Bad::Length) => {
                out!(cx, "[bad opt]", (!is_first).then_some("]"));
                return Ok(false);
            }
            Err(Bad::Stop(Stop::Cut)) => {
                cx.truncated()?;
                out!(cx, (!is_first).then_some(">"));
                return Ok(false);
            }
            Err(Bad::Stop(stop)) => return Err(stop),
        }
        is_first = false;
    }
    out!(cx, "]");
    Ok(true)
}

/// The timestamps of a segment that has no other options: nearly all of them, and so worth being told at once.
fn only_timestamps(segment: Cursor<'_>, header: &Header) -> Option<(u32, u32)> {
    let mut p = segment.at(20).ok()?;
    (header.len == 32 && p.be_u32().ok()? == 0x0101_080a).then_some(())?;
    Some((p.be_u32().ok()?, p.be_u32().ok()?))
}

/// Prints one option and passes over it; answers its kind.
fn option(
    cx: &mut Context<'_>,
    p: &mut Cursor<'_>,
    segment: Cursor<'_>,
    header: &Header,
    base: u32,
) -> Result<u8, Bad> {
    let start = *p;
    let kind = p.u8()?;
    if kind <= 1 {
        out!(cx, named(KINDS, kind));
        return Ok(kind);
    }
    let len = usize::from(p.u8()?);
    if len < 2 || len > start.len() {
        return Err(Bad::Length);
    }
    out!(cx, named(KINDS, kind).or("unknown-", ""));
    let value_len = len - 2;
    let left = p.len();
    // What the kind asks for; the rest of the option is left alone.
    let wants = |bytes: usize| {
        if bytes > left {
            return Err(Bad::Length);
        }
        Ok(p.need(bytes)?)
    };
    let mut value = p.declare(value_len);
    let used = match kind {
        2 => {
            wants(2)?;
            out!(cx, " ", value.be_u16()?);
            2
        }
        3 => {
            wants(1)?;
            out!(cx, " ", value.u8()?);
            1
        }
        4 => 0,
        5 => sack(cx, value, base, wants)?,
        6 | 7 | 11 | 12 | 13 => {
            wants(4)?;
            out!(cx, " ", value.be_u32()?);
            4
        }
        8 => {
            wants(8)?;
            out!(cx, " val ", value.be_u32()?, " ecr ", value.be_u32()?);
            8
        }
        19 => {
            wants(16)?;
            out!(cx, " ");
            tcp_md5::print(cx, segment, header, &value.array()?)?;
            16
        }
        20 => {
            wants(2)?;
            out!(cx, " cap ", hex(value.u8()?, 2), " id ", value.u8()?);
            2
        }
        28 => {
            wants(2)?;
            user_timeout(cx, value.be_u16()?);
            2
        }
        29 => {
            authentication(cx, value)?;
            value_len
        }
        30 => {
            wants(value_len)?;
            if !mptcp::print(cx, value, header.flags)? {
                return Err(Bad::Length);
            }
            value_len
        }
        34 => {
            wants(value_len)?;
            out!(cx, " ");
            fast_open(cx, value)?;
            value_len
        }
        254 => {
            wants(value_len)?;
            experiment(cx, value)?;
            value_len
        }
        _ => {
            out!(cx, (value_len > 0).then_some(" 0x"));
            for at in 1..=value_len {
                wants(at)?;
                out!(cx, hex(value.u8()?, 2));
            }
            value_len
        }
    };
    if used + 2 != len {
        out!(cx, "[len ", len, "]");
    }
    p.pass(used);
    Ok(kind)
}

/// Blocks that arrived out of order (RFC 2018).
fn sack(
    cx: &mut Context<'_>,
    mut value: Cursor<'_>,
    base: u32,
    wants: impl Fn(usize) -> Result<(), Bad>,
) -> Result<usize, Bad> {
    let len = value.len();
    if !len.is_multiple_of(8) {
        out!(cx, " invalid sack");
        return Ok(len);
    }
    out!(cx, " ", len / 8, " ");
    for at in 0..len / 8 {
        wants(at * 8 + 8)?;
        let (begin, end) = (value.be_u32()?, value.be_u32()?);
        out!(cx, "{", begin.wrapping_sub(base), ":", end.wrapping_sub(base), "}");
    }
    Ok(len)
}

/// The user timeout (RFC 5482); tcpdump takes the lowest bit for the one that stands for minutes.
fn user_timeout(cx: &mut Context<'_>, field: u16) {
    let unit = if field & 1 != 0 { 60 } else { 1 };
    out!(cx, " 0x", hex(field, 0), " ", u32::from(field >> 1) * unit);
}

/// The authentication option (RFC 5925): which keys, and the code made with one of them.
fn authentication(cx: &mut Context<'_>, mut value: Cursor<'_>) -> Result<(), Bad> {
    let len = value.len();
    if len < 2 {
        return Ok(cx.invalid()?);
    }
    for name in [" keyid ", " rnextkeyid "] {
        value.need(1)?;
        out!(cx, name, value.u8()?);
    }
    if len > 2 {
        out!(cx, " mac 0x");
        for _ in 2..len {
            value.need(1)?;
            out!(cx, hex(value.u8()?, 2));
        }
    }
    Ok(())
}

/// Fast Open (RFC 7413): a request for a cookie, or a cookie.
fn fast_open(cx: &mut Context<'_>, mut value: Cursor<'_>) -> Result<(), Bad> {
    match value.len() {
        0 => out!(cx, " cookiereq"),
        len if len % 2 == 0 && (4..=16).contains(&len) => out!(cx, " cookie ", HexBytes(value.take(len)?)),
        _ => cx.invalid()?,
    }
    Ok(())
}

/// Experiments (RFC 6994) begin with 16 bits that say which: Fast Open is known.
fn experiment(cx: &mut Context<'_>, mut value: Cursor<'_>) -> Result<(), Bad> {
    let len = value.len();
    if len < 2 {
        return Err(Bad::Length);
    }
    const EXPERIMENTS: &Table = &[(0xf989, "tfo")];
    let magic = value.be_u16()?;
    out!(cx, "-");
    if name(EXPERIMENTS, magic).is_some() {
        out!(cx, "tfo");
        return fast_open(cx, value);
    }
    out!(cx, hex(magic, 4));
    Ok(())
}
