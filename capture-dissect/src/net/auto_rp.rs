//! Cisco's Auto-RP, which says where the rendezvous points of PIM are ("Auto-RP: Automatic discovery of
//! Group-to-RP mappings for IP multicast").
//!
//! ```text
//!  0                1    2      4          8
//! +----------------+----+------+----------+---------------
//! | version | type | RPs| hold | reserved | rendezvous points
//! +----------------+----+------+----------+---------------
//!  0         4              5        6
//! +---------+--------------+--------+------------------------------------------
//! | address | PIM versions | groups | for each: flags (1), bits (1), group (4)
//! +---------+--------------+--------+------------------------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Span, Table, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[(0x11, "candidate-advert"), (0x12, "mapping")];
const VERSIONS: &Table = &[(0, "?"), (1, "1"), (2, "2"), (3, "1+2")];

const VERSION: u8 = 0x03;
const NEGATIVE: u8 = 0x01;
const BIDIRECTIONAL: u8 = 0x02;
const HEADER: usize = 8;
const GROUP: usize = 6;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("cisco_autorp");
    room(p, HEADER)?;
    out!(cx, " auto-rp ");
    out!(cx, named(TYPES, p.u8()?).or_hex("type-0x", 2, ""));
    let points = p.u8()?;
    out!(cx, " Hold ");
    match p.be_u16()? {
        0 => out!(cx, "FOREVER"),
        hold => out!(cx, Span(hold.into())),
    }
    p.pass(4);
    for _ in 0..points {
        point(cx, &mut p)?;
    }
    Ok(())
}

/// Stops where fewer bytes were declared.
const fn room(p: Cursor<'_>, len: usize) -> Outcome {
    if p.len() < len { Err(Stop::Cut) } else { Ok(()) }
}

/// Prints a rendezvous point and the groups that it serves.
fn point(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    room(*p, 4)?;
    out!(cx, " RP ", p.ipv4()?);
    room(*p, 1)?;
    let version = p.u8()?;
    out!(cx, " PIMv", named(VERSIONS, version & VERSION));
    reserved(cx, " ", version & !VERSION);
    room(*p, 1)?;
    let groups = p.u8()?;
    for at in 0..groups {
        room(*p, GROUP)?;
        let (flags, len, group) = (p.u8()?, p.u8()?, p.ipv4()?);
        out!(cx, if at == 0 { ' ' } else { ',' }, (flags & NEGATIVE != 0).then_some("!"), group, "/", len);
        out!(cx, (flags & BIDIRECTIONAL != 0).then_some(" bidir"));
        reserved(cx, "", flags & !(NEGATIVE | BIDIRECTIONAL));
    }
    Ok(())
}

fn reserved(cx: &mut Context<'_>, before: &'static str, bits: u8) {
    if bits != 0 {
        out!(cx, before, "[rsvd=0x", hex(bits, 2), "]");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn rendezvous_points_have_groups() {
        let message = b"\x11\x01\0\xb5\0\0\0\0\x0a\0\0\x09\x02\x02\0\x04\xe0\0\0\0\x07\x08\xe1\0\0\0";
        let text =
            " auto-rp candidate-advert Hold 3m1s RP 10.0.0.9 PIMv2 224.0.0.0/4,!225.0.0.0/8 bidir[rsvd=0x04]";
        assert_eq!(printed(print, 0, message), text);
        assert_eq!(printed(print, 0, b"\x12\0\0\0\0\0\0\0"), " auto-rp mapping Hold FOREVER");
    }
}
