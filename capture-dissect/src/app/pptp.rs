//! Point-to-Point Tunneling Protocol, its control connection (RFC 2637 section 2).
//!
//! ```text
//!  0        2              4        8               10         12
//! +--------+--------------+--------+---------------+----------+--------
//! | length | message type | cookie | control type  | reserved | fields
//! +--------+--------------+--------+---------------+----------+--------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, bits, hex, named, out, until_zero},
    stop::Outcome,
};

const COOKIE: u32 = 0x1a2b_3c4d;

/// Bytes of a telephone number.
const DIGITS: usize = 64;

const ERRORS: &Table = &[
    (0, "None"),
    (1, "Not-Connected"),
    (2, "Bad-Format"),
    (3, "Bad-Value"),
    (4, "No-Resource"),
    (5, "Bad-Call-ID"),
    (6, "PAC-Error"),
];

const START_RESULTS: &Table = &[
    (1, "Successful channel establishment"),
    (2, "General error"),
    (3, "Command channel already exists"),
    (4, "Requester is not authorized to establish a command channel"),
    (5, "The protocol version of the requester is not supported"),
];
const OK_RESULTS: &Table = &[(1, "OK"), (2, "General Error")];
const OUTGOING_RESULTS: &Table = &[
    (1, "Connected"),
    (2, "General Error"),
    (3, "No Carrier"),
    (4, "Busy"),
    (5, "No Dial Tone"),
    (6, "Time-out"),
    (7, "Do Not Accept"),
];
const INCOMING_RESULTS: &Table = &[(1, "Connect"), (2, "General Error"), (3, "Do Not Accept")];
const DISCONNECT_RESULTS: &Table =
    &[(1, "Lost Carrier"), (2, "General Error"), (3, "Admin Shutdown"), (4, "Request")];
const REASONS: &Table = &[(1, "None"), (2, "Stop-Protocol"), (3, "Stop-Local-Shutdown")];

const FRAMING_BITS: &Table = &[(1, "A"), (2, "S")];
const BEARER_BITS: &Table = &[(2, "D"), (1, "A")];
const BEARERS: &Table = &[(1, "A"), (2, "D"), (3, "Any")];
const FRAMINGS: &Table = &[(1, "A"), (2, "S"), (3, "E")];

/// A field of a message, in order.
#[derive(Clone, Copy)]
enum Field {
    /// 16 bits in decimal.
    U16(&'static str),
    /// 32 bits in decimal.
    U32(&'static str),
    /// 32 bits in hexadecimal.
    Mask(&'static str),
    /// A byte, whose meaning `-v` shows.
    Code(&'static str, &'static Table),
    /// 32 bits as a letter.
    Kind(&'static str, &'static Table),
    /// 32 bits, the lower two of which are kinds of framing.
    Framings,
    /// 32 bits, the lower two of which are kinds of bearer.
    Bearers,
    /// Text of so many bytes.
    Text(&'static str, usize),
    /// 16 bits: how long a number is that follows.
    Len(&'static str),
    /// A number of 64 bytes, as many of which count as was told.
    Digits(&'static str),
    /// Version and revision.
    Version,
    /// Bytes that should be zero, shown where they are not.
    Zero(usize),
}
use Field::{Bearers, Code, Digits, Framings, Kind, Len, Mask, Text, U16, U32, Version, Zero};

const ERROR: Field = Code("ERR_CODE", ERRORS);

/// Names and fields of messages by their control type.
const MESSAGES: &[(&str, &[Field])] = &[
    ("NOT_DEFINED", &[]),
    (
        "SCCRQ",
        &[
            Version,
            Zero(2),
            Framings,
            Bearers,
            U16("MAX_CHAN"),
            U16("FIRM_REV"),
            Text("HOSTNAME", 64),
            Text("VENDOR", 64),
        ],
    ),
    (
        "SCCRP",
        &[
            Version,
            Code("RESULT_CODE", START_RESULTS),
            ERROR,
            Framings,
            Bearers,
            U16("MAX_CHAN"),
            U16("FIRM_REV"),
            Text("HOSTNAME", 64),
            Text("VENDOR", 64),
        ],
    ),
    ("StopCCRQ", &[Code("REASON", REASONS), Zero(1), Zero(2)]),
    ("StopCCRP", &[Code("RESULT_CODE", OK_RESULTS), ERROR, Zero(2)]),
    ("ECHORQ", &[U32("ID")]),
    ("ECHORP", &[U32("ID"), Code("RESULT_CODE", OK_RESULTS), ERROR, Zero(2)]),
    (
        "OCRQ",
        &[
            U16("CALL_ID"),
            U16("CALL_SER_NUM"),
            U32("MIN_BPS"),
            U32("MAX_BPS"),
            Kind("BEARER_TYPE", BEARERS),
            Kind("FRAME_TYPE", FRAMINGS),
            U16("RECV_WIN"),
            U16("PROC_DELAY"),
            Len("PHONE_NO_LEN"),
            Zero(2),
            Digits("PHONE_NO"),
            Text("SUB_ADDR", 64),
        ],
    ),
    (
        "OCRP",
        &[
            U16("CALL_ID"),
            U16("PEER_CALL_ID"),
            Code("RESULT_CODE", OUTGOING_RESULTS),
            ERROR,
            U16("CAUSE_CODE"),
            U32("CONN_SPEED"),
            U16("RECV_WIN"),
            U16("PROC_DELAY"),
            U32("PHY_CHAN_ID"),
        ],
    ),
    (
        "ICRQ",
        &[
            U16("CALL_ID"),
            U16("CALL_SER_NUM"),
            Kind("BEARER_TYPE", BEARERS),
            U32("PHY_CHAN_ID"),
            Len("DIALED_NO_LEN"),
            Len("DIALING_NO_LEN"),
            Digits("DIALED_NO"),
            Digits("DIALING_NO"),
            Text("SUB_ADDR", 64),
        ],
    ),
    (
        "ICRP",
        &[
            U16("CALL_ID"),
            U16("PEER_CALL_ID"),
            Code("RESULT_CODE", INCOMING_RESULTS),
            ERROR,
            U16("RECV_WIN"),
            U16("PROC_DELAY"),
            Zero(2),
        ],
    ),
    (
        "ICCN",
        &[
            U16("PEER_CALL_ID"),
            Zero(2),
            U32("CONN_SPEED"),
            U16("RECV_WIN"),
            U16("PROC_DELAY"),
            Kind("FRAME_TYPE", FRAMINGS),
        ],
    ),
    ("CCRQ", &[U16("CALL_ID"), Zero(2)]),
    (
        "CDN",
        &[
            U16("CALL_ID"),
            Code("RESULT_CODE", DISCONNECT_RESULTS),
            ERROR,
            U16("CAUSE_CODE"),
            Zero(2),
            Text("CALL_STATS", 128),
        ],
    ),
    (
        "WEN",
        &[
            U16("PEER_CALL_ID"),
            Zero(2),
            U32("CRC_ERR"),
            U32("FRAMING_ERR"),
            U32("HARDWARE_OVERRUN"),
            U32("BUFFER_OVERRUN"),
            U32("TIMEOUT_ERR"),
            U32("ALIGN_ERR"),
        ],
    ),
    ("SLI", &[U16("PEER_CALL_ID"), Zero(2), Mask("SEND_ACCM"), Mask("RECV_ACCM")]),
];

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("pptp");
    out!(cx, ": pptp");
    let is_verbose = cx.verbose(1);
    if is_verbose {
        out!(cx, " Length=", p.be_u16()?);
        match p.be_u16()? {
            1 => out!(cx, " CTRL-MSG"),
            2 => out!(cx, " MGMT-MSG"),
            _ => out!(cx, " UNKNOWN-MSG-TYPE"),
        }
    } else {
        p.skip(4)?;
    }
    let cookie = p.be_u32()?;
    if cookie != COOKIE {
        out!(cx, " UNEXPECTED Magic-Cookie!!(", hex(cookie, 8), ")");
    }
    if is_verbose || cookie != COOKIE {
        out!(cx, " Magic-Cookie=", hex(cookie, 8));
    }
    let kind = p.be_u16()?;
    let Some((name, fields)) = MESSAGES.get(usize::from(kind)) else {
        out!(cx, " UNKNOWN_CTRL_MSGTYPE(", kind, ")");
        return zero(cx, &mut p, 2);
    };
    out!(cx, " CTRL_MSGTYPE=", *name);
    zero(cx, &mut p, 2)?;
    let mut lens = [0; 2];
    for field in *fields {
        match *field {
            Len(name) => {
                let len = p.be_u16()?;
                lens = if lens[0] == 0 { [len, 0] } else { [lens[0], len] };
                out!(cx, " ", name, "(", len, ")");
            }
            Digits(name) => {
                text(cx, &mut p, name, lens[0].into(), DIGITS)?;
                lens.rotate_left(1);
            }
            other => print_field(cx, &mut p, other)?,
        }
    }
    Ok(())
}

fn print_field(cx: &mut Context<'_>, p: &mut Cursor<'_>, field: Field) -> Outcome {
    match field {
        U16(name) => out!(cx, " ", name, "(", p.be_u16()?, ")"),
        U32(name) => out!(cx, " ", name, "(", p.be_u32()?, ")"),
        Mask(name) => out!(cx, " ", name, "(0x", hex(p.be_u32()?, 8), ")"),
        Code(name, meanings) => {
            let code = p.u8()?;
            out!(cx, " ", name, "(", code);
            if cx.verbose(1) {
                out!(cx, ":", named(meanings, code).or_text("?"));
            }
            out!(cx, ")");
        }
        Kind(name, letters) => {
            out!(cx, " ", name, "(", named(letters, p.be_u32()?).or_text("?"), ")");
        }
        Framings => {
            out!(cx, " FRAME_CAP(");
            out!(cx, bits(FRAMING_BITS, p.be_u32()?).with("").or(""), ")");
        }
        Bearers => out!(cx, " BEARER_CAP(", bits(BEARER_BITS, p.be_u32()?).with("").or(""), ")"),
        Text(name, len) => text(cx, p, name, len, len)?,
        Version => out!(cx, " PROTO_VER(", p.u8()?, ".", p.u8()?, ")"),
        Zero(len) => zero(cx, p, len)?,
        Len(_) | Digits(_) => {}
    }
    Ok(())
}

/// Prints text up to a zero byte, or its first `shown` bytes of `len`.
fn text(cx: &mut Context<'_>, p: &mut Cursor<'_>, name: &'static str, shown: usize, len: usize) -> Outcome {
    out!(cx, " ", name, "(");
    let shown = shown.min(len);
    let text = until_zero(p.limit(shown).bytes());
    out!(cx, Safe(text));
    if text.len() < shown {
        // The zero byte, too, must be there.
        p.at(text.len() + 1)?;
    }
    out!(cx, ")");
    p.pass(len);
    Ok(())
}

fn zero(cx: &mut Context<'_>, p: &mut Cursor<'_>, len: usize) -> Outcome {
    let value = if len == 1 { p.u8()?.into() } else { p.be_u16()? };
    if value != 0 {
        out!(cx, " [ERROR: reserved=", value, " must be zero]");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn an_answer_to_an_echo() {
        let bytes = b"\0\x14\0\x01\x1a\x2b\x3c\x4d\0\x06\0\0\0\0\0\x07\x01\0\0\0";
        assert_eq!(printed(print, 0, bytes), ": pptp CTRL_MSGTYPE=ECHORP ID(7) RESULT_CODE(1) ERR_CODE(0)");
        let shown = ": pptp Length=20 CTRL-MSG Magic-Cookie=1a2b3c4d CTRL_MSGTYPE=ECHORP ID(7) \
                     RESULT_CODE(1:OK) ERR_CODE(0:None)";
        assert_eq!(printed(print, 1, bytes), shown);
        assert_eq!(printed(print, 0, &bytes[..9]), ": pptp [|pptp]");
    }
}
