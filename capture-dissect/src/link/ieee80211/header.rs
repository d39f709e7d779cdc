//! The header of a frame: how long it is, whose addresses it bears, and what `-e` shows of it.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Mac, Table, bits, out},
    stop::{Outcome, Stop},
};

const TO_DS: u16 = 0x0100;
const FROM_DS: u16 = 0x0200;
const PROTECTED: u16 = 0x4000;
/// What `-v` says of a frame, in this order.
const FLAGS: &Table = &[
    (0x2000, "More Data "),
    (0x0400, "More Fragments "),
    (0x1000, "Pwr Mgmt "),
    (0x0800, "Retry "),
    (0x8000, "Strictly Ordered "),
    (0x4000, "Protected "),
];
/// Bits of a data frame's subtype.
const CF_ACK: u8 = 1;
const CF_POLL: u8 = 2;
const NO_BODY: u8 = 4;
const QOS: u8 = 8;

/// Bytes of the frame control, duration, three addresses and the sequence.
const THREE_ADDRESSES: usize = 24;
const ADDRESS_4: usize = THREE_ADDRESSES;
/// Bytes of a mesh header without addresses: flags (1), time to live (1), sequence (4).
const MESH: usize = 6;

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Management,
    Control,
    Data,
    Other,
}

/// A header.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'a> {
    /// The frame from its first byte on.
    pub frame: Cursor<'a>,
    control: u16,
    /// Bytes, padding included.
    pub len: usize,
    /// Where the mesh header is.
    mesh: Option<usize>,
}

impl<'a> Header<'a> {
    /// Finds out where a header should end, whether all of it was captured or not.
    pub fn read(frame: Cursor<'a>, control: u16, is_padded: bool, mesh_draft: bool) -> Self {
        let mut header = Self { frame, control, len: 0, mesh: None };
        header.len = header.bytes();
        if is_padded {
            header.len = header.len.next_multiple_of(4);
        }
        if mesh_draft && header.kind() == Type::Data && header.subtype() & QOS != 0 {
            match frame.peek(header.len) {
                Ok(flags @ 0..4) => {
                    header.mesh = Some(header.len);
                    header.len += MESH + usize::from(flags) * 6;
                }
                Ok(_) => {}
                Err(_) => header.len += MESH,
            }
        }
        header
    }

    /// Bytes up to where padding may be; none of a frame of an unknown kind.
    fn bytes(&self) -> usize {
        match (self.kind(), self.subtype()) {
            (Type::Management, _) => THREE_ADDRESSES,
            (Type::Control, 8) => 20,
            (Type::Control, 7 | 10 | 11 | 14 | 15) => 16,
            (Type::Control, 9 | 12 | 13) => 10,
            (Type::Data, subtype) => {
                let address_4 = if self.is_within_ds() { 6 } else { 0 };
                THREE_ADDRESSES + address_4 + if subtype & QOS != 0 { 2 } else { 0 }
            }
            _ => 0,
        }
    }

    pub const fn kind_number(&self) -> u16 {
        self.control >> 2 & 3
    }

    pub const fn kind(&self) -> Type {
        match self.kind_number() {
            0 => Type::Management,
            1 => Type::Control,
            2 => Type::Data,
            _ => Type::Other,
        }
    }

    pub const fn subtype(&self) -> u8 {
        (self.control >> 4 & 0xf) as u8
    }

    pub const fn is_protected(&self) -> bool {
        self.control & PROTECTED != 0
    }

    pub const fn has_no_body(&self) -> bool {
        self.subtype() & NO_BODY != 0
    }

    const fn is_within_ds(&self) -> bool {
        self.control & (TO_DS | FROM_DS) == TO_DS | FROM_DS
    }

    /// The first, second, third or fourth address.
    pub fn address(&self, number: usize) -> Result<Mac, Stop> {
        let at = if number == 4 { ADDRESS_4 } else { number * 6 - 2 };
        self.frame.at(at)?.mac()
    }

    /// Who sent the body of a data frame.
    pub fn source(&self) -> Result<Mac, Stop> {
        match (self.control & TO_DS != 0, self.control & FROM_DS != 0) {
            (_, false) => self.address(2),
            (false, true) => self.address(3),
            (true, true) => self.address(4),
        }
    }

    /// Whom the body of a data frame is for.
    pub fn destination(&self) -> Result<Mac, Stop> {
        self.address(if self.control & TO_DS != 0 { 3 } else { 1 })
    }

    /// Prints what `-e` shows.
    pub fn print(&self, cx: &mut Context<'_>) -> Outcome {
        if self.bytes() == 0 {
            return Ok(());
        }
        if cx.verbose(1) {
            out!(cx, bits(FLAGS, self.control).or("").with(""));
            // The field is no duration there.
            if (self.kind(), self.subtype()) != (Type::Control, 10) {
                out!(cx, self.frame.at(2)?.le_u16()?, "us ");
            }
        }
        if let Some(mesh) = self.mesh {
            print_mesh(cx, self.frame.at(mesh)?)?;
        }
        match self.kind() {
            Type::Management => {
                let [destination, source, bssid] = [self.address(1)?, self.address(2)?, self.address(3)?];
                out!(cx, "BSSID:", bssid, " DA:", destination, " SA:", source, " ");
            }
            Type::Control => self.print_control(cx)?,
            Type::Data => self.print_data(cx)?,
            Type::Other => {}
        }
        Ok(())
    }

    fn print_control(&self, cx: &mut Context<'_>) -> Outcome {
        match self.subtype() {
            8 => self.print_block_ack_request(cx)?,
            9 | 12 | 13 => out!(cx, "RA:", self.address(1)?, " "),
            10 => out!(cx, "BSSID:", self.address(1)?, " TA:", self.address(2)?, " "),
            11 => out!(cx, "RA:", self.address(1)?, " TA:", self.address(2)?, " "),
            14 | 15 => out!(cx, "RA:", self.address(1)?, " BSSID:", self.address(2)?, " "),
            _ => {}
        }
        Ok(())
    }

    /// Prints who asks whom to acknowledge what.
    pub fn print_block_ack_request(&self, cx: &mut Context<'_>) -> Outcome {
        let mut fields = self.frame.at(16)?;
        let (control, sequence) = (fields.le_u16()?, fields.le_u16()?);
        out!(cx, " RA:", self.address(1)?, " TA:", self.address(2)?);
        out!(cx, " CTL(", crate::show::hex(control, 1), ") SEQ(", sequence, ") ");
        Ok(())
    }

    fn print_data(&self, cx: &mut Context<'_>) -> Outcome {
        let subtype = self.subtype();
        if subtype & !NO_BODY != 0 {
            out!(cx, "CF ");
            match (subtype & CF_ACK != 0, subtype & CF_POLL != 0) {
                (true, true) => out!(cx, "Ack/Poll"),
                (true, false) => out!(cx, "Ack"),
                (false, true) => out!(cx, "Poll"),
                (false, false) => {}
            }
            out!(cx, if subtype & QOS != 0 { "+QoS" } else { "" }, " ");
        }
        let [first, second, third] = [self.address(1)?, self.address(2)?, self.address(3)?];
        match (self.control & TO_DS != 0, self.control & FROM_DS != 0) {
            (false, false) => out!(cx, "DA:", first, " SA:", second, " BSSID:", third, " "),
            (false, true) => out!(cx, "DA:", first, " BSSID:", second, " SA:", third, " "),
            (true, false) => out!(cx, "BSSID:", first, " SA:", second, " DA:", third, " "),
            (true, true) => {
                let fourth = self.address(4)?;
                out!(cx, "RA:", first, " TA:", second, " DA:", third, " SA:", fourth, " ");
            }
        }
        Ok(())
    }
}

/// Flags (1 byte), time to live (1), sequence (4), up to three addresses.
fn print_mesh(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let ([flags, ttl], sequence) = (p.array()?, p.le_u32()?);
    out!(cx, "MeshData (AE ", flags, " TTL ", ttl, " seq ", sequence);
    for number in 4..4 + flags {
        out!(cx, " A", number, ":", p.mac()?);
    }
    out!(cx, ") ");
    Ok(())
}
