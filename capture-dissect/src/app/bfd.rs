//! Bidirectional Forwarding Detection (RFC 5880), on links (RFC 7130), over several hops (RFC 5883).
//!
//! ```text
//!  0                     1               2           3
//! +---------------------+---------------+-----------+--------+
//! | version, diagnostic | state, flags  | multiplier| length |
//! +---------------------+---------------+-----------+--------+
//! 4 own, 8 other discriminator, 12 desired transmit, 16 required receive, 20 required echo interval (us)
//! 24 authentication: type, length, key, password or (zero, sequence (4), digest)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Blanks, HexBytes, Safe, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const DIAGNOSTICS: &Table = &[
    (0, "No Diagnostic"),
    (1, "Control Detection Time Expired"),
    (2, "Echo Function Failed"),
    (3, "Neighbor Signaled Session Down"),
    (4, "Forwarding Plane Reset"),
    (5, "Path Down"),
    (6, "Concatenated Path Down"),
    (7, "Administratively Down"),
    (8, "Reverse Concatenated Path Down"),
];

const AUTHENTICATIONS: &Table = &[
    (1, "Simple Password"),
    (2, "Keyed MD5"),
    (3, "Meticulous Keyed MD5"),
    (4, "Keyed SHA1"),
    (5, "Meticulous Keyed SHA1"),
];

const FLAGS_V0: &Table = &[
    (0x80, "I Hear You"),
    (0x40, "Demand"),
    (0x20, "Poll"),
    (0x10, "Final"),
    (0x08, "Control Plane Independent"),
    (0x04, "Authentication Present"),
    (0x02, "Reserved"),
    (0x01, "Reserved"),
];

const FLAGS_V1: &Table = &[
    (0x20, "Poll"),
    (0x10, "Final"),
    (0x08, "Control Plane Independent"),
    (0x04, "Authentication Present"),
    (0x02, "Demand"),
    (0x01, "Multipoint"),
];

const STATES: &Table = &[(0, "AdminDown"), (1, "Down"), (2, "Init"), (3, "Up")];

const HEADER: usize = 24;
const AUTHENTICATION_PRESENT: u8 = 0x04;

/// Prints a control packet.
pub(crate) fn control(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    packet(cx, p, "Control")
}

/// Prints a control packet over several hops.
pub(crate) fn multihop(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    packet(cx, p, "Multihop")
}

/// Prints a control packet on a link of several.
pub(crate) fn lag(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    packet(cx, p, "Lag")
}

/// Prints an echo, whose content is its sender's own.
pub(crate) fn echo(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("bfd");
    out!(cx, "BFD, Echo, length: ", p.len());
    if cx.verbose(1) {
        cx.unknown_data("\n\t", p, p.len());
    }
    Ok(())
}

fn packet(cx: &mut Context<'_>, p: Cursor<'_>, what: &'static str) -> Outcome {
    cx.enter("bfd");
    p.at(HEADER)?;
    let (first, flags) = (p.peek(0)?, p.peek(1)?);
    let (version, diagnostic, len) = (first >> 5, first & 0x1f, p.len());
    let diagnostic = (named(DIAGNOSTICS, diagnostic).or_text("unknown"), diagnostic);
    match (version, cx.verbose(1)) {
        (0, false) => {
            out!(cx, "BFDv0, Control, Flags: [", bits(FLAGS_V0, flags), "], length: ", len);
            return Ok(());
        }
        (0, true) => {
            out!(cx, "BFDv0, length: ", len, "\n\tControl, Flags: [", bits(FLAGS_V0, flags));
        }
        (1, false) => {
            out!(cx, "BFDv1, ", what, ", State ", named(STATES, flags >> 6));
            out!(cx, ", Flags: [", bits(FLAGS_V1, flags & 0x3f), "], length: ", len);
            return Ok(());
        }
        (1, true) => {
            out!(cx, "BFDv1, length: ", len, "\n\t", what, ", State ", named(STATES, flags >> 6));
            out!(cx, ", Flags: [", bits(FLAGS_V1, flags & 0x3f));
        }
        _ => {
            out!(cx, "BFDv", version, ", Control, length: ", len);
            if cx.verbose(1) {
                cx.unknown_data("\n\t", p, len);
            }
            return Ok(());
        }
    }
    out!(cx, "], Diagnostic: ", diagnostic.0, " (0x", hex(diagnostic.1, 2), ")");
    let mut fields = p.at(2)?;
    let (multiplier, bfd_len) = (fields.u8()?, fields.u8()?);
    let desired = p.peek_u32(12)?;
    let detection = u32::from(multiplier).wrapping_mul(desired) / 1_000;
    out!(
        cx,
        "\n\tDetection Timer Multiplier: ",
        multiplier,
        " (",
        detection,
        " ms Detection time), BFD Length: ",
        bfd_len
    );
    fields = p.at(4)?;
    out!(cx, "\n\tMy Discriminator: 0x", hex(fields.be_u32()?, 8));
    out!(cx, ", Your Discriminator: 0x", hex(fields.be_u32()?, 8));
    let names = [
        "\n\t  Desired min Tx Interval:    ",
        "\n\t  Required min Rx Interval:   ",
        "\n\t  Required min Echo Interval: ",
    ];
    for name in names {
        out!(cx, name, Blanks((fields.be_u32()? / 1_000).into(), 4), " ms");
    }
    if flags & AUTHENTICATION_PRESENT != 0 {
        return authentication(cx, p.at(HEADER)?);
    }
    Ok(())
}

/// Type, length and number of the key, then what the type makes of it.
fn authentication(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.at(4)?;
    let (kind, len) = (p.u8()?, usize::from(p.u8()?));
    out!(cx, "\n\tAuthentication: ", named(AUTHENTICATIONS, kind).or_text("Unknown"), " (", kind);
    out!(cx, "), length: ", len, "\n\t  Auth Key ID: ", p.u8()?);
    let is_right = match kind {
        1 => (4..=19).contains(&len),
        2 | 3 => len == 24,
        4 | 5 => len == 28,
        _ => return Ok(()),
    };
    if !is_right {
        out!(cx, "[invalid length ", len, "]");
        return Ok(());
    }
    if kind == 1 {
        out!(cx, ", Password: ");
        let text = p.take_some(len - 3);
        out!(cx, Safe(text));
        return if text.len() < len - 3 { Err(Stop::Truncated) } else { Ok(()) };
    }
    p.skip(1)?;
    out!(cx, ", Sequence Number: 0x", hex(p.be_u32()?, 8));
    out!(cx, if kind < 4 { "\n\t  Digest: " } else { "\n\t  Hash: " }, HexBytes(p.take(len - 8)?));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn packet(flags: u8, rest: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x20, flags, 3, 24, 0, 0, 0, 1, 0, 0, 0, 2];
        for interval in [1_000_000u32, 300_000, 0] {
            bytes.extend_from_slice(&interval.to_be_bytes());
        }
        bytes.extend_from_slice(rest);
        bytes
    }

    #[test]
    fn a_control_packet_has_a_state() {
        let text = "BFDv1, Control, State Up, Flags: [Poll], length: 24";
        assert_eq!(printed(control, 0, &packet(0xe0, b"")), text);
        let text = printed(lag, 1, &packet(0x40, b""));
        assert!(text.starts_with(
            "BFDv1, length: 24\n\tLag, State Down, Flags: [none], Diagnostic: No Diagnostic (0x00)"
        ));
        assert!(text.contains("Multiplier: 3 (3000 ms Detection time), BFD Length: 24"));
        assert!(text.ends_with("Rx Interval:    300 ms\n\t  Required min Echo Interval:    0 ms"), "{text}");
    }

    #[test]
    fn a_password_is_text() {
        let text = printed(control, 1, &packet(0x44, b"\x01\x05\x07hi"));
        assert!(text.ends_with("Simple Password (1), length: 5\n\t  Auth Key ID: 7, Password: hi"), "{text}");
        assert_eq!(printed(echo, 0, b"abc"), "BFD, Echo, length: 3");
        assert_eq!(printed(echo, 1, b"abc"), "BFD, Echo, length: 3\n\t0x0000:  6162 63");
    }
}
