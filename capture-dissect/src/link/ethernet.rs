//! Ethernet (IEEE 802.3), with VLAN tags (IEEE 802.1Q, 802.1ad).
//!
//! ```text
//!  0            6            12      14
//! +------------+------------+-------+---------
//! | destination|   source   | type  | payload
//! +------------+------------+-------+---------
//!                            type: up to 1500 the length of an LLC frame; 0x8100 and its like a tag:
//!                            2 bytes priority (3 bits), DEI (1), VLAN (12), then 2 bytes type again
//! ```

use crate::{
    context::{Context, Printer},
    cursor::Cursor,
    link::{arista, llc},
    show::{Macs, Show, Table, bits, name, named, out},
    stop::{Outcome, Stop},
    tables,
};

/// Bytes of a header without tags.
pub(super) const HEADER: usize = 14;

/// Types up to this one are lengths.
const MAX_LENGTH: u16 = 1_500;

/// Alteon's jumbo frames: an LLC frame of any length follows.
const JUMBO: u16 = 0x8870;

/// Names of Ethernet types.
pub(crate) const ETHERTYPES: &Table = &[
    (0x0800, "IPv4"),
    (0x8847, "MPLS unicast"),
    (0x8848, "MPLS multicast"),
    (0x86dd, "IPv6"),
    (0x8100, "802.1Q"),
    (0x9100, "802.1Q-9100"),
    (0x88a8, "802.1Q-QinQ"),
    (0x9200, "802.1Q-9200"),
    (0x88e5, "802.1AE MACsec"),
    (0x0200, "PUP"),
    (0x0806, "ARP"),
    (0x8035, "Reverse ARP"),
    (0x0600, "NS"),
    (0x0500, "Sprite"),
    (0x1000, "Trail"),
    (0x6001, "MOP DL"),
    (0x6002, "MOP RC"),
    (0x6003, "DN"),
    (0x6004, "LAT"),
    (0x6007, "SCA"),
    (0x6558, "TEB"),
    (0x8038, "Lanbridge"),
    (0x803c, "DEC DNS"),
    (0x803e, "DEC DTS"),
    (0x805b, "VEXP"),
    (0x805c, "VPROD"),
    (0x809b, "Appletalk"),
    (0x80f3, "Appletalk ARP"),
    (0x8137, "IPX"),
    (0x880b, "PPP"),
    (0x8808, "MPCP"),
    (0x8809, "Slow Protocols"),
    (0x8863, "PPPoE D"),
    (0x8864, "PPPoE S"),
    (0x888e, "EAPOL"),
    (0x8899, "Realtek protocols"),
    (0x886f, "MS NLB heartbeat"),
    (0x8870, "Jumbo"),
    (0x894f, "NSH"),
    (0x9000, "Loopback"),
    (0x00fe, "GRE-OSI"),
    (0xfefe, "OSI"),
    (0x8902, "CFM"),
    (0xabcd, "CFM (old)"),
    (0x893a, "IEEE1905.1"),
    (0x88cc, "LLDP"),
    (0x88ca, "TIPC"),
    (0x0707, "GeoNet (old)"),
    (0x8947, "GeoNet"),
    (0x1111, "CALM FAST"),
    (0x88a2, "AoE"),
    (0x88f7, "PTP"),
    (0x0b0b, "MEDSA"),
    (0xd28b, "Arista Vendor Specific Protocol"),
];

/// Whether a type announces a VLAN tag.
pub(crate) const fn is_vlan(ethertype: u16) -> bool {
    matches!(ethertype, 0x8100 | 0x88a8 | 0x9100 | 0x9200)
}

/// A VLAN tag, shown as `vlan 5, p 0`, with `, DEI` where that bit is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag(pub u16);

impl Show for Tag {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, "vlan ", self.0 & 0xfff, ", p ", self.0 >> 13, bits(&[(0x1000, ", DEI")], self.0).or(""));
    }
}

/// The addresses and type of a frame, for `-e` and for frames that no printer knows.
#[derive(Clone, Copy, Debug)]
struct Header {
    macs: Macs,
    /// Declared bytes of the frame.
    len: usize,
    /// Bytes up to what the type announces.
    header_len: usize,
}

impl Header {
    fn print(self, cx: &mut Context<'_>, ethertype: u16) {
        self.show_macs(cx);
        self.print_type(cx, ethertype);
    }

    fn show_macs(self, cx: &mut Context<'_>) {
        let (src, dst) = self.macs.src_dst();
        out!(cx, src, " > ", dst, ", ");
    }

    /// Prints the type before a tag, the first or one behind others.
    fn print_announced(self, cx: &mut Context<'_>, ethertype: u16, tagged: bool) {
        match tagged {
            false => self.print_type(cx, ethertype),
            true => {
                show_type(cx, ethertype);
                out!(cx, ", ");
            }
        }
    }

    fn print_type(self, cx: &mut Context<'_>, ethertype: u16) {
        if ethertype <= MAX_LENGTH {
            let len = self.len.saturating_sub(self.header_len).min(ethertype.into());
            return out!(cx, "802.3, length ", len, ": ");
        }
        show_type(cx, ethertype);
        out!(cx, ", length ", self.len, ": ");
    }
}

/// Reads what Arista has put before the type, and the type; answers whether it is known how long that is.
fn stamped(cx: &mut Context<'_>, p: &mut Cursor<'_>, ethertype: &mut u16) -> Result<bool, Stop> {
    cx.enter("arista");
    let known = arista::print(cx, p)?;
    if known {
        *ethertype = p.be_u16()?;
    }
    Ok(known)
}

pub(super) fn show_type(cx: &mut Context<'_>, ethertype: u16) {
    match (cx.options.quiet, name(ETHERTYPES, ethertype)) {
        (0, name) => {
            out!(cx, "ethertype ", name.unwrap_or("Unknown"));
            out!(cx, " (0x", crate::show::hex(ethertype, 4), ")");
        }
        _ => out!(cx, named(ETHERTYPES, ethertype).or_hex("Unknown Ethertype (0x", 4, ")")),
    }
}

/// Prints a frame as the link layer of a capture.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    frame(cx, p, true, None)
}

/// Prints a frame within another protocol.
pub(crate) fn print_inner(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    frame(cx, p, false, None)
}

/// Prints a frame within SNAP, behind two bytes that align it (RFC 2684 section 5.2).
pub(crate) fn print_bridged(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.skip(2)?;
    frame(cx, p, false, None)
}

/// What a switch has put between the addresses and the type.
pub(super) struct SwitchTag {
    /// The name in `[|name]` of frames that end before the type's end.
    pub name: &'static str,
    /// Bytes.
    pub len: usize,
    /// Prints it.
    pub print: Printer,
}

/// Prints a frame with a switch's tag as the link layer of a capture.
pub(super) fn print_with_tag(cx: &mut Context<'_>, p: Cursor<'_>, tag: &SwitchTag) -> Outcome {
    frame(cx, p, true, Some(tag))
}

fn frame(
    cx: &mut Context<'_>,
    mut p: Cursor<'_>,
    outermost: bool,
    switch_tag: Option<&SwitchTag>,
) -> Outcome {
    cx.enter(switch_tag.map_or("ether", |tag| tag.name));
    let header_len = HEADER + switch_tag.map_or(0, |tag| tag.len);
    if p.len() < header_len || !p.has(header_len) {
        if outermost {
            cx.link_len = p.captured();
        }
        return cx.truncated();
    }
    let start = p;
    let mut header = Header { len: p.len(), header_len, macs: Macs(p.array()?) };
    let at_tag = p;
    p.skip(header_len - HEADER)?;
    let mut ethertype = p.be_u16()?;
    let link_header = cx.options.link_header;
    if link_header || switch_tag.is_some() || is_tag(ethertype) {
        if link_header {
            header.show_macs(cx);
        }
        if let Some(tag) = switch_tag {
            cx.call(tag.print, at_tag)?;
        }
        let Some(inner) = tags(cx, start, &mut p, &mut header, ethertype)? else {
            if outermost {
                cx.link_len = start.captured();
            }
            return Ok(());
        };
        ethertype = inner;
    }
    let link_len = start.captured() - p.captured();
    cx.macs = Some(header.macs);
    if ethertype <= MAX_LENGTH || ethertype == JUMBO {
        let limit = if ethertype == JUMBO { p.len() } else { p.len().min(ethertype.into()) };
        let p = p.limit(limit);
        cx.call(llc::print, p)?;
        if outermost {
            cx.link_len = link_len + llc::header_len(p);
        }
        return Ok(());
    }
    match tables::ethertype(ethertype) {
        Some(printer) => cx.call(printer, p)?,
        None => {
            if !link_header {
                header.print(cx, ethertype);
            }
            cx.unknown_payload(p.bytes());
        }
    }
    if outermost {
        // Not where the packet ends early: then `-x` shows the header, too.
        cx.link_len = link_len;
    }
    Ok(())
}

/// Whether something stands before the type that says what the payload is.
const fn is_tag(ethertype: u16) -> bool {
    is_vlan(ethertype) || ethertype == arista::ETHERTYPE
}

/// Passes over tags, and shows them and the types where `-e` wants it; answers the type behind them, `None` where the
/// frame ends within one.
fn tags(
    cx: &mut Context<'_>,
    start: Cursor<'_>,
    p: &mut Cursor<'_>,
    header: &mut Header,
    mut ethertype: u16,
) -> Result<Option<u16>, Stop> {
    let link_header = cx.options.link_header;
    let (mut tagged, mut is_announced) = (false, false);
    while is_tag(ethertype) && !is_announced {
        if ethertype == arista::ETHERTYPE {
            if !p.has(2) {
                out!(cx, "[|arista]");
                return Ok(None);
            }
            header.print_type(cx, ethertype);
            tagged = false;
            is_announced = !stamped(cx, p, &mut ethertype)?;
            header.header_len = start.captured() - p.captured();
            continue;
        }
        if p.len() < 4 || !p.has(4) {
            cx.enter("vlan");
            cx.truncated()?;
            return Ok(None);
        }
        let tag = Tag(p.be_u16()?);
        if link_header {
            header.print_announced(cx, ethertype, tagged);
            out!(cx, tag, ", ");
        }
        ethertype = p.be_u16()?;
        tagged = true;
    }
    if link_header && !is_announced {
        match (tagged, ethertype <= MAX_LENGTH) {
            (false, _) => header.print_type(cx, ethertype),
            (true, true) => out!(cx, "802.3"),
            (true, false) => {
                show_type(cx, ethertype);
                out!(cx, ", ");
            }
        }
    }
    Ok(Some(ethertype))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::tests::{printed, text_with},
        options::Options,
    };

    const TAGGED: &[u8] = b"\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x81\0\xb0\x05\x12\x34ab";

    #[test]
    fn an_unknown_type_shows_the_header_even_without_e() {
        let blanks = " ".repeat(37);
        let header = "06:07:08:09:0a:0b > 00:01:02:03:04:05, ethertype Unknown (0x1234), length 20: ";
        assert_eq!(printed(print, 0, TAGGED), format!("{header}\n\t0x0000:  6162{blanks}ab"));
    }

    #[test]
    fn tags_are_part_of_the_link_header() {
        let options = Options { numeric: true, link_header: true, quiet: 1, ..Options::default() };
        let text = text_with(&options, |cx| cx.call(print, Cursor::new(TAGGED, 20)).unwrap());
        let tag = "802.1Q, length 20: vlan 5, p 5, DEI, Unknown Ethertype (0x1234), ";
        assert_eq!(text, format!("06:07:08:09:0a:0b > 00:01:02:03:04:05, {tag}"));
    }

    #[test]
    fn a_frame_may_end_in_its_header_or_tag() {
        assert_eq!(printed(print, 0, &TAGGED[..13]), " [|ether]");
        assert_eq!(printed(print, 0, &TAGGED[..17]), " [|vlan]");
    }
}
