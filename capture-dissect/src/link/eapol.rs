//! Extensible Authentication Protocol over LAN (IEEE 802.1X).
//!
//! ```text
//!  0         1      2        4
//! +---------+------+--------+------
//! | version | type | length | body    type 0: EAP (app/eap.rs)
//! +---------+------+--------+------
//! ```

use crate::{
    app::eap,
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::Outcome,
};

const TYPES: &Table = &[
    (0, "EAP packet"),
    (1, "EAPOL start"),
    (2, "EAPOL logoff"),
    (3, "EAPOL key"),
    (4, "Encapsulated ASF alert"),
];

/// Prints a frame's payload.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("eap");
    p.need(4)?;
    let (version, kind, len) = (p.u8()?, p.u8()?, usize::from(p.be_u16()?));
    out!(cx, named(TYPES, kind).or_text("unknown"), " (", kind, ") v", version, ", len ", len);
    if !cx.verbose(1) || kind != 0 {
        return Ok(());
    }
    if len == 0 {
        return cx.truncated();
    }
    out!(cx, ", ");
    cx.call(eap::print, p.declare(len))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_packet_of_eap_is_shown_with_v() {
        let frame = b"\x01\0\0\x04\x03\x02\0\x04";
        assert_eq!(printed(print, 0, frame), "EAP packet (0) v1, len 4");
        assert_eq!(printed(print, 1, frame), "EAP packet (0) v1, len 4, Success (3), id 2, len 4");
        assert_eq!(printed(print, 1, b"\x01\x01\0\0"), "EAPOL start (1) v1, len 0");
    }
}
