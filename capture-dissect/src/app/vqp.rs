//! Cisco's VLAN Query Protocol, by which a switch asks for the VLAN of a station (there is no RFC; the layout
//! is known from its use).
//!
//! ```text
//!  0         1      2       3       4          8
//! +---------+------+-------+-------+----------+--------
//! | version | type | error | items | sequence | items
//! +---------+------+-------+-------+----------+--------
//!  0      4        6
//! +------+--------+-------
//! | type | length | value
//! +------+--------+-------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Safe, Table, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const VERSION: u8 = 1;
const HEADER: usize = 8;

const TYPES: &Table = &[
    (1, "Request, Join Port"),
    (2, "Response, VLAN"),
    (3, "Request, Reconfirm"),
    (4, "Response, Reconfirm"),
];
const ERRORS: &Table =
    &[(0, "No error"), (3, "Access denied"), (4, "Shutdown port"), (5, "Wrong VTP domain")];

const IP_ADDRESS: u32 = 0x0c01;
const MAC_NULL: u32 = 0x0c06;
const MAC_ADDRESS: u32 = 0x0c08;
const ITEMS: &Table = &[
    (IP_ADDRESS, "Client IP Address"),
    (0x0c02, "Port Name"),
    (0x0c03, "VLAN Name"),
    (0x0c04, "VTP Domain"),
    (0x0c05, "Ethernet Packet"),
    (MAC_NULL, "MAC Null"),
    (MAC_ADDRESS, "MAC Address"),
];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("vqp");
    let len = p.len();
    if len < HEADER {
        return Err(Stop::Truncated);
    }
    let ([version, kind, error, items], sequence) = (p.array()?, p.be_u32()?);
    if version != VERSION {
        out!(cx, "VQP version ", version, " packet not supported");
        return Ok(());
    }
    let is_verbose = cx.verbose(1);
    out!(cx, if is_verbose { "\n\tVQPv" } else { "VQPv" }, version, if is_verbose { ", " } else { " " });
    out!(cx, named(TYPES, kind).or("unknown (", ")"), " Message, error-code ");
    out!(cx, named(ERRORS, error).or_text("unknown"), " (", error, ")");
    if !is_verbose {
        out!(cx, ", length ", len);
        return Ok(());
    }
    out!(cx, ", seq 0x", hex(sequence, 8), ", items ", items, ", length ", len);
    for _ in 0..items {
        if p.len() == 0 || !item(cx, &mut p)? {
            break;
        }
    }
    Ok(())
}

/// Prints an item; answers whether it is one.
fn item(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    let (kind, len) = (p.be_u32()?, usize::from(p.be_u16()?));
    out!(cx, "\n\t  ", named(ITEMS, kind).or_text("Unknown"), " Object (0x", hex(kind, 8), "), length ", len);
    out!(cx, ", value: ");
    if kind == 0 || len == 0 {
        return Ok(false);
    }
    if len > p.len() {
        return Err(Stop::Truncated);
    }
    let mut value = p.split(len);
    value.at(len)?;
    match (kind, len) {
        (IP_ADDRESS, 4) => {
            let address = value.array()?;
            out!(cx, Ipv4(address), " (0x", hex(u32::from_be_bytes(address), 8), ")");
        }
        (MAC_NULL | MAC_ADDRESS, 6) => out!(cx, value.mac()?),
        (IP_ADDRESS | MAC_NULL | MAC_ADDRESS, _) => return Err(Stop::Invalid),
        (0x0c02..=0x0c05, _) => out!(cx, Safe(until_zero(value.bytes()))),
        _ if cx.verbose(2) => {}
        _ => cx.unknown_data("\n\t    ", value, len),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_request_has_items() {
        let request = b"\x01\x01\0\x02\0\0\0\x07\0\0\x0c\x01\0\x04\x0a\0\0\x01\0\0\x0c\x02\0\x05Fa0/1";
        assert_eq!(
            printed(print, 0, request),
            "VQPv1 Request, Join Port Message, error-code No error (0), length 29"
        );
        let text = "\n\tVQPv1, Request, Join Port Message, error-code No error (0), seq 0x00000007, items 2, \
                    length 29\n\t  Client IP Address Object (0x00000c01), length 4, value: 10.0.0.1 \
                    (0x0a000001)\n\t  Port Name Object (0x00000c02), length 5, value: Fa0/1";
        assert_eq!(printed(print, 1, request), text);
    }
}
