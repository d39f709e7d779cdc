//! What the kinds of interface cards carry.

use super::header::Header;
use crate::{
    context::Context,
    cursor::Cursor,
    link::{self, atm_oam, ethernet as frame, frame_relay, frf16, llc},
    net::{ipv4, ipv6, iso, mpls},
    show::{Show, Table, hex, name, named, out},
    stop::{Outcome, Stop},
    tables,
};

/// Protocols that a cookie of link services tells.
const IPV4: u16 = 0x00;
const IPV6: u16 = 0x10;
const MPLS: u16 = 0x20;
/// Unnumbered information before an NLPID, and before a PDU of ISO.
const UI_Q933: u16 = 0x0308;
const UI_IPV6: u16 = 0x038e;
const UI_IPV4: u16 = 0x03cc;
const ISO_UI: [u16; 2] = [0x0003, 0x0300];
const ISO_SAPS: u16 = 0xfefe;
/// The first three bytes of LLC before ISO's protocols and before SNAP.
const LLC: [u32; 2] = [0xfe_fe03, 0xaa_aa03];
/// Bits of the first half of an ATM2 cookie that are set before a frame of Ethernet.
const ETHERNET: u8 = 0x3f;
/// The bit of the first byte of an ATM1 cookie that is set before a cell.
const CELL: u8 = 0x80;

/// The number of the bundle of links that a cookie names.
struct Bundle<'a>(&'a Header<'a>);

impl Show for Bundle<'_> {
    fn show(self, cx: &mut Context<'_>) {
        let [first, second, .., high, low] = self.0.cookie;
        match self.0 {
            header if header.has_link_services() => {
                out!(cx, u16::from_be_bytes([high, low]) >> 3 & 0xfff);
            }
            header if header.has_services() => out!(cx, second),
            _ => out!(cx, first),
        }
    }
}

/// Multilink PPP.
pub(super) fn mlppp(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    if cx.options.link_header {
        out!(cx, "Bundle-ID ", Bundle(header), ": ");
    }
    match header.protocol {
        IPV4 => cx.call(ipv4::print, p),
        IPV6 => cx.call(ipv6::print, p),
        MPLS => cx.call(mpls::print, p),
        _ => cx.call(link::ppp::print, p),
    }
}

/// Multilink frame relay.
pub(super) fn mlfr(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    if cx.options.link_header {
        out!(cx, "Bundle-ID ", Bundle(header), ", ");
    }
    match header.protocol {
        UI_Q933 | UI_IPV4 | UI_IPV6 => cx.call(iso::print, header.with_last_byte()),
        protocol if ISO_UI.contains(&protocol) => cx.call(iso::print, p),
        protocol => unknown(cx, protocol, p),
    }
}

/// Frame relay (FRF.16).
pub(super) fn mfr(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    if header.cookie_len == 0 {
        let outcome = cx.call(frf16::print, p);
        cx.link_len = header.len;
        return outcome;
    }
    if header.has_link_services() {
        return match header.protocol {
            IPV4 => cx.call(ipv4::print, p),
            IPV6 => cx.call(ipv6::print, p),
            MPLS => cx.call(mpls::print, p),
            _ => Ok(()),
        };
    }
    if cx.options.link_header {
        out!(cx, "Bundle-ID ", Bundle(header), ", ");
    }
    match header.protocol {
        ISO_SAPS => cx.call(iso::print, p.at(1)?),
        UI_Q933 | UI_IPV4 | UI_IPV6 => cx.call(iso::print, header.with_last_byte()),
        protocol => unknown(cx, protocol, p),
    }
}

fn unknown(cx: &mut Context<'_>, protocol: u16, p: Cursor<'_>) -> Outcome {
    out!(cx, "unknown protocol 0x", hex(protocol, 4), ", length ", p.len());
    Ok(())
}

const ASSOCIATIONS: &Table =
    &[(1, "ESP ENCR-AUTH"), (2, "ESP ENCR-AH AUTH"), (3, "ESP AUTH"), (4, "AH AUTH"), (5, "ESP ENCR")];

/// Encryption: index (2), TTL (1), type of the security association (1), SPI (4), tunnel's ends (4 each).
pub(super) fn es(cx: &mut Context<'_>, p: Cursor<'_>, _: &Header<'_>) -> Outcome {
    let mut association = p;
    let (index, [ttl, kind]) = (association.be_u16()?, association.array()?);
    let (spi, src, dst) = (association.be_u32()?, association.ipv4()?, association.ipv4()?);
    let Some(what) = name(ASSOCIATIONS, kind) else {
        out!(cx, "ES Invalid type ", kind, ", length ", p.len());
        return Ok(());
    };
    let has_tunnel = kind >= 3;
    let packet = if has_tunnel { association } else { p };
    if cx.options.link_header {
        out!(cx, "ES SA, index ", index, ", ttl ", ttl, " type ", what, " (", kind, ")");
        if has_tunnel {
            out!(cx, ", spi ", spi, ", Tunnel ", src, " > ", dst);
        }
        out!(cx, ", length ", packet.len(), "\n");
    }
    cx.call(ipv4::print, packet)
}

const GGSN: &Table = &[(1, "Null"), (2, "IPv4"), (6, "IPv6")];

/// Mobile networks: the cookie tells protocol and VLAN.
pub(super) fn ggsn(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    let [_, _, protocol, _, high, low, ..] = header.cookie;
    if cx.options.link_header {
        out!(cx, "proto ", named(GGSN, protocol).or_text("Unknown"), " (", protocol, ")");
        out!(cx, ", vlan ", u16::from_be_bytes([high, low]), ": ");
    }
    match protocol {
        2 => cx.call(ipv4::print, p),
        6 => cx.call(ipv6::print, p),
        _ if !cx.options.link_header => {
            out!(cx, "unknown GGSN proto (", protocol, ")");
            Ok(())
        }
        _ => Ok(()),
    }
}

/// ATM: cells, LLC, ISO or IP.
pub(super) fn atm1(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    let [first, ..] = header.cookie;
    if first & CELL != 0 {
        return cx.call(atm_oam::print, p);
    }
    if LLC.contains(&p.at(0)?.be_u24()?) {
        return cx.call(llc::print, p);
    }
    if p.peek(0)? == 3 {
        return cx.call(iso::print, p.at(1)?);
    }
    guessed_ip(cx, p).map(|_| ())
}

/// ATM: cells, LLC, Ethernet, ISO, PPP or IP.
pub(super) fn atm2(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    if header.has_cells() {
        // The control word, where there is one, counts.
        let behind_cookie = 4 + header.cookie_len;
        return cx.call(atm_oam::print, p.declare(header.packet.len().saturating_sub(behind_cookie)));
    }
    if LLC.contains(&p.at(0)?.be_u24()?) {
        return cx.call(llc::print, p);
    }
    let [_, _, _, gap, ..] = header.cookie;
    if !header.is_in && gap & ETHERNET != 0 {
        return cx.call(frame::print_inner, p);
    }
    if p.peek(0)? == 3 {
        return cx.call(iso::print, p.at(1)?);
    }
    if is_ppp(p.peek_u16(0)?) {
        return cx.call(link::ppp::print, p);
    }
    guessed_ip(cx, p).map(|_| ())
}

/// Whether PPP that begins with its protocol, not with an address, is recognized.
const fn is_ppp(protocol: u16) -> bool {
    matches!(
        protocol,
        0x0021
            | 0x0023
            | 0x003d
            | 0x0057
            | 0x0281
            | 0x0283
            | 0x8021
            | 0x8023
            | 0x8057
            | 0x8281
            | 0xc021
            | 0xc023
            | 0xc223
    )
}

/// Services: service (1), flags (1), set of services (2), padding (1), interface that the packet came in (3).
pub(super) fn services(cx: &mut Context<'_>, p: Cursor<'_>, _: &Header<'_>) -> Outcome {
    let mut service = p;
    let ([id, flags], set, interface) = (service.array()?, service.be_u16()?, service.be_u32()? & 0xff_ffff);
    if cx.options.link_header {
        out!(cx, "service-id ", id, " flags 0x", hex(flags, 2), " service-set-id 0x", hex(set, 4));
        out!(cx, " iif ", interface, ": ");
    }
    guessed_ip(cx, p).map(|_| ())
}

/// Monitoring: type of the packet (1), padding (1), interface that it came in (2), service (4).
pub(super) fn monitor(cx: &mut Context<'_>, p: Cursor<'_>, _: &Header<'_>) -> Outcome {
    let mut service = p;
    let ([kind, _], interface, id) = (service.array()?, service.be_u16()?, service.be_u32()?);
    if cx.options.link_header {
        out!(cx, "service-id ", id, ", iif ", interface, ", pkt-type ", kind, ": ");
    }
    guessed_ip(cx, p).map(|_| ())
}

/// Frames of Ethernet.
pub(super) fn ethernet(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    let outcome = cx.call(frame::print, p);
    cx.link_len += header.len;
    outcome
}

/// Frames of Ethernet, which are no part of the link header.
pub(super) fn pppoe(cx: &mut Context<'_>, p: Cursor<'_>, _: &Header<'_>) -> Outcome {
    cx.call(frame::print_inner, p)
}

/// What an Ethernet type, which belongs to the header, announces.
pub(super) fn pppoe_atm(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    match tables::ethertype(header.protocol) {
        Some(printer) => cx.call(printer, p.at(2)?),
        None => {
            out!(cx, "unknown ethertype 0x", hex(header.protocol, 4));
            Ok(())
        }
    }
}

/// PPP.
pub(super) fn ppp(cx: &mut Context<'_>, p: Cursor<'_>, _: &Header<'_>) -> Outcome {
    cx.call(link::ppp::print, p)
}

/// Frame relay.
pub(super) fn frelay(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    let outcome = cx.call(frame_relay::frame, p);
    cx.link_len = header.len;
    outcome
}

/// Cisco's HDLC.
pub(super) fn chdlc(cx: &mut Context<'_>, p: Cursor<'_>, header: &Header<'_>) -> Outcome {
    let outcome = cx.call(link::chdlc::print, p);
    cx.link_len = header.len;
    outcome
}

/// Prints an IP packet where the first byte is that of one; answers whether it is.
pub(super) fn guessed_ip(cx: &mut Context<'_>, p: Cursor<'_>) -> Result<bool, Stop> {
    match p.peek(0)? {
        0x45..=0x4f => cx.call(ipv4::print, p).map(|()| true),
        0x60..=0x6f => cx.call(ipv6::print, p).map(|()| true),
        _ => Ok(false),
    }
}
