//! Solaris' packets between zones (`DLT_IPNET`).
//!
//! ```text
//!  0         1        2           4         8             12            16       20       24
//! +---------+--------+-----------+---------+-------------+-------------+--------+--------+--------
//! | version | family | hook type | lengths | interface   | group       | source | dest.  | packet
//! |         |        | (2)       | (4)     | index (4)   | index (4)   | zone   | zone   |
//! +---------+--------+-----------+---------+-------------+-------------+--------+--------+--------
//! ```
//!
//! Source: registry of link-layer header types of the tcpdump group, `LINKTYPE_IPNET`.

use crate::{
    context::Context,
    cursor::Cursor,
    net,
    show::{Table, named, out},
    stop::Outcome,
};

const HEADER: usize = 24;
const IPV4: u8 = 2;
const IPV6: u8 = 26;
const FAMILIES: &Table = &[(2, "IPv4"), (26, "IPv6")];

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("ipnet");
    p.at(HEADER)?;
    let len = p.len();
    let [_version, family] = p.array()?;
    p.skip(14)?;
    let (source, destination) = (p.be_u32()?, p.be_u32()?);
    let header = |cx: &mut Context<'_>| {
        out!(cx, source, " > ", destination, ", ");
        match cx.options.quiet {
            0 => out!(cx, "family ", named(FAMILIES, family).or_text("Unknown"), " (", family, ")"),
            _ => out!(cx, named(FAMILIES, family).or_hex("Unknown Ethertype (0x", 4, ")")),
        }
        out!(cx, ", length ", len, ": ");
    };
    if cx.options.link_header {
        header(cx);
    }
    match family {
        IPV4 => cx.call(net::ipv4::print, p)?,
        IPV6 => cx.call(net::ipv6::print, p)?,
        _ => {
            if !cx.options.link_header {
                header(cx);
            }
            cx.unknown_payload(p.bytes());
        }
    }
    cx.link_len = HEADER;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_family_tells_what_follows() {
        let mut packet = [0; HEADER];
        (packet[1], packet[19], packet[23]) = (99, 7, 8);
        assert_eq!(printed(print, 0, &packet), "7 > 8, family Unknown (99), length 24: ");
        packet[1] = IPV4;
        assert_eq!(printed(print, 0, &packet), "IP  [length 0 < 20] (invalid)");
        assert_eq!(printed(print, 0, &packet[..23]), " [|ipnet]");
    }
}
