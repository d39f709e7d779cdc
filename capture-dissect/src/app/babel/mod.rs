//! Babel routing (RFC 8966), with source-specific routes (RFC 9079), MAC authentication (RFC 8967) and
//! what came before those.
//!
//! ```text
//!  0    1         2         4                 4 + n
//! +----+---------+---------+-----------------+---------
//! | 42 | version | n       | TLVs            | trailer: TLVs
//! +----+---------+---------+-----------------+---------
//!  0      1        2
//! +------+--------+-----------+-----------
//! | type | length | contents  | sub-TLVs (sub_tlv.rs)      type 0, a byte of padding, has no length
//! +------+--------+-----------+-----------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

mod prefix;
mod sub_tlv;
mod tlv;
mod update;

const MAGIC: u8 = 42;
const VERSION: u8 = 2;

const PAD1: u8 = 0;

/// Names of TLVs without `-v`.
const NAMES: &Table = &[
    (0, "pad1"),
    (1, "padN"),
    (2, "ack-req"),
    (3, "ack"),
    (4, "hello"),
    (5, "ihu"),
    (6, "router-id"),
    (7, "nh"),
    (8, "update"),
    (9, "route-request"),
    (10, "seqno-request"),
    (11, "tspc"),
    (12, "hmac"),
    (13, "ss-update"),
    (14, "ss-request"),
    (15, "ss-mh-request"),
    (16, "mac"),
    (17, "pc"),
    (18, "challenge_request"),
    (19, "challenge_reply"),
];

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("babel");
    out!(cx, "babel");
    p.need(4)?;
    if p.u8()? != MAGIC {
        out!(cx, " invalid header");
        return Ok(());
    }
    if p.len() < 3 {
        return Err(Stop::Cut);
    }
    let version = p.u8()?;
    out!(cx, " ", version);
    if version != VERSION {
        out!(cx, " unknown version");
        return Ok(());
    }
    let body_len = usize::from(p.be_u16()?);
    out!(cx, " (", body_len, ")");
    if body_len > p.len() {
        return Err(Stop::Invalid);
    }
    let mut defaults = prefix::Defaults::default();
    tlvs(cx, p.split(body_len), &mut defaults)?;
    if p.len() > 0 {
        out!(cx, if cx.verbose(1) { "\n\t----" } else { " |" });
        tlvs(cx, p, &mut defaults)?;
    }
    Ok(())
}

fn tlvs(cx: &mut Context<'_>, mut p: Cursor<'_>, defaults: &mut prefix::Defaults) -> Outcome {
    while p.len() > 0 {
        let kind = p.u8()?;
        if kind == PAD1 {
            out!(cx, if cx.verbose(1) { "\n\tPad 1" } else { " pad1" });
            continue;
        }
        if p.len() < 1 {
            return Err(Stop::Invalid);
        }
        p.need(1)?;
        let len = usize::from(p.u8()?);
        if len > p.len() {
            return Err(Stop::Invalid);
        }
        p.need(len)?;
        let contents = p.declare(len);
        p.skip(len)?;
        if cx.verbose(1) {
            tlv::print(cx, kind, contents.limit(len), defaults)?;
        } else {
            out!(cx, " ", named(NAMES, kind).or_text("unknown"));
            if kind == 8 {
                update::flags(cx, contents)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn tlvs_and_a_trailer() {
        let packet = b"\x2a\x02\0\x09\0\x04\x06\0\0\x12\x34\0\x64\x10\x02\x11\x11";
        assert_eq!(printed(print, 0, packet), "babel 2 (9) pad1 hello | mac");
        let shown = "babel 2 (9)\n\tPad 1\n\tHello seqno 4660 interval 1.00s\n\t----\n\tMAC len 2";
        assert_eq!(printed(print, 1, packet), shown);
    }

    #[test]
    fn headers_and_lengths() {
        assert_eq!(printed(print, 0, b"\x2b\x02\0\0"), "babel invalid header");
        assert_eq!(printed(print, 0, b"\x2a\x03\0\0"), "babel 3 unknown version");
        assert_eq!(printed(print, 0, b"\x2a\x02\0\x01"), "babel 2 (1) (invalid)");
        assert_eq!(printed(print, 0, b"\x2a\x02\0\x02\x04\x09"), "babel 2 (2) (invalid)");
    }
}
