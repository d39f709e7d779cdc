//! Control messages of DECnet's routing layer (DNA routing layer functional specification, section 8).
//!
//! ```text
//! init           flags, node (2), type (1), block size (2), version (3), hello timer (2)
//! verification   flags, node (2), function (1), its value
//! test           flags, node (2), length (1), data
//! routing        flags, node (2), reserved (1), segments: entries (2), first (2), for each cost and hops (2)
//! router hello   flags, version (3), id (6), type (1), block size (2), priority (1), area (1), timer (2)
//! endnode hello  flags, version (3), id (6), type (1), block size (2), area (1), seed (8), router (6),
//!                timer (2), reserved (1), length (1), data
//! ```
//!
//! Values of one byte are shown in octal.

use crate::{
    context::Context,
    cursor::Cursor,
    net::decnet::{node, room},
    show::{Table, named, out},
    stop::Outcome,
};

const INIT: u8 = 0x01;
const VERIFICATION: u8 = 0x03;
const TEST: u8 = 0x05;
const LEVEL_1: u8 = 0x07;
const LEVEL_2: u8 = 0x09;
const ROUTER_HELLO: u8 = 0x0b;
const ENDNODE_HELLO: u8 = 0x0d;

const KINDS: &Table = &[(1, "l2rout"), (2, "l1rout"), (3, "endnode")];
const INIT_BITS: [(u8, &str); 2] = [(0x04, "verif "), (0x08, "blo ")];
const HELLO_BITS: [(u8, &str); 3] = [(0x04, "verif "), (0x20, "nomcast "), (0x40, "blo ")];

/// Prints a message from its flags on.
pub(super) fn print(cx: &mut Context<'_>, whole: Cursor<'_>) -> Outcome {
    let mut p = whole;
    let kind = p.u8()? & 0x0f;
    let least = match kind {
        INIT => 12,
        VERIFICATION | TEST | LEVEL_1 | LEVEL_2 => 4,
        ROUTER_HELLO => 18,
        ENDNODE_HELLO => 32,
        _ => {
            out!(cx, "unknown control message");
            cx.default_print(whole.limit(whole.len()).bytes());
            return whole.at(whole.len()).map(drop);
        }
    };
    out!(
        cx,
        match kind {
            INIT => "init ",
            VERIFICATION => "verification ",
            TEST => "test ",
            LEVEL_1 => "lev-1-routing ",
            LEVEL_2 => "lev-2-routing ",
            ROUTER_HELLO => "router-hello ",
            _ => "endnode-hello ",
        }
    );
    if !room(cx, whole, least)? {
        return Ok(());
    }
    whole.at(least)?;
    match kind {
        INIT => init(cx, p),
        VERIFICATION => function(cx, p, "fcnval"),
        TEST => function(cx, p, "data"),
        LEVEL_1 => routes(cx, p, "ids"),
        LEVEL_2 => routes(cx, p, "areas"),
        _ => hello(cx, kind, p),
    }
}

fn init(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (src, kind, block) = (p.le_u16()?, p.u8()?, p.le_u16()?);
    let version = p.array()?;
    let timer = p.le_u16()?;
    bits(cx, kind, &INIT_BITS);
    source(cx, src);
    out!(cx, "blksize ", block, " ");
    versions(cx, version);
    out!(cx, "hello ", timer);
    Ok(())
}

fn hello(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    let version = p.array()?;
    let mut id = p;
    p.skip(6)?;
    id.skip(4)?;
    let (info, block) = (p.u8()?, p.le_u16()?);
    bits(cx, info, &HELLO_BITS);
    versions(cx, version);
    source(cx, id.le_u16()?);
    out!(cx, " blksize ", block, " ");
    if kind == ROUTER_HELLO {
        let priority = p.u8()?;
        p.skip(1)?;
        out!(cx, "pri ", priority, " hello ", p.le_u16()?);
        return Ok(());
    }
    p.skip(1 + 8 + 4)?;
    out!(cx, "rtr ");
    node(cx, p.le_u16()?);
    out!(cx, " hello ", p.le_u16()?);
    p.skip(1)?;
    out!(cx, " data ", octal(p.u8()?));
    Ok(())
}

fn function(cx: &mut Context<'_>, mut p: Cursor<'_>, title: &'static str) -> Outcome {
    let (src, value) = (p.le_u16()?, p.u8()?);
    source(cx, src);
    out!(cx, " ", title, " ", octal(value));
    Ok(())
}

/// Prints the segments of a routing message: which nodes or areas each tells of, and the first one's cost.
fn routes(cx: &mut Context<'_>, mut p: Cursor<'_>, title: &'static str) -> Outcome {
    let src = p.le_u16()?;
    p.skip(1)?;
    source(cx, src);
    out!(cx, " ");
    // A checksum is behind the last one.
    while p.len() > 6 {
        let (count, first, info) = (p.le_u16()?, p.le_u16()?, p.le_u16()?);
        if count > 1024 {
            break;
        }
        out!(cx, "{", title, " ", first, "-", u32::from(first) + u32::from(count));
        out!(cx, " cost ", info & 0x1ff, " hops ", info >> 10 & 0x1f, "} ");
    }
    Ok(())
}

fn bits(cx: &mut Context<'_>, info: u8, bits: &[(u8, &'static str)]) {
    out!(cx, named(KINDS, info & 3).or_text("reserved-ntype?"), " ");
    for &(bit, name) in bits {
        out!(cx, (info & bit != 0).then_some(name));
    }
}

fn source(cx: &mut Context<'_>, src: u16) {
    out!(cx, "src ");
    node(cx, src);
}

fn versions(cx: &mut Context<'_>, [version, eco, user]: [u8; 3]) {
    out!(cx, "vers ", version, " eco ", eco, " ueco ", user, " ");
}

/// The number whose decimal digits are the octal ones of a byte.
fn octal(byte: u8) -> u16 {
    let [high, middle, low] = [byte >> 6, byte >> 3 & 7, byte & 7].map(u16::from);
    high * 100 + middle * 10 + low
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::printed, net::decnet::print};

    #[test]
    fn segments_tell_of_nodes() {
        let message = b"\x12\0\x07\x05\x04\0\x01\0\x0a\0\x05\x04\x02\0\x14\0\x06\x04\x34\x12";
        let text = "lev-1-routing src 1.5 {ids 10-11 cost 5 hops 1} {ids 20-22 cost 6 hops 1} ";
        assert_eq!(printed(print, 0, message), text);
        let last = b"\x0c\0\x07\x05\x04\0\x01\0\xff\xff\x05\x04\x34\x12";
        assert!(printed(print, 0, last).ends_with(" {ids 65535-65536 cost 5 hops 1} "));
    }

    #[test]
    fn messages_that_are_too_short_are_invalid() {
        assert_eq!(printed(print, 0, b"\x06\0\x01\x05\x04\x01\x40\x02"), "init  (invalid)");
    }
}
