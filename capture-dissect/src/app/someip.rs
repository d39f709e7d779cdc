//! Scalable service-Oriented MiddlewarE over IP (AUTOSAR PRS_SOMEIPProtocol 4.1.2).
//!
//! ```text
//!  0         2                   4        8        10        12        13        14     15
//! +---------+-------------------+--------+--------+---------+---------+---------+------+-------+----
//! | service | method, or event  | length | client | session | version | inter-  | type | code  | ...
//! |         | with the top bit  |        |        |         |         | face's  |      |       |
//! +---------+-------------------+--------+--------+---------+---------+---------+------+-------+----
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 16;

const TYPES: &Table = &[
    (0x00, "REQUEST"),
    (0x01, "REQUEST_NO_RETURN"),
    (0x02, "NOTIFICATION"),
    (0x20, "TP_REQUEST"),
    (0x21, "TP_REQUEST_NO_RETURN"),
    (0x22, "TP_NOTIFICATION"),
    (0x80, "RESPONSE"),
    (0x81, "ERROR"),
    (0xa0, "TP_RESPONSE"),
    (0xa1, "TP_ERROR"),
];

const CODES: &Table = &[
    (0x00, "E_OK"),
    (0x01, "E_NOT_OK"),
    (0x02, "E_UNKNOWN_SERVICE"),
    (0x03, "E_UNKNOWN_METHOD"),
    (0x04, "E_NOT_READY"),
    (0x05, "E_NOT_REACHABLE"),
    (0x06, "E_TIMEOUT"),
    (0x07, "E_WRONG_PROTOCOL_VERSION"),
    (0x08, "E_WRONG_INTERFACE_VERSION"),
    (0x09, "E_MALFORMED_MESSAGE"),
    (0x0a, "E_WRONG_MESSAGE_TYPE"),
    (0x0b, "E_E2E_REPEATED"),
    (0x0c, "E_E2E_WRONG_SEQUENCE"),
    (0x0d, "E_E2E"),
    (0x0e, "E_E2E_NOT_AVAILABLE"),
    (0x0f, "E_E2E_NO_NEW_DATA"),
];

/// Prints a message in a datagram.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("someip");
    out!(cx, "SOMEIP");
    if p.len() < HEADER {
        return Err(Stop::Invalid);
    }
    let (service, method) = (p.be_u16()?, p.be_u16()?);
    out!(
        cx,
        ", service ",
        service,
        if method & 0x8000 != 0 { ", event " } else { ", method " },
        method & 0x7fff
    );
    out!(cx, ", len ", p.be_u32()?);
    out!(cx, ", client ", p.be_u16()?, ", session ", p.be_u16()?);
    out!(cx, ", pver ", p.u8()?);
    out!(cx, ", iver ", p.u8()?);
    out!(cx, ", msgtype ", named(TYPES, p.u8()?).or_text("Unknown"));
    out!(cx, ", retcode ", named(CODES, p.u8()?).or_text("Unknown"), "\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn an_event() {
        let bytes = b"\xff\xff\x81\0\0\0\0\x08\0\x01\0\x02\x01\x03\x02\x10";
        let shown = "SOMEIP, service 65535, event 256, len 8, client 1, session 2, pver 1, iver 3, \
                     msgtype NOTIFICATION, retcode Unknown\n";
        assert_eq!(printed(print, 0, bytes), shown);
        assert_eq!(printed(print, 0, &bytes[..15]), "SOMEIP (invalid)");
    }
}
