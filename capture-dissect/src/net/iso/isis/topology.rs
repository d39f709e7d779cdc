//! Topologies (RFC 5120 section 7): 0x8000 overloaded, 0x4000 attached, the number in the lowest 12 bits.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, out},
    stop::{Outcome, Stop},
};

const FLAGS: &Table = &[(0x4000, "ATT bit set"), (0x8000, "Overload bit set")];

const fn name(topology: u16) -> &'static str {
    match topology {
        0 => "IPv4 unicast",
        1 => "In-Band Management",
        2 => "IPv6 unicast",
        3 => "Multicast",
        4..=0xffe => "Reserved for IETF Consensus",
        _ => "Development, Experimental or Proprietary",
    }
}

/// Prints all topologies.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while p.len() > 0 {
        if p.len() == 1 {
            out!(cx, "\n\t      invalid MT-ID");
            break;
        }
        one(cx, &mut p)?;
    }
    Ok(())
}

/// Prints the topology that a TLV begins with.
pub(super) fn one(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    if p.len() < 2 {
        return Err(Stop::Cut);
    }
    let word = p.be_u16()?;
    let topology = word & 0xfff;
    out!(
        cx,
        "\n\t      ",
        name(topology),
        " Topology (0x",
        hex(topology, 3),
        "), Flags: [",
        bits(FLAGS, word),
        "]"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::net::iso::isis::tests::shown;

    #[test]
    fn a_topology_has_a_name_and_flags() {
        let expected = "\n\t      IPv6 unicast Topology (0x002), Flags: [ATT bit set, Overload bit set]\
             \n\t      invalid MT-ID";
        assert!(shown(1, &[229, 3, 0xc0, 2, 0]).ends_with(expected));
        let text = shown(1, &[229, 2, 0x0f, 0xff]);
        assert!(text.ends_with("Development, Experimental or Proprietary Topology (0xfff), Flags: [none]"));
    }
}
