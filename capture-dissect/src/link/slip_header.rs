//! Compressed TCP/IP headers (RFC 1144), as BSD keeps them before a packet of SLIP.
//!
//! ```text
//!  0         0..1         ..3        urgent, window, acknowledgment, sequence, identifier: 1 or 3 bytes each
//! +---------+------------+----------+-----------
//! | changes | connection | checksum | changes ...
//! +---------+------------+----------+-----------
//!  which is there where bit 0x40 is set
//! ```

use std::collections::HashMap;

use crate::{
    context::Context,
    cursor::Cursor,
    show::out,
    stop::{Outcome, Stop},
};

/// Kinds of packets, by the first byte.
const COMPRESSED: u8 = 0x80;
const KIND: u8 = 0x70;
const UNCOMPRESSED: u8 = 0x70;
const IP: u8 = 0x40;

const TCP_HEADER: usize = 20;
const NEW_CONNECTION: u8 = 0x40;
const IDENTIFIER: u8 = 0x20;
const CHANGES: u8 = 0x0f;
/// Sequence and acknowledgment have grown by what the packet before carried; only the sequence has.
const ECHOED: u8 = 0x0b;
const DATA: u8 = 0x0f;
/// Changes, in their order.
const PLAIN: [(u8, &str); 4] = [(0x01, "U="), (0x02, "W"), (0x04, "A"), (0x08, "S")];

/// What is remembered from packet to packet.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    /// The connection of the last packet.
    last: u8,
    /// Bytes that the last packet of each connection carried, one way and the other.
    carried: HashMap<(usize, u8), u32>,
}

/// Prints what stands before a packet of `len` bytes in all; of a direction that is none, less.
pub(super) fn print(
    cx: &mut Context<'_>,
    header: Cursor<'_>,
    packet: Cursor<'_>,
    len: usize,
    direction: Option<usize>,
) -> Outcome {
    let first = header.peek(0)?;
    match (first & COMPRESSED != 0, first & KIND, direction) {
        (true, _, Some(direction)) => return compressed(cx, header, packet, direction),
        (false, UNCOMPRESSED, _) => {
            // Where the protocol is in a header of IP.
            let connection = header.peek(9)?;
            cx.flows.slip.last = connection;
            out!(cx, "utcp ", connection, ": ");
            let carried = carried(packet)?;
            if let Some(direction) = direction {
                *cx.flows.slip.of_last(direction) = carried;
            }
        }
        (false, IP, _) => out!(cx, "ip ", len, ": "),
        (_, _, None) => {}
        _ => out!(cx, "slip-", first, "!: "),
    }
    Ok(())
}

fn compressed(cx: &mut Context<'_>, header: Cursor<'_>, packet: Cursor<'_>, direction: usize) -> Outcome {
    let mut p = header;
    let flags = p.u8()?;
    out!(cx, "ctcp ");
    if flags & NEW_CONNECTION != 0 {
        cx.flows.slip.last = p.u8()?;
        let connection = cx.flows.slip.last;
        out!(cx, connection);
    } else {
        out!(cx, "*");
    }
    p.skip(2)?;
    let before = *cx.flows.slip.of_last(direction);
    match flags & CHANGES {
        ECHOED => out!(cx, " *SA+", before),
        DATA => out!(cx, " *S+", before),
        _ => {
            for (bit, name) in PLAIN {
                if flags & bit != 0 {
                    print_change(cx, &mut p, name)?;
                }
            }
        }
    }
    if flags & IDENTIFIER != 0 {
        print_change(cx, &mut p, "I")?;
    }
    let carried = carried(packet)?;
    *cx.flows.slip.of_last(direction) = carried;
    out!(cx, " ", carried, " (", header.captured() - p.captured(), "): ");
    Ok(())
}

impl Connections {
    fn of_last(&mut self, direction: usize) -> &mut u32 {
        self.carried.entry((direction, self.last)).or_default()
    }
}

/// One byte, or three of which the first is zero.
fn print_change(cx: &mut Context<'_>, p: &mut Cursor<'_>, name: &str) -> Outcome {
    // tcpdump does not move on behind one byte.
    let change = match p.peek(0)? {
        0 => {
            p.skip(1)?;
            i32::from(p.be_u16()? as i16)
        }
        byte => byte.into(),
    };
    let sign = if change < 0 || name.ends_with('=') { "" } else { "+" };
    out!(cx, " ", name, sign, change);
    Ok(())
}

/// Bytes behind the headers of IP and TCP.
fn carried(packet: Cursor<'_>) -> Result<u32, Stop> {
    let ip = usize::from(packet.peek(0)? & 0xf) * 4;
    packet.at(ip + TCP_HEADER)?;
    let tcp = usize::from(packet.peek(ip + 12)? >> 4) * 4;
    Ok((packet.len() as u32).wrapping_sub((ip + tcp) as u32))
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::text_with, cursor::Cursor, link::slip, options::Options};

    #[test]
    fn changes_of_a_connection() {
        let mut packet = [0; 16 + 42];
        (packet[1], packet[2], packet[5], packet[16], packet[48]) = (0xc8, 5, 7, 0x45, 0x50);
        let options = Options { numeric: true, link_header: true, ..Options::default() };
        let text = text_with(&options, |cx| {
            let _ = cx.call(slip::print, Cursor::new(&packet, packet.len()));
            packet[1] = 0x8f;
            let _ = cx.call(slip::print, Cursor::new(&packet, packet.len()));
        });
        assert!(text.starts_with("I ctcp 5 S+7 2 (4): "), "{text}");
        assert!(text.contains("I ctcp * *S+2 2 (3): "), "{text}");
    }
}
