//! TLVs about the system itself and its adjacencies (ISO 10589 section 9, RFC 1195, RFC 5301, RFC 5303 to
//! 5306, RFC 6119, RFC 6232, RFC 8202).

use super::SYSTEM;
use crate::{
    context::Context,
    cursor::Cursor,
    net::iso::{NLPIDS, Nsap, address::Id},
    oui::OUIS,
    show::{HexBytes, Safe, Table, bits, hex, named, out, until_zero},
    stop::Outcome,
};

/// Addresses of areas, each behind its length.
pub(super) fn areas(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        let len = usize::from(p.u8()?);
        if p.len() < len {
            break;
        }
        out!(cx, "\n\t      Area address (length: ", len, "): ", Nsap(p.take(len)?));
    }
    Ok(())
}

/// An instance (2) and its topologies (2 each).
pub(super) fn instance(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 4 {
        return Ok(());
    }
    let instance = p.be_u16()?;
    out!(cx, "\n\t      Instance ID: ", instance, ", ITIDs(", p.len() / 2, "): ");
    while p.len() >= 2 {
        out!(cx, p.be_u16()?);
        out!(cx, if p.len() >= 2 { ", " } else { "" });
    }
    Ok(())
}

const AUTHENTICATIONS: &Table = &[
    (1, "simple text password"),
    (3, "Generic Crypto key-id"),
    (54, "HMAC-MD5 password"),
    (255, "Routing Domain private password"),
];

/// A type (1) and what belongs to it.
pub(super) fn authentication(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 1 {
        return Ok(());
    }
    let kind = p.u8()?;
    out!(cx, "\n\t      ");
    out!(cx, named(AUTHENTICATIONS, kind).or_hex("unknown Authentication type 0x", 2, ""), ": ");
    match kind {
        1 => text(cx, p)?,
        54 => {
            let len = p.len();
            hexadecimal(cx, p)?;
            out!(cx, if len == 16 { "" } else { ", (invalid subTLV) " }, " (unchecked)");
        }
        3 if p.len() >= 2 => {
            out!(cx, p.be_u16()?);
            out!(cx, ", password: ");
            hexadecimal(cx, p)?;
        }
        3 => {}
        _ => cx.unknown_data("\n\t\t  ", p, p.len()),
    }
    Ok(())
}

/// Who purged an LSP, and from whom that was learned: how many (1), systems.
pub(super) fn purge_originator(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 1 {
        return Ok(());
    }
    let count = p.u8()?;
    if count == 0 {
        out!(cx, " No system IDs supplied");
    }
    if count > 0 && p.len() >= SYSTEM {
        p.need(SYSTEM)?;
        out!(cx, "\n\t      Purge Originator System-ID: ", Id(p.take(SYSTEM)?));
    }
    if count > 1 && p.len() >= SYSTEM {
        // tcpdump wants to see as many bytes as both and their number have.
        p.need(1 + 2 * SYSTEM)?;
        out!(cx, "\n\t      Received from System-ID: ", Id(p.take(SYSTEM)?));
    }
    Ok(())
}

/// The longest LSP that the system makes (2).
pub(super) fn buffer_size(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() >= 2 {
        out!(cx, "\n\t      LSP Buffersize: ", p.be_u16()?);
    }
    Ok(())
}

/// NLPIDs.
pub(super) fn protocols(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t      NLPID(s): ");
    while p.len() > 0 {
        let nlpid = p.u8()?;
        out!(cx, named(NLPIDS, nlpid).or_text("unknown"), " (0x", hex(nlpid, 2), ")");
        out!(cx, if p.len() > 0 { ", " } else { "" });
    }
    Ok(())
}

const DOMAINS: &Table = &[(0, "Reserved"), (1, "Routing-Domain Specific"), (2, "AS Number Tag")];
const AS_NUMBER: u8 = 2;

/// A type (1) and a value.
pub(super) fn inter_domain(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 1 {
        return Ok(());
    }
    let kind = p.u8()?;
    out!(cx, "\n\t      Inter-Domain Information Type: ", named(DOMAINS, kind).or_hex("Unknown (0x", 2, ")"));
    match kind {
        AS_NUMBER if p.len() >= 2 => out!(cx, "AS Number: ", p.be_u16()?),
        AS_NUMBER => {}
        _ => cx.unknown_data("\n\t      ", p, p.len()),
    }
    Ok(())
}

/// Addresses.
pub(super) fn ipv4_addresses(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= 4 {
        out!(cx, "\n\t      IPv4 interface address: ", p.ipv4()?);
    }
    Ok(())
}

/// Addresses.
pub(super) fn ipv6_addresses(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() >= 16 {
        out!(cx, "\n\t      IPv6 interface address: ", p.ipv6()?);
    }
    Ok(())
}

/// An address.
pub(super) fn router_id(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() >= 4 {
        out!(cx, "\n\t      Traffic Engineering Router ID: ", p.ipv4()?);
    }
    Ok(())
}

/// Text.
pub(super) fn hostname(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, "\n\t      Hostname: ");
    text(cx, p)
}

/// Shows bytes as text, up to a zero and as far as they were captured.
fn text(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let bytes = p.limit(p.len()).bytes();
    let shown = until_zero(bytes);
    out!(cx, Safe(shown));
    if shown.len() < bytes.len() { Ok(()) } else { p.at(p.len()).map(|_| ()) }
}

/// Shows bytes, as far as they were captured.
fn hexadecimal(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    out!(cx, HexBytes(p.limit(p.len()).bytes()));
    p.at(p.len()).map(|_| ())
}

const RESTART: &Table = &[
    (0x01, "Restart Request"),
    (0x02, "Restart Acknowledgement"),
    (0x04, "Suppress adjacency advertisement"),
];

/// Flags (1), how long the adjacency still holds (2, seconds), a neighbor (6).
pub(super) fn restart(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 1 {
        return Ok(());
    }
    p.need(1)?;
    out!(cx, "\n\t      Flags [", bits(RESTART, p.u8()?), "]");
    if p.len() < 2 {
        return Ok(());
    }
    out!(cx, ", Remaining holding time ", p.be_u16()?, "s");
    if p.len() == SYSTEM {
        p.need(SYSTEM)?;
        out!(cx, ", for ", Id(p.take(SYSTEM)?));
    }
    Ok(())
}

const STATES: &Table = &[(0, "Up"), (1, "Initializing"), (2, "Down")];

/// State (1), circuit (4), neighbor (6), its circuit (4).
pub(super) fn state(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if p.len() < 1 {
        return Ok(());
    }
    let state = p.peek(0)?;
    out!(cx, "\n\t      Adjacency State: ", named(STATES, state).or_text("unknown"), " (", state, ")");
    let mut left = p.len() - 1;
    if left > 4 {
        out!(cx, "\n\t      Extended Local circuit-ID: 0x", hex(p.peek_u32(1)?, 8));
        left -= 4;
    }
    if left >= SYSTEM {
        let neighbor = p.at(5)?;
        neighbor.need(SYSTEM)?;
        out!(cx, "\n\t      Neighbor System-ID: ", Id(neighbor.at(0)?.take(SYSTEM)?));
        left -= SYSTEM;
    }
    // Looked for where it would be if all before it were there.
    if left >= 4 {
        out!(cx, "\n\t      Neighbor Extended Local circuit-ID: 0x", hex(p.peek_u32(11)?, 8));
    }
    Ok(())
}

/// A number (4).
pub(super) fn sequence_number(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() >= 4 {
        out!(cx, "\n\t      Sequence number: ", p.be_u32()?);
    }
    Ok(())
}

/// A maker (3) and what it put there.
pub(super) fn vendor(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 3 {
        return Ok(());
    }
    let oui = p.be_u24()?;
    out!(cx, "\n\t      Vendor: ", named(OUIS, oui).or_text("Unknown"), " (", oui, ")");
    if p.len() > 0 {
        cx.unknown_data("\n\t\t", p, p.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::net::iso::isis::tests::shown;

    #[test]
    fn what_a_system_says_of_itself() {
        assert!(shown(1, &[129, 2, 0xcc, 0x81]).ends_with("\n\t      NLPID(s): IPv4 (0xcc), CLNP (0x81)"));
        assert!(shown(1, &[137, 2, b'R', 0x1b]).ends_with("\n\t      Hostname: R^["));
        assert!(shown(1, &[7, 6, 0, 1, 0, 2, 0, 3]).ends_with("\n\t      Instance ID: 1, ITIDs(2): 2, 3"));
        assert!(shown(1, &[131, 3, 2, 0xfd, 0xe8]).ends_with(": AS Number TagAS Number: 65000"));
    }

    #[test]
    fn a_password_is_shown() {
        assert!(shown(1, &[10, 3, 1, b'a', b'b']).ends_with("\n\t      simple text password: ab"));
        let text = shown(1, &[10, 3, 54, 0xaa, 0xbb]);
        assert!(text.ends_with("HMAC-MD5 password: aabb, (invalid subTLV)  (unchecked)"), "{text}");
    }

    #[test]
    fn a_neighbors_circuit_is_looked_for_at_its_place() {
        let mut state = vec![240, 15, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5, 6, 0, 0, 0, 4];
        let text = shown(1, &state);
        let expected = "\n\t      Adjacency State: Up (0)\n\t      Extended Local circuit-ID: 0x00000005\
             \n\t      Neighbor System-ID: 0102.0304.0506\
             \n\t      Neighbor Extended Local circuit-ID: 0x00000004";
        assert!(text.ends_with(expected), "{text}");
        state[1] = 5;
        assert!(
            shown(1, &state).contains(": Up (0)\n\t      Neighbor Extended Local circuit-ID: 0x00000004")
        );
    }
}
