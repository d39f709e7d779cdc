//! BOOTP (RFC 951) and DHCP (RFC 2131): the fixed part of a message.
//!
//! ```text
//! 0 operation, 1 hardware type, 2 hardware length, 3 hops, 4 transaction (4), 8 seconds (2),
//! 10 flags (2), 12 client, 16 your, 20 server, 24 gateway address, 28 client's hardware address (16),
//! 44 server name (64), 108 file (128), 236 magic cookie (4), 240 options (dhcp_option.rs)
//! ```

use crate::{
    app::dhcp_option,
    context::Context,
    cursor::Cursor,
    show::{Mac, Safe, Table, bits, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const OPERATIONS: &Table = &[(1, "Request"), (2, "Reply")];
const FLAGS: &Table = &[(0x8000, "Broadcast")];

/// What options begin with (RFC 1048), and what those of Carnegie Mellon begin with.
const MAGIC: [u8; 4] = [99, 130, 83, 99];
const MAGIC_CMU: [u8; 4] = *b"CMU\0";

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("bootp");
    let operation = p.peek(0)?;
    out!(cx, "BOOTP/DHCP, ", named(OPERATIONS, operation).or_hex("unknown (0x", 2, ")"));
    let (hardware, hardware_len) = (p.peek(1)?, p.peek(2)?);
    let is_ethernet = (hardware, hardware_len) == (1, 6);
    if is_ethernet && operation == 1 {
        out!(cx, " from ", client(p)?);
    }
    out!(cx, ", length ", p.len());
    if !cx.verbose(1) {
        return Ok(());
    }
    p.need(10)?;
    if hardware != 1 {
        out!(cx, ", htype ", hardware);
    }
    if !is_ethernet {
        out!(cx, ", hlen ", hardware_len);
    }
    let (hops, transaction, seconds) = (p.peek(3)?, p.peek_u32(4)?, p.peek_u16(8)?);
    if hops != 0 {
        out!(cx, ", hops ", hops);
    }
    if transaction != 0 {
        out!(cx, ", xid 0x", hex(transaction, 0));
    }
    if seconds != 0 {
        out!(cx, ", secs ", seconds);
    }
    let flags = p.peek_u16(10)?;
    out!(cx, ", Flags [", bits(FLAGS, flags), "]");
    if cx.verbose(2) {
        out!(cx, " (0x", hex(flags, 4), ")");
    }
    let addresses = ["\n\t  Client-IP ", "\n\t  Your-IP ", "\n\t  Server-IP ", "\n\t  Gateway-IP "];
    for (name, offset) in addresses.into_iter().zip([12, 16, 20, 24]) {
        let address = p.at(offset)?.ipv4()?;
        if address.0 != [0; 4] {
            out!(cx, name, address);
        }
    }
    if is_ethernet {
        out!(cx, "\n\t  Client-Ethernet-Address ", client(p)?);
    }
    text(cx, "\n\t  sname \"", p.at(44)?, 64)?;
    text(cx, "\n\t  file \"", p.at(108)?, 128)?;
    p.need(240)?;
    let mut p = p.at(236)?;
    match p.array()? {
        MAGIC => {
            out!(
                cx,
                "\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x",
                hex(u32::from_be_bytes(MAGIC), 8)
            );
            dhcp_option::print(cx, p)
        }
        MAGIC_CMU => {
            out!(cx, " vend-cmu");
            carnegie_mellon(cx, p)
        }
        [0, 0, 0, 0] => Ok(()),
        other => {
            out!(cx, "\n\t  Vendor-#0x", hex(u32::from_be_bytes(other), 0));
            Ok(())
        }
    }
}

fn client(p: Cursor<'_>) -> Result<Mac, Stop> {
    p.at(28)?.mac()
}

/// A name in a field of `size` bytes, which must hold its end.
fn text(cx: &mut Context<'_>, before: &'static str, mut p: Cursor<'_>, size: usize) -> Outcome {
    if p.peek(0)? == 0 {
        return Ok(());
    }
    out!(cx, before);
    let field = p.take_some(size);
    let text = until_zero(field);
    out!(cx, Safe(text));
    out!(cx, "\"");
    if text.len() < field.len() { Ok(()) } else { Err(Stop::Cut) }
}

/// Flags, then addresses with letters before those that are there.
fn carnegie_mellon(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.need(4)?;
    let flags = p.peek(0)?;
    if flags & !1 != 0 {
        out!(cx, " F:0x", hex(flags, 0));
    }
    p.skip(4)?;
    let mask = if flags & 1 != 0 { "SM" } else { "SM*" };
    for name in [mask, "DG", "TS1", "TS2", "IEN1", "IEN2", "NS1", "NS2"] {
        p.need(4)?;
        let address = p.ipv4()?;
        if address.0 != [0; 4] {
            out!(cx, " ", name, ":", address);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn message(options: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; 236];
        bytes[..3].copy_from_slice(&[1, 1, 6]);
        bytes[4..8].copy_from_slice(&[0, 0, 0x12, 0x34]);
        bytes[28..34].copy_from_slice(&[2, 0, 0, 0, 0, 1]);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(options);
        bytes
    }

    #[test]
    fn a_request_says_who_asks() {
        let text = "BOOTP/DHCP, Request from 02:00:00:00:00:01, length 243";
        assert_eq!(printed(print, 0, &message(&[53, 1, 1])), text);
        let verbose = format!(
            "{text}, xid 0x1234, Flags [none]\n\t  Client-Ethernet-Address 02:00:00:00:00:01\n\t  \
             Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x63825363\n\t    DHCP-Message (53), length 1: Discover"
        );
        assert_eq!(printed(print, 1, &message(&[53, 1, 1])), verbose);
    }

    #[test]
    fn a_name_must_end_in_its_field() {
        let mut bytes = message(&[]);
        bytes[44..108].fill(b'x');
        assert!(printed(print, 1, &bytes).ends_with("xx\" [|bootp]"));
        bytes[46] = 0;
        assert!(printed(print, 1, &bytes).contains("\n\t  sname \"xx\"\n\t  Vendor"));
    }
}
