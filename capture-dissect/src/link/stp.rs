//! Spanning Tree Protocol (IEEE 802.1D), with its rapid (802.1w), multiple (802.1s) and shortest path
//! (802.1aq) kinds.
//!
//! ```text
//! 0 protocol (2), 2 version, 3 type, 4 flags, 5 root (8), 13 cost (4), 17 bridge (8), 25 port (2),
//! 27 age, 29 maximum age, 31 hello time, 33 delay (2 each, in 1/256 s), 35 length of version 1
//! multiple: 36 length (2), 38 format, 39 name (32), 71 revision (2), 73 digest (16), 89 cost (4),
//!           93 bridge (8), 101 hops, 102 instances of 16 bytes
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Float, HexBytes, Safe, Show, Table, bits, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const VERSIONS: &Table = &[(0, "802.1d"), (2, "802.1w"), (3, "802.1s"), (4, "802.1aq")];
const TYPES: &Table = &[(0x00, "Config"), (0x02, "Rapid STP"), (0x80, "Topology Change")];
const ROLES: &Table = &[(0, "Unknown"), (1, "Alternate"), (2, "Root"), (3, "Designated")];

const FLAGS: &Table = &[
    (0x01, "Topology change"),
    (0x02, "Proposal"),
    (0x10, "Learn"),
    (0x20, "Forward"),
    (0x40, "Agreement"),
    (0x80, "Topology change ACK"),
];

const RAPID: u8 = 2;
const SHORTEST_PATH: u8 = 4;

/// Bytes of a configuration, of a rapid one, and of a multiple one without instances.
const CONFIG: usize = 35;
const RAPID_CONFIG: usize = 36;
const MULTIPLE: usize = 102;

/// Bytes that shortest path bridging adds at least.
const MIN_SHORTEST_PATH: usize = 87;

/// A bridge: its priority and address.
#[derive(Clone, Copy, Debug)]
struct Bridge([u8; 8]);

impl Show for Bridge {
    fn show(self, cx: &mut Context<'_>) {
        let [a, b, mac @ ..] = self.0;
        out!(cx, hex(a, 2), hex(b, 2), ".");
        crate::show::Mac(mac).number(cx.out);
    }
}

fn bridge(p: Cursor<'_>, offset: usize) -> Result<Bridge, Stop> {
    p.at(offset)?.array().map(Bridge)
}

/// Prints a frame's payload.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("stp");
    let len = p.len();
    if len < 4 {
        return Err(Stop::Invalid);
    }
    if p.peek_u16(0)? != 0 {
        out!(cx, "unknown STP version, length ", len);
        return Ok(());
    }
    let version = p.peek(2)?;
    out!(cx, "STP ", named(VERSIONS, version).or_hex("Unknown STP protocol (0x", 2, ")"));
    if !matches!(version, 0 | 2..=4) {
        return Ok(());
    }
    let kind = p.peek(3)?;
    out!(cx, ", ", named(TYPES, kind).or_hex("Unknown BPDU Type (0x", 2, ")"));
    match (kind, version) {
        (0, _) if len < CONFIG => Err(Stop::Invalid),
        (0, _) => config(cx, p, version),
        (2, RAPID) if len < RAPID_CONFIG => Err(Stop::Invalid),
        (2, RAPID) => config(cx, p, version),
        (2, 3 | SHORTEST_PATH) => multiple(cx, p, version),
        _ => Ok(()),
    }
}

fn times(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let mut p = p.at(27)?;
    let mut time = || Ok(Float(f64::from(p.be_u16()?) / 256.0, 2));
    out!(cx, "\n\tmessage-age ", time()?, "s, max-age ", time()?, "s, hello-time ", time()?);
    out!(cx, "s, forwarding-delay ", time()?, "s");
    Ok(())
}

fn config(cx: &mut Context<'_>, p: Cursor<'_>, version: u8) -> Outcome {
    let flags = p.peek(4)?;
    out!(cx, ", Flags [", bits(FLAGS, flags), "]");
    out!(cx, ", bridge-id ", bridge(p, 17)?, ".", hex(p.peek_u16(25)?, 4), ", length ", p.len());
    if !cx.verbose(1) {
        return Ok(());
    }
    p.at(35)?;
    times(cx, p)?;
    out!(cx, "\n\troot-id ", bridge(p, 5)?, ", root-pathcost ", p.peek_u32(13)?);
    if version == RAPID {
        out!(cx, ", port-role ", named(ROLES, flags >> 2 & 3));
    }
    Ok(())
}

fn multiple(cx: &mut Context<'_>, p: Cursor<'_>, version: u8) -> Outcome {
    let len = p.len();
    if len < MULTIPLE || p.peek(35)? != 0 {
        return Err(Stop::Invalid);
    }
    let multiple_len = usize::from(p.peek_u16(36)?) + 2;
    if len < RAPID_CONFIG + multiple_len {
        return Err(Stop::Invalid);
    }
    multiple_body(cx, p)?;
    if version != SHORTEST_PATH {
        return Ok(());
    }
    let offset = RAPID_CONFIG + multiple_len;
    let path_len = usize::from(p.peek_u16(offset)?) + 2;
    if len < offset + path_len || path_len < MIN_SHORTEST_PATH {
        return Err(Stop::Invalid);
    }
    if cx.verbose(1) { shortest_path(cx, p.at(offset)?) } else { Ok(()) }
}

/// A name in a field of 32 bytes.
fn config_name(cx: &mut Context<'_>, p: Cursor<'_>, offset: usize) -> Outcome {
    let mut field = p.at(offset)?;
    let bytes = field.take_some(32);
    let name = until_zero(bytes);
    out!(cx, Safe(name));
    if name.len() == bytes.len() && bytes.len() < 32 { Err(Stop::Truncated) } else { Ok(()) }
}

fn multiple_body(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let flags = p.peek(4)?;
    out!(cx, ", CIST Flags [", bits(FLAGS, flags), "], length ", p.len());
    if !cx.verbose(1) {
        return Ok(());
    }
    out!(cx, "\n\tport-role ", named(ROLES, flags >> 2 & 3), ", ");
    out!(cx, "CIST root-id ", bridge(p, 5)?, ", CIST ext-pathcost ", p.peek_u32(13)?);
    out!(cx, "\n\tCIST regional-root-id ", bridge(p, 17)?, ", ");
    out!(cx, "CIST port-id ", hex(p.peek_u16(25)?, 4), ",");
    times(cx, p)?;
    let instances_len = p.peek_u16(36)?;
    out!(cx, "\n\tv3len ", instances_len, ", MCID Name ");
    config_name(cx, p, 39)?;
    out!(cx, ", rev ", p.peek_u16(71)?, ",\n\t\tdigest ", HexBytes(p.at(73)?.take(16)?), ", ");
    out!(cx, "CIST int-root-pathcost ", p.peek_u32(89)?, ",");
    out!(cx, "\n\tCIST bridge-id ", bridge(p, 93)?, ", ");
    out!(cx, "CIST remaining-hops ", p.peek(101)?);
    let mut instance = p.at(MULTIPLE)?;
    for _ in 0..instances_len.saturating_sub(64) / 16 {
        let flags = instance.peek(0)?;
        out!(
            cx,
            "\n\tMSTI ",
            instance.peek_u16(1)? & 0x0fff,
            ", Flags [",
            bits(FLAGS, flags),
            "], port-role ",
            named(ROLES, flags >> 2 & 3)
        );
        out!(cx, "\n\t\tMSTI regional-root-id ", bridge(instance, 1)?, ", pathcost ", instance.peek_u32(9)?);
        let (bridge, port, hops) = (instance.peek(13)? >> 4, instance.peek(14)? >> 4, instance.peek(15)?);
        out!(cx, "\n\t\tMSTI bridge-prio ", bridge, ", port-prio ", port, ", hops ", hops);
        instance.skip(16)?;
    }
    Ok(())
}

fn shortest_path(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\tv4len ", p.peek_u16(0)?, ", AUXMCID Name ");
    config_name(cx, p, 3)?;
    out!(cx, ", Rev ", p.peek_u16(35)?, ",\n\t\tdigest ", HexBytes(p.at(37)?.take(16)?));
    let (agreement, format, convention) = (p.peek(53)?, p.peek(55)?, p.peek(56)?);
    let (edges, digest) = (p.peek_u16(57)?, p.at(67)?.take(20)?);
    out!(cx, "\n\tAgreement num ", agreement >> 6, ", Discarded Agreement num ", agreement >> 4 & 3);
    out!(
        cx,
        ", Agreement valid-flag ",
        agreement >> 3 & 1,
        ",\n\tRestricted role-flag: ",
        agreement >> 2 & 1
    );
    out!(
        cx,
        ", Format id ",
        format >> 4,
        " cap ",
        format,
        ", Convention id ",
        convention >> 4,
        " cap ",
        convention
    );
    out!(cx, ",\n\tEdge count ", edges, ", Agreement digest ", HexBytes(digest));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn frame(version: u8, kind: u8, len: usize) -> Vec<u8> {
        let mut bytes = vec![0; 36.max(len)];
        bytes[2] = version;
        bytes[3] = kind;
        bytes[4] = 0x3c;
        bytes[31] = 2;
        bytes.truncate(len);
        bytes
    }

    #[test]
    fn a_configuration_names_its_bridge() {
        let text =
            "STP 802.1w, Rapid STP, Flags [Learn, Forward], bridge-id 0000.00:00:00:00:00:00.0000, length 36";
        assert_eq!(printed(print, 0, &frame(2, 2, 36)), text);
        assert!(
            printed(print, 1, &frame(2, 2, 36))
                .contains(", hello-time 2.00s, forwarding-delay 0.00s\n\troot-id")
        );
        assert!(printed(print, 1, &frame(2, 2, 36)).ends_with("root-pathcost 0, port-role Designated"));
        assert_eq!(printed(print, 0, &frame(2, 2, 35)), "STP 802.1w, Rapid STP (invalid)");
    }

    #[test]
    fn multiple_trees_need_their_length() {
        let text = "STP 802.1s, Rapid STP, CIST Flags [Learn, Forward], length 102";
        assert_eq!(printed(print, 0, &frame(3, 2, 102)), text);
        assert_eq!(printed(print, 0, &frame(3, 2, 101)), "STP 802.1s, Rapid STP (invalid)");
        assert_eq!(printed(print, 0, &frame(9, 2, 4)), "STP Unknown STP protocol (0x09)");
    }
}
