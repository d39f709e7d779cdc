//! Control protocols of PPP: LCP (RFC 1661), IPCP (RFC 1332), IPV6CP (RFC 5072), CCP (RFC 1962), BACP (RFC
//! 2125).
//!
//! ```text
//!  0      1      2        4
//! +------+------+--------+-------------------------------
//! | code | id   | length | options: type, length, value
//! +------+------+--------+-------------------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::ppp::PROTOCOLS,
    oui::OUIS,
    show::{Safe, Table, hex, name, named, out},
    stop::{Outcome, Stop},
};

const CODES: &Table = &[
    (0, "Vendor-Extension"),
    (1, "Conf-Request"),
    (2, "Conf-Ack"),
    (3, "Conf-Nack"),
    (4, "Conf-Reject"),
    (5, "Term-Request"),
    (6, "Term-Ack"),
    (7, "Code-Reject"),
    (8, "Prot-Reject"),
    (9, "Echo-Request"),
    (10, "Echo-Reply"),
    (11, "Disc-Req"),
    (12, "Ident"),
    (13, "Time-Rem"),
    (14, "Reset-Req"),
    (15, "Reset-Ack"),
];

const LCP_OPTIONS: &Table = &[
    (0, "Vend-Ext"),
    (1, "MRU"),
    (2, "ACCM"),
    (3, "Auth-Prot"),
    (4, "Qual-Prot"),
    (5, "Magic-Num"),
    (6, "deprecated(6)"),
    (7, "PFC"),
    (8, "ACFC"),
    (9, "FCS-Alt"),
    (10, "SDP"),
    (11, "Num-Mode"),
    (12, "deprecated(12)"),
    (13, "Call-Back"),
    (14, "deprecated(14)"),
    (15, "deprecated(15)"),
    (16, "deprecated(16)"),
    (17, "MRRU"),
    (18, "12-Bit seq #"),
    (19, "End-Disc"),
    (20, "Proprietary"),
    (21, "DCE-Id"),
    (22, "MP+"),
    (23, "Link-Disc"),
    (24, "LCP-Auth-Opt"),
    (25, "COBS"),
    (26, "Prefix-elision"),
    (27, "Multilink-header-Form"),
    (28, "I18N"),
    (29, "SDL-over-SONET/SDH"),
    (30, "PPP-Muxing"),
];

const IPCP_OPTIONS: &Table = &[
    (1, "IP-Addrs"),
    (2, "IP-Comp"),
    (3, "IP-Addr"),
    (4, "Home-Addr"),
    (129, "Pri-DNS"),
    (130, "Pri-NBNS"),
    (131, "Sec-DNS"),
    (132, "Sec-NBNS"),
];

const CCP_OPTIONS: &Table = &[
    (0, "OUI"),
    (1, "Pred-1"),
    (2, "Pred-2"),
    (3, "Puddle"),
    (16, "HP-PPC"),
    (17, "Stac-LZS"),
    (18, "MPPC"),
    (19, "Gand-FZA"),
    (20, "V.42bis"),
    (21, "BSD-Comp"),
    (23, "LZS-DCP"),
    (24, "MVRCA"),
    (25, "DEC"),
    (26, "Deflate"),
    (255, "Reserved"),
];

const ALGORITHMS: &Table = &[(5, "MD5"), (128, "MS-CHAPv1"), (129, "MS-CHAPv2")];
const COMPRESSIONS: &Table = &[(0x2d, "VJ-Comp"), (0x61, "IP Header Compression")];
const CALLBACKS: &Table =
    &[(0, "UserAuth"), (1, "DialString"), (2, "LocalID"), (3, "E.164"), (4, "X.500"), (6, "CBCP")];

/// Prints a packet.
pub(super) fn print(cx: &mut Context<'_>, protocol: u16, whole: Cursor<'_>) -> Outcome {
    let mut p = whole;
    let title = name(PROTOCOLS, protocol).unwrap_or("unknown");
    out!(cx, title, ", ");
    if whole.len() < 4 || !whole.has(2) {
        out!(cx, "[|", title, "]");
        return Ok(());
    }
    let (code, id) = (p.u8()?, p.u8()?);
    out!(cx, named(CODES, code).or_text("Unknown Opcode"), " (0x", hex(code, 2), "), id ", id);
    out!(cx, ", length ", whole.len() + 2);
    if !cx.verbose(1) {
        return Ok(());
    }
    let len = usize::from(p.be_u16()?);
    if len < 4 {
        out!(cx, "\n\tencoded length ", len, " (< 4))");
        return Ok(());
    }
    if len > whole.len() {
        out!(cx, "\n\tencoded length ", len, " (> packet length ", whole.len(), "))");
        return Ok(());
    }
    out!(cx, "\n\tencoded length ", len, " (=Option(s) length ", len - 4, ")");
    if len == 4 {
        return Ok(());
    }
    if cx.verbose(2) {
        // The two bytes of the protocol are shown with the header.
        let [high, low] = protocol.to_be_bytes();
        let [a, b, c, d] = whole.at(0)?.array()?;
        let header = [high, low, a, b, c, d];
        cx.unknown_data("\n\t", Cursor::new(&header, 6), 6);
    }
    let body = p.declare(len - 4);
    if code <= 13 || cx.verbose(2) {
        return content(cx, protocol, code, body);
    }
    let [high, low] = protocol.to_be_bytes();
    let bytes = [&[high, low], whole.limit(len).bytes()].concat();
    cx.unknown_data("\n\t  ", Cursor::new(&bytes, bytes.len()), bytes.len());
    Ok(())
}

fn content(cx: &mut Context<'_>, protocol: u16, code: u8, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    let least = match code {
        0 => 7,
        8 => 2,
        9..=12 => 4,
        13 => 8,
        _ => 0,
    };
    if len < least {
        return Ok(());
    }
    match code {
        0 => {
            let (magic, oui) = (p.be_u32()?, p.be_u24()?);
            out!(cx, "\n\t  Magic-Num 0x", hex(magic, 8), " Vendor: ", named(OUIS, oui).or_text("Unknown"));
            out!(cx, " (", oui, ")");
        }
        1..=4 => options(cx, protocol, p)?,
        5..=7 => {}
        8 => {
            let rejected = p.be_u16()?;
            out!(cx, "\n\t  Rejected ", named(PROTOCOLS, rejected).or_text("unknown"), " Protocol (0x");
            out!(cx, hex(rejected, 4), ")");
            if len > 2 {
                out!(cx, "\n\t  Rejected Packet");
                cx.unknown_data("\n\t    ", p, len + 2);
            }
        }
        9..=11 => {
            out!(cx, "\n\t  Magic-Num 0x", hex(p.be_u32()?, 8));
            if len > 4 {
                out!(cx, "\n\t  -----trailing data-----");
                match p.has(len - 4) {
                    true => cx.unknown_data("\n\t  ", p, len - 4),
                    false => out!(cx, "[|", name(PROTOCOLS, protocol), "]"),
                }
            }
        }
        12 => {
            out!(cx, "\n\t  Magic-Num 0x", hex(p.be_u32()?, 8));
            if len > 4 {
                // tcpdump counts the magic number again.
                let text = p.take_some(len);
                out!(cx, "\n\t  Message\n\t    ", Safe(text));
                if text.len() < len {
                    out!(cx, "[|", name(PROTOCOLS, protocol), "]");
                }
            }
        }
        13 => out!(cx, "\n\t  Magic-Num 0x", hex(p.be_u32()?, 8), ", Seconds-Remaining ", p.be_u32()?, "s"),
        _ => {}
    }
    Ok(())
}

/// What a printer of an option answers: whether more options follow.
type OptionPrinter = fn(&mut Context<'_>, u8, Cursor<'_>) -> Result<bool, Stop>;

fn options(cx: &mut Context<'_>, protocol: u16, mut p: Cursor<'_>) -> Outcome {
    let (names, unnamed, short, print): (&Table, &str, &str, OptionPrinter) = match protocol {
        0xc021 => (LCP_OPTIONS, "unknown", "lcp", lcp),
        0x8021 => (IPCP_OPTIONS, "unknown", "ipcp", ipcp),
        0x8057 => (&[(1, "Interface-ID")], "unknown", "ip6cp", ipv6cp),
        0x80fd => (CCP_OPTIONS, "Unknown", "ccp", ccp),
        0xc02b => (&[(1, "Favored-Peer")], "Unknown", "bacp", bacp),
        _ => return Ok(()),
    };
    // All options are bounded by the length of the packet, header included.
    let packet_len = p.len() + 4;
    while p.len() > 0 {
        if !p.has(2) {
            out!(cx, "[|", short, "]");
            return Ok(());
        }
        let (kind, len) = (p.peek(0)?, usize::from(p.peek(1)?));
        if packet_len < len {
            break;
        }
        let is_known = protocol != 0xc021 || name(names, kind).is_some();
        match is_known {
            true => {
                out!(cx, "\n\t  ", name(names, kind).unwrap_or(unnamed), " Option (0x", hex(kind, 2));
                out!(cx, "), length ", len, (len < 2).then_some(" (length bogus, should be >= 2)"));
            }
            false => out!(cx, "\n\tunknown LCP option 0x", hex(kind, 2)),
        }
        if len < 2 {
            break;
        }
        let value = p.at(2)?.declare(len - 2);
        if is_known && !print(cx, kind, value)? {
            break;
        }
        if p.len() < len {
            out!(cx, " [remaining options length ", p.len(), " < ", len, "]");
            return cx.invalid();
        }
        p.pass(len);
    }
    Ok(())
}

/// Says how long an option shall be.
fn bogus(cx: &mut Context<'_>, relation: &'static str, len: usize) {
    out!(cx, " (length bogus, should be ", relation, " ", len + 2, ")");
}

/// Ends an option: its bytes where nothing else tells of them, or with much `-v` and all of them captured.
fn end(cx: &mut Context<'_>, p: Cursor<'_>, is_known: bool) {
    let shows = if cx.verbose(2) { p.has(p.len()) } else { !is_known };
    if shows {
        cx.unknown_data("\n\t    ", p, p.len());
    }
}

fn lcp(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let (value, len) = (p, p.len());
    let (least, most) = match kind {
        0 => (4, usize::MAX),
        1 | 17 | 23 => (2, 2),
        2 | 5 => (4, 4),
        3 | 4 => (2, usize::MAX),
        13 | 19 => (1, usize::MAX),
        _ => (0, usize::MAX),
    };
    if len < least || len > most {
        bogus(cx, if most == usize::MAX { ">=" } else { "=" }, least);
        return Ok(kind <= 3);
    }
    match kind {
        0 => {
            let oui = p.be_u24()?;
            out!(cx, ": Vendor: ", named(OUIS, oui).or_text("Unknown"), " (", oui, ")");
        }
        1 | 17 => out!(cx, ": ", p.be_u16()?),
        2 | 5 => out!(cx, ": 0x", hex(p.be_u32()?, 8)),
        3 => {
            let protocol = p.be_u16()?;
            out!(cx, ": ", named(PROTOCOLS, protocol).or_text("Unknown Auth Proto (0x04x)"));
            match protocol {
                0xc223 => out!(cx, ", ", named(ALGORITHMS, p.u8()?).or("Unknown Auth Alg ", "")),
                0xc023 | 0xc227 | 0xc027 | 0xc123 => {}
                _ => {
                    let option = [&[kind, len as u8 + 2], value.limit(len).bytes()].concat();
                    cx.unknown_data("\n\t", Cursor::new(&option, option.len()), option.len());
                }
            }
        }
        4 => out!(cx, if p.be_u16()? == 0xc025 { ": LQR" } else { ": unknown" }),
        7 | 8 => {}
        13 => {
            let operation = p.u8()?;
            out!(
                cx,
                ": Callback Operation ",
                named(CALLBACKS, operation).or_text("Unknown"),
                " (",
                operation,
                ")"
            );
        }
        19 => {
            if !discriminator(cx, p)? {
                return Ok(false);
            }
        }
        23 => out!(cx, ": 0x", hex(p.be_u16()?, 4)),
        _ => {
            end(cx, value, false);
            return Ok(true);
        }
    }
    end(cx, value, true);
    Ok(true)
}

/// The endpoint of a bundle of links (RFC 1990 section 5.1.3).
fn discriminator(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let class = p.u8()?;
    let len = p.len();
    match class {
        0 => out!(cx, ": Null"),
        1 => out!(cx, ": Local"),
        2 | 3 if len != if class == 2 { 4 } else { 6 } => {
            bogus(cx, "=", if class == 2 { 5 } else { 7 });
            return Ok(false);
        }
        2 => out!(cx, ": IPv4 ", p.ipv4()?),
        3 => out!(cx, ": MAC ", p.mac()?),
        4 => out!(cx, ": Magic-Num-Block"),
        5 => out!(cx, ": PSNDN"),
        _ => out!(cx, ": Unknown class ", class),
    }
    Ok(true)
}

fn ipcp(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let (mut value, len) = (p, p.len());
    match kind {
        1 if len != 8 => {
            bogus(cx, "=", 8);
            return Ok(true);
        }
        1 => out!(cx, ": src ", p.ipv4()?, ", dst ", p.ipv4()?),
        2 if len < 2 => {
            bogus(cx, ">=", 2);
            return Ok(false);
        }
        2 => {
            let protocol = p.be_u16()?;
            out!(cx, ": ", named(COMPRESSIONS, protocol).or_text("Unknown"), " (0x", hex(protocol, 2), "):");
            if protocol == 0x61 {
                if len < 12 {
                    bogus(cx, ">=", 12);
                    return Ok(false);
                }
                if !p.has(12) {
                    out!(cx, "[|ipcp]");
                    return Ok(false);
                }
                out!(cx, "\n\t    TCP Space ", p.be_u16()?, ", non-TCP Space ", p.be_u16()?, ", maxPeriod ");
                out!(cx, p.be_u16()?, ", maxTime ", p.be_u16()?, ", maxHdr ", p.be_u16()?);
                // As tcpdump has it, the bytes are those two behind the suboptions.
                if p.len() > 0 {
                    let behind = suboptions(cx, p)?;
                    value = behind.declare(len + 2);
                    value.pass(2);
                }
            }
        }
        3 | 4 | 129..=132 if len != 4 => {
            bogus(cx, "=", 4);
            return Ok(false);
        }
        3 | 4 | 129..=132 => out!(cx, ": ", p.ipv4()?),
        _ => {
            end(cx, value, false);
            return Ok(true);
        }
    }
    end(cx, value, true);
    Ok(true)
}

/// Suboptions of header compression (RFC 2508, RFC 3544); answers where they end.
fn suboptions<'a>(cx: &mut Context<'_>, mut p: Cursor<'a>) -> Result<Cursor<'a>, Stop> {
    const NAMES: &Table =
        &[(1, "RTP-Compression"), (2, "Enhanced RTP-Compression"), (3, "Suppress Data/Fragment")];
    out!(cx, "\n\t      Suboptions, length ", p.len());
    while p.len() >= 2 {
        let (kind, len) = (p.peek(0)?, usize::from(p.peek(1)?));
        if kind == 0 || len == 0 {
            break;
        }
        out!(cx, "\n\t\t", named(NAMES, kind).or_text("Unknown"), " Suboption #", kind, ", length ", len);
        if p.len() < len {
            out!(cx, " [remaining suboptions length ", p.len(), " < ", len, "]");
            cx.invalid()?;
            return Ok(p);
        }
        p.pass(len);
    }
    Ok(p)
}

fn ipv6cp(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let value = p;
    match (kind, p.len()) {
        (1, 8) => {
            let [a, b] = [p.be_u32()?, p.be_u32()?];
            out!(
                cx,
                ": ",
                hex(a >> 16, 4),
                ":",
                hex(a & 0xffff, 4),
                ":",
                hex(b >> 16, 4),
                ":",
                hex(b & 0xffff, 4)
            );
            end(cx, value, true);
        }
        (1, _) => bogus(cx, "=", 8),
        _ => end(cx, value, false),
    }
    Ok(true)
}

fn ccp(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let (value, len) = (p, p.len());
    match kind {
        21 if len < 1 => bogus(cx, ">=", 1),
        24 | 26 if len < 2 => bogus(cx, ">=", 2),
        21 => {
            let byte = p.u8()?;
            out!(cx, ": Version: ", byte >> 5, ", Dictionary Bits: ", byte & 0x1f);
            end(cx, value, true);
        }
        24 => {
            let [flags, context] = p.array()?;
            let state = if flags & 0x20 != 0 { "Enabled" } else { "Disabled" };
            out!(cx, ": Features: ", flags >> 6, ", PxP: ", state, ", History: ", flags & 0x1f);
            out!(cx, ", #CTX-ID: ", context);
            end(cx, value, true);
        }
        26 => {
            let [method, check] = p.array()?;
            let title = if method & 15 == 8 { "zlib" } else { "unknown" };
            out!(cx, ": Window: ", method >> 4, "K, Method: ", title, " (0x", hex(method & 15, 1));
            out!(cx, "), MBZ: ", check >> 2, ", CHK: ", check & 3);
            end(cx, value, true);
        }
        _ => end(cx, value, false),
    }
    Ok(true)
}

fn bacp(cx: &mut Context<'_>, kind: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let value = p;
    match (kind, p.len()) {
        (1, 4) => {
            out!(cx, ": Magic-Num 0x", hex(p.be_u32()?, 8));
            end(cx, value, true);
        }
        (1, _) => bogus(cx, "=", 4),
        _ => end(cx, value, false),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::printed, link::ppp};

    #[test]
    fn options_of_a_configuration() {
        let request = b"\xc0\x21\x01\x05\0\x0e\x01\x04\x05\xdc\x05\x06\x01\x02\x03\x04";
        assert_eq!(printed(ppp::print, 0, request), "LCP, Conf-Request (0x01), id 5, length 16");
        let text = "\n\tencoded length 14 (=Option(s) length 10)\n\t  MRU Option (0x01), length 4: 1500\
                    \n\t  Magic-Num Option (0x05), length 6: 0x01020304";
        assert!(printed(ppp::print, 1, request).ends_with(text));
        let address = b"\x80\x21\x02\x05\0\x0a\x03\x06\x0a\0\0\x01";
        assert!(printed(ppp::print, 1, address).ends_with("IP-Addr Option (0x03), length 6: 10.0.0.1"));
        assert!(printed(ppp::print, 1, b"\xc0\x21\x01\x05\0\x02").ends_with("encoded length 2 (< 4))"));
    }
}
