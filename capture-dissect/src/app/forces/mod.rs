//! Forwarding and Control Element Separation (RFC 5810), over SCTP (RFC 5811).
//!
//! ```text
//!  0                  1      2        4        8             12           20
//! +------------------+------+--------+--------+-------------+------------+-------+-----
//! | version, reserve | type | length | source | destination | correlator | flags | TLVs
//! +------------------+------+--------+--------+-------------+------------+-------+-----
//!  0      2        4
//! +------+--------+-------+----------------
//! | type | length | value | fill to 4 bytes     the length counts type and length
//! +------+--------+-------+----------------
//! ```
//!
//! The length of a message counts words of 4 bytes. A chunk of SCTP is there as a whole, so nothing is cut.
//! What a message holds is shown from `-vvv` on.

use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    show::{Table, hex as hexadecimal, name, named, out},
    stop::{Outcome, Stop},
};

mod lfb;
mod path;
mod top;

const HEADER: usize = 24;
const TLV: usize = 4;

const TYPES: &Table = &[
    (0x01, "Association Setup"),
    (0x02, "Association TearDown"),
    (0x03, "Config"),
    (0x04, "Query"),
    (0x05, "Event Notification"),
    (0x06, "Packet Redirect"),
    (0x0f, "HeartBeat"),
    (0x11, "Association Response"),
    (0x13, "Config Response"),
    (0x14, "Query Response"),
];

const ACKS: &Table = &[(0, "NoACK"), (1, "SuccessACK"), (2, "FailureACK"), (3, "AlwaysACK")];
const MODES: &Table = &[
    (0, "EMReserved"),
    (1, "execute-all-or-none"),
    (2, "execute-until-failure"),
    (3, "continue-execute-on-failure"),
];
const TRANSACTIONS: &Table = &[(0, "Standalone"), (1, "2PCtransaction")];
const PHASES: &Table =
    &[(0, "StartofTransaction"), (1, "MiddleofTransaction"), (2, "EndofTransaction"), (3, "abort")];

/// What is wrong is told, and then the message is shown as bytes.
type Shown = Result<(), Wrong>;

/// The message is not what it should be, which has been said.
struct Wrong;

impl From<Stop> for Wrong {
    fn from(_: Stop) -> Self {
        Self
    }
}

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("forces");
    p.at(HEADER)?;
    let bytes = p.limit(p.len()).bytes();
    if message(cx, p.limit(p.len())).is_err() {
        hex::hex("\n\t[", bytes, cx.out);
        out!(cx, "\n\t]");
    } else if cx.verbose(4) {
        out!(cx, "\n\t  Raw ForCES message\n\t [");
        hex::hex("\n\t ", bytes, cx.out);
        out!(cx, "\n\t ]");
    }
    Ok(())
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Shown {
    let received = p.len();
    let (version, kind, len) = (p.u8()?, p.u8()?, 4 * usize::from(p.be_u16()?));
    if !top::is_type(kind) {
        out!(cx, "Invalid ForCES message type ", kind, "\n");
        return Err(Wrong);
    }
    let Some(type_name) = name(TYPES, kind) else {
        out!(cx, "\n\tUnknown ForCES message type=0x", hexadecimal(kind, 1));
        return Err(Wrong);
    };
    out!(cx, "\n\tForCES ", type_name, " ");
    if received < HEADER || len != received {
        out!(
            cx,
            "Illegal ForCES pkt len - min ",
            HEADER,
            ", total recvd ",
            received,
            ", advertised ",
            len,
            " "
        );
        return Err(Wrong);
    }
    let (source, destination, correlator, flags) = (p.be_u32()?, p.be_u32()?, p.be_u64()?, p.be_u32()?);
    if cx.verbose(1) {
        out!(cx, "\n\tForCES Version ", version >> 4, " len ", len, "B flags 0x", hexadecimal(flags, 8), " ");
        out!(cx, "\n\tSrcID 0x", hexadecimal(source, 1), "(", element(source));
        out!(cx, ") DstID 0x", hexadecimal(destination, 1), "(", element(destination));
        out!(cx, ") Correlator 0x", hexadecimal(correlator, 1));
    }
    if cx.verbose(2) {
        show_flags(cx, flags);
    }
    top::print(cx, kind, p)
}

const fn element(id: u32) -> &'static str {
    match id >> 30 {
        0 => "FE",
        1 => "CE",
        2 => "ForCESreserved",
        _ => match id {
            0xffff_ffff => "AllBroadcast",
            0xffff_fffe => "AllCEsBroadcast",
            0xffff_fffd => "AllFEsBroadcast",
            _ => "AllMulticast",
        },
    }
}

fn show_flags(cx: &mut Context<'_>, flags: u32) {
    let bits = |shift: u32, mask: u32| flags >> shift & mask;
    let value = |cx: &mut Context<'_>, table, value: u32| {
        out!(cx, named(table, value), "(0x", hexadecimal(value, 1), ")");
    };
    out!(cx, "\n\tForCES flags:\n\t  ");
    value(cx, ACKS, bits(30, 3));
    out!(cx, ", prio=", bits(27, 7), ", ");
    value(cx, MODES, bits(22, 3));
    out!(cx, ",\n\t  ");
    value(cx, TRANSACTIONS, bits(21, 1));
    out!(cx, ", ");
    value(cx, PHASES, bits(19, 3));
    out!(cx, "\n\t  Extra flags: rsv(b5-7) 0x", hexadecimal(bits(24, 7), 1));
    out!(cx, " rsv(b13-31) 0x", hexadecimal(bits(0, 0x7_ffff), 1), "\n");
}

/// Begins a line so far to the right.
fn indent(cx: &mut Context<'_>, columns: usize) {
    for _ in 0..columns {
        out!(cx, " ");
    }
}

/// The type of a TLV, and its length, which may be wrong.
fn head(p: Cursor<'_>) -> Result<(u16, usize), Wrong> {
    Ok((p.peek_u16(0)?, usize::from(p.peek_u16(2)?)))
}

/// Whether a TLV of such a length fits; says why not.
fn fits(cx: &mut Context<'_>, kind: u16, len: usize, room: usize) -> bool {
    if len < TLV || len > room {
        let what = if len < TLV { "too short" } else { "too long" };
        out!(cx, "xLV ", what, " Outstanding bytes ", room, " for TLV type 0x", hexadecimal(kind, 1));
        out!(cx, " TLV len ", len, "\n");
        return false;
    }
    true
}

/// Says that the length of a TLV does not fit where there is so much room.
fn messy(cx: &mut Context<'_>, what: &'static str, kind: u16, room: usize, len: usize) -> Shown {
    out!(cx, "\n\t\tMessy ", what, " TLV header, type (0x", hexadecimal(kind, 1), ")\n\t\texcess of ");
    out!(cx, (room as u32).wrapping_sub(len as u32), " Bytes ");
    Err(Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_heartbeat() {
        let print = |cx: &mut Context<'_>, p: Cursor<'_>| cx.call(print, p);
        let beat = b"\x10\x0f\0\x06\x40\0\0\x01\0\0\0\x02\0\0\0\0\0\0\0\x09\xc0\x40\0\0";
        assert_eq!(printed(print, 0, beat), "\n\tForCES HeartBeat ");
        let text = "\n\tForCES HeartBeat \n\tForCES Version 1 len 24B flags 0xc0400000 \n\tSrcID 0x40000001(CE) \
                    DstID 0x2(FE) Correlator 0x9";
        assert_eq!(printed(print, 1, beat), text);
        let wrong = printed(print, 0, &beat[..8]);
        assert_eq!(wrong, " [|forces]");
    }

    #[test]
    fn a_path_leads_to_data() {
        let query = b"\x10\x03\0\x0f\x40\0\0\x01\0\0\0\x02\0\0\0\0\0\0\0\x09\xc0\x40\0\0\x10\0\0\x24\0\0\0\x01\0\0\0\x01\
            \0\x01\0\x18\x01\x10\0\x14\0\0\0\x01\0\0\0\x02\x01\x12\0\x08\0\0\0\x01";
        let text = printed(print, 3, query);
        let shown = "\tLFBselect TLV, length 36 (data length 32 Bytes)\n         FEObj LFB(Classid 1) instance 1\n          \
                     Oper TLV  Set(0x1) length 24\n           PATH-DATA TLV, length 20 (data encapsulated 16 \
                     Bytes)\n            Pathdata: Flags 0x0 ID count 1\n            ID#01: 2\n              \
                     FULLDATA TLV (Length 8 DataLen 4 Bytes)\n               [\n               0x0000:  0000 \
                     0001\n               ]";
        assert!(text.ends_with(shown), "{text}");
    }
}
