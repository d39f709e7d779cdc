//! User Datagram Protocol (RFC 768).
//!
//! ```text
//!  0             2                  4        6          8
//! +-------------+------------------+--------+----------+---------
//! | source port | destination port | length | checksum | payload
//! +-------------+------------------+--------+----------+---------
//! ```

use crate::{
    checksum::{pseudo, should_be},
    context::Context,
    cursor::Cursor,
    show::{hex, out},
    stop::Outcome,
    tables,
};

const HEADER: usize = 8;

/// Prints a datagram.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("udp");
    let datagram = p;
    let (Ok(sport), Ok(dport)) = (p.be_u16(), p.be_u16()) else {
        if cx.ip.next_header == 17 {
            cx.ends();
        }
        return cx.truncated();
    };
    if let Some(printer) = tables::shows_own_ends(cx.options.payload)
        && let Ok((p, _)) = payload(datagram)
    {
        return cx.call(printer, p);
    }
    cx.ports = (sport, dport);
    ends(cx, sport, dport);
    let (p, payload_len) = match payload(datagram) {
        Ok(payload) => payload,
        Err(Short::Datagram(len)) => {
            out!(cx, "truncated-udp ", len);
            return Ok(());
        }
        Err(Short::Length(len)) => {
            out!(cx, "truncated-udplength ", len);
            return Ok(());
        }
        Err(Short::Captured) => return cx.truncated(),
    };
    if let Some(payload) = cx.options.payload
        && let Some(printer) = tables::udp_payload(payload)
    {
        return cx.call(printer, p);
    }
    if cx.options.quiet == 0
        && let Some(printer) = tables::udp_without_checksum(sport, dport, p)
    {
        return cx.call(printer, p);
    }
    // IPv6 relies on this checksum, as it has none of its own.
    let times = if cx.ip.version == 6 { 1 } else { 2 };
    if cx.verbose(times) && !cx.options.no_checksums && !cx.ip.fragmented {
        checksum(cx, datagram.declare(p.len() + HEADER))?;
    }
    if cx.options.quiet == 0
        && let Some(printer) = tables::udp(sport, dport, p)
    {
        return cx.call(printer, p);
    }
    if payload_len > p.len() && !cx.ip.fragmented {
        out!(cx, "UDP, bad length ", payload_len, " > ", p.len());
    } else {
        out!(cx, "UDP, length ", payload_len);
    }
    Ok(())
}

/// Which length has no room for a header.
enum Short {
    /// That of the datagram, which is so long.
    Datagram(usize),
    /// That in its header, which is so much.
    Length(usize),
    /// That of what was captured.
    Captured,
}

/// The payload, and its length by the header.
fn payload(datagram: Cursor<'_>) -> Result<(Cursor<'_>, usize), Short> {
    if datagram.len() < HEADER {
        return Err(Short::Datagram(datagram.len()));
    }
    let field = datagram.peek_u16(4).map_err(|_| Short::Captured)?;
    let len = match field {
        // A jumbogram's length does not fit.
        0 if datagram.len() > 65_535 => datagram.len(),
        field => field.into(),
    };
    let payload_len = len.checked_sub(HEADER).ok_or(Short::Length(len))?;
    let p = datagram.at(HEADER).map_err(|_| Short::Captured)?;
    Ok((p.declare(p.len().min(payload_len)), payload_len))
}

/// Addresses and ports; the ports alone where another header stands between IP and UDP.
fn ends(cx: &mut Context<'_>, sport: u16, dport: u16) {
    let is_next = cx.ip.next_header == 17;
    let (src, dst) = (cx.ip.src, cx.ip.dst);
    if is_next {
        out!(cx, src, ".");
    }
    cx.udp_port(sport);
    out!(cx, " > ");
    if is_next {
        out!(cx, dst, ".");
    }
    cx.udp_port(dport);
    out!(cx, ": ");
}

fn checksum(cx: &mut Context<'_>, datagram: Cursor<'_>) -> Outcome {
    let Ok(field) = datagram.peek_u16(6) else { return Ok(()) };
    if field == 0 && cx.ip.version == 4 {
        out!(cx, "[no cksum] ");
        return Ok(());
    }
    let Some(bytes) = datagram.bytes().get(..datagram.len()) else { return Ok(()) };
    match pseudo(&cx.ip, 17, bytes.len(), bytes) {
        0 => out!(cx, "[udp sum ok] "),
        sum => out!(cx, "[bad udp cksum 0x", hex(field, 4), " -> 0x", hex(should_be(field, sum), 4), "!] "),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::tests::{printed, text_with},
        options::Options,
    };

    const DATAGRAM: &[u8] = &[0x03, 0xe8, 0x07, 0xd0, 0, 10, 0, 0, b'a', b'b'];

    #[test]
    fn a_payload_without_a_printer_is_a_length() {
        assert_eq!(printed(print, 0, DATAGRAM), "1000 > 2000: UDP, length 2");
        let long = &[&DATAGRAM[..5], &[20], &DATAGRAM[6..]].concat();
        assert_eq!(printed(print, 0, long), "1000 > 2000: UDP, bad length 12 > 2");
        let short = &[&DATAGRAM[..5], &[7], &DATAGRAM[6..]].concat();
        assert_eq!(printed(print, 0, short), "1000 > 2000: truncated-udplength 7");
    }

    #[test]
    fn a_datagram_may_be_cut_in_its_header() {
        assert_eq!(printed(print, 0, &DATAGRAM[..3]), " [|udp]");
        assert_eq!(printed(print, 0, &DATAGRAM[..7]), "1000 > 2000: truncated-udp 7");
        let text = text_with(&Options { numeric: true, ..Options::default() }, |cx| {
            print(cx, Cursor::new(&DATAGRAM[..7], 10)).unwrap();
        });
        assert_eq!(text, "1000 > 2000:  [|udp]");
    }
}
