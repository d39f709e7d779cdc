//! What stands before a card's payload.

use super::{
    card::{Card, Kind},
    extension, payload,
};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{HexBytes, Table, bits, hex, out},
    stop::Stop,
};

const MAGIC: u32 = 0x4d_4743;
const EXTENSIONS: u8 = 0x80;
const NO_LINK_HEADER: u8 = 0x02;
const IN: u8 = 0x01;
const FLAGS: &Table = &[(0x80, "Ext"), (0x40, "Filter"), (0x04, "IIF"), (0x02, "no-L2"), (0x01, "In")];
/// First byte of the cookie of a link services card, and how long such a cookie is.
const LINK_SERVICES: (u8, usize) = (0x47, 8);
/// First byte of a cookie that is two bytes longer than others.
const SERVICES: u8 = 0x54;
/// The longest cookie.
const MAX_COOKIE: usize = 8;
/// Bits of a cookie of link services that tell the protocol.
const PROTOCOL: u8 = 0x70;
/// Bits of an ATM2 cookie that are set before a cell of OAM or of another kind.
const CELLS: u8 = 0x70;
/// Control words before such cells.
const CONTROL_WORDS: &[u32] = &[0, 0x0800_0000, 0x0838_0000];
/// Two bits of the first byte that are set where a multilink frame relay fragment has no cookie.
const FRAGMENT: u8 = 0xc0;

/// What the header said.
pub(super) struct Header<'a> {
    /// The packet from its first byte on.
    pub packet: Cursor<'a>,
    /// Bytes.
    pub len: usize,
    /// The cookie, and zeros up to its greatest length.
    pub cookie: [u8; MAX_COOKIE],
    /// Bytes of the cookie.
    pub cookie_len: usize,
    /// The protocol of what follows.
    pub protocol: u16,
    /// Whether the packet came in.
    pub is_in: bool,
}

impl<'a> Header<'a> {
    /// The last byte of the header, and what follows it.
    pub fn with_last_byte(&self) -> Cursor<'a> {
        let mut packet = self.packet;
        packet.pass(self.len.saturating_sub(1));
        packet
    }

    /// Whether the cookie is that of a link services card.
    pub const fn has_link_services(&self) -> bool {
        self.cookie_len > 0 && self.cookie[0] == LINK_SERVICES.0
    }

    /// Whether cells follow, not packets.
    pub const fn has_cells(&self) -> bool {
        self.cookie[7] & CELLS != 0
    }

    /// Whether the cookie is that of a services card.
    pub const fn has_services(&self) -> bool {
        self.cookie_len > 0 && self.cookie[0] == SERVICES
    }
}

/// Prints the header, and moves behind it; answers nothing where all has been said.
pub(super) fn print<'a>(
    cx: &mut Context<'_>,
    p: &mut Cursor<'a>,
    card: &Card,
) -> Result<Option<Header<'a>>, Stop> {
    let packet = *p;
    p.at(4)?;
    let (magic, flags) = (p.be_u24()?, p.u8()?);
    if magic != MAGIC {
        out!(cx, "no magic-number found!");
        return Ok(None);
    }
    let is_in = flags & IN != 0;
    if cx.options.link_header {
        out!(cx, if is_in { " In " } else { "Out " });
    }
    if cx.verbose(2) {
        out!(cx, "\n\tJuniper PCAP Flags [", bits(FLAGS, flags), "]");
    }
    if flags & EXTENSIONS != 0 {
        let len = usize::from(p.be_u16()?);
        if cx.verbose(2) {
            out!(cx, ", PCAP Extension(s) total length ", len);
        }
        p.at(len)?;
        extension::print(cx, p.split(len))?;
        if cx.verbose(2) {
            out!(cx, "\n\t-----original packet-----\n\t");
        }
    }
    if flags & NO_LINK_HEADER != 0 {
        cx.link_len = packet.len() - p.len() + 4;
        without_link_header(cx, *p)?;
        return Ok(None);
    }
    let mut header = Header { packet, len: 0, cookie: [0; MAX_COOKIE], cookie_len: 0, protocol: 0, is_in };
    cx.link_len = packet.len() - p.len();
    if let Some(name) = card.name {
        cookie(cx, p, card, name, &mut header)?;
        protocol(cx, p, card, &mut header)?;
    }
    header.len = packet.len() - p.len();
    if cx.options.link_header {
        out!(cx, "hlen ", header.len, ", proto 0x", hex(header.protocol, 4), ", ");
    }
    Ok(Some(header))
}

/// Prints a packet before which nothing but four bytes stands.
fn without_link_header(cx: &mut Context<'_>, p: Cursor<'_>) -> Result<(), Stop> {
    if cx.options.link_header {
        out!(cx, "no-L2-hdr, ");
    }
    let p = p.at(4)?;
    p.peek(0)?;
    if !payload::guessed_ip(cx, p)? {
        out!(cx, "no IP-hdr found!");
    }
    Ok(())
}

fn cookie(
    cx: &mut Context<'_>,
    p: &mut Cursor<'_>,
    card: &Card,
    name: &'static str,
    header: &mut Header<'_>,
) -> Result<(), Stop> {
    let first = p.peek(0)?;
    header.cookie_len = match first {
        _ if first == LINK_SERVICES.0 => LINK_SERVICES.1,
        SERVICES => card.cookie_len + 2,
        _ if card.kind == Kind::FrameRelay && first & FRAGMENT == FRAGMENT => 0,
        _ => card.cookie_len,
    };
    if cx.options.link_header {
        out!(cx, name, "-PIC, cookie-len ", header.cookie_len);
    }
    let Some(cookie) = header.cookie.get_mut(..header.cookie_len) else {
        cx.link_len += header.cookie_len;
        return Err(Stop::Invalid);
    };
    if !cookie.is_empty() {
        cookie.copy_from_slice(p.take(header.cookie_len)?);
        if cx.options.link_header {
            out!(cx, ", cookie 0x", HexBytes(cookie));
        }
    }
    if cx.options.link_header {
        out!(cx, ": ");
    }
    Ok(())
}

/// Reads the protocol of what follows; a cookie of link services may tell it.
fn protocol(
    cx: &mut Context<'_>,
    p: &mut Cursor<'_>,
    card: &Card,
    header: &mut Header<'_>,
) -> Result<(), Stop> {
    let tells = matches!(card.kind, Kind::Multilink | Kind::MultilinkFrameRelay | Kind::FrameRelay);
    if tells && header.has_link_services() {
        let [.., byte, _, _] = header.cookie;
        header.protocol = u16::from(byte & PROTOCOL);
        return p.at(2).map(|_| ());
    }
    header.protocol = p.peek_u16(0)?;
    match card.kind {
        Kind::MultilinkFrameRelay => p.skip(2),
        Kind::FrameRelay if header.has_services() => p.skip(2),
        Kind::Cells => {
            let control_word = p.peek_u32(0)?;
            if header.has_cells() {
                if cx.options.link_header {
                    out!(cx, "control-word 0x", hex(control_word, 8), " ");
                }
                if CONTROL_WORDS.contains(&control_word) {
                    p.skip(4)?;
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
