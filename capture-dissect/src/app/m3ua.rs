//! Signalling System 7 Message Transfer Part 3 User Adaptation Layer (RFC 4666), as far as its parameters'
//! names and lengths.
//!
//! ```text
//!  0         1          2       3      4        8
//! +---------+----------+-------+------+--------+------------
//! | version | reserved | class | type | length | parameters
//! +---------+----------+-------+------+--------+------------
//!  0      2        4
//! +------+--------+-------+----------------
//! | type | length | value | fill to 4 bytes    the length counts type and length
//! +------+--------+-------+----------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

const VERSION: u8 = 1;
const HEADER: u32 = 8;
const PARAMETER: usize = 4;

const MANAGEMENT: &Table = &[(0, "Error"), (1, "Notify")];
const TRANSFER: &Table = &[(1, "Data")];
const SS7: &Table = &[
    (1, "Destination Unavailable"),
    (2, "Destination Available"),
    (3, "Destination State Audit"),
    (4, "Signalling Congestion"),
    (5, "Destination User Part Unavailable"),
    (6, "Destination Restricted"),
];
const STATE: &Table = &[
    (1, "Up"),
    (2, "Down"),
    (3, "Heartbeat"),
    (4, "Up Acknowledgement"),
    (5, "Down Acknowledgement"),
    (6, "Heartbeat Acknowledgement"),
];
const TRAFFIC: &Table =
    &[(1, "Active"), (2, "Inactive"), (3, "Active Acknowledgement"), (4, "Inactive Acknowledgement")];
const ROUTING_KEYS: &Table = &[
    (1, "Registration Request"),
    (2, "Registration Response"),
    (3, "Deregistration Request"),
    (4, "Deregistration Response"),
];

const PARAMETERS: &Table = &[
    (0x0004, "INFO String"),
    (0x0006, "Routing Context"),
    (0x0007, "Diagnostic Info"),
    (0x0009, "Heartbeat Data"),
    (0x000b, "Traffic Mode Type"),
    (0x000c, "Error Code"),
    (0x000d, "Status"),
    (0x0011, "ASP Identifier"),
    (0x0012, "Affected Point Code"),
    (0x0013, "Correlation ID"),
    (0x0200, "Network Appearance"),
    (0x0204, "User/Cause"),
    (0x0205, "Congestion Indications"),
    (0x0206, "Concerned Destination"),
    (0x0207, "Routing Key"),
    (0x0208, "Registration Result"),
    (0x0209, "Deregistration Result"),
    (0x020a, "Local Routing Key Identifier"),
    (0x020b, "Destination Point Code"),
    (0x020c, "Service Indicators"),
    (0x020e, "Originating Point Code List"),
    (0x0210, "Protocol Data"),
    (0x0212, "Registration Status"),
    (0x0213, "Deregistration Status"),
];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("m3ua");
    if p.len() < HEADER as usize {
        return Err(Stop::Invalid);
    }
    let packet = p.len() as u32;
    if p.u8()? != VERSION {
        return Ok(());
    }
    let [_, class, kind] = p.array()?;
    match class_of(class) {
        Some((name, kinds)) => {
            out!(cx, "\n\t\t", name, " ", named(kinds, kind).or_hex("Unknown (0x", 2, ")"), " Message");
        }
        None => out!(cx, "\n\t\tUnknown message class ", class),
    }
    let len = p.be_u32()?;
    if len < HEADER || len != packet {
        out!(cx, "\n\t\t\t@@@@@@ Corrupted length ", len, " of message @@@@@@");
        return Ok(());
    }
    parameters(cx, p.declare((len - HEADER) as usize))
}

/// The name of a class, and those of its messages.
const fn class_of(class: u8) -> Option<(&'static str, &'static Table)> {
    Some(match class {
        0 => ("Management", MANAGEMENT),
        1 => ("Transfer", TRANSFER),
        2 => ("SS7", SS7),
        3 => ("ASP", STATE),
        4 => ("ASP", TRAFFIC),
        9 => ("Routing Key Management", ROUTING_KEYS),
        _ => return None,
    })
}

fn parameters(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() < PARAMETER {
            return Err(Stop::Invalid);
        }
        let (start, whole) = (p, p.len());
        let kind = p.be_u16()?;
        out!(cx, "\n\t\t\t", named(PARAMETERS, kind).or_hex("Unknown Parameter (0x", 4, ")"), ": ");
        let len = usize::from(p.be_u16()?);
        start.at(len)?;
        if len < PARAMETER || len > whole {
            return Err(Stop::Invalid);
        }
        match kind {
            0x0006 | 0x0013 | 0x0200 if len < PARAMETER + 4 => cx.invalid()?,
            // What is shown is the parameter's head, not its value.
            0x0006 | 0x0013 | 0x0200 => out!(cx, "0x", hex(start.peek_u32(0)?, 8)),
            _ => out!(cx, "(length ", len, ")"),
        }
        p.pass(len.next_multiple_of(4) - PARAMETER);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn parameters_have_names() {
        let message = b"\x01\0\x01\x01\0\0\0\x18\0\x06\0\x08\0\0\0\x09\x02\x10\0\x05a\0\0\0";
        let text =
            "\n\t\tTransfer Data Message\n\t\t\tRouting Context: 0x00060008\n\t\t\tProtocol Data: (length 5)";
        assert_eq!(printed(print, 2, message), text);
        assert_eq!(printed(print, 2, b"\x01\0\x05\x01\0\0\0\x08"), "\n\t\tUnknown message class 5");
    }
}
