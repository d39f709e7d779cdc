//! Sub-TLVs of a neighbor (RFC 5305 section 3, RFC 5307, RFC 5029, RFC 4124, RFC 6329, RFC 8667).

use super::SYSTEM;
use crate::{
    context::Context,
    cursor::Cursor,
    net::{
        iso::address::Id,
        traffic::{self, ENCODINGS, MODELS, PROTECTION, SWITCHING},
    },
    show::{Table, bits, hex, named, out},
    stop::Outcome,
};

/// Names of sub-TLVs.
pub(super) const SUBTLVS: &Table = &[
    (3, "Administrative groups"),
    (4, "Link Local/Remote Identifier"),
    (5, "Link Remote Identifier"),
    (6, "IPv4 interface address"),
    (8, "IPv4 neighbor address"),
    (9, "Maximum link bandwidth"),
    (10, "Reservable link bandwidth"),
    (11, "Unreserved bandwidth"),
    (12, "Bandwidth Constraints (old)"),
    (18, "Traffic Engineering Metric"),
    (19, "Link Attribute"),
    (20, "Link Protection Type"),
    (21, "Interface Switching Capability"),
    (22, "Bandwidth Constraints"),
    (29, "SPB Metric"),
    (32, "LAN Adjacency Segment Identifier"),
    (250, "Reserved for cisco specific extensions"),
    (251, "Reserved for cisco specific extensions"),
    (252, "Reserved for cisco specific extensions"),
    (253, "Reserved for cisco specific extensions"),
    (254, "Reserved for cisco specific extensions"),
    (255, "Reserved for future expansion"),
];

const ATTRIBUTES: &Table = &[
    (1, "Local Protection Available"),
    (2, "Link excluded from local protection path"),
    (4, "Local maintenance required"),
];

/// Prints a value.
pub(super) fn print(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Outcome {
    match kind {
        3..=5 if p.len() >= 4 => {
            out!(cx, ", 0x", hex(p.be_u32()?, 8));
            if p.len() == 4 {
                out!(cx, ", 0x", hex(p.be_u32()?, 8));
            }
        }
        6 | 8 if p.len() >= 4 => out!(cx, ", ", p.ipv4()?),
        9 | 10 if p.len() >= 4 => {
            out!(cx, ", ");
            traffic::bandwidth(cx, &mut p)?;
        }
        11 if p.len() >= 32 => traffic::bandwidths(cx, p, 8, "\n\t          TE-Class ")?,
        12 | 22 if p.len() > 0 => constraints(cx, p)?,
        18 if p.len() >= 3 => out!(cx, ", ", p.be_u24()?),
        19 if p.len() == 2 => {
            let attributes = p.be_u16()?;
            out!(cx, ", [ ", bits(ATTRIBUTES, attributes).or("Unknown"), " ] (0x", hex(attributes, 4), ")");
        }
        20 if p.len() >= 2 => {
            let [protection, priority] = p.array()?;
            out!(cx, ", ", bits(PROTECTION, protection), ", Priority ", priority);
        }
        21 if p.len() >= 36 => switching(cx, p)?,
        29 if p.len() >= 6 => {
            out!(cx, ", LM: ", p.be_u24()?);
            out!(cx, ", P: ", p.u8()?);
            out!(cx, ", P-ID: ", p.be_u16()?);
        }
        32 if p.len() >= 8 => adjacency(cx, p)?,
        3..=6 | 8..=12 | 18..=22 | 29 | 32 => {}
        _ => cx.unknown_data("\n\t\t    ", p, p.len()),
    }
    Ok(())
}

/// How much of a value tcpdump takes from its length while it shows it.
pub(super) fn forgotten(kind: u8, p: Cursor<'_>) -> usize {
    match kind {
        11 if p.len() >= 32 => 32,
        12 | 22 if p.len() > 0 => 1 + p.len().saturating_sub(1) / 4 * 4,
        21 if p.len() >= 36 => 36,
        29 if p.len() >= 6 => 4,
        32 if p.len() >= 8 => 2,
        _ => 0,
    }
}

/// A model (1), reserved (3), bandwidths (4 each).
fn constraints(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let model = p.u8()?;
    out!(cx, "\n\t        Bandwidth Constraints Model ID: ", named(MODELS, model).or_text("unknown"));
    out!(cx, " (", model, ")");
    traffic::bandwidths(cx, p, p.len() / 4, "\n\t          Bandwidth constraint CT")
}

/// Capability (1), encoding (1), reserved (2), bandwidths (4 each), then, for packets, the least bandwidth (4)
/// and the MTU (2).
fn switching(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [capability, encoding, ..]: [u8; 4] = p.array()?;
    out!(
        cx,
        "\n\t          Interface Switching Capability:",
        named(SWITCHING, capability).or_text("Unknown")
    );
    out!(cx, ", LSP Encoding: ", named(ENCODINGS, encoding).or_text("Unknown"));
    out!(cx, "\n\t          Max LSP Bandwidth:");
    traffic::bandwidths(cx, p, 8, "\n\t            priority level ")?;
    p.skip(32)?;
    match capability {
        1..=4 if p.len() >= 6 => {
            out!(cx, "\n\t          Min LSP Bandwidth: ");
            traffic::bandwidth(cx, &mut p)?;
            out!(cx, "\n\t          Interface MTU: ", p.be_u16()?);
        }
        _ if p.len() > 0 => cx.unknown_data("\n\t\t    ", p, p.len()),
        _ => {}
    }
    Ok(())
}

const ADJACENCY_FLAGS: &Table = &[
    (0x80, "Address family IPv6"),
    (0x40, "Backup"),
    (0x20, "Value"),
    (0x10, "Local significance"),
    (0x08, "Set of adjacencies"),
    (0x04, "Persistent"),
];
const IS_LABEL: u8 = 0x20;
const IS_LOCAL: u8 = 0x10;

/// Flags (1), weight (1), neighbor (6), label (3) or index (4).
fn adjacency(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let [flags, weight] = p.array()?;
    out!(cx, "\n\t          Flags: [", bits(ADJACENCY_FLAGS, flags), "]");
    out!(cx, "\n\t          Weight: ", weight);
    out!(cx, "\n\t          Neighbor System-ID: ", Id(p.take(SYSTEM)?));
    match (flags & IS_LABEL != 0, flags & IS_LOCAL != 0) {
        (true, true) => {
            p.need(3)?;
            out!(cx, "\n\t          Label: ", p.be_u24()?);
            Ok(())
        }
        (false, false) => {
            p.need(4)?;
            out!(cx, "\n\t          Index: ", p.be_u32()?);
            Ok(())
        }
        _ => cx.invalid(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn shown(bytes: &[u8]) -> String {
        let first = |cx: &mut Context<'_>, mut p: Cursor<'_>| {
            let kind = p.u8()?;
            print(cx, kind, p)
        };
        printed(first, 0, bytes)
    }

    #[test]
    fn what_a_link_can() {
        let text = shown(&[&[21, 1, 2, 0, 0][..], &[0; 36], &[5, 0]].concat());
        assert!(text.contains("Capability:Packet-Switch Capable-1, LSP Encoding: Ethernet V2/DIX"), "{text}");
        assert!(text.ends_with("Min LSP Bandwidth: 0.000 Mbps\n\t          Interface MTU: 1280"), "{text}");
        let text = shown(&[12, 0, 0x4c, 0xbe, 0xbc, 0x20]);
        assert!(
            text.ends_with("Model ID: Russian dolls (0)\n\t          Bandwidth constraint CT0: 800.000 Mbps")
        );
    }

    #[test]
    fn a_segment_is_a_label_or_an_index() {
        let text = shown(&[32, 0x30, 0, 1, 2, 3, 4, 5, 6, 0, 0, 18]);
        assert!(text.ends_with("Neighbor System-ID: 0102.0304.0506\n\t          Label: 18"), "{text}");
        let text = shown(&[32, 0x20, 0, 1, 2, 3, 4, 5, 6, 0, 0, 18]);
        assert!(text.ends_with("Neighbor System-ID: 0102.0304.0506 (invalid)"), "{text}");
    }
}
