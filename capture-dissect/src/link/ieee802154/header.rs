//! The header of a frame: frame control, sequence, addresses.

use super::{Extended, Trouble, read};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, hex, named, out},
};

pub(super) const BEACON: u8 = 0;
pub(super) const COMMAND: u8 = 3;
const MULTIPURPOSE: u8 = 5;
const TYPES: &Table = &[
    (0, "Beacon"),
    (1, "Data"),
    (2, "ACK"),
    (3, "Command"),
    (4, "Reserved"),
    (5, "Multipurpose"),
    (6, "Fragment"),
    (7, "Extended"),
];

const SECURITY: u16 = 0x0008;
const PAN_COMPRESSION: u16 = 0x0040;
const NO_SEQUENCE: u16 = 0x0100;
const ELEMENTS: u16 = 0x0200;
const FLAGS: &Table = &[
    (0x0008, "Security Enabled, "),
    (0x0010, "Frame Pending, "),
    (0x0020, "AR, "),
    (0x0040, "PAN ID Compression, "),
    (0x0100, "Sequence Number Suppression, "),
    (0x0200, "IE present, "),
];

/// Bits of a multipurpose frame.
const LONG: u8 = 0x08;
const HAS_PAN: u8 = 0x01;
const HAS_SECURITY: u8 = 0x02;
const HAS_NO_SEQUENCE: u8 = 0x04;
const HAS_ELEMENTS: u8 = 0x80;
const MULTIPURPOSE_FLAGS: &Table = &[
    (0x02, "Security Enabled, "),
    (0x08, "Frame Pending, "),
    (0x40, "AR, "),
    (0x01, "PAN ID Present, "),
    (0x04, "Sequence Number Suppression, "),
    (0x80, "IE present, "),
];

/// How an address is written.
const RESERVED: u16 = 1;
const SHORT: u16 = 2;
const EXTENDED: u16 = 3;

/// What a frame control said.
pub(super) struct Header {
    pub kind: u8,
    pub version: u16,
    pub has_security: bool,
    pub has_elements: bool,
    /// How the addresses are written.
    destination: u16,
    source: u16,
    /// Whether networks are named before them.
    destination_pan: bool,
    source_pan: bool,
}

impl Header {
    /// Prints frame control and sequence, or nothing but its type of a frame of which nothing else is known.
    pub fn read(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<Option<Self>, Trouble> {
        let kind = p.peek(0)? & 7;
        out!(cx, "IEEE 802.15.4 ", named(TYPES, kind), " packet ");
        match kind {
            0..=3 => Self::read_general(cx, p, kind).map(Some),
            MULTIPURPOSE => Self::read_multipurpose(cx, p).map(Some),
            _ => Ok(None),
        }
    }

    fn read_general(cx: &mut Context<'_>, p: &mut Cursor<'_>, kind: u8) -> Result<Self, Trouble> {
        let control = p.le_u16()?;
        let version = control >> 12 & 3;
        out!(cx, "v", version, " ");
        if cx.verbose(3) {
            out!(cx, bits(FLAGS, control).or("").with(""));
        }
        let has_no_sequence = control & NO_SEQUENCE != 0;
        if has_no_sequence && version < 2 {
            out!(cx, "[ERROR: Sequence number suppressed on frames where version < 2]");
        }
        match has_no_sequence {
            true if cx.verbose(1) => out!(cx, "seq suppressed "),
            true => {}
            false => print_sequence(cx, p.u8()?),
        }
        let (destination, source) = (control >> 10 & 3, control >> 14);
        let mut header = Self {
            kind,
            version,
            has_security: control & SECURITY != 0,
            has_elements: control & ELEMENTS != 0,
            destination,
            source,
            destination_pan: false,
            source_pan: false,
        };
        header.check_modes()?;
        header.find_pans(cx, control & PAN_COMPRESSION != 0);
        Ok(header)
    }

    fn read_multipurpose(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<Self, Trouble> {
        let first = p.u8()?;
        let flags = if first & LONG != 0 { p.u8()? } else { 0 };
        let version = u16::from(flags >> 4 & 3);
        if first & LONG != 0 {
            out!(cx, "v", version, " ");
            if cx.verbose(3) {
                out!(cx, bits(MULTIPURPOSE_FLAGS, flags).or("").with(""));
            }
        }
        if flags & HAS_NO_SEQUENCE == 0 {
            print_sequence(cx, p.u8()?);
        }
        let header = Self {
            kind: MULTIPURPOSE,
            version,
            has_security: flags & HAS_SECURITY != 0,
            has_elements: flags & HAS_ELEMENTS != 0,
            destination: u16::from(first >> 4 & 3),
            source: u16::from(first >> 6),
            destination_pan: flags & HAS_PAN != 0,
            source_pan: false,
        };
        header.check_modes()?;
        Ok(header)
    }

    const fn check_modes(&self) -> Result<(), Trouble> {
        match (self.destination, self.source) {
            (_, RESERVED) => Err(Trouble::Told("Invalid src address mode")),
            (RESERVED, _) => Err(Trouble::Told("Invalid dst address mode")),
            _ => Ok(()),
        }
    }

    /// Which networks are named (table 7-2; the frames of earlier versions have rules of their own).
    fn find_pans(&mut self, cx: &mut Context<'_>, is_compressed: bool) {
        let (has_destination, has_source) = (self.destination != 0, self.source != 0);
        let both_are_extended = self.destination == EXTENDED && self.source == EXTENDED;
        (self.destination_pan, self.source_pan) = match (has_destination, has_source) {
            _ if self.version < 2 => {
                if is_compressed && !(has_destination && has_source) {
                    out!(cx, "[ERROR: PAN ID Compression != 0, and only one address with frame version < 2]");
                }
                (has_destination, has_source && !is_compressed)
            }
            (false, false) => (is_compressed, false),
            (true, false) => (!is_compressed, false),
            (false, true) => (false, !is_compressed),
            (true, true) if both_are_extended => (!is_compressed, false),
            (true, true) => (true, !is_compressed && self.source == SHORT),
        };
    }

    /// Prints the addresses.
    pub fn addresses(&self, cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<(), Trouble> {
        print_address(cx, p, self.destination_pan, self.destination)?;
        out!(cx, if self.kind == MULTIPURPOSE { " <  " } else { " < " });
        print_address(cx, p, self.source_pan, self.source)?;
        out!(cx, " ");
        Ok(())
    }
}

fn print_sequence(cx: &mut Context<'_>, sequence: u8) {
    if cx.verbose(1) {
        out!(cx, "seq ", hex(sequence, 2), " ");
    }
}

fn print_address(cx: &mut Context<'_>, p: &mut Cursor<'_>, has_pan: bool, mode: u16) -> Result<(), Trouble> {
    match has_pan {
        true => out!(cx, hex(u16::from_le_bytes(read(p, "Truncated before dst_pan")?), 4), ":"),
        false => out!(cx, "-:"),
    }
    const MISSING: &str = "Truncated before dst_addr";
    match mode {
        SHORT => out!(cx, hex(u16::from_le_bytes(read(p, MISSING)?), 4)),
        EXTENDED => out!(cx, Extended(read(p, MISSING)?)),
        _ => out!(cx, "none"),
    }
    Ok(())
}
