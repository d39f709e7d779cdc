//! Shortest path bridging (RFC 6329, RFC 6165): what a port and what a system can in a topology.

use crate::{
    context::{Context, Printer},
    cursor::Cursor,
    show::{HexBytes, Safe, Table, hex, hex_pair, named, out, until_zero},
    stop::{Outcome, Stop},
};

const PORT_SUBTLVS: &Table = &[(4, "SPB MCID"), (5, "SPB Digest"), (6, "SPB BVID")];
const SUBTLVS: &Table = &[(1, "SPB Instance"), (3, "SPBM Service Identifier and Unicast Address")];

/// Length of the id of a configuration.
const MCID: usize = 51;
const DIGEST: usize = 33;
const BVID: usize = 6;
const INSTANCE: usize = 19;
const INSTANCE_TUPLE: usize = 8;

/// Reserved (4 bits), topology (12 bits), sub-TLVs.
pub(super) fn port_capability(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 2 {
        return Ok(());
    }
    let word = p.be_u16()?;
    out!(cx, "\n\t       RES: ", word >> 12, ", MTID(s): ", word & 0xfff);
    subtlvs(cx, p, "\n\t       ", PORT_SUBTLVS, |kind| match kind {
        4 => Some((2 * MCID, configurations)),
        5 => Some((DIGEST, digest)),
        6 => Some((BVID, trees)),
        _ => None,
    })
}

/// Overloaded (1 bit), reserved (3 bits), topology (12 bits), sub-TLVs.
pub(super) fn capability(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 2 {
        return Ok(());
    }
    let word = p.be_u16()?;
    out!(cx, "\n\t      O: ", word >> 15, ", RES: ", word >> 12 & 7, ", MTID(s): ", word & 0xfff);
    subtlvs(cx, p, "\n\t      ", SUBTLVS, |kind| match kind {
        1 => Some((INSTANCE, instance)),
        3 => Some((0, service)),
        _ => None,
    })
}

fn subtlvs(
    cx: &mut Context<'_>,
    mut p: Cursor<'_>,
    before: &str,
    names: &Table,
    known: fn(u8) -> Option<(usize, Printer)>,
) -> Outcome {
    while p.len() > 2 {
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        out!(cx, before, named(names, kind).or_text("unknown"), " subTLV #", kind, ", length: ", len);
        if len > p.len() {
            out!(cx, " (> containing TLV length)");
            break;
        }
        let (least, printer) = known(kind).unwrap_or((0, nothing));
        if len < least {
            out!(cx, " (too short)");
            break;
        }
        if p.need(len).and_then(|()| printer(cx, p.declare(len))).is_err() {
            return cx.truncated();
        }
        p.skip(len)?;
    }
    Ok(())
}

fn nothing(_: &mut Context<'_>, _: Cursor<'_>) -> Outcome {
    Ok(())
}

/// Two ids: format (1), name (32), level (2), digest (16).
fn configurations(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    for before in ["\n\t         MCID: ", "\n\t         AUX-MCID: "] {
        let (id, name, level) = (p.u8()?, p.take(32)?, p.be_u16()?);
        out!(cx, before, "ID: ", id, ", Name: ", Safe(until_zero(name)));
        out!(cx, "\n\t              Lvl: ", level, ", Digest: ");
        for byte in p.take(16)? {
            cx.out.extend_from_slice(&hex_pair(*byte));
            cx.out.push(b' ');
        }
    }
    Ok(())
}

/// Bits: 0xe0 reserved, 0x10 V, 0x0c A, 0x03 D; then the digest (32).
fn digest(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let bits = p.u8()?;
    out!(cx, "\n\t        RES: ", bits >> 5, " V: ", bits >> 4 & 1, " A: ", bits >> 2 & 3, " D: ", bits & 3);
    for before in ["\n\t         Digest: ", "\n\t                 "] {
        out!(cx, before);
        for _ in 0..4 {
            out!(cx, HexBytes(p.take(4)?), " ");
        }
    }
    Ok(())
}

/// Algorithm (4), VLAN (12 bits), U, M.
fn trees(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        out!(cx, "\n\t           ECT: ", hex(p.peek_u32(0)?, 8));
        if p.len() < BVID {
            out!(cx, " (too short)");
            break;
        }
        p.skip(4)?;
        let word = p.be_u16()?;
        out!(cx, " BVID: ", word >> 4, ", U:", word >> 3 & 1, " M:", word >> 2 & 1, " ");
    }
    Ok(())
}

/// Root (8), cost (4), priority (2), bits (4): 0x00100000 V, source in the lowest 20; number of trees (1).
fn instance(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (root, cost, priority) = ([p.be_u32()?, p.be_u32()?], p.be_u32()?, p.be_u16()?);
    let [high, low] = root;
    out!(cx, "\n\t        CIST Root-ID: ", hex(high, 8), " ", hex(low, 8));
    out!(cx, ", Path Cost: ", hex(cost, 8), ", Prio: ", priority);
    let word = p.be_u32()?;
    out!(cx, "\n\t        RES: ", word >> 21, ", V: ", word >> 20 & 1, ", SPSource-ID: ", word & 0xf_ffff);
    let trees = p.u8()?;
    out!(cx, ", No of Trees: ", hex(trees, 0));
    for _ in 0..trees {
        if p.len() < INSTANCE_TUPLE {
            return Err(Stop::Cut);
        }
        tuple(cx, &mut p)?;
    }
    Ok(())
}

/// Bits (1): 0x80 U, 0x40 M, 0x20 A; algorithm (4), base VLAN and VLAN (12 bits each).
fn tuple(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(), Stop> {
    let (bits, algorithm, vlans) = (p.u8()?, p.be_u32()?, p.be_u24()?);
    out!(
        cx,
        "\n\t         U:",
        bits >> 7,
        ", M:",
        bits >> 6 & 1,
        ", A:",
        bits >> 5 & 1,
        ", RES:",
        bits & 0x1f
    );
    out!(cx, ", ECT: ", hex(algorithm, 8), ", BVID: ", vlans >> 12, ", SPVID: ", vlans & 0xfff);
    Ok(())
}

/// A MAC address (6), VLAN (12 bits), then services: T, R, reserved, number.
fn service(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 8 {
        return Err(Stop::Cut);
    }
    out!(cx, "\n\t        BMAC: ", HexBytes(p.take(6)?));
    let word = p.be_u16()?;
    out!(cx, ", RES: ", word >> 12, ", VID: ", word & 0xfff);
    while p.len() >= 4 {
        let word = p.be_u32()?;
        out!(cx, "\n\t        T: ", word >> 31, ", R: ", word >> 30 & 1, ", RES: ", word >> 24 & 0x3f);
        out!(cx, ", ISID: ", word & 0xff_ffff);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::net::iso::isis::tests::shown;

    #[test]
    fn a_service() {
        let text = shown(1, b"\x90\x10\0\x02\x03\x0c\x02\x03\x04\x05\x06\x07\0\x0a\xc0\0\0\x64");
        let expected = "\n\t      O: 0, RES: 0, MTID(s): 2\
             \n\t      SPBM Service Identifier and Unicast Address subTLV #3, length: 12\
             \n\t        BMAC: 020304050607, RES: 0, VID: 10\n\t        T: 1, R: 1, RES: 0, ISID: 100";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn a_tree() {
        let text = shown(1, b"\x8f\x0a\0\0\x06\x06\0\0\0\x01\x06\x4c");
        let expected = "\n\t       SPB BVID subTLV #6, length: 6\
             \n\t           ECT: 00000001 BVID: 100, U:1 M:1 ";
        assert!(text.ends_with(expected), "{text}");
    }
}
