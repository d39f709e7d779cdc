//! Messages of DECnet's network services protocol (DNA NSP functional specification, version 4.0.1).
//!
//! ```text
//!  0       1    3      5
//! +-------+----+------+------------------------------------------------------
//! | flags | to | from | acknowledgements, segment number or what the type says
//! +-------+----+------+------------------------------------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    net::decnet::{room, short},
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

const TYPE: u8 = 0x0c;
const SUBTYPE: u8 = 0x70;

const REASONS: &Table = &[
    (0, "object rejected connect"),
    (1, "insufficient resources"),
    (2, "unrecognized node name"),
    (3, "node is shutting down"),
    (4, "unrecognized object"),
    (5, "invalid object name format"),
    (6, "object too busy"),
    (7, "protocol error discovered"),
    (8, "third party abort"),
    (9, "user abort"),
    (10, "invalid node name format"),
    (11, "local node shutting down"),
    (32, "insufficient local resources"),
    (33, "insufficient remote user resources"),
    (34, "invalid access control information"),
    (36, "bad ACCOUNT information"),
    (38, "no response from object"),
    (39, "node unreachable"),
    (41, "no link terminate"),
    (42, "disconnect complete"),
    (43, "bad image data in connect"),
];

const SERVICES: &Table = &[(1, "seg "), (2, "msg ")];
const VERSIONS: &Table = &[(0, "ver 3.2 "), (1, "ver 3.1 "), (2, "ver 4.0 "), (3, "ver 4.1 ")];

/// An acknowledgement is there: the highest bit; what was not received rather than what was: the bit in front
/// of the number.
const ACK: u16 = 0x8000;
/// An acknowledgement of the other kind of messages.
const CROSS: u16 = 0x2000;
const NAK: u16 = 0x1000;
const NUMBER: u16 = 0x0fff;

const FIRST: (&str, &str) = ("", "");
/// What stands before and behind the name of an acknowledgement of the other kind of messages.
const OTHER: (&str, &str) = ("o", "");
const DATA: (&str, &str) = ("", "dat");

const INTERRUPTS: u8 = 0x0c;
const MODE: u8 = 0x03;

/// Prints a message.
pub(super) fn print(cx: &mut Context<'_>, whole: Cursor<'_>) -> Outcome {
    if whole.len() < 5 {
        return short(cx, "nsplen", whole.len(), 5);
    }
    let mut p = whole;
    let (flags, to, from) = (p.u8()?, p.le_u16()?, p.le_u16()?);
    let ends = (from, to);
    match (flags & TYPE, flags & SUBTYPE) {
        (0x00, 0x00 | 0x20 | 0x40 | 0x60) => {
            title(cx, "data", Some(ends));
            segment(cx, &mut p, OTHER).map(drop)
        }
        (0x00, 0x30) => {
            title(cx, "intr", None);
            segment(cx, &mut p, DATA).map(drop)
        }
        (0x00, 0x10) => {
            title(cx, "link-service", Some(ends));
            link_service(cx, p)
        }
        (0x00, _) => reserved(cx, "subtype", flags, ends),
        (0x04, 0x00) => {
            title(cx, "data-ack", Some(ends));
            acknowledgement(cx, p, OTHER)
        }
        (0x04, 0x10) => {
            title(cx, "ils-ack", Some(ends));
            acknowledgement(cx, p, DATA)
        }
        (0x04, 0x20) => {
            out!(cx, "conn-ack ", to);
            Ok(())
        }
        (0x04, _) => reserved(cx, "acktype", flags, ends),
        (0x08, subtype) => control(cx, flags, subtype, ends, p),
        _ => reserved(cx, "type", flags, ends),
    }
}

/// Prints a message of a connection that begins or ends.
fn control(cx: &mut Context<'_>, flags: u8, subtype: u8, ends: (u16, u16), p: Cursor<'_>) -> Outcome {
    let name = match subtype {
        0x10 => "conn-initiate",
        0x60 => "retrans-conn-initiate",
        0x20 => "conn-confirm",
        0x30 => "disconn-initiate",
        0x40 => "disconn-confirm",
        _ => return reserved(cx, "ctltype", flags, ends),
    };
    title(cx, name, Some(ends));
    match subtype {
        0x30 | 0x40 => disconnect(cx, p, subtype == 0x30),
        _ => connect(cx, p, subtype == 0x20),
    }
}

/// Prints the name of a type and, where it is told, both ends.
fn title(cx: &mut Context<'_>, name: &'static str, ends: Option<(u16, u16)>) {
    out!(cx, name, " ");
    if let Some((from, to)) = ends {
        out!(cx, from, ">", to, " ");
    }
}

fn reserved(cx: &mut Context<'_>, what: &'static str, flags: u8, (from, to): (u16, u16)) -> Outcome {
    out!(cx, "reserved-", what, "? ", hex(flags, 1), " ", from, " > ", to);
    Ok(())
}

/// Prints an acknowledgement where there is one; the second is of the other kind of messages.
fn ack(cx: &mut Context<'_>, p: &mut Cursor<'_>, (before, behind): (&str, &str)) -> Result<bool, Stop> {
    let mut ahead = *p;
    let word = ahead.le_u16()?;
    let is_first = before.is_empty() && behind.is_empty();
    // The second is recognised by either bit, and as the worse one by all.
    let (any, nak) = if is_first { (ACK, ACK | NAK) } else { (ACK | CROSS, ACK | CROSS | NAK) };
    if word & any == 0 {
        return Ok(false);
    }
    *p = ahead;
    out!(cx, before, if word & nak == nak { "nak" } else { "ack" }, behind, " ", word & NUMBER, " ");
    Ok(true)
}

/// Prints the acknowledgements and the number of a segment; answers whether all is there.
fn segment(cx: &mut Context<'_>, p: &mut Cursor<'_>, other: (&str, &str)) -> Result<bool, Stop> {
    if !room(cx, *p, 2)? {
        return Ok(false);
    }
    if ack(cx, p, FIRST)? {
        if !room(cx, *p, 2)? {
            return Ok(false);
        }
        if ack(cx, p, other)? && !room(cx, *p, 2)? {
            return Ok(false);
        }
    }
    out!(cx, "seg ", p.le_u16()? & NUMBER, " ");
    Ok(true)
}

fn link_service(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if !room(cx, p, 8)? {
        return Ok(());
    }
    // tcpdump looks for these where they are behind two acknowledgements, however many there are.
    let mut fixed = p;
    if !segment(cx, &mut p, DATA)? {
        return Ok(());
    }
    fixed.skip(6)?;
    let (flags, count) = (fixed.u8()?, fixed.u8()?);
    match flags & INTERRUPTS {
        0 => {
            out!(cx, "dat seg count ", count, " ");
            match flags & MODE {
                0 => {}
                1 => out!(cx, "donotsend-data "),
                2 => out!(cx, "send-data "),
                _ => out!(cx, "reserved-fcmod? ", hex(flags, 1)),
            }
        }
        4 => out!(cx, "intr req count ", count, " "),
        _ => out!(cx, "reserved-fcval-int? ", hex(flags, 1)),
    }
    Ok(())
}

fn acknowledgement(cx: &mut Context<'_>, mut p: Cursor<'_>, other: (&str, &str)) -> Outcome {
    if !room(cx, p, 4)? {
        return Ok(());
    }
    p.at(4)?;
    if ack(cx, &mut p, FIRST)? {
        ack(cx, &mut p, other)?;
    }
    Ok(())
}

/// Prints the services and the size of segments, and how many bytes of data a confirmation has.
fn connect(cx: &mut Context<'_>, mut p: Cursor<'_>, is_confirmation: bool) -> Outcome {
    if !room(cx, p, if is_confirmation { 5 } else { 4 })? {
        return Ok(());
    }
    let (services, info, size) = (p.u8()?, p.u8()?, p.le_u16()?);
    out!(cx, named(SERVICES, services >> 2 & 3).or_text(""), named(VERSIONS, info & 3).or_text(""));
    out!(cx, "segsize ", size, " ");
    if is_confirmation {
        let len = p.u8()?;
        data_length(cx, len);
    }
    Ok(())
}

fn data_length(cx: &mut Context<'_>, len: u8) {
    if len != 0 {
        out!(cx, "optlen ", len, " ");
    }
}

/// Prints why a connection ends, and how many bytes of data there are.
fn disconnect(cx: &mut Context<'_>, mut p: Cursor<'_>, has_data: bool) -> Outcome {
    if has_data {
        if !room(cx, p, 3)? {
            return Ok(());
        }
        p.at(3)?;
    }
    out!(cx, named(REASONS, p.le_u16()?).or("reason-", ""), " ");
    if has_data {
        let len = p.u8()?;
        data_length(cx, len);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::text, cursor::Cursor, net::decnet::nsp::print};

    fn printed(message: &[u8]) -> String {
        text(|cx| print(cx, Cursor::new(message, message.len())).unwrap_or_default())
    }

    #[test]
    fn acknowledgements_are_of_both_kinds() {
        assert_eq!(printed(b"\x04\x01\0\x02\0\x05\x80\x06\xb0"), "data-ack 2>1 ack 5 onak 6 ");
        assert_eq!(printed(b"\x14\x01\0\x02\0\x05\x90\x06\x20"), "ils-ack 2>1 nak 5 ackdat 6 ");
        assert_eq!(printed(b"\x04\x01\0\x02\0\x05\x80"), "data-ack 2>1  (invalid)");
    }

    #[test]
    fn connections_end_for_a_reason() {
        assert_eq!(printed(b"\x38\x01\0\x02\0\x09\0\x03abc"), "disconn-initiate 2>1 user abort optlen 3 ");
        assert_eq!(printed(b"\x48\x01\0\x02\0\x63\0"), "disconn-confirm 2>1 reason-99 ");
    }
}
