//! Attribute value pairs of L2TP (RFC 2661 section 4).
//!
//! ```text
//!  0                           2        4      6
//! +---+---+----------+--------+--------+------+-------
//! | M | H | reserved | length | vendor | type | value     4 bits reserved, 10 bits of length
//! +---+---+----------+--------+--------+------+-------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Safe, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const MANDATORY: u16 = 0x8000;
const HIDDEN: u16 = 0x4000;
const LENGTH: u16 = 0x03ff;
const HEADER: usize = 6;

/// What a value is.
#[derive(Clone, Copy)]
enum Value {
    MessageType,
    ResultCode,
    /// Two bytes with a dot between.
    Version,
    /// Bits of the last byte of four.
    Flags(&'static Table),
    /// So many bytes of hexadecimal.
    Number(usize),
    /// Hexadecimal to the end.
    Bytes,
    U16,
    U32,
    /// The second of two bytes.
    Id,
    Text,
    Cause,
    Obsolete,
    AuthenticationType,
    CallErrors,
    CharacterMaps,
    DisconnectCause,
    Nothing,
}
use Value::{Bytes, Flags, Number, Text, U16, U32};

const FRAMINGS: &Table = &[(2, "A"), (1, "S")];
const BEARERS: &Table = &[(2, "A"), (1, "D")];

/// Names and values by their types.
const AVPS: &[(&str, Value)] = &[
    ("MSGTYPE", Value::MessageType),
    ("RESULT_CODE", Value::ResultCode),
    ("PROTO_VER", Value::Version),
    ("FRAMING_CAP", Flags(FRAMINGS)),
    ("BEARER_CAP", Flags(BEARERS)),
    ("TIE_BREAKER", Number(8)),
    ("FIRM_VER", U16),
    ("HOST_NAME", Text),
    ("VENDOR_NAME", Text),
    ("ASSND_TUN_ID", U16),
    ("RECV_WIN_SIZE", U16),
    ("CHALLENGE", Bytes),
    ("Q931_CC", Value::Cause),
    ("CHALLENGE_RESP", Number(16)),
    ("ASSND_SESS_ID", U16),
    ("CALL_SER_NUM", U32),
    ("MINIMUM_BPS", U32),
    ("MAXIMUM_BPS", U32),
    ("BEARER_TYPE", Flags(BEARERS)),
    ("FRAMING_TYPE", Flags(FRAMINGS)),
    ("PACKET_PROC_DELAY", Value::Obsolete),
    ("CALLED_NUMBER", Text),
    ("CALLING_NUMBER", Text),
    ("SUB_ADDRESS", Text),
    ("TX_CONN_SPEED", U32),
    ("PHY_CHANNEL_ID", U32),
    ("INI_RECV_LCP", Bytes),
    ("LAST_SENT_LCP", Bytes),
    ("LAST_RECV_LCP", Bytes),
    ("PROXY_AUTH_TYPE", Value::AuthenticationType),
    ("PROXY_AUTH_NAME", Text),
    ("PROXY_AUTH_CHAL", Bytes),
    ("PROXY_AUTH_ID", Value::Id),
    ("PROXY_AUTH_RESP", Bytes),
    ("CALL_ERRORS", Value::CallErrors),
    ("ACCM", Value::CharacterMaps),
    ("RANDOM_VECTOR", Bytes),
    ("PRIVATE_GRP_ID", Text),
    ("RX_CONN_SPEED", U32),
    ("SEQ_REQUIRED", Value::Nothing),
];

const DISCONNECT_CAUSE: u16 = 46;

const MESSAGES: &Table = &[
    (1, "SCCRQ"),
    (2, "SCCRP"),
    (3, "SCCCN"),
    (4, "StopCCN"),
    (6, "HELLO"),
    (7, "OCRQ"),
    (8, "OCRP"),
    (9, "OCCN"),
    (10, "ICRQ"),
    (11, "ICRP"),
    (12, "ICCN"),
    (14, "CDN"),
    (15, "WEN"),
    (16, "SLI"),
];

const AUTHENTICATIONS: &Table =
    &[(0, "Reserved"), (1, "Textual"), (2, "CHAP"), (3, "PAP"), (4, "No Auth"), (5, "MS-CHAPv1")];
const DIRECTIONS: &Table = &[(0, "global error"), (1, "at peer"), (2, "at local")];
const ERRORS: [&str; 6] = ["CRCErr=", "FrameErr=", "HardOver=", "BufOver=", "Timeout=", "AlignErr="];

/// Prints pairs to the end.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        out!(cx, " ");
        let bits = p.peek_u16(0)?;
        let len = usize::from(bits & LENGTH);
        // As much as was declared is needed, or it cannot be told apart from what follows.
        if len < HEADER || len > p.len() || !p.has(len) {
            return Err(Stop::Cut);
        }
        pair(cx, bits, p.split(len))?;
    }
    Ok(())
}

fn pair(cx: &mut Context<'_>, bits: u16, mut p: Cursor<'_>) -> Outcome {
    p.skip(2)?;
    let (vendor, kind) = (p.be_u16()?, p.be_u16()?);
    let mark = |bit: u16, text| (bits & bit != 0).then_some(text);
    out!(cx, mark(MANDATORY, "*"), mark(HIDDEN, "?"));
    let value = match (vendor, AVPS.get(usize::from(kind))) {
        (0, Some((name, value))) => {
            out!(cx, *name);
            *value
        }
        (0, None) if kind == DISCONNECT_CAUSE => {
            out!(cx, "PPP_DISCON_CC");
            Value::DisconnectCause
        }
        (0, None) => {
            out!(cx, "AVP-#", kind);
            Value::Nothing
        }
        _ => {
            out!(cx, "VENDOR", hex(vendor, 4), ":ATTR", hex(kind, 4));
            Bytes
        }
    };
    out!(cx, "(");
    if bits & HIDDEN != 0 && vendor == 0 {
        out!(cx, "???");
    } else if show(cx, value, p).is_err() {
        out!(cx, "AVP too short");
    }
    out!(cx, ")");
    Ok(())
}

/// Prints a value that is there as a whole: reading past it is what makes it too short.
fn show(cx: &mut Context<'_>, value: Value, mut p: Cursor<'_>) -> Outcome {
    match value {
        Value::MessageType => out!(cx, named(MESSAGES, p.be_u16()?).or("MSGTYPE-#", "")),
        Value::AuthenticationType => out!(cx, named(AUTHENTICATIONS, p.be_u16()?).or("AuthType-#", "")),
        Value::Version => out!(cx, p.u8()?, ".", p.u8()?),
        Flags(table) => out!(cx, bits(table, p.be_u32()?).with("").or("")),
        Number(len) => out!(cx, HexBytes(p.take(len)?)),
        Bytes => out!(cx, HexBytes(p.bytes())),
        Text => out!(cx, Safe(p.bytes())),
        U16 => out!(cx, p.be_u16()?),
        U32 => out!(cx, p.be_u32()?),
        Value::Id => out!(cx, p.be_u16()? & 0xff),
        Value::Obsolete => out!(cx, "obsolete"),
        Value::Nothing => {}
        Value::ResultCode => {
            out!(cx, p.be_u16()?);
            if p.len() > 0 {
                out!(cx, "/", p.be_u16()?);
            }
            if p.len() > 0 {
                out!(cx, " ", Safe(p.bytes()));
            }
        }
        Value::Cause => {
            out!(cx, p.be_u16()?, ", ", hex(p.u8()?, 2));
            if p.len() > 0 {
                out!(cx, " ", Safe(p.bytes()));
            }
        }
        Value::DisconnectCause => {
            let (code, protocol, direction) = (p.be_u16()?, p.be_u16()?, p.u8()?);
            out!(cx, hex(code, 4), ", ", hex(protocol, 4), " ");
            out!(cx, named(DIRECTIONS, direction).or("Direction-#", ""));
            if p.len() > 0 {
                out!(cx, " ", Safe(p.bytes()));
            }
        }
        Value::CallErrors => {
            p.skip(2)?;
            for name in ERRORS {
                out!(cx, name, p.be_u32()?, " ");
            }
        }
        Value::CharacterMaps => {
            p.skip(2)?;
            out!(cx, "send=", hex(p.be_u32()?, 8), " ");
            out!(cx, "recv=", hex(p.be_u32()?, 8), " ");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn values_have_their_own_form() {
        assert_eq!(printed(print, 0, b"\x80\x0d\0\0\0\x01\0\x02\0\x03bye"), " *RESULT_CODE(2/3 bye)");
        assert_eq!(printed(print, 0, b"\xc0\x08\0\0\0\x09\0\x02"), " *?ASSND_TUN_ID(???)");
        assert_eq!(printed(print, 0, b"\0\x08\0\x09\0\x09\0\x02"), " VENDOR0009:ATTR0009(0002)");
        assert_eq!(printed(print, 0, b"\0\x0a\0\0\0\x03\0\0\0\x03"), " FRAMING_CAP(AS)");
    }

    #[test]
    fn lengths_may_lie() {
        assert_eq!(printed(print, 0, b"\x80\x07\0\0\0\x09\0"), " *ASSND_TUN_ID(AVP too short)");
        assert_eq!(printed(print, 0, b"\x80\x05\0\0\0\x09\0"), "  [|]");
        assert_eq!(printed(print, 0, b"\x80\x09\0\0\0\x09\0\x01"), "  [|]");
    }
}
